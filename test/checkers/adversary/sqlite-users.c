// RUN: %check %s -- -std=gnu11
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Programs that embed SQLite: messages, texts, statements, backups.

#include <errno.h>
#include <sqlite3.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct store {
  sqlite3 *db;
  sqlite3_stmt *ins, *sel, *del;
  char *path;
  int flags;
};
extern void errorf(const char *, ...);
extern int notify(const char *key, int n);

int st_open_leak(const char *path, sqlite3 **out) {
  sqlite3 *db;
  if (sqlite3_open(path, &db) != SQLITE_OK) {
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'db' from 'sqlite3_open' is not released on every path
    errorf("open: %s", sqlite3_errmsg(db));
    return -1;
  }
  *out = db;
  return 0;
}

int st_open_ok(const char *path, sqlite3 **out) {
  sqlite3 *db = NULL;
  int rc = sqlite3_open_v2(path, &db, SQLITE_OPEN_READWRITE, NULL);
  if (rc) {
    errorf("open: %s", sqlite3_errmsg(db));
    sqlite3_close(db);
    return rc;
  }
  *out = db;
  return SQLITE_OK;
}

int st_open_direct_out(const char *path, sqlite3 **out) {
  int rc = sqlite3_open(path, out);
  if (rc != SQLITE_OK) {
    errorf("%s", sqlite3_errmsg(*out));
    return rc;
  }
  return rc;
}

int exec_errmsg_ok(sqlite3 *db, const char *sql) {
  char *err = NULL;
  int rc = sqlite3_exec(db, sql, NULL, NULL, &err);
  if (rc != SQLITE_OK) {
    fprintf(stderr, "SQL error: %s\n", err);
    sqlite3_free(err);
  }
  return rc;
}
int exec_errmsg_leak(sqlite3 *db, const char *sql) {
  char *err = NULL;
  int rc = sqlite3_exec(db, sql, NULL, NULL, &err);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'err' from 'sqlite3_exec' is not released on every path
  if (rc != SQLITE_OK) {
    fprintf(stderr, "SQL error: %s\n", err);
    return -1;
  }
  return 0;
}
int exec_errmsg_always_free(sqlite3 *db, const char *sql) {
  char *err = 0;
  int rc = sqlite3_exec(db, sql, 0, 0, &err);
  if (err) {
    errorf("%s", err);
  }
  sqlite3_free(err);
  return rc;
}
int exec_errmsg_if_err(sqlite3 *db, const char *sql) {
  char *err = 0;
  sqlite3_exec(db, sql, 0, 0, &err);
  if (err) {
    errorf("%s", err);
    sqlite3_free(err);
    return 0;
  }
  return 1;
}
int exec_errmsg_if_err_leak(sqlite3 *db, const char *sql) {
  char *err = 0;
  sqlite3_exec(db, sql, 0, 0, &err);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'err' from 'sqlite3_exec' is not released on every path
  if (err != NULL) {
    errorf("%s", err);
    return 0;
  }
  return 1;
}
/* out to the caller */
int exec_errmsg_caller(sqlite3 *db, const char *sql, char **errmsg) {
  return sqlite3_exec(db, sql, 0, 0, errmsg);
}
int exec_errmsg_reuse_leak(sqlite3 *db) {
  char *err = 0;
  int rc;
  rc = sqlite3_exec(db, "BEGIN", 0, 0, &err);
  if (rc)
    goto fail;
  rc = sqlite3_exec(db, "DELETE FROM t", 0, 0, &err);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'err' from 'sqlite3_exec' is not released on every path
  if (rc) {
    sqlite3_exec(db, "ROLLBACK", 0, 0, &err);
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'err' from 'sqlite3_exec' is not released on every path
    return rc;
  }
  rc = sqlite3_exec(db, "COMMIT", 0, 0, &err);
  if (rc)
    goto fail;
  return 0;
fail:
  errorf("%s", err);
  sqlite3_free(err);
  return rc;
}
int exec_errmsg_reuse_ok(sqlite3 *db) {
  char *err = 0;
  int rc;
  // CHECK: :[[@LINE+1]]:{{[0-9]+}}: warning: the transaction begun here on 'db' is not finished
  if ((rc = sqlite3_exec(db, "BEGIN", 0, 0, &err)) ||
      (rc = sqlite3_exec(db, "DELETE FROM t", 0, 0, &err)) ||
      (rc = sqlite3_exec(db, "COMMIT", 0, 0, &err))) {
    errorf("%s", err);
    sqlite3_free(err);
  }
  return rc;
}
int exec_only_ok_branch(sqlite3 *db) {
  char *err = 0;
  if (sqlite3_exec(db, "CREATE TABLE t(x)", 0, 0, &err) == SQLITE_OK)
    return 0;
  if (strstr(err, "already exists")) {
    sqlite3_free(err);
    return 0;
  }
  errorf("%s", err);
  sqlite3_free(err);
  return -1;
}
int exec_only_ok_branch_leak(sqlite3 *db) {
  char *err = 0;
  if (sqlite3_exec(db, "CREATE TABLE t(x)", 0, 0, &err) == SQLITE_OK)
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'err' from 'sqlite3_exec' is not released on every path
    return 0;
  if (strstr(err, "already exists"))
    return 0;
  errorf("%s", err);
  sqlite3_free(err);
  return -1;
}

