// RUN: %check %s -- -std=gnu11
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Nested branches, status codes, correlated conditions, macros that leave.

#include <errno.h>
#include <fcntl.h>
#include <libpq-fe.h>
#include <mysql.h>
#include <sqlite3.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

typedef enum { ST_OK, ST_FAIL, ST_NOTFOUND, ST_AGAIN } status_t;
typedef struct {
  PGconn *conn;
  char err[100];
  unsigned flags;
  int depth;
} db_t;
extern void warnf(const char *, ...);
extern int verbose;
extern int parse_row(PGresult *, int, void *);
extern char *render(const char *, ...);
extern void panic(const char *) __attribute__((noreturn));

status_t find_leak(db_t *d, const char *k, int *out) {
  PGresult *r;
  const char *v[] = {k};
  status_t st = ST_FAIL;
  r = PQexecParams(d->conn, "x", 1, 0, v, 0, 0, 0);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'r' from 'PQexecParams' is not released on every path
  if (r) {
    if (PQresultStatus(r) == PGRES_TUPLES_OK) {
      if (PQntuples(r) == 1) {
        *out = atoi(PQgetvalue(r, 0, 0));
        st = ST_OK;
      } else if (PQntuples(r) == 0) {
        return ST_NOTFOUND;
      }
    }
    PQclear(r);
  }
  return st;
}
status_t find_ok(db_t *d, const char *k, int *out) {
  PGresult *r;
  const char *v[] = {k};
  status_t st = ST_FAIL;
  r = PQexecParams(d->conn, "x", 1, 0, v, 0, 0, 0);
  if (r) {
    if (PQresultStatus(r) == PGRES_TUPLES_OK) {
      if (PQntuples(r) == 1) {
        *out = atoi(PQgetvalue(r, 0, 0));
        st = ST_OK;
      } else if (PQntuples(r) == 0) {
        st = ST_NOTFOUND;
      }
    }
    PQclear(r);
  }
  return st;
}
static status_t query(db_t *d, const char *q, PGresult **r) {
  *r = PQexec(d->conn, q);
  switch (PQresultStatus(*r)) {
  case PGRES_TUPLES_OK:
    return PQntuples(*r) ? ST_OK : ST_NOTFOUND;
  case PGRES_COMMAND_OK:
    return ST_OK;
  default:
    strncpy(d->err, PQresultErrorMessage(*r), sizeof d->err);
    PQclear(*r);
    *r = NULL;
    return ST_FAIL;
  }
}
status_t use_query_ok(db_t *d) {
  PGresult *r;
  status_t st = query(d, "x", &r);
  if (st == ST_FAIL)
    return st;
  PQclear(r);
  return st;
}
status_t use_query_leak(db_t *d) {
  PGresult *r;
  status_t st = query(d, "x", &r);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'r' from 'query' is not released on every path
  if (st != ST_OK) /* ST_NOTFOUND keeps a result */
    return st;
  PQclear(r);
  return st;
}
static status_t query2(db_t *d, const char *q, PGresult **r) {
  PGresult *t = PQexec(d->conn, q);
  if (PQresultStatus(t) == PGRES_TUPLES_OK) {
    if (PQntuples(t) == 0) {
      PQclear(t);
      return ST_NOTFOUND;
    }
    *r = t;
    return ST_OK;
  }
  PQclear(t);
  return ST_FAIL;
}
status_t use_query2_ok(db_t *d) {
  PGresult *r = NULL;
  status_t st;
  if ((st = query2(d, "x", &r)) != ST_OK)
    return st;
  PQclear(r);
  return ST_OK;
}
status_t use_query2_switch(db_t *d) {
  PGresult *r = NULL;
  switch (query2(d, "x", &r)) {
  case ST_OK:
    PQclear(r);
    return ST_OK;
  case ST_NOTFOUND:
    return ST_NOTFOUND;
  default:
    return ST_FAIL;
  }
}
int correlated_rc(db_t *d) {
  PGresult *r = NULL;
  int rc = 0;
  if (d->flags & 1) {
    r = PQexec(d->conn, "x");
    if (PQresultStatus(r) != PGRES_TUPLES_OK)
      rc = -1;
  }
  if (rc == 0 && (d->flags & 1))
    rc = PQntuples(r);
  if (d->flags & 1)
    PQclear(r);
  return rc;
}
int correlated_verbose(db_t *d) {
  char *s = NULL;
  if (verbose)
    s = PQescapeLiteral(d->conn, "x", 1);
  puts("work");
  if (verbose)
    PQfreemem(s);
  return 0;
}
int correlated_ptr(db_t *d, const char *name) {
  char *esc = NULL, *q;
  PGresult *r;
  int n;
  if (name)
    esc = PQescapeLiteral(d->conn, name, strlen(name));
  q = render("select %s", name ? esc : "NULL");
  r = PQexec(d->conn, q);
  free(q);
  if (name)
    PQfreemem(esc);
  n = PQntuples(r);
  PQclear(r);
  return n;
}
int not_correlated_leak(db_t *d, const char *name, int deep) {
  char *esc = NULL;
  PGresult *r;
  if (name)
    esc = PQescapeLiteral(d->conn, name, strlen(name));
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'esc' from 'PQescapeLiteral' is not released on every path
  r = PQexec(d->conn, esc ? esc : "x");
  if (deep)
    PQfreemem(esc);
  PQclear(r);
  return 0;
}
int nest4_leak(db_t *d) {
  PGresult *a, *b;
  a = PQexec(d->conn, "a");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'a' from 'PQexec' is not released on every path
  if (PQresultStatus(a) == PGRES_TUPLES_OK) {
    b = PQexec(d->conn, "b");
    if (PQresultStatus(b) == PGRES_TUPLES_OK) {
      int n = PQntuples(a) + PQntuples(b);
      PQclear(b);
      PQclear(a);
      return n;
    } else {
      warnf("b failed");
      PQclear(b);
    }
  } else {
    warnf("a failed");
    PQclear(a);
  }
  return -1;
}
int nest4_ok(db_t *d) {
  PGresult *a, *b;
  a = PQexec(d->conn, "a");
  if (PQresultStatus(a) == PGRES_TUPLES_OK) {
    b = PQexec(d->conn, "b");
    if (PQresultStatus(b) == PGRES_TUPLES_OK) {
      int n = PQntuples(a) + PQntuples(b);
      PQclear(b);
      PQclear(a);
      return n;
    }
    warnf("b failed");
    PQclear(b);
  }
  PQclear(a);
  return -1;
}
int break_out_leak(db_t *d, PGresult *ids) {
  int i, n = PQntuples(ids);
  for (i = 0; i < n; i++) {
    PGresult *r = PQexec(d->conn, PQgetvalue(ids, i, 0));
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'r' from 'PQexec' is not released on every path
    if (parse_row(r, 0, d) < 0)
      break;
    PQclear(r);
  }
  return i == n ? 0 : -1;
}
int goto_next_ok(db_t *d, PGresult *ids) {
  int i;
  for (i = 0; i < PQntuples(ids); i++) {
    PGresult *r = PQexec(d->conn, PQgetvalue(ids, i, 0));
    if (PQresultStatus(r) != PGRES_TUPLES_OK)
      goto next;
    if (parse_row(r, 0, d) < 0)
      goto next;
    warnf("row");
  next:
    PQclear(r);
  }
  return 0;
}
int goto_next_leak(db_t *d, PGresult *ids) {
  int i;
  for (i = 0; i < PQntuples(ids); i++) {
    PGresult *r = PQexec(d->conn, PQgetvalue(ids, i, 0));
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'r' from 'PQexec' is not released on every path
    if (PQresultStatus(r) != PGRES_TUPLES_OK)
      goto next;
    PQclear(r);
  next:;
  }
  return 0;
}
int set_null_reuse(db_t *d) {
  PGresult *r = NULL;
  int rc = -1;
  r = PQexec(d->conn, "a");
  if (PQresultStatus(r) != PGRES_COMMAND_OK)
    goto end;
  PQclear(r);
  r = NULL;
  if (d->depth > 4)
    goto end;
  r = PQexec(d->conn, "b");
  rc = PQresultStatus(r) == PGRES_COMMAND_OK ? 0 : -1;
end:
  if (r != NULL) {
    PQclear(r);
  }
  return rc;
}
int set_null_without_clear_leak(db_t *d) {
  PGresult *r = PQexec(d->conn, "a");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'r' from 'PQexec' is not released on every path
  if (PQresultStatus(r) != PGRES_COMMAND_OK)
    warnf("x");
  r = NULL;
  return 0;
}
/* an abort in a macro; unlikely */
#define unlikely(x) __builtin_expect(!!(x), 0)
#define likely(x) __builtin_expect(!!(x), 1)
#define OOM(p)                                                                 \
  do {                                                                         \
    if (unlikely(!(p)))                                                        \
      panic("oom");                                                            \
  } while (0)
