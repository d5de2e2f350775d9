// RUN: %check %s
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Wrapper classes, prepared statements, exceptions, owners of all sorts.

#include <algorithm>
#include <functional>
#include <iostream>
#include <libpq-fe.h>
#include <list>
#include <map>
#include <memory>
#include <mutex>
#include <mysql.h>
#include <optional>
#include <set>
#include <sqlite3.h>
#include <sstream>
#include <stdexcept>
#include <string>
#include <thread>
#include <tuple>
#include <unordered_map>
#include <utility>
#include <vector>

struct DbError : std::runtime_error {
  using std::runtime_error::runtime_error;
};
void logf(const char *, ...);

class Result {
  PGresult *r_;

public:
  explicit Result(PGresult *r = nullptr) : r_(r) {}
  Result(const Result &) = delete;
  Result &operator=(const Result &) = delete;
  Result(Result &&o) noexcept : r_(std::exchange(o.r_, nullptr)) {}
  Result &operator=(Result &&o) noexcept {
    if (this != &o) {
      if (r_)
        PQclear(r_);
      r_ = o.r_;
      o.r_ = nullptr;
    }
    return *this;
  }
  ~Result() {
    if (r_)
      PQclear(r_);
  }
  operator PGresult *() const { return r_; }
  explicit operator bool() const { return r_ != nullptr; }
  PGresult *get() const { return r_; }
  PGresult *release() {
    PGresult *t = r_;
    r_ = nullptr;
    return t;
  }
  int rows() const { return PQntuples(r_); }
  void reset(PGresult *n = nullptr) {
    if (r_)
      PQclear(r_);
    r_ = n;
  }
};
int res1(PGconn *c) {
  Result r(PQexec(c, "x"));
  return PQntuples(r);
}
int res2(PGconn *c) {
  Result r{PQexec(c, "x")};
  if (!r)
    throw DbError("x");
  return r.rows();
}
Result res3(PGconn *c) {
  Result r(PQexec(c, "x"));
  return r;
}
int res4(PGconn *c) {
  Result r;
  r = Result(PQexec(c, "x"));
  r = Result(PQexec(c, "y"));
  return r.rows();
}
int res5(PGconn *c) {
  Result r;
  r.reset(PQexec(c, "x"));
  r.reset(PQexec(c, "y"));
  return r.rows();
}
PGresult *res6(PGconn *c) {
  Result r(PQexec(c, "x"));
  if (!r.rows())
    return nullptr;
  return r.release();
}
int res7_leak(PGconn *c) {
  Result r(PQexec(c, "x"));
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'r.r_' from 'PQexec' is not released on every path
  PGresult *p = r.release();
  return PQntuples(p);
}
int res8(PGconn *c) { return Result(PQexec(c, "x")).rows(); }
std::vector<Result> res9(PGconn *c) {
  std::vector<Result> v;
  v.push_back(Result(PQexec(c, "x")));
  v.emplace_back(PQexec(c, "y"));
  return v;
}
std::unique_ptr<Result> res10(PGconn *c) {
  return std::make_unique<Result>(PQexec(c, "x"));
}
Result *res11(PGconn *c) { return new Result(PQexec(c, "x")); }
std::optional<Result> res12(PGconn *c) {
  Result r(PQexec(c, "x"));
  if (!r)
    return std::nullopt;
  return std::optional<Result>(std::move(r));
}
std::pair<bool, Result> res13(PGconn *c) {
  Result r(PQexec(c, "x"));
  return {true, std::move(r)};
}
void res14(PGconn *c, std::function<void(Result)> f) {
  f(Result(PQexec(c, "x")));
}
void res15(PGconn *c, std::function<void(PGresult *)> f) {
  PGresult *r = PQexec(c, "x");
  f(r);
  PQclear(r);
}