char *mprintf_chain_ok(const char *tbl, char **cols, int n) {
  char *sql = sqlite3_mprintf("SELECT ");
  int i;
  for (i = 0; i < n; i++) {
    char *t = sqlite3_mprintf("%s%s\"%w\"", sql, i ? "," : "", cols[i]);
    sqlite3_free(sql);
    sql = t;
  }
  return sql;
}
char *mprintf_chain_leak(const char *tbl, char **cols, int n) {
  char *sql = sqlite3_mprintf("SELECT ");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'sql' from 'sqlite3_mprintf' is not released on every path
  int i;
  for (i = 0; i < n; i++)
    sql = sqlite3_mprintf("%s%s\"%w\"", sql, i ? "," : "", cols[i]);
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'sql' from 'sqlite3_mprintf' is not released on every path
  return sql;
}
char *mprintf_z_ok(const char *tbl, char **cols, int n) {
  /* %z frees its argument */
  char *sql = sqlite3_mprintf("SELECT ");
  int i;
  for (i = 0; i < n; i++)
    sql = sqlite3_mprintf("%z%s\"%w\"", sql, i ? "," : "", cols[i]);
  return sql;
}
int mprintf_exec_ok(sqlite3 *db, const char *name) {
  char *sql = sqlite3_mprintf("DELETE FROM t WHERE n=%Q", name);
  int rc;
  if (!sql)
    return SQLITE_NOMEM;
  rc = sqlite3_exec(db, sql, NULL, NULL, NULL);
  sqlite3_free(sql);
  return rc;
}
int mprintf_exec_leak(sqlite3 *db, const char *name) {
  char *sql = sqlite3_mprintf("DELETE FROM t WHERE n=%Q", name);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'sql' from 'sqlite3_mprintf' is not released on every path
  return sqlite3_exec(db, sql, NULL, NULL, NULL);
}
int mprintf_wrong_free(sqlite3 *db, const char *name) {
  char *sql = sqlite3_mprintf("DELETE FROM t WHERE n=%Q", name);
  int rc = sqlite3_exec(db, sql, NULL, NULL, NULL);
  free(sql); /* wrong function, but not lost */
  return rc;
}

