// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The requests. The first of each pair leaks in a way that passes review.

#include "handlers.h"

#include "result.h"

#include <cstddef>
#include <stdexcept>
#include <string>

namespace orders {

namespace {

/// Runs `sql` with the order's number as its one parameter.
PGresult *query_order(ConnectionPool &pool, PGconn *conn, const char *sql,
                      long id) {
  const std::string text = std::to_string(id);
  const char *values[] = {text.c_str()};
  pool.executing(conn, sql);
  PGresult *res =
      PQexecParams(conn, sql, 1, nullptr, values, nullptr, nullptr, 0);
  pool.executed(conn);
  return res;
}

/// Runs a statement that returns no rows; false if it failed.
bool run(ConnectionPool &pool, PGconn *conn, const char *sql) {
  pool.executing(conn, sql);
  const Result res(PQexec(conn, sql));
  pool.executed(conn);
  return PQresultStatus(res.get()) == PGRES_COMMAND_OK;
}

long parse_cents(const std::string &text) {
  if (text.empty() || text.find_first_not_of("0123456789") != std::string::npos)
    throw std::invalid_argument("not an amount: " + text);
  return std::stol(text);
}

} // namespace

// 1. An early return: an unknown order loses the result, and the pool's
//    connection with it.
std::optional<std::string> order_state(ConnectionPool &pool, long id) {
  PGconn *conn = pool.take(); // acquired: early-return
  PGresult *res =
      query_order(pool, conn, "SELECT state FROM orders WHERE id = $1", id);
  if (PQresultStatus(res) != PGRES_TUPLES_OK || PQntuples(res) == 0)
    return std::nullopt;
  std::string state = PQgetvalue(res, 0, 0);
  PQclear(res);
  pool.give_back(conn);
  return state;
}

std::optional<std::string> order_state_fixed(ConnectionPool &pool, long id) {
  const Lease lease(pool);
  const Result res(query_order(pool, lease.get(),
                               "SELECT state FROM orders WHERE id = $1", id));
  if (PQresultStatus(res.get()) != PGRES_TUPLES_OK || PQntuples(res.get()) == 0)
    return std::nullopt;
  return std::string(PQgetvalue(res.get(), 0, 0));
}

// 2. An exception: the result is cleared on both returns, but not when
//    parse_cents throws.
long order_cents(ConnectionPool &pool, long id) {
  const Lease lease(pool);
  PGresult *res = query_order(pool, lease.get(),
                              "SELECT cents FROM orders WHERE id = $1", id);
  if (PQresultStatus(res) != PGRES_TUPLES_OK || PQntuples(res) == 0) {
    PQclear(res);
    return 0;
  }
  const long cents = parse_cents(PQgetvalue(res, 0, 0));
  PQclear(res);
  return cents;
}

long order_cents_fixed(ConnectionPool &pool, long id) {
  const Lease lease(pool);
  const Result res(query_order(pool, lease.get(),
                               "SELECT cents FROM orders WHERE id = $1", id));
  if (PQresultStatus(res.get()) != PGRES_TUPLES_OK || PQntuples(res.get()) == 0)
    return 0;
  return parse_cents(PQgetvalue(res.get(), 0, 0));
}

// 3. A transaction left open: an order that is not open any more leaves
//    without COMMIT or ROLLBACK. Its row lock stays until the pool, which
//    cannot lend such a connection, has closed it.
bool pay_order(ConnectionPool &pool, long id) {
  const Lease lease(pool); // acquired: transaction
  PGconn *conn = lease.get();
  if (!run(pool, conn, "BEGIN"))
    return false;
  const Result order(query_order(
      pool, conn, "SELECT state FROM orders WHERE id = $1 FOR UPDATE", id));
  if (PQntuples(order.get()) == 0 ||
      std::string(PQgetvalue(order.get(), 0, 0)) != "open")
    return false;
  const Result update(query_order(
      pool, conn, "UPDATE orders SET state = 'paid' WHERE id = $1", id));
  const Result insert(query_order(
      pool, conn, "INSERT INTO payments (order_id) VALUES ($1)", id));
  if (PQresultStatus(update.get()) != PGRES_COMMAND_OK ||
      PQresultStatus(insert.get()) != PGRES_COMMAND_OK) {
    run(pool, conn, "ROLLBACK");
    return false;
  }
  return run(pool, conn, "COMMIT");
}

namespace {

/// Rolls back when its scope ends, unless `commit` succeeded.
class Transaction {
public:
  Transaction(ConnectionPool &pool, PGconn *conn) : pool_(pool), conn_(conn) {
    if (!run(pool_, conn_, "BEGIN"))
      throw std::runtime_error(PQerrorMessage(conn_));
  }
  ~Transaction() {
    if (open_)
      run(pool_, conn_, "ROLLBACK");
  }
  Transaction(const Transaction &) = delete;
  Transaction &operator=(const Transaction &) = delete;

  bool commit() {
    open_ = !run(pool_, conn_, "COMMIT");
    return !open_;
  }

private:
  ConnectionPool &pool_;
  PGconn *conn_;
  bool open_ = true;
};

} // namespace

bool pay_order_fixed(ConnectionPool &pool, long id) {
  const Lease lease(pool);
  PGconn *conn = lease.get();
  Transaction transaction(pool, conn);
  const Result order(query_order(
      pool, conn, "SELECT state FROM orders WHERE id = $1 FOR UPDATE", id));
  if (PQntuples(order.get()) == 0 ||
      std::string(PQgetvalue(order.get(), 0, 0)) != "open")
    return false;
  const Result update(query_order(
      pool, conn, "UPDATE orders SET state = 'paid' WHERE id = $1", id));
  const Result insert(query_order(
      pool, conn, "INSERT INTO payments (order_id) VALUES ($1)", id));
  if (PQresultStatus(update.get()) != PGRES_COMMAND_OK ||
      PQresultStatus(insert.get()) != PGRES_COMMAND_OK)
    return false;
  return transaction.commit();
}

// 5. A discarded result: PQexec returns one for SET too.
void limit_statements(PGconn *conn, int ms) {
  const std::string sql = "SET statement_timeout = " + std::to_string(ms);
  PQexec(conn, sql.c_str());
}

void limit_statements_fixed(PGconn *conn, int ms) {
  const std::string sql = "SET statement_timeout = " + std::to_string(ms);
  PQclear(PQexec(conn, sql.c_str()));
}

} // namespace orders
