// RUN: %check %s
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// __attribute__((cleanup)): recognised by what the function does.

#include <libpq-fe.h>
#include <sqlite3.h>
#include <stdio.h>

void elsewhere(PGresult **res);
static void clear(PGresult **res) { PQclear(*res); }
static void clear_if_set(PGresult **res) {
  if (*res != NULL)
    PQclear(*res);
}
static void clear_any(void *p) {
  PGresult **res = p;
  PQclear(*res);
}
static void only_log(PGresult **res) { printf("%d\n", PQntuples(*res)); }
static inline void finish_cleanup(PGconn **conn) {
  PQfinish(*conn);
  *conn = NULL;
}
static void free_text(char **text) { sqlite3_free(*text); }

#define _cleanup_(f) __attribute__((cleanup(f)))

int no_warning_cleared_at_the_end_of_scope(PGconn *c) {
  _cleanup_(clear) PGresult *res = PQexec(c, "SELECT 1");
  return PQntuples(res);
}

int no_warning_null_tolerant(PGconn *c, int go) {
  _cleanup_(clear_if_set) PGresult *res = NULL;
  if (!go)
    return 0;
  res = PQexec(c, "SELECT 1");
  return PQntuples(res);
}

int no_warning_generic_cleanup_function(PGconn *c) {
  _cleanup_(clear_any) PGresult *res = PQexec(c, "SELECT 1");
  return PQntuples(res);
}

int no_warning_cleanup_function_defined_elsewhere(PGconn *c) {
  _cleanup_(elsewhere) PGresult *res = PQexec(c, "SELECT 1");
  return PQntuples(res);
}

int cleanup_function_does_not_release(PGconn *c) {
  _cleanup_(only_log) PGresult *res = PQexec(c, "SELECT 1");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'res' from 'PQexec' is not released on every path; call 'PQclear'
  return PQntuples(res);
}

int no_warning_returned_by_stealing(PGconn *c, PGresult **out) {
  _cleanup_(clear) PGresult *res = PQexec(c, "SELECT 1");
  if (PQntuples(res) == 0)
    return -1;
  *out = res;
  res = NULL;
  return 0;
}

static PGresult *steal(PGresult **res) {
  PGresult *mine = *res;
  *res = NULL;
  return mine;
}

PGresult *no_warning_returned_by_a_steal_helper(PGconn *c) {
  _cleanup_(clear) PGresult *res = PQexec(c, "SELECT 1");
  if (PQntuples(res) == 0)
    return NULL;
  return steal(&res);
}

int nulled_without_being_handed_over(PGconn *c) {
  _cleanup_(clear) PGresult *res = PQexec(c, "SELECT 1");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'res' from 'PQexec' is not released on every path; call 'PQclear'
  int n = PQntuples(res);
  res = NULL;
  return n;
}

int no_warning_two_handles(const char *dsn) {
  _cleanup_(finish_cleanup) PGconn *conn = PQconnectdb(dsn);
  if (PQstatus(conn) != CONNECTION_OK)
    return -1;
  _cleanup_(clear) PGresult *res = PQexec(conn, "SELECT 1");
  if (PQresultStatus(res) != PGRES_TUPLES_OK)
    return -1;
  return PQntuples(res);
}

int second_handle_without_cleanup(const char *dsn) {
  _cleanup_(finish_cleanup) PGconn *conn = PQconnectdb(dsn);
  PGresult *res = PQexec(conn, "SELECT 1");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'res' from 'PQexec' is not released on every path; call 'PQclear'
  if (PQresultStatus(res) != PGRES_TUPLES_OK)
    return -1;
  PQclear(res);
  return 0;
}

int no_warning_inner_scope(PGconn *c, int n) {
  int rows = 0;
  for (int i = 0; i < n; i++) {
    _cleanup_(clear) PGresult *res = PQexec(c, "SELECT 1");
    if (PQntuples(res) == 0)
      break;
    rows++;
  }
  return rows;
}

int no_warning_error_text(sqlite3 *db) {
  _cleanup_(free_text) char *err = NULL;
  if (sqlite3_exec(db, "VACUUM", NULL, NULL, &err) != SQLITE_OK) {
    fprintf(stderr, "%s\n", err);
    return -1;
  }
  return 0;
}

int no_warning_alias_of_a_cleaned_handle(PGconn *c) {
  PGresult *kept;
  {
    _cleanup_(clear) PGresult *res = PQexec(c, "SELECT 1");
    kept = res;
  }
  return kept != NULL;
}
