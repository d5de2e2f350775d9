// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// --export-fixes writes the finding with its notes, and the tool that applies
// such files reads it.
//
// RUN: rm -rf %t && mkdir %t
// RUN: %clang_tidy -checks=-*,leash-* --config={} --export-fixes=%t/found.yaml %s -- -std=c11 -I%inputs
// RUN: FileCheck %s --input-file=%t/found.yaml
// RUN: %clang_apply_replacements %t

#include <libpq-fe.h>

int leaks(PGconn *c, int early) {
  PGresult *res = PQexec(c, "SELECT 1");
  if (early)
    return -1;
  PQclear(res);
  return 0;
}

// CHECK: MainSourceFile: {{.*}}export-fixes.c
// CHECK: DiagnosticName: leash-unreleased-acquire
// CHECK: Message: {{.*}}res{{.*}} from {{.*}}PQexec{{.*}} is not released on every path; call {{.*}}PQclear{{.*}} before leaving or hold it in a guard
// CHECK: FilePath: {{.*}}export-fixes.c
// CHECK: Notes:
// CHECK: leaves the function here
// CHECK: Level: Warning
