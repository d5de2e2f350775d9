// RUN: %check %s -- -std=gnu11
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Escaped texts, containers by address, retries, factories.

#include <libpq-fe.h>
#include <mysql.h>
#include <sqlite3.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct PQExpBufferData PQExpBufferData;
typedef PQExpBufferData *PQExpBuffer;
extern void appendPQExpBuffer(PQExpBuffer, const char *, ...);
extern void appendPQExpBufferStr(PQExpBuffer, const char *);
typedef struct GString GString;
typedef struct GArray GArray;
typedef struct GPtrArray GPtrArray;
extern void g_string_append_printf(GString *, const char *, ...);
extern GString *g_string_append(GString *, const char *);
extern GArray *g_array_append_vals(GArray *, const void *, unsigned);
#define g_array_append_val(a, v) g_array_append_vals(a, &(v), 1)
extern void g_ptr_array_add(GPtrArray *, void *);
extern void *g_memdup(const void *, unsigned);
extern void g_return_if_fail_warning(const char *, const char *, const char *);
#define g_return_val_if_fail(e, v)                                             \
  do {                                                                         \
    if (e) {                                                                   \
    } else {                                                                   \
      g_return_if_fail_warning("", __func__, #e);                              \
      return (v);                                                              \
    }                                                                          \
  } while (0)
extern void sb_add(void *sb, const char *s);
extern void vec_push(void *v, const void *elem);
extern int try_again(void);
extern void note(const char *, ...);
struct ctx {
  PGconn *pg;
  PGresult *res;
  sqlite3 *db;
};

int snprintf_leak(PGconn *c, const char *n) {
  char q[200];
  snprintf(q, sizeof q, "select %s", PQescapeLiteral(c, n, strlen(n)));
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: result of 'PQescapeLiteral' is never released
  PQclear(PQexec(c, q));
  return 0;
}
void expbuf_leak(PGconn *c, PQExpBuffer b, const char *n) {
  appendPQExpBuffer(b, "select %s", PQescapeLiteral(c, n, strlen(n)));
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: result of 'PQescapeLiteral' is never released
}
void expbuf_var_leak(PGconn *c, PQExpBuffer b, const char *n) {
  char *q = PQescapeIdentifier(c, n, strlen(n));
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'q' from 'PQescapeIdentifier' is not released on every path
  appendPQExpBufferStr(b, q);
}
void expbuf_ok(PGconn *c, PQExpBuffer b, const char *n) {
  char *q = PQescapeIdentifier(c, n, strlen(n));
  appendPQExpBuffer(b, "%s", q);
  PQfreemem(q);
}
void gstring_leak(PGconn *c, GString *s, const char *n) {
  char *q = PQescapeLiteral(c, n, strlen(n));
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'q' from 'PQescapeLiteral' is not released on every path
  g_string_append_printf(s, " where x = %s", q);
}
void gstring_leak2(PGconn *c, GString *s, const char *n) {
  g_string_append(s, PQescapeLiteral(c, n, strlen(n)));
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: result of 'PQescapeLiteral' is never released
}
void printf_leak(sqlite3_stmt *s) {
  char *q = sqlite3_expanded_sql(s);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'q' from 'sqlite3_expanded_sql' is not released on every path
  printf("%s\n", q);
}
char *strdup_leak(const char *n) {
  char *q = sqlite3_mprintf("%q", n);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'q' from 'sqlite3_mprintf' is not released on every path
  return strdup(q);
}
void garray_trap(PGconn *c, GArray *a) {
  PGresult *r = PQexec(c, "x");
  g_array_append_val(a, r);
}
void vec_trap(PGconn *c, void *v) {
  PGresult *r = PQexec(c, "x");
  vec_push(v, &r);
}
void ptrarray_trap(PGconn *c, GPtrArray *a) {
  g_ptr_array_add(a, PQexec(c, "x"));
}
struct ctx *memdup_trap(void) {
  struct ctx x = {0};
  x.pg = PQconnectdb("");
  return g_memdup(&x, sizeof x);
}
void memcpy_trap(struct ctx *out) {
  struct ctx x = {0};
  x.pg = PQconnectdb("");
  memcpy(out, &x, sizeof x);
}
struct ctx compound_ret(void) {
  PGconn *c = PQconnectdb("");
  return (struct ctx){.pg = c, .res = PQexec(c, "x")};
}
void compound_out(struct ctx *o) {
  PGconn *c = PQconnectdb("");
  *o = (struct ctx){.pg = c};
}
PGresult *glib_check_leak(PGconn *c) {
  PGresult *r = PQexec(c, "x");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'r' from 'PQexec' is not released on every path
  g_return_val_if_fail(PQntuples(r) > 0, NULL);
  return r;
}
int retry_count(PGconn *c) {
  PGresult *r;
  int t;
  for (t = 0; t < 3; t++) {
    r = PQexec(c, "x");
    if (PQresultStatus(r) == PGRES_TUPLES_OK)
      break;
    PQclear(r);
  }
  if (t == 3)
    return -1;
  PQclear(r);
  return 0;
}
int retry_count2(PGconn *c) {
  PGresult *r = NULL;
  int t = 3, rc = -1;
  while (t--) {
    r = PQexec(c, "x");
    if (PQresultStatus(r) == PGRES_TUPLES_OK) {
      rc = 0;
      break;
    }
    PQclear(r);
    r = NULL;
  }
  if (rc == 0)
    note("%d", PQntuples(r));
  if (r)
    PQclear(r);
  return rc;
}
int retry_count_leak(PGconn *c) {
  PGresult *r = NULL;
  int t;
  for (t = 0; t < 3; t++) {
    r = PQexec(c, "x");
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'r' from 'PQexec' is not released on every path
    if (PQresultStatus(r) == PGRES_TUPLES_OK)
      break;
  }
  PQclear(r);
  return 0;
}
int found_loop(PGconn *c) {
  PGresult *r = NULL;
  int found = 0;
  while (!found && (r = PQgetResult(c)) != NULL) {
    if (PQntuples(r) > 0)
      found = 1;
    else
      PQclear(r);
  }
  if (found)
    PQclear(r);
  return found;
}
int for_step_clear(PGconn *c) {
  PGresult *r;
  int n = 0;
  for (r = PQgetResult(c); r; PQclear(r), r = PQgetResult(c))
    n++;
  return n;
}
int for_step_clear_leak(PGconn *c) {
  PGresult *r;
  int n = 0;
  for (r = PQgetResult(c); r; PQclear(r), r = PQgetResult(c))
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'r' from 'PQgetResult' is not released on every path
    if (n++ == 5)
      break;
  return n;
}
int do_clear_first(PGconn *c) {
  PGresult *r = NULL;
  do {
    if (r)
      PQclear(r);
    r = PQexec(c, "FETCH 10 IN cur");
  } while (PQntuples(r) > 0);
  PQclear(r);
  return 0;
}
static void close_v(void *arg) {
  struct ctx *x = arg;
  if (x->res)
    PQclear(x->res);
  PQfinish(x->pg);
}
int close_void(void) {
  struct ctx x;
  x.pg = PQconnectdb("");
  x.res = PQexec(x.pg, "x");
  close_v(&x);
  return 0;
}
static void ctx_freep(struct ctx **px) {
  struct ctx *x = *px;
  if (!x)
    return;
  if (x->res)
    PQclear(x->res);
  if (x->pg)
    PQfinish(x->pg);
  free(x);
  *px = NULL;
}
struct ctx *ctx_new_freep(void) {
  struct ctx *x = calloc(1, sizeof *x);
  x->pg = PQconnectdb("");
  if (PQstatus(x->pg) != CONNECTION_OK) {
    ctx_freep(&x);
    return NULL;
  }
  return x;
}
static void ctx_free1(struct ctx *x) {
  PQclear(x->res);
  PQfinish(x->pg);
  free(x);
}
static void *ctx_destroy2(struct ctx *x) {
  if (x) {
    ctx_free1(x);
  }
  return NULL;
}
struct ctx *two_level(void) {
  struct ctx *x = calloc(1, sizeof *x);
  x->pg = PQconnectdb("");
  if (PQstatus(x->pg) != CONNECTION_OK)
    return ctx_destroy2(x);
  x->res = PQexec(x->pg, "x");
  if (!x->res)
    return ctx_destroy2(x);
  return x;
}
static struct ctx *ctx_alloc(void) {
  struct ctx *x = calloc(1, sizeof *x);
  if (!x)
    abort();
  x->pg = PQconnectdb("");
  return x;
}
int use_alloc(void) {
  struct ctx *x = ctx_alloc();
  int ok = PQstatus(x->pg) == CONNECTION_OK;
  ctx_free1(x);
  return ok;
}
/* init/fini pair on a caller's struct, same file */
static int c_init(struct ctx *x, const char *s) {
  x->pg = PQconnectdb(s);
  if (PQstatus(x->pg) != CONNECTION_OK) {
    PQfinish(x->pg);
    x->pg = NULL;
    return -1;
  }
  return 0;
}
static void c_fini(struct ctx *x) {
  if (x->pg) {
    PQfinish(x->pg);
    x->pg = NULL;
  }
}
int pair_ok(void) {
  struct ctx x;
  if (c_init(&x, "a"))
    return 1;
  c_fini(&x);
  return 0;
}
int pair_leak(void) {
  struct ctx x;
  if (c_init(&x, "a"))
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'x.pg' from 'c_init' is not released on every path
    return 1;
  if (PQsocket(x.pg) < 0)
    return 2;
  c_fini(&x);
  return 0;
}
int pair_global_trap(struct ctx *x) {
  if (c_init(x, "a"))
    return 1;
  if (PQsocket(x->pg) < 0)
    return 2;
  return 0;
}
static struct ctx G;
int pair_static_trap(void) { return c_init(&G, "x"); }
/* sqlite: init that leaves the db open on error (documented sqlite behaviour)
 */
static int s_open(const char *f, sqlite3 **pdb) {
  int rc = sqlite3_open(f, pdb);
  if (rc != SQLITE_OK) {
    note("%s", sqlite3_errmsg(*pdb));
    sqlite3_close(*pdb);
    *pdb = NULL;
  }
  return rc;
}
int s_use(const char *f) {
  sqlite3 *db;
  if (s_open(f, &db) != SQLITE_OK)
    return -1;
  sqlite3_close(db);
  return 0;
}
static int s_open_bad(const char *f, sqlite3 **pdb) {
  int rc = sqlite3_open(f, pdb);
  if (rc != SQLITE_OK)
    note("%s", sqlite3_errmsg(*pdb));
  return rc;
}
int s_use_bad_leak(const char *f) {
  sqlite3 *db;
  if (s_open_bad(f, &db) != SQLITE_OK)
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'db' from 's_open_bad' is not released on every path
    return -1;
  sqlite3_close(db);
  return 0;
}
static sqlite3 *s_open_ret(const char *f) {
  sqlite3 *db;
  if (sqlite3_open(f, &db) == SQLITE_OK)
    return db;
  sqlite3_close(db);
  return NULL;
}
int s_use_ret_leak(const char *f) {
  sqlite3 *db = s_open_ret(f);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'db' from 's_open_ret' is not released on every path
  if (!db)
    return -1;
  if (sqlite3_exec(db, "x", 0, 0, 0) != SQLITE_OK)
    return -1;
  return sqlite3_close(db);
}
/* prepare helper printing errors */
static sqlite3_stmt *prep(sqlite3 *db, const char *fmt, ...) {
  va_list ap;
  char *sql;
  sqlite3_stmt *st = NULL;
  va_start(ap, fmt);
  sql = sqlite3_vmprintf(fmt, ap);
  va_end(ap);
  if (sqlite3_prepare_v2(db, sql, -1, &st, NULL) != SQLITE_OK) {
    note("%s: %s", sql, sqlite3_errmsg(db));
    sqlite3_finalize(st);
    st = NULL;
  }
  sqlite3_free(sql);
  return st;
}
int prep_use(sqlite3 *db) {
  sqlite3_stmt *s = prep(db, "x %d", 1);
  if (s && sqlite3_step(s) == SQLITE_ROW) {
    int n = sqlite3_column_int(s, 0);
    sqlite3_finalize(s);
    return n;
  }
  sqlite3_finalize(s);
  return -1;
}
int prep_use_leak(sqlite3 *db) {
  sqlite3_stmt *s = prep(db, "x %d", 1);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 's' from 'prep' is not released on every path
  if (s && sqlite3_step(s) == SQLITE_ROW) {
    int n = sqlite3_column_int(s, 0);
    sqlite3_finalize(s);
    return n;
  }
  return -1;
}
static int exec_printf(sqlite3 *db, const char *fmt, ...) {
  va_list ap;
  char *sql, *err = NULL;
  int rc;
  va_start(ap, fmt);
  sql = sqlite3_vmprintf(fmt, ap);
  va_end(ap);
  if (sql == NULL)
    return SQLITE_NOMEM;
  rc = sqlite3_exec(db, sql, NULL, NULL, &err);
  if (rc != SQLITE_OK)
    note("%s", err ? err : "unknown");
  sqlite3_free(err);
  sqlite3_free(sql);
  return rc;
}
static int exec_printf_leak(sqlite3 *db, const char *fmt, ...) {
  va_list ap;
  char *sql, *err = NULL;
  int rc;
  va_start(ap, fmt);
  sql = sqlite3_vmprintf(fmt, ap);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'sql' from 'sqlite3_vmprintf' is not released on every path
  va_end(ap);
  rc = sqlite3_exec(db, sql, NULL, NULL, &err);
  if (rc != SQLITE_OK) {
    note("%s", err);
    sqlite3_free(err);
    return rc;
  }
  sqlite3_free(sql);
  return rc;
}
/* a row callback that gets a struct */
struct acc {
  char **names;
  int n;
  sqlite3 *db;
};
static int on_row(void *ud, int n, char **v, char **cols) {
  struct acc *a = ud;
  a->names[a->n++] = sqlite3_mprintf("%s", v[0]);
  return 0;
}
int collect(sqlite3 *db, struct acc *a) {
  char *err = NULL;
  int rc = sqlite3_exec(db, "x", on_row, a, &err);
  if (rc) {
    note("%s", err);
    sqlite3_free(err);
  }
  return rc;
}
int unknown_struct_leak(void) {
  struct ctx x = {0};
  x.pg = PQconnectdb("");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'x.pg' from 'PQconnectdb' is not released on every path
  if (PQstatus(x.pg) != CONNECTION_OK)
    return -1;
  PQfinish(x.pg);
  return 0;
}
int bitfield_flags(
    PGconn *c, struct { unsigned own : 1, more : 1; } * f);
struct bf {
  unsigned own : 1;
  PGresult *r;
};
int bitfield_ok(PGconn *c, PGresult *given) {
  struct bf b = {0, given};
  int n;
  if (!b.r) {
    b.r = PQexec(c, "x");
    b.own = 1;
  }
  n = PQntuples(b.r);
  if (b.own)
    PQclear(b.r);
  return n;
}
int neg_idx(PGconn *c, int want) {
  PGresult *r = PQexec(c, "x");
  int col = PQfnumber(r, "id"), ret;
  ret = col < 0 ? -1 : atoi(PQgetvalue(r, 0, col));
  PQclear(r);
  return ret;
}
int neg_idx_leak(PGconn *c, int want) {
  PGresult *r = PQexec(c, "x");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'r' from 'PQexec' is not released on every path
  int col = PQfnumber(r, "id"), ret;
  if (col < 0)
    return -1;
  ret = atoi(PQgetvalue(r, 0, col));
  PQclear(r);
  return ret;
}
int rc_decl_pair(sqlite3 *db) {
  sqlite3_stmt *s;
  int n = 0, rc = sqlite3_prepare_v2(db, "x", -1, &s, 0);
  if (rc != SQLITE_OK)
    return n;
  while ((rc = sqlite3_step(s)) == SQLITE_ROW)
    n++;
  sqlite3_finalize(s);
  return n;
}
int rc_decl_pair2(sqlite3 *db) {
  char *e = 0;
  int rc = sqlite3_exec(db, "x", 0, 0, &e), ok = rc == SQLITE_OK;
  if (!ok) {
    note("%s", e);
    sqlite3_free(e);
  }
  return ok;
}
