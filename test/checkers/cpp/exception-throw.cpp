// RUN: %check %s
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// A throw between acquire and release, in each client library.

#include <cpp/mock_std.h>
#include <libpq-fe.h>
#include <mysql.h>
#include <sqlite3.h>

struct Error {
  int Code;
};

// libpq

void leaks_result_on_throw(PGconn *c) {
  PGresult *res = PQexec(c, "SELECT 1");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'res' from 'PQexec' is not released on every path
  if (PQresultStatus(res) != PGRES_TUPLES_OK)
    throw Error{1};
  PQclear(res);
}

void leaks_connection_on_throw(const char *info) {
  PGconn *conn = PQconnectdb(info);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'conn' from 'PQconnectdb' is not released on every path
  if (PQstatus(conn) != CONNECTION_OK)
    throw std::runtime_error(PQerrorMessage(conn));
  PQfinish(conn);
}

void leaks_only_the_connection_on_throw(const char *info) {
  PGconn *conn = PQconnectdb(info);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'conn' from 'PQconnectdb' is not released on every path
  PGresult *res = PQexec(conn, "SELECT 1");
  bool ok = PQresultStatus(res) == PGRES_TUPLES_OK;
  PQclear(res);
  if (!ok)
    throw Error{2};
  PQfinish(conn);
}

void leaks_both_on_throw(const char *info) {
  PGconn *conn = PQconnectdb(info);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'conn' from 'PQconnectdb' is not released on every path
  PGresult *res = PQexec(conn, "SELECT 1");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'res' from 'PQexec' is not released on every path
  if (PQntuples(res) == 0)
    throw Error{3};
  PQclear(res);
  PQfinish(conn);
}

void leaks_escaped_string_on_throw(PGconn *c, const char *name) {
  char *quoted = PQescapeLiteral(c, name, 5);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'quoted' from 'PQescapeLiteral' is not released on every path
  PGresult *res = PQexec(c, quoted);
  bool ok = PQresultStatus(res) == PGRES_COMMAND_OK;
  PQclear(res);
  if (!ok)
    throw Error{4};
  PQfreemem(quoted);
}

int leaks_when_throw_is_the_last_statement(PGconn *c) {
  PGresult *res = PQexec(c, "SELECT 1");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'res' from 'PQexec' is not released on every path
  if (PQntuples(res) == 1) {
    PQclear(res);
    return 1;
  }
  throw Error{5};
}

void leaks_in_conditional_throw(PGconn *c) {
  PGresult *res = PQexec(c, "SELECT 1");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'res' from 'PQexec' is not released on every path
  int n = PQntuples(res) > 0 ? PQntuples(res) : throw Error{6};
  PQclear(res);
  (void)n;
}

void leaks_when_thrown_from_a_switch(PGconn *c) {
  PGresult *res = PQexec(c, "SELECT 1");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'res' from 'PQexec' is not released on every path
  switch (PQresultStatus(res)) {
  case PGRES_TUPLES_OK:
  case PGRES_COMMAND_OK:
    break;
  default:
    throw Error{7};
  }
  PQclear(res);
}

void leaks_in_loop_that_throws(PGconn *c, int n) {
  for (int i = 0; i < n; ++i) {
    PGresult *res = PQexec(c, "SELECT 1");
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'res' from 'PQexec' is not released on every path
    if (PQresultStatus(res) == PGRES_FATAL_ERROR)
      throw Error{i};
    PQclear(res);
  }
}

void leaks_a_result_that_the_exception_quotes(PGconn *c) {
  PGresult *res = PQexec(c, "SELECT 1");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'res' from 'PQexec' is not released on every path
  if (PQresultStatus(res) != PGRES_TUPLES_OK)
    throw std::runtime_error(PQresultErrorMessage(res));
  PQclear(res);
}

void no_warning_released_before_throw(PGconn *c) {
  PGresult *res = PQexec(c, "SELECT 1");
  if (PQresultStatus(res) != PGRES_TUPLES_OK) {
    PQclear(res);
    throw Error{1};
  }
  PQclear(res);
}

void no_warning_throw_before_acquire(PGconn *c, int n) {
  if (n < 0)
    throw Error{1};
  PGresult *res = PQexec(c, "SELECT 1");
  PQclear(res);
}

void no_warning_throw_after_release(PGconn *c) {
  PGresult *res = PQexec(c, "SELECT 1");
  int n = PQntuples(res);
  PQclear(res);
  if (n == 0)
    throw Error{1};
}

void no_warning_throw_when_null(PGconn *c) {
  PGresult *res = PQexec(c, "SELECT 1");
  if (!res)
    throw Error{1};
  PQclear(res);
}

