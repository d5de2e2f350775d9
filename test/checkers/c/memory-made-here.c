// RUN: %check %s -- -std=c11
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Memory that was made here and that others come to know.

#include <sqlite3.h>
#include <stddef.h>

void *ecalloc(size_t count, size_t size);
void efree(void *memory);
struct S {
  sqlite3_stmt *stmt;
  int n;
};
struct statement {
  void *driver_data;
};
void keep(struct S *s);
int tell(int n);

int no_warning_kept_before_it_is_filled(sqlite3 *db, struct statement *st) {
  struct S *s = ecalloc(1, sizeof(struct S));
  st->driver_data = s;
  if (tell(1) != 2)
    return 0;
  return sqlite3_prepare_v2(db, "x", 1, &s->stmt, 0) == SQLITE_OK;
}
int no_warning_passed_before_it_is_filled(sqlite3 *db) {
  struct S *s = ecalloc(1, sizeof(struct S));
  keep(s);
  return sqlite3_prepare_v2(db, "x", 1, &s->stmt, 0) == SQLITE_OK;
}
int freed_with_it(sqlite3 *db) {
  struct S *s = ecalloc(1, sizeof(struct S));
  tell(s->n);
  int rc = sqlite3_prepare_v2(db, "x", 1, &s->stmt, 0);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 's->stmt' from 'sqlite3_prepare_v2' is not released on every path
  efree(s);
  return rc == SQLITE_OK;
}
