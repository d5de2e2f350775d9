// RUN: %check %s
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Services in C++ over all three libraries.

#include <functional>
#include <iostream>
#include <libpq-fe.h>
#include <map>
#include <memory>
#include <mutex>
#include <mysql.h>
#include <optional>
#include <sqlite3.h>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

class QueryResult {
public:
  QueryResult(MYSQL_RES *res, MYSQL_FIELD *fields, uint64_t rows)
      : _res(res), _fields(fields), _rows(rows) {}
  ~QueryResult() { CleanUp(); }
  bool NextRow() {
    if (!_res)
      return false;
    MYSQL_ROW r = mysql_fetch_row(_res);
    if (!r) {
      CleanUp();
      return false;
    }
    return true;
  }

private:
  void CleanUp() {
    if (_res) {
      mysql_free_result(_res);
      _res = nullptr;
    }
  }
  MYSQL_RES *_res;
  MYSQL_FIELD *_fields;
  uint64_t _rows;
};

class Connection {
public:
  QueryResult *Query(const char *sql);
  QueryResult *QueryLeak(const char *sql);
  bool _Query(const char *sql, MYSQL_RES **res, MYSQL_FIELD **f,
              uint64_t *rows);
  bool Open();
  bool OpenLeak();
  void Close() {
    if (m_Mysql) {
      mysql_close(m_Mysql);
      m_Mysql = nullptr;
    }
  }
  bool Execute(const char *sql) { return mysql_query(m_Mysql, sql) == 0; }
  ~Connection() { Close(); }

private:
  MYSQL *m_Mysql = nullptr;
};
bool Connection::_Query(const char *sql, MYSQL_RES **res, MYSQL_FIELD **f,
                        uint64_t *rows) {
  if (mysql_query(m_Mysql, sql))
    return false;
  *res = mysql_store_result(m_Mysql);
  *rows = mysql_affected_rows(m_Mysql);
  if (!*res)
    return false;
  if (!*rows) {
    mysql_free_result(*res);
    return false;
  }
  *f = mysql_fetch_fields(*res);
  return true;
}
QueryResult *Connection::Query(const char *sql) {
  MYSQL_RES *res = nullptr;
  MYSQL_FIELD *f = nullptr;
  uint64_t rows = 0;
  if (!_Query(sql, &res, &f, &rows))
    return nullptr;
  return new QueryResult(res, f, rows);
}
QueryResult *Connection::QueryLeak(const char *sql) {
  if (mysql_query(m_Mysql, sql))
    return nullptr;
  MYSQL_RES *res = mysql_store_result(m_Mysql);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'res' from 'mysql_store_result' is not released on every path
  if (!res)
    return nullptr;
  if (mysql_num_rows(res) == 0)
    return nullptr;
  auto *q = new QueryResult(res, mysql_fetch_fields(res), mysql_num_rows(res));
  q->NextRow();
  return q;
}
bool Connection::Open() {
  MYSQL *init = mysql_init(nullptr);
  if (!init)
    return false;
  m_Mysql = mysql_real_connect(init, "h", "u", "p", "d", 0, nullptr, 0);
  if (!m_Mysql) {
    mysql_close(init);
    return false;
  }
  return true;
}
bool Connection::OpenLeak() {
  MYSQL *init = mysql_init(nullptr);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'init' from 'mysql_init' is not released on every path
  if (!init)
    return false;
  m_Mysql = mysql_real_connect(init, "h", "u", "p", "d", 0, nullptr, 0);
  if (!m_Mysql) {
    std::cerr << mysql_error(init);
    return false;
  }
  return true;
}

struct PgDeleter {
  void operator()(PGresult *r) const noexcept { PQclear(r); }
};
using PgRes = std::unique_ptr<PGresult, PgDeleter>;
using PgConn = std::unique_ptr<PGconn, decltype(&PQfinish)>;
using StmtPtr = std::unique_ptr<sqlite3_stmt, int (*)(sqlite3_stmt *)>;

