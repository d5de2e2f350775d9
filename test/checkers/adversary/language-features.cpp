// RUN: %check %s
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Acquires in unusual places of the language.

#include <array>
#include <atomic>
#include <functional>
#include <initializer_list>
#include <libpq-fe.h>
#include <memory>
#include <mysql.h>
#include <sqlite3.h>
#include <string>
#include <vector>
template <class... Ts> void clearAll(Ts *...rs) { (PQclear(rs), ...); }
int feature_t1(PGconn *c) {
  PGresult *a = PQexec(c, "a"), *b = PQexec(c, "b");
  clearAll(a, b);
  return 0;
}
template <class T> int feature_t2(PGconn *c) {
  if constexpr (sizeof(T) == 4) {
    PGresult *r = PQexec(c, "x");
    PQclear(r);
    return 1;
  } else {
    PGresult *r = PQexec(c, "x");
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'r' from 'PQexec' is not released on every path
    return PQntuples(r);
  }
}
int feature_t2u(PGconn *c) { return feature_t2<int>(c) + feature_t2<long>(c); }
struct Base {
  PGresult *r;
  explicit Base(PGconn *c) : r(PQexec(c, "x")) {}
  ~Base() { PQclear(r); }
};
struct Der : Base {
  using Base::Base;
  int n() const { return PQntuples(r); }
};
int feature_t3(PGconn *c) {
  Der d(c);
  return d.n();
}
template <class D> struct Crtp {
  ~Crtp() { static_cast<D *>(this)->close(); }
};
struct C1 : Crtp<C1> {
  PGresult *r = nullptr;
  void close() {
    if (r)
      PQclear(r);
    r = nullptr;
  }
};
int feature_t4(PGconn *c) {
  C1 x;
  x.r = PQexec(c, "x");
  return PQntuples(x.r);
}
struct Dmi {
  PGconn *c = PQconnectdb("x");
  ~Dmi() { PQfinish(c); }
};
int feature_t5() {
  Dmi d;
  return PQstatus(d.c);
}
struct Dmi2 {
  PGconn *c = PQconnectdb("x");
  Dmi2() {
    if (PQstatus(c) != CONNECTION_OK)
      throw 1;
  }
  ~Dmi2() { PQfinish(c); }
};
static PGconn *g1 = PQconnectdb("x");
static std::unique_ptr<PGconn, decltype(&PQfinish)> g2(PQconnectdb("x"),
                                                       PQfinish);
union U {
  PGresult *r;
  void *p;
};
int feature_t6(PGconn *c) {
  U u;
  u.r = PQexec(c, "x");
  PQclear((PGresult *)u.p);
  return 0;
}
struct An {
  union {
    PGresult *r;
    int k;
  };
  struct {
    PGresult *s;
  };
};
int feature_t7(PGconn *c) {
  An a;
  a.r = PQexec(c, "x");
  PQclear(a.r);
  a.s = PQexec(c, "y");
  PQclear(a.s);
  return 0;
}
int feature_t8(PGconn *c) {
  void *tab[] = {&&a, &&b};
  int i = 0;
  PGresult *r = PQexec(c, "x");
  goto *tab[i];
a:
  PQclear(r);
  return 0;
b:
  PQclear(r);
  return 1;
}
int feature_t9(PGconn *c, int k) {
  PGresult *r = PQexec(c, "x");
  switch (k) {
  case 1 ... 5:
    PQclear(r);
    return 1;
  default:
    PQclear(r);
  }
  return 0;
}
std::atomic<PGconn *> ga;
void feature_t11() {
  ga = PQconnectdb("x");
  ga.store(PQconnectdb("y"));
  PGconn *c = PQconnectdb("z"), *e = nullptr;
  if (!ga.compare_exchange_strong(e, c))
    PQfinish(c);
}
int feature_t12(PGconn *c) {
  auto f = [&](auto &&self, int n) -> int {
    PGresult *r = PQexec(c, "x");
    int k = n ? self(self, n - 1) : PQntuples(r);
    PQclear(r);
    return k;
  };
  return f(f, 3);
}
int feature_t13(PGconn *c) {
  int n = PQntuples(({
    PGresult *r = PQexec(c, "x");
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'r' from 'PQexec' is not released on every path
    r;
  }));
  return n;
}
int feature_t14(PGconn *c) {
  for (PGresult *r = PQexec(c, "x"), *q = r; q; q = nullptr)
    PQclear(r);
  return 0;
}
int feature_t15(PGconn *c, int n) {
  PGresult *v[n];
  for (int i = 0; i < n; i++)
    v[i] = PQexec(c, "x");
  for (int i = 0; i < n; i++)
    PQclear(v[i]);
  return 0;
}
int feature_t16(PGconn *c) {
  PGresult *r[2] = {PQexec(c, "a"), PQexec(c, "b")};
  for (auto *x : r)
    PQclear(x);
  return 0;
}
int feature_t17(PGconn *c) {
  std::array<PGresult *, 2> r{PQexec(c, "a"), PQexec(c, "b")};
  for (auto *x : r)
    PQclear(x);
  return 0;
}
int feature_t18(PGconn *c) {
  for (PGresult *x : {PQexec(c, "a"), PQexec(c, "b")})
    PQclear(x);
  return 0;
}
struct Conv {
  PGresult *r;
  operator PGresult *() && { return r; }
};
namespace {
struct Anon {
  PGresult *r;
  ~Anon() { PQclear(r); }
};
} // namespace
int feature_t19(PGconn *c) {
  Anon a = {PQexec(c, "x")};
  return PQntuples(a.r);
}
int feature_t20(PGconn *c) {
  Anon a{.r = PQexec(c, "x")};
  return PQntuples(a.r);
}
int feature_t21(PGconn *c) {
  auto *a = new Anon{PQexec(c, "x")};
  int n = PQntuples(a->r);
  delete a;
  return n;
}
int feature_t22(PGconn *c) {
  alignas(Anon) char buf[sizeof(Anon)];
  auto *a = new (buf) Anon{PQexec(c, "x")};
  a->~Anon();
  return 0;
}
int feature_t23(PGconn *c) {
  return [](PGresult *r) {
    int n = PQntuples(r);
    PQclear(r);
    return n;
  }(PQexec(c, "x"));
}
int feature_t24(PGconn *c) {
  PGresult *r = PQexec(c, "x");
  auto g = std::unique_ptr<PGresult, void (*)(PGresult *)>{
      r, [](PGresult *p) { PQclear(p); }};
  return PQntuples(r);
}
int feature_t25(PGconn *c) {
  struct L {
    static void del(PGresult *r) { PQclear(r); }
  };
  std::unique_ptr<PGresult, void (*)(PGresult *)> r(PQexec(c, "x"), &L::del);
  return PQntuples(r.get());
}
