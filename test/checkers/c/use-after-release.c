// RUN: %check %s -checks=-*,leash-use-after-release
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Handles used, or released again, after their release.

#include <libpq-fe.h>
#include <sqlite3.h>
#include <mysql.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int used_after_clear(PGconn *c) {
  PGresult *res = PQexec(c, "SELECT 1");
  PQclear(res);
  return PQntuples(res);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'res' is used after 'PQclear' released it; use it before [leash-use-after-release]
}

void released_twice(const char *info) {
  PGconn *conn = PQconnectdb(info);
  PQfinish(conn);
  PQfinish(conn);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'conn' is released a second time, after 'PQfinish'; set it to null there or release it once
}

int through_an_alias(PGconn *c) {
  PGresult *res = PQexec(c, "SELECT 1");
  PGresult *same = res;
  PQclear(same);
  return PQntuples(res);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'res' is used after 'PQclear' released it
}

int parameter(PGconn *conn) {
  PQfinish(conn);
  return PQstatus(conn);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'conn' is used after 'PQfinish' released it
}

int released_on_one_branch(PGconn *c) {
  PGresult *res = PQexec(c, "SELECT 1");
  int n;
  if (PQresultStatus(res) != PGRES_TUPLES_OK) {
    fprintf(stderr, "failed\n");
    PQclear(res);
  }
  n = PQntuples(res);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'res' is used after 'PQclear' released it
  return n;
}

int double_in_cleanup(PGconn *c) {
  int rc = -1;
  PGresult *res = PQexec(c, "SELECT 1");
  if (PQresultStatus(res) != PGRES_TUPLES_OK) {
    PQclear(res);
    goto cleanup;
  }
  rc = PQntuples(res);
cleanup:
  PQclear(res);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'res' is released a second time, after 'PQclear'
  return rc;
}

static void close_result(PGresult *r) { PQclear(r); }
static int rows(PGresult *r) { return PQntuples(r); }

int released_in_a_helper(PGconn *c) {
  PGresult *res = PQexec(c, "SELECT 1");
  close_result(res);
  return PQntuples(res);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'res' is used after 'close_result' released it
}

int used_in_a_helper(PGconn *c) {
  PGresult *res = PQexec(c, "SELECT 1");
  PQclear(res);
  return rows(res);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'res' is used after 'PQclear' released it
}

void released_twice_in_a_helper(PGconn *c) {
  PGresult *res = PQexec(c, "SELECT 1");
  close_result(res);
  close_result(res);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'res' is released a second time, after 'close_result'
}

static void drop(PGconn **c) { PQfinish(*c); }

void helper_leaves_the_pointer(const char *info) {
  PGconn *conn = PQconnectdb(info);
  drop(&conn);
  PQfinish(conn);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'conn' is released a second time, after 'drop'
}

void in_a_loop(PGconn *c, int n) {
  PGresult *res = PQexec(c, "SELECT 1");
  for (int i = 0; i < n; i++) {
    printf("%s\n", PQgetvalue(res, i, 0));
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'res' is used after 'PQclear' released it
    PQclear(res);
  }
}

PGconn *returned(const char *info) {
  PGconn *conn = PQconnectdb(info);
  if (PQstatus(conn) != CONNECTION_OK) {
    fprintf(stderr, "%s", PQerrorMessage(conn));
    PQfinish(conn);
  }
  return conn;
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'conn' is returned after 'PQfinish' released it; return null or release it later
}

struct session { PGconn *conn; PGresult *last; };

void field_of_a_parameter(struct session *s) {
  PQfinish(s->conn);
  s->last = PQexec(s->conn, "SELECT 1");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 's->conn' is used after 'PQfinish' released it
}

void fields_of_a_notification(PGconn *c) {
  PGnotify *n = PQnotifies(c);
  if (!n)
    return;
  PQfreemem(n);
  printf("%d\n", n->be_pid);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'n' is used after 'PQfreemem' released it
}

void escaped_text(PGconn *c, const char *name) {
  char *quoted = PQescapeLiteral(c, name, strlen(name));
  PQfreemem(quoted);
  printf("%s\n", quoted);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'quoted' is used after 'PQfreemem' released it
}

void statement(sqlite3 *db) {
  sqlite3_stmt *stmt;
  if (sqlite3_prepare_v2(db, "SELECT 1", -1, &stmt, 0) != SQLITE_OK)
    return;
  sqlite3_finalize(stmt);
  sqlite3_step(stmt);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'stmt' is used after 'sqlite3_finalize' released it
}

void statement_outlives_its_connection(const char *file) {
  sqlite3 *db;
  sqlite3_stmt *stmt;
  sqlite3_open(file, &db);
  sqlite3_prepare_v2(db, "SELECT 1", -1, &stmt, 0);
  sqlite3_step(stmt);
  sqlite3_close(db);
  sqlite3_finalize(stmt);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'stmt' is used after 'sqlite3_close' ended what it was opened on; finalize it before
}

void value_handle(void) {
  MYSQL m;
  mysql_init(&m);
  mysql_close(&m);
  mysql_query(&m, "SELECT 1");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'm' is used after 'mysql_close' released it
}

// What a handle lent.

const char *text_of_a_cleared_result(PGconn *c) {
  PGresult *res = PQexec(c, "SELECT name FROM t");
  const char *name = PQgetvalue(res, 0, 0);
  PQclear(res);
  return name;
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'name' is returned after 'PQclear' ended the result it points into; return a copy
}

void text_printed_too_late(PGconn *c) {
  PGresult *res = PQexec(c, "SELECT name FROM t");
  char *name = NULL;
  if (PQntuples(res) > 0)
    name = PQgetvalue(res, 0, 0);
  PQclear(res);
  if (name)
    printf("%s\n", name);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'name' is used after 'PQclear' ended what it points into; copy it before
}

void text_of_either(PGconn *c) {
  PGresult *res = PQexec(c, "SELECT name FROM t");
  const char *name = PQgetisnull(res, 0, 0) ? "" : PQgetvalue(res, 0, 0);
  PQclear(res);
  puts(name);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'name' is used after 'PQclear' ended what it points into
}

void message_of_a_finished_connection(PGconn *conn) {
  const char *why = PQerrorMessage(conn);
  PQfinish(conn);
  fprintf(stderr, "%s\n", why);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'why' is used after 'PQfinish' ended what it points into
}

void column_after_the_next_step(sqlite3_stmt *stmt) {
  const unsigned char *first = sqlite3_column_text(stmt, 0);
  sqlite3_step(stmt);
  printf("%s\n", first);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'first' is used after 'sqlite3_step' ended what it points into
}

void cell_of_a_freed_row(MYSQL *m) {
  MYSQL_RES *res = mysql_store_result(m);
  MYSQL_ROW row = mysql_fetch_row(res);
  const char *cell = row[0];
  mysql_free_result(res);
  puts(cell);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'cell' is used after 'mysql_free_result' ended what it points into
}

void row_of_a_freed_result(MYSQL *m) {
  MYSQL_RES *res = mysql_store_result(m);
  MYSQL_ROW row = mysql_fetch_row(res);
  mysql_free_result(res);
  puts(row[0]);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'row' is used after 'mysql_free_result' ended what it points into
}
