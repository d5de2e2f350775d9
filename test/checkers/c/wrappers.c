// RUN: %check %s
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Local functions whose answer must be released by their caller.

#include <libpq-fe.h>
#include <mysql.h>
#include <sqlite3.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

static PGresult *run(PGconn *c, const char *q) { return PQexec(c, q); }

int fresh(PGconn *c) {
  PGresult *res = run(c, "SELECT 1");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'res' from 'run' is not released on every path; call 'PQclear'
  if (PQntuples(res) == 0)
    return -1;
  PQclear(res);
  return 0;
}

int no_warning_fresh(PGconn *c) {
  PGresult *res = run(c, "SELECT 1");
  int n = PQntuples(res);
  PQclear(res);
  return n;
}

void fresh_discarded(PGconn *c) {
  run(c, "COMMIT");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: result of 'run' is never released; call 'PQclear'
}

static PGresult *run_or_null(PGconn *c, const char *q) {
  PGresult *res = PQexec(c, q);
  if (PQresultStatus(res) != PGRES_TUPLES_OK) {
    PQclear(res);
    return NULL;
  }
  return res;
}

int no_warning_fresh_or_null(PGconn *c) {
  PGresult *res = run_or_null(c, "SELECT 1");
  if (!res)
    return -1;
  PQclear(res);
  return 0;
}

int fresh_or_null(PGconn *c) {
  PGresult *res = run_or_null(c, "SELECT 1");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'res' from 'run_or_null' is not released on every path; call 'PQclear'
  if (!res)
    return -1;
  return PQntuples(res);
}

static PGresult *run_twice_removed(PGconn *c) {
  return run_or_null(c, "SELECT 1");
}

int nested_wrapper(PGconn *c) {
  PGresult *res = run_twice_removed(c);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'res' from 'run_twice_removed' is not released on every path; call 'PQclear'
  return res ? PQntuples(res) : -1;
}

int no_warning_nested_wrapper(PGconn *c) {
  PGresult *res = run_twice_removed(c);
  int n = res ? PQntuples(res) : -1;
  PQclear(res);
  return n;
}

static PGresult *runf(PGconn *c, const char *fmt, ...) {
  char sql[512];
  va_list ap;
  va_start(ap, fmt);
  vsnprintf(sql, sizeof sql, fmt, ap);
  va_end(ap);
  return PQexec(c, sql);
}

int varargs_wrapper(PGconn *c, int id) {
  PGresult *res = runf(c, "SELECT * FROM t WHERE id = %d", id);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'res' from 'runf' is not released on every path; call 'PQclear'
  if (PQntuples(res) != 1)
    return -1;
  PQclear(res);
  return 0;
}

static int query(PGconn *c, const char *q, PGresult **out) {
  *out = PQexec(c, q);
  if (PQresultStatus(*out) != PGRES_TUPLES_OK) {
    PQclear(*out);
    *out = NULL;
    return -1;
  }
  return 0;
}

int wrapper_with_out_parameter(PGconn *c) {
  PGresult *res;
  if (query(c, "SELECT 1", &res) < 0)
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'res' from 'query' is not released on every path; call 'PQclear'
    return -1;
  return PQntuples(res);
}

int no_warning_wrapper_with_out_parameter(PGconn *c) {
  PGresult *res;
  if (query(c, "SELECT 1", &res) < 0)
    return -1;
  int n = PQntuples(res);
  PQclear(res);
  return n;
}

static int prepare(sqlite3 *db, const char *sql, sqlite3_stmt **st) {
  int rc = sqlite3_prepare_v2(db, sql, -1, st, NULL);
  if (rc != SQLITE_OK)
    fprintf(stderr, "%s: %s\n", sql, sqlite3_errmsg(db));
  return rc;
}

int out_parameter_passed_through(sqlite3 *db) {
  sqlite3_stmt *st;
  int rc = prepare(db, "SELECT 1", &st);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'st' from 'prepare' is not released on every path; call 'sqlite3_finalize'
  if (rc != SQLITE_OK)
    return rc;
  if (sqlite3_step(st) != SQLITE_ROW)
    return -1;
  return sqlite3_finalize(st);
}

