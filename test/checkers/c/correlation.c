// RUN: %check %s
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Flags, constants, modes and return codes that go together with a handle.

#include <libpq-fe.h>
#include <sqlite3.h>
#include <stdbool.h>
#include <stdio.h>

int no_warning_flag_set_with_the_acquire(PGconn *c, int wanted) {
  PGresult *res;
  int have = 0;
  if (wanted) {
    res = PQexec(c, "SELECT 1");
    have = 1;
  }
  if (have)
    PQclear(res);
  return 0;
}

int no_warning_bool_flag_set_with_the_acquire(PGconn *c, int wanted) {
  PGresult *res;
  bool have = false;
  if (wanted) {
    res = PQexec(c, "SELECT 1");
    have = true;
  }
  if (have == true)
    PQclear(res);
  return 0;
}

int flag_cleared_too_early(PGconn *c, int wanted) {
  PGresult *res = NULL;
  int have = 0;
  if (wanted) {
    res = PQexec(c, "SELECT 1");
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'res' from 'PQexec' is not released on every path; call 'PQclear'
    have = 1;
  }
  have = 0;
  if (have)
    PQclear(res);
  return 0;
}

int no_warning_same_parameter_guards_both(PGconn *c, int verbose) {
  PGresult *res;
  if (verbose)
    res = PQexec(c, "SELECT version()");
  if (verbose) {
    puts(PQgetvalue(res, 0, 0));
    PQclear(res);
  }
  return 0;
}

int parameter_changed_between(PGconn *c, int verbose) {
  PGresult *res = NULL;
  if (verbose)
    res = PQexec(c, "SELECT version()");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'res' from 'PQexec' is not released on every path; call 'PQclear'
  verbose = 0;
  if (verbose)
    PQclear(res);
  return 0;
}

int opposite_conditions(PGconn *c, int verbose) {
  PGresult *res = NULL;
  if (verbose)
    res = PQexec(c, "SELECT version()");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'res' from 'PQexec' is not released on every path; call 'PQclear'
  if (!verbose)
    PQclear(res);
  return 0;
}

int no_warning_same_comparison_guards_both(PGconn *c, int level) {
  PGresult *res;
  if (level > 2)
    res = PQexec(c, "SELECT version()");
  if (level > 2)
    PQclear(res);
  return 0;
}

int no_warning_negated_comparison_guards_both(PGconn *c, int level) {
  PGresult *res;
  if (level >= 2)
    res = PQexec(c, "SELECT version()");
  if (level < 2)
    return 0;
  PQclear(res);
  return 0;
}

enum mode { ReadOnly, ReadWrite };

int no_warning_same_mode_guards_both(PGconn *c, enum mode m) {
  PGresult *res;
  if (m == ReadWrite)
    res = PQexec(c, "SELECT 1");
  if (m == ReadOnly)
    return 0;
  if (m == ReadWrite)
    PQclear(res);
  return 0;
}

int no_warning_return_code_of_prepare(sqlite3 *db) {
  sqlite3_stmt *st;
  int rc = sqlite3_prepare_v2(db, "SELECT 1", -1, &st, NULL);
  if (rc == SQLITE_OK)
    sqlite3_step(st);
  if (rc == SQLITE_OK)
    sqlite3_finalize(st);
  return rc;
}

int no_warning_return_code_tested_for_truth(sqlite3 *db) {
  sqlite3_stmt *st;
  int rc = sqlite3_prepare_v2(db, "SELECT 1", -1, &st, NULL);
  if (rc)
    return rc;
  sqlite3_finalize(st);
  return 0;
}

int return_code_overwritten_before_the_test(sqlite3 *db) {
  sqlite3_stmt *st;
  int rc = sqlite3_prepare_v2(db, "SELECT 1", -1, &st, NULL);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'st' from 'sqlite3_prepare_v2' is not released on every path; call 'sqlite3_finalize'
  if (rc != SQLITE_OK)
    return rc;
  rc = sqlite3_step(st);
  if (rc == SQLITE_OK)
    sqlite3_finalize(st);
  return rc;
}

int no_warning_status_code_set_on_each_failure(PGconn *c) {
  int rc = 0;
  PGresult *res = PQexec(c, "SELECT 1");
  if (PQresultStatus(res) != PGRES_TUPLES_OK)
    rc = -1;
  if (rc == 0)
    rc = PQntuples(res);
  PQclear(res);
  return rc;
}

int released_only_when_the_code_is_good(PGconn *c) {
  int rc = 0;
  PGresult *res = PQexec(c, "SELECT 1");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'res' from 'PQexec' is not released on every path; call 'PQclear'
  if (PQresultStatus(res) != PGRES_TUPLES_OK)
    rc = -1;
  if (rc == 0)
    PQclear(res);
  return rc;
}

int no_warning_same_question_same_answer(PGconn *c, PGresult *res) {
  PGresult *copy = NULL;
  if (PQresultStatus(res) == PGRES_TUPLES_OK)
    copy = PQcopyResult(res, 0);
  puts(PQerrorMessage(c));
  if (PQresultStatus(res) == PGRES_TUPLES_OK)
    PQclear(copy);
  return 0;
}

int no_warning_state_counts_the_steps(PGconn *c, const char *q) {
  int step = 0;
  PGresult *a, *b;
  a = PQexec(c, q);
  step = 1;
  if (PQntuples(a) == 0)
    goto out;
  b = PQexec(c, q);
  step = 2;
out:
  if (step == 2)
    PQclear(b);
  if (step >= 1)
    PQclear(a);
  return step;
}

int always_false_guard(PGconn *c) {
  const int release = 0;
  PGresult *res = PQexec(c, "SELECT 1");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'res' from 'PQexec' is not released on every path; call 'PQclear'
  if (release)
    PQclear(res);
  return 0;
}

int no_warning_always_true_guard(PGconn *c) {
  const int release = 1;
  PGresult *res = PQexec(c, "SELECT 1");
  if (release)
    PQclear(res);
  return 0;
}

static int trace;

int no_warning_global_flag_guards_both(PGconn *c) {
  PGresult *res;
  if (trace)
    res = PQexec(c, "SELECT now()");
  PQclear(PQexec(c, "SELECT 1"));
  if (trace)
    PQclear(res);
  return 0;
}

int no_warning_success_returned_and_tested(sqlite3 *db, sqlite3_stmt **out) {
  sqlite3_stmt *st = NULL;
  int ok = sqlite3_prepare_v2(db, "SELECT 1", -1, &st, NULL) == SQLITE_OK;
  if (!ok)
    return -1;
  *out = st;
  return 0;
}
