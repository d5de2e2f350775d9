// RUN: %check %s
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Every way an SQLite statement or database is lost, and the same made right.

#include <sqlite3.h>
#include <stddef.h>

static void finalize_statement(sqlite3_stmt **st) { sqlite3_finalize(*st); }
static void close_database(sqlite3 **db) { sqlite3_close(*db); }
#define AUTO_STMT __attribute__((cleanup(finalize_statement))) sqlite3_stmt *
#define AUTO_DB __attribute__((cleanup(close_database))) sqlite3 *

int early_return(sqlite3 *db) {
  sqlite3_stmt *st;
  if (sqlite3_prepare_v2(db, "SELECT n FROM t", -1, &st, NULL) != SQLITE_OK)
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'st' from 'sqlite3_prepare_v2' is not released on every path; call 'sqlite3_finalize'
    return -1;
  if (sqlite3_step(st) != SQLITE_ROW)
    return -1;
  int n = sqlite3_column_int(st, 0);
  sqlite3_finalize(st);
  return n;
}

int no_warning_early_return_by_hand(sqlite3 *db) {
  sqlite3_stmt *st;
  if (sqlite3_prepare_v2(db, "SELECT n FROM t", -1, &st, NULL) != SQLITE_OK)
    return -1;
  if (sqlite3_step(st) != SQLITE_ROW) {
    sqlite3_finalize(st);
    return -1;
  }
  int n = sqlite3_column_int(st, 0);
  sqlite3_finalize(st);
  return n;
}

int no_warning_early_return_by_cleanup(sqlite3 *db) {
  AUTO_STMT st = NULL;
  if (sqlite3_prepare_v2(db, "SELECT n FROM t", -1, &st, NULL) != SQLITE_OK)
    return -1;
  if (sqlite3_step(st) != SQLITE_ROW)
    return -1;
  return sqlite3_column_int(st, 0);
}

int database_on_early_return(const char *path) {
  sqlite3 *db;
  int rc = sqlite3_open(path, &db);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'db' from 'sqlite3_open' is not released on every path; call 'sqlite3_close'
  if (rc == SQLITE_OK)
    rc = sqlite3_exec(db, "VACUUM", NULL, NULL, NULL);
  if (rc != SQLITE_OK)
    return rc;
  return sqlite3_close(db);
}

int no_warning_database_by_cleanup(const char *path) {
  AUTO_DB db = NULL;
  if (sqlite3_open(path, &db) != SQLITE_OK)
    return -1;
  return sqlite3_exec(db, "VACUUM", NULL, NULL, NULL);
}

int goto_past_the_release(sqlite3 *db) {
  sqlite3_stmt *st;
  int n = -1;
  int rc = sqlite3_prepare_v2(db, "SELECT n FROM t", -1, &st, NULL);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'st' from 'sqlite3_prepare_v2' is not released on every path; call 'sqlite3_finalize'
  if (rc != SQLITE_OK)
    goto out;
  if (sqlite3_step(st) != SQLITE_ROW)
    goto out;
  n = sqlite3_column_int(st, 0);
  sqlite3_finalize(st);
out:
  return n;
}

int no_warning_goto_to_the_release(sqlite3 *db) {
  sqlite3_stmt *st = NULL;
  int n = -1;
  int rc = sqlite3_prepare_v2(db, "SELECT n FROM t", -1, &st, NULL);
  if (rc != SQLITE_OK)
    goto out;
  if (sqlite3_step(st) != SQLITE_ROW)
    goto out;
  n = sqlite3_column_int(st, 0);
out:
  sqlite3_finalize(st);
  return n;
}

int no_warning_goto_by_cleanup(sqlite3 *db) {
  int n = -1;
  AUTO_STMT st = NULL;
  if (sqlite3_prepare_v2(db, "SELECT n FROM t", -1, &st, NULL) != SQLITE_OK)
    goto out;
  if (sqlite3_step(st) == SQLITE_ROW)
    n = sqlite3_column_int(st, 0);
out:
  return n;
}

