// RUN: %check %s
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// A null handle needs no release; a handle known not to be null does.

#include <libpq-fe.h>
#include <mysql.h>
#include <stdio.h>

int no_warning_return_when_null(PGconn *c) {
  PGresult *res = PQexec(c, "SELECT 1");
  if (res == NULL)
    return -1;
  PQclear(res);
  return 0;
}

int no_warning_return_when_null_compared_from_the_left(PGconn *c) {
  PGresult *res = PQexec(c, "SELECT 1");
  if (NULL == res)
    return -1;
  PQclear(res);
  return 0;
}

int no_warning_return_when_not(PGconn *c) {
  PGresult *res;
  if (!(res = PQexec(c, "SELECT 1")))
    return -1;
  PQclear(res);
  return 0;
}

int no_warning_work_when_not_null(PGconn *c) {
  PGresult *res;
  if ((res = PQexec(c, "SELECT 1")) != NULL) {
    PQclear(res);
    return 0;
  }
  return -1;
}

int return_when_not_null(PGconn *c) {
  PGresult *res = PQexec(c, "SELECT 1");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'res' from 'PQexec' is not released on every path; call 'PQclear'
  if (res != NULL)
    return 1;
  return 0;
}

int no_warning_cleared_if_set(PGconn *c, int wanted) {
  PGresult *res = NULL;
  if (wanted)
    res = PQexec(c, "SELECT 1");
  if (res)
    PQclear(res);
  return 0;
}

int no_warning_cleared_whether_set_or_not(PGconn *c, int wanted) {
  PGresult *res = NULL;
  if (wanted)
    res = PQexec(c, "SELECT 1");
  PQclear(res);
  return 0;
}

int cleared_if_null_only(PGconn *c) {
  PGresult *res = PQexec(c, "SELECT 1");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'res' from 'PQexec' is not released on every path; call 'PQclear'
  if (!res)
    PQclear(res);
  return 0;
}

int no_warning_double_negation(PGconn *c) {
  PGresult *res = PQexec(c, "SELECT 1");
  if (!!res) {
    PQclear(res);
    return 1;
  }
  return 0;
}

int no_warning_null_test_kept_in_a_flag(PGconn *c) {
  PGresult *res = PQexec(c, "SELECT 1");
  int have = res != NULL;
  if (!have)
    return -1;
  PQclear(res);
  return 0;
}

int no_warning_set_to_null_after_release(PGconn *c, int retry) {
  PGresult *res = PQexec(c, "SELECT 1");
  PQclear(res);
  res = NULL;
  if (retry)
    res = PQexec(c, "SELECT 2");
  if (res != NULL)
    PQclear(res);
  return 0;
}

int set_to_null_without_release(PGconn *c) {
  PGresult *res = PQexec(c, "SELECT 1");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'res' from 'PQexec' is not released on every path; call 'PQclear'
  res = NULL;
  PQclear(res);
  return 0;
}

int no_warning_good_status_means_not_null(PGconn *c) {
  PGresult *res = PQexec(c, "SELECT 1");
  if (res && PQresultStatus(res) == PGRES_TUPLES_OK) {
    int n = PQntuples(res);
    PQclear(res);
    return n;
  }
  if (res)
    PQclear(res);
  return -1;
}

int bad_status_does_not_mean_null(PGconn *c) {
  PGresult *res = PQexec(c, "SELECT 1");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'res' from 'PQexec' is not released on every path; call 'PQclear'
  if (res == NULL || PQresultStatus(res) != PGRES_TUPLES_OK)
    return -1;
  PQclear(res);
  return 0;
}

int bad_connection_status_does_not_mean_null(const char *dsn) {
  PGconn *conn = PQconnectdb(dsn);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'conn' from 'PQconnectdb' is not released on every path; call 'PQfinish'
  if (conn == NULL || PQstatus(conn) == CONNECTION_BAD) {
    fputs("cannot connect\n", stderr);
    return -1;
  }
  PQfinish(conn);
  return 0;
}

int good_connection_released_only_when_good(const char *dsn) {
  PGconn *conn = PQconnectdb(dsn);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'conn' from 'PQconnectdb' is not released on every path; call 'PQfinish'
  if (PQstatus(conn) == CONNECTION_OK) {
    PQfinish(conn);
    return 0;
  }
  return -1;
}

void no_warning_release_of_null_constant(void) {
  PQclear(NULL);
  PQfinish(NULL);
}

int no_warning_no_rows_is_null(MYSQL *m) {
  MYSQL_RES *res = mysql_store_result(m);
  if (!res && mysql_field_count(m) == 0)
    return 0;
  if (!res)
    return -1;
  mysql_free_result(res);
  return 1;
}

int no_warning_goto_on_null(PGconn *c) {
  int rc = -1;
  PGresult *a = NULL, *b = NULL;
  if ((a = PQexec(c, "SELECT 1")) == NULL)
    goto done;
  if ((b = PQexec(c, "SELECT 2")) == NULL)
    goto clear_a;
  rc = PQntuples(a) + PQntuples(b);
  PQclear(b);
clear_a:
  PQclear(a);
done:
  return rc;
}
