// RUN: %check %s
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// An exception that a callee lets out, or does not.

#include <cpp/mock_std.h>
#include <libpq-fe.h>
#include <mysql.h>
#include <sqlite3.h>

struct Error {};

[[noreturn]] void fail() { throw Error(); }
void requirePositive(int n) {
  if (n <= 0)
    throw Error();
}
void outer(int n) { requirePositive(n); }
void swallow(int n) {
  try {
    requirePositive(n);
  } catch (...) {
  }
}
void catchesOnlyInt(int n) {
  try {
    requirePositive(n);
  } catch (int) {
  }
}
void endsTheProcess(int n) noexcept { requirePositive(n); }
int doubled(int n) { return n * 2; }
void elsewhere(int n);
void elsewhereNoexcept(int n) noexcept;
extern "C" void inC(int n);
bool checkOrThrow(PGresult *res) {
  if (PQresultStatus(res) == PGRES_FATAL_ERROR)
    throw Error();
  return PQntuples(res) > 0;
}
void checkAndClear(PGresult *res) {
  if (PQresultStatus(res) == PGRES_FATAL_ERROR) {
    PQclear(res);
    throw Error();
  }
}

void checkCode(int rc) {
  if (rc != SQLITE_OK)
    throw Error();
}

void leaks_when_callee_throws(PGconn *c) {
  PGresult *res = PQexec(c, "SELECT 1");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'res' from 'PQexec' is not released on every path
  requirePositive(PQntuples(res));
  PQclear(res);
}

void leaks_when_callees_callee_throws(PGconn *c) {
  PGresult *res = PQexec(c, "SELECT 1");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'res' from 'PQexec' is not released on every path
  outer(PQntuples(res));
  PQclear(res);
}

void leaks_through_noreturn_thrower(PGconn *c) {
  PGresult *res = PQexec(c, "SELECT 1");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'res' from 'PQexec' is not released on every path
  if (PQresultStatus(res) != PGRES_TUPLES_OK)
    fail();
  PQclear(res);
}

void leaks_when_callee_catches_another_type(PGconn *c) {
  PGresult *res = PQexec(c, "SELECT 1");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'res' from 'PQexec' is not released on every path
  catchesOnlyInt(PQntuples(res));
  PQclear(res);
}

void leaks_when_the_checker_throws(PGconn *c) {
  PGresult *res = PQexec(c, "SELECT 1");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'res' from 'PQexec' is not released on every path
  if (checkOrThrow(res))
    inC(1);
  PQclear(res);
}

void leaks_statement_when_callee_throws(sqlite3 *db) {
  sqlite3_stmt *stmt = nullptr;
  if (sqlite3_prepare_v2(db, "SELECT 1", -1, &stmt, nullptr) != SQLITE_OK)
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'stmt' from 'sqlite3_prepare_v2' is not released on every path
    return;
  requirePositive(sqlite3_step(stmt));
  sqlite3_finalize(stmt);
}

void leaks_rows_when_callee_throws(MYSQL *m) {
  MYSQL_RES *rows = mysql_store_result(m);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'rows' from 'mysql_store_result' is not released on every path
  outer(static_cast<int>(mysql_num_rows(rows)));
  mysql_free_result(rows);
}

void leaks_when_a_local_lambda_throws(PGconn *c) {
  auto require = [](int n) {
    if (n == 0)
      throw Error();
  };
  PGresult *res = PQexec(c, "SELECT 1");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'res' from 'PQexec' is not released on every path
  require(PQntuples(res));
  PQclear(res);
}

void leaks_when_callee_throws_before_second_acquire(PGconn *c) {
  PGresult *first = PQexec(c, "SELECT 1");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'first' from 'PQexec' is not released on every path
  requirePositive(doubled(PQntuples(first)));
  PGresult *second = PQexec(c, "SELECT 2");
  PQclear(second);
  PQclear(first);
}

struct Validator {
  int Limit;
  void check(int n) const {
    if (n > Limit)
      throw Error();
  }
  bool operator()(int n) const {
    check(n);
    return true;
  }
};

void leaks_when_a_method_throws(PGconn *c, const Validator &v) {
  PGresult *res = PQexec(c, "SELECT 1");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'res' from 'PQexec' is not released on every path
  v.check(PQntuples(res));
  PQclear(res);
}

