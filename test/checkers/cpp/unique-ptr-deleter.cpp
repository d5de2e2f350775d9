// RUN: %check %s
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// unique_ptr whose deleter releases, in every spelling of a deleter.

#include <cpp/mock_std.h>
#include <libpq-fe.h>
#include <mysql.h>
#include <sqlite3.h>

struct ClearFunctor {
  void operator()(PGresult *r) const noexcept { PQclear(r); }
};
struct ClearIfSet {
  void operator()(PGresult *r) const noexcept {
    if (r != nullptr)
      PQclear(r);
  }
};
inline void clearHelper(PGresult *r) { PQclear(r); }
struct ClearThroughHelper {
  void operator()(PGresult *r) const { clearHelper(r); }
};
struct KeepOpen {
  void operator()(PGresult *) const noexcept {}
};
struct CountOnly {
  int *Count;
  void operator()(PGresult *) const noexcept { ++*Count; }
};
struct DeclaredOnly {
  void operator()(PGresult *r) const noexcept;
};
template <auto Fn> struct Deleter {
  template <class T> void operator()(T *p) const { Fn(p); }
};
struct ManyKinds {
  void operator()(PGconn *c) const { PQfinish(c); }
  void operator()(PGresult *r) const { PQclear(r); }
  void operator()(sqlite3_stmt *s) const { sqlite3_finalize(s); }
};
using Result = std::unique_ptr<PGresult, ClearFunctor>;

void no_warning_functor_deleter(PGconn *c) {
  std::unique_ptr<PGresult, ClearFunctor> res(PQexec(c, "SELECT 1"));
  if (PQntuples(res.get()) == 0)
    return;
  PQgetvalue(res.get(), 0, 0);
}

void no_warning_functor_deleter_behind_alias(PGconn *c) {
  Result res{PQexec(c, "SELECT 1")};
  if (!res)
    return;
}

void no_warning_functor_that_tests_for_null(PGconn *c) {
  std::unique_ptr<PGresult, ClearIfSet> res(PQexec(c, "SELECT 1"));
}

void no_warning_functor_that_calls_a_helper(PGconn *c) {
  std::unique_ptr<PGresult, ClearThroughHelper> res(PQexec(c, "SELECT 1"));
}

void no_warning_function_pointer_deleter(PGconn *c) {
  std::unique_ptr<PGresult, void (*)(PGresult *)> res(PQexec(c, "SELECT 1"),
                                                      PQclear);
}

void no_warning_decltype_deleter(PGconn *c) {
  std::unique_ptr<PGresult, decltype(&PQclear)> res(PQexec(c, "SELECT 1"),
                                                    &PQclear);
}

void no_warning_function_pointer_to_helper(PGconn *c) {
  std::unique_ptr<PGresult, void (*)(PGresult *)> res(PQexec(c, "SELECT 1"),
                                                      &clearHelper);
}

void no_warning_lambda_deleter(PGconn *c) {
  auto clear = [](PGresult *r) { PQclear(r); };
  std::unique_ptr<PGresult, decltype(clear)> res(PQexec(c, "SELECT 1"), clear);
}

void no_warning_lambda_as_function_pointer(PGconn *c) {
  std::unique_ptr<PGresult, void (*)(PGresult *)> res(
      PQexec(c, "SELECT 1"), [](PGresult *r) { PQclear(r); });
}

void no_warning_std_function_deleter(PGconn *c) {
  std::unique_ptr<PGresult, std::function<void(PGresult *)>> res(
      PQexec(c, "SELECT 1"), [](PGresult *r) { PQclear(r); });
}

void no_warning_deleter_template_over_function(PGconn *c) {
  std::unique_ptr<PGresult, Deleter<PQclear>> res(PQexec(c, "SELECT 1"));
}

void no_warning_deleter_with_overloads(const char *info) {
  std::unique_ptr<PGconn, ManyKinds> conn(PQconnectdb(info));
  std::unique_ptr<PGresult, ManyKinds> res(PQexec(conn.get(), "SELECT 1"));
}

