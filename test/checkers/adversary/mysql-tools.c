// RUN: %check %s -- -std=gnu11
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Tools over the MySQL C API: results, statements, helpers, flags.

#include <mysql.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct {
  MYSQL *my;
  MYSQL_RES *res;
  MYSQL_ROW row;
  int err;
  char last[256];
} DBH;
extern MYSQL mysql_g;
extern MYSQL *sock;
extern void slog(const char *, ...);
extern int handle_row(MYSQL_ROW, void *);

MYSQL *my_connect_leak(const char *h, const char *u, const char *p) {
  MYSQL *m = mysql_init(NULL);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'm' from 'mysql_init' is not released on every path
  if (!m)
    return NULL;
  if (!mysql_real_connect(m, h, u, p, NULL, 0, NULL, 0)) {
    slog("%s", mysql_error(m));
    return NULL;
  }
  return m;
}
MYSQL *my_connect_ok(const char *h, const char *u, const char *p) {
  MYSQL *m = mysql_init(NULL);
  if (m == NULL) {
    slog("oom");
    return NULL;
  }
  if (mysql_real_connect(m, h, u, p, NULL, 0, NULL, 0) == NULL) {
    slog("%s", mysql_error(m));
    mysql_close(m);
    return NULL;
  }
  mysql_set_character_set(m, "utf8mb4");
  return m;
}
MYSQL *my_connect_returns_value_leak(const char *h) {
  MYSQL *m = mysql_init(NULL), *c;
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'm' from 'mysql_init' is not released on every path
  c = mysql_real_connect(m, h, "u", "p", NULL, 0, NULL, 0);
  return c;
}
MYSQL *my_connect_tern_leak(const char *h) {
  MYSQL *m = mysql_init(NULL);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'm' from 'mysql_init' is not released on every path
  return mysql_real_connect(m, h, "u", "p", NULL, 0, NULL, 0) ? m : NULL;
}
int my_select_ok(MYSQL *m, const char *q, void *ud) {
  MYSQL_RES *r;
  MYSQL_ROW row;
  if (mysql_query(m, q))
    return -1;
  r = mysql_store_result(m);
  if (!r)
    return mysql_field_count(m) == 0 ? 0 : -1;
  while ((row = mysql_fetch_row(r)))
    if (handle_row(row, ud))
      break;
  mysql_free_result(r);
  return 0;
}
int my_select_leak(MYSQL *m, const char *q, void *ud) {
  MYSQL_RES *r;
  MYSQL_ROW row;
  if (mysql_query(m, q))
    return -1;
  r = mysql_store_result(m);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'r' from 'mysql_store_result' is not released on every path
  if (!r)
    return mysql_field_count(m) == 0 ? 0 : -1;
  while ((row = mysql_fetch_row(r)))
    if (handle_row(row, ud))
      return 1;
  mysql_free_result(r);
  return 0;
}
int my_fieldcount_first_ok(MYSQL *m) {
  MYSQL_RES *r = NULL;
  if (mysql_field_count(m) > 0) {
    r = mysql_store_result(m);
    if (r == NULL)
      return -1;
  }
  if (r != NULL)
    mysql_free_result(r);
  return 0;
}
int my_multi_ok(MYSQL *m) {
  int st;
  do {
    MYSQL_RES *r = mysql_store_result(m);
    if (r) {
      mysql_free_result(r);
    } else {
      if (mysql_field_count(m) == 0)
        slog("%lld rows", mysql_affected_rows(m));
      else {
        slog("failed");
        break;
      }
    }
    if ((st = mysql_next_result(m)) > 0)
      slog("err");
  } while (st == 0);
  return 0;
}
int my_multi_leak(MYSQL *m) {
  int st;
  MYSQL_RES *r;
  do {
    r = mysql_store_result(m);
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'r' from 'mysql_store_result' is not released on every path
    if (r) {
      if (mysql_num_rows(r) == 0)
        continue;
      mysql_free_result(r);
    }
  } while ((st = mysql_next_result(m)) == 0);
  return st;
}
void my_drain_ok(MYSQL *m) {
  MYSQL_RES *r;
  while (mysql_more_results(m) && mysql_next_result(m) == 0)
    if ((r = mysql_use_result(m)))
      mysql_free_result(r);
}
void my_drain_leak(MYSQL *m) {
  while (mysql_next_result(m) == 0)
    mysql_store_result(m);
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: result of 'mysql_store_result' is never released
}
int my_exists_leak(MYSQL *m, const char *q) {
  if (mysql_query(m, q))
    return 0;
  return mysql_num_rows(mysql_store_result(m)) > 0;
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: result of 'mysql_store_result' is never released
}
char *my_scalar_leak(MYSQL *m, const char *q) {
  MYSQL_RES *r;
  MYSQL_ROW row;
  char *out;
  if (mysql_query(m, q) != 0 || (r = mysql_store_result(m)) == NULL)
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'r' from 'mysql_store_result' is not released on every path
    return NULL;
  if ((row = mysql_fetch_row(r)) == NULL || row[0] == NULL)
    return NULL;
  out = strdup(row[0]);
  mysql_free_result(r);
  return out;
}
char *my_scalar_ok(MYSQL *m, const char *q) {
  MYSQL_RES *r;
  MYSQL_ROW row;
  char *out = NULL;
  if (mysql_query(m, q) == 0 && (r = mysql_store_result(m)) != NULL) {
    if ((row = mysql_fetch_row(r)) != NULL)
      out = row[0] ? strdup(row[0]) : NULL;
    mysql_free_result(r);
  }
  return out;
}
int my_stmt_leak(MYSQL *m, const char *q, int id) {
  MYSQL_BIND b[1];
  MYSQL_STMT *s = mysql_stmt_init(m);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 's' from 'mysql_stmt_init' is not released on every path
  if (!s)
    return -1;
  if (mysql_stmt_prepare(s, q, strlen(q))) {
    slog("%s", mysql_stmt_error(s));
    return -1;
  }
  memset(b, 0, sizeof b);
  b[0].buffer = &id;
  if (mysql_stmt_bind_param(s, b) || mysql_stmt_execute(s)) {
    mysql_stmt_close(s);
    return -1;
  }
  mysql_stmt_close(s);
  return 0;
}
int my_stmt_meta_ok(MYSQL *m, const char *q) {
  MYSQL_STMT *s = NULL;
  MYSQL_RES *meta = NULL;
  int ret = 1;
  if (!(s = mysql_stmt_init(m)))
    goto err;
  if (mysql_stmt_prepare(s, q, strlen(q)) != 0)
    goto err;
  meta = mysql_stmt_result_metadata(s);
  if (!meta)
    goto err;
  if (mysql_stmt_execute(s))
    goto err;
  while (!mysql_stmt_fetch(s))
    ;
  ret = 0;
err:
  if (meta)
    mysql_free_result(meta);
  if (s)
    mysql_stmt_close(s);
  return ret;
}
int my_stmt_meta_leak(MYSQL *m, const char *q) {
  MYSQL_STMT *s = mysql_stmt_init(m);
  MYSQL_RES *meta;
  unsigned n;
  if (!s)
    return -1;
  if (mysql_stmt_prepare(s, q, strlen(q)) != 0) {
    mysql_stmt_close(s);
    return -1;
  }
  meta = mysql_stmt_result_metadata(s);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'meta' from 'mysql_stmt_result_metadata' is not released on every path
  n = mysql_num_fields(meta);
  if (mysql_stmt_execute(s)) {
    mysql_stmt_close(s);
    return -1;
  }
  mysql_free_result(meta);
  mysql_stmt_close(s);
  return n;
}
/* mysql_stmt_free_result frees rows, not the statement */
int my_stmt_free_result_leak(MYSQL *m) {
  MYSQL_STMT *s = mysql_stmt_init(m);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 's' from 'mysql_stmt_init' is not released on every path
  mysql_stmt_prepare(s, "x", 1);
  mysql_stmt_execute(s);
  mysql_stmt_free_result(s);
  return 0;
}
int my_value_handle_leak(void) {
  MYSQL m;
  mysql_init(&m);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'm' from 'mysql_init' is not released on every path
  if (!mysql_real_connect(&m, "h", "u", "p", "d", 0, NULL, 0)) {
    slog("%s", mysql_error(&m));
    return 1;
  }
  if (mysql_query(&m, "FLUSH LOGS")) {
    slog("%s", mysql_error(&m));
    return 1;
  }
  mysql_close(&m);
  return 0;
}
int my_global_value_trap(void) {
  mysql_init(&mysql_g);
  if (!mysql_real_connect(&mysql_g, "h", "u", "p", "d", 0, NULL, 0))
    return 1;
  return 0;
}
int my_global_sock_trap(void) {
  sock = mysql_init(NULL);
  if (!mysql_real_connect(sock, "h", "u", "p", "d", 0, NULL, 0)) {
    slog("x");
    return 1;
  }
  return 0;
}
/* struct of handles, res stays in the handle */
int dbh_query_trap(DBH *h, const char *q) {
  if (h->res) {
    mysql_free_result(h->res);
    h->res = NULL;
  }
  if (mysql_query(h->my, q)) {
    h->err = mysql_errno(h->my);
    strncpy(h->last, mysql_error(h->my), sizeof h->last);
    return -1;
  }
  h->res = mysql_store_result(h->my);
  return h->res ? (int)mysql_num_rows(h->res) : 0;
}
char **dbh_next(DBH *h) {
  if (!h->res)
    return NULL;
  h->row = mysql_fetch_row(h->res);
  if (!h->row) {
    mysql_free_result(h->res);
    h->res = NULL;
  }
  return h->row;
}
/* row pointer kept: the classic use after free but no leak */
int my_nested_leak(MYSQL *m) {
  MYSQL_RES *outer, *inner;
  MYSQL_ROW r, r2;
  mysql_query(m, "a");
  outer = mysql_store_result(m);
  while (outer && (r = mysql_fetch_row(outer)) != NULL) {
    if (mysql_query(m, r[0])) {
      slog("bad");
      continue;
    }
    inner = mysql_store_result(m);
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'inner' from 'mysql_store_result' is not released on every path
    if (inner == NULL)
      continue;
    r2 = mysql_fetch_row(inner);
    if (r2 == NULL)
      break;
    printf("%s", r2[0]);
    mysql_free_result(inner);
  }
  mysql_free_result(outer);
  return 0;
}
static int do_query(MYSQL *m, MYSQL_RES **res, const char *fmt, ...) {
  char buf[1024];
  va_list ap;
  va_start(ap, fmt);
  vsnprintf(buf, sizeof buf, fmt, ap);
  va_end(ap);
  *res = NULL;
  if (mysql_query(m, buf)) {
    slog("%s: %s", buf, mysql_error(m));
    return -1;
  }
  *res = mysql_store_result(m);
  return 0;
}
int helper_out_ok(MYSQL *m, int id) {
  MYSQL_RES *r;
  int n;
  if (do_query(m, &r, "select %d", id) < 0)
    return -1;
  n = mysql_num_rows(r);
  mysql_free_result(r);
  return n;
}
int helper_out_leak(MYSQL *m, int id) {
  MYSQL_RES *r;
  int n;
  if (do_query(m, &r, "select %d", id) < 0)
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'r' from 'do_query' is not released on every path
    return -1;
  n = mysql_num_rows(r);
  if (n != 1) {
    slog("not unique");
    return -1;
  }
  mysql_free_result(r);
  return n;
}
int helper_out_nullcheck_ok(MYSQL *m, int id) {
  MYSQL_RES *r;
  if (do_query(m, &r, "select %d", id) != 0 || !r)
    return -1;
  mysql_free_result(r);
  return 0;
}
static MYSQL_RES *vquery(MYSQL *m, const char *q) {
  if (mysql_real_query(m, q, strlen(q)) != 0) {
    slog("%s", mysql_error(m));
    exit(1);
  }
  return mysql_store_result(m);
}
int vquery_leak(MYSQL *m) {
  MYSQL_RES *r = vquery(m, "SHOW SLAVE STATUS");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'r' from 'vquery' is not released on every path
  MYSQL_ROW row = mysql_fetch_row(r);
  if (!row)
    return 0;
  slog("%s", row[0]);
  mysql_free_result(r);
  return 1;
}
int vquery_discard_leak(MYSQL *m) {
  vquery(m, "SELECT 1");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: result of 'vquery' is never released
  return 0;
}
int list_tables_leak(MYSQL *m, int (*cb)(const char *)) {
  MYSQL_RES *r = mysql_list_tables(m, NULL);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'r' from 'mysql_list_tables' is not released on every path
  MYSQL_ROW row;
  if (!r)
    return 1;
  while ((row = mysql_fetch_row(r)) != NULL) {
    int rc = cb(row[0]);
    if (rc)
      return rc;
  }
  mysql_free_result(r);
  return 0;
}
int reconnect_ok(MYSQL **pm) {
  if (mysql_ping(*pm) != 0) {
    mysql_close(*pm);
    *pm = mysql_init(NULL);
    if (!*pm)
      return -1;
    if (!mysql_real_connect(*pm, "", "", "", "", 0, 0, 0)) {
      mysql_close(*pm);
      *pm = NULL;
      return -1;
    }
  }
  return 0;
}
int die_unless(MYSQL *m, int cond) {
  MYSQL_RES *r = NULL;
  if (cond && !(r = mysql_use_result(m)))
    abort();
  if (!cond)
    return 1;
  while (mysql_fetch_row(r))
    ;
  mysql_free_result(r);
  return 0;
}
int flag_mask_ok(MYSQL *m, unsigned flags) {
  MYSQL_RES *r;
  if (flags & 4)
    r = mysql_store_result(m);
  slog("between");
  if (flags & 4) {
    mysql_free_result(r);
  }
  return 0;
}
int flag_mask_leak(MYSQL *m, unsigned flags) {
  MYSQL_RES *r;
  if (flags & 4)
    r = mysql_store_result(m);
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'r' from 'mysql_store_result' is not released on every path
  slog("between");
  if (flags & 2) {
    mysql_free_result(r);
  }
  return 0;
}
int dump_ok(MYSQL *m, int quick) {
  MYSQL_RES *r;
  r = quick ? mysql_use_result(m) : mysql_store_result(m);
  if (!r)
    return 1;
  mysql_free_result(r);
  return 0;
}
int dump_leak(MYSQL *m, int quick, FILE *f) {
  MYSQL_RES *r;
  MYSQL_ROW row;
  if (!(r = quick ? mysql_use_result(m) : mysql_store_result(m)))
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'r' from 'mysql_use_result' is not released on every path
  // CHECK: :[[@LINE-2]]:{{[0-9]+}}: warning: 'r' from 'mysql_store_result' is not released on every path
    return 1;
  while ((row = mysql_fetch_row(r))) {
    if (fputs(row[0], f) == EOF)
      return 2;
  }
  mysql_free_result(r);
  return 0;
}
