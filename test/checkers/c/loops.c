// RUN: %check %s
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Drain loops, loops over rows, and handles that go round a loop.

#include <libpq-fe.h>
#include <mysql.h>
#include <sqlite3.h>
#include <stdio.h>
#include <string.h>

void drain_without_release(PGconn *c) {
  PGresult *res;
  while ((res = PQgetResult(c)) != NULL) {
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'res' from 'PQgetResult' is not released on every path; call 'PQclear'
    if (PQresultStatus(res) == PGRES_FATAL_ERROR)
      puts(PQresultErrorMessage(res));
  }
}

void drain_with_an_empty_body(PGconn *c) {
  while (PQgetResult(c) != NULL)
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: result of 'PQgetResult' is never released; call 'PQclear'
    ;
}

void no_warning_drain(PGconn *c) {
  PGresult *res;
  while ((res = PQgetResult(c)) != NULL)
    PQclear(res);
}

void no_warning_drain_with_an_implicit_test(PGconn *c) {
  PGresult *res;
  while ((res = PQgetResult(c)))
    PQclear(res);
}

int drain_left_by_break(PGconn *c) {
  PGresult *res;
  while ((res = PQgetResult(c)) != NULL) {
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'res' from 'PQgetResult' is not released on every path; call 'PQclear'
    if (PQresultStatus(res) != PGRES_TUPLES_OK)
      break;
    PQclear(res);
  }
  return 0;
}

int no_warning_drain_left_by_break_then_cleared(PGconn *c) {
  PGresult *res;
  while ((res = PQgetResult(c)) != NULL) {
    if (PQresultStatus(res) != PGRES_TUPLES_OK)
      break;
    PQclear(res);
  }
  PQclear(res);
  return 0;
}

void no_warning_drain_with_the_test_in_the_middle(PGconn *c) {
  for (;;) {
    PGresult *res = PQgetResult(c);
    if (!res)
      break;
    PQclear(res);
  }
}

void no_warning_drain_by_do_while(PGconn *c) {
  PGresult *res;
  do {
    res = PQgetResult(c);
    PQclear(res);
  } while (res != NULL);
}

void no_warning_drain_with_a_read_ahead(PGconn *c) {
  PGresult *res = PQgetResult(c);
  while (res != NULL) {
    PQclear(res);
    res = PQgetResult(c);
  }
}

void drain_with_a_read_ahead(PGconn *c) {
  PGresult *res = PQgetResult(c);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'res' from 'PQgetResult' is not released on every path; call 'PQclear'
  while (res != NULL) {
    puts(PQcmdStatus(res));
    res = PQgetResult(c);
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'res' from 'PQgetResult' is not released on every path; call 'PQclear'
  }
}

PGresult *no_warning_the_last_result_is_kept(PGconn *c) {
  PGresult *last = NULL, *res;
  while ((res = PQgetResult(c)) != NULL) {
    PQclear(last);
    last = res;
  }
  return last;
}

PGresult *all_but_the_last_result(PGconn *c) {
  PGresult *last = NULL, *res;
  while ((res = PQgetResult(c)) != NULL)
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: '{{res|last}}' from 'PQgetResult' is not released on every path
    last = res;
  return last;
}

PGresult *no_warning_the_first_result_is_kept(PGconn *c) {
  PGresult *first = NULL, *res;
  while ((res = PQgetResult(c)) != NULL) {
    if (first == NULL)
      first = res;
    else
      PQclear(res);
  }
  return first;
}

int escaped_text_per_row(PGconn *c, const char *const *names, int n) {
  char sql[512];
  for (int i = 0; i < n; i++) {
    char *lit = PQescapeLiteral(c, names[i], strlen(names[i]));
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'lit' from 'PQescapeLiteral' is not released on every path; call 'PQfreemem'
    snprintf(sql, sizeof sql, "INSERT INTO t VALUES (%s)", lit);
    PQclear(PQexec(c, sql));
  }
  return n;
}

