// RUN: %check %s -- -std=c11
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Compound conditions, and comparisons of the same two sides, asked again.

#include <libpq-fe.h>
void no_warning_either_asked_twice(PGconn *c, int a, int b) {
  PGresult *r = 0;
  if (a || b)
    r = PQexec(c, "x");
  PQconsumeInput(c);
  if (a || b)
    PQclear(r);
}
void no_warning_text_asked_twice(PGconn *c, const char *s) {
  PGresult *r = 0;
  if (s && *s)
    r = PQexec(c, s);
  PQconsumeInput(c);
  if (s && *s)
    PQclear(r);
}
void no_warning_mixed_operators_asked_twice(PGconn *c, int a, int b, int d) {
  PGresult *r = 0;
  if (!(a && b) || d > 3)
    r = PQexec(c, "x");
  PQconsumeInput(c);
  if (!(a && b) || d > 3)
    PQclear(r);
}
int no_warning_end_of_loop_asked_in_another_way(PGconn *c, int n) {
  int i;
  PGresult *r = 0;
  for (i = 0; i < n; i++) {
    r = PQexec(c, "x");
    if (PQresultStatus(r) == PGRES_COMMAND_OK)
      break;
    PQclear(r);
  }
  if (i == n)
    return -1;
  PQclear(r);
  return 0;
}
void other_operator_asked(PGconn *c, int a, int b) {
  PGresult *r = 0;
  if (a || b)
    r = PQexec(c, "x");
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'r' from 'PQexec' is not released on every path
  if (a && b)
    PQclear(r);
}
int loop_left_early_is_not_its_end(PGconn *c, int n) {
  int i;
  PGresult *r = 0;
  for (i = 0; i < n; i++) {
    r = PQexec(c, "x");
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'r' from 'PQexec' is not released on every path
    if (PQresultStatus(r) == PGRES_COMMAND_OK)
      break;
    PQclear(r);
  }
  if (i < n)
    return -1;
  return 0;
}