// A class without destructor: the leak is by design of the holder; a plain
// struct copied out
struct Raw {
  PGresult *r;
  int n;
};
Raw raw1(PGconn *c) {
  Raw x;
  x.r = PQexec(c, "x");
  x.n = PQntuples(x.r);
  return x;
}
Raw raw2(PGconn *c) {
  PGresult *r = PQexec(c, "x");
  return Raw{r, PQntuples(r)};
}
Raw raw3(PGconn *c) {
  PGresult *r = PQexec(c, "x");
  return {r, 1};
}
int raw4_leak(PGconn *c) {
  Raw x{PQexec(c, "x"), 0};
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'x.r' from 'PQexec' is not released on every path
  x.n = PQntuples(x.r);
  return x.n;
}
std::pair<PGresult *, int> raw5(PGconn *c) {
  PGresult *r = PQexec(c, "x");
  return std::make_pair(r, 0);
}
std::tuple<PGresult *, int> raw6(PGconn *c) { return {PQexec(c, "x"), 0}; }
int raw7(PGconn *c) {
  auto [r, n] = raw1(c);
  PQclear(r);
  return n;
}
int raw8(PGconn *c) {
  Raw x = raw1(c);
  int n = PQntuples(x.r);
  PQclear(x.r);
  return n;
}
int raw9_leak(PGconn *c) {
  Raw x = raw1(c);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'x.r' from 'raw1' is not released on every path
  return x.n;
}

// class with open/close and destructor which calls close
class Database {
public:
  Database() : m_db(nullptr) {}
  ~Database() { close(); }
  bool open(const char *f) {
    close();
    if (sqlite3_open(f, &m_db) != SQLITE_OK) {
      m_err = sqlite3_errmsg(m_db);
      close();
      return false;
    }
    return true;
  }
  void close() {
    if (m_db) {
      sqlite3_close(m_db);
      m_db = nullptr;
    }
  }
  bool exec(const std::string &q);
  bool execLeak(const std::string &q);
  int scalar(const std::string &q);
  int scalarLeak(const std::string &q);
  bool openLocalLeak(const char *f);
  sqlite3_stmt *prepare(const char *q);
  sqlite3_stmt *prepareThrow(const char *q) {
    sqlite3_stmt *s = nullptr;
    if (sqlite3_prepare_v2(m_db, q, -1, &s, nullptr) != SQLITE_OK)
      throw DbError(sqlite3_errmsg(m_db));
    return s;
  }
  int usePrepare();
  int usePrepareLeak();
  void cachePrepare(const std::string &q);
  std::string last() const { return m_err; }

private:
  void check(int rc) {
    if (rc != SQLITE_OK)
      throw DbError(sqlite3_errmsg(m_db));
  }
  sqlite3 *m_db;
  std::string m_err;
  int m_rc = 0;
  std::map<std::string, sqlite3_stmt *> m_cache;

public:
  int checkedLeak(int id);
  int checkedOk(int id);
  bool rcMember(const char *q);
};
bool Database::exec(const std::string &q) {
  char *err = nullptr;
  int rc = sqlite3_exec(m_db, q.c_str(), nullptr, nullptr, &err);
  if (rc != SQLITE_OK) {
    if (err) {
      m_err = err;
      sqlite3_free(err);
    }
    return false;
  }
  return true;
}
bool Database::execLeak(const std::string &q) {
  char *err = nullptr;
  if (sqlite3_exec(m_db, q.c_str(), nullptr, nullptr, &err) != SQLITE_OK) {
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'err' from 'sqlite3_exec' is not released on every path
    m_err = std::string("exec: ") + err;
    logf("%s", err);
    return false;
  }
  return true;
}
int Database::scalar(const std::string &q) {
  sqlite3_stmt *s = prepare(q.c_str());
  if (!s)
    return -1;
  int v = sqlite3_step(s) == SQLITE_ROW ? sqlite3_column_int(s, 0) : -1;
  sqlite3_finalize(s);
  return v;
}
int Database::scalarLeak(const std::string &q) {
  sqlite3_stmt *s = prepare(q.c_str());
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 's' from 'prepare' is not released on every path
  if (!s)
    return -1;
  if (sqlite3_step(s) != SQLITE_ROW)
    return -1;
  int v = sqlite3_column_int(s, 0);
  sqlite3_finalize(s);
  return v;
}
sqlite3_stmt *Database::prepare(const char *q) {
  sqlite3_stmt *s = nullptr;
  if (sqlite3_prepare_v2(m_db, q, -1, &s, nullptr) != SQLITE_OK) {
    m_err = sqlite3_errmsg(m_db);
    return nullptr;
  }
  return s;
}
bool Database::openLocalLeak(const char *f) {
  sqlite3 *db = nullptr;
  int rc = sqlite3_open_v2(f, &db, SQLITE_OPEN_READWRITE, nullptr);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'db' from 'sqlite3_open_v2' is not released on every path
  if (rc != SQLITE_OK) {
    m_err = sqlite3_errmsg(db);
    return false;
  }
  m_db = db;
  return true;
}
int Database::usePrepare() {
  std::unique_ptr<sqlite3_stmt, decltype(&sqlite3_finalize)> s(
      prepareThrow("x"), sqlite3_finalize);
  check(sqlite3_bind_int(s.get(), 1, 2));
  return sqlite3_step(s.get());
}
int Database::usePrepareLeak() {
  sqlite3_stmt *s = prepareThrow("x");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 's' from 'prepareThrow' is not released on every path
  check(sqlite3_bind_int(s, 1, 2));
  int rc = sqlite3_step(s);
  sqlite3_finalize(s);
  return rc;
}
void Database::cachePrepare(const std::string &q) {
  auto it = m_cache.find(q);
  if (it == m_cache.end()) {
    sqlite3_stmt *s = nullptr;
    check(sqlite3_prepare_v2(m_db, q.c_str(), -1, &s, nullptr));
    m_cache[q] = s;
  }
}
int Database::checkedLeak(int id) {
  sqlite3_stmt *s = nullptr;
  check(sqlite3_prepare_v2(m_db, "x", -1, &s, nullptr));
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 's' from 'sqlite3_prepare_v2' is not released on every path
  check(sqlite3_bind_int(s, 1, id));
  check(sqlite3_finalize(s));
  return 0;
}
int Database::checkedOk(int id) {
  sqlite3_stmt *s = nullptr;
  check(sqlite3_prepare_v2(m_db, "x", -1, &s, nullptr));
  try {
    check(sqlite3_bind_int(s, 1, id));
  } catch (const DbError &) {
    sqlite3_finalize(s);
    throw;
  }
  sqlite3_finalize(s);
  return 0;
}
bool Database::rcMember(const char *q) {
  sqlite3_stmt *s = nullptr;
  m_rc = sqlite3_prepare_v2(m_db, q, -1, &s, nullptr);
  if (m_rc == SQLITE_OK) {
    m_rc = sqlite3_step(s);
    sqlite3_finalize(s);
    return true;
  }
  return false;
}

