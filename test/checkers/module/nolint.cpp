// RUN: %check %s
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// A NOLINT on the acquire silences the finding, in each of its spellings.

#include <libpq-fe.h>

int no_warning_nolint(PGconn *c) {
  PGresult *res = PQexec(c, "SELECT 1"); // NOLINT(leash-unreleased-acquire)
  return PQntuples(res);
}

int no_warning_nolint_without_a_name(PGconn *c) {
  PGresult *res = PQexec(c, "SELECT 1"); // NOLINT
  return PQntuples(res);
}

int no_warning_nolint_glob(PGconn *c) {
  PGresult *res = PQexec(c, "SELECT 1"); // NOLINT(leash-*)
  return PQntuples(res);
}

int no_warning_nolintnextline(PGconn *c) {
  // NOLINTNEXTLINE(leash-unreleased-acquire)
  PGresult *res = PQexec(c, "SELECT 1");
  return PQntuples(res);
}

// NOLINTBEGIN(leash-unreleased-acquire)
int no_warning_nolintbegin(PGconn *c) {
  PGresult *res = PQexec(c, "SELECT 1");
  return PQntuples(res);
}
// NOLINTEND(leash-unreleased-acquire)

int warning_after_nolintend(PGconn *c) {
  PGresult *res = PQexec(c, "SELECT 1");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'res' from 'PQexec' is not released on every path
  return PQntuples(res);
}

int warning_nolint_of_another_check(PGconn *c) {
  PGresult *res = PQexec(c, "SELECT 1"); // NOLINT(bugprone-use-after-move)
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'res' from 'PQexec' is not released on every path
  return PQntuples(res);
}

// The finding is on the acquire, not on the way out.
int warning_nolint_on_the_return(PGconn *c) {
  PGresult *res = PQexec(c, "SELECT 1");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'res' from 'PQexec' is not released on every path
  return PQntuples(res); // NOLINT(leash-unreleased-acquire)
}
