// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// What goes wrong only while it runs. The first of each pair takes a connection
// on the line marked "acquired", and holds or loses it.

#include "shipping.h"

#include "result.h"

#include <stdexcept>
#include <string>
#include <thread>

namespace orders {

namespace {

Result query(ConnectionPool &pool, PGconn *conn, const char *sql,
             const std::string &parameter) {
  const char *values[] = {parameter.c_str()};
  pool.executing(conn, sql);
  Result res(PQexecParams(conn, sql, 1, nullptr, values, nullptr, nullptr, 0));
  pool.executed(conn);
  const ExecStatusType status = PQresultStatus(res.get());
  if (status != PGRES_TUPLES_OK && status != PGRES_COMMAND_OK)
    throw std::runtime_error(PQerrorMessage(conn));
  return res;
}

std::string state_of(ConnectionPool &pool, PGconn *conn, long id) {
  const Result res = query(pool, conn, "SELECT state FROM orders WHERE id = $1",
                           std::to_string(id));
  return PQntuples(res.get()) == 0 ? "" : PQgetvalue(res.get(), 0, 0);
}

void set_state(ConnectionPool &pool, PGconn *conn, long id, const char *sql) {
  query(pool, conn, sql, std::to_string(id));
}

constexpr const char *SentSql =
    "UPDATE orders SET state = 'sent' WHERE id = $1 AND state = 'paid'";
constexpr const char *RefundSql = "SELECT cents FROM orders WHERE id = $1";
constexpr const char *OpenSql =
    "SELECT customer FROM orders WHERE state = $1 ORDER BY id LIMIT 1";

long parse_cents(const std::string &text) {
  if (text.empty() || text.find_first_not_of("0123456789") != std::string::npos)
    throw std::invalid_argument("not an amount: " + text);
  return std::stol(text);
}

} // namespace

// An exception: an order whose amount is no number keeps the connection.
long refund_order(ConnectionPool &pool, long id) {
  PGconn *conn = pool.take(); // acquired: exception
  const Result res = query(pool, conn, RefundSql, std::to_string(id));
  const long cents = parse_cents(PQgetvalue(res.get(), 0, 0));
  pool.give_back(conn);
  return cents;
}

long refund_order_fixed(ConnectionPool &pool, long id) {
  const Lease lease(pool);
  const Result res = query(pool, lease.get(), RefundSql, std::to_string(id));
  return parse_cents(PQgetvalue(res.get(), 0, 0));
}

// A thread that ends: the connection it took stays with an object that never
// gives it back.
Preview::Preview(ConnectionPool &pool) {
  std::thread reader([&] {
    conn_ = pool.take(); // acquired: owner-gone
    const Result res = query(pool, conn_, OpenSql, "open");
    if (PQntuples(res.get()) > 0)
      customer_ = PQgetvalue(res.get(), 0, 0);
  });
  reader.join();
}

PreviewFixed::PreviewFixed(ConnectionPool &pool) {
  std::thread reader([&] {
    const Lease lease(pool);
    const Result res = query(pool, lease.get(), OpenSql, "open");
    if (PQntuples(res.get()) > 0)
      customer_ = PQgetvalue(res.get(), 0, 0);
  });
  reader.join();
}

// A nested acquire: as many orders at once as the pool has connections, and
// each waits for a second one that none gives back.
void ship_order(ConnectionPool &pool, long id, const Courier &courier) {
  const Lease lease(pool); // acquired: deadlock
  if (state_of(pool, lease.get(), id) != "paid")
    return;
  courier(id);
  const Lease second(pool);
  set_state(pool, second.get(), id, SentSql);
}

void ship_order_fixed(ConnectionPool &pool, long id, const Courier &courier) {
  {
    const Lease lease(pool);
    if (state_of(pool, lease.get(), id) != "paid")
      return;
  }
  courier(id);
  const Lease lease(pool);
  set_state(pool, lease.get(), id, SentSql);
}

// A pause: the connection is held, and of no use to anybody.
bool await_payment(ConnectionPool &pool, long id,
                   std::chrono::milliseconds pause) {
  const Lease lease(pool); // acquired: sleep
  if (state_of(pool, lease.get(), id) == "paid")
    return true;
  std::this_thread::sleep_for(pause);
  return state_of(pool, lease.get(), id) == "paid";
}

bool await_payment_fixed(ConnectionPool &pool, long id,
                         std::chrono::milliseconds pause) {
  const auto paid = [&] {
    const Lease lease(pool);
    return state_of(pool, lease.get(), id) == "paid";
  };
  if (paid())
    return true;
  std::this_thread::sleep_for(pause);
  return paid();
}

// Busy all the time: no leak, however long it takes.
long turnover(ConnectionPool &pool, std::chrono::milliseconds duration) {
  const Lease lease(pool);
  const Result res =
      query(pool, lease.get(),
            "SELECT count(*), pg_sleep($1::float / 1000) FROM payments",
            std::to_string(duration.count()));
  return std::stol(PQgetvalue(res.get(), 0, 0));
}

} // namespace orders
