// RUN: %check %s --config='{CheckOptions: {leash-unreleased-acquire.MinimumConfidence: high}}'
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// With MinimumConfidence high, a call that might release keeps the check still.

#include <libpq-fe.h>

void show(const PGresult *res);
int render(PGresult *res);

int no_warning_plain_pointer_might_release(PGconn *c) {
  PGresult *res = PQexec(c, "SELECT 1");
  return render(res);
}

void const_pointer_cannot_release(PGconn *c) {
  PGresult *res = PQexec(c, "SELECT 1");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'res' from 'PQexec' is not released on every path; call 'PQclear'
  show(res);
}

int library_call_cannot_release(PGconn *c) {
  PGresult *res = PQexec(c, "SELECT 1");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'res' from 'PQexec' is not released on every path; call 'PQclear'
  return PQntuples(res);
}

void discarded(PGconn *c) {
  PQexec(c, "COMMIT");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: result of 'PQexec' is never released; call 'PQclear'
}
