// RUN: %check %s -- -I%inputs/sqlpp11
// RUN: %check --prefix=STRICT %s --config='{CheckOptions: {leash-unfinished-transaction.StrictLostWork: true}}' -- -isystem %inputs/sqlpp11
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// sqlpp11: a guard rolls back and says so; a connection that is told itself to
// begin does not, and its pool takes it back as it is.

#include <sqlpp11/transaction.h>
#include <stdexcept>

namespace sql = sqlpp::postgresql;

bool early_return(sql::connection &db, int n) {
  db.start_transaction();
  // CHECK: :[[@LINE-1]]:3: warning: the transaction begun here on 'db' is not finished on every path
  // STRICT: :[[@LINE-2]]:3: warning: the transaction begun here on 'db' is not finished on every path
  if (n < 0)
    return false;
  db.commit_transaction();
  return true;
}

bool no_warning_finished(sql::connection &db, int n) {
  db.start_transaction(sqlpp::isolation_level::serializable);
  if (n < 0) {
    db.rollback_transaction(false);
    return false;
  }
  db.commit_transaction();
  return true;
}

bool of_a_class_of_its_own(sqlpp::sqlite3::connection &db, int n) {
  db.start_transaction();
  // CHECK: :[[@LINE-1]]:3: warning: the transaction begun here on 'db' is not finished on every path
  // STRICT: :[[@LINE-2]]:3: warning: the transaction begun here on 'db' is not finished on every path
  if (n < 0)
    return false;
  db.commit_transaction();
  return true;
}

bool given_back_in_it(sql::connection_pool &pool, int n) {
  auto db = pool.get();
  db.start_transaction();
  // CHECK: :[[@LINE-1]]:3: warning: the transaction begun here on 'db' is still open when the connection goes back to its pool
  // STRICT: :[[@LINE-2]]:3: warning: the transaction begun here on 'db' is still open when the connection goes back to its pool
  if (n < 0)
    return false;
  db.commit_transaction();
  return true;
}

bool no_warning_given_back(sql::connection_pool &pool, int n) {
  sql::pooled_connection db = pool.get();
  db.start_transaction();
  if (n < 0) {
    db.rollback_transaction(true);
    return false;
  }
  db.commit_transaction();
  return true;
}

bool text(sql::connection &db, int n) {
  db.execute("BEGIN");
  // CHECK: :[[@LINE-1]]:3: warning: the transaction begun here on 'db' is not finished on every path
  // STRICT: :[[@LINE-2]]:3: warning: the transaction begun here on 'db' is not finished on every path
  if (n < 0)
    return false;
  db.execute("COMMIT");
  return true;
}

void discarded(sql::connection &db) {
  start_transaction(db);
  // CHECK: :[[@LINE-1]]:3: warning: the transaction from 'start_transaction' is rolled back at the end of this statement
  // STRICT: :[[@LINE-2]]:3: warning: the transaction from 'start_transaction' is rolled back at the end of this statement
  db.execute("DELETE FROM orders");
}

void discarded_connection(sql::connection_pool &pool) {
  pool.get();
  // CHECK: :[[@LINE-1]]:3: warning: the lease from 'get' is given back at the end of this statement
  // STRICT: :[[@LINE-2]]:3: warning: the lease from 'get' is given back at the end of this statement
}

bool no_warning_guard(sql::connection &db, int n) {
  auto tx = sqlpp::start_transaction(db);
  db.execute("DELETE FROM orders");
  if (n < 0)
    return false;
  tx.commit();
  return true;
}

void no_warning_guard_of_a_lease(sql::connection_pool &pool, int n) {
  auto db = pool.get();
  auto tx = sqlpp::start_transaction(db, sqlpp::quiet_auto_rollback);
  if (n < 0)
    throw std::invalid_argument("n");
  tx.commit();
}

int forgotten(sql::connection &db) {
  auto tx = sqlpp::start_transaction(db);
  // STRICT: :[[@LINE-1]]:13: warning: the transaction begun here on 'tx' is rolled back by the end of its scope on a path without an error
  db.execute("DELETE FROM orders");
  return 1;
}
