// RUN: %check %s -- -std=gnu11
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Ways for a process to end.

#include <assert.h>
#include <libpq-fe.h>
#include <mysql.h>
#include <signal.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
extern void (*die_fn)(const char *) __attribute__((noreturn));
struct ops {
  void (*fatal)(const char *) __attribute__((noreturn));
};
extern struct ops *ops;
extern void fatal(const char *, ...);
extern void error_exit(const char *, ...);
extern void log_fatal(const char *);
int ends_a(PGconn *c) {
  PGresult *r = PQexec(c, "x");
  if (!PQntuples(r))
    die_fn("x");
  PQclear(r);
  return 0;
}
int ends_b(PGconn *c) {
  PGresult *r = PQexec(c, "x");
  if (!PQntuples(r))
    __builtin_unreachable();
  PQclear(r);
  return 0;
}
int ends_d(PGconn *c) {
  PGresult *r = PQexec(c, "x");
  if (!PQntuples(r)) {
    ops->fatal("x");
    return -1;
  }
  PQclear(r);
  return 0;
}
int ends_e(PGconn *c) {
  PGresult *r = PQexec(c, "x");
  switch (PQresultStatus(r)) {
  case PGRES_TUPLES_OK:
    break;
  default:
    assert(0);
    return -1;
  }
  PQclear(r);
  return 0;
}
int ends_f(PGconn *c) {
  PGresult *r = PQexec(c, "x");
  if (!PQntuples(r)) {
    die_fn("y");
    return -1;
  }
  PQclear(r);
  return 0;
}
int ends_g(PGconn *c) {
  PGresult *r = PQexec(c, "x");
  if (!PQntuples(r)) {
    for (;;)
      pause();
  }
  PQclear(r);
  return 0;
}
int ends_k(PGconn *c) {
  PGresult *r = PQexec(c, "x");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'r' from 'PQexec' is not released on every path
  if (!PQntuples(r)) {
    log_fatal("no rows");
    return 1;
  }
  PQclear(r);
  return 0;
}
int ends_l(PGconn *c) {
  PGresult *r = PQexec(c, "x");
  if (!PQntuples(r)) {
    perror("x");
    exit(EXIT_FAILURE);
  }
  PQclear(r);
  return 0;
}
int ends_m(PGconn *c) {
  PGresult *r = PQexec(c, "x");
  if (!PQntuples(r)) {
    __builtin_trap();
    return 2;
  }
  PQclear(r);
  return 0;
}
int ends_n(PGconn *c) {
  PGresult *r = PQexec(c, "x");
  if (!PQntuples(r)) {
    execl("/x", "x", (char *)0);
    perror("exec");
    _exit(1);
  }
  PQclear(r);
  return 0;
}
