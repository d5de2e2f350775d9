// RUN: %check %s
// RUN: %check --prefix=STRICT %s --config='{CheckOptions: {leash-unfinished-transaction.StrictLostWork: true}}'
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// SQLiteCpp: transactions by a guard that rolls back, or as texts.

#include <SQLiteCpp/SQLiteCpp.h>
#include <memory>
#include <stdexcept>

bool text(SQLite::Database &db, int n) {
  db.exec("BEGIN");
  // CHECK: :[[@LINE-1]]:3: warning: the transaction begun here on 'db' is not finished on every path
  // STRICT: :[[@LINE-2]]:3: warning: the transaction begun here on 'db' is not finished on every path
  if (n < 0)
    return false;
  db.exec("COMMIT");
  return true;
}

bool no_warning_text(SQLite::Database &db, int n) {
  db.exec("BEGIN");
  if (n < 0) {
    db.exec("ROLLBACK");
    return false;
  }
  try {
    db.exec("COMMIT");
  } catch (const SQLite::Exception &) {
    db.exec("ROLLBACK");
    throw;
  }
  return true;
}

// What fails throws.
void thrown(SQLite::Database &db) {
  db.exec("BEGIN IMMEDIATE");
  // CHECK: :[[@LINE-1]]:3: warning: the transaction begun here on 'db' is not finished on every path
  // STRICT: :[[@LINE-2]]:3: warning: the transaction begun here on 'db' is not finished on every path
  db.exec("DELETE FROM orders");
  db.exec("COMMIT");
}

int tried(SQLite::Database &db, int n) {
  if (db.tryExec("BEGIN") != SQLite::OK)
    // CHECK: :[[@LINE-1]]:7: warning: the transaction begun here on 'db'
    // STRICT: :[[@LINE-2]]:7: warning: the transaction begun here on 'db'
    return -1;
  if (n < 0)
    return -2;
  return db.tryExec("COMMIT");
}

int no_warning_tried(SQLite::Database &db, int n) {
  if (db.tryExec("BEGIN") != SQLite::OK)
    return -1;
  if (n < 0) {
    db.tryExec("ROLLBACK");
    return -2;
  }
  return db.tryExec("COMMIT");
}

bool no_warning_its_own_database(int n) {
  SQLite::Database db("orders.db", SQLite::OPEN_READWRITE);
  db.exec("BEGIN");
  if (n < 0)
    return false;
  db.exec("COMMIT");
  return true;
}

void discarded(SQLite::Database &db) {
  SQLite::Transaction{db};
  // CHECK: :[[@LINE-1]]:3: warning: the transaction from 'Transaction' is rolled back at the end of this statement
  // STRICT: :[[@LINE-2]]:3: warning: the transaction from 'Transaction' is rolled back at the end of this statement
  db.exec("DELETE FROM orders");
}

void no_warning_guard(SQLite::Database &db, int n) {
  SQLite::Transaction transaction(db);
  db.exec("DELETE FROM orders");
  if (n < 0)
    throw std::invalid_argument("n");
  transaction.commit();
}

int forgotten(SQLite::Database &db) {
  SQLite::Transaction transaction(db, SQLite::TransactionBehavior::IMMEDIATE);
  // STRICT: :[[@LINE-1]]:23: warning: the transaction begun here{{.*}} is rolled back by the end of its scope on a path without an error
  db.exec("DELETE FROM orders");
  return 1;
}

int forgotten_on_the_heap(SQLite::Database &db, int n) {
  std::unique_ptr<SQLite::Transaction> transaction(new SQLite::Transaction(db));
  // STRICT: :[[@LINE-1]]:{{[0-9]+}}: warning: the transaction begun here{{.*}} is rolled back by the end of its scope on a path without an error
  if (n == 0)
    return 0;
  transaction->commit();
  return n;
}

// By a statement.
bool statement(SQLite::Database &db, int n) {
  SQLite::Statement(db, "BEGIN").exec();
  // CHECK: :[[@LINE-1]]:3: warning: the transaction begun here on 'db' is not finished on every path
  // STRICT: :[[@LINE-2]]:3: warning: the transaction begun here on 'db' is not finished on every path
  if (n < 0)
    return false;
  SQLite::Statement commit(db, "COMMIT");
  return commit.exec() == 0;
}
