// RUN: %check %s -- -std=gnu11
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Texts that are only printed, structures freed with handles in them.

#include <libpq-fe.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
extern char *render(const char *, ...);
extern char *render2(const char *);
extern void logit(const char *, ...);
struct ctx {
  PGconn *pg;
  sqlite3 *db;
};
int text_a(PGconn *c, const char *name) {
  char *esc = PQescapeLiteral(c, name, strlen(name));
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'esc' from 'PQescapeLiteral' is not released on every path
  render("select %s", esc);
  return 0;
}
int text_b(PGconn *c, const char *name) {
  char *esc = PQescapeLiteral(c, name, strlen(name));
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'esc' from 'PQescapeLiteral' is not released on every path
  render2(esc);
  return 0;
}
int text_d(PGconn *c, const char *name) {
  char *esc = PQescapeLiteral(c, name, strlen(name));
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'esc' from 'PQescapeLiteral' is not released on every path
  char *q = render("select %s", esc);
  free(q);
  return 0;
}
int text_e(PGconn *c, const char *name) {
  char *esc = PQescapeLiteral(c, name, strlen(name));
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'esc' from 'PQescapeLiteral' is not released on every path
  logit("select %s", esc ? esc : "x");
  return 0;
}
int text_e2(PGconn *c, const char *name) {
  char *esc = PQescapeLiteral(c, name, strlen(name));
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'esc' from 'PQescapeLiteral' is not released on every path
  printf("select %s", esc ? esc : "x");
  return 0;
}
struct ctx *text_f(void) {
  struct ctx *x = calloc(1, sizeof *x);
  x->pg = PQconnectdb("");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'x->pg' from 'PQconnectdb' is not released on every path
  if (sqlite3_open("f", &x->db) != SQLITE_OK) {
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'x->db' from 'sqlite3_open' is not released on every path
    free(x);
    return 0;
  }
  return x;
}
struct ctx *text_g(void) {
  struct ctx *x = calloc(1, sizeof *x);
  x->pg = PQconnectdb("");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'x->pg' from 'PQconnectdb' is not released on every path
  logit("%p", (void *)&x->db);
  if (PQstatus(x->pg) != CONNECTION_OK) {
    free(x);
    return 0;
  }
  return x;
}
