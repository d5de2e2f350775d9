// RUN: %check %s
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Lambdas that clean up, swaps, conditions asked twice, nested tries.

#include <algorithm>
#include <cstring>
#include <functional>
#include <iostream>
#include <libpq-fe.h>
#include <map>
#include <memory>
#include <mysql.h>
#include <optional>
#include <sqlite3.h>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

struct Err : std::runtime_error {
  using runtime_error::runtime_error;
};
void work(PGconn *);
struct Listener {
  virtual ~Listener() {}
  virtual void onResult(PGresult *) {}
  virtual void onRows(PGresult *) = 0;
  virtual bool wants(const PGresult *) const { return true; }
};
struct Final final : Listener {
  void onResult(PGresult *r) override { std::cout << PQntuples(r); }
  void onRows(PGresult *r) override { PQclear(r); }
};
void virt3(Final &l, PGconn *c) {
  PGresult *r = PQexec(c, "x");
  l.onRows(r);
}
void virt4Leak(Final &l, PGconn *c) {
  PGresult *r = PQexec(c, "x");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'r' from 'PQexec' is not released on every path
  l.onResult(r);
}
int lam1(PGconn *c) {
  PGresult *a = PQexec(c, "a"), *b = PQexec(c, "b");
  auto clean = [&] {
    PQclear(a);
    PQclear(b);
  };
  if (PQntuples(a) == 0) {
    clean();
    return -1;
  }
  int n = PQntuples(b);
  clean();
  return n;
}
int lam1Leak(PGconn *c) {
  PGresult *a = PQexec(c, "a"), *b = PQexec(c, "b");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'a' from 'PQexec' is not released on every path
  // CHECK: :[[@LINE-2]]:{{[0-9]+}}: warning: 'b' from 'PQexec' is not released on every path
  auto clean = [&] {
    PQclear(a);
    PQclear(b);
  };
  if (PQntuples(a) == 0)
    return -1;
  int n = PQntuples(b);
  clean();
  return n;
}
int lam2(PGconn *c) {
  auto fin = [](PGresult *&r) {
    if (r)
      PQclear(r);
    r = nullptr;
  };
  PGresult *r = PQexec(c, "x");
  if (PQntuples(r) == 0) {
    fin(r);
    return 0;
  }
  fin(r);
  return 1;
}
int lam3(PGconn *c) {
  PGresult *r = PQexec(c, "x");
  std::function<void()> done = [&] { PQclear(r); };
  int n = PQntuples(r);
  done();
  return n;
}
int lam4(PGconn *c) {
  auto clean = [](auto *...rs) { (PQclear(rs), ...); };
  PGresult *a = PQexec(c, "a"), *b = PQexec(c, "b");
  int n = PQntuples(a) + PQntuples(b);
  clean(a, b);
  return n;
}
int lam5(PGconn *c) {
  auto ok = [c](const char *q) {
    PGresult *r = PQexec(c, q);
    bool good = PQresultStatus(r) == PGRES_COMMAND_OK;
    PQclear(r);
    return good;
  };
  return ok("BEGIN") && ok("COMMIT");
}
int lam5Leak(PGconn *c) {
  auto ok = [c](const char *q) {
    PGresult *r = PQexec(c, q);
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'r' from 'PQexec' is not released on every path
    return PQresultStatus(r) == PGRES_COMMAND_OK;
  };
  return ok("BEGIN") && ok("COMMIT");
}
int lam6(PGconn *c) {
  PGresult *r = nullptr;
  auto run = [&](const char *q) {
    if (r)
      PQclear(r);
    r = PQexec(c, q);
    return PQresultStatus(r) == PGRES_COMMAND_OK;
  };
  bool ok = run("BEGIN") && run("COMMIT");
  PQclear(r);
  return ok;
}
int fail(const char *m) { throw Err(m); }
int lam7Leak(PGconn *c) {
  PGresult *r = PQexec(c, "x");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'r' from 'PQexec' is not released on every path
  auto need = [](bool ok) {
    if (!ok)
      throw Err("x");
  };
  need(PQntuples(r) > 0);
  PQclear(r);
  return 1;
}
using R = std::unique_ptr<PGresult, decltype(&PQclear)>;
int rel1(PGconn *c) {
  R r(PQexec(c, "x"), PQclear);
  PQclear(r.release());
  return 0;
}
int rel2(PGconn *c) {
  R r(PQexec(c, "x"), PQclear);
  PQclear(r.get());
  r.release();
  return 0;
}
int exch1(PGconn *c) {
  PGresult *r = PQexec(c, "x");
  int n = PQntuples(r);
  PQclear(std::exchange(r, nullptr));
  return n;
}
int swap1(PGconn *c) {
  PGresult *a = PQexec(c, "x"), *b = nullptr;
  std::swap(a, b);
  PQclear(b);
  return a == nullptr;
}
int move1(PGconn *c) {
  PGresult *a = PQexec(c, "x");
  auto *b = std::move(a);
  PQclear(b);
  return 0;
}
int constptr(PGconn *c) {
  PGresult *const r = PQexec(c, "x");
  int n = PQntuples(r);
  PQclear(r);
  return n;
}
int constptrLeak(PGconn *c) {
  PGresult *const r = PQexec(c, "x");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'r' from 'PQexec' is not released on every path
  if (PQntuples(r) == 1)
    return 1;
  PQclear(r);
  return 0;
}
int openReset(const char *f) {
  std::unique_ptr<sqlite3, decltype(&sqlite3_close)> db{nullptr, sqlite3_close};
  sqlite3 *raw;
  int rc = sqlite3_open(f, &raw);
  db.reset(raw);
  if (rc != SQLITE_OK)
    throw Err(sqlite3_errmsg(raw));
  return 0;
}
int openResetLate(const char *f) {
  std::unique_ptr<sqlite3, decltype(&sqlite3_close)> db{nullptr, sqlite3_close};
  sqlite3 *raw;
  int rc = sqlite3_open(f, &raw);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'raw' from 'sqlite3_open' is not released on every path
  if (rc != SQLITE_OK)
    throw Err(sqlite3_errmsg(raw));
  db.reset(raw);
  return 0;
}
int initIf(sqlite3 *db) {
  if (sqlite3_stmt * s;
      sqlite3_prepare_v2(db, "x", -1, &s, nullptr) == SQLITE_OK) {
    int n = sqlite3_step(s);
    sqlite3_finalize(s);
    return n;
  }
  return -1;
}
int initIfLeak(sqlite3 *db) {
  if (sqlite3_stmt * s;
      sqlite3_prepare_v2(db, "x", -1, &s, nullptr) == SQLITE_OK) {
      // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 's' from 'sqlite3_prepare_v2' is not released on every path
    return sqlite3_step(s);
  }
  return -1;
}
int initIfRc(sqlite3 *db) {
  sqlite3_stmt *s;
  if (int rc = sqlite3_prepare_v2(db, "x", -1, &s, nullptr); rc != SQLITE_OK)
    return rc;
  return sqlite3_finalize(s);
}
int initIfRc2(sqlite3 *db) {
  sqlite3_stmt *s;
  if (const int rc = sqlite3_prepare_v2(db, "x", -1, &s, nullptr))
    return rc;
  return sqlite3_finalize(s);
}
enum class Status { Ok, Missing, Failed };
Status st1(PGconn *c, PGresult **out) {
  PGresult *r = PQexec(c, "x");
  switch (PQresultStatus(r)) {
  case PGRES_TUPLES_OK:
    if (PQntuples(r) == 0) {
      PQclear(r);
      return Status::Missing;
    }
    *out = r;
    return Status::Ok;
  default:
    PQclear(r);
    return Status::Failed;
  }
}
Status useSt1(PGconn *c) {
  PGresult *r;
  Status s = st1(c, &r);
  if (s == Status::Ok)
    PQclear(r);
  return s;
}
Status useSt1Leak(PGconn *c) {
  PGresult *r;
  Status s = st1(c, &r);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'r' from 'st1' is not released on every path
  if (s == Status::Missing)
    PQclear(r);
  return s;
}
bool st2(sqlite3 *db, const char *q, sqlite3_stmt *&s) {
  return sqlite3_prepare_v2(db, q, -1, &s, nullptr) == SQLITE_OK;
}
int useSt2(sqlite3 *db) {
  sqlite3_stmt *s;
  if (!st2(db, "x", s))
    return -1;
  int n = sqlite3_step(s);
  sqlite3_finalize(s);
  return n;
}
int useSt2Leak(sqlite3 *db) {
  sqlite3_stmt *s;
  if (!st2(db, "x", s))
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 's' from 'st2' is not released on every path
    return -1;
  return sqlite3_step(s);
}
bool st3(sqlite3 *db, const char *q, sqlite3_stmt *&s) {
  int rc = sqlite3_prepare_v2(db, q, -1, &s, nullptr);
  return rc == SQLITE_OK;
}
int useSt3(sqlite3 *db) {
  sqlite3_stmt *s;
  if (!st3(db, "x", s))
    return -1;
  int n = sqlite3_step(s);
  sqlite3_finalize(s);
  return n;
}
std::optional<std::string> one(sqlite3 *db, const std::string &k) {
  sqlite3_stmt *s = nullptr;
  if (sqlite3_prepare_v2(db, "SELECT v FROM t WHERE k=?", -1, &s, nullptr) !=
      SQLITE_OK)
    return std::nullopt;
  sqlite3_bind_text(s, 1, k.c_str(), -1, SQLITE_TRANSIENT);
  std::optional<std::string> v;
  if (sqlite3_step(s) == SQLITE_ROW)
    v = reinterpret_cast<const char *>(sqlite3_column_text(s, 0));
  sqlite3_finalize(s);
  return v;
}
std::optional<std::string> oneLeak(sqlite3 *db, const std::string &k) {
  sqlite3_stmt *s = nullptr;
  if (sqlite3_prepare_v2(db, "SELECT v FROM t WHERE k=?", -1, &s, nullptr) !=
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 's' from 'sqlite3_prepare_v2' is not released on every path
      SQLITE_OK)
    return std::nullopt;
  sqlite3_bind_text(s, 1, k.c_str(), -1, SQLITE_TRANSIENT);
  if (sqlite3_step(s) != SQLITE_ROW)
    return std::nullopt;
  std::string v = reinterpret_cast<const char *>(sqlite3_column_text(s, 0));
  sqlite3_finalize(s);
  return v;
}
int condTwice(PGconn *c, const std::string &name, bool deep) {
  char *e = nullptr;
  if (!name.empty())
    e = PQescapeLiteral(c, name.c_str(), name.size());
  work(c);
  if (!name.empty())
    PQfreemem(e);
  return 0;
}
int condTwice2(PGconn *c, const std::vector<int> &v) {
  PGresult *r = nullptr;
  if (v.size() > 2)
    r = PQexec(c, "x");
  work(c);
  if (v.size() > 2)
    PQclear(r);
  return 0;
}
struct Opt {
  bool verbose = false;
  int level = 0;
  bool is() const { return verbose; }
};
int condTwice3(PGconn *c, const Opt &o) {
  PGresult *r = nullptr;
  if (o.verbose)
    r = PQexec(c, "x");
  work(c);
  if (o.verbose)
    PQclear(r);
  return 0;
}
int condTwice4(PGconn *c, const Opt &o) {
  PGresult *r = nullptr;
  if (o.is())
    r = PQexec(c, "x");
  work(c);
  if (o.is())
    PQclear(r);
  return 0;
}
class Svc {
  PGconn *c_;
  bool own_ = false;
  int state_ = 0;
  std::string name_;

public:
  int m1() {
    PGresult *r = nullptr;
    if (own_)
      r = PQexec(c_, "x");
    work(c_);
    if (own_)
      PQclear(r);
    return 0;
  }
  int m2() {
    PGresult *r = nullptr;
    if (state_ == 2)
      r = PQexec(c_, "x");
    PQclear(PQexec(c_, "y"));
    if (state_ == 2)
      PQclear(r);
    return 0;
  }
  int m3() {
    PGresult *r = nullptr;
    if (!name_.empty())
      r = PQexec(c_, "x");
    log();
    if (!name_.empty())
      PQclear(r);
    return 0;
  }
  void log() const;
};
int nestedTry(PGconn *c) {
  PGresult *a = nullptr, *b = nullptr;
  try {
    a = PQexec(c, "a");
    if (!PQntuples(a))
      fail("a");
    try {
      b = PQexec(c, "b");
      if (!PQntuples(b))
        fail("b");
    } catch (const Err &) {
      PQclear(b);
      throw;
    }
    PQclear(b);
  } catch (const std::exception &) {
    PQclear(a);
    return -1;
  }
  PQclear(a);
  return 0;
}
int nestedTryLeak(PGconn *c) {
  PGresult *a = nullptr, *b = nullptr;
  try {
    a = PQexec(c, "a");
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'a' from 'PQexec' is not released on every path
    if (!PQntuples(a))
      fail("a");
    b = PQexec(c, "b");
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'b' from 'PQexec' is not released on every path
    if (!PQntuples(b))
      fail("b");
    PQclear(b);
    PQclear(a);
  } catch (const std::exception &) {
    return -1;
  }
  return 0;
}
int rethrowWrap(PGconn *c) {
  PGresult *r = PQexec(c, "x");
  try {
    fail("x");
  } catch (const Err &e) {
    PQclear(r);
    throw std::runtime_error(std::string("wrapped: ") + e.what());
  }
  PQclear(r);
  return 0;
}
int retryTry(const char *dsn) {
  for (int i = 0;; ++i) {
    PGconn *c = PQconnectdb(dsn);
    try {
      if (PQstatus(c) != CONNECTION_OK)
        throw Err(PQerrorMessage(c));
      int v = PQserverVersion(c);
      PQfinish(c);
      return v;
    } catch (const Err &) {
      PQfinish(c);
      if (i == 3)
        throw;
    }
  }
}
int retryTryLeak(const char *dsn) {
  for (int i = 0;; ++i) {
    PGconn *c = PQconnectdb(dsn);
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'c' from 'PQconnectdb' is not released on every path
    try {
      if (PQstatus(c) != CONNECTION_OK)
        throw Err(PQerrorMessage(c));
      int v = PQserverVersion(c);
      PQfinish(c);
      return v;
    } catch (const Err &) {
      if (i == 3)
        throw;
    }
  }
}
