// RUN: %check %s -- -std=gnu11
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Functions as long as real programs have them.

#include <ctype.h>
#include <errno.h>
#include <libpq-fe.h>
#include <mysql.h>
#include <sqlite3.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

struct opts {
  char *host, *user, *db, *table, *out;
  int verbose, force, dry, limit, header;
  char sep;
};
struct col {
  char name[64];
  int type;
  int len;
};
extern int log_level;
extern void lg(int, const char *, ...);
extern FILE *outf;
extern int emit(FILE *, const char *, int);
extern char *xstrdup(const char *);
extern int is_number(const char *);
extern const char *next_table(int *);

int dump_table(PGconn *c, const struct opts *o) {
  PGresult *schema = NULL, *rows = NULL, *seq = NULL;
  char *tab = NULL, *sql = NULL;
  FILE *f = NULL;
  struct col *cols = NULL;
  int i, j, ncol = 0, ret = 1, in_tx = 0;
  size_t n;

  tab = PQescapeIdentifier(c, o->table, strlen(o->table));
  if (tab == NULL) {
    lg(1, "escape: %s", PQerrorMessage(c));
    goto cleanup;
  }
  rows = PQexec(c, "BEGIN");
  if (PQresultStatus(rows) != PGRES_COMMAND_OK) {
    lg(1, "begin: %s", PQerrorMessage(c));
    goto cleanup;
  }
  in_tx = 1;
  PQclear(rows);
  rows = NULL;
  n = strlen(tab) + 128;
  sql = malloc(n);
  if (!sql) {
    lg(1, "oom");
    goto cleanup;
  }
  snprintf(sql, n,
           "SELECT attname, atttypid FROM pg_attribute WHERE attrelid = "
           "'%s'::regclass",
           tab);
  schema = PQexec(c, sql);
  if (!schema || PQresultStatus(schema) != PGRES_TUPLES_OK) {
    lg(1, "schema: %s", schema ? PQresultErrorMessage(schema) : "none");
    goto cleanup;
  }
  ncol = PQntuples(schema);
  if (ncol == 0) {
    lg(2, "no columns");
    ret = 0;
    goto cleanup;
  }
  cols = calloc(ncol, sizeof *cols);
  if (!cols)
    goto cleanup;
  for (i = 0; i < ncol; i++) {
    strncpy(cols[i].name, PQgetvalue(schema, i, 0), 63);
    cols[i].type = atoi(PQgetvalue(schema, i, 1));
    if (cols[i].type == 23) {
      char *lit = PQescapeLiteral(c, cols[i].name, strlen(cols[i].name));
      if (!lit)
        goto cleanup;
      snprintf(sql, n, "SELECT pg_get_serial_sequence(%s)", lit);
      PQfreemem(lit);
      if (seq)
        PQclear(seq);
      seq = PQexec(c, sql);
      if (PQresultStatus(seq) == PGRES_TUPLES_OK && PQntuples(seq) == 1 &&
          o->verbose)
        lg(3, "seq %s", PQgetvalue(seq, 0, 0));
    }
  }
  if (o->out) {
    f = fopen(o->out, "w");
    if (!f) {
      lg(1, "%s: %s", o->out, strerror(errno));
      goto cleanup;
    }
  } else
    f = stdout;
  snprintf(sql, n, "DECLARE cur CURSOR FOR SELECT * FROM %s", tab);
  rows = PQexec(c, sql);
  if (PQresultStatus(rows) != PGRES_COMMAND_OK)
    goto cleanup;
  for (;;) {
    PQclear(rows);
    rows = PQexec(c, "FETCH 1000 FROM cur");
    if (PQresultStatus(rows) != PGRES_TUPLES_OK) {
      lg(1, "fetch: %s", PQerrorMessage(c));
      goto cleanup;
    }
    if (PQntuples(rows) == 0)
      break;
    for (i = 0; i < PQntuples(rows); i++)
      for (j = 0; j < ncol; j++) {
        if (PQgetisnull(rows, i, j))
          fputs("\\N", f);
        else if (emit(f, PQgetvalue(rows, i, j), cols[j].type) < 0) {
          lg(1, "write");
          goto cleanup;
        }
        fputc(j + 1 < ncol ? o->sep : '\n', f);
      }
  }
  ret = 0;
cleanup:
  if (f && f != stdout)
    fclose(f);
  if (seq)
    PQclear(seq);
  if (schema)
    PQclear(schema);
  if (rows)
    PQclear(rows);
  if (in_tx) {
    rows = PQexec(c, ret == 0 ? "COMMIT" : "ROLLBACK");
    PQclear(rows);
  }
  if (tab)
    PQfreemem(tab);
  free(cols);
  free(sql);
  return ret;
}

