// RUN: %check %s
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The shape of SQLite's own introduction: the failed open is not closed.

#include <sqlite3.h>
#include <stdio.h>

static int print_row(void *unused, int n, char **values, char **names) {
  for (int i = 0; i < n; i++)
    printf("%s = %s\n", names[i], values[i] ? values[i] : "NULL");
  return unused != NULL;
}

int main(int argc, char **argv) {
  sqlite3 *db;
  char *message = NULL;
  if (argc != 3) {
    fprintf(stderr, "usage: %s DATABASE SQL\n", argv[0]);
    return 1;
  }
  int rc = sqlite3_open(argv[1], &db);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'db' from 'sqlite3_open' is not released on every path; call 'sqlite3_close'
  if (rc != SQLITE_OK) {
    fprintf(stderr, "cannot open: %s\n", sqlite3_errmsg(db));
    return 1;
  }
  rc = sqlite3_exec(db, argv[2], print_row, NULL, &message);
  if (rc != SQLITE_OK) {
    fprintf(stderr, "SQL error: %s\n", message);
    sqlite3_free(message);
  }
  sqlite3_close(db);
  return 0;
}
