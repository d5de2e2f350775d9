// RUN: %check %s
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Lambdas that release, acquire, or are never called.

#include <cpp/mock_std.h>
#include <libpq-fe.h>
#include <sqlite3.h>

struct Error {};
template <class F> void callTwice(F f) {
  f();
  f();
}
void runElsewhere(std::function<void()> f);
void subscribe(void (*f)(void *), void *data);

void no_warning_lambda_called_on_each_path(PGconn *c) {
  PGresult *res = PQexec(c, "SELECT 1");
  auto done = [&] { PQclear(res); };
  if (PQntuples(res) == 0) {
    done();
    return;
  }
  done();
}

void no_warning_lambda_by_value_called(PGconn *c) {
  PGresult *res = PQexec(c, "SELECT 1");
  auto done = [res] { PQclear(res); };
  done();
}

void no_warning_lambda_takes_the_handle(PGconn *c) {
  auto drop = [](PGresult *r) { PQclear(r); };
  PGresult *res = PQexec(c, "SELECT 1");
  drop(res);
}

void no_warning_generic_lambda_takes_the_handle(PGconn *c) {
  auto drop = [](auto *r) { PQclear(r); };
  drop(PQexec(c, "SELECT 1"));
}

int no_warning_lambda_closes_and_gives_code(PGconn *c) {
  PGresult *res = PQexec(c, "SELECT 1");
  auto fail = [&](int code) {
    PQclear(res);
    return code;
  };
  if (PQresultStatus(res) != PGRES_TUPLES_OK)
    return fail(1);
  if (PQntuples(res) == 0)
    return fail(2);
  PQclear(res);
  return 0;
}

void no_warning_lambda_released_then_thrown(PGconn *c) {
  PGresult *res = PQexec(c, "SELECT 1");
  auto fail = [&] {
    PQclear(res);
    throw Error();
  };
  if (PQntuples(res) == 0)
    fail();
  PQclear(res);
}

void no_warning_iife_releases(PGconn *c) {
  PGresult *res = PQexec(c, "SELECT 1");
  [&] { PQclear(res); }();
}

void no_warning_iife_borrows(PGconn *c) {
  PGresult *res = PQexec(c, "SELECT 1");
  const int n = [&] { return PQntuples(res); }();
  PQclear(res);
  (void)n;
}

void no_warning_iife_acquires(PGconn *c, bool all) {
  PGresult *res = [&] {
    if (all)
      return PQexec(c, "SELECT * FROM t");
    return PQexec(c, "SELECT 1");
  }();
  PQclear(res);
}

void no_warning_lambda_acquires_and_returns(PGconn *c) {
  auto query = [c](const char *sql) { return PQexec(c, sql); };
  PGresult *res = query("SELECT 1");
  PQclear(res);
}

void no_warning_lambda_releases_its_own(PGconn *c) {
  auto count = [c] {
    PGresult *res = PQexec(c, "SELECT 1");
    int n = PQntuples(res);
    PQclear(res);
    return n;
  };
  count();
}

void no_warning_std_function_takes_the_handle(PGconn *c) {
  PGresult *res = PQexec(c, "SELECT 1");
  std::function<void()> later = [res] { PQclear(res); };
  later();
}

void no_warning_lambda_given_to_unknown(PGconn *c) {
  PGresult *res = PQexec(c, "SELECT 1");
  runElsewhere([res] { PQclear(res); });
}

std::function<void()> no_warning_lambda_returned(PGconn *c) {
  PGresult *res = PQexec(c, "SELECT 1");
  return [res] { PQclear(res); };
}

void no_warning_callback_with_data(PGconn *c) {
  PGresult *res = PQexec(c, "SELECT 1");
  subscribe([](void *p) { PQclear(static_cast<PGresult *>(p)); }, res);
}

void no_warning_lambda_stores_in_outer_variable(PGconn *c) {
  PGresult *res = nullptr;
  auto run = [&] { res = PQexec(c, "SELECT 1"); };
  run();
  PQclear(res);
}

void leaks_when_lambda_is_never_called(PGconn *c) {
  PGresult *res = PQexec(c, "SELECT 1");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'res' from 'PQexec' is not released on every path
  auto done = [&] { PQclear(res); };
  (void)done;
}

void leaks_when_lambda_is_called_on_one_path(PGconn *c) {
  PGresult *res = PQexec(c, "SELECT 1");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'res' from 'PQexec' is not released on every path
  auto done = [&] { PQclear(res); };
  if (PQntuples(res) == 0)
    return;
  done();
}

void leaks_when_lambda_only_reads(PGconn *c) {
  PGresult *res = PQexec(c, "SELECT 1");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'res' from 'PQexec' is not released on every path
  auto rows = [res] { return PQntuples(res); };
  rows();
}

void leaks_inside_a_lambda(PGconn *c) {
  auto count = [c] {
    PGresult *res = PQexec(c, "SELECT 1");
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'res' from 'PQexec' is not released on every path
    return PQntuples(res);
  };
  count();
}

void leaks_inside_a_lambda_on_one_path(PGconn *c) {
  callTwice([c] {
    PGresult *res = PQexec(c, "SELECT 1");
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'res' from 'PQexec' is not released on every path
    if (PQntuples(res) == 0)
      return;
    PQclear(res);
  });
}

void leaks_inside_a_generic_lambda(PGconn *c) {
  auto count = [](auto *conn) {
    PGresult *res = PQexec(conn, "SELECT 1");
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'res' from 'PQexec' is not released on every path
    return PQntuples(res);
  };
  count(c);
}

void leaks_what_a_lambda_returned(PGconn *c) {
  auto query = [c](const char *sql) { return PQexec(c, sql); };
  PGresult *res = query("SELECT 1");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'res' from '{{.*}}' is not released on every path
  if (PQntuples(res) == 0)
    return;
  PQclear(res);
}

void leaks_what_an_iife_returned(PGconn *c) {
  PGresult *res = [&] { return PQexec(c, "SELECT 1"); }();
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'res' from '{{.*}}' is not released on every path
  PQntuples(res);
}

void leaks_statement_when_cleanup_lambda_is_skipped(sqlite3 *db) {
  sqlite3_stmt *stmt = nullptr;
  auto finish = [&stmt] {
    sqlite3_finalize(stmt);
    stmt = nullptr;
  };
  if (sqlite3_prepare_v2(db, "SELECT 1", -1, &stmt, nullptr) != SQLITE_OK)
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'stmt' from 'sqlite3_prepare_v2' is not released on every path
    return;
  if (sqlite3_step(stmt) != SQLITE_ROW)
    return;
  finish();
}

void leaks_in_iife_initialiser(PGconn *c) {
  static const int rows = [c] {
    PGresult *res = PQexec(c, "SELECT count(*) FROM t");
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'res' from 'PQexec' is not released on every path
    return PQntuples(res);
  }();
  (void)rows;
}