int no_warning_escaped_text_freed_per_row(PGconn *c, const char *const *names,
                                          int n) {
  char sql[512];
  for (int i = 0; i < n; i++) {
    char *lit = PQescapeLiteral(c, names[i], strlen(names[i]));
    snprintf(sql, sizeof sql, "INSERT INTO t VALUES (%s)", lit);
    PQfreemem(lit);
    PQclear(PQexec(c, sql));
  }
  return n;
}

int return_from_the_row_loop(sqlite3 *db) {
  sqlite3_stmt *st;
  if (sqlite3_prepare_v2(db, "SELECT n FROM t", -1, &st, NULL))
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'st' from 'sqlite3_prepare_v2' is not released on every path; call 'sqlite3_finalize'
    return -1;
  while (sqlite3_step(st) == SQLITE_ROW)
    if (sqlite3_column_int(st, 0) == 42)
      return 1;
  sqlite3_finalize(st);
  return 0;
}

int no_warning_break_from_the_row_loop(sqlite3 *db) {
  sqlite3_stmt *st;
  int found = 0;
  if (sqlite3_prepare_v2(db, "SELECT n FROM t", -1, &st, NULL))
    return -1;
  while (sqlite3_step(st) == SQLITE_ROW)
    if (sqlite3_column_int(st, 0) == 42) {
      found = 1;
      break;
    }
  sqlite3_finalize(st);
  return found;
}

int inner_result_per_row(MYSQL *m, MYSQL_RES *outer) {
  MYSQL_ROW row;
  while ((row = mysql_fetch_row(outer)) != NULL) {
    if (mysql_query(m, row[0]))
      return -1;
    MYSQL_RES *inner = mysql_store_result(m);
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'inner' from 'mysql_store_result' is not released on every path; call 'mysql_free_result'
    if (inner == NULL)
      continue;
    if (mysql_num_rows(inner) == 0)
      continue;
    mysql_free_result(inner);
  }
  return 0;
}

int no_warning_nested_loops(PGconn *c, int n) {
  for (int i = 0; i < n; i++) {
    PGresult *res = PQexec(c, "SELECT 1");
    for (int row = 0; row < PQntuples(res); row++) {
      if (PQgetisnull(res, row, 0))
        continue;
      if (PQgetlength(res, row, 0) == 0)
        break;
    }
    PQclear(res);
  }
  return 0;
}

int no_warning_loop_that_never_ends(const char *dsn) {
  PGconn *conn = PQconnectdb(dsn);
  for (;;) {
    PGresult *res = PQexec(conn, "SELECT 1");
    PQclear(res);
  }
}

int lost_in_a_loop_that_never_ends(const char *dsn) {
  PGconn *conn = PQconnectdb(dsn);
  for (;;) {
    PGresult *res = PQexec(conn, "SELECT 1");
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'res' from 'PQexec' is not released on every path; call 'PQclear'
    printf("%d\n", PQntuples(res));
  }
}

int connection_per_round(const char *dsn, int n) {
  PGconn *conn = NULL;
  for (int i = 0; i < n; i++) {
    conn = PQconnectdb(dsn);
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'conn' from 'PQconnectdb' is not released on every path; call 'PQfinish'
    PQclear(PQexec(conn, "SELECT 1"));
  }
  PQfinish(conn);
  return 0;
}

int no_warning_opened_once_inside_the_loop(const char *dsn, int n) {
  PGconn *conn = NULL;
  for (int i = 0; i < n; i++) {
    if (conn == NULL)
      conn = PQconnectdb(dsn);
    PQclear(PQexec(conn, "SELECT 1"));
  }
  PQfinish(conn);
  return 0;
}

int no_warning_released_in_the_loop_header(PGconn *c) {
  int n = 0;
  for (PGresult *res = PQgetResult(c); res != NULL;
       PQclear(res), res = PQgetResult(c))
    n += PQntuples(res);
  return n;
}
