// RUN: %check %s -- -std=gnu11
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// A condition asked again after other work.

#include <libpq-fe.h>
#include <stdio.h>
#include <string.h>
struct s {
  PGconn *c;
  PGresult *r;
  int n;
  struct s *next;
};
extern void note(const char *, ...);
extern int work(PGconn *c, const char *x);
int again_g5b(PGconn *c, const char *m) {
  PGresult *r;
  if (m && *m)
    r = PQexec(c, "a");
  printf("x");
  if (m && *m)
    PQclear(r);
  return 0;
}
int again_g9(PGconn *c, struct s *m) {
  PGresult *r = m->r ? m->r : PQexec(c, "a");
  printf("%d", PQntuples(r));
  if (r != m->r)
    PQclear(r);
  return 0;
}
int again_g10b(PGconn *c, struct s *m) {
  PGresult *r = m->r;
  if (!m->r)
    r = PQexec(c, "a");
  note("%d", PQntuples(r));
  if (!m->r)
    PQclear(r);
  return 0;
}
int again_g14(struct s *m) {
  PGresult *r = 0;
  if (m->next)
    r = PQexec(m->c, "a");
  work(m->c, "y");
  if (m->next)
    PQclear(r);
  return 0;
}
static int verbose;
int opt_quiet;
int again_g15(PGconn *c) {
  PGresult *r = 0;
  if (verbose)
    r = PQexec(c, "a");
  work(c, "y");
  if (verbose)
    PQclear(r);
  return 0;
}
