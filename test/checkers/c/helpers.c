// RUN: %check %s
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Functions of the same file that release, check, borrow or keep a handle.

#include <libpq-fe.h>
#include <mysql.h>
#include <sqlite3.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>

static void done(PGresult *res) { PQclear(res); }

int no_warning_release_helper(PGconn *c) {
  PGresult *res = PQexec(c, "SELECT 1");
  int n = PQntuples(res);
  done(res);
  return n;
}

int release_helper_not_on_every_path(PGconn *c) {
  PGresult *res = PQexec(c, "SELECT 1");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'res' from 'PQexec' is not released on every path; call 'PQclear'
  if (PQntuples(res) == 0)
    return -1;
  done(res);
  return 0;
}

static void done_if_set(PGresult *res) {
  if (res != NULL)
    PQclear(res);
}

int no_warning_null_tolerant_helper(PGconn *c) {
  PGresult *res = PQexec(c, "SELECT 1");
  done_if_set(res);
  return 0;
}

static void done_with_message(PGconn *c, PGresult *res, const char *what) {
  fprintf(stderr, "%s: %s", what, PQerrorMessage(c));
  done_if_set(res);
}

int no_warning_helper_of_a_helper(PGconn *c) {
  PGresult *res = PQexec(c, "SELECT 1");
  if (PQntuples(res) == 0) {
    done_with_message(c, res, "empty");
    return -1;
  }
  done(res);
  return 0;
}

static bool check(PGresult *res) {
  if (PQresultStatus(res) == PGRES_TUPLES_OK)
    return true;
  fprintf(stderr, "%s", PQresultErrorMessage(res));
  PQclear(res);
  return false;
}

int no_warning_helper_releases_when_it_says_no(PGconn *c) {
  PGresult *res = PQexec(c, "SELECT 1");
  if (!check(res))
    return -1;
  int n = PQntuples(res);
  PQclear(res);
  return n;
}

int no_warning_helper_answer_kept_in_a_variable(PGconn *c) {
  PGresult *res = PQexec(c, "SELECT 1");
  bool ok = check(res);
  if (!ok)
    return -1;
  PQclear(res);
  return 0;
}

int helper_said_yes_and_nobody_releases(PGconn *c) {
  PGresult *res = PQexec(c, "SELECT 1");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'res' from 'PQexec' is not released on every path; call 'PQclear'
  if (!check(res))
    return -1;
  return PQntuples(res);
}

static int failed(PGconn *c, PGresult *res) {
  if (PQresultStatus(res) != PGRES_COMMAND_OK) {
    fprintf(stderr, "%s", PQerrorMessage(c));
    PQclear(res);
    return -1;
  }
  return 0;
}

int no_warning_helper_answers_minus_one(PGconn *c) {
  PGresult *res = PQexec(c, "BEGIN");
  if (failed(c, res) < 0)
    return -1;
  PQclear(res);
  return 0;
}

int no_warning_helper_answer_compared_with_zero(PGconn *c) {
  PGresult *res = PQexec(c, "BEGIN");
  if (failed(c, res) == 0)
    PQclear(res);
  return 0;
}

int helper_answer_ignored(PGconn *c) {
  PGresult *res = PQexec(c, "BEGIN");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'res' from 'PQexec' is not released on every path; call 'PQclear'
  failed(c, res);
  return 0;
}

static void reset(PGresult **res) {
  if (*res) {
    PQclear(*res);
    *res = NULL;
  }
}

int no_warning_helper_through_a_double_pointer(PGconn *c) {
  PGresult *res = PQexec(c, "SELECT 1");
  reset(&res);
  res = PQexec(c, "SELECT 2");
  reset(&res);
  return 0;
}

static void look(PGresult **res) { printf("%d\n", PQntuples(*res)); }

int helper_through_a_double_pointer_only_looks(PGconn *c) {
  PGresult *res = PQexec(c, "SELECT 1");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'res' from 'PQexec' is not released on every path; call 'PQclear'
  look(&res);
  return 0;
}

struct query {
  PGconn *c;
  PGresult *res;
};

static void query_end(struct query *q) {
  PQclear(q->res);
  q->res = NULL;
}

int no_warning_helper_through_a_struct_pointer(PGconn *c) {
  struct query q = {c, NULL};
  q.res = PQexec(c, "SELECT 1");
  query_end(&q);
  return 0;
}

static int query_rows(struct query *q) { return PQntuples(q->res); }

