// RUN: %check %s
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Texts that become strings, classes that open and close.

#include <cassert>
#include <cstring>
#include <functional>
#include <iostream>
#include <libpq-fe.h>
#include <list>
#include <map>
#include <memory>
#include <mysql.h>
#include <set>
#include <sqlite3.h>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

struct Err : std::runtime_error {
  using runtime_error::runtime_error;
};
std::string esc1(PGconn *c, const std::string &s) {
  return PQescapeLiteral(c, s.c_str(), s.size());
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: result of 'PQescapeLiteral' is never released
}
std::string esc2(PGconn *c, const std::string &s) {
  char *p = PQescapeLiteral(c, s.c_str(), s.size());
  if (!p)
    throw Err(PQerrorMessage(c));
  std::string r(p);
  PQfreemem(p);
  return r;
}
std::string esc3(PGconn *c, const std::string &s) {
  char *p = PQescapeLiteral(c, s.c_str(), s.size());
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'p' from 'PQescapeLiteral' is not released on every path
  return std::string(p);
}
std::string esc4(PGconn *c, const std::string &s) {
  std::string q = "select ";
  q += PQescapeLiteral(c, s.c_str(), s.size());
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: result of 'PQescapeLiteral' is never released
  return q;
}
std::string esc5(PGconn *c, const std::string &s) {
  std::ostringstream o;
  o << "select " << PQescapeLiteral(c, s.c_str(), s.size());
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: result of 'PQescapeLiteral' is never released
  return o.str();
}
std::string esc6(PGconn *c, const std::string &s) {
  std::unique_ptr<char, void (*)(void *)> p(
      PQescapeLiteral(c, s.c_str(), s.size()), PQfreemem);
  return p ? std::string(p.get()) : std::string();
}
std::string esc7(const char *n) {
  std::string s = sqlite3_mprintf("%q", n);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: result of 'sqlite3_mprintf' is never released
  return s;
}
std::string esc8(const char *n) {
  char *z = sqlite3_mprintf("%q", n);
  std::string s = z;
  sqlite3_free(z);
  return s;
}
int esc9(sqlite3 *db, const char *n) {
  std::string s(sqlite3_mprintf("%q", n));
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: result of 'sqlite3_mprintf' is never released
  return sqlite3_exec(db, s.c_str(), 0, 0, 0);
}
void err1(sqlite3 *db) {
  char *e = nullptr;
  if (sqlite3_exec(db, "x", 0, 0, &e) != SQLITE_OK) {
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'e' from 'sqlite3_exec' is not released on every path
    std::string m(e);
    throw Err(m);
  }
}
void err2(sqlite3 *db) {
  char *e = nullptr;
  sqlite3_exec(db, "x", 0, 0, &e);
  if (e) {
    std::string m(e);
    sqlite3_free(e);
    throw Err(m);
  }
}
void err3(sqlite3 *db) {
  char *e = nullptr;
  if (sqlite3_exec(db, "x", 0, 0, &e) != SQLITE_OK) {
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'e' from 'sqlite3_exec' is not released on every path
    std::cerr << "SQL error: " << e << std::endl;
  }
}
void err4(sqlite3 *db) {
  char *e = nullptr;
  int rc = sqlite3_exec(db, "x", 0, 0, &e);
  if (rc != SQLITE_OK) {
    std::cerr << "SQL error: " << e << std::endl;
    sqlite3_free(e);
  } else {
    std::cout << "ok\n";
  }
}
struct ErrMsg {
  char *m = nullptr;
  ~ErrMsg() {
    if (m)
      sqlite3_free(m);
  }
};
void err5(sqlite3 *db) {
  ErrMsg e;
  if (sqlite3_exec(db, "x", 0, 0, &e.m) != SQLITE_OK)
    throw Err(e.m);
}
class Errs {
  char *zErr_ = nullptr;

public:
  ~Errs() { sqlite3_free(zErr_); }
  bool run(sqlite3 *db) {
    sqlite3_free(zErr_);
    zErr_ = nullptr;
    return sqlite3_exec(db, "x", 0, 0, &zErr_) == SQLITE_OK;
  }
};
// exceptions of the project's own check functions
inline void check(int rc, sqlite3 *db) {
  if (rc != SQLITE_OK && rc != SQLITE_ROW && rc != SQLITE_DONE)
    throw Err(sqlite3_errmsg(db));
}
inline void checkMsg(int rc, char *e) {
  if (rc != SQLITE_OK) {
    std::string s = e ? e : "";
    sqlite3_free(e);
    throw Err(s);
  }
}
void chk1(sqlite3 *db) {
  char *e = nullptr;
  checkMsg(sqlite3_exec(db, "x", 0, 0, &e), e);
}
void chk2(sqlite3 *db) {
  char *e = nullptr;
  int rc = sqlite3_exec(db, "x", 0, 0, &e);
  checkMsg(rc, e);
}
void chk3(sqlite3 *db) {
  char *e = nullptr;
  int rc = sqlite3_exec(db, "x", 0, 0, &e);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'e' from 'sqlite3_exec' is not released on every path
  check(rc, db);
}
void chk4(sqlite3 *db) {
  sqlite3_stmt *s;
  check(sqlite3_prepare_v2(db, "x", -1, &s, 0), db);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 's' from 'sqlite3_prepare_v2' is not released on every path
  check(sqlite3_step(s), db);
  sqlite3_finalize(s);
}
void chk5(sqlite3 *db) {
  sqlite3_stmt *s;
  check(sqlite3_prepare_v2(db, "x", -1, &s, 0), db);
  int rc = sqlite3_step(s);
  sqlite3_finalize(s);
  check(rc, db);
}
// open in constructor through init()
class File {
  sqlite3 *db_ = nullptr;
  bool open_ = false;
  void init(const char *f) {
    if (sqlite3_open(f, &db_) != SQLITE_OK) {
      sqlite3_close(db_);
      db_ = nullptr;
      throw Err("open");
    }
    open_ = true;
  }

public:
  explicit File(const char *f) { init(f); }
  ~File() {
    if (open_)
      sqlite3_close(db_);
  }
};
class File2 {
  sqlite3 *db_ = nullptr;
  void pragma() {
    if (sqlite3_exec(db_, "PRAGMA", 0, 0, 0) != SQLITE_OK)
      throw Err("pragma");
  }

public:
  explicit File2(const char *f) {
    if (sqlite3_open(f, &db_) != SQLITE_OK) {
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'db_' from 'sqlite3_open' is not released on every path
      sqlite3_close(db_);
      throw Err("open");
    }
    pragma();
  }
  ~File2() { sqlite3_close(db_); }
};
class File3 {
  sqlite3 *db_ = nullptr;

public:
  bool open(const char *f) { return sqlite3_open(f, &db_) == SQLITE_OK; }
  bool reopen(const char *f) {
    close();
    return open(f);
  }
  void close() {
    sqlite3_close(db_);
    db_ = nullptr;
  }
  ~File3() { close(); }
  sqlite3 *raw() { return db_; }
};
int file3() {
  File3 f;
  if (!f.open("x"))
    return 1;
  f.close();
  f.open("y");
  return 0;
}
int file3p() {
  File3 *f = new File3;
  if (!f->open("x")) {
    delete f;
    return 1;
  }
  delete f;
  return 0;
}
std::unique_ptr<File3> file3u() {
  auto f = std::make_unique<File3>();
  if (!f->open("x"))
    return nullptr;
  return f;
}
// struct without destructor but with methods
struct Plain {
  PGconn *c = nullptr;
  bool open() {
    c = PQconnectdb("");
    return PQstatus(c) == CONNECTION_OK;
  }
  void close() {
    if (c)
      PQfinish(c);
    c = nullptr;
  }
};
int plain1() {
  Plain p;
  if (!p.open()) {
    p.close();
    return 1;
  }
  p.close();
  return 0;
}
Plain gp;
int plain3() {
  if (!gp.open())
    return 1;
  return 0;
}
// base class releases
class Base {
protected:
  PGresult *r_ = nullptr;

public:
  virtual ~Base() { clear(); }
  void clear() {
    if (r_) {
      PQclear(r_);
      r_ = nullptr;
    }
  }
};
class Derived : public Base {
public:
  void run(PGconn *c) {
    clear();
    r_ = PQexec(c, "x");
  }
  explicit Derived(PGconn *c) {
    r_ = PQexec(c, "x");
    if (!r_)
      throw Err("x");
  }
};
class Mixin {
  PGconn *&c_;

public:
  explicit Mixin(PGconn *&c) : c_(c) {}
};
// iterate with iterator class
class Rows {
  MYSQL_RES *r_;
  MYSQL_ROW row_ = nullptr;

public:
  explicit Rows(MYSQL *m) : r_(mysql_use_result(m)) {
    if (!r_)
      throw Err(mysql_error(m));
    ++*this;
  }
  Rows &operator++() {
    row_ = mysql_fetch_row(r_);
    return *this;
  }
  explicit operator bool() const { return row_; }
  ~Rows() { mysql_free_result(r_); }
};
int rows(MYSQL *m) {
  int n = 0;
  for (Rows r(m); r; ++r)
    n++;
  return n;
}
int rowsLeak(MYSQL *m) {
  int n = 0;
  for (MYSQL_RES *r = mysql_store_result(m);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'r' from 'mysql_store_result' is not released on every path
       MYSQL_ROW row = mysql_fetch_row(r);) {
    n += row[0] != nullptr;
  }
  return n;
}
int ifInit(MYSQL *m) {
  if (MYSQL_RES *r = mysql_store_result(m)) {
    int n = mysql_num_rows(r);
    mysql_free_result(r);
    return n;
  }
  return -1;
}
int ifInitLeak(MYSQL *m) {
  if (MYSQL_RES *r = mysql_store_result(m); r && mysql_num_rows(r) > 0) {
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'r' from 'mysql_store_result' is not released on every path
    mysql_free_result(r);
    return 1;
  }
  return -1;
}
int switchInit(PGconn *c) {
  switch (PGresult *r = PQexec(c, "x"); PQresultStatus(r)) {
  case PGRES_TUPLES_OK: {
    int n = PQntuples(r);
    PQclear(r);
    return n;
  }
  default:
    PQclear(r);
    return -1;
  }
}
int switchInitLeak(PGconn *c) {
  switch (PGresult *r = PQexec(c, "x"); PQresultStatus(r)) {
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'r' from 'PQexec' is not released on every path
  case PGRES_TUPLES_OK: {
    int n = PQntuples(r);
    PQclear(r);
    return n;
  }
  default:
    return -1;
  }
}
// const correctness, casts
int constR(PGconn *c) {
  const PGresult *r = PQexec(c, "x");
  int n = PQntuples(r);
  PQclear(const_cast<PGresult *>(r));
  return n;
}
int reint(PGconn *c) {
  void *p = PQexec(c, "x");
  PQclear(reinterpret_cast<PGresult *>(p));
  return 0;
}
int stat(PGconn *c) {
  auto *p = static_cast<PGresult *>(PQexec(c, "x"));
  PQclear(p);
  return 0;
}
int autoLeak(PGconn *c) {
  auto r = PQexec(c, "x");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'r' from 'PQexec' is not released on every path
  auto n = PQntuples(r);
  return n;
}
// member pointer vector of unique_ptr
class Batch {
  std::vector<std::unique_ptr<PGresult, decltype(&PQclear)>> v_;
  std::list<PGresult *> raw_;
  std::set<sqlite3_stmt *> live_;

public:
  void add(PGconn *c) { v_.emplace_back(PQexec(c, "x"), &PQclear); }
  void add2(PGconn *c) {
    PGresult *r = PQexec(c, "x");
    v_.push_back({r, &PQclear});
  }
  void add3(PGconn *c) {
    PGresult *r = PQexec(c, "x");
    if (PQresultStatus(r) != PGRES_TUPLES_OK) {
      PQclear(r);
      return;
    }
    raw_.push_back(r);
  }
  void add3Leak(PGconn *c) {
    PGresult *r = PQexec(c, "x");
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'r' from 'PQexec' is not released on every path
    if (PQresultStatus(r) != PGRES_TUPLES_OK)
      return;
    raw_.push_back(r);
  }
  sqlite3_stmt *prep(sqlite3 *db) {
    sqlite3_stmt *s;
    if (sqlite3_prepare_v2(db, "x", -1, &s, 0))
      return nullptr;
    live_.insert(s);
    return s;
  }
  int usePrep(sqlite3 *db) {
    auto *s = prep(db);
    if (!s)
      return -1;
    return sqlite3_step(s);
  }
  ~Batch() {
    for (auto *r : raw_)
      PQclear(r);
    for (auto *s : live_)
      sqlite3_finalize(s);
  }
};
// operators
class Out {
public:
  Out &operator<<(PGresult *r);
};
void outOp(PGconn *c, Out &o) { o << PQexec(c, "x"); }
bool operator!(const Err &);
// default args, overloads
int run(PGconn *c, const char *q, PGresult **out = nullptr) {
  PGresult *r = PQexec(c, q);
  int ok = PQresultStatus(r) == PGRES_COMMAND_OK ||
           PQresultStatus(r) == PGRES_TUPLES_OK;
  if (out && ok)
    *out = r;
  else
    PQclear(r);
  return ok;
}
int useRun(PGconn *c) {
  PGresult *r;
  if (!run(c, "x"))
    return 0;
  if (!run(c, "y", &r))
    return 0;
  PQclear(r);
  return 1;
}
int useRunLeak(PGconn *c) {
  PGresult *r;
  if (!run(c, "y", &r))
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'r' from 'run' is not released on every path
    return 0;
  if (PQntuples(r) == 0)
    return 0;
  PQclear(r);
  return 1;
}
// noexcept helpers, nested classes, local classes
struct Outer {
  struct Inner {
    PGresult *r = nullptr;
    void clear() noexcept {
      if (r)
        PQclear(r);
      r = nullptr;
    }
    ~Inner() { clear(); }
  };
  Inner i;
};
int outer(PGconn *c) {
  Outer o;
  o.i.r = PQexec(c, "x");
  return PQntuples(o.i.r);
}
int innerDirect(PGconn *c) {
  Outer::Inner i;
  i.r = PQexec(c, "x");
  return PQntuples(i.r);
}
// coroutine-less generator
template <class T, void (*D)(T *)> class Owner {
  T *p_;

public:
  explicit Owner(T *p = nullptr) : p_(p) {}
  ~Owner() {
    if (p_)
      D(p_);
  }
  Owner(Owner &&o) : p_(o.p_) { o.p_ = nullptr; }
  T *get() const { return p_; }
  T *operator->() const { return p_; }
  operator T *() const { return p_; }
  Owner(const Owner &) = delete;
};
using PgR = Owner<PGresult, PQclear>;
using PgC = Owner<PGconn, PQfinish>;
using MyR = Owner<MYSQL_RES, mysql_free_result>;
int owner1(PGconn *c) {
  PgR r(PQexec(c, "x"));
  if (!r)
    throw Err("x");
  return PQntuples(r);
}
PgC owner2() {
  PgC c(PQconnectdb(""));
  if (PQstatus(c) != CONNECTION_OK)
    throw Err("x");
  return c;
}
int owner3(MYSQL *m) {
  MyR r(mysql_store_result(m));
  return r ? (int)mysql_num_rows(r) : 0;
}
int owner4(PGconn *c) { return PQntuples(PgR(PQexec(c, "x"))); }
template <class T> struct Traits;
template <> struct Traits<PGresult> {
  static void release(PGresult *p) { PQclear(p); }
};
template <class T> class Auto {
  T *p_;

public:
  Auto(T *p) : p_(p) {}
  ~Auto() {
    if (p_)
      Traits<T>::release(p_);
  }
  operator T *() { return p_; }
};
int auto1(PGconn *c) {
  Auto<PGresult> r = PQexec(c, "x");
  if (!PQntuples(r))
    throw Err("x");
  return 1;
}
