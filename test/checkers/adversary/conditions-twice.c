// RUN: %check %s -- -std=gnu11
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The same condition before an acquire and before its release.

#include <libpq-fe.h>
#include <string.h>
struct s {
  PGconn *c;
  PGresult *r;
  int n;
  struct s *next;
};
extern void note(const char *, ...);
extern void note0(void);
#define BODY(COND, CALL)                                                       \
  PGresult *r = 0;                                                             \
  if (COND)                                                                    \
    r = PQexec(c, "a");                                                        \
  CALL;                                                                        \
  if (COND)                                                                    \
    PQclear(r);                                                                \
  return 0;
int asked_twice_a3(PGconn *c, struct s *m) { BODY(m->n > 3, note0()) }
int asked_twice_a4(PGconn *c, struct s *m) { BODY(m->n, note0()) }
int asked_twice_a5(PGconn *c, struct s *m) { BODY(m->n == 3, note0()) }
int asked_twice_a6(PGconn *c, struct s *m) { BODY(m->n & 3, note0()) }
int asked_twice_a7(PGconn *c, char *m) { BODY(*m, note0()) }
int asked_twice_a8(PGconn *c, char *m) { BODY(m[0], note0()) }
int asked_twice_a9(PGconn *c, char *m) { BODY(m[0] == 'x', note0()) }
int asked_twice_b1(PGconn *c, char *m) { BODY(strlen(m), note0()) }
int asked_twice_b2(PGconn *c, char *m) { BODY(strlen(m) > 0, note0()) }
int asked_twice_b3(PGconn *c, char *m) { BODY(!strcmp(m, "x"), note0()) }
int asked_twice_b4(PGconn *c, struct s *m) { BODY(m->next->n, note0()) }
int asked_twice_b8(PGconn *c, int argc, char **argv) { BODY(argv[1], note0()) }
int asked_twice_c1(PGconn *c, int k, int l) { BODY(k && l, note0()) }
int asked_twice_c3(PGconn *c, int k, int l) { BODY(k < l, note0()) }
int asked_twice_c4(PGconn *c, int k, int l) { BODY(k + l > 4, note0()) }
int asked_twice_c7(PGconn *c, int k, int l) { BODY(k & 4 && l, note0()) }
int asked_twice_c8(PGconn *c, unsigned k) { BODY((k & 4) != 0, note0()) }
int asked_twice_c9(PGconn *c, unsigned k) { BODY((k & 4) == 4, note0()) }
