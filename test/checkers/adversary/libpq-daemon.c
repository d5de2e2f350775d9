// RUN: %check %s -- -std=gnu11
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// A logging daemon: connects, inserts, loops, labels, macros.

#include <assert.h>
#include <err.h>
#include <errno.h>
#include <libpq-fe.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <syslog.h>
#include <unistd.h>

struct cfg {
  char *host, *port, *db;
  int verbose;
};
struct daemon {
  PGconn *conn;
  struct cfg cfg;
  int retries;
  PGresult *last;
};
extern int debug;
extern void log_msg(int lvl, const char *fmt, ...);
static PGconn *g_conn;

static void die(const char *fmt, ...) {
  va_list ap;
  va_start(ap, fmt);
  vfprintf(stderr, fmt, ap);
  va_end(ap);
  exit(1);
}

/* helper which keeps the handle when ok and frees it when not */
static int check_res(PGconn *c, PGresult *res, ExecStatusType want) {
  if (!res) {
    log_msg(LOG_ERR, "no result: %s", PQerrorMessage(c));
    return -1;
  }
  if (PQresultStatus(res) != want) {
    log_msg(LOG_ERR, "query: %s", PQresultErrorMessage(res));
    PQclear(res);
    return -1;
  }
  return 0;
}

int d_connect_ok(struct daemon *d) {
  char buf[512];
  snprintf(buf, sizeof buf, "host=%s port=%s dbname=%s", d->cfg.host,
           d->cfg.port, d->cfg.db);
  d->conn = PQconnectdb(buf);
  if (PQstatus(d->conn) != CONNECTION_OK) {
    syslog(LOG_ERR, "connect: %s", PQerrorMessage(d->conn));
    PQfinish(d->conn);
    d->conn = NULL;
    return -1;
  }
  return 0;
}

/* traps: field of parameter stays with the caller */
int d_connect_trap(struct daemon *d) {
  d->conn = PQconnectdb("");
  if (PQstatus(d->conn) == CONNECTION_BAD)
    return -1;
  return 0;
}

int d_connect_leak(struct daemon *d) {
  PGconn *c = PQconnectdb("dbname=x");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'c' from 'PQconnectdb' is not released on every path
  if (PQstatus(c) != CONNECTION_OK) {
    syslog(LOG_ERR, "%s", PQerrorMessage(c));
    return -1;
  }
  d->conn = c;
  return 0;
}

int d_retry_leak(struct daemon *d) {
  PGconn *c = NULL;
  int i;
  for (i = 0; i < d->retries; i++) {
    c = PQconnectdb("dbname=x");
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'c' from 'PQconnectdb' is not released on every path
    if (PQstatus(c) == CONNECTION_OK)
      break;
    sleep(1);
  }
  if (i == d->retries) {
    PQfinish(c);
    return -1;
  }
  d->conn = c;
  return 0;
}

int d_retry_ok(struct daemon *d) {
  PGconn *c = NULL;
  int i;
  for (i = 0; i < d->retries; i++) {
    c = PQconnectdb("dbname=x");
    if (PQstatus(c) == CONNECTION_OK)
      break;
    PQfinish(c);
    c = NULL;
    sleep(1);
  }
  if (c == NULL)
    return -1;
  d->conn = c;
  return 0;
}

int d_insert_ok(struct daemon *d, const char *msg) {
  const char *vals[1] = {msg};
  PGresult *res;
  int tries = 3;
again:
  res = PQexecParams(d->conn, "INSERT INTO log VALUES ($1)", 1, NULL, vals,
                     NULL, NULL, 0);
  if (PQresultStatus(res) != PGRES_COMMAND_OK) {
    if (PQstatus(d->conn) == CONNECTION_BAD && tries-- > 0) {
      PQclear(res);
      PQreset(d->conn);
      goto again;
    }
    syslog(LOG_ERR, "insert: %s", PQerrorMessage(d->conn));
    PQclear(res);
    return -1;
  }
  PQclear(res);
  return 0;
}

