// RUN: %check %s
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Helpers that call themselves or one another, and very long chains of them.

#include <libpq-fe.h>

// Asked about first: `pong` is judged while `ping` is in progress.
static void pong(PGresult *res, int n);
static void ping(PGresult *res, int n) {
  if (n > 0)
    pong(res, n - 1);
  else
    PQclear(res);
}
static void pong(PGresult *res, int n) { ping(res, n - 1); }

int no_warning_the_one_that_was_asked_first(PGconn *c, int n) {
  PGresult *res = PQexec(c, "SELECT 1");
  ping(res, n);
  return 0;
}

int no_warning_the_one_that_was_asked_meanwhile(PGconn *c, int n) {
  PGresult *res = PQexec(c, "SELECT 1");
  pong(res, n);
  return 0;
}

static int even(PGresult *res, int i);
static int odd(PGresult *res, int i) {
  if (i >= PQntuples(res))
    return 0;
  return even(res, i + 1);
}
static int even(PGresult *res, int i) { return 1 + odd(res, i + 1); }

int both_only_look(PGconn *c) {
  PGresult *res = PQexec(c, "SELECT 1");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'res' from 'PQexec' is not released
  return even(res, 0);
}

static void third(PGresult *res, int n);
static void second(PGresult *res, int n) {
  if (n == 1)
    second(res, n - 1);
  third(res, n);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'res' is released a second time, after 'second'
}
static void first(PGresult *res, int n) { second(res, n); }
static void third(PGresult *res, int n) {
  if (n > 3)
    first(res, n / 2);
  else if (n > 2)
    second(res, n / 2);
  else
    PQclear(res);
}

int no_warning_cycles_within_cycles(PGconn *c, int n) {
  PGresult *a = PQexec(c, "SELECT 1");
  first(a, n);
  PGresult *b = PQexec(c, "SELECT 1");
  second(b, n);
  PGresult *d = PQexec(c, "SELECT 1");
  third(d, n);
  return 0;
}

#define WRAP(N, M) \
  static void free_##N(PGresult *res) { free_##M(res); }
static void free_0(PGresult *res) { PQclear(res); }
WRAP(1, 0) WRAP(2, 1) WRAP(3, 2) WRAP(4, 3) WRAP(5, 4) WRAP(6, 5) WRAP(7, 6)
WRAP(8, 7) WRAP(9, 8) WRAP(10, 9) WRAP(11, 10) WRAP(12, 11) WRAP(13, 12)
WRAP(14, 13) WRAP(15, 14) WRAP(16, 15) WRAP(17, 16) WRAP(18, 17) WRAP(19, 18)
WRAP(20, 19) WRAP(21, 20) WRAP(22, 21) WRAP(23, 22) WRAP(24, 23) WRAP(25, 24)
WRAP(26, 25) WRAP(27, 26) WRAP(28, 27) WRAP(29, 28) WRAP(30, 29)

int no_warning_released_thirty_calls_down(PGconn *c) {
  PGresult *res = PQexec(c, "SELECT 1");
  free_30(res);
  return 0;
}
