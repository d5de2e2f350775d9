// RUN: %check %s -- -std=c++20 -I%inputs/boost-mysql
// RUN: %check %s -- -std=c++20 -isystem %inputs/boost-mysql
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Boost.MySQL: transactions are texts. A pooled connection is reset when it
// goes back, and with it a transaction, unless it is told not to be.

#include <boost/mysql/connection_pool.hpp>
#include <stdexcept>

namespace asio = boost::asio;
namespace mysql = boost::mysql;

asio::awaitable<bool> early_return(mysql::any_connection &conn, long id) {
  mysql::results result;
  co_await conn.async_execute("START TRANSACTION", result);
  // CHECK: :[[@LINE-1]]:12: warning: the transaction begun here on 'conn' is not finished on every path
  co_await conn.async_execute(mysql::with_params("SELECT 1 FROM orders WHERE id = {} FOR UPDATE", id), result);
  if (result.rows().empty())
    co_return false;
  co_await conn.async_execute(mysql::with_params("DELETE FROM orders WHERE id = {}", id), result);
  co_await conn.async_execute("COMMIT", result);
  co_return true;
}

asio::awaitable<bool> no_warning_rolled_back(mysql::any_connection &conn, long id) {
  mysql::results result;
  co_await conn.async_execute(
      mysql::with_params("START TRANSACTION; SELECT 1 FROM orders WHERE id = {} FOR UPDATE", id), result);
  if (result.rows().empty()) {
    co_await conn.async_execute("ROLLBACK", result);
    co_return false;
  }
  co_await conn.async_execute(mysql::with_params("DELETE FROM orders WHERE id = {}; COMMIT", id), result);
  co_return true;
}

asio::awaitable<void> no_warning_all_in_one(mysql::any_connection &conn, long id) {
  mysql::results result;
  co_await conn.async_execute(
      mysql::with_params("START TRANSACTION; DELETE FROM orders WHERE id = {}; COMMIT", id), result);
}

bool in_one_with_others(mysql::any_connection &conn, long id) {
  mysql::results result;
  conn.execute(mysql::with_params("START TRANSACTION; SELECT 1 FROM orders WHERE id = {}", id), result);
  // CHECK: :[[@LINE-1]]:3: warning: the transaction begun here on 'conn' is not finished on every path
  if (result.rows().empty())
    return false;
  conn.execute(mysql::with_params("DELETE FROM orders WHERE id = {}; COMMIT", id), result);
  return true;
}

// Reset on its way back.
asio::awaitable<bool> no_warning_pooled(mysql::connection_pool &pool, long id) {
  auto conn = co_await pool.async_get_connection();
  mysql::results result;
  co_await conn->async_execute(
      mysql::with_params("START TRANSACTION; SELECT 1 FROM orders WHERE id = {} FOR SHARE", id), result);
  if (result.rows().empty())
    co_return false;
  co_await conn->async_execute(mysql::with_params("DELETE FROM orders WHERE id = {}; COMMIT", id), result);
  conn.return_without_reset();
  co_return true;
}

asio::awaitable<bool> given_back_in_it(mysql::connection_pool &pool, long id) {
  mysql::pooled_connection conn = co_await pool.async_get_connection();
  mysql::results result;
  co_await conn->async_execute("START TRANSACTION", result);
  // CHECK: :[[@LINE-1]]:12: warning: the transaction begun here on 'conn' is still open when the connection goes back to its pool
  co_await conn->async_execute(mysql::with_params("DELETE FROM orders WHERE id = {}", id), result);
  if (result.affected_rows() == 0) {
    conn.return_without_reset();
    co_return false;
  }
  co_await conn->async_execute("COMMIT", result);
  co_return true;
}

// By error codes.
bool with_codes(mysql::any_connection &conn, long id) {
  mysql::results result;
  mysql::error_code ec;
  mysql::diagnostics diag;
  conn.execute("BEGIN", result, ec, diag);
  // CHECK: :[[@LINE-1]]:3: warning: the transaction begun here on 'conn' is not finished on every path
  if (ec)
    return false;
  conn.execute(mysql::with_params("DELETE FROM orders WHERE id = {}", id), result, ec, diag);
  if (ec)
    return false;
  conn.execute("COMMIT", result, ec, diag);
  return !ec;
}

bool no_warning_with_codes(mysql::any_connection &conn, long id) {
  mysql::results result;
  mysql::error_code ec;
  mysql::diagnostics diag;
  conn.execute("BEGIN", result, ec, diag);
  if (ec)
    return false;
  conn.execute(mysql::with_params("DELETE FROM orders WHERE id = {}", id), result, ec, diag);
  conn.execute(ec ? "ROLLBACK" : "COMMIT", result, ec, diag);
  return !ec;
}

void no_warning_reset(mysql::any_connection &conn, long id) {
  mysql::results result;
  conn.execute("BEGIN", result);
  if (id < 0)
    return conn.reset_connection();
  conn.execute("COMMIT", result);
}

asio::awaitable<void> discarded(mysql::connection_pool &pool) {
  co_await pool.async_get_connection();
  // CHECK: :[[@LINE-1]]:3: warning: the lease from 'async_get_connection' is given back at the end of this statement
}
