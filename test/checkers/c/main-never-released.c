// RUN: %check %s
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// What main never releases on any path is left to the end of the process.

#include <libpq-fe.h>
#include <stdio.h>

int main(int argc, char **argv) {
  PGconn *conn = PQconnectdb(argc > 1 ? argv[1] : "");
  if (PQstatus(conn) != CONNECTION_OK) {
    fprintf(stderr, "%s", PQerrorMessage(conn));
    return 1;
  }
  PGresult *res = PQexec(conn, "SELECT count(*) FROM job");
  if (PQresultStatus(res) != PGRES_TUPLES_OK)
    return 2;
  puts(PQgetvalue(res, 0, 0));
  return 0;
}
