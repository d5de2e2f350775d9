// RUN: %check %s -- -std=c++20 -I%inputs/taopq
// RUN: %check --prefix=STRICT %s --config='{CheckOptions: {leash-unfinished-transaction.StrictLostWork: true}}' -- -std=c++20 -isystem %inputs/taopq
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// taopq: transactions and connections of a pool are shared pointers. The end
// of a transaction rolls back, and a pool drops a connection that is in one.

#include <stdexcept>
#include <tao/pq.hpp>

using pool_ptr = std::shared_ptr<tao::pq::connection_pool>;

void discarded(const std::shared_ptr<tao::pq::connection> &conn) {
  (void)conn->transaction();
  // CHECK: :[[@LINE-1]]:9: warning: the transaction from 'transaction' is rolled back at the end of this statement
  // STRICT: :[[@LINE-2]]:9: warning: the transaction from 'transaction' is rolled back at the end of this statement
  conn->execute("DELETE FROM orders");
}

void written_and_lost(const std::shared_ptr<tao::pq::connection> &conn) {
  conn->transaction(tao::pq::isolation_level::serializable)->execute("DELETE FROM orders");
  // CHECK: :[[@LINE-1]]:3: warning: the transaction is rolled back at the end of this statement, with what it wrote
  // STRICT: :[[@LINE-2]]:3: warning: the transaction is rolled back at the end of this statement, with what it wrote
}

void no_warning_direct(const std::shared_ptr<tao::pq::connection> &conn) {
  conn->direct()->execute("DELETE FROM orders");
  const auto tr = conn->direct();
  tr->execute("DELETE FROM lines");
}

bool no_warning_given_up(const pool_ptr &pool, int n) {
  const auto conn = pool->connection();
  const auto tr = conn->transaction();
  if (n < 0)
    return false;
  tr->execute("DELETE FROM orders WHERE id = $1", n);
  tr->commit();
  return true;
}

void no_warning_thrown(const pool_ptr &pool, int n) {
  const auto conn = pool->connection();
  const auto tr = conn->transaction();
  tr->execute("DELETE FROM orders WHERE id = $1", n);
  if (n < 0)
    throw std::invalid_argument("n");
  tr->commit();
}

// What was done is lost without a word.
std::size_t forgotten(const pool_ptr &pool) {
  const auto conn = pool->connection();
  const auto tr = conn->transaction();
  // STRICT: :[[@LINE-1]]:19: warning: the transaction begun here on 'tr' is rolled back by the end of its scope on a path without an error
  return tr->execute("DELETE FROM orders").rows_affected();
}

void forgotten_savepoint(const pool_ptr &pool) {
  const auto conn = pool->connection();
  const auto tr = conn->transaction();
  {
    const auto sub = tr->subtransaction();
    // STRICT: :[[@LINE-1]]:22: warning: the transaction begun here on 'sub' is rolled back by the end of its scope on a path without an error
    sub->execute("DELETE FROM orders");
  }
  tr->commit();
}

// A text, by the connection itself.
bool text(const std::shared_ptr<tao::pq::connection> &conn, int n) {
  conn->execute("BEGIN");
  // CHECK: :[[@LINE-1]]:3: warning: the transaction begun here on 'conn' is not finished on every path
  // STRICT: :[[@LINE-2]]:3: warning: the transaction begun here on 'conn' is not finished on every path
  if (n < 0)
    return false;
  conn->execute("COMMIT");
  return true;
}

bool no_warning_text(const std::shared_ptr<tao::pq::connection> &conn, int n) {
  conn->execute("BEGIN");
  if (n < 0) {
    conn->execute("ROLLBACK");
    return false;
  }
  conn->execute("COMMIT");
  return true;
}