int step_loop_leak(sqlite3 *db, int limit) {
  sqlite3_stmt *st;
  int n = 0, rc;
  if (sqlite3_prepare_v2(db, "SELECT k, n FROM t", -1, &st, NULL) != SQLITE_OK)
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'st' from 'sqlite3_prepare_v2' is not released on every path
    return -1;
  while ((rc = sqlite3_step(st)) == SQLITE_ROW) {
    if (notify((const char *)sqlite3_column_text(st, 0),
               sqlite3_column_int(st, 1)))
      return n;
    if (++n >= limit)
      break;
  }
  sqlite3_finalize(st);
  return n;
}
int step_loop_ok(sqlite3 *db, int limit) {
  sqlite3_stmt *st = NULL;
  int n = 0, rc, ret = -1;
  if (sqlite3_prepare_v2(db, "SELECT k, n FROM t", -1, &st, NULL) !=
      SQLITE_OK) {
    errorf("%s", sqlite3_errmsg(db));
    return -1;
  }
  for (;;) {
    rc = sqlite3_step(st);
    if (rc == SQLITE_ROW) {
      n++;
      continue;
    } else if (rc == SQLITE_BUSY) {
      sqlite3_sleep(10);
    } else if (rc == SQLITE_DONE) {
      ret = n;
      break;
    } else {
      errorf("step");
      break;
    }
  }
  sqlite3_finalize(st);
  return ret;
}
int step_switch_leak(sqlite3 *db) {
  sqlite3_stmt *st;
  int v = 0;
  if (sqlite3_prepare_v2(db, "PRAGMA user_version", -1, &st, NULL))
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'st' from 'sqlite3_prepare_v2' is not released on every path
    return -1;
  switch (sqlite3_step(st)) {
  case SQLITE_ROW:
    v = sqlite3_column_int(st, 0);
    break;
  case SQLITE_DONE:
    v = 0;
    break;
  default:
    return -1;
  }
  sqlite3_finalize(st);
  return v;
}
int step_switch_ok(sqlite3 *db) {
  sqlite3_stmt *st;
  int v = 0;
  if (sqlite3_prepare_v2(db, "PRAGMA user_version", -1, &st, NULL))
    return -1;
  switch (sqlite3_step(st)) {
  case SQLITE_ROW:
    v = sqlite3_column_int(st, 0);
    /* fallthrough */
  case SQLITE_DONE:
    break;
  default:
    sqlite3_finalize(st);
    return -1;
  }
  return sqlite3_finalize(st) == SQLITE_OK ? v : -1;
}

#define PREP(db, sql, st)                                                      \
  if (sqlite3_prepare_v2(db, sql, -1, st, NULL) != SQLITE_OK) {                \
    errorf("prepare: %s", sqlite3_errmsg(db));                                 \
    goto error;                                                                \
  }

int store_init_ok(struct store *s, const char *path) {
  memset(s, 0, sizeof *s);
  if (sqlite3_open(path, &s->db) != SQLITE_OK)
    goto error;
  PREP(s->db, "INSERT", &s->ins);
  PREP(s->db, "SELECT", &s->sel);
  PREP(s->db, "DELETE", &s->del);
  return 0;
error:
  sqlite3_finalize(s->ins);
  sqlite3_finalize(s->sel);
  sqlite3_close(s->db);
  return -1;
}
struct store *store_new_ok(const char *path) {
  struct store *s = calloc(1, sizeof *s);
  if (!s)
    return NULL;
  if (sqlite3_open(path, &s->db) != SQLITE_OK) {
    sqlite3_close(s->db);
    free(s);
    return NULL;
  }
  return s;
}
struct store *store_new_leak(const char *path) {
  struct store *s = calloc(1, sizeof *s);
  if (!s)
    return NULL;
  if (sqlite3_open(path, &s->db) != SQLITE_OK) {
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 's->db' from 'sqlite3_open' is not released on every path
    free(s);
    return NULL;
  }
  return s;
}
struct store *store_new_stmt_leak(const char *path) {
  struct store *s = calloc(1, sizeof *s);
  if (!s)
    return NULL;
  if (sqlite3_open(path, &s->db) != SQLITE_OK)
    goto fail;
  if (sqlite3_prepare_v2(s->db, "A", -1, &s->ins, 0) != SQLITE_OK)
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 's->ins' from 'sqlite3_prepare_v2' is not released on every path
    goto fail;
  if (sqlite3_prepare_v2(s->db, "B", -1, &s->sel, 0) != SQLITE_OK)
    goto fail;
  return s;
fail:
  sqlite3_close(s->db);
  free(s);
  return NULL;
}
static void store_free(struct store *s) {
  if (!s)
    return;
  if (s->ins)
    sqlite3_finalize(s->ins);
  if (s->sel)
    sqlite3_finalize(s->sel);
  if (s->del)
    sqlite3_finalize(s->del);
  if (s->db)
    sqlite3_close(s->db);
  free(s->path);
  free(s);
}
struct store *store_new_helper_ok(const char *path) {
  struct store *s = calloc(1, sizeof *s);
  if (!s)
    return NULL;
  if (sqlite3_open(path, &s->db) != SQLITE_OK ||
      sqlite3_prepare_v2(s->db, "A", -1, &s->ins, 0) != SQLITE_OK ||
      sqlite3_prepare_v2(s->db, "B", -1, &s->sel, 0) != SQLITE_OK) {
    store_free(s);
    return NULL;
  }
  return s;
}

