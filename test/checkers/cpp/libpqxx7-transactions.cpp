// RUN: %check %s -- -I%inputs/pqxx7
// RUN: %check --prefix=STRICT %s --config='{CheckOptions: {leash-unfinished-transaction.StrictLostWork: true}}' -- -isystem %inputs/pqxx7
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// libpqxx 7: a transaction rolls back at the end of its scope; a nontransaction
// begins nothing.

#include <memory>
#include <pqxx/pqxx>
#include <stdexcept>

void discarded(pqxx::connection &conn) {
  pqxx::work{conn};
  // CHECK: :[[@LINE-1]]:3: warning: the transaction from 'transaction' is rolled back at the end of this statement
  // STRICT: :[[@LINE-2]]:3: warning: the transaction from 'transaction' is rolled back at the end of this statement
  pqxx::nontransaction(conn).exec("DELETE FROM orders");
}

void written_and_lost(pqxx::connection &conn, long id) {
  pqxx::work(conn).exec_params("DELETE FROM orders WHERE id = $1", id);
  // CHECK: :[[@LINE-1]]:3: warning: the transaction is rolled back at the end of this statement, with what it wrote
  // STRICT: :[[@LINE-2]]:3: warning: the transaction is rolled back at the end of this statement, with what it wrote
}

bool raw_begin(pqxx::connection &conn, int n) {
  pqxx::nontransaction tx{conn};
  tx.exec("BEGIN");
  // CHECK: :[[@LINE-1]]:3: warning: the transaction begun here on 'conn' is not finished on every path
  // STRICT: :[[@LINE-2]]:3: warning: the transaction begun here on 'conn' is not finished on every path
  if (n < 0)
    return false;
  tx.exec("COMMIT");
  return true;
}

bool no_warning_raw_begin(pqxx::connection &conn, int n) {
  pqxx::nontransaction tx{conn};
  tx.exec("BEGIN");
  if (n < 0) {
    conn.close();
    return false;
  }
  tx.exec("COMMIT");
  return true;
}

void no_warning_committed(pqxx::connection &conn, int n) {
  pqxx::work tx(conn, "orders");
  tx.exec("DELETE FROM orders");
  if (n < 0)
    throw std::invalid_argument("n");
  tx.commit();
}

int forgotten(pqxx::connection &conn) {
  pqxx::work tx{conn};
  // STRICT: :[[@LINE-1]]:14: warning: the transaction begun here on 'tx' is rolled back by the end of its scope on a path without an error
  return tx.exec("DELETE FROM orders").affected_rows();
}

int forgotten_in_an_owner(pqxx::connection &conn, int n) {
  auto tx = std::make_unique<pqxx::transaction<pqxx::serializable>>(conn);
  // STRICT: :[[@LINE-1]]:13: warning: the transaction begun here on 'tx' is rolled back by the end of its scope on a path without an error
  tx->exec("DELETE FROM orders");
  if (n == 0)
    return 1;
  tx->commit();
  return 2;
}

bool no_warning_query(pqxx::connection &conn) {
  pqxx::read_transaction tx{conn};
  return tx.exec("SELECT 1").empty();
}

bool no_warning_given_up(pqxx::connection &conn, int n) {
  pqxx::work tx{conn};
  tx.exec("DELETE FROM orders");
  if (n < 0)
    return false;
  tx.commit();
  return true;
}

std::unique_ptr<pqxx::work> no_warning_handed_out(pqxx::connection &conn) {
  auto tx = std::make_unique<pqxx::work>(conn);
  tx->exec("DELETE FROM orders");
  return tx;
}

struct Job {
  std::unique_ptr<pqxx::work> Tx;
};
void no_warning_kept(pqxx::connection &conn, Job &job) {
  auto tx = std::make_unique<pqxx::work>(conn);
  tx->exec("DELETE FROM orders");
  job.Tx = std::move(tx);
}

void no_warning_savepoint(pqxx::connection &conn) {
  pqxx::work tx{conn};
  {
    pqxx::subtransaction sub{tx, "lines"};
    sub.exec("DELETE FROM lines");
    sub.commit();
  }
  tx.commit();
}
