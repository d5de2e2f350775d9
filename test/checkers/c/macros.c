// RUN: %check %s
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Acquires and releases that come out of macros.

#include <assert.h>
#include <libpq-fe.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>

#define CLEAR(res)                                                             \
  do {                                                                         \
    PQclear(res);                                                              \
    (res) = NULL;                                                              \
  } while (0)

#define FAIL_UNLESS(cond, value)                                               \
  do {                                                                         \
    if (!(cond)) {                                                             \
      fprintf(stderr, "failed: %s\n", #cond);                                  \
      return value;                                                            \
    }                                                                          \
  } while (0)

#define GOTO_IF(cond, label)                                                   \
  do {                                                                         \
    if (cond)                                                                  \
      goto label;                                                              \
  } while (0)

#define RUN(c, q) PQexec(c, q)

#define SAFE_FINALIZE(st) ((st) ? sqlite3_finalize(st) : SQLITE_OK, (st) = NULL)

int no_warning_release_in_a_macro(PGconn *c) {
  PGresult *res = PQexec(c, "SELECT 1");
  int n = PQntuples(res);
  CLEAR(res);
  return n;
}

int return_in_a_macro(PGconn *c) {
  PGresult *res = PQexec(c, "SELECT 1");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'res' from 'PQexec' is not released on every path; call 'PQclear'
  FAIL_UNLESS(PQresultStatus(res) == PGRES_TUPLES_OK, -1);
  PQclear(res);
  return 0;
}

int no_warning_return_in_a_macro_before_the_acquire(PGconn *c, const char *q) {
  FAIL_UNLESS(c != NULL && q != NULL, -1);
  PGresult *res = PQexec(c, q);
  PQclear(res);
  return 0;
}

int no_warning_goto_in_a_macro(PGconn *c) {
  int rc = -1;
  PGresult *res = PQexec(c, "SELECT 1");
  GOTO_IF(PQntuples(res) == 0, out);
  rc = 0;
out:
  CLEAR(res);
  return rc;
}

int goto_in_a_macro(PGconn *c) {
  int rc = -1;
  PGresult *res = PQexec(c, "SELECT 1");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'res' from 'PQexec' is not released on every path; call 'PQclear'
  GOTO_IF(PQntuples(res) == 0, out);
  rc = 0;
  CLEAR(res);
out:
  return rc;
}

int acquire_in_a_macro(PGconn *c) {
  PGresult *res = RUN(c, "SELECT 1");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'res' from 'PQexec' is not released on every path; call 'PQclear'
  return PQntuples(res);
}

int no_warning_acquire_in_a_macro(PGconn *c) {
  PGresult *res = RUN(c, "SELECT 1");
  CLEAR(res);
  return 0;
}

int no_warning_release_by_a_comma_macro(sqlite3 *db) {
  sqlite3_stmt *st = NULL;
  int rc = sqlite3_prepare_v2(db, "SELECT 1", -1, &st, NULL);
  if (rc == SQLITE_OK)
    sqlite3_step(st);
  SAFE_FINALIZE(st);
  return rc;
}

int no_warning_do_while_zero_with_break(PGconn *c) {
  int rc = -1;
  PGresult *res = NULL;
  do {
    res = PQexec(c, "SELECT 1");
    if (PQresultStatus(res) != PGRES_TUPLES_OK)
      break;
    if (PQntuples(res) == 0)
      break;
    rc = 0;
  } while (0);
  PQclear(res);
  return rc;
}

int do_while_zero_with_break(PGconn *c) {
  int rc = -1;
  do {
    PGresult *res = PQexec(c, "SELECT 1");
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'res' from 'PQexec' is not released on every path; call 'PQclear'
    if (PQresultStatus(res) != PGRES_TUPLES_OK)
      break;
    rc = PQntuples(res);
    PQclear(res);
  } while (0);
  return rc;
}

int no_warning_assert_ends_the_program(PGconn *c) {
  PGresult *res = PQexec(c, "SELECT 1");
  assert(res != NULL);
  assert(PQntuples(res) == 1);
  PQclear(res);
  return 0;
}

int assert_does_not_release(PGconn *c) {
  PGresult *res = PQexec(c, "SELECT 1");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'res' from 'PQexec' is not released on every path; call 'PQclear'
  assert(PQresultStatus(res) == PGRES_TUPLES_OK);
  return PQntuples(res);
}

#ifdef LEASH_TEST_NEVER_DEFINED
#define RELEASE_IF_DEBUG(res) ((void)0)
#else
#define RELEASE_IF_DEBUG(res) PQclear(res)
#endif

int no_warning_conditionally_compiled_release(PGconn *c) {
  PGresult *res = PQexec(c, "SELECT 1");
  RELEASE_IF_DEBUG(res);
  return 0;
}

#define WITH_RESULT(var, c, q)                                                 \
  for (PGresult *var = PQexec(c, q); var != NULL; PQclear(var), var = NULL)

int no_warning_scope_by_for_macro(PGconn *c) {
  int n = 0;
  WITH_RESULT(res, c, "SELECT 1") { n = PQntuples(res); }
  return n;
}

int return_out_of_a_scope_by_for_macro(PGconn *c) {
  WITH_RESULT(res, c, "SELECT 1") {
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'res' from 'PQexec' is not released on every path; call 'PQclear'
    if (PQntuples(res) == 0)
      return -1;
  }
  return 0;
}
