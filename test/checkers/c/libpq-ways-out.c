// RUN: %check %s
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Every way a libpq result or connection is lost, and the same made right.

#include <libpq-fe.h>
#include <stddef.h>

static void clear_result(PGresult **res) { PQclear(*res); }
static void finish_connection(PGconn **conn) { PQfinish(*conn); }
#define AUTO_RESULT __attribute__((cleanup(clear_result))) PGresult *
#define AUTO_CONN __attribute__((cleanup(finish_connection))) PGconn *

int early_return(PGconn *c) {
  PGresult *res = PQexec(c, "SELECT id FROM job");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'res' from 'PQexec' is not released on every path; call 'PQclear'
  if (PQresultStatus(res) != PGRES_TUPLES_OK)
    return -1;
  int n = PQntuples(res);
  PQclear(res);
  return n;
}

int no_warning_early_return_by_hand(PGconn *c) {
  PGresult *res = PQexec(c, "SELECT id FROM job");
  if (PQresultStatus(res) != PGRES_TUPLES_OK) {
    PQclear(res);
    return -1;
  }
  int n = PQntuples(res);
  PQclear(res);
  return n;
}

int no_warning_early_return_by_cleanup(PGconn *c) {
  AUTO_RESULT res = PQexec(c, "SELECT id FROM job");
  if (PQresultStatus(res) != PGRES_TUPLES_OK)
    return -1;
  return PQntuples(res);
}

int early_return_of_connection(const char *dsn) {
  PGconn *conn = PQconnectdb(dsn);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'conn' from 'PQconnectdb' is not released on every path; call 'PQfinish'
  if (PQstatus(conn) != CONNECTION_OK)
    return -1;
  PQfinish(conn);
  return 0;
}

int no_warning_failed_connection_is_finished(const char *dsn) {
  PGconn *conn = PQconnectdb(dsn);
  if (PQstatus(conn) != CONNECTION_OK) {
    fprintf(stderr, "%s", PQerrorMessage(conn));
    PQfinish(conn);
    return -1;
  }
  PQfinish(conn);
  return 0;
}

int no_warning_connection_by_cleanup(const char *dsn) {
  AUTO_CONN conn = PQconnectdb(dsn);
  if (PQstatus(conn) != CONNECTION_OK)
    return -1;
  return PQserverVersion(conn);
}

int goto_past_the_release(PGconn *c) {
  int rc = -1;
  PGresult *res = PQexec(c, "SELECT id FROM job");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'res' from 'PQexec' is not released on every path; call 'PQclear'
  if (PQresultStatus(res) != PGRES_TUPLES_OK)
    goto out;
  rc = PQntuples(res);
  PQclear(res);
out:
  return rc;
}

int no_warning_goto_to_the_release(PGconn *c) {
  int rc = -1;
  PGresult *res = PQexec(c, "SELECT id FROM job");
  if (PQresultStatus(res) != PGRES_TUPLES_OK)
    goto out;
  rc = PQntuples(res);
out:
  PQclear(res);
  return rc;
}

int no_warning_goto_by_cleanup(PGconn *c) {
  int rc = -1;
  AUTO_RESULT res = PQexec(c, "SELECT id FROM job");
  if (PQresultStatus(res) != PGRES_TUPLES_OK)
    goto out;
  rc = PQntuples(res);
out:
  return rc;
}

int loop_continue(PGconn *c, const char *const *queries, int n) {
  int rows = 0;
  for (int i = 0; i < n; i++) {
    PGresult *res = PQexec(c, queries[i]);
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'res' from 'PQexec' is not released on every path; call 'PQclear'
    if (PQresultStatus(res) != PGRES_TUPLES_OK)
      continue;
    rows += PQntuples(res);
    PQclear(res);
  }
  return rows;
}

int no_warning_loop_continue_by_hand(PGconn *c, const char *const *q, int n) {
  int rows = 0;
  for (int i = 0; i < n; i++) {
    PGresult *res = PQexec(c, q[i]);
    if (PQresultStatus(res) != PGRES_TUPLES_OK) {
      PQclear(res);
      continue;
    }
    rows += PQntuples(res);
    PQclear(res);
  }
  return rows;
}

int no_warning_loop_continue_by_cleanup(PGconn *c, const char *const *q,
                                        int n) {
  int rows = 0;
  for (int i = 0; i < n; i++) {
    AUTO_RESULT res = PQexec(c, q[i]);
    if (PQresultStatus(res) != PGRES_TUPLES_OK)
      continue;
    rows += PQntuples(res);
  }
  return rows;
}

void reassignment(PGconn *c) {
  PGresult *res = PQexec(c, "BEGIN");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'res' from 'PQexec' is not released on every path; call 'PQclear'
  res = PQexec(c, "COMMIT");
  PQclear(res);
}

void no_warning_reassignment_by_hand(PGconn *c) {
  PGresult *res = PQexec(c, "BEGIN");
  PQclear(res);
  res = PQexec(c, "COMMIT");
  PQclear(res);
}

void reassignment_under_cleanup(PGconn *c) {
  AUTO_RESULT res = PQexec(c, "BEGIN");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'res' from 'PQexec' is not released on every path; call 'PQclear'
  res = PQexec(c, "COMMIT");
}

void discarded_result(PGconn *c) {
  PQexec(c, "COMMIT");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: result of 'PQexec' is never released; call 'PQclear'
}

void no_warning_result_cleared_at_once(PGconn *c) {
  PQclear(PQexec(c, "COMMIT"));
}

void falls_off_the_end(PGconn *c) {
  PGresult *res = PQexec(c, "DELETE FROM job");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'res' from 'PQexec' is not released on every path; call 'PQclear'
  if (PQresultStatus(res) != PGRES_COMMAND_OK)
    fprintf(stderr, "%s", PQresultErrorMessage(res));
}

int break_out_of_the_loop(PGconn *c, const char *const *queries, int n) {
  for (int i = 0; i < n; i++) {
    PGresult *res = PQexec(c, queries[i]);
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'res' from 'PQexec' is not released on every path; call 'PQclear'
    if (PQntuples(res) == 0)
      break;
    PQclear(res);
  }
  return 0;
}

int both_handles_on_one_path(const char *dsn) {
  PGconn *conn = PQconnectdb(dsn);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'conn' from 'PQconnectdb' is not released on every path; call 'PQfinish'
  PGresult *res = PQexec(conn, "SELECT 1");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'res' from 'PQexec' is not released on every path; call 'PQclear'
  if (PQntuples(res) != 1)
    return -1;
  PQclear(res);
  PQfinish(conn);
  return 0;
}

int result_leaks_though_connection_is_finished(const char *dsn) {
  PGconn *conn = PQconnectdb(dsn);
  PGresult *res = PQexec(conn, "SELECT 1");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'res' from 'PQexec' is not released on every path; call 'PQclear'
  int n = PQntuples(res);
  PQfinish(conn);
  return n;
}
