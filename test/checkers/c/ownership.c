// RUN: %check %s
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Handles that leave the function: returned, stored, handed over.

#include <libpq-fe.h>
#include <sqlite3.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

static PGconn *shared;
PGresult *last_result;

PGresult *no_warning_returned(PGconn *c) {
  PGresult *res = PQexec(c, "SELECT 1");
  return res;
}

PGresult *no_warning_returned_or_cleared(PGconn *c) {
  PGresult *res = PQexec(c, "SELECT 1");
  if (PQresultStatus(res) != PGRES_TUPLES_OK) {
    PQclear(res);
    return NULL;
  }
  return res;
}

PGresult *null_returned_instead(PGconn *c) {
  PGresult *res = PQexec(c, "SELECT 1");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'res' from 'PQexec' is not released on every path; call 'PQclear'
  if (PQresultStatus(res) != PGRES_TUPLES_OK)
    return NULL;
  return res;
}

void *no_warning_returned_as_void_pointer(const char *dsn) {
  PGconn *conn = PQconnectdb(dsn);
  return conn;
}

uintptr_t no_warning_returned_as_integer(const char *dsn) {
  PGconn *conn = PQconnectdb(dsn);
  return (uintptr_t)conn;
}

PGresult *no_warning_returned_by_ternary(PGconn *c, int flag) {
  PGresult *res = flag ? PQexec(c, "SELECT 1") : NULL;
  return res ? res : NULL;
}

int row_returned_result_lost(PGconn *c) {
  PGresult *res = PQexec(c, "SELECT 1");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'res' from 'PQexec' is not released on every path; call 'PQclear'
  return *PQgetvalue(res, 0, 0);
}

void no_warning_stored_in_a_global(const char *dsn) {
  shared = PQconnectdb(dsn);
}

void no_warning_stored_in_a_global_later(PGconn *c) {
  PGresult *res = PQexec(c, "SELECT 1");
  if (PQntuples(res) == 0) {
    PQclear(res);
    return;
  }
  last_result = res;
}

void stored_in_a_global_on_one_path(PGconn *c) {
  PGresult *res = PQexec(c, "SELECT 1");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'res' from 'PQexec' is not released on every path; call 'PQclear'
  if (PQntuples(res) == 0)
    return;
  last_result = res;
}

PGconn *no_warning_static_local(const char *dsn) {
  static PGconn *conn;
  if (conn == NULL)
    conn = PQconnectdb(dsn);
  return conn;
}

int no_warning_static_local_statement(sqlite3 *db) {
  static sqlite3_stmt *st;
  if (!st && sqlite3_prepare_v2(db, "SELECT 1", -1, &st, NULL) != SQLITE_OK)
    return -1;
  sqlite3_step(st);
  return sqlite3_reset(st);
}

_Thread_local PGconn *per_thread;

void no_warning_thread_local(const char *dsn) { per_thread = PQconnectdb(dsn); }

int no_warning_out_parameter(PGconn *c, PGresult **out) {
  *out = PQexec(c, "SELECT 1");
  return PQresultStatus(*out) == PGRES_TUPLES_OK ? 0 : -1;
}

int no_warning_out_parameter_of_sqlite(sqlite3 *db, sqlite3_stmt **out) {
  return sqlite3_prepare_v2(db, "SELECT 1", -1, out, NULL);
}

int no_warning_out_parameter_set_at_the_end(PGconn *c, PGresult **out) {
  PGresult *res = PQexec(c, "SELECT 1");
  if (PQresultStatus(res) != PGRES_TUPLES_OK) {
    PQclear(res);
    return -1;
  }
  *out = res;
  return 0;
}

int out_parameter_not_set_on_failure(PGconn *c, PGresult **out) {
  PGresult *res = PQexec(c, "SELECT 1");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'res' from 'PQexec' is not released on every path; call 'PQclear'
  if (PQresultStatus(res) != PGRES_TUPLES_OK)
    return -1;
  *out = res;
  return 0;
}

void out_parameter_overwritten(PGconn *c, PGresult **out) {
  *out = PQexec(c, "SELECT 1");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: '{{\*?}}out' from 'PQexec' is not released on every path
  *out = PQexec(c, "SELECT 2");
}

int no_warning_optional_out_parameter(PGconn *c, PGresult **out) {
  PGresult *res = PQexec(c, "SELECT 1");
  int n = PQntuples(res);
  if (out)
    *out = res;
  else
    PQclear(res);
  return n;
}

int optional_out_parameter(PGconn *c, PGresult **out) {
  PGresult *res = PQexec(c, "SELECT 1");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'res' from 'PQexec' is not released on every path; call 'PQclear'
  int n = PQntuples(res);
  if (out)
    *out = res;
  return n;
}

void no_warning_stored_in_an_array_parameter(PGconn *c, PGresult **all, int n) {
  for (int i = 0; i < n; i++)
    all[i] = PQexec(c, "SELECT 1");
}

void no_warning_local_array(PGconn *c) {
  PGresult *all[3];
  for (int i = 0; i < 3; i++)
    all[i] = PQexec(c, "SELECT 1");
  for (int i = 0; i < 3; i++)
    PQclear(all[i]);
}

void no_warning_local_array_by_constant_index(PGconn *c) {
  PGresult *all[2];
  all[0] = PQexec(c, "SELECT 1");
  all[1] = PQexec(c, "SELECT 2");
  PQclear(all[0]);
  PQclear(all[1]);
}

void no_warning_array_initialiser(PGconn *c) {
  PGresult *all[] = {PQexec(c, "SELECT 1"), PQexec(c, "SELECT 2")};
  for (unsigned i = 0; i < sizeof all / sizeof *all; i++)
    PQclear(all[i]);
}

void no_warning_parameter_released(PGresult *res) { PQclear(res); }

int no_warning_parameter_is_the_callers(PGresult *res) {
  return PQntuples(res);
}

void no_warning_parameter_replaced(PGconn *c, PGresult *res) {
  PQclear(res);
  res = PQexec(c, "SELECT 1");
  PQclear(res);
}

void parameter_variable_reused(PGconn *c, PGresult *res) {
  PQclear(res);
  res = PQexec(c, "SELECT 1");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'res' from 'PQexec' is not released on every path; call 'PQclear'
}

void no_warning_bytes_copied_elsewhere(PGconn *c, void *slot) {
  PGresult *res = PQexec(c, "SELECT 1");
  memcpy(slot, &res, sizeof res);
}
