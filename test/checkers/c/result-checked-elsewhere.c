// RUN: %check %s
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// A function, of this file or of another, tells by the result whether anything
// was acquired.

#include <libpq-fe.h>
#include <sqlite3.h>
#include <stddef.h>

int check(sqlite3 *db, int rc);
int is_ok(int rc);
void log_code(int rc);

int no_warning_left_early(sqlite3 *db) {
  sqlite3_stmt *stmt = NULL;
  int rc = sqlite3_prepare_v2(db, "SELECT 1", -1, &stmt, NULL);
  if (check(db, rc) != 0)
    return -1;
  rc = sqlite3_step(stmt);
  sqlite3_finalize(stmt);
  return rc;
}

int no_warning_else(sqlite3 *db, const char **error) {
  sqlite3_stmt *stmt;
  int rc;
  rc = sqlite3_prepare_v2(db, "SELECT 1", -1, &stmt, NULL);
  if (is_ok(rc)) {
    rc = sqlite3_step(stmt);
    sqlite3_finalize(stmt);
  } else {
    *error = "no statement";
  }
  return rc;
}

// Where it goes on, there is one.
int goes_on(sqlite3 *db) {
  sqlite3_stmt *stmt = NULL;
  int rc = sqlite3_prepare_v2(db, "SELECT 1", -1, &stmt, NULL);
  // CHECK: :[[@LINE-1]]:12: warning: 'stmt' from 'sqlite3_prepare_v2' is not released on every path
  if (check(db, rc) != 0)
    return -1;
  rc = sqlite3_step(stmt);
  if (rc != SQLITE_ROW)
    return -1;
  sqlite3_finalize(stmt);
  return 0;
}

// It only looks at it.
int logged(sqlite3 *db) {
  sqlite3_stmt *stmt = NULL;
  int rc = sqlite3_prepare_v2(db, "SELECT 1", -1, &stmt, NULL);
  // CHECK: :[[@LINE-1]]:12: warning: 'stmt' from 'sqlite3_prepare_v2' is not released on every path
  log_code(rc);
  if (rc != SQLITE_OK)
    return -1;
  rc = sqlite3_step(stmt);
  if (rc != SQLITE_ROW)
    return -1;
  sqlite3_finalize(stmt);
  return 0;
}

static int worked(int rc) {
  if (rc == SQLITE_OK)
    return 1;
  log_code(rc);
  return 0;
}
static int code_of(short rc) { return ((rc & (~1)) == 0) ? 0 : -1; }

int no_warning_helper_here(sqlite3 *db) {
  sqlite3_stmt *stmt;
  const int rc = sqlite3_prepare_v2(db, "SELECT 1", -1, &stmt, NULL);
  if (!worked(rc))
    return -1;
  sqlite3_finalize(stmt);
  return 0;
}

int no_warning_answer_compared(sqlite3 *db) {
  sqlite3_stmt *stmt;
  int rc;
  rc = sqlite3_prepare_v2(db, "SELECT 1", -1, &stmt, NULL);
  if (0 == code_of(rc)) {
    sqlite3_finalize(stmt);
    return 0;
  }
  return 1;
}

int helper_here(sqlite3 *db) {
  sqlite3_stmt *stmt;
  const int rc = sqlite3_prepare_v2(db, "SELECT 1", -1, &stmt, NULL);
  // CHECK: :[[@LINE-1]]:18: warning: 'stmt' from 'sqlite3_prepare_v2' is not released on every path
  if (worked(rc))
    return -1;
  return 0;
}
