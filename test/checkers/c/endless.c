// RUN: %check %s
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Functions that never return without saying so, and those that only look it.

#include <libpq-fe.h>
#include <stdlib.h>
#include <unistd.h>

static void serve(PGconn *c) {
  for (;;) {
    if (PQstatus(c) == CONNECTION_BAD)
      continue;
    sleep(1);
  }
}
static void serve_wrapped(PGconn *c) { serve(c); }

int no_warning_serves_for_ever(PGconn *c) {
  PGresult *res = PQexec(c, "SELECT 1");
  if (PQntuples(res) == 0)
    serve_wrapped(c);
  PQclear(res);
  return 0;
}

int no_warning_nothing_after_it(PGconn *c) {
  PGresult *res = PQexec(c, "LISTEN x");
  serve(c);
  return PQntuples(res);
}

static void poll_once(PGconn *c) {
  while (1) {
    if (PQstatus(c) == CONNECTION_BAD)
      break;
    sleep(1);
  }
}

int a_loop_with_a_break_returns(PGconn *c) {
  PGresult *res = PQexec(c, "LISTEN x");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'res' from 'PQexec' is not released
  poll_once(c);
  return PQntuples(res);
}

static void leave(int how) {
  switch (how) {
  case 0:
    exit(0);
  case 1:
  case 2:
    _exit(how);
  default:
    abort();
  }
}

int no_warning_every_case_ends(PGconn *c) {
  PGresult *res = PQexec(c, "SELECT 1");
  if (PQntuples(res) == 0)
    leave(PQntuples(res));
  else
    PQclear(res);
  return 0;
}

static void leave_sometimes(int how) {
  switch (how) {
  case 0:
    exit(0);
  case 1:
    break;
  default:
    abort();
  }
}

int a_case_that_breaks_returns(PGconn *c) {
  PGresult *res = PQexec(c, "SELECT 1");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'res' from 'PQexec' is not released
  leave_sometimes(PQntuples(res));
  return 0;
}

static int leave_or(int how) {
  if (how)
    exit(1);
  else
    abort();
  return 0;
}

int no_warning_a_return_nobody_reaches(PGconn *c, int how) {
  PGresult *res = PQexec(c, "SELECT 1");
  if (PQntuples(res) == 0)
    return leave_or(how);
  PQclear(res);
  return 0;
}

static void leave_once(int how) {
  do {
    if (how)
      break;
    exit(1);
  } while (0);
}

int a_block_with_a_break_returns(PGconn *c, int how) {
  PGresult *res = PQexec(c, "SELECT 1");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'res' from 'PQexec' is not released
  leave_once(how);
  return PQntuples(res);
}

void die(const char *, ...);
void app_fatal_error(int, const char *);
void exit_nicely(void);
void log_fatal(const char *);
void die_if(int);
void abort_query(PGconn *);

int no_warning_sounds_fatal(PGconn *c, int n) {
  PGresult *res = PQexec(c, "SELECT 1");
  if (n == 0)
    die("no %s", "rows");
  else if (n == 1)
    app_fatal_error(1, "rows");
  else if (n == 2)
    exit_nicely();
  else
    PQclear(res);
  return 0;
}

int sounds_fatal_and_is_not(PGconn *c, int n) {
  PGresult *res = PQexec(c, "SELECT 1");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'res' from 'PQexec' is not released
  die_if(n == 3);
  if (n == 0)
    log_fatal("rows");
  else if (n == 1)
    abort_query(c);
  return 0;
}