// singletons, thread locals
class Singleton {
public:
  static Singleton &get() {
    static Singleton s;
    return s;
  }
  PGconn *conn() {
    if (!c_)
      c_ = PQconnectdb("");
    return c_;
  }
  void reconnect() {
    if (c_)
      PQfinish(c_);
    c_ = PQconnectdb("");
    if (PQstatus(c_) != CONNECTION_OK) {
      PQfinish(c_);
      c_ = nullptr;
      throw DbError("x");
    }
  }

private:
  PGconn *c_ = nullptr;
};
void singletonUseLeak() {
  PGresult *r = PQexec(Singleton::get().conn(), "x");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'r' from 'PQexec' is not released on every path
  if (PQresultStatus(r) != PGRES_COMMAND_OK) {
    std::cerr << PQresultErrorMessage(r) << std::endl;
    return;
  }
  PQclear(r);
}
// throwing helper
[[noreturn]] void raise(PGconn *c) { throw DbError(PQerrorMessage(c)); }
void ensure(bool ok, const char *m) {
  if (!ok)
    throw DbError(m);
}
int helperThrowLeak(PGconn *c) {
  PGresult *r = PQexec(c, "x");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'r' from 'PQexec' is not released on every path
  if (PQresultStatus(r) != PGRES_TUPLES_OK)
    raise(c);
  int n = PQntuples(r);
  PQclear(r);
  return n;
}
int helperThrowOk(PGconn *c) {
  PGresult *r = PQexec(c, "x");
  if (PQresultStatus(r) != PGRES_TUPLES_OK) {
    PQclear(r);
    raise(c);
  }
  int n = PQntuples(r);
  PQclear(r);
  return n;
}
int ensureLeak(PGconn *c) {
  PGresult *r = PQexec(c, "x");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'r' from 'PQexec' is not released on every path
  ensure(PQresultStatus(r) == PGRES_TUPLES_OK, "bad");
  int n = PQntuples(r);
  PQclear(r);
  return n;
}
int ensureNoThrow(PGconn *c) {
  PGresult *r = PQexec(c, "x");
  std::string s = "abc" + std::string(PQgetvalue(r, 0, 0));
  std::vector<int> v;
  v.push_back(PQntuples(r));
  PQclear(r);
  return v.size();
}
bool swallow(PGconn *c) {
  PGresult *r = nullptr;
  try {
    r = PQexec(c, "x");
    ensure(PQresultStatus(r) == PGRES_TUPLES_OK, "bad");
  } catch (...) {
    PQclear(r);
    return false;
  }
  PQclear(r);
  return true;
}
bool swallowLeak(PGconn *c) {
  PGresult *r = nullptr;
  try {
    r = PQexec(c, "x");
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'r' from 'PQexec' is not released on every path
    ensure(PQresultStatus(r) == PGRES_TUPLES_OK, "bad");
    PQclear(r);
  } catch (...) {
    return false;
  }
  return true;
}
bool swallowAfter(PGconn *c) {
  PGresult *r = nullptr;
  bool ok = true;
  try {
    r = PQexec(c, "x");
    ensure(PQresultStatus(r) == PGRES_TUPLES_OK, "bad");
  } catch (const std::exception &e) {
    std::cerr << e.what();
    ok = false;
  }
  if (r)
    PQclear(r);
  return ok;
}
// lambdas
int lambdaClear(PGconn *c) {
  PGresult *r = PQexec(c, "x");
  auto done = [&](int rc) {
    PQclear(r);
    return rc;
  };
  if (PQntuples(r) == 0)
    return done(-1);
  return done(0);
}
int lambdaClearLeak(PGconn *c) {
  PGresult *r = PQexec(c, "x");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'r' from 'PQexec' is not released on every path
  auto done = [&](int rc) {
    PQclear(r);
    return rc;
  };
  if (PQntuples(r) == 0)
    return -1;
  return done(0);
}
int lambdaQuery(PGconn *c) {
  auto q = [c](const char *s) { return PQexec(c, s); };
  PGresult *r = q("x");
  int n = PQntuples(r);
  PQclear(r);
  return n;
}
int lambdaQueryLeak(PGconn *c) {
  auto q = [c](const char *s) { return PQexec(c, s); };
  PGresult *r = q("x");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'r' from '' is not released on every path
  if (!PQntuples(r))
    return 0;
  PQclear(r);
  return 1;
}
void lambdaInnerLeak(PGconn *c, std::vector<std::string> ids) {
  std::for_each(ids.begin(), ids.end(), [&](const std::string &id) {
    PGresult *r = PQexec(c, id.c_str());
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'r' from 'PQexec' is not released on every path
    if (PQntuples(r) == 0)
      return;
    PQclear(r);
  });
}
void uniqueLambdaDeleter(PGconn *c) {
  auto del = [](PGresult *r) { PQclear(r); };
  std::unique_ptr<PGresult, decltype(del)> r(PQexec(c, "x"), del);
  if (!r)
    throw DbError("x");
}
void threadCapture() {
  PGconn *c = PQconnectdb("");
  std::thread t([c] {
    PQclear(PQexec(c, "x"));
    PQfinish(c);
  });
  t.join();
}
// wrong deleter-less unique_ptr etc
struct Deleters {
  void operator()(PGconn *c) const { PQfinish(c); }
  void operator()(PGresult *r) const { PQclear(r); }
  void operator()(sqlite3 *d) const { sqlite3_close(d); }
};
template <class T> using Handle = std::unique_ptr<T, Deleters>;
int handles(const char *s) {
  Handle<PGconn> c{PQconnectdb(s)};
  Handle<PGresult> r{PQexec(c.get(), "x")};
  sqlite3 *db;
  if (sqlite3_open("x", &db) != SQLITE_OK) {
    Handle<sqlite3> d(db);
    return -1;
  }
  Handle<sqlite3> d(db);
  return PQntuples(r.get());
}
int handlesOpenLeak() {
  sqlite3 *db;
  if (sqlite3_open("x", &db) != SQLITE_OK)
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'db' from 'sqlite3_open' is not released on every path
    throw DbError("cannot open");
  Handle<sqlite3> d(db);
  return 0;
}
template <auto fn> struct FnDel {
  template <class T> void operator()(T *p) const { fn(p); }
};
using ResF = std::unique_ptr<PGresult, FnDel<PQclear>>;
int fnDel(PGconn *c) {
  ResF r(PQexec(c, "x"));
  return PQntuples(r.get());
}

