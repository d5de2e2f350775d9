// RUN: %check %s -- -std=gnu11
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Volatile locals beside setjmp.

#include <libpq-fe.h>
#include <setjmp.h>
extern jmp_buf jb;
extern void work(void);
int volatile_a(PGconn *c) {
  PGresult *volatile r = NULL;
  r = PQexec(c, "x");
  if (r)
    PQclear(r);
  return 0;
}
int volatile_b(PGconn *c) {
  PGresult *volatile r = NULL;
  r = PQexec(c, "x");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'r' from 'PQexec' is not released on every path
  if (PQntuples(r) == 0)
    return 1;
  PQclear(r);
  return 0;
}
int volatile_d(PGconn *c) {
  volatile PGresult *r = PQexec(c, "x");
  PQclear((PGresult *)r);
  return 0;
}
int volatile_e(PGconn *c) {
  PGresult *volatile r = NULL;
  if (setjmp(jb)) {
    if (r)
      PQclear(r);
    return -1;
  }
  r = PQexec(c, "x");
  work();
  PQclear(r);
  return 0;
}
int volatile_g(PGconn *c) {
  PGresult *volatile r = NULL;
  int *volatile p = 0;
  r = PQexec(c, "x");
  if (r == NULL)
    return 1;
  PQclear(r);
  r = NULL;
  r = PQexec(c, "x");
  if (r != NULL)
    PQclear(r);
  return 0;
}