int dump_table_leak(PGconn *c, const struct opts *o) {
  PGresult *schema = NULL, *rows = NULL;
  char *tab = NULL;
  int i, ncol, ret = 1;

  tab = PQescapeIdentifier(c, o->table, strlen(o->table));
  if (tab == NULL)
    return 1;
  rows = PQexec(c, "BEGIN");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'rows' from 'PQexec' is not released on every path
  if (PQresultStatus(rows) != PGRES_COMMAND_OK) {
    lg(1, "begin: %s", PQerrorMessage(c));
    goto cleanup;
  }
  schema = PQexec(c, tab);
  if (PQresultStatus(schema) != PGRES_TUPLES_OK)
    goto cleanup;
  ncol = PQntuples(schema);
  for (i = 0; i < ncol; i++)
    if (o->verbose > 1)
      lg(3, "%s", PQgetvalue(schema, i, 0));
  rows = PQexec(c, "FETCH");
  ret = 0;
cleanup:
  PQclear(schema);
  PQclear(rows);
  PQfreemem(tab);
  return ret;
}

static int cfg_get(sqlite3 *db, const char *key, char *buf, size_t n) {
  sqlite3_stmt *st = NULL;
  int rc, found = 0;
  rc = sqlite3_prepare_v2(db, "SELECT v FROM cfg WHERE k=?1", -1, &st, NULL);
  if (rc != SQLITE_OK) {
    lg(1, "cfg: %s", sqlite3_errmsg(db));
    return -1;
  }
  rc = sqlite3_bind_text(st, 1, key, -1, SQLITE_STATIC);
  if (rc == SQLITE_OK) {
    rc = sqlite3_step(st);
    if (rc == SQLITE_ROW) {
      const char *v = (const char *)sqlite3_column_text(st, 0);
      if (v) {
        snprintf(buf, n, "%s", v);
        found = 1;
      }
    } else if (rc != SQLITE_DONE) {
      lg(1, "step: %s", sqlite3_errmsg(db));
      found = -1;
    }
  } else {
    lg(1, "bind: %s", sqlite3_errmsg(db));
    found = -1;
  }
  sqlite3_finalize(st);
  return found;
}

sqlite3 *open_store(const char *path, int flags, int *created) {
  sqlite3 *db = NULL;
  sqlite3_stmt *st = NULL;
  char *err = NULL, ver[16];
  int rc, have = 0, tries;

  if (access(path, F_OK) != 0) {
    if (!(flags & 1)) {
      lg(1, "%s does not exist", path);
      return NULL;
    }
    *created = 1;
  }
  for (tries = 0; tries < 5; tries++) {
    rc = sqlite3_open_v2(path, &db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE,
                         NULL);
    if (rc == SQLITE_OK)
      break;
    lg(2, "open: %s", sqlite3_errmsg(db));
    sqlite3_close(db);
    db = NULL;
    usleep(1000);
  }
  if (!db)
    return NULL;
  sqlite3_busy_timeout(db, 5000);
  if (*created) {
    rc = sqlite3_exec(db, "CREATE TABLE cfg(k,v)", NULL, NULL, &err);
    if (rc != SQLITE_OK) {
      lg(1, "create: %s", err);
      sqlite3_free(err);
      goto bad;
    }
  }
  have = cfg_get(db, "version", ver, sizeof ver);
  if (have < 0)
    goto bad;
  if (have == 0) {
    rc = sqlite3_prepare_v2(db, "INSERT INTO cfg VALUES('version','1')", -1,
                            &st, NULL);
    if (rc != SQLITE_OK)
      goto bad;
    rc = sqlite3_step(st);
    sqlite3_finalize(st);
    if (rc != SQLITE_DONE)
      goto bad;
  } else if (strcmp(ver, "1") != 0) {
    lg(1, "version %s", ver);
    goto bad;
  }
  return db;
bad:
  sqlite3_close(db);
  return NULL;
}