int loop_continue(sqlite3 *db, const char *const *sql, int n) {
  int rows = 0;
  for (int i = 0; i < n; i++) {
    sqlite3_stmt *st;
    int rc = sqlite3_prepare_v2(db, sql[i], -1, &st, NULL);
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'st' from 'sqlite3_prepare_v2' is not released on every path; call 'sqlite3_finalize'
    if (rc != SQLITE_OK)
      continue;
    if (sqlite3_step(st) != SQLITE_ROW)
      continue;
    rows++;
    sqlite3_finalize(st);
  }
  return rows;
}

int no_warning_loop_continue_by_hand(sqlite3 *db, const char *const *sql,
                                     int n) {
  int rows = 0;
  for (int i = 0; i < n; i++) {
    sqlite3_stmt *st;
    int rc = sqlite3_prepare_v2(db, sql[i], -1, &st, NULL);
    if (rc != SQLITE_OK)
      continue;
    if (sqlite3_step(st) != SQLITE_ROW) {
      sqlite3_finalize(st);
      continue;
    }
    rows++;
    sqlite3_finalize(st);
  }
  return rows;
}

int no_warning_loop_continue_by_cleanup(sqlite3 *db, const char *const *sql,
                                        int n) {
  int rows = 0;
  for (int i = 0; i < n; i++) {
    AUTO_STMT st = NULL;
    if (sqlite3_prepare_v2(db, sql[i], -1, &st, NULL) != SQLITE_OK)
      continue;
    if (sqlite3_step(st) != SQLITE_ROW)
      continue;
    rows++;
  }
  return rows;
}

int reassignment(sqlite3 *db) {
  sqlite3_stmt *st = NULL;
  sqlite3_prepare_v2(db, "INSERT INTO t VALUES(1)", -1, &st, NULL);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'st' from 'sqlite3_prepare_v2' is not released on every path; call 'sqlite3_finalize'
  sqlite3_step(st);
  sqlite3_prepare_v2(db, "INSERT INTO u VALUES(1)", -1, &st, NULL);
  sqlite3_step(st);
  return sqlite3_finalize(st);
}

int no_warning_reassignment_by_hand(sqlite3 *db) {
  sqlite3_stmt *st = NULL;
  sqlite3_prepare_v2(db, "INSERT INTO t VALUES(1)", -1, &st, NULL);
  sqlite3_step(st);
  sqlite3_finalize(st);
  sqlite3_prepare_v2(db, "INSERT INTO u VALUES(1)", -1, &st, NULL);
  sqlite3_step(st);
  return sqlite3_finalize(st);
}

void discarded_result(sqlite3 *db, const char *name) {
  sqlite3_exec(db, sqlite3_mprintf("DROP TABLE %w", name), NULL, NULL, NULL);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: result of 'sqlite3_mprintf' is never released; call 'sqlite3_free'
}

int no_warning_text_freed(sqlite3 *db, const char *name) {
  char *sql = sqlite3_mprintf("DROP TABLE %w", name);
  int rc = sqlite3_exec(db, sql, NULL, NULL, NULL);
  sqlite3_free(sql);
  return rc;
}

int statement_outlives_its_database(const char *path) {
  sqlite3 *db = NULL;
  sqlite3_stmt *st = NULL;
  sqlite3_open(path, &db);
  sqlite3_prepare_v2(db, "SELECT 1", -1, &st, NULL);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'st' from 'sqlite3_prepare_v2' is not released on every path; call 'sqlite3_finalize'
  sqlite3_step(st);
  return sqlite3_close_v2(db);
}

int reset_is_not_finalize(sqlite3 *db) {
  sqlite3_stmt *st = NULL;
  sqlite3_prepare_v2(db, "SELECT 1", -1, &st, NULL);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'st' from 'sqlite3_prepare_v2' is not released on every path; call 'sqlite3_finalize'
  sqlite3_step(st);
  return sqlite3_reset(st);
}