int helper_through_a_struct_pointer_only_looks(PGconn *c) {
  struct query q = {c, NULL};
  q.res = PQexec(c, "SELECT 1");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'q.res' from 'PQexec' is not released on every path; call 'PQclear'
  return query_rows(&q);
}

static int count(const PGresult *res) { return PQntuples(res); }
static void print_all(PGresult *res) {
  for (int i = 0; i < PQntuples(res); i++)
    puts(PQgetvalue(res, i, 0));
}

int helpers_that_only_look(PGconn *c) {
  PGresult *res = PQexec(c, "SELECT 1");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'res' from 'PQexec' is not released on every path; call 'PQclear'
  print_all(res);
  return count(res);
}

static PGresult *cache;
static void remember(PGresult *res) {
  PQclear(cache);
  cache = res;
}

void no_warning_helper_keeps_it(PGconn *c) {
  PGresult *res = PQexec(c, "SELECT 1");
  remember(res);
}

static void attach(struct query *q, PGresult *res) { q->res = res; }

void no_warning_helper_puts_it_into_the_callers_struct(struct query *q) {
  PGresult *res = PQexec(q->c, "SELECT 1");
  attach(q, res);
}

static void maybe_done(PGresult *res, int keep) {
  if (!keep)
    PQclear(res);
}

void no_warning_helper_releases_depending_on_a_flag(PGconn *c) {
  PGresult *res = PQexec(c, "SELECT 1");
  maybe_done(res, 0);
}

static void drain(PGconn *c) {
  PGresult *res = PQgetResult(c);
  if (res == NULL)
    return;
  PQclear(res);
  drain(c);
}

void no_warning_recursive_helper(PGconn *c) { drain(c); }

static void release_after(PGresult *res, int depth) {
  if (depth == 0)
    PQclear(res);
  else
    release_after(res, depth - 1);
}

void no_warning_recursive_release(PGconn *c) {
  PGresult *res = PQexec(c, "SELECT 1");
  release_after(res, 3);
}

static void defined_later(PGresult *res);

void no_warning_helper_defined_later(PGconn *c) {
  PGresult *res = PQexec(c, "SELECT 1");
  defined_later(res);
}

static void defined_later(PGresult *res) { PQclear(res); }

static PGresult *logged(PGresult *res) {
  fprintf(stderr, "%s", PQresultErrorMessage(res));
  return res;
}

int no_warning_helper_answers_its_argument(PGconn *c) {
  PGresult *res = logged(PQexec(c, "SELECT 1"));
  PQclear(res);
  return 0;
}

int helper_answers_its_argument(PGconn *c) {
  PGresult *res = logged(PQexec(c, "SELECT 1"));
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'res' from 'PQexec' is not released on every path; call 'PQclear'
  return PQntuples(res);
}

static PGresult *good_or_null(PGresult *res) {
  if (PQresultStatus(res) == PGRES_TUPLES_OK)
    return res;
  PQclear(res);
  return NULL;
}

int no_warning_helper_answers_its_argument_or_releases_it(PGconn *c) {
  PGresult *res = good_or_null(PQexec(c, "SELECT 1"));
  if (!res)
    return -1;
  PQclear(res);
  return 0;
}

int helper_answers_its_argument_or_releases_it(PGconn *c) {
  PGresult *res = good_or_null(PQexec(c, "SELECT 1"));
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'res' from '{{PQexec|good_or_null}}' is not released on every path
  if (!res)
    return -1;
  return PQntuples(res);
}

static void complain(const char *fmt, ...) {
  va_list ap;
  va_start(ap, fmt);
  vfprintf(stderr, fmt, ap);
  va_end(ap);
}

int varargs_error_helper(MYSQL *m) {
  MYSQL_RES *res = mysql_store_result(m);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'res' from 'mysql_store_result' is not released on every path; call 'mysql_free_result'
  if (res && mysql_num_rows(res) == 0) {
    complain("no rows: %s (%p)\n", mysql_error(m), (void *)res);
    return -1;
  }
  mysql_free_result(res);
  return 0;
}

static int close_all(sqlite3 *db, sqlite3_stmt *st) {
  int rc = sqlite3_finalize(st);
  return rc ? rc : sqlite3_close(db);
}

int no_warning_first_of_two_is_always_released(sqlite3 *db) {
  sqlite3_stmt *st = NULL;
  sqlite3_prepare_v2(db, "SELECT 1", -1, &st, NULL);
  return close_all(NULL, st);
}

static inline __attribute__((always_inline)) void inline_done(PGresult *res) {
  PQclear(res);
}

void no_warning_inline_helper(PGconn *c) { inline_done(PQexec(c, "COMMIT")); }
