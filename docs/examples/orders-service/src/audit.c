// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The audit log. The first function leaks its statement, or its connection.

#include "audit.h"

#include <sqlite3.h>
#include <stddef.h>
#include <stdio.h>

static const char Create[] =
    "CREATE TABLE IF NOT EXISTS audit (request TEXT, ordernr INTEGER)";
static const char Insert[] = "INSERT INTO audit VALUES (?, ?)";

// 7. sqlite3_open makes a connection even when it fails, and the goto jumps
//    past sqlite3_finalize.
int audit_append(const char *path, const char *request, long order) {
  sqlite3 *db = NULL;
  if (sqlite3_open(path, &db) != SQLITE_OK) {
    fprintf(stderr, "audit: %s\n", sqlite3_errmsg(db));
    return -1;
  }
  int result = -1;
  if (sqlite3_exec(db, Create, NULL, NULL, NULL) != SQLITE_OK)
    goto close;
  sqlite3_stmt *stmt = NULL;
  if (sqlite3_prepare_v2(db, Insert, -1, &stmt, NULL) != SQLITE_OK)
    goto close;
  sqlite3_bind_text(stmt, 1, request, -1, SQLITE_TRANSIENT);
  sqlite3_bind_int64(stmt, 2, order);
  if (sqlite3_step(stmt) != SQLITE_DONE)
    goto close;
  sqlite3_finalize(stmt);
  result = 0;
close:
  if (result != 0)
    fprintf(stderr, "audit: %s\n", sqlite3_errmsg(db));
  sqlite3_close(db);
  return result;
}

int audit_append_fixed(const char *path, const char *request, long order) {
  sqlite3 *db = NULL;
  sqlite3_stmt *stmt = NULL;
  int result = -1;
  if (sqlite3_open(path, &db) != SQLITE_OK)
    goto close;
  if (sqlite3_exec(db, Create, NULL, NULL, NULL) != SQLITE_OK)
    goto close;
  if (sqlite3_prepare_v2(db, Insert, -1, &stmt, NULL) != SQLITE_OK)
    goto close;
  sqlite3_bind_text(stmt, 1, request, -1, SQLITE_TRANSIENT);
  sqlite3_bind_int64(stmt, 2, order);
  if (sqlite3_step(stmt) == SQLITE_DONE)
    result = 0;
close:
  if (result != 0)
    fprintf(stderr, "audit: %s\n", sqlite3_errmsg(db));
  sqlite3_finalize(stmt);
  sqlite3_close(db);
  return result;
}
