// RUN: %check %s
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Leaving main by exit is no leak, even where another path releases.

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>

static void usage(void) {
  fputs("usage: count FILE\n", stderr);
  exit(64);
}

int main(int argc, char **argv) {
  sqlite3 *db = NULL;
  sqlite3_stmt *st = NULL;
  if (argc < 2)
    usage();
  if (sqlite3_open(argv[1], &db) != SQLITE_OK) {
    fprintf(stderr, "%s\n", sqlite3_errmsg(db));
    exit(1);
  }
  if (sqlite3_prepare_v2(db, "SELECT count(*) FROM t", -1, &st, NULL))
    exit(1);
  if (sqlite3_step(st) != SQLITE_ROW)
    exit(1);
  printf("%d\n", sqlite3_column_int(st, 0));
  sqlite3_finalize(st);
  sqlite3_close(db);
  return 0;
}
