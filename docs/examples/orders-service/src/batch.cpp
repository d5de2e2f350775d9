// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The nightly jobs. The first of each pair leaks.

#include "batch.h"

#include "result.h"

#include <cstdio>
#include <cstdlib>
#include <string>

namespace orders {

namespace {
constexpr const char *ExpireSql =
    "UPDATE orders SET state = 'expired' WHERE id = $1 AND state = 'open'";
} // namespace

// 4. A loop's continue: each order that cannot be expired keeps its result.
int expire_orders(PGconn *conn, const std::vector<long> &ids) {
  int expired = 0;
  for (const long id : ids) {
    const std::string text = std::to_string(id);
    const char *values[] = {text.c_str()};
    PGresult *res =
        PQexecParams(conn, ExpireSql, 1, nullptr, values, nullptr, nullptr, 0);
    if (PQresultStatus(res) != PGRES_COMMAND_OK) {
      std::fprintf(stderr, "order %ld: %s", id, PQresultErrorMessage(res));
      continue;
    }
    expired += std::atoi(PQcmdTuples(res));
    PQclear(res);
  }
  return expired;
}

int expire_orders_fixed(PGconn *conn, const std::vector<long> &ids) {
  int expired = 0;
  for (const long id : ids) {
    const std::string text = std::to_string(id);
    const char *values[] = {text.c_str()};
    PGresult *res =
        PQexecParams(conn, ExpireSql, 1, nullptr, values, nullptr, nullptr, 0);
    if (PQresultStatus(res) == PGRES_COMMAND_OK)
      expired += std::atoi(PQcmdTuples(res));
    else
      std::fprintf(stderr, "order %ld: %s", id, PQresultErrorMessage(res));
    PQclear(res);
  }
  return expired;
}

// 6a. A reassignment: the second query overwrites the only pointer to the
//     first one's result.
Totals count_orders(PGconn *conn) {
  Totals totals;
  PGresult *res = PQexec(conn, "SELECT count(*) FROM orders");
  if (PQresultStatus(res) == PGRES_TUPLES_OK)
    totals.orders = std::atoi(PQgetvalue(res, 0, 0));
  res = PQexec(conn, "SELECT count(*) FROM orders WHERE state = 'paid'");
  if (PQresultStatus(res) == PGRES_TUPLES_OK)
    totals.paid = std::atoi(PQgetvalue(res, 0, 0));
  PQclear(res);
  return totals;
}

Totals count_orders_fixed(PGconn *conn) {
  Totals totals;
  Result res(PQexec(conn, "SELECT count(*) FROM orders"));
  if (PQresultStatus(res.get()) == PGRES_TUPLES_OK)
    totals.orders = std::atoi(PQgetvalue(res.get(), 0, 0));
  res.reset(PQexec(conn, "SELECT count(*) FROM orders WHERE state = 'paid'"));
  if (PQresultStatus(res.get()) == PGRES_TUPLES_OK)
    totals.paid = std::atoi(PQgetvalue(res.get(), 0, 0));
  return totals;
}

} // namespace orders