int d_insert_leak(struct daemon *d, const char *msg) {
  const char *vals[1] = {msg};
  PGresult *res;
  int tries = 3;
again:
  res = PQexecParams(d->conn, "INSERT INTO log VALUES ($1)", 1, NULL, vals,
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'res' from 'PQexecParams' is not released on every path
                     NULL, NULL, 0);
  if (PQresultStatus(res) != PGRES_COMMAND_OK) {
    if (PQstatus(d->conn) == CONNECTION_BAD && tries-- > 0) {
      PQreset(d->conn);
      goto again;
    }
    PQclear(res);
    return -1;
  }
  PQclear(res);
  return 0;
}

int d_count_check_ok(struct daemon *d) {
  PGresult *res = PQexec(d->conn, "SELECT count(*) FROM log");
  int n;
  if (check_res(d->conn, res, PGRES_TUPLES_OK) < 0)
    return -1;
  n = atoi(PQgetvalue(res, 0, 0));
  PQclear(res);
  return n;
}

int d_count_check_leak(struct daemon *d) {
  PGresult *res = PQexec(d->conn, "SELECT count(*) FROM log");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'res' from 'PQexec' is not released on every path
  int n;
  if (check_res(d->conn, res, PGRES_TUPLES_OK) < 0)
    return -1;
  n = atoi(PQgetvalue(res, 0, 0));
  if (n == 0)
    return 0;
  PQclear(res);
  return n;
}

/* nonzero test instead of < 0 */
int d_count_check_ok2(struct daemon *d) {
  PGresult *res = PQexec(d->conn, "SELECT count(*) FROM log");
  int rc;
  if ((rc = check_res(d->conn, res, PGRES_TUPLES_OK)) != 0)
    return rc;
  rc = PQntuples(res);
  PQclear(res);
  return rc;
}

void d_loop_leak(struct daemon *d) {
  for (;;) {
    PGresult *res = PQexec(d->conn, "SELECT id FROM jobs");
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'res' from 'PQexec' is not released on every path
    if (PQresultStatus(res) != PGRES_TUPLES_OK) {
      log_msg(LOG_ERR, "x");
      sleep(5);
      continue;
    }
    PQclear(res);
    sleep(1);
  }
}

void d_loop_ok(struct daemon *d) {
  PGresult *res = NULL;
  for (;;) {
    if (res)
      PQclear(res);
    res = PQexec(d->conn, "SELECT id FROM jobs");
    if (PQresultStatus(res) != PGRES_TUPLES_OK) {
      log_msg(LOG_ERR, "x");
      continue;
    }
    if (PQntuples(res) == 0)
      break;
  }
  PQclear(res);
}

void d_inner_queries_leak(struct daemon *d) {
  int i;
  PGresult *res = PQexec(d->conn, "SELECT id FROM jobs");
  for (i = 0; i < PQntuples(res); i++) {
    char q[128];
    PGresult *in;
    snprintf(q, sizeof q, "SELECT x FROM y WHERE id=%s", PQgetvalue(res, i, 0));
    in = PQexec(d->conn, q);
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'in' from 'PQexec' is not released on every path
    if (PQntuples(in) == 0)
      continue;
    printf("%s\n", PQgetvalue(in, 0, 0));
    PQclear(in);
  }
  PQclear(res);
}

void d_inner_queries_ok(struct daemon *d) {
  int i;
  PGresult *res = PQexec(d->conn, "SELECT id FROM jobs");
  for (i = 0; i < PQntuples(res); i++) {
    char q[128];
    PGresult *in;
    if (PQgetisnull(res, i, 0))
      continue;
    snprintf(q, sizeof q, "SELECT x FROM y WHERE id=%s", PQgetvalue(res, i, 0));
    in = PQexec(d->conn, q);
    if (PQntuples(in) == 0) {
      PQclear(in);
      continue;
    }
    printf("%s\n", PQgetvalue(in, 0, 0));
    PQclear(in);
  }
  PQclear(res);
}

int d_out_label_ok(struct daemon *d) {
  int ret = -1;
  PGresult *a = NULL, *b = NULL;
  char *esc = NULL;
  char q[512];

  esc = PQescapeLiteral(d->conn, d->cfg.db, strlen(d->cfg.db));
  if (!esc)
    goto out;
  snprintf(q, sizeof q, "SELECT * FROM t WHERE n=%s", esc);
  a = PQexec(d->conn, q);
  if (PQresultStatus(a) != PGRES_TUPLES_OK)
    goto out;
  b = PQexec(d->conn, "SELECT 1");
  if (!b)
    goto out;
  ret = 0;
out:
  if (b)
    PQclear(b);
  PQclear(a);
  if (esc)
    PQfreemem(esc);
  return ret;
}

