// RUN: %check %s
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// What main releases on one path and not on an early return is reported.

#include <libpq-fe.h>
#include <stdio.h>

int main(int argc, char **argv) {
  PGconn *conn = PQconnectdb(argc > 1 ? argv[1] : "");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'conn' from 'PQconnectdb' is not released on every path; call 'PQfinish'
  if (PQstatus(conn) != CONNECTION_OK) {
    fprintf(stderr, "%s", PQerrorMessage(conn));
    return 1;
  }
  PGresult *res = PQexec(conn, "SELECT count(*) FROM job");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'res' from 'PQexec' is not released on every path; call 'PQclear'
  if (PQresultStatus(res) != PGRES_TUPLES_OK) {
    PQfinish(conn);
    return 2;
  }
  puts(PQgetvalue(res, 0, 0));
  PQclear(res);
  PQfinish(conn);
  return 0;
}
