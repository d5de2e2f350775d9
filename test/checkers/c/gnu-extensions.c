// RUN: %check %s -- -std=gnu11
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// GNU C: computed goto, statement expressions, case ranges, omitted operands.

#include <libpq-fe.h>
#include <stddef.h>

int computed_goto(PGconn *c, int n) {
  static void *const labels[] = {&&clear, &&leave};
  PGresult *res = PQexec(c, "SELECT 1");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'res' from 'PQexec' is not released on every path; call 'PQclear'
  goto *labels[n & 1];
clear:
  PQclear(res);
leave:
  return n;
}

int no_warning_computed_goto(PGconn *c, int n) {
  static void *const labels[] = {&&one, &&two};
  PGresult *res = PQexec(c, "SELECT 1");
  goto *labels[n & 1];
one:
  n++;
two:
  PQclear(res);
  return n;
}

int case_range(PGconn *c, int n) {
  PGresult *res = PQexec(c, "SELECT 1");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'res' from 'PQexec' is not released on every path; call 'PQclear'
  switch (n) {
  case 0 ... 9:
    PQclear(res);
    return 0;
  default:
    return -1;
  }
}

int no_warning_case_range(PGconn *c, int n) {
  PGresult *res = PQexec(c, "SELECT 1");
  switch (n) {
  case 0 ... 9:
    PQclear(res);
    return 0;
  default:
    PQclear(res);
    return -1;
  }
}

int no_warning_omitted_operand(PGconn *c, const char *q) {
  PGresult *res = PQexec(c, q ?: "SELECT 1");
  PQclear(res ?: NULL);
  return 0;
}

void no_warning_expect(PGconn *c) {
  PGresult *res = PQexec(c, "SELECT 1");
  if (__builtin_expect(res == NULL, 0))
    return;
  PQclear(res);
}

int expect(PGconn *c) {
  PGresult *res = PQexec(c, "SELECT 1");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'res' from 'PQexec' is not released on every path; call 'PQclear'
  if (__builtin_expect(PQntuples(res) == 0, 0))
    return -1;
  PQclear(res);
  return 0;
}

int no_warning_local_label(PGconn *c) {
  PGresult *res = PQexec(c, "SELECT 1");
  int n = ({
    __label__ out;
    int rows = PQntuples(res);
    if (rows < 0)
      goto out;
    rows++;
  out:
    rows;
  });
  PQclear(res);
  return n;
}

__auto_type const zero = 0;

void no_warning_auto_type(PGconn *c) {
  __auto_type res = PQexec(c, "SELECT 1");
  PQclear(res);
}

void auto_type(PGconn *c) {
  __auto_type res = PQexec(c, "SELECT 1");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'res' from 'PQexec' is not released on every path; call 'PQclear'
  if (PQntuples(res) > zero)
    PQclear(res);
}
