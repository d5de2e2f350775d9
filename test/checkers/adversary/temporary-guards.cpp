// RUN: %check %s
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Guards that live for one statement.

#include <libpq-fe.h>
void foo();
class Result {
  PGresult *r_;

public:
  explicit Result(PGresult *r = nullptr) : r_(r) {}
  ~Result() {
    if (r_)
      PQclear(r_);
  }
  int rows() const { return PQntuples(r_); }
};
void temporary_d(PGconn *c) {
  Result(PQexec(c, "x"));
  foo();
}
int temporary_d2(PGconn *c) {
  if (Result(PQexec(c, "x")).rows() > 0)
    return 1;
  return 0;
}
int temporary_d3(PGconn *c) {
  foo();
  int n = Result(PQexec(c, "x")).rows();
  foo();
  return n;
}
void temporary_d4(PGconn *c) {
  while (Result(PQexec(c, "x")).rows() > 0)
    foo();
}
class NoDtor {
  PGresult *r_;

public:
  explicit NoDtor(PGresult *r) : r_(r) {}
  int rows() const { return PQntuples(r_); }
};
