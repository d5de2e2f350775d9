// RUN: %check %s -- -D_GNU_SOURCE
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The shape of a feed reader's SQLite cache: open, migrate, insert, search.

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct cache {
  sqlite3 *db;
  sqlite3_stmt *insert;
  char *path;
} cache;

struct item {
  const char *guid, *title;
  int unread;
};

static int run(sqlite3 *db, const char *sql) {
  char *err = NULL;
  int rc = sqlite3_exec(db, sql, NULL, NULL, &err);
  if (rc != SQLITE_OK) {
    fprintf(stderr, "%s: %s\n", sql, err);
    sqlite3_free(err);
  }
  return rc;
}

void cache_free(cache *c) {
  if (c == NULL)
    return;
  sqlite3_finalize(c->insert);
  sqlite3_close(c->db);
  free(c->path);
  free(c);
}

cache *no_warning_cache_open(const char *path) {
  cache *c = calloc(1, sizeof *c);
  if (c == NULL)
    return NULL;
  c->path = strdup(path);
  if (sqlite3_open(path, &c->db) != SQLITE_OK) {
    fprintf(stderr, "%s: %s\n", path, sqlite3_errmsg(c->db));
    cache_free(c);
    return NULL;
  }
  if (run(c->db, "CREATE TABLE IF NOT EXISTS item(guid, title, unread)") ||
      sqlite3_prepare_v2(c->db, "INSERT INTO item VALUES(?,?,?)", -1,
                         &c->insert, NULL)) {
    cache_free(c);
    return NULL;
  }
  return c;
}

cache *cache_open(const char *path) {
  cache *c = calloc(1, sizeof *c);
  if (c == NULL)
    return NULL;
  c->path = strdup(path);
  if (sqlite3_open(path, &c->db) != SQLITE_OK) {
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'c->db' from 'sqlite3_open' is not released on every path; call 'sqlite3_close'
    fprintf(stderr, "%s: %s\n", path, sqlite3_errmsg(c->db));
    free(c->path);
    free(c);
    return NULL;
  }
  if (run(c->db, "CREATE TABLE IF NOT EXISTS item(guid, title, unread)")) {
    cache_free(c);
    return NULL;
  }
  return c;
}

static int schema_version(sqlite3 *db) {
  sqlite3_stmt *st;
  int version = -1;
  if (sqlite3_prepare_v2(db, "PRAGMA user_version", -1, &st, NULL))
    return -1;
  if (sqlite3_step(st) == SQLITE_ROW)
    version = sqlite3_column_int(st, 0);
  sqlite3_finalize(st);
  return version;
}

int migrate(sqlite3 *db) {
  int version = schema_version(db);
  sqlite3_stmt *st;
  if (version >= 2)
    return 0;
  if (run(db, "BEGIN"))
    return -1;
  if (sqlite3_prepare_v2(db, "SELECT guid FROM old", -1, &st, NULL)) {
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'st' from 'sqlite3_prepare_v2' is not released on every path; call 'sqlite3_finalize'
    run(db, "ROLLBACK");
    return -1;
  }
  while (sqlite3_step(st) == SQLITE_ROW) {
    char *sql = sqlite3_mprintf("INSERT INTO item VALUES(%Q, '', 1)",
                                sqlite3_column_text(st, 0));
    int rc = sql ? run(db, sql) : SQLITE_NOMEM;
    sqlite3_free(sql);
    if (rc != SQLITE_OK) {
      run(db, "ROLLBACK");
      return -1;
    }
  }
  sqlite3_finalize(st);
  return run(db, "COMMIT");
}

int no_warning_migrate(sqlite3 *db) {
  int rc = 0;
  sqlite3_stmt *st = NULL;
  if (schema_version(db) >= 2)
    return 0;
  if (run(db, "BEGIN"))
    return -1;
  rc = sqlite3_prepare_v2(db, "SELECT guid FROM old", -1, &st, NULL);
  while (rc == SQLITE_OK && sqlite3_step(st) == SQLITE_ROW) {
    char *sql = sqlite3_mprintf("INSERT INTO item VALUES(%Q, '', 1)",
                                sqlite3_column_text(st, 0));
    rc = sql ? run(db, sql) : SQLITE_NOMEM;
    sqlite3_free(sql);
  }
  sqlite3_finalize(st);
  if (rc != SQLITE_OK) {
    run(db, "ROLLBACK");
    return -1;
  }
  return run(db, "COMMIT");
}

int no_warning_insert(cache *c, const struct item *items, int n) {
  for (int i = 0; i < n; i++) {
    sqlite3_reset(c->insert);
    sqlite3_bind_text(c->insert, 1, items[i].guid, -1, SQLITE_STATIC);
    sqlite3_bind_text(c->insert, 2, items[i].title, -1, SQLITE_STATIC);
    sqlite3_bind_int(c->insert, 3, items[i].unread);
    if (sqlite3_step(c->insert) != SQLITE_DONE)
      return -1;
  }
  return n;
}

int search(cache *c, const char *words, char ***out) {
  char *sql =
      sqlite3_mprintf("SELECT guid FROM item WHERE title LIKE '%%%q%%'", words);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'sql' from 'sqlite3_mprintf' is not released on every path; call 'sqlite3_free'
  int rows, cols;
  char **table;
  if (sqlite3_get_table(c->db, sql, &table, &rows, &cols, NULL) != SQLITE_OK)
    return -1;
  sqlite3_free(sql);
  *out = table;
  return rows;
}

int no_warning_search(cache *c, const char *words, char ***out) {
  char *sql =
      sqlite3_mprintf("SELECT guid FROM item WHERE title LIKE '%%%q%%'", words);
  int rows, cols, rc;
  if (!sql)
    return -1;
  rc = sqlite3_get_table(c->db, sql, out, &rows, &cols, NULL);
  sqlite3_free(sql);
  return rc == SQLITE_OK ? rows : -1;
}