int no_warning_out_parameter_passed_through(sqlite3 *db) {
  sqlite3_stmt *st;
  if (prepare(db, "SELECT 1", &st) != SQLITE_OK)
    return -1;
  sqlite3_step(st);
  return sqlite3_finalize(st);
}

struct store {
  PGconn *conn;
  int errors;
};

static int store_open(struct store *s, const char *dsn) {
  s->errors = 0;
  s->conn = PQconnectdb(dsn);
  return PQstatus(s->conn) == CONNECTION_OK ? 0 : -1;
}

static void store_close(struct store *s) {
  PQfinish(s->conn);
  s->conn = NULL;
}

int wrapper_fills_a_struct(const char *dsn) {
  struct store s;
  if (store_open(&s, dsn) < 0)
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 's.conn' from 'store_open' is not released on every path; call 'PQfinish'
    return -1;
  store_close(&s);
  return 0;
}

int no_warning_wrapper_fills_a_struct(const char *dsn) {
  struct store s;
  if (store_open(&s, dsn) < 0) {
    store_close(&s);
    return -1;
  }
  store_close(&s);
  return 0;
}

static PGconn *the_connection(const char *dsn) {
  static PGconn *conn;
  if (conn == NULL)
    conn = PQconnectdb(dsn);
  return conn;
}

int no_warning_wrapper_keeps_what_it_answers(const char *dsn) {
  PGconn *conn = the_connection(dsn);
  return PQserverVersion(conn);
}

static PGconn *connect_or_die(const char *dsn) {
  PGconn *conn = PQconnectdb(dsn);
  if (PQstatus(conn) != CONNECTION_OK) {
    fprintf(stderr, "%s", PQerrorMessage(conn));
    exit(1);
  }
  return conn;
}

int wrapper_that_ends_the_program(const char *dsn) {
  PGconn *conn = connect_or_die(dsn);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'conn' from 'connect_or_die' is not released on every path; call 'PQfinish'
  if (PQserverVersion(conn) < 90000)
    return -1;
  PQfinish(conn);
  return 0;
}

static struct store *store_new(const char *dsn) {
  struct store *s = calloc(1, sizeof *s);
  if (s)
    s->conn = PQconnectdb(dsn);
  return s;
}

static void store_delete(struct store *s) {
  if (s) {
    PQfinish(s->conn);
    free(s);
  }
}

int no_warning_wrapper_answers_a_context(const char *dsn) {
  struct store *s = store_new(dsn);
  if (!s)
    return -1;
  int v = PQserverVersion(s->conn);
  store_delete(s);
  return v;
}

static MYSQL *my_connect(const char *host) {
  MYSQL *m = mysql_init(NULL);
  if (m == NULL)
    return NULL;
  if (!mysql_real_connect(m, host, "u", "p", "d", 0, NULL, 0)) {
    mysql_close(m);
    return NULL;
  }
  return m;
}

int connect_wrapper(const char *host) {
  MYSQL *m = my_connect(host);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'm' from 'my_connect' is not released on every path; call 'mysql_close'
  if (!m)
    return -1;
  if (mysql_query(m, "SET NAMES utf8"))
    return -1;
  mysql_close(m);
  return 0;
}

int no_warning_connect_wrapper(const char *host) {
  MYSQL *m = my_connect(host);
  if (!m)
    return -1;
  int rc = mysql_query(m, "SET NAMES utf8");
  mysql_close(m);
  return rc;
}

static int number(PGconn *c, const char *q) {
  PGresult *res = run_or_null(c, q);
  if (!res)
    return -1;
  int n = atoi(PQgetvalue(res, 0, 0));
  PQclear(res);
  return n;
}

int no_warning_wrapper_that_answers_a_number(PGconn *c) {
  number(c, "SELECT 1");
  return number(c, "SELECT 2");
}

PGresult *no_warning_wrapper_answer_returned(PGconn *c) {
  PGresult *res = run(c, "SELECT 1");
  return res;
}