#define TRY(x)                                                                 \
  do {                                                                         \
    rc = (x);                                                                  \
    if (rc != SQLITE_OK)                                                       \
      goto fail;                                                               \
  } while (0)
#define RETURN_IF(x, v)                                                        \
  if (x)                                                                       \
  return (v)
int unlikely_ok(db_t *d) {
  PGresult *r = PQexec(d->conn, "a");
  if (unlikely(r == NULL))
    return -1;
  if (likely(PQresultStatus(r) == PGRES_COMMAND_OK)) {
    PQclear(r);
    return 0;
  }
  PQclear(r);
  return -1;
}
int unlikely_leak(db_t *d) {
  PGresult *r = PQexec(d->conn, "a");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'r' from 'PQexec' is not released on every path
  if (unlikely(r == NULL))
    return -1;
  if (unlikely(PQresultStatus(r) != PGRES_COMMAND_OK))
    return -2;
  PQclear(r);
  return 0;
}
int oom_ok(db_t *d) {
  PGresult *r = PQexec(d->conn, "a");
  OOM(r);
  PQclear(r);
  return 0;
}
int try_ok(sqlite3 *db) {
  int rc;
  sqlite3_stmt *s = NULL;
  TRY(sqlite3_prepare_v2(db, "x", -1, &s, NULL));
  TRY(sqlite3_bind_int(s, 1, 1));
  TRY(sqlite3_step(s) == SQLITE_DONE ? SQLITE_OK : SQLITE_ERROR);
fail:
  sqlite3_finalize(s);
  return rc;
}
int try_leak(sqlite3 *db) {
  int rc;
  sqlite3_stmt *s;
  TRY(sqlite3_prepare_v2(db, "x", -1, &s, NULL));
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 's' from 'sqlite3_prepare_v2' is not released on every path
  TRY(sqlite3_bind_int(s, 1, 1));
  sqlite3_finalize(s);
  return 0;
fail:
  return rc;
}
int return_if_leak(sqlite3 *db) {
  sqlite3_stmt *s;
  RETURN_IF(sqlite3_prepare_v2(db, "x", -1, &s, NULL) != SQLITE_OK, -1);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 's' from 'sqlite3_prepare_v2' is not released on every path
  RETURN_IF(sqlite3_step(s) != SQLITE_ROW, -2);
  sqlite3_finalize(s);
  return 0;
}
/* two connections */
int copy_db_leak(const char *a, const char *b) {
  sqlite3 *x = NULL, *y = NULL;
  if (sqlite3_open(a, &x) != SQLITE_OK) {
    sqlite3_close(x);
    return -1;
  }
  if (sqlite3_open(b, &y) != SQLITE_OK) {
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'y' from 'sqlite3_open' is not released on every path
    sqlite3_close(x);
    return -1;
  }
  sqlite3_close(x);
  sqlite3_close(y);
  return 0;
}
int copy_db_leak2(const char *a, const char *b) {
  sqlite3 *x, *y;
  if (sqlite3_open(a, &x) != SQLITE_OK) {
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'x' from 'sqlite3_open' is not released on every path
    sqlite3_close(x);
    return -1;
  }
  if (sqlite3_open(b, &y) != SQLITE_OK) {
    sqlite3_close(y);
    return -1;
  }
  sqlite3_close(y);
  sqlite3_close(x);
  return 0;
}
/* fork/exec */
int child(void) {
  PGconn *c = PQconnectdb("");
  pid_t p = fork();
  if (p == 0) {
    execlp("x", "x", (char *)0);
    _exit(127);
  }
  PQfinish(c);
  return 0;
}
/* rc from two places */
int rc_merge(sqlite3 *db, bool create) {
  char *err = NULL;
  int rc;
  if (create)
    rc = sqlite3_exec(db, "CREATE", 0, 0, &err);
  else
    rc = sqlite3_exec(db, "DELETE", 0, 0, &err);
  if (rc != SQLITE_OK) {
    warnf("%s", err);
    sqlite3_free(err);
    return 1;
  }
  return 0;
}
int rc_tern(sqlite3 *db, bool create) {
  char *err = NULL;
  int rc = create ? sqlite3_exec(db, "CREATE", 0, 0, &err)
                  : sqlite3_exec(db, "DELETE", 0, 0, &err);
  if (rc != SQLITE_OK) {
    warnf("%s", err);
    sqlite3_free(err);
  }
  return rc;
}
int rc_bool(sqlite3 *db) {
  char *err = NULL;
  bool ok = sqlite3_exec(db, "CREATE", 0, 0, &err) == SQLITE_OK;
  if (!ok) {
    warnf("%s", err);
    sqlite3_free(err);
  }
  return ok;
}
int rc_bool_prep(sqlite3 *db) {
  sqlite3_stmt *s;
  bool ok = sqlite3_prepare_v2(db, "x", -1, &s, 0) == SQLITE_OK;
  if (ok) {
    ok = sqlite3_step(s) == SQLITE_ROW;
    sqlite3_finalize(s);
  }
  return ok;
}
int rc_bool_prep_leak(sqlite3 *db) {
  sqlite3_stmt *s;
  bool ok = sqlite3_prepare_v2(db, "x", -1, &s, 0) == SQLITE_OK;
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 's' from 'sqlite3_prepare_v2' is not released on every path
  if (ok)
    ok = sqlite3_step(s) == SQLITE_ROW;
  if (ok)
    sqlite3_finalize(s);
  return ok;
}
int rc_negated(sqlite3 *db) {
  sqlite3_stmt *s;
  int fail = sqlite3_prepare_v2(db, "x", -1, &s, 0) != SQLITE_OK;
  if (!fail) {
    sqlite3_step(s);
    sqlite3_finalize(s);
  }
  return fail;
}
int rc_or(sqlite3 *db) {
  sqlite3_stmt *s = NULL;
  int rc = sqlite3_prepare_v2(db, "x", -1, &s, 0);
  if (rc != SQLITE_OK || s == NULL)
    return rc;
  sqlite3_finalize(s);
  return rc;
}
int stmt_test_only(sqlite3 *db) {
  sqlite3_stmt *s = NULL;
  sqlite3_prepare_v2(db, "x", -1, &s, 0);
  if (!s)
    return -1;
  sqlite3_finalize(s);
  return 0;
}
int for_step_return_leak(sqlite3 *db, const char *want) {
  sqlite3_stmt *s;
  int id;
  if (sqlite3_prepare_v2(db, "x", -1, &s, 0) == SQLITE_OK) {
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 's' from 'sqlite3_prepare_v2' is not released on every path
    while (sqlite3_step(s) == SQLITE_ROW) {
      id = sqlite3_column_int(s, 0);
      if (!strcmp((const char *)sqlite3_column_text(s, 1), want))
        return id;
    }
    sqlite3_finalize(s);
  }
  return -1;
}
int open_in_loop_ok(char **files, int n) {
  int i, bad = 0;
  for (i = 0; i < n; i++) {
    sqlite3 *db;
    if (access(files[i], R_OK))
      continue;
    if (sqlite3_open(files[i], &db)) {
      bad++;
      sqlite3_close(db);
      continue;
    }
    sqlite3_exec(db, "VACUUM", 0, 0, 0);
    sqlite3_close(db);
  }
  return bad;
}
int open_in_loop_leak(char **files, int n) {
  int i, bad = 0;
  for (i = 0; i < n; i++) {
    sqlite3 *db;
    if (sqlite3_open(files[i], &db)) {
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'db' from 'sqlite3_open' is not released on every path
      bad++;
      continue;
    }
    sqlite3_close(db);
  }
  return bad;
}
int recursion_leak(db_t *d, int id) {
  char q[32];
  PGresult *r;
  int i, s = 0;
  snprintf(q, sizeof q, "%d", id);
  r = PQexec(d->conn, q);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'r' from 'PQexec' is not released on every path
  for (i = 0; i < PQntuples(r); i++) {
    int k = recursion_leak(d, atoi(PQgetvalue(r, i, 0)));
    if (k < 0)
      return k;
    s += k;
  }
  PQclear(r);
  return s;
}
static void finish_all(PGconn *c, PGresult *r, char *esc) {
  if (esc)
    PQfreemem(esc);
  if (r)
    PQclear(r);
  if (c)
    PQfinish(c);
}
int multi_free(const char *u) {
  PGconn *c = PQconnectdb("");
  char *esc;
  PGresult *r;
  if (PQstatus(c) != CONNECTION_OK) {
    finish_all(c, NULL, NULL);
    return -1;
  }
  esc = PQescapeLiteral(c, u, strlen(u));
  if (!esc) {
    finish_all(c, NULL, NULL);
    return -1;
  }
  r = PQexec(c, esc);
  if (PQresultStatus(r) != PGRES_TUPLES_OK) {
    finish_all(c, r, esc);
    return -1;
  }
  finish_all(c, r, esc);
  return 0;
}
int multi_free_leak(const char *u) {
  PGconn *c = PQconnectdb("");
  char *esc = PQescapeLiteral(c, u, strlen(u));
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'esc' from 'PQescapeLiteral' is not released on every path
  PGresult *r = PQexec(c, esc);
  if (PQresultStatus(r) != PGRES_TUPLES_OK) {
    finish_all(c, r, NULL);
    return -1;
  }
  finish_all(c, r, esc);
  return 0;
}
int const_query_leak(db_t *d, const char *k, const char **v) {
  const PGresult *r = PQexec(d->conn, k);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'r' from 'PQexec' is not released on every path
  *v = PQgetvalue(r, 0, 0); /* keeps it alive on purpose? no: lost */
  return PQntuples(r);
}
char *dup_then_return(db_t *d) {
  PGresult *r = PQexec(d->conn, "x");
  char *s = PQntuples(r) ? strdup(PQgetvalue(r, 0, 0)) : NULL;
  return PQclear(r), s;
}
