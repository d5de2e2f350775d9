// RUN: %check %s --checks='-*,leash-manual-release'
// RUN: %check --prefix=ALWAYS %s --checks='-*,leash-manual-release' --config='{CheckOptions: {leash-manual-release.Style: always}}'
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// A file that leaves nothing to a destructor is left as it is.

#include <libpq-fe.h>

int rows(PGconn *conn) {
  PGresult *res = PQexec(conn, "SELECT 1");
  int n = PQntuples(res);
  PQclear(res);
  return n;
}

// Below what a finding shows of the source.
int other(PGconn *conn);

// ALWAYS: :9:19: warning: 'res' is released by hand
