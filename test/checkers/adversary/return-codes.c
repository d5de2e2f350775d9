// RUN: %check %s -- -std=gnu11
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// A return code kept, compared and turned into another.

#include <sqlite3.h>
int code_a(sqlite3 *db) {
  char *e = 0;
  int rc = sqlite3_exec(db, "x", 0, 0, &e);
  int ok = rc == SQLITE_OK;
  if (!ok)
    sqlite3_free(e);
  return ok;
}
int code_b(sqlite3 *db) {
  char *e = 0;
  int rc = sqlite3_exec(db, "x", 0, 0, &e);
  int ok = (rc == SQLITE_OK);
  if (ok == 0)
    sqlite3_free(e);
  return ok;
}
int code_c(sqlite3 *db) {
  sqlite3_stmt *e = 0;
  int rc = sqlite3_prepare_v2(db, "x", -1, &e, 0);
  int ok = (rc == SQLITE_OK);
  if (ok)
    sqlite3_finalize(e);
  return ok;
}
int code_d(sqlite3 *db) {
  sqlite3_stmt *e = 0;
  int rc, ok;
  rc = sqlite3_prepare_v2(db, "x", -1, &e, 0);
  ok = (rc == SQLITE_OK);
  if (ok)
    sqlite3_finalize(e);
  return ok;
}
int code_f(sqlite3 *db) {
  sqlite3_stmt *e = 0;
  int rc, ok;
  rc = sqlite3_prepare_v2(db, "x", -1, &e, 0);
  ok = rc == SQLITE_OK ? 1 : 0;
  if (ok)
    sqlite3_finalize(e);
  return ok;
}
int code_g(sqlite3 *db) {
  sqlite3_stmt *e = 0;
  int rc, ok;
  if ((ok = (rc = sqlite3_prepare_v2(db, "x", -1, &e, 0)) == SQLITE_OK))
    sqlite3_finalize(e);
  return ok;
}
int code_h(sqlite3 *db) {
  sqlite3_stmt *e = 0;
  int ok = !sqlite3_prepare_v2(db, "x", -1, &e, 0);
  if (ok)
    sqlite3_finalize(e);
  return ok;
}
int code_i(sqlite3 *db) {
  sqlite3_stmt *e = 0;
  int rc = sqlite3_prepare_v2(db, "x", -1, &e, 0), ret;
  ret = rc == SQLITE_OK ? 0 : -1;
  if (ret < 0)
    return ret;
  sqlite3_finalize(e);
  return 0;
}
int code_j(sqlite3 *db) {
  sqlite3_stmt *e = 0;
  int ret = sqlite3_prepare_v2(db, "x", -1, &e, 0) == SQLITE_OK ? 0 : -1;
  if (ret < 0)
    return ret;
  sqlite3_finalize(e);
  return 0;
}
int code_k(sqlite3 *db) {
  char *e = 0;
  int rc = sqlite3_exec(db, "x", 0, 0, &e);
  int bad = rc != SQLITE_OK && rc != SQLITE_CONSTRAINT;
  if (rc)
    sqlite3_free(e);
  return bad;
}
