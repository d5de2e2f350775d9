// RUN: %check %s -- -std=gnu11
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Handles that travel: through pointers, tables, casts, exits and clean-up
// code.

#include <assert.h>
#include <libpq-fe.h>
#include <mysql.h>
#include <pthread.h>
#include <sqlite3.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct h {
  PGconn *c;
  PGresult *r;
  sqlite3_stmt *st;
  struct {
    PGresult *in;
  } sub;
};
extern void note(const char *, ...);
extern PGconn *g_c;
extern int cond(void);

int chain_assign_trap(void) {
  PGconn *c;
  c = g_c = PQconnectdb("");
  return PQstatus(c) == CONNECTION_OK;
}
int ptr_to_local(void) {
  struct h loc, *p = &loc;
  p->c = PQconnectdb("");
  if (PQstatus(p->c) != CONNECTION_OK) {
    PQfinish(p->c);
    return -1;
  }
  PQfinish(loc.c);
  return 0;
}
int ptr_to_local_leak(void) {
  struct h loc, *p = &loc;
  p->c = PQconnectdb("");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'loc.c' from 'PQconnectdb' is not released on every path
  if (PQstatus(p->c) != CONNECTION_OK)
    return -1;
  PQfinish(loc.c);
  return 0;
}
int via_pp(sqlite3 *db) {
  sqlite3_stmt *st = NULL, **pst = &st;
  if (sqlite3_prepare_v2(db, "x", -1, pst, 0) != SQLITE_OK)
    return -1;
  sqlite3_finalize(*pst);
  return 0;
}
int via_memcpy(PGconn *c, void *slot) {
  PGresult *r = PQexec(c, "x");
  memcpy(slot, &r, sizeof r);
  return 0;
}
int via_cast_store(PGconn *c, void *slot) {
  PGresult *r = PQexec(c, "x");
  *(PGresult **)slot = r;
  return 0;
}
static void clear_many(int n, ...) {
  va_list ap;
  va_start(ap, n);
  while (n-- > 0) {
    PGresult *r = va_arg(ap, PGresult *);
    if (r)
      PQclear(r);
  }
  va_end(ap);
}
int variadic_clear(PGconn *c) {
  PGresult *a = PQexec(c, "a");
  PGresult *b = PQexec(c, "b");
  int n = PQntuples(a) + PQntuples(b);
  clear_many(2, a, b);
  return n;
}
static void cleanup_conn(void *p) { PQfinish(p); }
void *thread_cleanup(void *arg) {
  PGconn *c = PQconnectdb(arg);
  pthread_cleanup_push(cleanup_conn, c);
  if (PQstatus(c) != CONNECTION_OK)
    pthread_exit(NULL);
  pthread_cleanup_pop(1);
  return NULL;
}
void *thread_exit_leak(void *arg) {
  PGconn *c = PQconnectdb(arg);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'c' from 'PQconnectdb' is not released on every path
  if (PQstatus(c) != CONNECTION_OK)
    pthread_exit(NULL);
  PQfinish(c);
  return NULL;
}
PGconn *ret_status_ok(const char *s) {
  PGconn *c = PQconnectdb(s);
  int ret = -1;
  if (PQstatus(c) != CONNECTION_OK)
    goto out;
  if (cond())
    goto out;
  ret = 0;
out:
  if (ret < 0) {
    PQfinish(c);
    return NULL;
  }
  return c;
}
PGconn *ret_status_leak(const char *s) {
  PGconn *c = PQconnectdb(s);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'c' from 'PQconnectdb' is not released on every path
  int ret = -1;
  if (PQstatus(c) != CONNECTION_OK)
    goto out;
  if (cond())
    goto out;
  ret = 0;
out:
  if (ret < 0)
    return NULL;
  return c;
}
PGconn *ret_bool_ok(const char *s) {
  bool ok = false;
  PGconn *c = PQconnectdb(s);
  if (PQstatus(c) == CONNECTION_OK)
    ok = true;
  else
    note("%s", PQerrorMessage(c));
  if (!ok) {
    PQfinish(c);
    c = NULL;
  }
  return c;
}
int stage_switch(const char *s) {
  int stage = 0, rc = -1;
  PGconn *c;
  PGresult *a, *b;
  c = PQconnectdb(s);
  stage = 1;
  if (PQstatus(c) != CONNECTION_OK)
    goto out;
  a = PQexec(c, "a");
  stage = 2;
  if (PQntuples(a) == 0)
    goto out;
  b = PQexec(c, "b");
  stage = 3;
  rc = PQntuples(b);
out:
  switch (stage) {
  case 3:
    PQclear(b);
    /* fall through */
  case 2:
    PQclear(a);
    /* fall through */
  case 1:
    PQfinish(c);
  }
  return rc;
}
int stage_cmp(const char *s) {
  int stage = 0, rc = -1;
  PGconn *c;
  PGresult *a;
  c = PQconnectdb(s);
  stage++;
  if (PQstatus(c) != CONNECTION_OK)
    goto out;
  a = PQexec(c, "a");
  stage++;
  rc = PQntuples(a);
out:
  if (stage > 1)
    PQclear(a);
  if (stage > 0)
    PQfinish(c);
  return rc;
}
int err_string(PGconn *c) {
  const char *err = NULL;
  PGresult *r = PQexec(c, "x");
  if (PQresultStatus(r) != PGRES_TUPLES_OK) {
    err = PQresultErrorMessage(r);
    goto out;
  }
  if (PQntuples(r) == 0)
    err = "none";
out:
  if (err)
    note("%s", err);
  PQclear(r);
  return err ? -1 : 0;
}
/* conditional exit in a helper */
static void must(int rc, sqlite3 *db) {
  if (rc != SQLITE_OK) {
    fprintf(stderr, "%s\n", sqlite3_errmsg(db));
    exit(1);
  }
}
static void must_msg(int rc, char *err) {
  if (rc != SQLITE_OK) {
    fprintf(stderr, "%s\n", err);
    sqlite3_free(err);
    exit(1);
  }
}
static void warn_msg(int rc, char *err) {
  if (rc != SQLITE_OK) {
    fprintf(stderr, "%s\n", err);
    sqlite3_free(err);
  }
}
static void warn_msg_bad(int rc, char *err) {
  if (rc != SQLITE_OK)
    fprintf(stderr, "%s\n", err);
}
int use_must(sqlite3 *db) {
  char *err;
  sqlite3_stmt *s;
  must(sqlite3_exec(db, "x", 0, 0, &err), db);
  must(sqlite3_prepare_v2(db, "x", -1, &s, 0), db);
  sqlite3_step(s);
  must(sqlite3_finalize(s), db);
  return 0;
}
int use_must_msg(sqlite3 *db) {
  char *err = 0;
  int rc;
  rc = sqlite3_exec(db, "x", 0, 0, &err);
  must_msg(rc, err);
  rc = sqlite3_exec(db, "y", 0, 0, &err);
  must_msg(rc, err);
  return 0;
}
int use_warn_msg(sqlite3 *db) {
  char *err = 0;
  int rc;
  rc = sqlite3_exec(db, "x", 0, 0, &err);
  warn_msg(rc, err);
  rc = sqlite3_exec(db, "y", 0, 0, &err);
  warn_msg(rc, err);
  return 0;
}
int use_warn_msg_leak(sqlite3 *db) {
  char *err = 0;
  int rc;
  rc = sqlite3_exec(db, "x", 0, 0, &err);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'err' from 'sqlite3_exec' is not released on every path
  warn_msg_bad(rc, err);
  return 0;
}
static void exit_nicely(PGconn *c) {
  PQfinish(c);
  exit(1);
}
int use_exit_nicely(void) {
  PGconn *c = PQconnectdb("");
  PGresult *r;
  if (PQstatus(c) != CONNECTION_OK)
    exit_nicely(c);
  r = PQexec(c, "BEGIN");
  if (PQresultStatus(r) != PGRES_COMMAND_OK) {
    PQclear(r);
    exit_nicely(c);
  }
  PQclear(r);
  PQfinish(c);
  return 0;
}
int mysql_by_value(void) {
  MYSQL my, *c;
  mysql_init(&my);
  if (!(c = mysql_real_connect(&my, "", "", "", "", 0, 0, 0))) {
    mysql_close(&my);
    return 1;
  }
  mysql_query(c, "x");
  mysql_close(c);
  return 0;
}
int mysql_by_value2(void) {
  MYSQL my, *c;
  c = mysql_init(&my);
  c = mysql_real_connect(c, "", "", "", "", 0, 0, 0);
  if (c == NULL) {
    note("%s", mysql_error(&my));
    mysql_close(&my);
    return 1;
  }
  mysql_close(&my);
  return 0;
}
struct svc {
  MYSQL my;
  int up;
};
int mysql_in_struct_trap(struct svc *s) {
  mysql_init(&s->my);
  if (!mysql_real_connect(&s->my, "", "", "", "", 0, 0, 0))
    return -1;
  s->up = 1;
  return 0;
}
/* SQLite virtual tables */
typedef struct {
  int x;
} base_cur;
typedef struct cur {
  base_cur base;
  sqlite3_stmt *st;
  char *z;
} cur;
int vt_open(sqlite3 *db, base_cur **pp) {
  cur *p = sqlite3_malloc(sizeof *p);
  if (!p)
    return SQLITE_NOMEM;
  memset(p, 0, sizeof *p);
  *pp = &p->base;
  return SQLITE_OK;
}
int vt_open_leak(sqlite3 *db, base_cur **pp) {
  int rc;
  cur *p = sqlite3_malloc(sizeof *p);
  if (!p)
    return SQLITE_NOMEM;
  memset(p, 0, sizeof *p);
  rc = sqlite3_prepare_v2(db, "x", -1, &p->st, 0);
  if (rc != SQLITE_OK)
    return rc;
  *pp = &p->base;
  return SQLITE_OK;
}
int vt_open_st(sqlite3 *db, base_cur **pp) {
  int rc;
  cur *p = sqlite3_malloc(sizeof *p);
  if (!p)
    return SQLITE_NOMEM;
  memset(p, 0, sizeof *p);
  rc = sqlite3_prepare_v2(db, "x", -1, &p->st, 0);
  if (rc != SQLITE_OK) {
    sqlite3_free(p);
    return rc;
  }
  *pp = (base_cur *)p;
  return SQLITE_OK;
}
int vt_close(base_cur *b) {
  cur *p = (cur *)b;
  sqlite3_finalize(p->st);
  sqlite3_free(p->z);
  sqlite3_free(p);
  return SQLITE_OK;
}
int vt_filter(base_cur *b, sqlite3 *db, const char *a) {
  cur *p = (cur *)b;
  char *sql = sqlite3_mprintf("select %Q", a);
  int rc;
  if (!sql)
    return SQLITE_NOMEM;
  sqlite3_finalize(p->st);
  p->st = 0;
  rc = sqlite3_prepare_v2(db, sql, -1, &p->st, 0);
  sqlite3_free(sql);
  return rc;
}
int vt_err(char **pzErr, sqlite3 *db) {
  char *e = 0;
  int rc = sqlite3_exec(db, "x", 0, 0, &e);
  if (rc)
    *pzErr = e;
  return rc;
}
int vt_err2(char **pzErr, sqlite3 *db) {
  char *e = 0;
  int rc = sqlite3_exec(db, "x", 0, 0, &e);
  if (rc != SQLITE_OK) {
    *pzErr = sqlite3_mprintf("nope: %s", e);
    sqlite3_free(e);
  }
  return rc;
}
int vt_err_leak(char **pzErr, sqlite3 *db) {
  char *e = 0;
  int rc = sqlite3_exec(db, "x", 0, 0, &e);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'e' from 'sqlite3_exec' is not released on every path
  if (rc != SQLITE_OK)
    *pzErr = sqlite3_mprintf("nope: %s", e);
  return rc;
}
char *str_builder(sqlite3 *db, int n) {
  sqlite3_str *s = sqlite3_str_new(db);
  for (int i = 0; i < n; i++)
    sqlite3_str_appendf(s, "%d", i);
  return sqlite3_str_finish(s);
}
int str_builder_leak(sqlite3 *db, int n) {
  sqlite3_str *s = sqlite3_str_new(db);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 's' from 'sqlite3_str_new' is not released on every path
  for (int i = 0; i < n; i++) {
    if (i == 7)
      return -1;
    sqlite3_str_appendf(s, "%d", i);
  }
  sqlite3_free(sqlite3_str_finish(s));
  return 0;
}
int grow(struct {
  char *a;
  int n;
} * unused);
typedef struct {
  char *a;
  int n, cap;
} buf;
int grow_ok(buf *b) {
  char *n = sqlite3_realloc(b->a, b->cap * 2);
  if (!n)
    return SQLITE_NOMEM;
  b->a = n;
  b->cap *= 2;
  return SQLITE_OK;
}
int grow_local(sqlite3 *db, int want) {
  char *p = sqlite3_malloc(10);
  if (p == 0)
    return SQLITE_NOMEM;
  if (want > 10) {
    char *q = sqlite3_realloc(p, want);
    if (q == 0) {
      sqlite3_free(p);
      return SQLITE_NOMEM;
    }
    p = q;
  }
  sqlite3_free(p);
  return 0;
}
void print_sql_leak(sqlite3_stmt *s) {
  note("running %s", sqlite3_expanded_sql(s));
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: result of 'sqlite3_expanded_sql' is never released
}
void print_sql_ok(sqlite3_stmt *s) {
  char *z = sqlite3_expanded_sql(s);
  note("running %s", z);
  sqlite3_free(z);
}
int exec_nested_leak(sqlite3 *db, const char *a) {
  return sqlite3_exec(db, sqlite3_mprintf("delete %Q", a), 0, 0, 0);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: result of 'sqlite3_mprintf' is never released
}
/* keep parameter */
static void done(PGresult *r, int keep) {
  if (!keep)
    PQclear(r);
}
int done_ok(PGconn *c) {
  PGresult *r = PQexec(c, "x");
  done(r, 0);
  return 0;
}
int done_leak(PGconn *c) {
  PGresult *r = PQexec(c, "x");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'r' from 'PQexec' is not released on every path
  done(r, 1);
  return 0;
}
int fptr_local(PGconn *c) {
  void (*fin)(PGresult *) = PQclear;
  PGresult *r = PQexec(c, "x");
  fin(r);
  return 0;
}
struct ops {
  void (*free_result)(PGresult *);
  PGresult *(*query)(PGconn *, const char *);
};
int fptr_struct(struct ops *o, PGconn *c) {
  PGresult *r = PQexec(c, "x");
  o->free_result(r);
  return 0;
}
static PGresult *kept[10];
static int nkept;
static void keep_it(PGresult *r) { kept[nkept++] = r; }
int keep_trap(PGconn *c) {
  PGresult *r = PQexec(c, "x");
  keep_it(r);
  return PQntuples(r);
}
/* by value struct */
static void close_val(struct h x) {
  PQclear(x.r);
  PQfinish(x.c);
}
int by_value(void) {
  struct h x = {0};
  x.c = PQconnectdb("");
  x.r = PQexec(x.c, "x");
  close_val(x);
  return 0;
}
static struct h make(void) {
  struct h x = {.c = PQconnectdb("")};
  x.r = PQexec(x.c, "x");
  return x;
}
int use_make(void) {
  struct h x = make();
  close_val(x);
  return 0;
}
int use_make_leak(void) {
  struct h x = make();
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'x.r' from 'make' is not released on every path
  PQfinish(x.c);
  return 0;
}
int nested_field(struct h *p) {
  p->sub.in = PQexec(p->c, "x");
  return 0;
}
int nested_field_local(PGconn *c) {
  struct h x;
  x.sub.in = PQexec(c, "x");
  PQclear(x.sub.in);
  return 0;
}
int yoda(sqlite3 *db) {
  sqlite3_stmt *s;
  if (SQLITE_OK != sqlite3_prepare_v2(db, "x", -1, &s, NULL))
    return -1;
  if (SQLITE_ROW == sqlite3_step(s)) {
    sqlite3_finalize(s);
    return 1;
  }
  sqlite3_finalize(s);
  return 0;
}
int yoda_leak(sqlite3 *db) {
  sqlite3_stmt *s;
  if (SQLITE_OK != sqlite3_prepare_v2(db, "x", -1, &s, NULL))
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 's' from 'sqlite3_prepare_v2' is not released on every path
    return -1;
  if (SQLITE_ROW == sqlite3_step(s))
    return 1;
  sqlite3_finalize(s);
  return 0;
}
int double_null(PGconn *c) {
  PGresult *r = NULL;
  if (c)
    r = PQexec(c, "x");
  if (c && r) {
    PQclear(r);
    r = NULL;
  }
  return r == NULL;
}
int arr3(sqlite3 *db) {
  sqlite3_stmt *s[3] = {NULL, NULL, NULL};
  int i, rc = SQLITE_OK;
  static const char *q[3] = {"a", "b", "c"};
  for (i = 0; i < 3 && rc == SQLITE_OK; i++)
    rc = sqlite3_prepare_v2(db, q[i], -1, &s[i], NULL);
  for (i = 0; i < 3; i++)
    sqlite3_finalize(s[i]);
  return rc;
}
int table_driven(sqlite3 *db, struct h *p, sqlite3_stmt **other) {
  const struct {
    const char *sql;
    sqlite3_stmt **st;
  } t[] = {{"a", &p->st}, {"b", other}};
  unsigned i;
  for (i = 0; i < 2; i++)
    if (sqlite3_prepare_v2(db, t[i].sql, -1, t[i].st, NULL) != SQLITE_OK)
      return -1;
  return 0;
}
int statement_expr(PGconn *c) {
  int n = ({
    PGresult *r = PQexec(c, "x");
    int k = PQntuples(r);
    PQclear(r);
    k;
  });
  return n;
}
int statement_expr_leak(PGconn *c) {
  int n = ({
    PGresult *r = PQexec(c, "x");
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'r' from 'PQexec' is not released on every path
    PQntuples(r);
  });
  return n;
}
int while_cond_and(PGconn *c, int max) {
  PGresult *r;
  int n = 0;
  while (n < max && (r = PQgetResult(c)) != NULL) {
    PQclear(r);
    n++;
  }
  return n;
}
int while_cond_and_leak(PGconn *c, int max) {
  PGresult *r;
  int n = 0;
  while ((r = PQgetResult(c)) != NULL && n < max) {
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'r' from 'PQgetResult' is not released on every path
    PQclear(r);
    n++;
  }
  return n;
}
int uintptr(PGconn *c) {
  uintptr_t u = (uintptr_t)PQexec(c, "x");
  int n = PQntuples((PGresult *)u);
  PQclear((PGresult *)u);
  return n;
}
int void_ptr(PGconn *c) {
  void *p = PQexec(c, "x");
  PQclear(p);
  return 0;
}
int void_ptr_leak(PGconn *c) {
  void *p = PQexec(c, "x");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'p' from 'PQexec' is not released on every path
  if (PQntuples(p) == 0)
    return 0;
  PQclear(p);
  return 0;
}
int label_loop(PGconn *c) {
  PGresult *r;
  int n = 0;
top:
  r = PQgetResult(c);
  if (!r)
    return n;
  n++;
  PQclear(r);
  goto top;
}
int label_loop_leak(PGconn *c) {
  PGresult *r;
  int n = 0;
top:
  r = PQgetResult(c);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'r' from 'PQgetResult' is not released on every path
  if (!r)
    return n;
  if (n++ > 4)
    goto top;
  PQclear(r);
  goto top;
}
int both_arms_leak(PGconn *c, int a) {
  PGresult *r;
  if (a)
    r = PQexec(c, "a");
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'r' from 'PQexec' is not released on every path
  else
    r = PQexec(c, "b");
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'r' from 'PQexec' is not released on every path
  return PQntuples(r);
}
int conn_and_results_leak(void) {
  PGconn *c = PQconnectdb("");
  PGresult *r = PQexec(c, "x");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'r' from 'PQexec' is not released on every path
  note("%d", PQntuples(r));
  PQfinish(c); /* does not clear results */
  return 0;
}
int close_no_finalize_leak(const char *f) {
  sqlite3 *db;
  sqlite3_stmt *s;
  sqlite3_open(f, &db);
  sqlite3_prepare_v2(db, "x", -1, &s, 0);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 's' from 'sqlite3_prepare_v2' is not released on every path
  sqlite3_step(s);
  sqlite3_close(db);
  return 0;
}
int mysql_close_no_free_leak(void) {
  MYSQL *m = mysql_init(0);
  MYSQL_RES *r;
  mysql_real_connect(m, 0, 0, 0, 0, 0, 0, 0);
  mysql_query(m, "x");
  r = mysql_store_result(m);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'r' from 'mysql_store_result' is not released on every path
  note("%d", (int)mysql_num_rows(r));
  mysql_close(m);
  return 0;
}
