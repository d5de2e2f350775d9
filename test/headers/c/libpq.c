// RUN: %check %s -- -I/usr/include/postgresql
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Leaks and their cures against the libpq header of the distribution.

#include <libpq-fe.h>
#include <stdio.h>
#include <string.h>

#ifdef LEASH_TEST_LIBPQ_FE_H
#error the mock header was found instead of the real one
#endif

static void clear_result(PGresult **res) { PQclear(*res); }

int early_return(PGconn *c) {
  PGresult *res = PQexec(c, "SELECT 1");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'res' from 'PQexec' is not released on every path; call 'PQclear'
  if (PQresultStatus(res) != PGRES_TUPLES_OK)
    return -1;
  PQclear(res);
  return 0;
}

int no_warning_by_hand(PGconn *c) {
  PGresult *res = PQexec(c, "SELECT 1");
  if (PQresultStatus(res) != PGRES_TUPLES_OK) {
    PQclear(res);
    return -1;
  }
  PQclear(res);
  return 0;
}

int no_warning_by_cleanup(PGconn *c) {
  __attribute__((cleanup(clear_result))) PGresult *res = PQexec(c, "SELECT 1");
  if (PQresultStatus(res) != PGRES_TUPLES_OK)
    return -1;
  return PQntuples(res);
}

int failed_connection(const char *dsn) {
  PGconn *conn = PQconnectdb(dsn);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'conn' from 'PQconnectdb' is not released on every path; call 'PQfinish'
  if (PQstatus(conn) == CONNECTION_BAD) {
    fprintf(stderr, "%s", PQerrorMessage(conn));
    return -1;
  }
  PQfinish(conn);
  return 0;
}

int no_warning_failed_connection(const char *dsn) {
  PGconn *conn = PQconnectdb(dsn);
  int ok = PQstatus(conn) == CONNECTION_OK;
  if (!ok)
    fprintf(stderr, "%s", PQerrorMessage(conn));
  PQfinish(conn);
  return ok;
}

void discarded(PGconn *c) {
  PQexec(c, "COMMIT");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: result of 'PQexec' is never released; call 'PQclear'
}

int through_setdb(const char *host) {
  PGconn *conn = PQsetdb(host, NULL, NULL, NULL, "db");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'conn' from 'PQsetdbLogin' is not released on every path; call 'PQfinish'
  if (PQstatus(conn) != CONNECTION_OK)
    return -1;
  PQfinish(conn);
  return 0;
}

int copy_rows(PGconn *c, FILE *out) {
  char *row;
  int n;
  while ((n = PQgetCopyData(c, &row, 0)) > 0) {
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'row' from 'PQgetCopyData' is not released on every path; call 'PQfreemem'
    if (fwrite(row, 1, (size_t)n, out) != (size_t)n)
      return -1;
    PQfreemem(row);
  }
  return 0;
}

int no_warning_copy_rows(PGconn *c, FILE *out) {
  char *row;
  int n;
  while ((n = PQgetCopyData(c, &row, 0)) > 0) {
    fwrite(row, 1, (size_t)n, out);
    PQfreemem(row);
  }
  return n == -1 ? 0 : -1;
}

void literal(PGconn *c, const char *s) {
  char *lit = PQescapeLiteral(c, s, strlen(s));
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'lit' from 'PQescapeLiteral' is not released on every path; call 'PQfreemem'
  puts(lit ? lit : "");
}

int notifications(PGconn *c) {
  int n = 0;
  for (PGnotify *note; (note = PQnotifies(c)) != NULL; n++)
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'note' from 'PQnotifies' is not released on every path; call 'PQfreemem'
    puts(note->relname);
  return n;
}

int no_warning_notifications(PGconn *c) {
  int n = 0;
  for (PGnotify *note; (note = PQnotifies(c)) != NULL; n++) {
    puts(note->relname);
    PQfreeNotify(note);
  }
  return n;
}

int cancel(PGconn *c) {
  char err[256];
  PGcancel *cancel = PQgetCancel(c);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'cancel' from 'PQgetCancel' is not released on every path; call 'PQfreeCancel'
  return PQcancel(cancel, err, sizeof err);
}

int no_warning_options(const char *dsn) {
  char *err = NULL;
  PQconninfoOption *opts = PQconninfoParse(dsn, &err);
  if (!opts) {
    fputs(err ? err : "out of memory", stderr);
    PQfreemem(err);
    return -1;
  }
  PQconninfoFree(opts);
  return 0;
}
