// RUN: %check %s --config='{CheckOptions: {leash-unreleased-acquire.StrictExceptions: true}}'
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// StrictExceptions: a callee without a visible body may throw.

#include <cpp/mock_std.h>
#include <libpq-fe.h>
#include <sqlite3.h>

void elsewhere(int n);
void elsewhereNoexcept(int n) noexcept;
extern "C" void inC(int n);
int doubled(int n) { return n * 2; }
int forwards(int n) {
  elsewhere(n);
  return n;
}
struct Log {
  void line(const char *text);
  void quiet(const char *text) noexcept;
};
struct Clear {
  void operator()(PGresult *r) const { PQclear(r); }
};

void leaks_when_unknown_callee_throws(PGconn *c) {
  PGresult *res = PQexec(c, "SELECT 1");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'res' from 'PQexec' is not released on every path
  elsewhere(PQntuples(res));
  PQclear(res);
}

void leaks_when_unknown_callees_caller_is_visible(PGconn *c) {
  PGresult *res = PQexec(c, "SELECT 1");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'res' from 'PQexec' is not released on every path
  int n = forwards(PQntuples(res));
  PQclear(res);
  (void)n;
}

void leaks_when_unknown_method_throws(PGconn *c, Log &log) {
  PGresult *res = PQexec(c, "SELECT 1");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'res' from 'PQexec' is not released on every path
  log.line("done");
  PQclear(res);
}

void leaks_when_string_allocation_throws(PGconn *c) {
  PGresult *res = PQexec(c, "SELECT name FROM t");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'res' from 'PQexec' is not released on every path
  std::string name = PQgetvalue(res, 0, 0);
  PQclear(res);
}

void leaks_when_unknown_function_pointer_throws(PGconn *c, void (*f)(int)) {
  PGresult *res = PQexec(c, "SELECT 1");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'res' from 'PQexec' is not released on every path
  f(PQntuples(res));
  PQclear(res);
}

void leaks_statement_when_unknown_callee_throws(sqlite3 *db) {
  sqlite3_stmt *stmt = nullptr;
  if (sqlite3_prepare_v2(db, "SELECT 1", -1, &stmt, nullptr) != SQLITE_OK)
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'stmt' from 'sqlite3_prepare_v2' is not released on every path
    return;
  elsewhere(sqlite3_step(stmt));
  sqlite3_finalize(stmt);
}

void no_warning_unknown_callee_is_noexcept(PGconn *c, Log &log) {
  PGresult *res = PQexec(c, "SELECT 1");
  elsewhereNoexcept(PQntuples(res));
  log.quiet("done");
  PQclear(res);
}

void no_warning_unknown_callee_has_c_linkage(PGconn *c) {
  PGresult *res = PQexec(c, "SELECT 1");
  inC(PQntuples(res));
  PQclear(res);
}

void no_warning_visible_callee_is_clean(PGconn *c) {
  PGresult *res = PQexec(c, "SELECT 1");
  int n = doubled(PQntuples(res));
  PQclear(res);
  (void)n;
}

void no_warning_caught_and_released(PGconn *c) {
  PGresult *res = PQexec(c, "SELECT 1");
  try {
    elsewhere(PQntuples(res));
  } catch (...) {
    PQclear(res);
    throw;
  }
  PQclear(res);
}

void no_warning_held_in_unique_ptr(PGconn *c) {
  std::unique_ptr<PGresult, Clear> res(PQexec(c, "SELECT 1"));
  elsewhere(PQntuples(res.get()));
}

void no_warning_this_function_is_noexcept(PGconn *c) noexcept {
  PGresult *res = PQexec(c, "SELECT 1");
  elsewhere(PQntuples(res));
  PQclear(res);
}

void no_warning_client_library_does_not_throw(PGconn *c) {
  PGresult *res = PQexec(c, "SELECT 1");
  for (int i = 0; i < PQntuples(res); ++i)
    PQgetvalue(res, i, 0);
  PQclear(res);
}
