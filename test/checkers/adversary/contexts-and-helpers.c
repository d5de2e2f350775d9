// RUN: %check %s -- -std=gnu11
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Contexts, lists, caches, call-backs, and who owns what after a helper.

#include <assert.h>
#include <libpq-fe.h>
#include <mysql.h>
#include <setjmp.h>
#include <sqlite3.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct ctx {
  PGconn *pg;
  sqlite3 *db;
  MYSQL *my;
  sqlite3_stmt *st[8];
  int n;
  PGresult *res;
};
struct node {
  PGconn *c;
  struct node *next;
};
struct list {
  struct node *head;
};
struct cache_ent {
  char *sql;
  sqlite3_stmt *st;
  struct cache_ent *next;
};
extern void ctx_destroy(struct ctx *);
extern void list_append(struct list *, void *);
extern void use(PGresult *);
extern int each_row(PGresult *, int (*)(void *, int), void *);
extern void *xmalloc(size_t);
extern void run_in_thread(void *(*)(void *), void *);
extern bool pg_result_ok(PGresult *r);
extern void display(sqlite3_stmt *);

struct ctx *ctx_new_ok(void) {
  struct ctx *x = malloc(sizeof *x);
  x->pg = PQconnectdb("");
  if (PQstatus(x->pg) != CONNECTION_OK) {
    ctx_destroy(x);
    return NULL;
  }
  return x;
}
struct ctx *ctx_new_leak(void) {
  struct ctx *x = xmalloc(sizeof *x);
  x->pg = PQconnectdb("");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'x->pg' from 'PQconnectdb' is not released on every path
  if (PQstatus(x->pg) != CONNECTION_OK) {
    free(x);
    return NULL;
  }
  return x;
}
struct ctx *ctx_new_return_leak(void) {
  struct ctx *x = xmalloc(sizeof *x);
  x->pg = PQconnectdb("");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'x->pg' from 'PQconnectdb' is not released on every path
  if (PQstatus(x->pg) != CONNECTION_OK)
    return NULL;
  return x;
}
int ctx_stack_ok(void) {
  struct ctx x = {0};
  x.pg = PQconnectdb("");
  if (PQstatus(x.pg) != CONNECTION_OK) {
    PQfinish(x.pg);
    return 1;
  }
  x.res = PQexec(x.pg, "x");
  use(x.res);
  PQclear(x.res);
  PQfinish(x.pg);
  return 0;
}
int ctx_stack_leak(void) {
  struct ctx x = {0};
  x.pg = PQconnectdb("");
  x.res = PQexec(x.pg, "x");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'x.res' from 'PQexec' is not released on every path
  if (PQntuples(x.res) == 0) {
    PQfinish(x.pg);
    return 1;
  }
  PQclear(x.res);
  PQfinish(x.pg);
  return 0;
}
static void ctx_close(struct ctx *x) {
  int i;
  for (i = 0; i < x->n; i++)
    sqlite3_finalize(x->st[i]);
  if (x->res)
    PQclear(x->res);
  x->res = NULL;
  if (x->pg)
    PQfinish(x->pg);
  x->pg = NULL;
}
int ctx_stack_helper_ok(void) {
  struct ctx x;
  memset(&x, 0, sizeof x);
  x.pg = PQconnectdb("");
  x.res = PQexec(x.pg, "x");
  if (PQntuples(x.res) == 0) {
    ctx_close(&x);
    return 1;
  }
  ctx_close(&x);
  return 0;
}
int ctx_stmt_array_trap(struct ctx *x, const char *sql) {
  if (x->n == 8)
    return -1;
  if (sqlite3_prepare_v2(x->db, sql, -1, &x->st[x->n], NULL) != SQLITE_OK)
    return -1;
  return x->n++;
}
int ctx_stmt_array_local(struct ctx *x, const char *sql) {
  sqlite3_stmt *s;
  if (sqlite3_prepare_v2(x->db, sql, -1, &s, NULL) != SQLITE_OK)
    return -1;
  x->st[x->n++] = s;
  return 0;
}
int ctx_stmt_array_local_leak(struct ctx *x, const char *sql) {
  sqlite3_stmt *s;
  if (sqlite3_prepare_v2(x->db, sql, -1, &s, NULL) != SQLITE_OK)
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 's' from 'sqlite3_prepare_v2' is not released on every path
    return -1;
  if (x->n >= 8)
    return -2;
  x->st[x->n++] = s;
  return 0;
}
void push_conn(struct list *l) {
  struct node *n = malloc(sizeof *n);
  n->c = PQconnectdb("");
  n->next = l->head;
  l->head = n;
}
void push_conn_leak(struct list *l) {
  struct node *n = malloc(sizeof *n);
  n->c = PQconnectdb("");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'n->c' from 'PQconnectdb' is not released on every path
  if (PQstatus(n->c) == CONNECTION_BAD) {
    free(n);
    return;
  }
  n->next = l->head;
  l->head = n;
}
void append_elsewhere(struct list *l) {
  PGconn *c = PQconnectdb("");
  list_append(l, c);
}
static struct cache_ent *cache;
sqlite3_stmt *cached(sqlite3 *db, const char *sql) {
  struct cache_ent *e;
  for (e = cache; e; e = e->next)
    if (!strcmp(e->sql, sql)) {
      sqlite3_reset(e->st);
      return e->st;
    }
  e = calloc(1, sizeof *e);
  if (!e)
    return NULL;
  if (sqlite3_prepare_v2(db, sql, -1, &e->st, NULL) != SQLITE_OK) {
    free(e);
    return NULL;
  }
  e->sql = strdup(sql);
  e->next = cache;
  cache = e;
  return e->st;
}
int use_cached_trap(sqlite3 *db) {
  sqlite3_stmt *s = cached(db, "x"); /* owned by the cache */
  if (!s)
    return -1;
  sqlite3_step(s);
  sqlite3_reset(s);
  return 0;
}
static sqlite3_stmt *stmt_once;
int lazy_static_trap(sqlite3 *db) {
  if (!stmt_once &&
      sqlite3_prepare_v2(db, "x", -1, &stmt_once, NULL) != SQLITE_OK)
    return -1;
  sqlite3_reset(stmt_once);
  return sqlite3_step(stmt_once);
}
int lazy_local_static_trap(sqlite3 *db) {
  static sqlite3_stmt *s;
  if (!s)
    sqlite3_prepare_v2(db, "x", -1, &s, NULL);
  return sqlite3_step(s);
}
static sqlite3_stmt *get_static(sqlite3 *db) {
  static sqlite3_stmt *s = NULL;
  if (s == NULL)
    if (sqlite3_prepare_v2(db, "x", -1, &s, NULL) != SQLITE_OK)
      return NULL;
  return s;
}
int use_static_trap(sqlite3 *db) {
  sqlite3_stmt *s = get_static(db);
  return s ? sqlite3_step(s) : -1;
}
/* takes ownership */
static int finish_with(PGresult *r) {
  int n = PQntuples(r);
  PQclear(r);
  return n;
}
int through_finish(PGconn *c) { return finish_with(PQexec(c, "x")); }
/* borrows */
static int count_of(PGresult *r) { return r ? PQntuples(r) : 0; }
int through_borrow_leak(PGconn *c) { return count_of(PQexec(c, "x")); }
// CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: result of 'PQexec' is never released
int through_borrow_leak2(PGconn *c) {
  PGresult *r = PQexec(c, "x");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'r' from 'PQexec' is not released on every path
  return count_of(r);
}
/* the same handle comes back */
static PGresult *chk(PGresult *r) {
  if (PQresultStatus(r) == PGRES_FATAL_ERROR)
    fprintf(stderr, "%s\n", PQresultErrorMessage(r));
  return r;
}
int through_chk_ok(PGconn *c) {
  PGresult *r = chk(PQexec(c, "x"));
  int n = PQntuples(r);
  PQclear(r);
  return n;
}
int through_chk_leak(PGconn *c) {
  PGresult *r = chk(PQexec(c, "x"));
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'r' from 'PQexec' is not released on every path
  return PQntuples(r);
}
int through_chk_leak2(PGconn *c) {
  PGresult *r = PQexec(c, "x");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'r' from 'PQexec' is not released on every path
  r = chk(r);
  if (!PQntuples(r))
    return 0;
  PQclear(r);
  return 1;
}
/* frees on error only, and returns null then */
static PGresult *ok_or_null(PGresult *r) {
  if (r && PQresultStatus(r) == PGRES_FATAL_ERROR) {
    PQclear(r);
    return NULL;
  }
  return r;
}
int through_ok_or_null(PGconn *c) {
  PGresult *r = ok_or_null(PQexec(c, "x"));
  if (!r)
    return -1;
  PQclear(r);
  return 0;
}
int through_ok_or_null_leak(PGconn *c) {
  PGresult *r = ok_or_null(PQexec(c, "x"));
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'r' from 'PQexec' is not released on every path
  if (!r)
    return -1;
  if (PQntuples(r) > 1)
    return -2;
  PQclear(r);
  return 0;
}
/* via pointer to pointer */
static void clear_p(PGresult **r) {
  if (r && *r) {
    PQclear(*r);
    *r = NULL;
  }
}
int through_clear_p(PGconn *c) {
  PGresult *r = PQexec(c, "x");
  if (PQntuples(r) == 3)
    clear_p(&r);
  clear_p(&r);
  return 0;
}
static void set_res(struct ctx *x, PGresult *r) {
  if (x->res)
    PQclear(x->res);
  x->res = r;
}
int through_set(struct ctx *x) {
  set_res(x, PQexec(x->pg, "x"));
  return PQntuples(x->res);
}
static int run(PGconn *c, const char *q, PGresult **out) {
  PGresult *r = PQexec(c, q);
  if (PQresultStatus(r) != PGRES_TUPLES_OK &&
      PQresultStatus(r) != PGRES_COMMAND_OK) {
    PQclear(r);
    return -1;
  }
  if (out)
    *out = r;
  else
    PQclear(r);
  return 0;
}
int use_run_ok(PGconn *c) {
  PGresult *r = NULL;
  if (run(c, "x", NULL))
    return -1;
  if (run(c, "y", &r))
    return -1;
  PQclear(r);
  return 0;
}
int use_run_leak(PGconn *c) {
  PGresult *r = NULL;
  if (run(c, "y", &r))
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'r' from 'run' is not released on every path
    return -1;
  if (PQntuples(r) == 0)
    return 1;
  PQclear(r);
  return 0;
}
static int run_bad(PGconn *c, const char *q, PGresult **out) {
  PGresult *r = PQexec(c, q);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'r' from 'PQexec' is not released on every path
  if (PQresultStatus(r) != PGRES_TUPLES_OK)
    return -1;
  if (out)
    *out = r;
  return 0;
}
static int row_cb(void *ud, int i) {
  struct ctx *x = ud;
  PGresult *r = PQexec(x->pg, "y");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'r' from 'PQexec' is not released on every path
  if (PQntuples(r) < i)
    return 1;
  PQclear(r);
  return 0;
}
int cb_outer(struct ctx *x) {
  PGresult *r = PQexec(x->pg, "x");
  int rc = each_row(r, row_cb, x);
  PQclear(r);
  return rc;
}
int status_elsewhere_ok(PGconn *c) {
  PGresult *r = PQexec(c, "x");
  if (!pg_result_ok(r)) {
    PQclear(r);
    return -1;
  }
  PQclear(r);
  return 0;
}
int status_elsewhere_leak(PGconn *c) {
  PGresult *r = PQexec(c, "x");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'r' from 'PQexec' is not released on every path
  if (!pg_result_ok(r))
    return -1;
  PQclear(r);
  return 0;
}
static void *worker(void *p) {
  PGconn *c = p;
  PQclear(PQexec(c, "x"));
  PQfinish(c);
  return NULL;
}
void spawn(void) {
  PGconn *c = PQconnectdb("");
  run_in_thread(worker, c);
}
int flag_ok(PGconn *given, const char *dsn) {
  PGconn *c = given;
  bool mine = false;
  int rc = 0;
  if (!c) {
    c = PQconnectdb(dsn);
    mine = true;
  }
  if (PQstatus(c) != CONNECTION_OK)
    rc = -1;
  if (mine)
    PQfinish(c);
  return rc;
}
int flag_leak(PGconn *given, const char *dsn) {
  PGconn *c = given;
  bool mine = false;
  if (!c) {
    c = PQconnectdb(dsn);
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'c' from 'PQconnectdb' is not released on every path
    mine = true;
  }
  if (PQstatus(c) != CONNECTION_OK)
    return -1;
  if (mine)
    PQfinish(c);
  return 0;
}
int flag_given_cmp(PGconn *given, const char *dsn) {
  PGconn *c = given ? given : PQconnectdb(dsn);
  int rc = PQstatus(c) == CONNECTION_OK ? 0 : -1;
  if (c != given)
    PQfinish(c);
  return rc;
}
int array_of_results(PGconn *c, const char **q, int n) {
  PGresult *rs[16];
  int i;
  for (i = 0; i < n; i++)
    rs[i] = PQexec(c, q[i]);
  for (i = 0; i < n; i++)
    PQclear(rs[i]);
  return 0;
}
int array_malloc(PGconn *c, const char **q, int n) {
  PGresult **rs = malloc(n * sizeof *rs);
  int i;
  for (i = 0; i < n; i++) {
    rs[i] = PQexec(c, q[i]);
    if (!rs[i])
      break;
  }
  while (i-- > 0)
    PQclear(rs[i]);
  free(rs);
  return 0;
}
int aliases(PGconn *c) {
  PGresult *r = PQexec(c, "x");
  const PGresult *cr = r;
  PGresult *q = r;
  int n = PQntuples(cr);
  PQclear(q);
  return n;
}
int swap_ok(PGconn *c) {
  PGresult *cur = PQexec(c, "a"), *next;
  while (PQntuples(cur)) {
    next = PQexec(c, PQgetvalue(cur, 0, 0));
    PQclear(cur);
    cur = next;
  }
  PQclear(cur);
  return 0;
}
int swap_leak(PGconn *c) {
  PGresult *cur, *next;
  cur = PQexec(c, "a");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'cur' from 'PQexec' is not released on every path
  while (PQntuples(cur)) {
    next = PQexec(c, PQgetvalue(cur, 0, 0));
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'next' from 'PQexec' is not released on every path
    cur = next;
  }
  PQclear(cur);
  return 0;
}
int old_style(c, q)
PGconn *c;
char *q;
{
  register PGresult *r;
  if ((r = PQexec(c, q)) == NULL)
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'r' from 'PQexec' is not released on every path
    return (-1);
  if (PQresultStatus(r) != PGRES_TUPLES_OK)
    return (-1);
  PQclear(r);
  return (0);
}
void *opaque(PGconn *c) { return (void *)PQexec(c, "x"); }
int opaque_use_ok(PGconn *c) {
  PGresult *r = (PGresult *)opaque(c);
  PQclear(r);
  return 0;
}
int opaque_use_leak(PGconn *c) {
  PGresult *r = (PGresult *)opaque(c);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'r' from 'opaque' is not released on every path
  if (!PQntuples(r))
    return 1;
  PQclear(r);
  return 0;
}
int long_cast(PGconn *c, unsigned long *h) {
  PGresult *r = PQexec(c, "x");
  *h = (unsigned long)r;
  return 0;
}
unsigned long ret_cast(PGconn *c) {
  PGresult *r = PQexec(c, "x");
  return (unsigned long)r;
}