int two_stmts_leak(sqlite3 *db) {
  sqlite3_stmt *a, *b;
  if (sqlite3_prepare_v2(db, "A", -1, &a, 0) != SQLITE_OK)
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'a' from 'sqlite3_prepare_v2' is not released on every path
    return -1;
  if (sqlite3_prepare_v2(db, "B", -1, &b, 0) != SQLITE_OK)
    return -1;
  while (sqlite3_step(a) == SQLITE_ROW) {
    sqlite3_bind_int(b, 1, sqlite3_column_int(a, 0));
    sqlite3_step(b);
    sqlite3_reset(b);
  }
  sqlite3_finalize(b);
  sqlite3_finalize(a);
  return 0;
}
int two_stmts_or(sqlite3 *db) {
  sqlite3_stmt *a = NULL, *b = NULL;
  int rc;
  if ((rc = sqlite3_prepare_v2(db, "A", -1, &a, 0)) != SQLITE_OK ||
      (rc = sqlite3_prepare_v2(db, "B", -1, &b, 0)) != SQLITE_OK) {
    sqlite3_finalize(a);
    sqlite3_finalize(b);
    return rc;
  }
  rc = sqlite3_step(a) == SQLITE_ROW && sqlite3_step(b) == SQLITE_ROW;
  sqlite3_finalize(a);
  sqlite3_finalize(b);
  return rc;
}
int two_stmts_or_leak(sqlite3 *db) {
  sqlite3_stmt *a = NULL, *b = NULL;
  int rc;
  if ((rc = sqlite3_prepare_v2(db, "A", -1, &a, 0)) != SQLITE_OK ||
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'a' from 'sqlite3_prepare_v2' is not released on every path
      (rc = sqlite3_prepare_v2(db, "B", -1, &b, 0)) != SQLITE_OK) {
    return rc;
  }
  sqlite3_finalize(a);
  sqlite3_finalize(b);
  return rc;
}
int rc_chain_ok(sqlite3 *db) {
  sqlite3_stmt *st = NULL;
  int rc = sqlite3_prepare_v2(db, "A", -1, &st, 0);
  if (rc == SQLITE_OK)
    rc = sqlite3_bind_int(st, 1, 5);
  if (rc == SQLITE_OK)
    rc = sqlite3_step(st);
  if (rc == SQLITE_DONE)
    rc = SQLITE_OK;
  sqlite3_finalize(st);
  return rc;
}
int rc_chain_leak(sqlite3 *db) {
  sqlite3_stmt *st = NULL;
  int rc = sqlite3_prepare_v2(db, "A", -1, &st, 0);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'st' from 'sqlite3_prepare_v2' is not released on every path
  if (rc == SQLITE_OK)
    rc = sqlite3_bind_int(st, 1, 5);
  if (rc == SQLITE_OK) {
    rc = sqlite3_step(st);
    sqlite3_finalize(st);
  }
  return rc;
}
int rc_ok_then_finalize(sqlite3 *db) {
  sqlite3_stmt *st;
  int rc = sqlite3_prepare_v2(db, "A", -1, &st, 0);
  if (rc == SQLITE_OK) {
    if (sqlite3_bind_text(st, 1, "x", -1, SQLITE_STATIC) == SQLITE_OK)
      rc = sqlite3_step(st);
    rc = sqlite3_finalize(st);
  }
  return rc;
}
int stmt_prepared_no_check(sqlite3 *db) {
  sqlite3_stmt *st;
  sqlite3_prepare_v2(db, "A", -1, &st, 0);
  int ok = sqlite3_step(st) == SQLITE_ROW;
  sqlite3_finalize(st);
  return ok;
}
int stmt_prepared_no_check_leak(sqlite3 *db) {
  sqlite3_stmt *st;
  sqlite3_prepare_v2(db, "A", -1, &st, 0);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'st' from 'sqlite3_prepare_v2' is not released on every path
  if (sqlite3_step(st) != SQLITE_ROW)
    return 0;
  sqlite3_finalize(st);
  return 1;
}
int reset_is_not_finalize_leak(sqlite3 *db) {
  sqlite3_stmt *st;
  if (sqlite3_prepare_v2(db, "A", -1, &st, 0) != SQLITE_OK)
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'st' from 'sqlite3_prepare_v2' is not released on every path
    return 0;
  sqlite3_step(st);
  sqlite3_reset(st);
  return 1;
}
int loop_prepare_leak(sqlite3 *db, const char **q, int n) {
  sqlite3_stmt *st = NULL;
  for (int i = 0; i < n; i++) {
    sqlite3_prepare_v2(db, q[i], -1, &st, NULL);
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'st' from 'sqlite3_prepare_v2' is not released on every path
    sqlite3_step(st);
  }
  sqlite3_finalize(st);
  return 0;
}
int multi_sql_ok(sqlite3 *db, const char *sql) {
  const char *tail = sql;
  sqlite3_stmt *st = NULL;
  int rc = SQLITE_OK;
  while (rc == SQLITE_OK && *tail) {
    rc = sqlite3_prepare_v2(db, tail, -1, &st, &tail);
    if (rc != SQLITE_OK)
      continue;
    if (!st)
      continue;
    while (sqlite3_step(st) == SQLITE_ROW)
      ;
    rc = sqlite3_finalize(st);
    st = NULL;
  }
  return rc;
}
int get_table_leak(sqlite3 *db) {
  char **tab;
  int r, c;
  char *err = NULL;
  if (sqlite3_get_table(db, "SELECT 1", &tab, &r, &c, &err) != SQLITE_OK) {
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'tab' from 'sqlite3_get_table' is not released on every path
    sqlite3_free(err);
    return -1;
  }
  if (r == 0)
    return 0;
  r = atoi(tab[c]);
  sqlite3_free_table(tab);
  return r;
}
int get_table_ok(sqlite3 *db) {
  char **tab = NULL;
  int r, c;
  int rc = sqlite3_get_table(db, "SELECT 1", &tab, &r, &c, NULL);
  if (rc == SQLITE_OK && r > 0)
    rc = atoi(tab[c]);
  sqlite3_free_table(tab);
  return rc;
}
int backup_ok(sqlite3 *from, const char *file) {
  sqlite3 *to;
  sqlite3_backup *b;
  int rc = sqlite3_open(file, &to);
  if (rc == SQLITE_OK) {
    b = sqlite3_backup_init(to, "main", from, "main");
    if (b) {
      (void)sqlite3_backup_step(b, -1);
      (void)sqlite3_backup_finish(b);
    }
    rc = sqlite3_errcode(to);
  }
  (void)sqlite3_close(to);
  return rc;
}
int backup_leak(sqlite3 *from, const char *file) {
  sqlite3 *to;
  sqlite3_backup *b;
  int rc = sqlite3_open(file, &to);
  if (rc == SQLITE_OK) {
    b = sqlite3_backup_init(to, "main", from, "main");
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'b' from 'sqlite3_backup_init' is not released on every path
    if (b) {
      do {
        rc = sqlite3_backup_step(b, 5);
        if (rc != SQLITE_OK && rc != SQLITE_DONE && rc != SQLITE_BUSY)
          goto end;
      } while (rc != SQLITE_DONE);
      sqlite3_backup_finish(b);
    }
  }
end:
  sqlite3_close(to);
  return rc;
}
int blob_leak(sqlite3 *db, sqlite3_int64 id, void *buf, int n) {
  sqlite3_blob *b;
  if (sqlite3_blob_open(db, "main", "t", "c", id, 0, &b))
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'b' from 'sqlite3_blob_open' is not released on every path
    return -1;
  if (sqlite3_blob_bytes(b) > n)
    return -2;
  if (sqlite3_blob_read(b, buf, n, 0)) {
    sqlite3_blob_close(b);
    return -3;
  }
  sqlite3_blob_close(b);
  return 0;
}
static int cb_count(void *p, int n, char **v, char **c) {
  sqlite3 *db = p;
  sqlite3_stmt *st;
  if (sqlite3_prepare_v2(db, v[0], -1, &st, NULL) != SQLITE_OK)
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'st' from 'sqlite3_prepare_v2' is not released on every path
    return 1;
  if (sqlite3_step(st) != SQLITE_ROW)
    return 1;
  sqlite3_finalize(st);
  return 0;
}
void fn_text(sqlite3_context *ctx, int n, sqlite3_value **v) {
  char *s = sqlite3_mprintf("%s!", sqlite3_value_text(v[0]));
  sqlite3_result_text(ctx, s, -1, sqlite3_free);
}
void fn_text_leak(sqlite3_context *ctx, int n, sqlite3_value **v) {
  char *s = sqlite3_mprintf("%s!", sqlite3_value_text(v[0]));
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 's' from 'sqlite3_mprintf' is not released on every path
  sqlite3_result_text(ctx, s, -1, SQLITE_TRANSIENT);
}
void fn_err_leak(sqlite3_context *ctx, int n, sqlite3_value **v) {
  char *s = sqlite3_mprintf("bad %s", sqlite3_value_text(v[0]));
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 's' from 'sqlite3_mprintf' is not released on every path
  sqlite3_result_error(ctx, s, -1);
}
void fn_err_ok(sqlite3_context *ctx, int n, sqlite3_value **v) {
  char *s = sqlite3_mprintf("bad %s", sqlite3_value_text(v[0]));
  sqlite3_result_error(ctx, s, -1);
  sqlite3_free(s);
}
bool busy_retry_ok(sqlite3 *db) {
  char *err;
  int rc, tries = 0;
  do {
    err = NULL;
    // CHECK: :[[@LINE+1]]:{{[0-9]+}}: warning: the transaction begun here on 'db' is not finished
    rc = sqlite3_exec(db, "BEGIN", 0, 0, &err);
    if (err)
      sqlite3_free(err);
  } while (rc == SQLITE_BUSY && ++tries < 5);
  return rc == SQLITE_OK;
}
bool busy_retry_leak(sqlite3 *db) {
  char *err = NULL;
  int rc, tries = 0;
  while ((rc = sqlite3_exec(db, "BEGIN", 0, 0, &err)) == SQLITE_BUSY &&
  // CHECK-DAG: :[[@LINE-1]]:{{[0-9]+}}: warning: 'err' from 'sqlite3_exec' is not released on every path
  // CHECK-DAG: :[[@LINE-2]]:{{[0-9]+}}: warning: the transaction begun here on 'db' is not finished
         ++tries < 5)
    sqlite3_sleep(5);
  if (rc != SQLITE_OK) {
    errorf("%s", err);
    sqlite3_free(err);
    return false;
  }
  return true;
}
