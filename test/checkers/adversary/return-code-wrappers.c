// RUN: %check %s -- -std=gnu11
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Wrappers that hand on a return code and what it tells of.

#include <libpq-fe.h>
#include <sqlite3.h>
static int wrap_p(sqlite3 *db, sqlite3_stmt **s) {
  int rc;
  rc = sqlite3_prepare_v2(db, "x", -1, s, 0);
  return rc;
}
int use(sqlite3 *db) {
  sqlite3_stmt *s;
  if (wrap_p(db, &s) != SQLITE_OK)
    return -1;
  sqlite3_finalize(s);
  return 0;
}
static int wrap_p2(sqlite3 *db, sqlite3_stmt **s) {
  int rc = sqlite3_prepare_v2(db, "x", -1, s, 0);
  return rc == SQLITE_OK;
}
int wrap_use2(sqlite3 *db) {
  sqlite3_stmt *s;
  if (!wrap_p2(db, &s))
    return -1;
  sqlite3_finalize(s);
  return 0;
}
static int wrap_p3(sqlite3 *db, const char *q) {
  char *e;
  int rc = sqlite3_exec(db, q, 0, 0, &e);
  switch (rc) {
  case SQLITE_OK:
    return 0;
  default:
    sqlite3_free(e);
    return -1;
  }
}
static int wrap_p4(sqlite3 *db, const char *q, int *out) {
  char *e;
  *out = sqlite3_exec(db, q, 0, 0, &e);
  if (*out)
    sqlite3_free(e);
  return *out;
}
struct r {
  int rc;
  char *msg;
};
static struct r wrap_p5(sqlite3 *db, const char *q) {
  struct r r;
  r.rc = sqlite3_exec(db, q, 0, 0, &r.msg);
  return r;
}
static int wrap_p6(sqlite3 *db, const char *q, char **e) {
  return sqlite3_exec(db, q, 0, 0, e);
}
int wrap_use6(sqlite3 *db) {
  char *e;
  int rc = wrap_p6(db, "x", &e);
  if (rc) {
    sqlite3_free(e);
  }
  return rc;
}
int wrap_use7(sqlite3 *db) {
  char *e;
  if (wrap_p6(db, "x", &e) == SQLITE_OK && wrap_p6(db, "y", &e) == SQLITE_OK)
    return 0;
  sqlite3_free(e);
  return -1;
}
