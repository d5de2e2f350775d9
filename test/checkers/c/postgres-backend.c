// RUN: %check %s -- -D_GNU_SOURCE
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Code inside the server: PG_TRY, ereport and the jump behind an error.

#include <libpq-fe.h>
#include <setjmp.h>
#include <stddef.h>

#define WARNING 19
#define ERROR 21

extern sigjmp_buf *PG_exception_stack;
extern int errstart(int elevel, const char *domain);
extern void errfinish(const char *file, int line, const char *func);
extern int errmsg(const char *fmt, ...);
extern _Noreturn void pg_re_throw(void);

#define ereport(elevel, ...)                                                   \
  do {                                                                         \
    if (errstart(elevel, NULL))                                                \
      __VA_ARGS__, errfinish(__FILE__, __LINE__, __func__);                    \
    if ((elevel) >= ERROR)                                                     \
      __builtin_unreachable();                                                 \
  } while (0)

#define PG_TRY()                                                               \
  do {                                                                         \
    sigjmp_buf *saved_stack = PG_exception_stack;                              \
    sigjmp_buf local_jump;                                                     \
    _Bool rethrow = 0;                                                         \
    if (sigsetjmp(local_jump, 0) == 0) {                                       \
    PG_exception_stack = &local_jump

#define PG_CATCH()                                                             \
  }                                                                            \
  else {                                                                       \
    PG_exception_stack = saved_stack

#define PG_FINALLY()                                                           \
  }                                                                            \
  else rethrow = 1;                                                            \
  {                                                                            \
    PG_exception_stack = saved_stack

#define PG_END_TRY()                                                           \
  }                                                                            \
  if (rethrow)                                                                 \
    pg_re_throw();                                                             \
  PG_exception_stack = saved_stack;                                            \
  }                                                                            \
  while (0)

int no_warning_finally_clears(PGconn *c) {
  PGresult *volatile res = NULL;
  int n = 0;
  PG_TRY();
  {
    res = PQexec(c, "FETCH 100 FROM c1");
    if (PQresultStatus(res) != PGRES_TUPLES_OK)
      ereport(ERROR, errmsg("remote query failed"));
    n = PQntuples(res);
  }
  PG_FINALLY();
  { PQclear(res); }
  PG_END_TRY();
  return n;
}

int no_warning_catch_clears_and_rethrows(PGconn *c) {
  PGresult *volatile res = NULL;
  int n = 0;
  PG_TRY();
  {
    res = PQexec(c, "FETCH 100 FROM c1");
    n = PQntuples(res);
    PQclear(res);
    res = NULL;
  }
  PG_CATCH();
  {
    PQclear(res);
    pg_re_throw();
  }
  PG_END_TRY();
  return n;
}

int rethrow_while_holding(PGconn *c) {
  PGresult *res = PQexec(c, "SELECT 1");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'res' from 'PQexec' is not released on every path; call 'PQclear'
  if (PQresultStatus(res) != PGRES_TUPLES_OK)
    pg_re_throw();
  PQclear(res);
  return 0;
}

int no_warning_warning_goes_on(PGconn *c) {
  PGresult *res = PQexec(c, "CLOSE c1");
  if (PQresultStatus(res) != PGRES_COMMAND_OK)
    ereport(WARNING, errmsg("could not close"));
  PQclear(res);
  return 0;
}

int warning_goes_on(PGconn *c) {
  PGresult *res = PQexec(c, "CLOSE c1");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'res' from 'PQexec' is not released on every path; call 'PQclear'
  if (PQresultStatus(res) != PGRES_COMMAND_OK) {
    ereport(WARNING, errmsg("could not close"));
    return -1;
  }
  PQclear(res);
  return 0;
}

int no_warning_error_after_the_release(PGconn *c) {
  PGresult *res = PQexec(c, "SELECT 1");
  if (PQresultStatus(res) != PGRES_TUPLES_OK) {
    PQclear(res);
    ereport(ERROR, errmsg("remote query failed"));
  }
  PQclear(res);
  return 0;
}
