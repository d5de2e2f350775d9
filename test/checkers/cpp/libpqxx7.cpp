// RUN: %check %s -- -I%inputs/pqxx7
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// libpqxx 7 gives a connection up to libpq, and takes one over from it.

#include <pqxx/pqxx>

int given_up(pqxx::connection c) {
  PGconn *raw = std::move(c).release_raw_connection();
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'raw' from 'release_raw_connection' is not released on every path; call 'PQfinish'
  if (PQstatus(raw) != CONNECTION_OK)
    return -1;
  PQfinish(raw);
  return 0;
}

int no_warning_given_up(pqxx::connection c) {
  PGconn *raw = std::move(c).release_raw_connection();
  const int ok = PQstatus(raw) == CONNECTION_OK;
  PQfinish(raw);
  return ok;
}

pqxx::connection no_warning_seized(const char *options) {
  PGconn *raw = PQconnectdb(options);
  return pqxx::connection::seize_raw_connection(raw);
}

bool not_seized(const char *options) {
  PGconn *raw = PQconnectdb(options);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'raw' from 'PQconnectdb' is not released on every path; call 'PQfinish'
  if (PQstatus(raw) != CONNECTION_OK)
    return false;
  pqxx::connection c = pqxx::connection::seize_raw_connection(raw);
  return c.is_open();
}