sqlite3 *open_store_leak(const char *path, int flags, int *created) {
  sqlite3 *db = NULL;
  char *err = NULL, ver[16];
  int rc, have = 0;

  rc = sqlite3_open_v2(path, &db, SQLITE_OPEN_READWRITE, NULL);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'db' from 'sqlite3_open_v2' is not released on every path
  if (rc != SQLITE_OK) {
    lg(2, "open: %s", sqlite3_errmsg(db));
    sqlite3_close(db);
    return NULL;
  }
  if (*created) {
    rc = sqlite3_exec(db, "CREATE TABLE cfg(k,v)", NULL, NULL, &err);
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'err' from 'sqlite3_exec' is not released on every path
    if (rc != SQLITE_OK) {
      lg(1, "create: %s", err);
      goto bad;
    }
  }
  have = cfg_get(db, "version", ver, sizeof ver);
  if (have < 0)
    return NULL;
  if (strcmp(ver, "1") != 0)
    goto bad;
  return db;
bad:
  sqlite3_close(db);
  return NULL;
}

int import_csv(MYSQL *m, FILE *in, const struct opts *o) {
  char line[4096], *p, *q;
  MYSQL_STMT *st = NULL;
  MYSQL_BIND *b = NULL;
  MYSQL_RES *meta = NULL;
  unsigned long *lens = NULL;
  int n = 0, lineno = 0, bad = 0, rc = -1;
  unsigned np, k;

  st = mysql_stmt_init(m);
  if (!st) {
    lg(1, "stmt_init");
    return -1;
  }
  if (mysql_stmt_prepare(st, o->table, strlen(o->table))) {
    lg(1, "prepare: %s", mysql_stmt_error(st));
    goto done;
  }
  np = mysql_stmt_param_count(st);
  if (np == 0) {
    meta = mysql_stmt_result_metadata(st);
    if (meta) {
      lg(1, "a select with %u columns", mysql_num_fields(meta));
      goto done;
    }
  }
  b = calloc(np, sizeof *b);
  lens = calloc(np, sizeof *lens);
  if (!b || !lens)
    goto done;
  while (fgets(line, sizeof line, in)) {
    lineno++;
    if (line[0] == '#' || line[0] == '\n')
      continue;
    p = line;
    for (k = 0; k < np; k++) {
      q = strchr(p, o->sep);
      if (q)
        *q++ = 0;
      else if (k + 1 < np) {
        lg(2, "line %d: too few", lineno);
        bad++;
        break;
      }
      b[k].buffer = p;
      lens[k] = strlen(p);
      p = q;
    }
    if (k < np) {
      if (o->force)
        continue;
      goto done;
    }
    if (mysql_stmt_bind_param(st, b) || mysql_stmt_execute(st)) {
      lg(1, "line %d: %s", lineno, mysql_stmt_error(st));
      if (!o->force)
        goto done;
      bad++;
      continue;
    }
    n++;
    if (o->limit && n >= o->limit)
      break;
  }
  rc = bad ? 1 : 0;
done:
  free(b);
  free(lens);
  if (meta)
    mysql_free_result(meta);
  mysql_stmt_close(st);
  return rc;
}

int import_csv_leak(MYSQL *m, FILE *in, const struct opts *o) {
  char line[4096];
  MYSQL_STMT *st = NULL;
  MYSQL_BIND *b = NULL;
  MYSQL_RES *meta = NULL;
  int rc = -1;
  unsigned np;

  st = mysql_stmt_init(m);
  if (!st)
    return -1;
  if (mysql_stmt_prepare(st, o->table, strlen(o->table)))
    goto done;
  np = mysql_stmt_param_count(st);
  if (np == 0) {
    meta = mysql_stmt_result_metadata(st);
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'meta' from 'mysql_stmt_result_metadata' is not released on every path
    if (meta) {
      lg(1, "a select with %u columns", mysql_num_fields(meta));
      goto done;
    }
  }
  b = calloc(np, sizeof *b);
  while (fgets(line, sizeof line, in))
    if (mysql_stmt_execute(st) && !o->force)
      goto done;
  rc = 0;
done:
  free(b);
  mysql_stmt_close(st);
  return rc;
}

