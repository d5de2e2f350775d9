// RUN: %check %s -checks=-*,leash-use-after-release
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Releases in the manner of real programs over libpq, SQLite and MySQL: the
// right ones first.

#include <libpq-fe.h>
#include <mysql.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

char *strdup(const char *);
void log_error(const char *fmt, ...);

#define CLEAR(r)                                                               \
  do {                                                                         \
    PQclear(r);                                                                \
    (r) = NULL;                                                                \
  } while (0)

int cleared_by_a_macro_that_nulls(PGconn *c) {
  int rc = -1;
  PGresult *res = PQexec(c, "BEGIN");
  if (PQresultStatus(res) != PGRES_COMMAND_OK)
    goto out;
  CLEAR(res);
  res = PQexec(c, "SELECT 1");
  if (PQresultStatus(res) != PGRES_TUPLES_OK)
    goto out;
  CLEAR(res);
  rc = 0;
out:
  PQclear(res);
  return rc;
}

void drained_until_null(PGconn *c) {
  PGresult *res;
  do {
    res = PQgetResult(c);
    PQclear(res);
  } while (res != NULL);
}

void drained_in_the_increment(PGconn *c) {
  PGresult *res;
  for (res = PQgetResult(c); res; PQclear(res), res = PQgetResult(c))
    puts(PQcmdStatus(res));
}

PGconn *connects_with_retries(const char *info) {
  PGconn *conn;
  int tries = 0;
retry:
  conn = PQconnectdb(info);
  if (PQstatus(conn) != CONNECTION_OK) {
    log_error("connect: %s", PQerrorMessage(conn));
    PQfinish(conn);
    if (++tries < 3)
      goto retry;
    return NULL;
  }
  return conn;
}

static PGconn *global;

static void disconnect(void) {
  if (global != NULL) {
    PQfinish(global);
    global = NULL;
  }
}

static int connect_to(const char *info) {
  disconnect();
  global = PQconnectdb(info);
  if (PQstatus(global) == CONNECTION_OK)
    return 0;
  log_error("%s", PQerrorMessage(global));
  disconnect();
  return -1;
}

int global_connected_again(const char *info) {
  PGresult *res;
  if (connect_to(info) && connect_to("dbname=fallback"))
    return 1;
  res = PQexec(global, "SELECT 1");
  if (PQstatus(global) == CONNECTION_BAD && connect_to(info) == 0) {
    PQclear(res);
    res = PQexec(global, "SELECT 1");
  }
  PQclear(res);
  disconnect();
  return 0;
}

typedef struct counted {
  int refs;
  PGconn *conn;
} Counted;

static void unref(Counted *p) {
  if (--p->refs == 0) {
    PQfinish(p->conn);
    p->conn = NULL;
  }
}

void counted_by_references(Counted *p) {
  p->refs++;
  PQexec(p->conn, "SELECT 1");
  unref(p);
  PQreset(p->conn);
  unref(p);
}

static int failed(PGresult *res) {
  ExecStatusType s = PQresultStatus(res);
  if (s == PGRES_TUPLES_OK || s == PGRES_COMMAND_OK)
    return 0;
  log_error("%s", PQresultErrorMessage(res));
  PQclear(res);
  return 1;
}

long helper_clears_when_it_failed(PGconn *c) {
  long n = 0;
  PGresult *res = PQexec(c, "SELECT count(*) FROM t");
  if (failed(res))
    return -1;
  n = atol(PQgetvalue(res, 0, 0));
  PQclear(res);
  res = PQexec(c, "SELECT 2");
  if (failed(res) == 0) {
    n += atol(PQgetvalue(res, 0, 0));
    PQclear(res);
  }
  return n;
}

void free_and_null(PGresult **res);
void result_reset(PGresult **res);
int fetch_next(PGconn *c, PGresult **res);

void cleared_by_others(PGconn *c, PGresult *res) {
  PQclear(res);
  result_reset(&res);
  free_and_null(&res);
  if (fetch_next(c, &res))
    PQclear(res);
}

void connection_forget(PGconn *c);
void list_delete(void *list, PGconn *c);

void struck_off_after_its_end(void *list, PGconn *conn) {
  PQfinish(conn);
  list_delete(list, conn);
  connection_forget(conn);
}

struct pool;
void pool_mark_broken(struct pool *p, PGconn *c);

void marked_in_its_pool(struct pool *p, PGconn *conn) {
  PQfinish(conn);
  pool_mark_broken(p, conn);
}

