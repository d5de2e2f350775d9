// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// WarningsAsErrors turns a finding into an error and an exit status.
//
// RUN: %clang_tidy -checks=-*,leash-* --config={} %s -- -std=c11 -I%inputs | FileCheck %s --check-prefix=WARNING
// RUN: not %clang_tidy -checks=-*,leash-* --config={} -warnings-as-errors=leash-* %s -- -std=c11 -I%inputs | FileCheck %s --check-prefix=ERROR
// RUN: not %clang_tidy --config='{Checks: "-*,leash-*", WarningsAsErrors: "leash-*"}' %s -- -std=c11 -I%inputs | FileCheck %s --check-prefix=ERROR
// RUN: %clang_tidy -checks=-*,leash-* --config={} -warnings-as-errors=bugprone-* %s -- -std=c11 -I%inputs | FileCheck %s --check-prefix=WARNING

#include <libpq-fe.h>

int leaks(PGconn *c) {
  PGresult *res = PQexec(c, "SELECT 1");
  // WARNING: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}} [leash-unreleased-acquire]
  // ERROR: :[[@LINE-2]]:{{[0-9]+}}: error: {{.*}} [leash-unreleased-acquire,-warnings-as-errors]
  return PQntuples(res);
}