int report(MYSQL *m, const struct opts *o) {
  MYSQL_RES *dbs, *tabs, *cols;
  MYSQL_ROW d, t, c;
  char q[512];
  int total = 0;

  if (!(dbs = mysql_list_dbs(m, NULL))) {
    lg(1, "%s", mysql_error(m));
    return -1;
  }
  while ((d = mysql_fetch_row(dbs)) != NULL) {
    if (!strcmp(d[0], "mysql") || !strcmp(d[0], "information_schema"))
      continue;
    if (mysql_select_db(m, d[0])) {
      if (o->force)
        continue;
      mysql_free_result(dbs);
      return -1;
    }
    tabs = mysql_list_tables(m, NULL);
    if (!tabs)
      continue;
    while ((t = mysql_fetch_row(tabs))) {
      snprintf(q, sizeof q, "SHOW COLUMNS FROM `%s`", t[0]);
      if (mysql_query(m, q)) {
        lg(2, "%s", mysql_error(m));
        continue;
      }
      if ((cols = mysql_store_result(m)) == NULL) {
        if (mysql_field_count(m) == 0)
          continue;
        mysql_free_result(tabs);
        mysql_free_result(dbs);
        return -1;
      }
      while ((c = mysql_fetch_row(cols))) {
        if (!c[0])
          break;
        total++;
      }
      mysql_free_result(cols);
    }
    mysql_free_result(tabs);
  }
  mysql_free_result(dbs);
  return total;
}
int report_leak(MYSQL *m, const struct opts *o) {
  MYSQL_RES *dbs, *tabs, *cols;
  MYSQL_ROW d, t, c;
  char q[512];
  int total = 0;

  if (!(dbs = mysql_list_dbs(m, NULL))) {
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'dbs' from 'mysql_list_dbs' is not released on every path
    lg(1, "%s", mysql_error(m));
    return -1;
  }
  while ((d = mysql_fetch_row(dbs)) != NULL) {
    if (mysql_select_db(m, d[0])) {
      if (o->force)
        continue;
      return -1;
    }
    tabs = mysql_list_tables(m, NULL);
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'tabs' from 'mysql_list_tables' is not released on every path
    if (!tabs)
      continue;
    while ((t = mysql_fetch_row(tabs))) {
      snprintf(q, sizeof q, "SHOW COLUMNS FROM `%s`", t[0]);
      if (mysql_query(m, q))
        continue;
      if ((cols = mysql_store_result(m)) == NULL) {
        mysql_free_result(dbs);
        return -1;
      }
      while ((c = mysql_fetch_row(cols)))
        total++;
      mysql_free_result(cols);
    }
    mysql_free_result(tabs);
  }
  mysql_free_result(dbs);
  return total;
}

/* interactive shell loop */
int shell(sqlite3 *db) {
  char line[1000], *sql = NULL;
  int len = 0, rc = 0, done = 0;
  sqlite3_stmt *st = NULL;
  const char *tail;

  while (!done && fgets(line, sizeof line, stdin)) {
    char *cmd = line;
    while (isspace((unsigned char)*cmd))
      cmd++;
    if (*cmd == '.') {
      if (!strcmp(cmd, ".quit\n")) {
        done = 1;
        continue;
      }
      if (!strcmp(cmd, ".reset\n")) {
        sqlite3_free(sql);
        sql = NULL;
        len = 0;
        continue;
      }
      printf("unknown %s", cmd);
      continue;
    }
    {
      char *n = sqlite3_mprintf("%s%s", sql ? sql : "", cmd);
      sqlite3_free(sql);
      sql = n;
      if (!sql) {
        rc = SQLITE_NOMEM;
        break;
      }
    }
    if (!sqlite3_complete(sql))
      continue;
    tail = sql;
    while (tail && *tail) {
      rc = sqlite3_prepare_v2(db, tail, -1, &st, &tail);
      if (rc != SQLITE_OK) {
        fprintf(stderr, "%s\n", sqlite3_errmsg(db));
        break;
      }
      if (!st)
        continue;
      while ((rc = sqlite3_step(st)) == SQLITE_ROW)
        puts((const char *)sqlite3_column_text(st, 0));
      sqlite3_finalize(st);
      st = NULL;
    }
    sqlite3_free(sql);
    sql = NULL;
  }
  sqlite3_free(sql);
  return rc;
}
int shell_leak(sqlite3 *db) {
  char line[1000], *sql = NULL;
  int rc = 0;
  sqlite3_stmt *st = NULL;
  const char *tail;

  while (fgets(line, sizeof line, stdin)) {
    if (!strcmp(line, ".quit\n"))
      return 0;
    {
      char *n = sqlite3_mprintf("%s%s", sql ? sql : "", line);
      // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'n' from 'sqlite3_mprintf' is not released on every path
      sqlite3_free(sql);
      sql = n;
    }
    if (!sqlite3_complete(sql))
      continue;
    tail = sql;
    while (tail && *tail) {
      rc = sqlite3_prepare_v2(db, tail, -1, &st, &tail);
      // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'st' from 'sqlite3_prepare_v2' is not released on every path
      if (rc != SQLITE_OK)
        break;
      rc = sqlite3_step(st);
      if (rc == SQLITE_BUSY)
        continue;
      sqlite3_finalize(st);
    }
    sqlite3_free(sql);
    sql = NULL;
  }
  sqlite3_free(sql);
  return rc;
}