int d_out_label_leak(struct daemon *d) {
  int ret = -1;
  PGresult *a = NULL, *b = NULL;
  char *esc = NULL;
  char q[512];

  esc = PQescapeLiteral(d->conn, d->cfg.db, strlen(d->cfg.db));
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'esc' from 'PQescapeLiteral' is not released on every path
  if (!esc)
    goto out;
  snprintf(q, sizeof q, "SELECT * FROM t WHERE n=%s", esc);
  a = PQexec(d->conn, q);
  if (PQresultStatus(a) != PGRES_TUPLES_OK)
    goto out;
  b = PQexec(d->conn, "SELECT 1");
  if (!b)
    goto out;
  ret = 0;
out:
  if (b)
    PQclear(b);
  PQclear(a);
  return ret;
}

int d_staged_labels_ok(struct daemon *d) {
  PGresult *a, *b;
  a = PQexec(d->conn, "BEGIN");
  if (PQresultStatus(a) != PGRES_COMMAND_OK)
    goto fail_a;
  b = PQexec(d->conn, "UPDATE t SET x=1");
  if (PQresultStatus(b) != PGRES_COMMAND_OK)
    goto fail_b;
  PQclear(b);
  PQclear(a);
  return 0;
fail_b:
  PQclear(b);
fail_a:
  PQclear(a);
  return -1;
}

int d_staged_labels_leak(struct daemon *d) {
  PGresult *a, *b;
  a = PQexec(d->conn, "BEGIN");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'a' from 'PQexec' is not released on every path
  if (PQresultStatus(a) != PGRES_COMMAND_OK)
    goto fail_a;
  b = PQexec(d->conn, "UPDATE t SET x=1");
  if (PQresultStatus(b) != PGRES_COMMAND_OK)
    goto fail_b;
  PQclear(b);
  PQclear(a);
  return 0;
fail_a:
  PQclear(a);
  return -1;
fail_b:
  PQclear(b);
  return -1;
}

#define CHECK(cond)                                                            \
  do {                                                                         \
    if (!(cond)) {                                                             \
      fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, #cond);               \
      return -1;                                                               \
    }                                                                          \
  } while (0)
#define CHECK_OR(cond, lbl)                                                    \
  do {                                                                         \
    if (!(cond)) {                                                             \
      fprintf(stderr, "failed\n");                                             \
      goto lbl;                                                                \
    }                                                                          \
  } while (0)
#define BAIL_IF(x)                                                             \
  if (x)                                                                       \
  goto bail
#define SAFE_CLEAR(r)                                                          \
  do {                                                                         \
    if (r) {                                                                   \
      PQclear(r);                                                              \
      (r) = NULL;                                                              \
    }                                                                          \
  } while (0)

int d_macro_leak(struct daemon *d) {
  PGresult *r = PQexec(d->conn, "SELECT 1");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'r' from 'PQexec' is not released on every path
  CHECK(PQresultStatus(r) == PGRES_TUPLES_OK);
  PQclear(r);
  return 0;
}

int d_macro_ok(struct daemon *d) {
  PGresult *r = PQexec(d->conn, "SELECT 1");
  CHECK_OR(PQresultStatus(r) == PGRES_TUPLES_OK, done);
  BAIL_IF(PQntuples(r) == 0);
done:
  SAFE_CLEAR(r);
  return 0;
bail:
  SAFE_CLEAR(r);
  return -1;
}

int d_safe_clear_twice(struct daemon *d) {
  PGresult *r = PQexec(d->conn, "SELECT 1");
  if (PQntuples(r) > 5) {
    SAFE_CLEAR(r);
  } else {
    printf("%d", PQntuples(r));
  }
  SAFE_CLEAR(r);
  return 0;
}

/* die() never returns */
void d_die_trap(struct daemon *d) {
  PGresult *r = PQexec(d->conn, "SELECT 1");
  if (PQresultStatus(r) != PGRES_TUPLES_OK)
    die("query failed: %s", PQerrorMessage(d->conn));
  PQclear(r);
}

