// RUN: %check %s
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Game servers, spatial layers, test suites, migrations.

#include <atomic>
#include <cassert>
#include <condition_variable>
#include <cstdarg>
#include <cstdio>
#include <cstring>
#include <deque>
#include <fstream>
#include <functional>
#include <iostream>
#include <libpq-fe.h>
#include <map>
#include <memory>
#include <mutex>
#include <mysql.h>
#include <queue>
#include <sqlite3.h>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

typedef unsigned int uint32;
typedef unsigned long long uint64;
void sLogError(const char *fmt, ...);
#define ASSERT(x)                                                              \
  do {                                                                         \
    if (!(x)) {                                                                \
      fprintf(stderr, "%s\n", #x);                                             \
      abort();                                                                 \
    }                                                                          \
  } while (0)
#define CPLErrorIf(x)                                                          \
  if (x) {                                                                     \
    sLogError("err");                                                          \
    return CE_Failure;                                                         \
  }
enum CPLErr { CE_None, CE_Warning, CE_Failure };
struct Field {
  const char *v;
};

// --- game server ------------------------------------------------------------
class QueryResultMysql {
  MYSQL_RES *mResult;
  Field *mCurrentRow;
  uint32 fc;

public:
  QueryResultMysql(MYSQL_RES *result, uint32 fieldCount);
  ~QueryResultMysql();
  bool NextRow();
  void EndQuery();
};
QueryResultMysql::QueryResultMysql(MYSQL_RES *result, uint32 fieldCount)
    : mResult(result), fc(fieldCount) {
  mCurrentRow = new Field[fc];
}
QueryResultMysql::~QueryResultMysql() { EndQuery(); }
void QueryResultMysql::EndQuery() {
  delete[] mCurrentRow;
  mCurrentRow = 0;
  if (mResult) {
    mysql_free_result(mResult);
    mResult = 0;
  }
}
bool QueryResultMysql::NextRow() {
  if (!mResult)
    return false;
  MYSQL_ROW row = mysql_fetch_row(mResult);
  if (!row) {
    EndQuery();
    return false;
  }
  return true;
}
class DatabaseMysql {
  MYSQL *mMysql;
  std::mutex m;

public:
  DatabaseMysql() : mMysql(0) {}
  ~DatabaseMysql() {
    if (mMysql)
      mysql_close(mMysql);
  }
  bool Initialize(const char *info);
  bool InitializeLeak(const char *info);
  QueryResultMysql *Query(const char *sql);
  QueryResultMysql *QueryEmptyLeak(const char *sql);
  QueryResultMysql *PQuery(const char *fmt, ...);
  bool DirectExecute(const char *sql);
  bool TransactionLeak();
  uint32 Count(const char *sql);
  uint32 CountLeak(const char *sql);
  std::vector<std::string> Columns(const char *t);
  void LoadLeak(std::map<uint32, std::string> &out);
  MYSQL_STMT *Prepare(const std::string &s);
  MYSQL_STMT *PrepareLeak(const std::string &s);
};
bool DatabaseMysql::Initialize(const char *info) {
  MYSQL *mysqlInit = mysql_init(NULL);
  if (!mysqlInit) {
    sLogError("Could not initialize Mysql connection");
    return false;
  }
  mysql_options(mysqlInit, MYSQL_SET_CHARSET_NAME, "utf8");
  mMysql = mysql_real_connect(mysqlInit, "h", "u", "p", "d", 0, 0, 0);
  if (mMysql) {
    sLogError("Connected");
    mysql_autocommit(mMysql, 1);
    return true;
  } else {
    sLogError("Could not connect: %s", mysql_error(mysqlInit));
    mysql_close(mysqlInit);
    return false;
  }
}
bool DatabaseMysql::InitializeLeak(const char *info) {
  MYSQL *mysqlInit = mysql_init(NULL);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'mysqlInit' from 'mysql_init' is not released on every path
  if (!mysqlInit)
    return false;
  mMysql = mysql_real_connect(mysqlInit, "h", "u", "p", "d", 0, 0, 0);
  if (mMysql)
    return true;
  sLogError("Could not connect: %s", mysql_error(mysqlInit));
  return false;
}
QueryResultMysql *DatabaseMysql::Query(const char *sql) {
  if (!mMysql)
    return 0;
  MYSQL_RES *result = 0;
  uint64 rowCount = 0;
  uint32 fieldCount = 0;
  {
    std::lock_guard<std::mutex> g(m);
    if (mysql_query(mMysql, sql)) {
      sLogError("%s", mysql_error(mMysql));
      return NULL;
    }
    result = mysql_store_result(mMysql);
    rowCount = mysql_affected_rows(mMysql);
    fieldCount = mysql_field_count(mMysql);
  }
  if (!result)
    return NULL;
  if (!rowCount) {
    mysql_free_result(result);
    return NULL;
  }
  QueryResultMysql *q = new QueryResultMysql(result, fieldCount);
  q->NextRow();
  return q;
}
QueryResultMysql *DatabaseMysql::QueryEmptyLeak(const char *sql) {
  MYSQL_RES *result = 0;
  if (mysql_query(mMysql, sql))
    return NULL;
  result = mysql_store_result(mMysql);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'result' from 'mysql_store_result' is not released on every path
  uint64 rowCount = mysql_affected_rows(mMysql);
  if (!result || !rowCount)
    return NULL;
  return new QueryResultMysql(result, mysql_field_count(mMysql));
}
QueryResultMysql *DatabaseMysql::PQuery(const char *fmt, ...) {
  if (!fmt)
    return NULL;
  va_list ap;
  char buf[100];
  va_start(ap, fmt);
  int r = vsnprintf(buf, sizeof buf, fmt, ap);
  va_end(ap);
  if (r == -1)
    return 0;
  return Query(buf);
}
bool DatabaseMysql::TransactionLeak() {
  if (mysql_query(mMysql, "START TRANSACTION"))
    return false;
  mysql_store_result(mMysql);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: result of 'mysql_store_result' is never released
  return true;
}
uint32 DatabaseMysql::Count(const char *sql) {
  QueryResultMysql *q = Query(sql); // class type: not a catalogued kind
  if (!q)
    return 0;
  delete q;
  return 1;
}
uint32 DatabaseMysql::CountLeak(const char *sql) {
  if (mysql_query(mMysql, sql))
    return 0;
  MYSQL_RES *r = mysql_use_result(mMysql);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'r' from 'mysql_use_result' is not released on every path
  MYSQL_ROW row = mysql_fetch_row(r);
  if (row && row[0])
    return atoi(row[0]);
  mysql_free_result(r);
  return 0;
}
std::vector<std::string> DatabaseMysql::Columns(const char *t) {
  std::vector<std::string> v;
  MYSQL_RES *r = mysql_list_fields(mMysql, t, nullptr);
  if (!r)
    return v;
  while (MYSQL_FIELD *f = mysql_fetch_field(r))
    v.push_back(f->name);
  mysql_free_result(r);
  return v;
}
void DatabaseMysql::LoadLeak(std::map<uint32, std::string> &out) {
  mysql_query(mMysql, "x");
  MYSQL_RES *r = mysql_store_result(mMysql);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'r' from 'mysql_store_result' is not released on every path
  if (!r)
    return;
  MYSQL_ROW row;
  while ((row = mysql_fetch_row(r)) != nullptr) {
    if (!row[0]) {
      sLogError("null id");
      return;
    }
    out[atoi(row[0])] = row[1];
  }
  mysql_free_result(r);
}
MYSQL_STMT *DatabaseMysql::Prepare(const std::string &s) {
  MYSQL_STMT *st = mysql_stmt_init(mMysql);
  if (!st)
    return nullptr;
  if (mysql_stmt_prepare(st, s.c_str(), s.size())) {
    sLogError("%s", mysql_stmt_error(st));
    mysql_stmt_close(st);
    return nullptr;
  }
  return st;
}
MYSQL_STMT *DatabaseMysql::PrepareLeak(const std::string &s) {
  MYSQL_STMT *st = mysql_stmt_init(mMysql);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'st' from 'mysql_stmt_init' is not released on every path
  if (!st)
    return nullptr;
  if (mysql_stmt_prepare(st, s.c_str(), s.size())) {
    sLogError("%s", mysql_stmt_error(st));
    return nullptr;
  }
  return st;
}
class PreparedStatement {
  MYSQL_STMT *m_stmt;
  MYSQL_RES *m_meta;
  std::vector<MYSQL_BIND> m_bind;

public:
  PreparedStatement(MYSQL *c, const char *q)
      : m_stmt(mysql_stmt_init(c)), m_meta(nullptr) {
    if (mysql_stmt_prepare(m_stmt, q, strlen(q)) == 0)
      m_meta = mysql_stmt_result_metadata(m_stmt);
  }
  ~PreparedStatement() {
    RemoveBinds();
    if (m_stmt)
      mysql_stmt_close(m_stmt);
  }
  void RemoveBinds() {
    if (m_meta)
      mysql_free_result(m_meta);
    m_meta = nullptr;
    m_bind.clear();
  }
  bool Prepare(MYSQL *c, const std::string &q) {
    if (m_stmt) {
      mysql_stmt_close(m_stmt);
      m_stmt = nullptr;
    }
    m_stmt = mysql_stmt_init(c);
    if (!m_stmt)
      return false;
    if (mysql_stmt_prepare(m_stmt, q.c_str(), q.length()))
      return false;
    m_meta = mysql_stmt_result_metadata(m_stmt);
    return m_meta != nullptr;
  }
};
// worker queue
struct SqlOp {
  virtual ~SqlOp() {}
  virtual void Execute(MYSQL *) = 0;
};
class SqlWorker {
  std::queue<SqlOp *> q;
  std::mutex m;
  std::atomic<bool> stop{false};

public:
  void run(const char *host) {
    MYSQL *c = mysql_init(nullptr);
    if (!mysql_real_connect(c, host, "", "", "", 0, nullptr, 0)) {
      mysql_close(c);
      return;
    }
    while (!stop) {
      SqlOp *op = nullptr;
      {
        std::lock_guard<std::mutex> g(m);
        if (!q.empty()) {
          op = q.front();
          q.pop();
        }
      }
      if (!op)
        continue;
      op->Execute(c);
      delete op;
    }
    mysql_close(c);
  }
  void runLeak(const char *host) {
    MYSQL *c = mysql_init(nullptr);
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'c' from 'mysql_init' is not released on every path
    if (!mysql_real_connect(c, host, "", "", "", 0, nullptr, 0)) {
      sLogError("no");
      return;
    }
    while (!stop)
      mysql_ping(c);
    mysql_close(c);
  }
};
struct SelectOp : SqlOp {
  std::string sql;
  std::function<void(MYSQL_RES *)> cb;
  void Execute(MYSQL *c) override {
    if (mysql_query(c, sql.c_str()))
      return;
    MYSQL_RES *r = mysql_store_result(c);
    if (cb)
      cb(r);
    if (r)
      mysql_free_result(r);
  }
};
struct SelectOpLeak : SqlOp {
  std::string sql;
  std::vector<std::string> out;
  void Execute(MYSQL *c) override {
    if (mysql_query(c, sql.c_str()))
      return;
    MYSQL_RES *r = mysql_store_result(c);
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'r' from 'mysql_store_result' is not released on every path
    if (!r)
      return;
    if (mysql_num_fields(r) != 1)
      throw std::logic_error("one column only");
    while (MYSQL_ROW row = mysql_fetch_row(r))
      out.emplace_back(row[0] ? row[0] : "");
    mysql_free_result(r);
  }
};
// --- GIS ---------------------------------------------------------------------
class PGLayer {
  PGconn *hPGConn;
  PGresult *hCursorResult = nullptr;
  bool bActive = false;
  std::string osTable;

public:
  explicit PGLayer(PGconn *c) : hPGConn(c) {}
  virtual ~PGLayer() {
    if (hCursorResult)
      PQclear(hCursorResult);
  }
  CPLErr Begin() {
    PGresult *h = PQexec(hPGConn, "BEGIN");
    if (!h || PQresultStatus(h) != PGRES_COMMAND_OK) {
      if (h)
        PQclear(h);
      sLogError("x");
      return CE_Failure;
    }
    PQclear(h);
    bActive = true;
    return CE_None;
  }
  CPLErr BeginLeak() {
    PGresult *h = PQexec(hPGConn, "BEGIN");
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'h' from 'PQexec' is not released on every path
    CPLErrorIf(!h || PQresultStatus(h) != PGRES_COMMAND_OK) PQclear(h);
    return CE_None;
  }
  void ResetReading() {
    if (hCursorResult) {
      PQclear(hCursorResult);
      hCursorResult = nullptr;
    }
  }
  bool Fetch() {
    if (hCursorResult == nullptr) {
      hCursorResult = PQexec(hPGConn, "FETCH 500");
      if (!hCursorResult || PQresultStatus(hCursorResult) != PGRES_TUPLES_OK) {
        ResetReading();
        return false;
      }
    }
    return PQntuples(hCursorResult) > 0;
  }
  std::string SRSLeak(int id) {
    std::ostringstream o;
    o << "select " << id;
    PGresult *h = PQexec(hPGConn, o.str().c_str());
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'h' from 'PQexec' is not released on every path
    if (h && PQresultStatus(h) == PGRES_TUPLES_OK && PQntuples(h) == 1) {
      std::string s = PQgetvalue(h, 0, 0);
      PQclear(h);
      return s;
    }
    return "";
  }
  int Extent(double *e) {
    PGresult *h = PQexec(hPGConn, "x");
    if (!h || PQntuples(h) < 1 || PQgetisnull(h, 0, 0)) {
      PQclear(h);
      return CE_Failure;
    }
    char *p = PQgetvalue(h, 0, 0);
    if (!strchr(p, '(')) {
      PQclear(h);
      return CE_Failure;
    }
    *e = atof(p);
    PQclear(h);
    return CE_None;
  }
};
class SQLiteSource {
  sqlite3 *hDB = nullptr;
  bool own = true;
  sqlite3_stmt *hGet = nullptr;
  char **papszResult = nullptr;

public:
  ~SQLiteSource() {
    if (hGet)
      sqlite3_finalize(hGet);
    if (own && hDB)
      sqlite3_close(hDB);
  }
  bool Layers() {
    char **res;
    int n, cols;
    char *err = nullptr;
    int rc = sqlite3_get_table(hDB, "select", &res, &n, &cols, &err);
    if (rc != SQLITE_OK) {
      sLogError("%s", err);
      sqlite3_free(err);
      return false;
    }
    for (int i = 0; i < n; i++)
      puts(res[(i + 1) * cols]);
    sqlite3_free_table(res);
    return true;
  }
  bool LayersLeak() {
    char **res;
    int n, cols;
    char *err = nullptr;
    int rc = sqlite3_get_table(hDB, "select", &res, &n, &cols, &err);
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'res' from 'sqlite3_get_table' is not released on every path
    if (rc != SQLITE_OK) {
      sLogError("%s", err);
      sqlite3_free(err);
      return false;
    }
    for (int i = 0; i < n; i++) {
      if (!res[(i + 1) * cols])
        return false;
    }
    sqlite3_free_table(res);
    return true;
  }
  bool LayersErrLeak() {
    char **res;
    int n, cols;
    char *err = nullptr;
    if (sqlite3_get_table(hDB, "select", &res, &n, &cols, &err) != SQLITE_OK) {
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'err' from 'sqlite3_get_table' is not released on every path
      sLogError("%s", err);
      return false;
    }
    sqlite3_free_table(res);
    return true;
  }
  char *Tail(const char *t) {
    char *p = sqlite3_mprintf("%s", t);
    return p;
  }
  void UseTailLeak() {
    char *p = Tail("x");
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'p' from 'Tail' is not released on every path
    sqlite3_exec(hDB, p, 0, 0, 0);
  }
  void UseTail() {
    char *p = Tail("x");
    sqlite3_exec(hDB, p, 0, 0, 0);
    sqlite3_free(p);
  }
};
// --- test suites
// ----------------------------------------------------------------
#define EXPECT_TRUE(x)                                                         \
  if (!(x))                                                                    \
  sLogError("fail " #x)
#define ASSERT_TRUE(x)                                                         \
  if (!(x))                                                                    \
  return (void)sLogError("fail " #x)
#define ASSERT_EQ(a, b) ASSERT_TRUE((a) == (b))
void TestOk(PGconn *c) {
  PGresult *r = PQexec(c, "x");
  EXPECT_TRUE(PQntuples(r) == 1);
  PQclear(r);
}
void TestLeak(PGconn *c) {
  PGresult *r = PQexec(c, "x");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'r' from 'PQexec' is not released on every path
  ASSERT_TRUE(PQntuples(r) == 1);
  PQclear(r);
}
void TestLeak2() {
  sqlite3 *db;
  ASSERT_EQ(sqlite3_open(":memory:", &db), SQLITE_OK);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'db' from 'sqlite3_open' is not released on every path
  sqlite3_stmt *s;
  ASSERT_EQ(sqlite3_prepare_v2(db, "x", -1, &s, nullptr), SQLITE_OK);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 's' from 'sqlite3_prepare_v2' is not released on every path
  ASSERT_EQ(sqlite3_step(s), SQLITE_ROW);
  sqlite3_finalize(s);
  sqlite3_close(db);
}
class Fixture {
protected:
  sqlite3 *db = nullptr;
  PGconn *pg = nullptr;
  void SetUp() {
    sqlite3_open(":memory:", &db);
    pg = PQconnectdb("");
  }
  void TearDown() {
    sqlite3_close(db);
    PQfinish(pg);
  }
};
struct Case : Fixture {
  void run() {
    PGresult *r = PQexec(pg, "x");
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'r' from 'PQexec' is not released on every path
    ASSERT_EQ(PQresultStatus(r), PGRES_TUPLES_OK);
    PQclear(r);
  }
};
// --- migration tool
// ---------------------------------------------------------------
int migrate(const std::vector<std::string> &files, const char *dsn) {
  std::unique_ptr<PGconn, void (*)(PGconn *)> c(PQconnectdb(dsn),
                                                [](PGconn *p) { PQfinish(p); });
  if (PQstatus(c.get()) != CONNECTION_OK) {
    std::cerr << PQerrorMessage(c.get());
    return 1;
  }
  for (auto &f : files) {
    std::ifstream in(f);
    if (!in)
      throw std::runtime_error("cannot open " + f);
    std::stringstream ss;
    ss << in.rdbuf();
    PGresult *r = PQexec(c.get(), ss.str().c_str());
    if (PQresultStatus(r) != PGRES_COMMAND_OK) {
      std::cerr << f << PQresultErrorMessage(r);
      PQclear(r);
      return 2;
    }
    PQclear(r);
  }
  return 0;
}
int migrateLeak(const std::vector<std::string> &files, const char *dsn) {
  PGconn *c = PQconnectdb(dsn);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'c' from 'PQconnectdb' is not released on every path
  if (PQstatus(c) != CONNECTION_OK) {
    std::cerr << PQerrorMessage(c);
    PQfinish(c);
    return 1;
  }
  for (const auto &f : files) {
    std::ifstream in(f);
    if (!in)
      throw std::runtime_error("cannot open " + f);
    PGresult *r = PQexec(c, f.c_str());
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'r' from 'PQexec' is not released on every path
    if (PQresultStatus(r) != PGRES_COMMAND_OK) {
      std::cerr << f;
      PQfinish(c);
      return 2;
    }
    PQclear(r);
  }
  PQfinish(c);
  return 0;
}
struct Col {
  std::string n;
};
std::vector<Col> cols(sqlite3 *db) {
  std::vector<Col> out;
  sqlite3_stmt *st{};
  auto rc = sqlite3_prepare_v2(db, "x", -1, &st, nullptr);
  if (rc != SQLITE_OK) {
    std::cerr << sqlite3_errmsg(db);
    return {};
  }
  while ((rc = sqlite3_step(st)) == SQLITE_ROW)
    out.push_back(Col{(const char *)sqlite3_column_text(st, 0)});
  if (rc != SQLITE_DONE)
    std::cerr << "x";
  sqlite3_finalize(st);
  return out;
}
std::vector<Col> colsLeak(sqlite3 *db) {
  std::vector<Col> out;
  sqlite3_stmt *st{};
  auto rc = sqlite3_prepare_v2(db, "x", -1, &st, nullptr);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'st' from 'sqlite3_prepare_v2' is not released on every path
  if (rc != SQLITE_OK) {
    std::cerr << sqlite3_errmsg(db);
    return {};
  }
  while ((rc = sqlite3_step(st)) == SQLITE_ROW)
    out.push_back(Col{(const char *)sqlite3_column_text(st, 0)});
  if (rc != SQLITE_DONE) {
    std::cerr << "x";
    return {};
  }
  sqlite3_finalize(st);
  return out;
}
template <typename T> T scalar(sqlite3 *db, const char *q);
template <> int scalar<int>(sqlite3 *db, const char *q) {
  sqlite3_stmt *st;
  if (sqlite3_prepare_v2(db, q, -1, &st, nullptr))
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'st' from 'sqlite3_prepare_v2' is not released on every path
    return 0;
  if (sqlite3_step(st) != SQLITE_ROW)
    return 0;
  int n = sqlite3_column_int(st, 0);
  sqlite3_finalize(st);
  return n;
}
template <typename F> void eachRow(PGconn *c, const char *q, F f) {
  PGresult *r = PQexec(c, q);
  for (int i = 0; i < PQntuples(r); ++i)
    f(r, i);
  PQclear(r);
}
template <typename F> bool eachRowLeak(PGconn *c, const char *q, F f) {
  PGresult *r = PQexec(c, q);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'r' from 'PQexec' is not released on every path
  for (int i = 0; i < PQntuples(r); ++i)
    if (!f(r, i))
      return false;
  PQclear(r);
  return true;
}
void useTemplates(PGconn *c) {
  int n = 0;
  eachRow(c, "x", [&](PGresult *, int) { n++; });
  eachRowLeak(c, "x",
              [&](PGresult *r, int i) { return PQgetisnull(r, i, 0) == 0; });
}