struct pool {
  PGconn *conns[8];
  PGconn *spare;
  int n;
};

void every_slot(struct pool *p) {
  int i;
  for (i = 0; i < p->n; i++) {
    if (PQstatus(p->conns[i]) == CONNECTION_BAD) {
      PQfinish(p->conns[i]);
      p->conns[i] = p->conns[--p->n];
      i--;
    }
  }
  PQfinish(p->spare);
  p->spare = p->n > 0 ? p->conns[0] : NULL;
  if (p->spare)
    PQreset(p->spare);
}

int loop_breaks_after_the_clear(PGconn *c, int n) {
  PGresult *res = NULL;
  int i, ok = 1;
  for (i = 0; i < n; i++) {
    res = PQexec(c, "INSERT INTO t DEFAULT VALUES");
    if (PQresultStatus(res) != PGRES_COMMAND_OK) {
      ok = 0;
      break;
    }
    PQclear(res);
  }
  if (!ok)
    PQclear(res);
  return ok;
}

int index_says_where_it_stopped(PGconn *c) {
  static const char *const all[] = {"BEGIN", "SELECT 1", "COMMIT"};
  PGresult *res = NULL;
  unsigned i;
  for (i = 0; i < 3; i++) {
    res = PQexec(c, all[i]);
    if (PQresultStatus(res) == PGRES_FATAL_ERROR)
      break;
    PQclear(res);
  }
  if (i < 3) {
    log_error("%s", PQresultErrorMessage(res));
    PQclear(res);
    return -1;
  }
  return 0;
}

int switched(PGconn *c) {
  PGresult *res = PQexec(c, "SELECT 1");
  int n = 0;
  switch (PQresultStatus(res)) {
  case PGRES_TUPLES_OK:
    n = PQntuples(res);
    break;
  case PGRES_COMMAND_OK:
    break;
  default:
    log_error("%s", PQresultErrorMessage(res));
    PQclear(res);
    return -1;
  }
  PQclear(res);
  return n;
}

int closes_and_tries_once_more(const char *file) {
  sqlite3 *db;
  sqlite3_stmt *stmt;
  if (sqlite3_open(file, &db) != SQLITE_OK) {
    log_error("%s", sqlite3_errmsg(db));
    sqlite3_close(db);
    return -1;
  }
  if (sqlite3_close(db) == SQLITE_BUSY) {
    while ((stmt = sqlite3_next_stmt(db, NULL)) != NULL)
      sqlite3_finalize(stmt);
    sqlite3_close(db);
  }
  return 0;
}

struct store {
  sqlite3 *db;
  sqlite3_stmt *get, *put;
};

static void finalize(sqlite3_stmt **s) {
  sqlite3_finalize(*s);
  *s = NULL;
}

void store_closed(struct store *s) {
  finalize(&s->get);
  finalize(&s->put);
  if (s->db && sqlite3_close(s->db) != SQLITE_OK)
    log_error("%s", sqlite3_errmsg(s->db));
  s->db = NULL;
}

int store_prepared(struct store *s) {
  if (sqlite3_prepare_v2(s->db, "SELECT 1", -1, &s->get, NULL) != SQLITE_OK)
    goto fail;
  if (sqlite3_prepare_v2(s->db, "SELECT 2", -1, &s->put, NULL) != SQLITE_OK)
    goto fail;
  return 0;
fail:
  store_closed(s);
  return -1;
}

char *joined_names(sqlite3 *db) {
  sqlite3_stmt *stmt;
  char *all = NULL;
  if (sqlite3_prepare_v2(db, "SELECT n FROM t", -1, &stmt, NULL) != SQLITE_OK)
    return NULL;
  while (sqlite3_step(stmt) == SQLITE_ROW) {
    const char *name = (const char *)sqlite3_column_text(stmt, 0);
    char *more = sqlite3_mprintf("%s%s,", all ? all : "", name);
    sqlite3_free(all);
    all = more;
  }
  sqlite3_finalize(stmt);
  return all;
}

int messages_in_a_row(sqlite3 *db) {
  static const char *const sql[] = {"a", "b", "c"};
  char *err = NULL;
  int i, rc = SQLITE_OK;
  for (i = 0; i < 3 && rc == SQLITE_OK; i++)
    rc = sqlite3_exec(db, sql[i], NULL, NULL, &err);
  if (rc != SQLITE_OK) {
    log_error("%s", err);
    sqlite3_free(err);
  }
  return rc;
}

