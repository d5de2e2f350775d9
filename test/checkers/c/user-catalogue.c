// RUN: %check %s --config='{CheckOptions: {leash-unreleased-acquire.Catalogue: %S/../Inputs/in-house.yaml}}'
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// A user's own catalogue file adds kinds, functions and borrows.

#include <libpq-fe.h>
#include <stddef.h>

typedef struct dbh dbh;
typedef struct cursor cursor;

dbh *dbh_checkout(const char *name);
void dbh_checkin(dbh *h);
int dbh_cursor(dbh *h, const char *sql, cursor **out);
void cursor_end(cursor *c);
int cursor_rows(cursor *c);
void dbh_adopt_cursor(dbh *h, cursor *c);

int checked_out(const char *name) {
  dbh *h = dbh_checkout(name);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'h' from 'dbh_checkout' is not released on every path; call 'dbh_checkin'
  if (h == NULL)
    return -1;
  cursor *c = NULL;
  if (dbh_cursor(h, "SELECT 1", &c) != 0)
    return -1;
  cursor_end(c);
  dbh_checkin(h);
  return 0;
}

int no_warning_checked_out(const char *name) {
  dbh *h = dbh_checkout(name);
  if (h == NULL)
    return -1;
  dbh_checkin(h);
  return 0;
}

int cursor_only_borrowed_by_rows(dbh *h) {
  cursor *c;
  if (dbh_cursor(h, "SELECT 1", &c) != 0)
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'c' from 'dbh_cursor' is not released on every path; call 'cursor_end'
    return -1;
  return cursor_rows(c);
}

int no_warning_cursor_transferred(dbh *h) {
  cursor *c;
  if (dbh_cursor(h, "SELECT 1", &c) != 0)
    return -1;
  dbh_adopt_cursor(h, c);
  return 0;
}

int no_warning_cursor_ended(dbh *h) {
  cursor *c;
  if (dbh_cursor(h, "SELECT 1", &c))
    return -1;
  int n = cursor_rows(c);
  cursor_end(c);
  return n;
}