void no_warning_deleter_declared_elsewhere(PGconn *c) {
  std::unique_ptr<PGresult, DeclaredOnly> res(PQexec(c, "SELECT 1"));
}

void no_warning_raw_pointer_wrapped_later(PGconn *c) {
  PGresult *raw = PQexec(c, "SELECT 1");
  std::unique_ptr<PGresult, ClearFunctor> res(raw);
  if (PQntuples(raw) == 0)
    return;
}

void no_warning_initialised_by_auto(PGconn *c) {
  auto res = std::unique_ptr<PGresult, ClearFunctor>(PQexec(c, "SELECT 1"));
  if (!res)
    return;
}

Result query(PGconn *c, const char *sql) { return Result(PQexec(c, sql)); }

void no_warning_from_a_local_factory(PGconn *c) {
  Result res = query(c, "SELECT 1");
  if (PQntuples(res.get()) == 0)
    return;
}

void no_warning_discarded_guard_is_destroyed_at_once(PGconn *c) {
  query(c, "SET search_path TO app");
}

void no_warning_statement_filled_through_local(sqlite3 *db) {
  sqlite3_stmt *raw;
  if (sqlite3_prepare_v2(db, "SELECT 1", -1, &raw, nullptr) != SQLITE_OK)
    return;
  std::unique_ptr<sqlite3_stmt, Deleter<sqlite3_finalize>> stmt(raw);
  if (sqlite3_step(stmt.get()) != SQLITE_ROW)
    return;
}

void no_warning_database_wrapped_before_the_test(const char *path) {
  sqlite3 *raw = nullptr;
  int rc = sqlite3_open(path, &raw);
  std::unique_ptr<sqlite3, Deleter<sqlite3_close>> db(raw);
  if (rc != SQLITE_OK)
    return;
}

void no_warning_rows_deleted_by_function(MYSQL *m) {
  std::unique_ptr<MYSQL_RES, decltype(&mysql_free_result)> rows(
      mysql_use_result(m), &mysql_free_result);
  if (!rows)
    return;
  mysql_fetch_row(rows.get());
}

void no_warning_escaped_string_with_generic_free(PGconn *c, const char *s) {
  std::unique_ptr<char, Deleter<PQfreemem>> quoted(PQescapeLiteral(c, s, 3));
  std::unique_ptr<PGresult, ClearFunctor> res(PQexec(c, quoted.get()));
}

void leaks_with_deleter_that_keeps_open(PGconn *c) {
  std::unique_ptr<PGresult, KeepOpen> res(PQexec(c, "SELECT 1"));
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'PQexec' is n{{ot|ever}} released
  PQntuples(res.get());
}

void leaks_with_deleter_that_only_counts(PGconn *c, int *count) {
  std::unique_ptr<PGresult, CountOnly> res(PQexec(c, "SELECT 1"),
                                           // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'PQexec' is n{{ot|ever}} released
                                           CountOnly{count});
}

void leaks_with_empty_lambda_deleter(PGconn *c) {
  auto nothing = [](PGresult *) {};
  std::unique_ptr<PGresult, decltype(nothing)> res(PQexec(c, "SELECT 1"),
                                                   // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'PQexec' is n{{ot|ever}} released
                                                   nothing);
}

void leaks_on_return_before_wrapping(PGconn *c) {
  PGresult *raw = PQexec(c, "SELECT 1");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'raw' from 'PQexec' is not released on every path
  if (PQresultStatus(raw) != PGRES_TUPLES_OK)
    return;
  std::unique_ptr<PGresult, ClearFunctor> res(raw);
}

void leaks_database_when_open_fails_before_wrapping(const char *path) {
  sqlite3 *raw = nullptr;
  if (sqlite3_open(path, &raw) != SQLITE_OK)
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'raw' from 'sqlite3_open' is not released on every path
    return;
  std::unique_ptr<sqlite3, Deleter<sqlite3_close>> db(raw);
}
