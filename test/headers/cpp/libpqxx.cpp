// RUN: %check %s
// RUN: %check --prefix=STRICT %s --config='{CheckOptions: {leash-unfinished-transaction.StrictLostWork: true}}'
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// libpqxx 6: a transaction rolls back at the end of its scope; a
// nontransaction begins nothing, and what is begun through it stays open.

#include <memory>
#include <pqxx/pqxx>
#include <stdexcept>

void discarded(pqxx::connection &conn) {
  pqxx::work{conn};
  // CHECK: :[[@LINE-1]]:3: warning: the transaction from 'transaction' is rolled back at the end of this statement
  // STRICT: :[[@LINE-2]]:3: warning: the transaction from 'transaction' is rolled back at the end of this statement
  conn.prepare("pay", "UPDATE orders SET paid = true WHERE id = $1");
}

void written_and_lost(pqxx::connection &conn) {
  pqxx::work(conn).exec("DELETE FROM orders");
  // CHECK: :[[@LINE-1]]:3: warning: the transaction is rolled back at the end of this statement, with what it wrote
  // STRICT: :[[@LINE-2]]:3: warning: the transaction is rolled back at the end of this statement, with what it wrote
}

void no_warning_committed(pqxx::connection &conn, int n) {
  pqxx::work tx(conn);
  tx.exec("DELETE FROM orders");
  if (n < 0)
    throw std::invalid_argument("n");
  tx.commit();
}

bool raw_begin(pqxx::connection &conn, int n) {
  pqxx::nontransaction tx(conn);
  tx.exec("BEGIN");
  // CHECK: :[[@LINE-1]]:3: warning: the transaction begun here on 'conn' is not finished on every path
  // STRICT: :[[@LINE-2]]:3: warning: the transaction begun here on 'conn' is not finished on every path
  if (n < 0)
    return false;
  tx.exec("COMMIT");
  return true;
}

bool no_warning_raw_begin(pqxx::connection &conn, int n) {
  pqxx::nontransaction tx(conn);
  tx.exec("BEGIN");
  if (n < 0) {
    tx.exec("ROLLBACK");
    return false;
  }
  tx.exec("COMMIT");
  return true;
}

bool raw_begin_through_another(pqxx::connection &conn, int n) {
  pqxx::nontransaction(conn).exec("BEGIN");
  // CHECK: :[[@LINE-1]]:3: warning: the transaction begun here
  // STRICT: :[[@LINE-2]]:3: warning: the transaction begun here
  if (n < 0)
    return false;
  pqxx::nontransaction(conn).exec("COMMIT");
  return true;
}

bool no_warning_its_own_connection(int n) {
  pqxx::connection conn("dbname=shop connect_timeout=3");
  pqxx::nontransaction tx(conn);
  tx.exec("BEGIN");
  if (n < 0)
    return false;
  tx.exec("COMMIT");
  return true;
}

// Lost work.
long forgotten(pqxx::connection_base &conn) {
  pqxx::work tx(conn);
  // STRICT: :[[@LINE-1]]:14: warning: the transaction begun here{{.*}} is rolled back by the end of its scope on a path without an error
  pqxx::result r = tx.exec("DELETE FROM orders");
  return r.affected_rows();
}

long no_warning_not_forgotten(pqxx::connection_base &conn) {
  pqxx::work tx(conn);
  pqxx::result r = tx.exec("DELETE FROM orders");
  tx.commit();
  return r.affected_rows();
}

long forgotten_on_the_heap(pqxx::connection_base &conn, long id) {
  auto tx = std::make_unique<pqxx::transaction<pqxx::serializable>>(conn);
  // STRICT: :[[@LINE-1]]:13: warning: the transaction begun here{{.*}} is rolled back by the end of its scope on a path without an error
  tx->exec_params("DELETE FROM orders WHERE id = $1", id);
  if (id == 0)
    return 0;
  tx->commit();
  return id;
}

bool no_warning_given_up(pqxx::connection_base &conn, long id) {
  pqxx::work tx(conn, "orders");
  if (id == 0)
    return false;
  if (id < 0) {
    tx.abort();
    return true;
  }
  tx.exec_params("DELETE FROM orders WHERE id = $1", id);
  tx.commit();
  return true;
}

// What only reads has nothing to lose.
int no_warning_read(pqxx::connection_base &conn) {
  pqxx::read_transaction tx(conn);
  return tx.exec("SELECT 1")[0][0].as<int>();
}

int no_warning_read_by_nontransaction(pqxx::connection_base &conn) {
  pqxx::nontransaction tx(conn);
  tx.exec("DELETE FROM orders");
  return 1;
}

void no_warning_savepoint(pqxx::connection_base &conn) {
  pqxx::work tx(conn);
  {
    pqxx::subtransaction sub(tx);
    sub.exec("DELETE FROM orders");
    sub.commit();
  }
  tx.commit();
}

void forgotten_savepoint(pqxx::connection_base &conn) {
  pqxx::work tx(conn);
  {
    pqxx::subtransaction sub(tx);
    // STRICT: :[[@LINE-1]]:26: warning: the transaction begun here{{.*}} is rolled back by the end of its scope on a path without an error
    sub.exec("DELETE FROM orders");
  }
  tx.commit();
}
