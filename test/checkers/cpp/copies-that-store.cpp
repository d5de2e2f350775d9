// RUN: %check %s -- -std=c++17
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// A struct with a handle in it, copied to where it lives on.

#include <libpq-fe.h>
#include <vector>

struct Node {
  PGresult *Result;
  int Row;
};
struct Rows {
  void append(const Node &N);
  int compare(const Node &N) const;
};

void no_warning_copied_into_vector(PGconn *C, std::vector<Node> &All) {
  Node N;
  N.Result = PQexec(C, "SELECT 1");
  N.Row = 0;
  All.push_back(N);
}
void no_warning_appended_elsewhere(PGconn *C, Rows &All) {
  Node N;
  N.Result = PQexec(C, "SELECT 1");
  All.append(N);
}
int only_compared(PGconn *C, Rows &All) {
  Node N;
  N.Result = PQexec(C, "SELECT 1");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'N.Result' from 'PQexec' is not released on every path
  return All.compare(N);
}
