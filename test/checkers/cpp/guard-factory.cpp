// RUN: %check %s
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Scope guards made from a callable.

#include <cpp/mock_std.h>
#include <libpq-fe.h>
#include <mysql.h>
#include <sqlite3.h>

struct Error {};
void require(bool ok) {
  if (!ok)
    throw Error();
}

namespace mine {
template <class F> class ScopeExit {
  F Fn;
  bool Armed = true;

public:
  explicit ScopeExit(F f) : Fn(std::move(f)) {}
  ScopeExit(ScopeExit &&o) : Fn(std::move(o.Fn)), Armed(o.Armed) {
    o.Armed = false;
  }
  ~ScopeExit() {
    if (Armed)
      Fn();
  }
  void dismiss() { Armed = false; }
};
template <class F> ScopeExit<F> makeGuard(F f) {
  return ScopeExit<F>(std::move(f));
}

template <class F> class AtEnd {
  F Fn;

public:
  explicit AtEnd(F f) : Fn(f) {}
  ~AtEnd() { Fn(); }
};

class ErasedGuard {
  std::function<void()> Fn;

public:
  explicit ErasedGuard(std::function<void()> f) : Fn(std::move(f)) {}
  ~ErasedGuard() { Fn(); }
};

struct DeferTag {};
template <class F> ScopeExit<F> operator+(DeferTag, F f) {
  return ScopeExit<F>(std::move(f));
}
} // namespace mine
#define DEFER auto deferred = mine::DeferTag() + [&]

namespace gsl {
template <class F> class final_action {
  F Fn;
  bool Invoke = true;

public:
  explicit final_action(F f) noexcept : Fn(std::move(f)) {}
  final_action(final_action &&o) noexcept
      : Fn(std::move(o.Fn)), Invoke(std::exchange(o.Invoke, false)) {}
  ~final_action() noexcept {
    if (Invoke)
      Fn();
  }
};
template <class F> final_action<F> finally(F f) noexcept {
  return final_action<F>(std::move(f));
}
} // namespace gsl

namespace absl {
void runAndFree(void *storage) noexcept;
template <class F> class Cleanup {
  void *Storage;

public:
  explicit Cleanup(F f) : Storage(new F(f)) {}
  ~Cleanup() { runAndFree(Storage); }
  void Cancel() && { Storage = nullptr; }
};
template <class F> Cleanup<F> MakeCleanup(F f) { return Cleanup<F>(f); }
} // namespace absl

void no_warning_guard_by_reference_capture(PGconn *c) {
  PGresult *res = PQexec(c, "SELECT 1");
  auto guard = mine::makeGuard([&] { PQclear(res); });
  if (PQntuples(res) == 0)
    return;
  require(PQnfields(res) == 1);
}

void no_warning_guard_by_value_capture(PGconn *c) {
  PGresult *res = PQexec(c, "SELECT 1");
  auto guard = mine::makeGuard([res] { PQclear(res); });
  require(PQnfields(res) == 1);
}

void no_warning_guard_by_init_capture(PGconn *c) {
  auto guard = mine::makeGuard([r = PQexec(c, "SELECT 1")] { PQclear(r); });
  require(c != nullptr);
}

void no_warning_guard_class_deduced(PGconn *c) {
  PGresult *res = PQexec(c, "SELECT 1");
  mine::AtEnd guard([&] { PQclear(res); });
  require(PQnfields(res) == 1);
}

void no_warning_guard_class_from_named_lambda(PGconn *c) {
  PGresult *res = PQexec(c, "SELECT 1");
  auto clear = [&] { PQclear(res); };
  mine::AtEnd<decltype(clear)> guard(clear);
  require(PQnfields(res) == 1);
}

void no_warning_guard_holding_std_function(PGconn *c) {
  PGresult *res = PQexec(c, "SELECT 1");
  mine::ErasedGuard guard([res] { PQclear(res); });
  if (PQntuples(res) == 0)
    return;
  require(PQnfields(res) == 1);
}

void no_warning_gsl_finally(const char *info) {
  PGconn *conn = PQconnectdb(info);
  auto guard = gsl::finally([&] { PQfinish(conn); });
  require(PQstatus(conn) == CONNECTION_OK);
}

void no_warning_absl_cleanup_known_by_name(const char *info) {
  PGconn *conn = PQconnectdb(info);
  auto guard = absl::MakeCleanup([conn] { PQfinish(conn); });
  require(PQstatus(conn) == CONNECTION_OK);
}

void no_warning_defer_macro(PGconn *c) {
  PGresult *res = PQexec(c, "SELECT 1");
  DEFER { PQclear(res); };
  require(PQnfields(res) == 1);
}

void no_warning_guard_before_the_acquire(PGconn *c) {
  PGresult *res = nullptr;
  auto guard = mine::makeGuard([&] { PQclear(res); });
  if (!c)
    return;
  res = PQexec(c, "SELECT 1");
  require(PQnfields(res) == 1);
}

void no_warning_guard_that_tests_for_null(PGconn *c) {
  PGresult *res = nullptr;
  auto guard = mine::makeGuard([&] {
    if (res)
      PQclear(res);
  });
  res = PQexec(c, "SELECT 1");
  require(PQnfields(res) == 1);
}

