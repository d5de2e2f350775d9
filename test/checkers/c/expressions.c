// RUN: %check %s
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Acquires inside larger expressions: nested calls, ternaries, commas.

#include <libpq-fe.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>

void discarded_with_a_cast(PGconn *c) {
  (void)PQexec(c, "COMMIT");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: result of 'PQexec' is never released; call 'PQclear'
}

int only_its_status_is_asked(PGconn *c) {
  return PQresultStatus(PQexec(c, "COMMIT")) == PGRES_COMMAND_OK;
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: result of 'PQexec' is never released; call 'PQclear'
}

int only_compared_with_null(PGconn *c) {
  if (PQexec(c, "COMMIT") == NULL)
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: result of 'PQexec' is never released; call 'PQclear'
    return -1;
  return 0;
}

int only_negated(PGconn *c) {
  if (!PQexec(c, "COMMIT"))
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: result of 'PQexec' is never released; call 'PQclear'
    return -1;
  return 0;
}

void only_printed(PGconn *c) {
  puts(PQgetvalue(PQexec(c, "SELECT now()"), 0, 0));
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: result of 'PQexec' is never released; call 'PQclear'
}

void status_of_a_new_connection(const char *dsn) {
  if (PQstatus(PQconnectdb(dsn)) != CONNECTION_OK)
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: result of 'PQconnectdb' is never released; call 'PQfinish'
    exit(1);
}

void left_of_a_comma(PGconn *c) {
  int n = (PQexec(c, "BEGIN"), 1);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: result of 'PQexec' is never released; call 'PQclear'
  printf("%d\n", n);
}

void no_warning_right_of_a_comma(PGconn *c, int *n) {
  PGresult *res = (++*n, PQexec(c, "BEGIN"));
  PQclear(res);
}

void either_side_of_a_ternary(PGconn *c, const char *q) {
  PGresult *res = q ? PQexec(c, q) : PQexec(c, "SELECT 1");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'res' from 'PQexec' is not released on every path; call 'PQclear'
  // CHECK: :[[@LINE-2]]:{{[0-9]+}}: warning: 'res' from 'PQexec' is not released on every path; call 'PQclear'
  if (PQntuples(res) == 0)
    return;
  PQclear(res);
}

void no_warning_either_side_of_a_ternary(PGconn *c, const char *q) {
  PGresult *res = q ? PQexec(c, q) : PQexec(c, "SELECT 1");
  PQclear(res);
}

void no_warning_ternary_with_null(PGconn *c, const char *q) {
  PGresult *res = q ? PQexec(c, q) : NULL;
  if (res)
    PQclear(res);
}

void ternary_with_null(PGconn *c, const char *q) {
  PGresult *res = q ? PQexec(c, q) : NULL;
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'res' from 'PQexec' is not released on every path; call 'PQclear'
  if (!q)
    PQclear(res);
}

void no_warning_ternary_as_argument(PGconn *c, int abort) {
  PQclear(abort ? PQexec(c, "ROLLBACK") : PQexec(c, "COMMIT"));
}

int no_warning_short_circuit_guards_the_acquire(PGconn *c, int go) {
  PGresult *res = NULL;
  if (go && (res = PQexec(c, "SELECT 1")) != NULL) {
    PQclear(res);
    return 1;
  }
  return 0;
}

int short_circuit_after_the_acquire(PGconn *c, int go) {
  PGresult *res = NULL;
  if ((res = PQexec(c, "SELECT 1")) != NULL && go) {
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'res' from 'PQexec' is not released on every path; call 'PQclear'
    PQclear(res);
    return 1;
  }
  return 0;
}

int no_warning_release_by_short_circuit(sqlite3 *db) {
  sqlite3_stmt *st = NULL;
  int rc = sqlite3_prepare_v2(db, "SELECT 1", -1, &st, NULL);
  int ok = rc == SQLITE_OK && sqlite3_finalize(st) == SQLITE_OK;
  return ok;
}

int second_acquire_of_a_condition(PGconn *c) {
  PGresult *a = NULL, *b = NULL;
  if ((a = PQexec(c, "SELECT 1")) == NULL ||
      // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'a' from 'PQexec' is not released on every path; call 'PQclear'
      (b = PQexec(c, "SELECT 2")) == NULL)
    return -1;
  PQclear(a);
  PQclear(b);
  return 0;
}

int no_warning_second_acquire_of_a_condition(PGconn *c) {
  PGresult *a = NULL, *b = NULL;
  int rc = -1;
  if ((a = PQexec(c, "SELECT 1")) != NULL &&
      (b = PQexec(c, "SELECT 2")) != NULL)
    rc = 0;
  PQclear(a);
  PQclear(b);
  return rc;
}

unsigned long no_warning_sizeof_evaluates_nothing(PGconn *c) {
  return sizeof(PQexec(c, "")) + sizeof PQconnectdb("");
}

void no_warning_typeof_evaluates_nothing(PGconn *c) {
  __typeof__(PQexec(c, "")) res = NULL;
  PQclear(res);
}

int no_warning_generic_selection_evaluates_nothing(PGconn *c) {
  return _Generic(PQexec(c, ""), PGresult * : 1, default : 0);
}

int no_warning_chained_assignment(PGconn *c) {
  PGresult *a, *b;
  a = b = PQexec(c, "SELECT 1");
  int n = PQntuples(a);
  PQclear(b);
  return n;
}

int no_warning_statement_expression(PGconn *c) {
  PGresult *res = ({
    PGresult *r = PQexec(c, "SELECT 1");
    if (PQntuples(r) == 0) {
      PQclear(r);
      r = NULL;
    }
    r;
  });
  PQclear(res);
  return 0;
}

int statement_expression(PGconn *c) {
  return ({
    PGresult *r = PQexec(c, "SELECT 1");
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'r' from 'PQexec' is not released on every path; call 'PQclear'
    PQntuples(r);
  });
}

PGresult *no_warning_returned_from_the_call(PGconn *c) {
  return PQexec(c, "SELECT 1");
}
