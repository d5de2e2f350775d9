// RUN: %check %s -- -std=gnu11
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Helpers that end the process when their argument says so.

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
static void must_must(int rc, sqlite3 *db) {
  if (rc != SQLITE_OK) {
    fprintf(stderr, "%s\n", sqlite3_errmsg(db));
    exit(1);
  }
}
static void must_msg(int rc, char *err) {
  if (rc != SQLITE_OK) {
    fprintf(stderr, "%s\n", err);
    exit(1);
  }
}
int must_a(sqlite3 *db) {
  char *err;
  must_must(sqlite3_exec(db, "x", 0, 0, &err), db);
  return 0;
}
int must_b(sqlite3 *db) {
  char *err;
  int rc = sqlite3_exec(db, "x", 0, 0, &err);
  must_must(rc, db);
  return 0;
}
int must_c(sqlite3 *db) {
  char *err;
  int rc = sqlite3_exec(db, "x", 0, 0, &err);
  must_msg(rc, err);
  return 0;
}
int must_d(sqlite3 *db) {
  char *err;
  int rc = sqlite3_exec(db, "x", 0, 0, &err);
  if (rc)
    must_msg(rc, err);
  return 0;
}