PgRes exec(PGconn *c, const std::string &q) {
  PgRes r(PQexec(c, q.c_str()));
  if (PQresultStatus(r.get()) == PGRES_FATAL_ERROR)
    throw std::runtime_error(PQerrorMessage(c));
  return r;
}
PGresult *rawExec(PGconn *c, const std::string &q) {
  PGresult *r = PQexec(c, q.c_str());
  if (PQresultStatus(r) == PGRES_FATAL_ERROR) {
    std::string e = PQresultErrorMessage(r);
    PQclear(r);
    throw std::runtime_error(e);
  }
  return r;
}
PGresult *rawExecLeak(PGconn *c, const std::string &q) {
  PGresult *r = PQexec(c, q.c_str());
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'r' from 'PQexec' is not released on every path
  if (PQresultStatus(r) == PGRES_FATAL_ERROR)
    throw std::runtime_error(PQerrorMessage(c));
  return r;
}
int countOk(PGconn *c) {
  auto r = exec(c, "select 1");
  return PQntuples(r.get());
}
int countOk2(PGconn *c) {
  PgRes r{rawExec(c, "select 1")};
  if (PQntuples(r.get()) == 0)
    throw std::runtime_error("none");
  return std::stoi(PQgetvalue(r.get(), 0, 0));
}
int countLeak(PGconn *c) {
  PGresult *r = rawExec(c, "select 1");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'r' from 'rawExec' is not released on every path
  if (PQntuples(r) == 0)
    throw std::runtime_error("none");
  int n = atoi(PQgetvalue(r, 0, 0));
  PQclear(r);
  return n;
}
void txLeak(PGconn *c) {
  rawExec(c, "BEGIN");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: result of 'rawExec' is never released
  PQclear(rawExec(c, "COMMIT"));
}
void releaseLeak(PGconn *c) {
  auto r = exec(c, "select 1");
  PGresult *raw = r.release();
  std::cout << PQntuples(raw);
  PQclear(raw);
}
bool getLeak(PGconn *c) {
  exec(c, "select 1").release();
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: result of 'exec' is never released
  return true;
}
PgConn open(const std::string &s) {
  PgConn c(PQconnectdb(s.c_str()), &PQfinish);
  if (!c || PQstatus(c.get()) != CONNECTION_OK)
    return PgConn(nullptr, &PQfinish);
  return c;
}
std::shared_ptr<PGconn> openShared(const std::string &s) {
  auto c = std::shared_ptr<PGconn>(PQconnectdb(s.c_str()), PQfinish);
  if (PQstatus(c.get()) != CONNECTION_OK)
    throw std::runtime_error("no");
  return c;
}
std::shared_ptr<PGconn> openSharedLate(const std::string &s) {
  PGconn *raw = PQconnectdb(s.c_str());
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'raw' from 'PQconnectdb' is not released on every path
  if (PQstatus(raw) != CONNECTION_OK)
    throw std::runtime_error(PQerrorMessage(raw));
  return std::shared_ptr<PGconn>(raw, [](PGconn *p) { PQfinish(p); });
}
class Stmt {
  sqlite3_stmt *s_ = nullptr;

public:
  Stmt(sqlite3 *db, const char *sql) {
    if (sqlite3_prepare_v2(db, sql, -1, &s_, nullptr) != SQLITE_OK)
      throw std::runtime_error(sqlite3_errmsg(db));
  }
  Stmt(Stmt &&o) noexcept : s_(o.s_) { o.s_ = nullptr; }
  Stmt(const Stmt &) = delete;
  ~Stmt() { sqlite3_finalize(s_); }
  operator sqlite3_stmt *() const { return s_; }
  bool step() { return sqlite3_step(s_) == SQLITE_ROW; }
};
int stmtUse(sqlite3 *db) {
  Stmt s(db, "select 1");
  if (!s.step())
    throw std::runtime_error("no row");
  return sqlite3_column_int(s, 0);
}
std::optional<Stmt> maybeStmt(sqlite3 *db, bool on) {
  if (!on)
    return std::nullopt;
  return Stmt(db, "x");
}
class Db {
  sqlite3 *db_ = nullptr;

public:
  explicit Db(const std::string &p) {
    if (sqlite3_open(p.c_str(), &db_) != SQLITE_OK) {
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'db_' from 'sqlite3_open' is not released on every path
      throw std::runtime_error(sqlite3_errmsg(db_));
    }
  }
  ~Db() { sqlite3_close(db_); }
  void execLeak(const std::string &sql) {
    char *err = nullptr;
    if (sqlite3_exec(db_, sql.c_str(), nullptr, nullptr, &err) != SQLITE_OK)
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'err' from 'sqlite3_exec' is not released on every path
      throw std::runtime_error(err);
  }
  void execOk(const std::string &sql) {
    char *err = nullptr;
    if (sqlite3_exec(db_, sql.c_str(), nullptr, nullptr, &err) != SQLITE_OK) {
      std::string m = err ? err : "?";
      sqlite3_free(err);
      throw std::runtime_error(m);
    }
  }
  std::vector<std::string> namesLeak() {
    std::vector<std::string> v;
    sqlite3_stmt *st;
    if (sqlite3_prepare_v2(db_, "select n", -1, &st, nullptr) != SQLITE_OK)
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'st' from 'sqlite3_prepare_v2' is not released on every path
      return v;
    while (sqlite3_step(st) == SQLITE_ROW) {
      const unsigned char *t = sqlite3_column_text(st, 0);
      if (!t)
        throw std::runtime_error("null name");
      v.emplace_back(reinterpret_cast<const char *>(t));
    }
    sqlite3_finalize(st);
    return v;
  }
  std::vector<std::string> namesOk() {
    std::vector<std::string> v;
    sqlite3_stmt *raw = nullptr;
    if (sqlite3_prepare_v2(db_, "select n", -1, &raw, nullptr) != SQLITE_OK)
      return v;
    StmtPtr st(raw, sqlite3_finalize);
    while (sqlite3_step(st.get()) == SQLITE_ROW)
      v.emplace_back(
          reinterpret_cast<const char *>(sqlite3_column_text(st.get(), 0)));
    return v;
  }
  void forEach(const std::function<bool(sqlite3_stmt *)> &f) {
    sqlite3_stmt *st = nullptr;
    if (sqlite3_prepare_v2(db_, "x", -1, &st, nullptr) != SQLITE_OK)
      return;
    while (sqlite3_step(st) == SQLITE_ROW)
      if (!f(st))
        break;
    sqlite3_finalize(st);
  }
  void forEachLeak(const std::function<bool(sqlite3_stmt *)> &f) {
    sqlite3_stmt *st = nullptr;
    if (sqlite3_prepare_v2(db_, "x", -1, &st, nullptr) != SQLITE_OK)
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'st' from 'sqlite3_prepare_v2' is not released on every path
      return;
    while (sqlite3_step(st) == SQLITE_ROW) {
      const char *t = (const char *)sqlite3_column_text(st, 0);
      if (!t)
        return;
    }
    sqlite3_finalize(st);
  }
};
class Transaction {
  PGconn *c_;
  bool done_ = false;

public:
  explicit Transaction(PGconn *c) : c_(c) { PQclear(PQexec(c_, "BEGIN")); }
  void commit() {
    PQclear(PQexec(c_, "COMMIT"));
    done_ = true;
  }
  ~Transaction() {
    if (!done_)
      PQclear(PQexec(c_, "ROLLBACK"));
  }
};
void txOk(PGconn *c) {
  Transaction t(c);
  exec(c, "x");
  t.commit();
}
PGconn *instance() {
  static PGconn *c = PQconnectdb("x");
  return c;
}
PGconn *tlsInstance() {
  thread_local PGconn *c = nullptr;
  if (!c)
    c = PQconnectdb("x");
  return c;
}
struct Pool {
  std::mutex m;
  std::vector<PGconn *> free_;
  std::map<int, PGresult *> cache;
  PGconn *take() {
    std::lock_guard<std::mutex> g(m);
    if (free_.empty())
      return PQconnectdb("x");
    PGconn *c = free_.back();
    free_.pop_back();
    return c;
  }
  void fill(int n) {
    for (int i = 0; i < n; ++i) {
      PGconn *c = PQconnectdb("");
      if (PQstatus(c) == CONNECTION_OK)
        free_.push_back(c);
      else
        PQfinish(c);
    }
  }
  void fillLeak(int n) {
    for (int i = 0; i < n; ++i) {
      PGconn *c = PQconnectdb("");
      // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'c' from 'PQconnectdb' is not released on every path
      if (PQstatus(c) == CONNECTION_OK)
        free_.push_back(c);
      else
        std::cerr << PQerrorMessage(c);
    }
  }
  void put(int k, PGconn *c) { cache[k] = PQexec(c, "x"); }
  void put2(int k, PGconn *c) {
    PGresult *r = PQexec(c, "x");
    cache.emplace(k, r);
  }
  void put3(int k, PGconn *c) {
    PGresult *r = PQexec(c, "x");
    auto it = cache.find(k);
    if (it != cache.end()) {
      PQclear(it->second);
      it->second = r;
    } else
      cache.insert(std::make_pair(k, r));
  }
};
template <class F> struct Defer {
  F f;
  ~Defer() { f(); }
};
template <class F> Defer<F> defer(F f) { return {std::move(f)}; }
int deferOk(PGconn *c) {
  PGresult *r = PQexec(c, "x");
  auto d = defer([&] { PQclear(r); });
  if (PQntuples(r) == 0)
    throw std::runtime_error("x");
  return std::stoi(PQgetvalue(r, 0, 0));
}
int catchOk(PGconn *c) {
  PGresult *r = PQexec(c, "x");
  try {
    if (PQntuples(r) == 0)
      throw std::runtime_error("x");
  } catch (...) {
    PQclear(r);
    throw;
  }
  PQclear(r);
  return 0;
}
int catchLeak(PGconn *c) {
  PGresult *r = PQexec(c, "x");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'r' from 'PQexec' is not released on every path
  try {
    if (PQntuples(r) == 0)
      throw std::runtime_error("x");
    PQclear(r);
  } catch (const std::exception &e) {
    std::cerr << e.what();
    return -1;
  }
  return 0;
}
int catchLoopOk(PGconn *c) {
  for (int i = 0; i < 3; i++) {
    PGresult *r = nullptr;
    try {
      r = rawExec(c, "x");
      int n = PQntuples(r);
      PQclear(r);
      return n;
    } catch (std::exception &) {
      continue;
    }
  }
  return -1;
}
