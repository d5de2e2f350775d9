// RUN: %check %s
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// A connection with a transaction open is not null: what closes it if it is
// there does close it.

#include <libpq-fe.h>
#include <stddef.h>

struct writer {
  PGconn *conn;
};

static void disconnect(struct writer *w) {
  if (w->conn != NULL) {
    PQfinish(w->conn);
    w->conn = NULL;
  }
}

static int try_exec(struct writer *w, const char *sql) {
  PGresult *res = PQexec(w->conn, sql);
  const ExecStatusType status = PQresultStatus(res);
  int failed = 0;
  if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK)
    failed = 1;
  PQclear(res);
  return failed;
}

static int reconnect(struct writer *w) {
  int rc = 0;
  w->conn = PQconnectdb("");
  if (w->conn == NULL)
    rc = 3;
  return rc;
}

// Of two tries each may begin; what it returns says if one did.
static int write_text(struct writer *w, const char *sql) {
  int rc = 0;
  int failed = try_exec(w, sql);
  if (failed || PQstatus(w->conn) != CONNECTION_OK) {
    disconnect(w);
    if ((rc = reconnect(w)) != 0)
      goto out;
    failed = try_exec(w, sql);
    if (failed || PQstatus(w->conn) != CONNECTION_OK) {
      disconnect(w);
      rc = 5;
      goto out;
    }
  }
out:
  return rc;
}

int write_all(struct writer *w) {
  if (write_text(w, "BEGIN"))
    return 1;
  if (write_text(w, "INSERT INTO t VALUES (1)"))
    return 1;
  return write_text(w, "COMMIT");
}

int write_half(struct writer *w, int n) {
  if (write_text(w, "BEGIN"))
    // CHECK: :[[@LINE-1]]:7: warning: the transaction begun here on 'w->conn' is not finished on every path
    return 1;
  if (n == 0)
    return 1;
  return write_text(w, "COMMIT");
}
