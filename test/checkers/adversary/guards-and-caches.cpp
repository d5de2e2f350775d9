// RUN: %check %s
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Home-made guards, caches, reference counts, call-backs.

#include <any>
#include <array>
#include <cstdlib>
#include <functional>
#include <future>
#include <iostream>
#include <libpq-fe.h>
#include <map>
#include <memory>
#include <mutex>
#include <mysql.h>
#include <new>
#include <optional>
#include <sqlite3.h>
#include <stdexcept>
#include <string>
#include <thread>
#include <tuple>
#include <unordered_map>
#include <utility>
#include <variant>
#include <vector>

void note(const char *, ...);
struct Err : std::runtime_error {
  using runtime_error::runtime_error;
};

// shared_ptr<void> guard trick
int sharedVoid(PGconn *c) {
  PGresult *r = PQexec(c, "x");
  std::shared_ptr<void> g(nullptr, [&](void *) { PQclear(r); });
  if (PQntuples(r) == 0)
    throw Err("x");
  return 1;
}
int sharedVoid2(PGconn *c) {
  PGresult *r = PQexec(c, "x");
  std::shared_ptr<void> g(r,
                          [](void *p) { PQclear(static_cast<PGresult *>(p)); });
  if (PQntuples(r) == 0)
    throw Err("x");
  return 1;
}
int uniqueFunction(PGconn *c) {
  std::unique_ptr<PGresult, std::function<void(PGresult *)>> r(
      PQexec(c, "x"), [](PGresult *p) { PQclear(p); });
  if (PQntuples(r.get()) == 0)
    throw Err("x");
  return 1;
}
struct Finally {
  std::function<void()> f;
  explicit Finally(std::function<void()> fn) : f(std::move(fn)) {}
  ~Finally() {
    if (f)
      f();
  }
};
int finallyFunction(PGconn *c) {
  PGresult *r = PQexec(c, "x");
  Finally g([&] { PQclear(r); });
  if (PQntuples(r) == 0)
    throw Err("x");
  return 1;
}
template <class F> class ScopeExit {
  F f_;
  bool on_ = true;

public:
  explicit ScopeExit(F f) : f_(std::move(f)) {}
  ScopeExit(ScopeExit &&o) : f_(std::move(o.f_)), on_(o.on_) { o.on_ = false; }
  void dismiss() { on_ = false; }
  ~ScopeExit() {
    if (on_)
      f_();
  }
};
#define CONCAT_(a, b) a##b
#define CONCAT(a, b) CONCAT_(a, b)
struct Plus {
  template <class F> ScopeExit<F> operator+(F f) {
    return ScopeExit<F>(std::move(f));
  }
};
#define SCOPE_EXIT auto CONCAT(se_, __LINE__) = Plus() + [&]()
int scopeExitMacro(PGconn *c) {
  PGresult *r = PQexec(c, "x");
  SCOPE_EXIT { PQclear(r); };
  if (PQntuples(r) == 0)
    throw Err("x");
  return 1;
}
int scopeExitCtad(PGconn *c) {
  PGresult *r = PQexec(c, "x");
  ScopeExit g([r] { PQclear(r); });
  if (PQntuples(r) == 0)
    return 0;
  return 1;
}
PGresult *scopeExitDismiss(PGconn *c) {
  PGresult *r = PQexec(c, "x");
  ScopeExit g([r] { PQclear(r); });
  if (PQntuples(r) == 0)
    return nullptr;
  g.dismiss();
  return r;
}
int scopeExitDismissLeak(PGconn *c) {
  PGresult *r = PQexec(c, "x");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'r' from 'PQexec' is not released on every path
  ScopeExit g([r] { PQclear(r); });
  if (PQntuples(r) == 0)
    return 0;
  g.dismiss();
  return 1;
}
int scopeExitLateLeak(PGconn *c) {
  PGresult *r = PQexec(c, "x");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'r' from 'PQexec' is not released on every path
  if (PQntuples(r) == 0)
    return 0;
  ScopeExit g([r] { PQclear(r); });
  return 1;
}
// references to container elements
class Cache {
  sqlite3 *db_;
  std::map<std::string, sqlite3_stmt *> m_;
  std::vector<sqlite3_stmt *> v_;
  std::array<sqlite3_stmt *, 4> a_{};
  sqlite3_stmt *s_[4];

public:
  sqlite3_stmt *byRef(const std::string &q) {
    sqlite3_stmt *&st = m_[q];
    if (!st &&
        sqlite3_prepare_v2(db_, q.c_str(), -1, &st, nullptr) != SQLITE_OK)
      throw Err("x");
    sqlite3_reset(st);
    return st;
  }
  sqlite3_stmt *byAuto(const std::string &q) {
    auto &st = m_[q];
    if (!st) {
      int rc = sqlite3_prepare_v2(db_, q.c_str(), -1, &st, nullptr);
      if (rc != SQLITE_OK)
        return nullptr;
    }
    return st;
  }
  void direct(const std::string &q) {
    sqlite3_prepare_v2(db_, q.c_str(), -1, &m_[q], nullptr);
  }
  void vec(const std::string &q) {
    v_.push_back(nullptr);
    sqlite3_prepare_v2(db_, q.c_str(), -1, &v_.back(), nullptr);
  }
  void arr(int i, const char *q) {
    sqlite3_prepare_v2(db_, q, -1, &a_[i], nullptr);
    sqlite3_prepare_v2(db_, q, -1, &s_[i], nullptr);
  }
  sqlite3_stmt *findOrAdd(const std::string &q) {
    auto it = m_.find(q);
    if (it != m_.end())
      return it->second;
    sqlite3_stmt *st = nullptr;
    if (sqlite3_prepare_v2(db_, q.c_str(), -1, &st, nullptr) != SQLITE_OK)
      return nullptr;
    m_.emplace(q, st);
    return st;
  }
  int useFindOrAdd() {
    sqlite3_stmt *st = findOrAdd("x");
    if (!st)
      return -1;
    int rc = sqlite3_step(st);
    sqlite3_reset(st);
    return rc;
  }
  void tryEmplaceLeak(const std::string &q) {
    sqlite3_stmt *st = nullptr;
    if (sqlite3_prepare_v2(db_, q.c_str(), -1, &st, nullptr) != SQLITE_OK)
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'st' from 'sqlite3_prepare_v2' is not released on every path
      return;
    if (m_.count(q))
      return;
    m_[q] = st;
  }
};
// reference counted
class RcResult {
  struct Rep {
    PGresult *r;
    int n;
    Rep(PGresult *p) : r(p), n(1) {}
    ~Rep() { PQclear(r); }
  };
  Rep *rep;

public:
  RcResult(PGresult *r) : rep(new Rep(r)) {}
  RcResult(const RcResult &o) : rep(o.rep) { ++rep->n; }
  ~RcResult() {
    if (--rep->n == 0)
      delete rep;
  }
  int rows() const { return PQntuples(rep->r); }
};
RcResult rc1(PGconn *c) { return RcResult(PQexec(c, "x")); }
int rc2(PGconn *c) {
  RcResult r(PQexec(c, "x"));
  RcResult q(r);
  return q.rows();
}
class RcResult2 {
  PGresult *r_;
  int *n_;

public:
  RcResult2(PGresult *r) : r_(r), n_(new int(1)) {}
  RcResult2(const RcResult2 &o) : r_(o.r_), n_(o.n_) { ++*n_; }
  ~RcResult2() {
    if (--*n_ == 0) {
      PQclear(r_);
      delete n_;
    }
  }
  int rows() const { return PQntuples(r_); }
};
RcResult2 rc3(PGconn *c) { return RcResult2(PQexec(c, "x")); }
int rc4(PGconn *c) {
  RcResult2 r(PQexec(c, "x"));
  return r.rows();
}
class SpResult {
  std::shared_ptr<PGresult> p_;

public:
  explicit SpResult(PGresult *r) : p_(r, PQclear) {}
  int rows() const { return PQntuples(p_.get()); }
};
int sp1(PGconn *c) { return SpResult(PQexec(c, "x")).rows(); }
SpResult sp2(PGconn *c) {
  SpResult r(PQexec(c, "x"));
  if (!r.rows())
    throw Err("x");
  return r;
}
// pimpl
class Conn {
  struct Impl;
  std::unique_ptr<Impl> d;

public:
  Conn();
  ~Conn();
  bool open(const char *);
  bool open2(const char *);
  int count();
  int countLeak();
  bool openLocalLeak(const char *);
};
struct Conn::Impl {
  PGconn *c = nullptr;
  PGresult *last = nullptr;
  ~Impl() {
    if (last)
      PQclear(last);
    if (c)
      PQfinish(c);
  }
};
Conn::Conn() : d(new Impl) {}
Conn::~Conn() = default;
bool Conn::open(const char *s) {
  d->c = PQconnectdb(s);
  if (PQstatus(d->c) != CONNECTION_OK) {
    PQfinish(d->c);
    d->c = nullptr;
    return false;
  }
  return true;
}
bool Conn::open2(const char *s) {
  d->c = PQconnectdb(s);
  return PQstatus(d->c) == CONNECTION_OK;
}
int Conn::count() {
  if (d->last)
    PQclear(d->last);
  d->last = PQexec(d->c, "x");
  return PQntuples(d->last);
}
int Conn::countLeak() {
  PGresult *r = PQexec(d->c, "x");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'r' from 'PQexec' is not released on every path
  if (PQntuples(r) > 0) {
    d->last = r;
    return 1;
  }
  return 0;
}
bool Conn::openLocalLeak(const char *s) {
  auto p = std::make_unique<Impl>();
  PGconn *c = PQconnectdb(s);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'c' from 'PQconnectdb' is not released on every path
  if (PQstatus(c) != CONNECTION_OK)
    return false;
  p->c = c;
  d = std::move(p);
  return true;
}
// copy and swap
class CsResult {
  PGresult *r_ = nullptr;

public:
  CsResult() = default;
  explicit CsResult(PGresult *r) : r_(r) {}
  CsResult(CsResult &&o) noexcept { swap(o); }
  CsResult &operator=(CsResult o) noexcept {
    swap(o);
    return *this;
  }
  void swap(CsResult &o) noexcept { std::swap(r_, o.r_); }
  ~CsResult() {
    if (r_)
      PQclear(r_);
  }
  PGresult **addr() { return &r_; }
  PGresult *operator->() { return r_; }
  explicit operator bool() const { return r_; }
  int rows() const { return PQntuples(r_); }
};
CsResult cs1(PGconn *c) {
  CsResult r;
  r = CsResult(PQexec(c, "x"));
  return r;
}
int cs2(PGconn *c) {
  CsResult a(PQexec(c, "x")), b;
  b = std::move(a);
  return b.rows();
}
// put()/out_ptr style
class StmtBox {
  sqlite3_stmt *s_ = nullptr;

public:
  ~StmtBox() { sqlite3_finalize(s_); }
  sqlite3_stmt **put() { return &s_; }
  sqlite3_stmt **operator&() { return &s_; }
  operator sqlite3_stmt *() const { return s_; }
};
int box1(sqlite3 *db) {
  StmtBox s;
  if (sqlite3_prepare_v2(db, "x", -1, s.put(), nullptr) != SQLITE_OK)
    return -1;
  return sqlite3_step(s);
}
int box2(sqlite3 *db) {
  StmtBox s;
  if (sqlite3_prepare_v2(db, "x", -1, &s, nullptr) != SQLITE_OK)
    return -1;
  return sqlite3_step(s);
}
struct OpenBox {
  sqlite3_stmt *s = nullptr;
  ~OpenBox() { sqlite3_finalize(s); }
};
int box3(sqlite3 *db) {
  OpenBox b;
  if (sqlite3_prepare_v2(db, "x", -1, &b.s, nullptr) != SQLITE_OK)
    return -1;
  return sqlite3_step(b.s);
}
int box4(PGconn *c) {
  struct G {
    PGresult *r;
    ~G() { PQclear(r); }
  } g{PQexec(c, "x")};
  if (PQntuples(g.r) == 0)
    throw Err("x");
  return 1;
}
int box5(PGconn *c) {
  struct G {
    PGresult *&r;
    ~G() { PQclear(r); }
  };
  PGresult *r = PQexec(c, "x");
  G g{r};
  if (PQntuples(r) == 0)
    throw Err("x");
  return 1;
}
int box6(PGconn *c) {
  PGresult *r = nullptr;
  struct G {
    PGresult **r;
    ~G() {
      if (*r)
        PQclear(*r);
    }
  } g{&r};
  r = PQexec(c, "x");
  if (PQntuples(r) == 0)
    throw Err("x");
  return 1;
}
// immediate lambda, tie, variant, any
int immediate(PGconn *c) {
  PGresult *r = [&] { return PQexec(c, "x"); }();
  int n = PQntuples(r);
  PQclear(r);
  return n;
}
int immediateLeak(PGconn *c) {
  PGresult *r = [&] { return PQexec(c, "x"); }();
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'r' from '' is not released on every path
  if (!PQntuples(r))
    return 0;
  PQclear(r);
  return 1;
}
std::variant<PGresult *, std::string> var(PGconn *c) {
  PGresult *r = PQexec(c, "x");
  if (!r)
    return std::string("oom");
  return r;
}
std::optional<PGresult *> opt(PGconn *c) {
  PGresult *r = PQexec(c, "x");
  if (PQntuples(r) == 0) {
    PQclear(r);
    return std::nullopt;
  }
  return r;
}
std::optional<PGresult *> optLeak(PGconn *c) {
  PGresult *r = PQexec(c, "x");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'r' from 'PQexec' is not released on every path
  if (PQntuples(r) == 0)
    return std::nullopt;
  return r;
}
std::any any(PGconn *c) { return PQexec(c, "x"); }
int tie(PGconn *c) {
  PGresult *r;
  int n;
  auto f = [&]() -> std::pair<PGresult *, int> {
    PGresult *t = PQexec(c, "x");
    return {t, PQntuples(t)};
  };
  std::tie(r, n) = f();
  PQclear(r);
  return n;
}
// futures, threads, callbacks
std::future<int> async1(PGconn *c) {
  PGresult *r = PQexec(c, "x");
  return std::async([r] {
    int n = PQntuples(r);
    PQclear(r);
    return n;
  });
}
void post(std::function<void()>);
void async2(PGconn *c) {
  PGresult *r = PQexec(c, "x");
  post([r] { PQclear(r); });
}
void async3(PGconn *c) {
  auto r = std::shared_ptr<PGresult>(PQexec(c, "x"), PQclear);
  post([r] { note("%d", PQntuples(r.get())); });
}
void withConn(const char *s, const std::function<void(PGconn *)> &f) {
  PGconn *c = PQconnectdb(s);
  f(c);
  PQfinish(c);
}
template <class F> auto with(const char *s, F &&f) -> decltype(f(nullptr)) {
  PGconn *c = PQconnectdb(s);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'c' from 'PQconnectdb' is not released on every path
  auto v = f(c);
  PQfinish(c);
  return v;
}
int useWith() {
  return with("x", [](PGconn *c) {
    if (PQstatus(c) != CONNECTION_OK)
      throw Err("x");
    return 1;
  });
}
template <class F> auto with2(const char *s, F &&f) -> decltype(f(nullptr)) {
  PGconn *c = PQconnectdb(s);
  auto v = f(c);
  PQfinish(c);
  return v;
}
int useWith2() {
  return with2("x",
               [](PGconn *c) { return PQstatus(c) == CONNECTION_OK ? 1 : 0; });
}
// ctor stuff
class Deleg {
  PGconn *c_;
  explicit Deleg(PGconn *c) : c_(c) {}

public:
  explicit Deleg(const char *s) : Deleg(PQconnectdb(s)) {
    if (PQstatus(c_) != CONNECTION_OK)
      throw Err("x");
  } // destructor runs: delegation was done
  ~Deleg() { PQfinish(c_); }
};
class Multi {
  PGconn *a_ = nullptr, *b_ = nullptr;

public:
  Multi(const char *x, const char *y) {
    a_ = PQconnectdb(x);
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'a_' from 'PQconnectdb' is not released on every path
    b_ = PQconnectdb(y);
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'b_' from 'PQconnectdb' is not released on every path
    if (PQstatus(b_) != CONNECTION_OK)
      throw Err("b");
  }
  ~Multi() {
    PQfinish(a_);
    PQfinish(b_);
  }
};
class MultiOk {
  struct D {
    void operator()(PGconn *c) const { PQfinish(c); }
  };
  std::unique_ptr<PGconn, D> a_, b_;

public:
  MultiOk(const char *x, const char *y)
      : a_(PQconnectdb(x)), b_(PQconnectdb(y)) {
    if (PQstatus(b_.get()) != CONNECTION_OK)
      throw Err("b");
  }
};
struct NullThrow {
  sqlite3_stmt *s;
  NullThrow(sqlite3 *db) {
    if (sqlite3_prepare_v2(db, "x", -1, &s, nullptr) != SQLITE_OK)
      throw Err(sqlite3_errmsg(db));
  }
  ~NullThrow() { sqlite3_finalize(s); }
};
PGresult *orThrow(PGconn *c) {
  PGresult *r = PQexec(c, "x");
  if (!r)
    throw std::bad_alloc();
  return r;
}
int functionTry(PGconn *c) try {
  PGresult *r = PQexec(c, "x");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'r' from 'PQexec' is not released on every path
  if (PQntuples(r) == 0)
    throw Err("x");
  PQclear(r);
  return 1;
} catch (const Err &) {
  return 0;
}
int wrongCatchLeak(PGconn *c) {
  PGresult *r = PQexec(c, "x");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'r' from 'PQexec' is not released on every path
  try {
    if (PQntuples(r) == 0)
      throw Err("x");
  } catch (const std::logic_error &) {
    PQclear(r);
    return 0;
  }
  PQclear(r);
  return 1;
}
struct ResultError : std::runtime_error {
  PGresult *r;
  ResultError(PGresult *p) : runtime_error("x"), r(p) {}
};
int throwWithResult(PGconn *c) {
  PGresult *r = PQexec(c, "x");
  if (PQresultStatus(r) == PGRES_FATAL_ERROR)
    throw ResultError(r);
  int n = PQntuples(r);
  PQclear(r);
  return n;
}
// vectors of raw
std::vector<PGresult *> many(PGconn *c, const std::vector<std::string> &qs) {
  std::vector<PGresult *> out;
  for (const auto &q : qs)
    out.push_back(PQexec(c, q.c_str()));
  return out;
}
void manyIdx(PGconn *c, const std::vector<std::string> &qs) {
  std::vector<PGresult *> out(qs.size());
  for (size_t i = 0; i < qs.size(); i++)
    out[i] = PQexec(c, qs[i].c_str());
  for (auto *r : out)
    PQclear(r);
}
void manyRange(PGconn *c) {
  for (const char *q : {"a", "b"}) {
    PGresult *r = PQexec(c, q);
    if (PQresultStatus(r) != PGRES_COMMAND_OK) {
      PQclear(r);
      throw Err(q);
    }
    PQclear(r);
  }
}
void manyRangeLeak(PGconn *c) {
  for (const char *q : {"a", "b"}) {
    PGresult *r = PQexec(c, q);
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'r' from 'PQexec' is not released on every path
    if (PQresultStatus(r) != PGRES_COMMAND_OK)
      throw Err(q);
    PQclear(r);
  }
}
// unknown wrappers
class Ext;
class ExtRes {
public:
  explicit ExtRes(PGresult *r);
  ~ExtRes();
  ExtRes &operator=(PGresult *r);
  void attach(PGresult *r);
  int n() const;
};
int ext1(PGconn *c) {
  ExtRes r(PQexec(c, "x"));
  return r.n();
}
int ext2(PGconn *c, ExtRes &r) {
  r = PQexec(c, "x");
  return r.n();
}
int ext3(PGconn *c, ExtRes &r) {
  r.attach(PQexec(c, "x"));
  return r.n();
}
ExtRes *ext4(PGconn *c) { return new ExtRes(PQexec(c, "x")); }
std::unique_ptr<ExtRes> ext5(PGconn *c) {
  return std::make_unique<ExtRes>(PQexec(c, "x"));
}
ExtRes ext6(PGconn *c) {
  PGresult *r = PQexec(c, "x");
  return ExtRes(r);
}
// move into a lambda
std::function<int()> lazy(PGconn *c) {
  PGresult *r = PQexec(c, "x");
  return [r]() mutable {
    int n = PQntuples(r);
    PQclear(r);
    return n;
  };
}
// static member / inline variable
struct Reg {
  static PGconn *conn;
  static PGconn *get();
  static inline std::map<int, PGconn *> all;
  static void add(int k) {
    PGconn *c = PQconnectdb("");
    all[k] = c;
  }
};
PGconn *Reg::conn = nullptr;
PGconn *Reg::get() {
  if (!conn)
    conn = PQconnectdb("");
  return conn;
}
int useReg() {
  PGconn *c = Reg::get();
  return PQstatus(c) == CONNECTION_OK;
}
// member via reference & pointer
struct Holder {
  PGconn *c;
};
void fill(Holder &h) { h.c = PQconnectdb(""); }
void fillp(Holder *h) { h->c = PQconnectdb(""); }
int useFill() {
  Holder h;
  fill(h);
  int ok = PQstatus(h.c) == CONNECTION_OK;
  PQfinish(h.c);
  return ok;
}
int useFillLeak() {
  Holder h;
  fill(h);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'h.c' from 'fill' is not released on every path
  if (PQstatus(h.c) != CONNECTION_OK)
    return 0;
  PQfinish(h.c);
  return 1;
}
int useFillpLeak() {
  Holder h{};
  fillp(&h);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'h.c' from 'fillp' is not released on every path
  if (PQstatus(h.c) != CONNECTION_OK)
    return 0;
  PQfinish(h.c);
  return 1;
}
// early return with unique_ptr adopt
int adoptLate(PGconn *c) {
  PGresult *raw = PQexec(c, "x");
  if (raw == nullptr)
    return -1;
  std::unique_ptr<PGresult, decltype(&PQclear)> r(raw, PQclear);
  return PQntuples(raw);
}
int adoptCond(PGconn *c, bool own) {
  PGresult *raw = PQexec(c, "x");
  std::unique_ptr<PGresult, decltype(&PQclear)> r(nullptr, PQclear);
  if (own)
    r.reset(raw);
  int n = PQntuples(raw);
  if (!own)
    PQclear(raw);
  return n;
}
int adoptTwice(PGconn *c) {
  std::unique_ptr<PGresult, decltype(&PQclear)> r(PQexec(c, "x"), PQclear);
  r.reset(PQexec(c, "y"));
  if (PQresultStatus(r.get()) != PGRES_TUPLES_OK)
    return -1;
  r = nullptr;
  return 0;
}
