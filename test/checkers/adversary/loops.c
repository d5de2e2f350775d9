// RUN: %check %s -- -std=gnu11
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Loops: paging, retries, the first turn, what is found.

#include <libpq-fe.h>
#include <mysql.h>
#include <sqlite3.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
extern int cond(void);
extern void note(const char *, ...);

int first_iter(PGconn *c, int n) {
  PGresult *r = NULL;
  int i;
  for (i = 0; i < n; i++) {
    if (i == 0)
      r = PQexec(c, "x");
    note("%d", PQntuples(r));
  }
  if (r)
    PQclear(r);
  return 0;
}
int first_flag(PGconn *c, int n) {
  PGresult *r = NULL;
  bool first = true;
  while (n--) {
    if (first) {
      r = PQexec(c, "x");
      first = false;
    }
    note("%d", PQntuples(r));
  }
  if (!first)
    PQclear(r);
  return 0;
}
int lazy_in_loop(PGconn *c, int n) {
  PGresult *r = NULL;
  for (int i = 0; i < n; i++) {
    if (!r)
      r = PQexec(c, "x");
    if (!r)
      continue;
    note("%d", PQntuples(r));
  }
  PQclear(r);
  return 0;
}
int paging(PGconn *c) {
  int off = 0, n;
  char q[64];
  do {
    PGresult *r;
    snprintf(q, sizeof q, "SELECT * LIMIT 100 OFFSET %d", off);
    r = PQexec(c, q);
    if (PQresultStatus(r) != PGRES_TUPLES_OK) {
      PQclear(r);
      return -1;
    }
    n = PQntuples(r);
    off += n;
    PQclear(r);
  } while (n == 100);
  return off;
}
int paging_leak(PGconn *c) {
  int off = 0, n;
  char q[64];
  do {
    PGresult *r;
    snprintf(q, sizeof q, "SELECT * LIMIT 100 OFFSET %d", off);
    r = PQexec(c, q);
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'r' from 'PQexec' is not released on every path
    n = PQntuples(r);
    if (n == 0)
      break;
    off += n;
    PQclear(r);
  } while (n == 100);
  return off;
}
int prefetch(PGconn *c) {
  PGresult *cur = PQexec(c, "FETCH 10"), *nxt = NULL;
  int total = 0;
  while (PQntuples(cur) > 0) {
    nxt = PQexec(c, "FETCH 10");
    total += PQntuples(cur);
    PQclear(cur);
    cur = nxt;
    nxt = NULL;
  }
  PQclear(cur);
  return total;
}
int nested_break(MYSQL *m) {
  MYSQL_RES *a, *b = NULL;
  MYSQL_ROW r;
  int found = 0;
  mysql_query(m, "x");
  a = mysql_store_result(m);
  if (!a)
    return -1;
  while (!found && (r = mysql_fetch_row(a))) {
    mysql_query(m, r[0]);
    b = mysql_store_result(m);
    if (!b)
      break;
    if (mysql_num_rows(b) == 1)
      found = 1;
    mysql_free_result(b);
  }
  mysql_free_result(a);
  return found;
}
int keep_found(MYSQL *m, int n) {
  MYSQL_RES *b = NULL;
  int i;
  for (i = 0; i < n; i++) {
    mysql_query(m, "x");
    b = mysql_store_result(m);
    if (b && mysql_num_rows(b) > 0)
      break;
    if (b)
      mysql_free_result(b);
    b = NULL;
  }
  if (!b)
    return 0;
  n = mysql_num_rows(b);
  mysql_free_result(b);
  return n;
}
int keep_found_leak(MYSQL *m, int n) {
  MYSQL_RES *b = NULL;
  int i;
  for (i = 0; i < n; i++) {
    mysql_query(m, "x");
    b = mysql_store_result(m);
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'b' from 'mysql_store_result' is not released on every path
    if (b && mysql_num_rows(b) > 0)
      break;
  }
  if (!b)
    return 0;
  mysql_free_result(b);
  return 1;
}
int cursor_batches(PGconn *c, int max) {
  PGresult *r;
  int done = 0, n = 0;
  r = PQexec(c, "DECLARE c CURSOR FOR x");
  if (PQresultStatus(r) != PGRES_COMMAND_OK)
    done = 1;
  PQclear(r);
  while (!done) {
    r = PQexec(c, "FETCH 100 c");
    if (PQresultStatus(r) != PGRES_TUPLES_OK || PQntuples(r) == 0) {
      PQclear(r);
      break;
    }
    n += PQntuples(r);
    done = n >= max;
    PQclear(r);
  }
  PQclear(PQexec(c, "CLOSE c"));
  return n;
}
int stmt_cache_two(sqlite3 *db, const char **v, int n) {
  sqlite3_stmt *ins = NULL, *upd = NULL;
  int i, rc = SQLITE_OK;
  for (i = 0; i < n && rc == SQLITE_OK; i++) {
    sqlite3_stmt **which = v[i][0] == '+' ? &ins : &upd;
    if (!*which) {
      rc = sqlite3_prepare_v2(db, v[i][0] == '+' ? "I" : "U", -1, which, NULL);
      if (rc != SQLITE_OK)
        break;
    }
    sqlite3_step(*which);
    sqlite3_reset(*which);
  }
  sqlite3_finalize(ins);
  sqlite3_finalize(upd);
  return rc;
}
int insert_many(sqlite3 *db, const char **v, int n) {
  sqlite3_stmt *s;
  int i;
  if (sqlite3_prepare_v2(db, "I", -1, &s, NULL) != SQLITE_OK)
    return -1;
  for (i = 0; i < n; i++) {
    sqlite3_bind_text(s, 1, v[i], -1, SQLITE_STATIC);
    if (sqlite3_step(s) != SQLITE_DONE)
      goto fail;
    sqlite3_reset(s);
  }
  return sqlite3_finalize(s) == SQLITE_OK ? n : -1;
fail:
  note("%s", sqlite3_errmsg(db));
  sqlite3_finalize(s);
  return -1;
}
int insert_many_leak(sqlite3 *db, const char **v, int n) {
  sqlite3_stmt *s;
  int i;
  if (sqlite3_prepare_v2(db, "I", -1, &s, NULL) != SQLITE_OK)
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 's' from 'sqlite3_prepare_v2' is not released on every path
    return -1;
  for (i = 0; i < n; i++) {
    if (v[i] == NULL)
      return i;
    sqlite3_bind_text(s, 1, v[i], -1, SQLITE_STATIC);
    if (sqlite3_step(s) != SQLITE_DONE)
      goto fail;
    sqlite3_reset(s);
  }
fail:
  sqlite3_finalize(s);
  return -1;
}
int prep_in_loop(sqlite3 *db, const char **v, int n) {
  sqlite3_stmt *s = NULL;
  int i, rc = 0;
  for (i = 0; i < n; i++) {
    if (s) {
      sqlite3_finalize(s);
      s = NULL;
    }
    if ((rc = sqlite3_prepare_v2(db, v[i], -1, &s, NULL)))
      break;
    sqlite3_step(s);
  }
  if (s)
    sqlite3_finalize(s);
  return rc;
}
int errmsg_in_loop(sqlite3 *db, const char **v, int n) {
  char *e = NULL;
  int i;
  for (i = 0; i < n; i++) {
    if (sqlite3_exec(db, v[i], NULL, NULL, &e) != SQLITE_OK) {
      if (strstr(e, "no such table")) {
        sqlite3_free(e);
        e = NULL;
        continue;
      }
      break;
    }
  }
  if (e) {
    note("%s", e);
    sqlite3_free(e);
    return -1;
  }
  return 0;
}
int errmsg_in_loop_leak(sqlite3 *db, const char **v, int n) {
  char *e = NULL;
  int i, bad = 0;
  for (i = 0; i < n; i++)
    if (sqlite3_exec(db, v[i], NULL, NULL, &e) != SQLITE_OK)
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'e' from 'sqlite3_exec' is not released on every path
      bad++;
  if (e)
    sqlite3_free(e);
  return bad;
}
int esc_in_loop_leak(PGconn *c, char **v, int n) {
  char q[1000] = "";
  int i;
  for (i = 0; i < n; i++) {
    char *e = PQescapeLiteral(c, v[i], strlen(v[i]));
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'e' from 'PQescapeLiteral' is not released on every path
    if (strlen(q) + strlen(e) > sizeof q)
      break;
    strcat(q, e);
    PQfreemem(e);
  }
  PQclear(PQexec(c, q));
  return i;
}
int esc_array(PGconn *c, char **v, int n) {
  char *e[16];
  int i, ok = 1;
  for (i = 0; i < n; i++) {
    e[i] = PQescapeLiteral(c, v[i], strlen(v[i]));
    if (!e[i]) {
      ok = 0;
      break;
    }
  }
  while (--i >= 0)
    PQfreemem(e[i]);
  return ok;
}
int backoff_connect(const char *dsn, PGconn **out) {
  PGconn *c;
  int delay = 1;
  while ((c = PQconnectdb(dsn)) && PQstatus(c) != CONNECTION_OK) {
    note("retry in %d", delay);
    PQfinish(c);
    if (delay > 60)
      return -1;
    delay *= 2;
  }
  *out = c;
  return 0;
}
int backoff_connect_leak(const char *dsn, PGconn **out) {
  PGconn *c;
  int delay = 1;
  while ((c = PQconnectdb(dsn)) && PQstatus(c) != CONNECTION_OK) {
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'c' from 'PQconnectdb' is not released on every path
    note("retry in %d", delay);
    if (delay > 60)
      return -1;
    PQfinish(c);
    delay *= 2;
  }
  *out = c;
  return 0;
}
int hosts_failover(const char **hosts, MYSQL **out) {
  MYSQL *m;
  for (; *hosts; hosts++) {
    if (!(m = mysql_init(NULL)))
      return -1;
    if (mysql_real_connect(m, *hosts, "", "", "", 0, NULL, 0)) {
      *out = m;
      return 0;
    }
    note("%s: %s", *hosts, mysql_error(m));
    mysql_close(m);
  }
  return -1;
}
int hosts_failover_leak(const char **hosts, MYSQL **out) {
  MYSQL *m = mysql_init(NULL);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'm' from 'mysql_init' is not released on every path
  for (; *hosts; hosts++)
    if (mysql_real_connect(m, *hosts, "", "", "", 0, NULL, 0)) {
      *out = m;
      return 0;
    }
  return -1;
}
int duplicate_pass(PGconn *c) {
  PGresult *r;
  int pass;
  for (pass = 0; pass < 2; pass++) {
    r = PQexec(c, pass ? "b" : "a");
    if (pass == 0) {
      PQclear(r);
      continue;
    }
    break;
  }
  PQclear(r);
  return 0;
}
void drain_until(PGconn *c, ExecStatusType want) {
  PGresult *r = NULL;
  do {
    PQclear(r);
    r = PQgetResult(c);
  } while (r && PQresultStatus(r) != want);
  PQclear(r);
}
