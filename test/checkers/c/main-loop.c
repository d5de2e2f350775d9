// RUN: %check %s
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// In main too, what is lost over and over is a leak of the running program.

#include <libpq-fe.h>
#include <stdio.h>
#include <unistd.h>

int main(void) {
  PGconn *conn = PQconnectdb("");
  for (;;) {
    PGresult *res = PQexec(conn, "SELECT count(*) FROM job");
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'res' from 'PQexec' is not released on every path; call 'PQclear'
    if (PQresultStatus(res) == PGRES_TUPLES_OK)
      puts(PQgetvalue(res, 0, 0));
    sleep(60);
  }
}