int steps_then_reads_anew(sqlite3_stmt *stmt) {
  int n = 0;
  const unsigned char *name = NULL;
  while (sqlite3_step(stmt) == SQLITE_ROW) {
    name = sqlite3_column_text(stmt, 0);
    if (name && *name)
      n++;
  }
  if (name == NULL)
    n = -1;
  sqlite3_reset(stmt);
  return n;
}

MYSQL *mysql_with_fallback(const char *host) {
  MYSQL *m = mysql_init(NULL);
  if (!m)
    return NULL;
  if (!mysql_real_connect(m, host, "u", "p", "d", 0, NULL, 0)) {
    log_error("%s", mysql_error(m));
    mysql_close(m);
    m = mysql_init(NULL);
    if (!m || !mysql_real_connect(m, "backup", "u", "p", "d", 0, NULL, 0)) {
      if (m)
        mysql_close(m);
      return NULL;
    }
  }
  return m;
}

int mysql_all_results(MYSQL *m) {
  int n = 0;
  do {
    MYSQL_RES *res = mysql_store_result(m);
    if (res) {
      MYSQL_ROW row;
      while ((row = mysql_fetch_row(res)) != NULL)
        n += row[0] ? atoi(row[0]) : 0;
      mysql_free_result(res);
    }
  } while (mysql_next_result(m) == 0);
  return n;
}

char *mysql_one_cell(MYSQL *m) {
  char *copy = NULL;
  MYSQL_RES *res = mysql_store_result(m);
  MYSQL_ROW row = res ? mysql_fetch_row(res) : NULL;
  if (row && row[0])
    copy = strdup(row[0]);
  if (res)
    mysql_free_result(res);
  return row ? copy : NULL;
}

struct record {
  const char *name;
  char note[32];
};

void field_copied(PGconn *c, struct record *r) {
  PGresult *res = PQexec(c, "SELECT name FROM t");
  r->name = PQgetvalue(res, 0, 0);
  snprintf(r->note, sizeof r->note, "%s", r->name);
  r->name = strdup(r->name);
  PQclear(res);
  puts(r->name);
  puts(r->note);
}

void handler(void *arg);
void on_exit_call(void (*f)(void *), void *arg);

void callback_may_know(const char *info) {
  PGconn *conn = PQconnectdb(info);
  on_exit_call(handler, conn);
  PQfinish(conn);
  printf("closed %p\n", (void *)conn);
}

struct context {
  PGconn *conn;
  PGresult *res;
  MYSQL my;
};

void cleared_as_memory(struct context *x) {
  PQfinish(x->conn);
  memset(x, 0, sizeof *x);
  PQfinish(x->conn);
}

int assigned_as_a_whole(struct context *x, const struct context *y) {
  PQfinish(x->conn);
  *x = *y;
  return PQstatus(x->conn);
}

int member_made_anew(struct context *x) {
  mysql_close(&x->my);
  mysql_init(&x->my);
  return mysql_real_connect(&x->my, "h", "u", "p", "d", 0, NULL, 0) != NULL;
}

int object_made_anew(MYSQL *m) {
  mysql_close(m);
  if (!mysql_init(m))
    return -1;
  return mysql_ping(m);
}

int counted_down_to_the_last(PGconn *c, int n) {
  PGresult *res = NULL;
  int i;
  for (i = n; i > 0; i--) {
    res = PQexec(c, "SELECT 1");
    if (PQresultStatus(res) == PGRES_TUPLES_OK)
      break;
    PQclear(res);
  }
  if (i == 0)
    return -1;
  PQclear(res);
  return i;
}

void last_result_kept(PGconn *c) {
  PGresult *res, *last = NULL;
  while ((res = PQgetResult(c)) != NULL) {
    PQclear(last);
    last = res;
  }
  if (last) {
    puts(PQcmdStatus(last));
    PQclear(last);
  }
}

void exit_nicely(PGconn *c);

int nothing_says_that_it_exits(PGconn *c) {
  PGresult *res = PQexec(c, "SELECT 1");
  int n;
  if (PQresultStatus(res) != PGRES_TUPLES_OK) {
    PQclear(res);
    exit_nicely(c);
  }
  n = PQntuples(res);
  PQclear(res);
  return n;
}

// And the wrong ones.

