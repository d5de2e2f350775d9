// RUN: %check %s -- -std=gnu11
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Loops that return their counter.

#include <libpq-fe.h>
int counter_b(PGconn *c, int n) {
  PGresult *r = PQexec(c, "x");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'r' from 'PQexec' is not released on every path
  for (int i = 0; i < n; i++) {
    if (PQntuples(r) == i)
      return i;
  }
  PQclear(r);
  return 0;
}
int counter_e(PGconn *c, int n) {
  PGresult *r = NULL;
  for (int i = 0; i < n; i++) {
    if (!r)
      r = PQexec(c, "x");
      // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'r' from 'PQexec' is not released on every path
    if (n == 2 * i)
      return i;
  }
  PQclear(r);
  return 0;
}
int counter_f(PGconn *c, int n) {
  PGresult *r = NULL;
  for (int i = 0; i < n; i++) {
    r = PQexec(c, "x");
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'r' from 'PQexec' is not released on every path
    if (PQntuples(r) == i)
      return i;
    PQclear(r);
  }
  return 0;
}
