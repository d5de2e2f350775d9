// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// One leak, without a header.

typedef struct pg_conn PGconn;
typedef struct pg_result PGresult;
PGresult *PQexec(PGconn *conn, const char *query);
void PQclear(PGresult *res);

int leaks(PGconn *conn, int early) {
  PGresult *res = PQexec(conn, "SELECT 1");
  if (early)
    return -1;
  PQclear(res);
  return 0;
}
