// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Broken code is an error and no crash, wherever in a function it breaks.
//
// RUN: not %clang_tidy -checks=-*,leash-* --config={} %s -- -std=c++17 -I%inputs 2>&1 | FileCheck %s

#include <libpq-fe.h>

int undeclared_in_a_call(PGconn *c) {
  PGresult *res = PQexec(c, nowhere);
  // CHECK-DAG: :[[@LINE-1]]:{{[0-9]+}}: error: use of undeclared identifier 'nowhere'
  return PQntuples(res);
}

int undeclared_in_a_condition(PGconn *c) {
  PGresult *res = PQexec(c, "");
  if (nowhere(res))
    // CHECK-DAG: :[[@LINE-1]]:{{[0-9]+}}: error: use of undeclared identifier 'nowhere'
    return 1;
  PQclear(res);
  return 0;
}

Unknown unknown_type(PGconn *c) {
  // CHECK-DAG: :[[@LINE-1]]:1: error: unknown type name 'Unknown'
  Unknown *res = PQexec(c, "");
  return res;
}

struct Incomplete;
int incomplete_type(PGconn *c, Incomplete I) {
  // CHECK-DAG: :[[@LINE-1]]:{{[0-9]+}}: error: {{.*}}incomplete type
  Incomplete copy = I;
  PGresult *res = PQexec(c, "");
  return copy.rows(res);
}

template <typename T> int broken_template(T c) {
  auto *res = PQexec(c, "");
  return res->nothing(nowhere);
  // CHECK-DAG: :[[@LINE-1]]:{{[0-9]+}}: error:
}

int missing_brace(PGconn *c) {
  while (PGresult *res = PQexec(c, "")) {
    if (PQntuples(res) == 0) {
      break;
  }
  return 0;
  // CHECK-DAG: error: expected '}'
