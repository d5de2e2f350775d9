// RUN: %check %s
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// In main too, a discarded or overwritten result is reported.

#include <libpq-fe.h>
#include <stdio.h>

int main(void) {
  PGconn *conn = PQconnectdb("");
  PQexec(conn, "SET search_path TO app");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: result of 'PQexec' is never released; call 'PQclear'
  PGresult *res = PQexec(conn, "BEGIN");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'res' from 'PQexec' is not released on every path; call 'PQclear'
  res = PQexec(conn, "SELECT count(*) FROM job");
  puts(PQgetvalue(res, 0, 0));
  PQclear(res);
  PQfinish(conn);
  return 0;
}
