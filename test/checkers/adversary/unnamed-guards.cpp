// RUN: %check %s
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Guards without a name, as receivers, arguments and results.

#include <libpq-fe.h>
class Result {
  PGresult *r_;

public:
  explicit Result(PGresult *r = nullptr) : r_(r) {}
  Result(const Result &) = delete;
  Result(Result &&o) noexcept : r_(o.r_) { o.r_ = nullptr; }
  ~Result() {
    if (r_)
      PQclear(r_);
  }
  operator PGresult *() const { return r_; }
  int rows() const { return PQntuples(r_); }
  PGresult *get() const { return r_; }
  void poke();
};
class Result2 {
  PGresult *r_;

public:
  Result2(PGresult *r) : r_(r) {}
  ~Result2() { PQclear(r_); }
  int rows() const { return PQntuples(r_); }
};
int take(const Result &r);
int take2(const Result2 &r);
int takeRaw(const PGresult *r) { return PQntuples(r); }
struct Row {
  Result res;
  int i;
};
int unnamed_a(PGconn *c) { return Result(PQexec(c, "x")).rows(); }
int unnamed_b(PGconn *c) {
  int n = Result(PQexec(c, "x")).rows();
  return n;
}
void unnamed_d(PGconn *c) { Result(PQexec(c, "x")); }
void unnamed_e(PGconn *c) { Result{PQexec(c, "x")}; }
void unnamed_f(PGconn *c) { Result(PQexec(c, "x")).poke(); }
int unnamed_g(PGconn *c) { return take(Result(PQexec(c, "x"))); }
int unnamed_h(PGconn *c) { return take2(PQexec(c, "x")); }
int unnamed_i(PGconn *c) { return PQntuples(Result(PQexec(c, "x"))); }
int unnamed_j(PGconn *c) { return PQntuples(Result(PQexec(c, "x")).get()); }
Row unnamed_k(PGconn *c) { return Row{Result(PQexec(c, "x")), 0}; }
Row unnamed_l(PGconn *c) {
  Row r{Result(PQexec(c, "x")), 0};
  return r;
}
int unnamed_m(PGconn *c) { return Result2(PQexec(c, "x")).rows(); }
int unnamed_n(PGconn *c) {
  if (Result2(PQexec(c, "x")).rows() > 0)
    return 1;
  return 0;
}
bool unnamed_o(PGconn *c) {
  const Result &r = Result(PQexec(c, "x"));
  return r.rows();
}
bool unnamed_p(PGconn *c) {
  auto &&r = Result(PQexec(c, "x"));
  return r.rows();
}
bool unnamed_q(PGconn *c, bool z) {
  return z ? Result(PQexec(c, "x")).rows() : 0;
}
Result unnamed_r(PGconn *c, bool z) {
  return z ? Result(PQexec(c, "x")) : Result();
}
