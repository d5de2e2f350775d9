// RUN: %check %s
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// A variable set to some number to say that nothing was taken: where something
// was, what it held before is not that number.

#include <libpq-fe.h>
#include <stdio.h>

enum mode { NO_MODE, ROW, TABLE };
PGconn *find(const char *name, enum mode *mode);
int kind_of(const char *name);
int work(PGconn *conn);

int no_warning_mode(const char *name) {
  enum mode mode;
  int rc = -1;
  PGconn *conn = find(name, &mode);
  PGresult *begun = PQexec(conn, "begin");
  if (PQresultStatus(begun) != PGRES_COMMAND_OK) {
    fprintf(stderr, "%s", PQerrorMessage(conn));
    mode = NO_MODE;
  }
  PQclear(begun);
  if (mode == ROW)
    rc = work(conn);
  if (mode != NO_MODE)
    PQclear(PQexec(conn, "commit"));
  return rc;
}

int no_warning_kind(const char *name) {
  int kind = kind_of(name);
  PGconn *conn = PQconnectdb(name);
  if (PQstatus(conn) != CONNECTION_OK) {
    PQfinish(conn);
    kind = 0;
  }
  if (kind) {
    work(conn);
    PQfinish(conn);
  }
  return kind;
}

// What is written afterwards may be any number.
int written_afterwards(const char *name) {
  int rc;
  PGconn *conn = PQconnectdb(name);
  // CHECK: :[[@LINE-1]]:18: warning: 'conn' from 'PQconnectdb' is not released on every path
  if (PQstatus(conn) != CONNECTION_OK) {
    PQfinish(conn);
    rc = -1;
    goto out;
  }
  rc = work(conn);
  if (rc == -1)
    goto out;
  PQfinish(conn);
out:
  return rc;
}

// Another number than the one that says so.
int another_number(const char *name) {
  int kind = kind_of(name);
  PGconn *conn = PQconnectdb(name);
  // CHECK: :[[@LINE-1]]:18: warning: 'conn' from 'PQconnectdb' is not released on every path
  if (PQstatus(conn) != CONNECTION_OK) {
    PQfinish(conn);
    kind = 0;
  }
  if (kind == 0)
    return 0;
  if (kind == 3)
    return kind;
  PQfinish(conn);
  return kind;
}