void no_warning_guard_of_two(const char *info) {
  PGconn *conn = nullptr;
  PGresult *res = nullptr;
  auto guard = mine::makeGuard([&] {
    PQclear(res);
    PQfinish(conn);
  });
  conn = PQconnectdb(info);
  require(PQstatus(conn) == CONNECTION_OK);
  res = PQexec(conn, "SELECT 1");
  require(PQntuples(res) > 0);
}

void no_warning_dismissed_after_release(PGconn *c) {
  PGresult *res = PQexec(c, "SELECT 1");
  auto guard = mine::makeGuard([&] { PQclear(res); });
  require(PQnfields(res) == 1);
  guard.dismiss();
  PQclear(res);
}

PGresult *no_warning_dismissed_to_return(PGconn *c) {
  PGresult *res = PQexec(c, "SELECT 1");
  auto guard = mine::makeGuard([&] { PQclear(res); });
  require(PQnfields(res) == 1);
  guard.dismiss();
  return res;
}

void no_warning_statement_and_database(const char *path) {
  sqlite3 *db = nullptr;
  int rc = sqlite3_open(path, &db);
  auto closeDb = gsl::finally([&] { sqlite3_close(db); });
  require(rc == SQLITE_OK);
  sqlite3_stmt *stmt = nullptr;
  rc = sqlite3_prepare_v2(db, "SELECT 1", -1, &stmt, nullptr);
  auto finalize = gsl::finally([&] { sqlite3_finalize(stmt); });
  require(rc == SQLITE_OK && sqlite3_step(stmt) == SQLITE_ROW);
}

void no_warning_rows(MYSQL *m) {
  MYSQL_RES *rows = mysql_store_result(m);
  auto guard = mine::makeGuard([rows] { mysql_free_result(rows); });
  require(rows && mysql_num_rows(rows) > 0);
}

void no_warning_guard_in_loop(PGconn *c, int n) {
  for (int i = 0; i < n; ++i) {
    PGresult *res = PQexec(c, "SELECT 1");
    auto guard = mine::makeGuard([&] { PQclear(res); });
    if (PQntuples(res) == 0)
      continue;
    require(PQnfields(res) == 1);
  }
}

void leaks_when_guard_comes_too_late(PGconn *c) {
  PGresult *res = PQexec(c, "SELECT 1");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'res' from 'PQexec' is not released on every path
  if (PQresultStatus(res) != PGRES_TUPLES_OK)
    return;
  auto guard = mine::makeGuard([&] { PQclear(res); });
}

void leaks_when_thrown_before_the_guard(const char *info) {
  PGconn *conn = PQconnectdb(info);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'conn' from 'PQconnectdb' is not released on every path
  require(PQstatus(conn) == CONNECTION_OK);
  auto guard = gsl::finally([&] { PQfinish(conn); });
}

void leaks_after_dismissal(PGconn *c) {
  PGresult *res = PQexec(c, "SELECT 1");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'res' from 'PQexec' is not released on every path
  auto guard = mine::makeGuard([&] { PQclear(res); });
  guard.dismiss();
  if (PQntuples(res) == 0)
    return;
  PQclear(res);
}

void leaks_when_guard_is_a_discarded_temporary(PGconn *c) {
  PGresult *res = nullptr;
  mine::makeGuard([&] { PQclear(res); });
  // CHECK: :[[@LINE-1]]:3: warning: the guard from 'makeGuard' runs at the end of this statement
  res = PQexec(c, "SELECT 1");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'res' from 'PQexec' is not released on every path
  require(PQntuples(res) > 0);
}

void leaks_when_guard_releases_another(PGconn *c) {
  PGresult *first = PQexec(c, "SELECT 1");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'first' from 'PQexec' is not released on every path
  PGresult *second = PQexec(c, "SELECT 2");
  auto guard = mine::makeGuard([&] { PQclear(second); });
  PQntuples(first);
}

void leaks_when_guard_captured_the_old_value(PGconn *c) {
  PGresult *res = nullptr;
  auto guard = mine::makeGuard([res] { PQclear(res); });
  res = PQexec(c, "SELECT 1");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'res' from 'PQexec' is not released on every path
  require(PQntuples(res) > 0);
}

void leaks_when_overwritten_under_guard(PGconn *c) {
  PGresult *res = PQexec(c, "SELECT 1");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'res' from 'PQexec' is not released on every path
  auto guard = mine::makeGuard([&] { PQclear(res); });
  res = PQexec(c, "SELECT 2");
}

void leaks_statement_when_guard_comes_too_late(sqlite3 *db) {
  sqlite3_stmt *stmt = nullptr;
  if (sqlite3_prepare_v2(db, "SELECT 1", -1, &stmt, nullptr) != SQLITE_OK)
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'stmt' from 'sqlite3_prepare_v2' is not released on every path
    return;
  require(sqlite3_bind_int(stmt, 1, 1) == SQLITE_OK);
  auto guard = mine::makeGuard([&] { sqlite3_finalize(stmt); });
}

void leaks_rows_when_guard_comes_too_late(MYSQL *m) {
  MYSQL_RES *rows = mysql_store_result(m);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'rows' from 'mysql_store_result' is not released on every path
  if (!rows)
    return;
  if (mysql_num_rows(rows) == 0)
    return;
  auto guard = mine::makeGuard([&] { mysql_free_result(rows); });
}