void no_warning_throw_on_impossible_path(PGconn *c, bool strict) {
  PGresult *res = PQexec(c, "SELECT 1");
  if (strict) {
    PQclear(res);
    res = nullptr;
  }
  if (strict)
    throw Error{1};
  PQclear(res);
}

void no_warning_result_owned_when_thrown(PGconn *c) {
  struct Clear {
    void operator()(PGresult *r) const { PQclear(r); }
  };
  std::unique_ptr<PGresult, Clear> res(PQexec(c, "SELECT 1"));
  if (PQntuples(res.get()) == 0)
    throw Error{1};
}

// sqlite3

void leaks_statement_on_throw(sqlite3 *db) {
  sqlite3_stmt *stmt = nullptr;
  if (sqlite3_prepare_v2(db, "SELECT 1", -1, &stmt, nullptr) != SQLITE_OK)
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'stmt' from 'sqlite3_prepare_v2' is not released on every path
    throw Error{1};
  if (sqlite3_step(stmt) != SQLITE_ROW)
    throw Error{2};
  sqlite3_finalize(stmt);
}

void leaks_database_when_open_fails_by_throw(const char *path) {
  sqlite3 *db = nullptr;
  if (sqlite3_open(path, &db) != SQLITE_OK)
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'db' from 'sqlite3_open' is not released on every path
    throw Error{1};
  sqlite3_close(db);
}

void leaks_error_text_on_throw(sqlite3 *db) {
  char *text = nullptr;
  if (sqlite3_exec(db, "DELETE FROM t", nullptr, nullptr, &text) != SQLITE_OK)
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'text' from 'sqlite3_exec' is not released on every path
    throw std::runtime_error(text);
}

void no_warning_statement_finalised_before_throw(sqlite3 *db) {
  sqlite3_stmt *stmt = nullptr;
  if (sqlite3_prepare_v2(db, "SELECT 1", -1, &stmt, nullptr) != SQLITE_OK)
    throw Error{1};
  int rc = sqlite3_step(stmt);
  sqlite3_finalize(stmt);
  if (rc != SQLITE_ROW)
    throw Error{2};
}

void no_warning_database_closed_before_throw(const char *path) {
  sqlite3 *db = nullptr;
  if (sqlite3_open(path, &db) != SQLITE_OK) {
    sqlite3_close(db);
    throw Error{1};
  }
  sqlite3_close(db);
}

void no_warning_statement_in_unique_ptr(sqlite3 *db) {
  struct Finalize {
    void operator()(sqlite3_stmt *s) const { sqlite3_finalize(s); }
  };
  sqlite3_stmt *raw = nullptr;
  int rc = sqlite3_prepare_v2(db, "SELECT 1", -1, &raw, nullptr);
  std::unique_ptr<sqlite3_stmt, Finalize> stmt(raw);
  if (rc != SQLITE_OK)
    throw Error{rc};
  if (sqlite3_step(stmt.get()) != SQLITE_ROW)
    throw Error{1};
}

// MariaDB

void leaks_rows_on_throw(MYSQL *m) {
  MYSQL_RES *rows = mysql_store_result(m);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'rows' from 'mysql_store_result' is not released on every path
  if (mysql_num_rows(rows) == 0)
    throw Error{1};
  mysql_free_result(rows);
}

void leaks_handle_when_connecting_fails_by_throw() {
  MYSQL *m = mysql_init(nullptr);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'm' from 'mysql_init' is not released on every path
  if (!m)
    throw Error{1};
  if (!mysql_real_connect(m, "db", "u", "p", "d", 0, nullptr, 0))
    throw std::runtime_error(mysql_error(m));
  mysql_close(m);
}

void leaks_prepared_statement_on_throw(MYSQL *m) {
  MYSQL_STMT *stmt = mysql_stmt_init(m);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'stmt' from 'mysql_stmt_init' is not released on every path
  if (!stmt)
    throw Error{1};
  if (mysql_stmt_prepare(stmt, "SELECT 1", 8) != 0)
    throw Error{2};
  mysql_stmt_close(stmt);
}

void no_warning_handle_closed_before_throw() {
  MYSQL *m = mysql_init(nullptr);
  if (!m)
    throw Error{1};
  if (!mysql_real_connect(m, "db", "u", "p", "d", 0, nullptr, 0)) {
    mysql_close(m);
    throw Error{2};
  }
  mysql_close(m);
}

void no_warning_rows_in_unique_ptr(MYSQL *m) {
  std::unique_ptr<MYSQL_RES, void (*)(MYSQL_RES *)> rows(mysql_store_result(m),
                                                         mysql_free_result);
  if (!rows)
    throw Error{1};
  if (mysql_num_rows(rows.get()) == 0)
    throw Error{2};
}