int error_text_after_the_clear(PGconn *c) {
  PGresult *res = PQexec(c, "SELECT 1");
  if (PQresultStatus(res) != PGRES_TUPLES_OK) {
    PQclear(res);
    log_error("%s", PQresultErrorMessage(res));
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'res' is used after 'PQclear' released it
    return -1;
  }
  PQclear(res);
  return 0;
}

int message_after_the_close(const char *file) {
  sqlite3 *db;
  if (sqlite3_open(file, &db) != SQLITE_OK) {
    sqlite3_close(db);
    log_error("%s", sqlite3_errmsg(db));
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'db' is used after 'sqlite3_close' released it
    return -1;
  }
  sqlite3_close(db);
  return 0;
}

int mysql_message_after_the_close(const char *host) {
  MYSQL *m = mysql_init(NULL);
  if (!m)
    return -1;
  if (!mysql_real_connect(m, host, "u", "p", "d", 0, NULL, 0)) {
    mysql_close(m);
    log_error("%s", mysql_error(m));
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'm' is used after 'mysql_close' released it
    return -1;
  }
  mysql_close(m);
  return 0;
}

int cleared_in_the_loop_and_behind_it(PGconn *c, int n) {
  PGresult *res = NULL;
  int i;
  for (i = 0; i < n; i++) {
    res = PQexec(c, "SELECT 1");
    PQclear(res);
  }
  PQclear(res);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'res' is released a second time, after 'PQclear'
  return 0;
}

int cleanup_forgets_the_null(PGconn *c) {
  int rc = -1;
  PGresult *res = PQexec(c, "BEGIN");
  PQclear(res);
  if (PQstatus(c) != CONNECTION_OK)
    goto out;
  res = PQexec(c, "SELECT 1");
  rc = PQntuples(res);
out:
  if (res)
    PQclear(res);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'res' is released a second time, after 'PQclear'
  return rc;
}

long helper_cleared_it_already(PGconn *c) {
  PGresult *res = PQexec(c, "SELECT 1");
  long n;
  if (failed(res)) {
    PQclear(res);
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'res' is released a second time, after 'failed'
    return -1;
  }
  n = PQntuples(res);
  PQclear(res);
  return n;
}

void row_behind_its_result(PGconn *c, struct record *r) {
  PGresult *res = PQexec(c, "SELECT name FROM t");
  r->name = PQgetvalue(res, 0, 0);
  PQclear(res);
  puts(r->name);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'r->name' is used after 'PQclear' ended what it points into
}

int last_name_kept_over_a_step(sqlite3_stmt *stmt) {
  const char *last = NULL;
  int n = 0;
  while (sqlite3_step(stmt) == SQLITE_ROW) {
    const char *name = (const char *)sqlite3_column_text(stmt, 0);
    if (last && strcmp(last, name) == 0)
      // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'last' is used after 'sqlite3_step' ended what it points into
      n++;
    last = name;
  }
  return n;
}

int statements_behind_their_connection(struct store *s) {
  sqlite3_close_v2(s->db);
  return sqlite3_exec(s->db, "VACUUM", NULL, NULL, NULL);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 's->db' is used after 'sqlite3_close_v2' released it
}

void stored_and_finalized(struct store *s) {
  sqlite3_finalize(s->get);
  sqlite3_reset(s->get);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 's->get' is used after 'sqlite3_finalize' released it
}

int use_connection(PGconn *c, const char *what);

int handed_to_one_out_of_sight(const char *info) {
  PGconn *conn = PQconnectdb(info);
  if (PQstatus(conn) != CONNECTION_OK)
    PQfinish(conn);
  return use_connection(conn, "SELECT 1");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'conn' is used after 'PQfinish' released it
}

void notification_freed_too_soon(PGconn *c) {
  PGnotify *n;
  while ((n = PQnotifies(c)) != NULL) {
    PQfreemem(n);
    log_error("%s", n->relname);
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'n' is used after 'PQfreemem' released it
  }
}

void member_asked_after_its_end(struct context *x) {
  mysql_close(&x->my);
  log_error("%s", mysql_error(&x->my));
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'x->my' is used after 'mysql_close' released it
}

int counter_set_back(PGconn *c, int n) {
  PGresult *res = NULL;
  int i;
  for (i = 0; i < n; i++) {
    res = PQexec(c, "SELECT 1");
    PQclear(res);
    if (PQstatus(c) == CONNECTION_BAD)
      i = n + 1;
  }
  if (i == n)
    return 0;
  return PQntuples(res);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'res' is used after 'PQclear' released it
}
