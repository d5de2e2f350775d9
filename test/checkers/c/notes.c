// RUN: %check %s
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The notes walk from the acquire to where the handle is lost.

#include <libpq-fe.h>
#include <setjmp.h>
#include <sqlite3.h>

jmp_buf env;

int branch_and_way_out(PGconn *c) {
  PGresult *res = PQexec(c, "SELECT 1");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'res' from 'PQexec' is not released on every path; call 'PQclear'
  if (PQntuples(res) == 0)
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: note: when this condition is true
    return -1;
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: note: leaves the function here
  PQclear(res);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: note: released here on another path
  return 0;
}

int other_branch(PGconn *c) {
  PGresult *res = PQexec(c, "SELECT 1");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'res' from 'PQexec' is not released on every path; call 'PQclear'
  if (PQntuples(res) > 0)
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: note: when this condition is false
    PQclear(res);
  return 0;
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: note: leaves the function here
}

void overwritten(PGconn *c) {
  PGresult *res = PQexec(c, "BEGIN");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'res' from 'PQexec' is not released on every path; call 'PQclear'
  res = PQexec(c, "COMMIT");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: note: {{.*}}overwritten here
  PQclear(res);
}

int jumped_over(PGconn *c) {
  PGresult *res = PQexec(c, "SELECT 1");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'res' from 'PQexec' is not released on every path; call 'PQclear'
  if (PQntuples(res) == 0)
    longjmp(env, 1);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: note: jumps out of the function here
  PQclear(res);
  return 0;
}

void end_of_the_function(PGconn *c) {
  PGresult *res = PQexec(c, "SELECT 1");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'res' from 'PQexec' is not released on every path; call 'PQclear'
  PQsetnonblocking(c, PQntuples(res));
}
// CHECK: :[[@LINE-1]]:{{[0-9]+}}: note: leaves the function here

int case_taken(sqlite3 *db) {
  sqlite3_stmt *st = NULL;
  sqlite3_prepare_v2(db, "SELECT 1", -1, &st, NULL);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'st' from 'sqlite3_prepare_v2' is not released on every path; call 'sqlite3_finalize'
  switch (sqlite3_step(st)) {
  case SQLITE_BUSY:
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: note: when this case is taken
    return 1;
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: note: leaves the function here
  default:
    return sqlite3_finalize(st);
  }
}
