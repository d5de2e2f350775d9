// RUN: %check %s
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The shape of an accounting daemon with prepared statements and results.

#include <mysql.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct record {
  char user[65];
  long long bytes;
};

struct backend {
  MYSQL *conn;
  MYSQL_STMT *insert;
  int retries;
};

static void log_stmt_error(MYSQL_STMT *st, const char *where) {
  fprintf(stderr, "%s: %s\n", where, mysql_stmt_error(st));
}

int backend_open(struct backend *b, const char *host) {
  MYSQL *conn = mysql_init(NULL);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'conn' from 'mysql_init' is not released on every path; call 'mysql_close'
  unsigned timeout = 5;
  my_bool reconnect = 1;
  if (!conn) {
    fputs("out of memory\n", stderr);
    return -1;
  }
  mysql_options(conn, MYSQL_OPT_CONNECT_TIMEOUT, &timeout);
  mysql_options(conn, MYSQL_OPT_RECONNECT, &reconnect);
  if (!mysql_real_connect(conn, host, "acct", "", "acct", 0, NULL, 0)) {
    fprintf(stderr, "%s\n", mysql_error(conn));
    return -1;
  }
  b->conn = conn;
  b->insert = NULL;
  b->retries = 0;
  return 0;
}

int no_warning_backend_open(struct backend *b, const char *host) {
  memset(b, 0, sizeof *b);
  b->conn = mysql_init(NULL);
  if (!b->conn)
    return -1;
  if (!mysql_real_connect(b->conn, host, "acct", "", "acct", 0, NULL, 0)) {
    fprintf(stderr, "%s\n", mysql_error(b->conn));
    mysql_close(b->conn);
    b->conn = NULL;
    return -1;
  }
  return 0;
}

int save(struct backend *b, const struct record *r) {
  static const char sql[] = "INSERT INTO traffic VALUES (?, ?)";
  MYSQL_BIND bind[2];
  unsigned long length = strlen(r->user);
  MYSQL_STMT *st = mysql_stmt_init(b->conn);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'st' from 'mysql_stmt_init' is not released on every path; call 'mysql_stmt_close'
  if (!st)
    return -1;
  if (mysql_stmt_prepare(st, sql, sizeof sql - 1)) {
    log_stmt_error(st, "prepare");
    mysql_stmt_close(st);
    return -1;
  }
  memset(bind, 0, sizeof bind);
  bind[0].buffer_type = MYSQL_TYPE_STRING;
  bind[0].buffer = (char *)r->user;
  bind[0].buffer_length = length;
  bind[0].length = &length;
  bind[1].buffer_type = MYSQL_TYPE_LONGLONG;
  bind[1].buffer = (void *)&r->bytes;
  if (mysql_stmt_bind_param(st, bind)) {
    log_stmt_error(st, "bind");
    return -1;
  }
  if (mysql_stmt_execute(st)) {
    log_stmt_error(st, "execute");
    mysql_stmt_close(st);
    return -1;
  }
  return mysql_stmt_close(st) ? -1 : 0;
}

int no_warning_save(struct backend *b, const struct record *r) {
  static const char sql[] = "INSERT INTO traffic VALUES (?, ?)";
  MYSQL_BIND bind[2];
  int rc = -1;
  MYSQL_STMT *st;
  if (!(st = mysql_stmt_init(b->conn)))
    return -1;
  memset(bind, 0, sizeof bind);
  bind[0].buffer_type = MYSQL_TYPE_STRING;
  bind[0].buffer = (char *)r->user;
  bind[1].buffer_type = MYSQL_TYPE_LONGLONG;
  bind[1].buffer = (void *)&r->bytes;
  if (mysql_stmt_prepare(st, sql, sizeof sql - 1))
    log_stmt_error(st, "prepare");
  else if (mysql_stmt_bind_param(st, bind))
    log_stmt_error(st, "bind");
  else if (mysql_stmt_execute(st))
    log_stmt_error(st, "execute");
  else
    rc = 0;
  mysql_stmt_close(st);
  return rc;
}

long long total(struct backend *b, const char *user) {
  char sql[256];
  long long sum = 0;
  MYSQL_ROW row;
  MYSQL_RES *res;
  for (int attempt = 0; attempt < 3; attempt++) {
    snprintf(sql, sizeof sql, "SELECT bytes FROM traffic WHERE user = '%s'",
             user);
    if (mysql_query(b->conn, sql)) {
      b->retries++;
      continue;
    }
    res = mysql_use_result(b->conn);
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'res' from 'mysql_use_result' is not released on every path; call 'mysql_free_result'
    if (!res)
      return -1;
    while ((row = mysql_fetch_row(res)))
      sum += row[0] ? atoll(row[0]) : 0;
    if (mysql_errno(b->conn)) {
      sum = 0;
      continue;
    }
    mysql_free_result(res);
    return sum;
  }
  return -1;
}

long long no_warning_total(struct backend *b, const char *user) {
  char sql[256];
  long long sum = 0;
  MYSQL_ROW row;
  for (int attempt = 0; attempt < 3; attempt++) {
    snprintf(sql, sizeof sql, "SELECT bytes FROM traffic WHERE user = '%s'",
             user);
    if (mysql_query(b->conn, sql)) {
      b->retries++;
      continue;
    }
    MYSQL_RES *res = mysql_use_result(b->conn);
    if (!res)
      return -1;
    sum = 0;
    while ((row = mysql_fetch_row(res)))
      sum += row[0] ? atoll(row[0]) : 0;
    mysql_free_result(res);
    if (mysql_errno(b->conn) == 0)
      return sum;
  }
  return -1;
}