void leaks_when_a_call_operator_throws(PGconn *c, const Validator &v) {
  PGresult *res = PQexec(c, "SELECT 1");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'res' from 'PQexec' is not released on every path
  v(PQntuples(res));
  PQclear(res);
}

struct Cents {
  int Value;
};
Cents operator+(Cents a, Cents b) {
  if (a.Value > 1000000 - b.Value)
    throw Error();
  return Cents{a.Value + b.Value};
}

void leaks_when_an_operator_throws(PGconn *c, Cents a) {
  PGresult *res = PQexec(c, "SELECT 1");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'res' from 'PQexec' is not released on every path
  Cents sum = a + Cents{PQntuples(res)};
  PQclear(res);
  (void)sum;
}

void no_warning_callee_swallows(PGconn *c) {
  PGresult *res = PQexec(c, "SELECT 1");
  swallow(PQntuples(res));
  PQclear(res);
}

void no_warning_callee_is_noexcept(PGconn *c) {
  PGresult *res = PQexec(c, "SELECT 1");
  endsTheProcess(PQntuples(res));
  PQclear(res);
}

void no_warning_callee_never_throws(PGconn *c) {
  PGresult *res = PQexec(c, "SELECT 1");
  int n = doubled(PQntuples(res));
  PQclear(res);
  (void)n;
}

void no_warning_callee_elsewhere_is_unknown(PGconn *c) {
  PGresult *res = PQexec(c, "SELECT 1");
  elsewhere(PQntuples(res));
  PQclear(res);
}

void no_warning_callee_elsewhere_is_noexcept(PGconn *c) {
  PGresult *res = PQexec(c, "SELECT 1");
  elsewhereNoexcept(PQntuples(res));
  PQclear(res);
}

void no_warning_callee_has_c_linkage(PGconn *c) {
  PGresult *res = PQexec(c, "SELECT 1");
  inC(PQntuples(res));
  PQclear(res);
}

void no_warning_this_function_is_noexcept(PGconn *c) noexcept {
  PGresult *res = PQexec(c, "SELECT 1");
  requirePositive(PQntuples(res));
  PQclear(res);
}

void leaks_by_return_from_noexcept(PGconn *c) noexcept {
  PGresult *res = PQexec(c, "SELECT 1");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'res' from 'PQexec' is not released on every path
  if (PQntuples(res) == 0)
    return;
  PQclear(res);
}

void no_warning_throwing_callee_cleared_first(PGconn *c) {
  PGresult *res = PQexec(c, "SELECT 1");
  checkAndClear(res);
  PQclear(res);
}

void no_warning_callee_runs_before_the_acquire(PGconn *c, int n) {
  requirePositive(n);
  PGresult *res = PQexec(c, "SELECT 1");
  PQclear(res);
}

void no_warning_callee_runs_after_the_release(PGconn *c) {
  PGresult *res = PQexec(c, "SELECT 1");
  int n = PQntuples(res);
  PQclear(res);
  requirePositive(n);
}

void no_warning_argument_throws_before_the_acquire(PGconn *c, int n) {
  PGresult *res = PQexec(c, (requirePositive(n), "SELECT 1"));
  PQclear(res);
}

void no_warning_string_functions_elsewhere(PGconn *c) {
  PGresult *res = PQexec(c, "SELECT name FROM t");
  std::string name = PQgetvalue(res, 0, 0);
  name += "!";
  PQclear(res);
}

int no_warning_callee_throws_only_when_prepare_failed(sqlite3 *db) {
  sqlite3_stmt *stmt = nullptr;
  checkCode(sqlite3_prepare_v2(db, "SELECT 1", -1, &stmt, nullptr));
  int rc = sqlite3_step(stmt);
  sqlite3_finalize(stmt);
  return rc;
}

void leaks_when_callee_throws_on_a_later_code(sqlite3 *db) {
  sqlite3_stmt *stmt = nullptr;
  checkCode(sqlite3_prepare_v2(db, "SELECT ?", -1, &stmt, nullptr));
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'stmt' from 'sqlite3_prepare_v2' is not released on every path
  checkCode(sqlite3_bind_int(stmt, 1, 1));
  sqlite3_finalize(stmt);
}

void leaks_database_when_callee_throws_on_open_failure(const char *path) {
  sqlite3 *db = nullptr;
  checkCode(sqlite3_open(path, &db));
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'db' from 'sqlite3_open' is not released on every path
  sqlite3_close(db);
}
