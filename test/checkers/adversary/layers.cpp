// RUN: %check %s
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Pools, sessions behind interfaces, mappers, transactions, listeners, bulk
// copies.

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdio>
#include <deque>
#include <functional>
#include <iostream>
#include <libpq-fe.h>
#include <map>
#include <memory>
#include <mutex>
#include <mysql.h>
#include <sqlite3.h>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

namespace db {
class exception : public std::runtime_error {
public:
  explicit exception(const std::string &s) : runtime_error(s) {}
};
class Session;
// --- pool
class Pool {
  struct Node {
    PGconn *c;
    std::chrono::steady_clock::time_point used;
  };
  std::deque<Node> idle_;
  std::mutex m_;
  std::condition_variable cv_;
  size_t max_, open_ = 0;
  std::string dsn_;
  PGconn *connect() {
    PGconn *c = PQconnectdb(dsn_.c_str());
    if (PQstatus(c) != CONNECTION_OK) {
      std::string e = PQerrorMessage(c);
      PQfinish(c);
      throw exception(e);
    }
    return c;
  }
  PGconn *connectLeak() {
    PGconn *c = PQconnectdb(dsn_.c_str());
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'c' from 'PQconnectdb' is not released on every path
    if (PQstatus(c) != CONNECTION_OK)
      throw exception(PQerrorMessage(c));
    return c;
  }

public:
  PGconn *acquire() {
    std::unique_lock<std::mutex> l(m_);
    while (idle_.empty() && open_ >= max_)
      cv_.wait(l);
    if (!idle_.empty()) {
      Node n = idle_.front();
      idle_.pop_front();
      return n.c;
    }
    ++open_;
    l.unlock();
    try {
      return connect();
    } catch (...) {
      std::lock_guard<std::mutex> g(m_);
      --open_;
      throw;
    }
  }
  void release(PGconn *c) {
    if (PQtransactionStatus(c) != PQTRANS_IDLE)
      PQclear(PQexec(c, "ROLLBACK"));
    std::lock_guard<std::mutex> g(m_);
    idle_.push_back({c, std::chrono::steady_clock::now()});
    cv_.notify_one();
  }
  void warm(size_t n) {
    for (size_t i = 0; i < n; i++)
      idle_.push_back(Node{connect(), {}});
  }
  void warm2Leak(size_t n) {
    for (size_t i = 0; i < n; i++) {
      Node nd;
      nd.c = PQconnectdb(dsn_.c_str());
      // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'nd.c' from 'PQconnectdb' is not released on every path
      if (PQstatus(nd.c) != CONNECTION_OK)
        break;
      idle_.push_back(nd);
    }
  }
  void ping() {
    for (auto it = idle_.begin(); it != idle_.end();) {
      PGresult *r = PQexec(it->c, "SELECT 1");
      bool ok = PQresultStatus(r) == PGRES_TUPLES_OK;
      PQclear(r);
      if (ok)
        ++it;
      else {
        PQfinish(it->c);
        it = idle_.erase(it);
      }
    }
  }
  void pingLeak() {
    for (auto &n : idle_) {
      PGresult *r = PQexec(n.c, "SELECT 1");
      // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'r' from 'PQexec' is not released on every path
      if (PQresultStatus(r) != PGRES_TUPLES_OK) {
        PQreset(n.c);
        continue;
      }
      PQclear(r);
    }
  }
  ~Pool() {
    for (auto &n : idle_)
      PQfinish(n.c);
  }
};
class Lease {
  Pool &p_;
  PGconn *c_;

public:
  explicit Lease(Pool &p) : p_(p), c_(p.acquire()) {}
  ~Lease() { p_.release(c_); }
  PGconn *operator*() const { return c_; }
};
int viaLease(Pool &p) {
  Lease l(p);
  PGresult *r = PQexec(*l, "x");
  int n = PQntuples(r);
  PQclear(r);
  if (n == 0)
    throw exception("none");
  return n;
}
int viaLeaseLeak(Pool &p) {
  Lease l(p);
  PGresult *r = PQexec(*l, "x");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'r' from 'PQexec' is not released on every path
  if (PQntuples(r) == 0)
    throw exception("none");
  int n = PQntuples(r);
  PQclear(r);
  return n;
}
// --- interfaces
struct IResult {
  virtual ~IResult() = default;
  virtual bool next() = 0;
  virtual std::string str(int) = 0;
};
class PgResult : public IResult {
  PGresult *r_;
  int i_ = -1;

public:
  explicit PgResult(PGresult *r) : r_(r) {}
  ~PgResult() override { PQclear(r_); }
  bool next() override { return ++i_ < PQntuples(r_); }
  std::string str(int c) override { return PQgetvalue(r_, i_, c); }
};
class MyResult : public IResult {
  MYSQL_RES *r_;
  MYSQL_ROW row_ = nullptr;

public:
  explicit MyResult(MYSQL_RES *r) : r_(r) {
    if (!r_)
      throw exception("null");
  }
  ~MyResult() override { mysql_free_result(r_); }
  bool next() override { return (row_ = mysql_fetch_row(r_)) != nullptr; }
  std::string str(int c) override { return row_[c] ? row_[c] : ""; }
};
class LiteResult : public IResult {
  sqlite3_stmt *s_;

public:
  explicit LiteResult(sqlite3_stmt *s) : s_(s) {}
  ~LiteResult() override { sqlite3_finalize(s_); }
  bool next() override { return sqlite3_step(s_) == SQLITE_ROW; }
  std::string str(int c) override {
    return (const char *)sqlite3_column_text(s_, c);
  }
};
struct IConn {
  virtual ~IConn() = default;
  virtual std::unique_ptr<IResult> query(const std::string &) = 0;
  virtual IResult *rawQuery(const std::string &) = 0;
};
class PgConn : public IConn {
  PGconn *c_;

public:
  explicit PgConn(const std::string &dsn) : c_(PQconnectdb(dsn.c_str())) {
    if (PQstatus(c_) != CONNECTION_OK) {
      std::string e(PQerrorMessage(c_));
      PQfinish(c_);
      throw exception(e);
    }
  }
  ~PgConn() override { PQfinish(c_); }
  std::unique_ptr<IResult> query(const std::string &q) override {
    PGresult *r = PQexec(c_, q.c_str());
    ExecStatusType st = PQresultStatus(r);
    if (st != PGRES_TUPLES_OK && st != PGRES_COMMAND_OK) {
      PQclear(r);
      throw exception(PQerrorMessage(c_));
    }
    return std::make_unique<PgResult>(r);
  }
  IResult *rawQuery(const std::string &q) override {
    PGresult *r = PQexec(c_, q.c_str());
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'r' from 'PQexec' is not released on every path
    if (PQresultStatus(r) != PGRES_TUPLES_OK)
      return nullptr;
    return new PgResult(r);
  }
};
class LiteConn : public IConn {
  sqlite3 *db_ = nullptr;

public:
  explicit LiteConn(const std::string &f) {
    if (sqlite3_open_v2(f.c_str(), &db_, SQLITE_OPEN_READWRITE, nullptr) !=
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'db_' from 'sqlite3_open_v2' is not released on every path
        SQLITE_OK) {
      std::ostringstream o;
      o << "cannot open " << f << ": " << sqlite3_errmsg(db_);
      throw exception(o.str());
    }
    sqlite3_busy_timeout(db_, 1000);
  }
  ~LiteConn() override { sqlite3_close_v2(db_); }
  std::unique_ptr<IResult> query(const std::string &q) override {
    sqlite3_stmt *s = nullptr;
    if (sqlite3_prepare_v2(db_, q.data(), (int)q.size(), &s, nullptr) !=
        SQLITE_OK)
      throw exception(sqlite3_errmsg(db_));
    return std::unique_ptr<IResult>(new LiteResult(s));
  }
  IResult *rawQuery(const std::string &q) override {
    sqlite3_stmt *s = nullptr;
    int rc = sqlite3_prepare_v2(db_, q.data(), (int)q.size(), &s, nullptr);
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 's' from 'sqlite3_prepare_v2' is not released on every path
    if (rc != SQLITE_OK)
      throw exception(sqlite3_errmsg(db_));
    if (sqlite3_column_count(s) == 0) {
      sqlite3_step(s);
      return nullptr;
    }
    return new LiteResult(s);
  }
};
class MyConn : public IConn {
  MYSQL my_;

public:
  MyConn() {
    mysql_init(&my_);
    if (!mysql_real_connect(&my_, "", "", "", "", 0, nullptr, 0)) {
      std::string e = mysql_error(&my_);
      mysql_close(&my_);
      throw exception(e);
    }
  }
  ~MyConn() override { mysql_close(&my_); }
  std::unique_ptr<IResult> query(const std::string &q) override {
    if (mysql_real_query(&my_, q.data(), q.size()))
      throw exception(mysql_error(&my_));
    return std::make_unique<MyResult>(mysql_store_result(&my_));
  }
  IResult *rawQuery(const std::string &q) override {
    if (mysql_real_query(&my_, q.data(), q.size()))
      throw exception(mysql_error(&my_));
    MYSQL_RES *r = mysql_store_result(&my_);
    if (!r) {
      if (mysql_field_count(&my_))
        throw exception(mysql_error(&my_));
      return nullptr;
    }
    return new MyResult(r);
  }
};
std::unique_ptr<IConn> make(const std::string &kind) {
  if (kind == "pg")
    return std::make_unique<PgConn>("x");
  if (kind == "lite")
    return std::unique_ptr<IConn>(new LiteConn("x"));
  throw exception("unknown " + kind);
}
// --- mapper
struct User {
  int id;
  std::string name;
};
template <class T> struct Mapper;
template <> struct Mapper<User> {
  static User map(PGresult *r, int i) {
    const char *s = PQgetvalue(r, i, 0);
    if (!*s)
      throw exception("empty id");
    return {atoi(s), PQgetvalue(r, i, 1)};
  }
};
template <class T> std::vector<T> select(PGconn *c, const std::string &q) {
  PGresult *r = PQexec(c, q.c_str());
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'r' from 'PQexec' is not released on every path
  std::vector<T> v;
  for (int i = 0; i < PQntuples(r); i++)
    v.push_back(Mapper<T>::map(r, i));
  PQclear(r);
  return v;
}
std::vector<User> users(PGconn *c) { return select<User>(c, "x"); }
template <class T> std::vector<T> selectOk(PGconn *c, const std::string &q) {
  std::unique_ptr<PGresult, decltype(&PQclear)> r(PQexec(c, q.c_str()),
                                                  &PQclear);
  std::vector<T> v;
  for (int i = 0; i < PQntuples(r.get()); i++)
    v.push_back(Mapper<T>::map(r.get(), i));
  return v;
}
std::vector<User> users2(PGconn *c) { return selectOk<User>(c, "x"); }
// --- params
class Params {
  std::vector<const char *> v_;
  std::vector<char *> own_;
  PGconn *c_;

public:
  explicit Params(PGconn *c) : c_(c) {}
  void add(const std::string &s) {
    char *e = PQescapeLiteral(c_, s.c_str(), s.size());
    own_.push_back(e);
    v_.push_back(e);
  }
  void addLeak(const std::string &s) {
    char *e = PQescapeLiteral(c_, s.c_str(), s.size());
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'e' from 'PQescapeLiteral' is not released on every path
    if (v_.size() > 10)
      return;
    own_.push_back(e);
  }
  ~Params() {
    for (char *p : own_)
      PQfreemem(p);
  }
};
// --- migrations with a transaction object
class Tx {
  sqlite3 *db_;
  bool done_ = false;

public:
  explicit Tx(sqlite3 *db) : db_(db) { run("BEGIN"); }
  ~Tx() {
    if (!done_)
      sqlite3_exec(db_, "ROLLBACK", 0, 0, 0);
  }
  void commit() {
    run("COMMIT");
    done_ = true;
  }
  void run(const char *q) {
    char *e = nullptr;
    if (sqlite3_exec(db_, q, 0, 0, &e) != SQLITE_OK) {
      exception ex(e ? e : "unknown");
      sqlite3_free(e);
      throw ex;
    }
  }
};
void apply(sqlite3 *db, const std::vector<std::string> &steps) {
  Tx t(db);
  for (const auto &s : steps)
    t.run(s.c_str());
  t.commit();
}
int version(sqlite3 *db) {
  sqlite3_stmt *s;
  if (sqlite3_prepare_v2(db, "PRAGMA user_version", -1, &s, nullptr) !=
      SQLITE_OK)
    return -1;
  int v = -1;
  if (sqlite3_step(s) == SQLITE_ROW)
    v = sqlite3_column_int(s, 0);
  sqlite3_finalize(s);
  return v;
}
void applyLeak(sqlite3 *db, const std::string &step) {
  Tx t(db);
  sqlite3_stmt *s = nullptr;
  if (sqlite3_prepare_v2(db, step.c_str(), -1, &s, nullptr) != SQLITE_OK)
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 's' from 'sqlite3_prepare_v2' is not released on every path
    throw exception("prepare");
  t.run("SAVEPOINT x");
  sqlite3_step(s);
  sqlite3_finalize(s);
  t.commit();
}
// --- listener
class Listener {
  PGconn *c_;
  std::atomic<bool> run_{true};
  std::map<std::string, std::function<void(const std::string &)>> h_;

public:
  void loop() {
    while (run_) {
      if (!PQconsumeInput(c_))
        throw exception(PQerrorMessage(c_));
      while (PGnotify *n = PQnotifies(c_)) {
        auto it = h_.find(n->relname);
        if (it != h_.end())
          it->second(n->extra);
        PQfreemem(n);
      }
    }
  }
  void loopLeak() {
    while (PGnotify *n = PQnotifies(c_)) {
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'n' from 'PQnotifies' is not released on every path
      auto it = h_.find(n->relname);
      if (it == h_.end())
        continue;
      it->second(n->extra);
      PQfreemem(n);
    }
  }
  void loopGuard() {
    while (run_) {
      std::unique_ptr<PGnotify, decltype(&PQfreemem)> n(PQnotifies(c_),
                                                        PQfreemem);
      if (!n)
        break;
      if (h_.count(n->relname) == 0)
        continue;
    }
  }
};
// --- bulk copy
class Copy {
  PGconn *c_;
  bool open_ = false;

public:
  explicit Copy(PGconn *c, const char *q) : c_(c) {
    PGresult *r = PQexec(c, q);
    bool ok = PQresultStatus(r) == PGRES_COPY_IN;
    PQclear(r);
    if (!ok)
      throw exception("copy");
    open_ = true;
  }
  void row(const std::string &s) {
    if (PQputCopyData(c_, s.data(), s.size()) != 1)
      throw exception("put");
  }
  void finish() {
    open_ = false;
    if (PQputCopyEnd(c_, nullptr) != 1)
      throw exception("end");
    PGresult *r;
    std::string err;
    while ((r = PQgetResult(c_)) != nullptr) {
      if (PQresultStatus(r) != PGRES_COMMAND_OK)
        err = PQresultErrorMessage(r);
      PQclear(r);
    }
    if (!err.empty())
      throw exception(err);
  }
  void finishLeak() {
    PGresult *r;
    while ((r = PQgetResult(c_)) != nullptr) {
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'r' from 'PQgetResult' is not released on every path
      if (PQresultStatus(r) != PGRES_COMMAND_OK)
        throw exception(PQresultErrorMessage(r));
      PQclear(r);
    }
  }
  ~Copy() {
    if (open_) {
      PQputCopyEnd(c_, "aborted");
      while (PGresult *r = PQgetResult(c_))
        PQclear(r);
    }
  }
};
} // namespace db