// inheritance, virtual
class Driver {
public:
  virtual ~Driver() {}
  virtual bool connect() = 0;
  virtual void disconnect() = 0;
};
class PgDriver : public Driver {
  PGconn *c_ = nullptr;
  PGresult *r_ = nullptr;

public:
  ~PgDriver() override { PgDriver::disconnect(); }
  bool connect() override {
    c_ = PQconnectdb("");
    return PQstatus(c_) == CONNECTION_OK;
  }
  void disconnect() override {
    if (r_)
      PQclear(r_);
    r_ = nullptr;
    if (c_)
      PQfinish(c_);
    c_ = nullptr;
  }
  bool query(const char *q) {
    if (r_)
      PQclear(r_);
    r_ = PQexec(c_, q);
    return PQresultStatus(r_) == PGRES_TUPLES_OK;
  }
  bool queryTmp(const char *q) {
    PGresult *t = PQexec(c_, q);
    if (PQresultStatus(t) == PGRES_TUPLES_OK) {
      std::swap(t, r_);
      if (t)
        PQclear(t);
      return true;
    }
    PQclear(t);
    return false;
  }
};
std::unique_ptr<Driver> makeDriver() {
  auto d = std::make_unique<PgDriver>();
  if (!d->connect())
    return nullptr;
  return d;
}
// ctor throwing with raw member
class Bad {
  PGconn *c_;

public:
  Bad() : c_(PQconnectdb("")) {
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'c_' from 'PQconnectdb' is not released on every path
    if (PQstatus(c_) != CONNECTION_OK)
      throw DbError("x");
  }
  ~Bad() { PQfinish(c_); }
};
class Good {
  PGconn *c_;

public:
  Good() : c_(PQconnectdb("")) {
    if (PQstatus(c_) != CONNECTION_OK) {
      std::string e = PQerrorMessage(c_);
      PQfinish(c_);
      throw DbError(e);
    }
  }
  ~Good() { PQfinish(c_); }
};
class Good2 {
  std::unique_ptr<PGconn, Deleters> c_;

public:
  Good2() : c_(PQconnectdb("")) {
    if (PQstatus(c_.get()) != CONNECTION_OK)
      throw DbError("x");
  }
};
class TwoPhase {
  PGconn *c_ = nullptr;
  PGresult *r_ = nullptr;

public:
  TwoPhase() { c_ = PQconnectdb(""); }
  ~TwoPhase() {
    if (r_)
      PQclear(r_);
    PQfinish(c_);
  }
  void load() {
    r_ = PQexec(c_, "x");
    ensure(PQntuples(r_) > 0, "none");
  }
};
// new/delete holder
int heapHolder(PGconn *c) {
  Result *r = new Result(PQexec(c, "x"));
  int n = r->rows();
  delete r;
  return n;
}
struct Row {
  Result res;
  int i;
};
Row rowOf(PGconn *c) { return Row{Result(PQexec(c, "x")), 0}; }
std::shared_ptr<PGresult> shared(PGconn *c) {
  return {PQexec(c, "x"), PQclear};
}
std::shared_ptr<PGresult> shared2(PGconn *c) {
  std::shared_ptr<PGresult> p;
  p.reset(PQexec(c, "x"), &PQclear);
  return p;
}
PGresult *sharedRaw(std::shared_ptr<PGresult> p) { return p.get(); }
std::string toStr(PGresult *r) {
  std::string s = PQgetvalue(r, 0, 0);
  PQclear(r);
  return s;
}
std::string viaToStr(PGconn *c) { return toStr(PQexec(c, "x")); }
std::string viaLeak(PGconn *c) { return PQgetvalue(PQexec(c, "x"), 0, 0); }
// CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: result of 'PQexec' is never released
int cond(PGconn *c, bool keep, PGresult **out) {
  PGresult *r = PQexec(c, "x");
  if (keep)
    *out = r;
  int n = PQntuples(r);
  if (!keep)
    PQclear(r);
  return n;
}
int refOut(PGconn *c, PGresult *&out) {
  out = PQexec(c, "x");
  return PQntuples(out);
}
int refOutUseLeak(PGconn *c) {
  PGresult *r = nullptr;
  if (refOut(c, r) == 0)
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'r' from 'refOut' is not released on every path
    return 0;
  PQclear(r);
  return 1;
}