void d_err_trap(struct daemon *d) {
  PGresult *r = PQexec(d->conn, "SELECT 1");
  if (PQresultStatus(r) != PGRES_TUPLES_OK)
    errx(1, "query failed: %s", PQerrorMessage(d->conn));
  PQclear(r);
}

void d_assert_trap(struct daemon *d) {
  PGresult *r = PQexec(d->conn, "SELECT 1");
  assert(r != NULL);
  assert(PQntuples(r) == 1);
  PQclear(r);
}

void d_warn_leak(struct daemon *d) {
  PGresult *r = PQexec(d->conn, "SELECT 1");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'r' from 'PQexec' is not released on every path
  if (PQresultStatus(r) != PGRES_TUPLES_OK) {
    warnx("query failed: %s", PQerrorMessage(d->conn));
    return;
  }
  PQclear(r);
}

void d_last_replace(struct daemon *d, const char *q) {
  if (d->last) {
    PQclear(d->last);
    d->last = NULL;
  }
  d->last = PQexec(d->conn, q);
}

/* discards */
int d_simple_exec_leak(struct daemon *d) {
  PQexec(d->conn, "SET client_encoding TO utf8");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: result of 'PQexec' is never released
  return PQstatus(d->conn) == CONNECTION_OK;
}
int d_status_of_exec_leak(struct daemon *d) {
  if (PQresultStatus(PQexec(d->conn, "BEGIN")) != PGRES_COMMAND_OK)
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: result of 'PQexec' is never released
    return -1;
  return 0;
}
void d_void_cast_leak(struct daemon *d) { (void)PQexec(d->conn, "ROLLBACK"); }
// CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: result of 'PQexec' is never released
void d_clear_exec_ok(struct daemon *d) { PQclear(PQexec(d->conn, "ROLLBACK")); }

/* reused variable without clear */
int d_reuse_leak(struct daemon *d) {
  PGresult *res;
  res = PQexec(d->conn, "BEGIN");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'res' from 'PQexec' is not released on every path
  if (PQresultStatus(res) != PGRES_COMMAND_OK) {
    PQclear(res);
    return -1;
  }
  res = PQexec(d->conn, "DELETE FROM t");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'res' from 'PQexec' is not released on every path
  if (PQresultStatus(res) != PGRES_COMMAND_OK) {
    PQclear(res);
    res = PQexec(d->conn, "ROLLBACK");
    PQclear(res);
    return -1;
  }
  res = PQexec(d->conn, "COMMIT");
  PQclear(res);
  return 0;
}

PGconn *get_conn(void) {
  if (g_conn == NULL || PQstatus(g_conn) != CONNECTION_OK) {
    if (g_conn)
      PQfinish(g_conn);
    g_conn = PQconnectdb("");
  }
  return g_conn;
}

char *d_fetch_name_leak(int id) {
  char q[64];
  PGresult *r;
  char *ret;
  sprintf(q, "select name from n where id=%d", id);
  r = PQexec(get_conn(), q);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'r' from 'PQexec' is not released on every path
  if (!r || PQntuples(r) != 1)
    return NULL;
  ret = strdup(PQgetvalue(r, 0, 0));
  PQclear(r);
  return ret;
}

char *d_fetch_name_ok(int id) {
  char q[64];
  PGresult *r;
  char *ret = NULL;
  sprintf(q, "select name from n where id=%d", id);
  if ((r = PQexec(get_conn(), q)) != NULL) {
    if (PQresultStatus(r) == PGRES_TUPLES_OK && PQntuples(r) > 0)
      ret = strdup(PQgetvalue(r, 0, 0));
    PQclear(r);
  }
  return ret;
}
int main(int argc, char **argv) {
  struct daemon d;
  PGresult *r;
  memset(&d, 0, sizeof d);
  if (d_connect_ok(&d) < 0)
    return 1;
  while (argc--) {
    r = PQexec(d.conn, argv[argc]);
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'r' from 'PQexec' is not released on every path
    if (PQresultStatus(r) != PGRES_COMMAND_OK)
      fprintf(stderr, "%s", PQerrorMessage(d.conn));
  }
  PQfinish(d.conn);
  return 0;
}
