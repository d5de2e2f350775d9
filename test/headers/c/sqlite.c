// RUN: %check %s
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Leaks and their cures against the SQLite header of the distribution.

#include <sqlite3.h>
#include <stdio.h>

#ifdef LEASH_TEST_SQLITE3_H
#error the mock header was found instead of the real one
#endif

static void finalize(sqlite3_stmt **st) { sqlite3_finalize(*st); }

int early_return(sqlite3 *db) {
  sqlite3_stmt *st;
  if (sqlite3_prepare_v2(db, "SELECT 1", -1, &st, NULL) != SQLITE_OK)
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'st' from 'sqlite3_prepare_v2' is not released on every path; call 'sqlite3_finalize'
    return -1;
  if (sqlite3_step(st) != SQLITE_ROW)
    return -1;
  return sqlite3_finalize(st);
}

int no_warning_by_hand(sqlite3 *db) {
  sqlite3_stmt *st;
  if (sqlite3_prepare_v2(db, "SELECT 1", -1, &st, NULL) != SQLITE_OK)
    return -1;
  if (sqlite3_step(st) != SQLITE_ROW) {
    sqlite3_finalize(st);
    return -1;
  }
  return sqlite3_finalize(st);
}

int no_warning_by_cleanup(sqlite3 *db) {
  __attribute__((cleanup(finalize))) sqlite3_stmt *st = NULL;
  if (sqlite3_prepare_v2(db, "SELECT 1", -1, &st, NULL) != SQLITE_OK)
    return -1;
  return sqlite3_step(st);
}

int failed_open(const char *path) {
  sqlite3 *db;
  if (sqlite3_open(path, &db) != SQLITE_OK)
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'db' from 'sqlite3_open' is not released on every path; call 'sqlite3_close'
    return -1;
  return sqlite3_close(db);
}

int no_warning_failed_open(const char *path) {
  sqlite3 *db = NULL;
  int rc = sqlite3_open_v2(path, &db, SQLITE_OPEN_READONLY, NULL);
  sqlite3_close_v2(db);
  return rc;
}

int error_text(sqlite3 *db) {
  char *err = NULL;
  int rc = sqlite3_exec(db, "VACUUM", NULL, NULL, &err);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'err' from 'sqlite3_exec' is not released on every path; call 'sqlite3_free'
  if (rc != SQLITE_OK)
    fprintf(stderr, "%s\n", err);
  return rc;
}

int no_warning_error_text(sqlite3 *db) {
  char *err = NULL;
  int rc = sqlite3_exec(db, "VACUUM", NULL, NULL, &err);
  if (err) {
    fprintf(stderr, "%s\n", err);
    sqlite3_free(err);
  }
  return rc;
}

int no_warning_text_given_to_the_statement(sqlite3_stmt *st, int n) {
  return sqlite3_bind_text(st, 1, sqlite3_mprintf("%d", n), -1, sqlite3_free);
}

int text_copied_by_the_statement(sqlite3_stmt *st, int n) {
  char *text = sqlite3_mprintf("%d", n);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'text' from 'sqlite3_mprintf' is not released on every path; call 'sqlite3_free'
  return sqlite3_bind_text(st, 1, text, -1, SQLITE_TRANSIENT);
}

int table(sqlite3 *db) {
  char **rows;
  int n, cols;
  if (sqlite3_get_table(db, "SELECT 1", &rows, &n, &cols, NULL) != SQLITE_OK)
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'rows' from 'sqlite3_get_table' is not released on every path; call 'sqlite3_free_table'
    return -1;
  if (n == 0)
    return 0;
  sqlite3_free_table(rows);
  return n;
}
