// RUN: %check %s -- -std=c11
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Functions that return too many numbers to tell them all apart.

#include <libpq-fe.h>

static int row_of(PGconn *c, const char *want) {
  PGresult *r = PQexec(c, "SELECT name FROM t");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'r' from 'PQexec' is not released on every path
  for (int i = 0; i < PQntuples(r); i++)
    if (PQgetvalue(r, i, 0) == want)
      return i;
  PQclear(r);
  return -1;
}

/* Clears the result if, and only if, it returns a negative number. */
static int code_of(PGresult *r, int kind) {
  switch (kind) {
  case 1: return 10;
  case 2: return 20;
  case 3: return 30;
  case 4: return 40;
  case 5: return 50;
  case 6: return 60;
  case 7: return 70;
  case 8: return 80;
  case 9: return 90;
  case 10: return 100;
  case 11: return 110;
  case 12: return 120;
  case 13: return 130;
  case 14: return 140;
  case 15: return 150;
  case 16: return 160;
  case 17: return 170;
  case 18: return 180;
  case 19: return 190;
  case 20: return 200;
  case 21: return 210;
  case 22: return 220;
  case 23: return 230;
  case 24: return 240;
  case 25: return 250;
  }
  PQclear(r);
  return -1;
}
void kept_when_not_negative(PGconn *c, int kind) {
  PGresult *r = PQexec(c, "SELECT 1");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'r' from 'PQexec' is not released on every path
  if (code_of(r, kind) < 0)
    return;
}
void no_warning_cleared_when_not_negative(PGconn *c, int kind) {
  PGresult *r = PQexec(c, "SELECT 1");
  if (code_of(r, kind) < 0)
    return;
  PQclear(r);
}
int first_row(PGconn *c) { return row_of(c, "first"); }
