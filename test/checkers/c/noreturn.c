// RUN: %check %s
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Paths that end the program leak nothing; what only looks like it does.

#include <assert.h>
#include <err.h>
#include <libpq-fe.h>
#include <sqlite3.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/types.h>
#include <unistd.h>

int no_warning_exit(PGconn *c) {
  PGresult *res = PQexec(c, "SELECT 1");
  if (PQntuples(res) == 0)
    exit(1);
  PQclear(res);
  return 0;
}

int no_warning_abort(PGconn *c) {
  PGresult *res = PQexec(c, "SELECT 1");
  if (PQntuples(res) == 0)
    abort();
  PQclear(res);
  return 0;
}

int no_warning_underscore_exit(PGconn *c) {
  PGresult *res = PQexec(c, "SELECT 1");
  if (PQntuples(res) == 0)
    _exit(1);
  PQclear(res);
  return 0;
}

int no_warning_err(PGconn *c) {
  PGresult *res = PQexec(c, "SELECT 1");
  if (PQntuples(res) == 0)
    errx(1, "no rows");
  PQclear(res);
  return 0;
}

static void die(const char *fmt, ...) {
  va_list ap;
  va_start(ap, fmt);
  vfprintf(stderr, fmt, ap);
  va_end(ap);
  exit(1);
}

int no_warning_local_die(PGconn *c) {
  PGresult *res = PQexec(c, "SELECT 1");
  if (PQresultStatus(res) != PGRES_TUPLES_OK)
    die("%s", PQerrorMessage(c));
  PQclear(res);
  return 0;
}

static void die_later(PGconn *c) {
  if (PQstatus(c) == CONNECTION_BAD)
    die("connection lost");
  die("%s", PQerrorMessage(c));
}

int no_warning_die_of_a_die(PGconn *c) {
  PGresult *res = PQexec(c, "SELECT 1");
  if (PQresultStatus(res) != PGRES_TUPLES_OK)
    die_later(c);
  PQclear(res);
  return 0;
}

static void warn_only(const char *what, int fatal) {
  fprintf(stderr, "%s\n", what);
  if (fatal)
    exit(1);
}

int wrapper_that_may_return(PGconn *c, int fatal) {
  PGresult *res = PQexec(c, "SELECT 1");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'res' from 'PQexec' is not released on every path; call 'PQclear'
  if (PQntuples(res) == 0) {
    warn_only("no rows", fatal);
    return -1;
  }
  PQclear(res);
  return 0;
}

_Noreturn void fatal(const char *);
__attribute__((noreturn)) void panic(const char *);

int no_warning_declared_noreturn(PGconn *c, int n) {
  PGresult *res = PQexec(c, "SELECT 1");
  if (n < 0)
    fatal("n");
  if (n == 0)
    panic("n");
  PQclear(res);
  return 0;
}

static void exit_nicely(PGconn *c) {
  PQfinish(c);
  exit(1);
}

int no_warning_exit_nicely(const char *dsn) {
  PGconn *conn = PQconnectdb(dsn);
  if (PQstatus(conn) != CONNECTION_OK)
    exit_nicely(conn);
  PGresult *res = PQexec(conn, "SELECT 1");
  if (PQresultStatus(res) != PGRES_TUPLES_OK) {
    PQclear(res);
    exit_nicely(conn);
  }
  PQclear(res);
  PQfinish(conn);
  return 0;
}

int no_warning_unreachable_builtin(PGconn *c, int kind) {
  PGresult *res = PQexec(c, "SELECT 1");
  switch (kind) {
  case 0:
  case 1:
    PQclear(res);
    return 0;
  default:
    __builtin_unreachable();
  }
}

int no_warning_trap(PGconn *c) {
  PGresult *res = PQexec(c, "SELECT 1");
  if (!res)
    __builtin_trap();
  if (PQntuples(res) > 1)
    __builtin_trap();
  PQclear(res);
  return 0;
}

int no_warning_assert_false(PGconn *c) {
  PGresult *res = PQexec(c, "SELECT 1");
  if (PQntuples(res) > 1)
    assert(!"cannot happen");
  else
    PQclear(res);
  return 0;
}

int no_warning_code_after_exit_is_not_reached(const char *dsn) {
  PGconn *conn = PQconnectdb(dsn);
  puts(PQdb(conn));
  exit(0);
  return 1;
}

int no_warning_acquire_after_return_is_not_reached(PGconn *c) {
  return 0;
  PGresult *res = PQexec(c, "SELECT 1");
  return PQntuples(res);
}

int no_warning_acquire_under_a_false_constant(PGconn *c) {
  if (0) {
    PGresult *res = PQexec(c, "SELECT 1");
    return PQntuples(res);
  }
  return 0;
}

int no_warning_child_process_ends(const char *dsn) {
  PGconn *conn = PQconnectdb(dsn);
  pid_t pid = fork();
  if (pid == 0) {
    execl("/bin/true", "true", (char *)NULL);
    _exit(127);
  }
  PQfinish(conn);
  return (int)pid;
}

int failed_fork(const char *dsn) {
  PGconn *conn = PQconnectdb(dsn);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'conn' from 'PQconnectdb' is not released on every path; call 'PQfinish'
  pid_t pid = fork();
  if (pid < 0)
    return -1;
  if (pid == 0)
    _exit(0);
  PQfinish(conn);
  return (int)pid;
}

int no_warning_usage_in_the_failure_branch_only(sqlite3 *db) {
  sqlite3_stmt *st;
  if (sqlite3_prepare_v2(db, "SELECT 1", -1, &st, NULL) != SQLITE_OK)
    die("%s\n", sqlite3_errmsg(db));
  sqlite3_step(st);
  return sqlite3_finalize(st);
}
