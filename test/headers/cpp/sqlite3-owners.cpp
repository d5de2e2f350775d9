// RUN: %check %s
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The real sqlite3 header with the standard library's own owners.

#include <functional>
#include <memory>
#include <sqlite3.h>
#include <stdexcept>
#include <string>

struct Finalize {
  void operator()(sqlite3_stmt *s) const noexcept { sqlite3_finalize(s); }
};
using Statement = std::unique_ptr<sqlite3_stmt, Finalize>;
using Database = std::unique_ptr<sqlite3, decltype(&sqlite3_close)>;

template <class F> class Finally {
  F Fn;

public:
  explicit Finally(F f) : Fn(std::move(f)) {}
  Finally(const Finally &) = delete;
  ~Finally() { Fn(); }
};

[[noreturn]] void fail(sqlite3 *db) {
  throw std::runtime_error(sqlite3_errmsg(db));
}

sqlite3 *leaks_database_that_failed_to_open(const std::string &path) {
  sqlite3 *db = nullptr;
  if (sqlite3_open(path.c_str(), &db) != SQLITE_OK)
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'db' from 'sqlite3_open' is not released on every path
    throw std::runtime_error("cannot open " + path);
  return db;
}

int leaks_statement_on_throw(sqlite3 *db) {
  sqlite3_stmt *stmt = nullptr;
  if (sqlite3_prepare_v2(db, "SELECT 1", -1, &stmt, nullptr) != SQLITE_OK)
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'stmt' from 'sqlite3_prepare_v2' is not released on every path
    fail(db);
  if (sqlite3_step(stmt) != SQLITE_ROW)
    fail(db);
  int n = sqlite3_column_int(stmt, 0);
  sqlite3_finalize(stmt);
  return n;
}

void leaks_error_text(sqlite3 *db, const std::string &sql) {
  char *text = nullptr;
  if (sqlite3_exec(db, sql.c_str(), nullptr, nullptr, &text) != SQLITE_OK)
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'text' from 'sqlite3_exec' is not released on every path
    throw std::runtime_error(text);
}

void leaks_released_statement(sqlite3 *db) {
  sqlite3_stmt *raw = nullptr;
  sqlite3_prepare_v2(db, "SELECT 1", -1, &raw, nullptr);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'sqlite3_prepare_v2' is n{{ot|ever}} released
  Statement stmt(raw);
  stmt.release();
}

class LeaksInConstructor {
  sqlite3 *Db = nullptr;

public:
  explicit LeaksInConstructor(const std::string &path) {
    if (sqlite3_open(path.c_str(), &Db) != SQLITE_OK)
      // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'sqlite3_open' is n{{ot|ever}} released
      throw std::runtime_error(sqlite3_errmsg(Db));
  }
  ~LeaksInConstructor() { sqlite3_close(Db); }
};

Statement prepare(sqlite3 *db, const std::string &sql) {
  sqlite3_stmt *raw = nullptr;
  if (sqlite3_prepare_v2(db, sql.c_str(), -1, &raw, nullptr) != SQLITE_OK)
    fail(db);
  return Statement(raw);
}

int no_warning_owned_statement(sqlite3 *db) {
  Statement stmt = prepare(db, "SELECT 1");
  if (sqlite3_step(stmt.get()) != SQLITE_ROW)
    fail(db);
  return sqlite3_column_int(stmt.get(), 0);
}

void no_warning_owned_database(const std::string &path) {
  sqlite3 *raw = nullptr;
  int rc = sqlite3_open(path.c_str(), &raw);
  Database db(raw, &sqlite3_close);
  if (rc != SQLITE_OK)
    fail(db.get());
}

void no_warning_scope_guard(const std::string &path) {
  sqlite3 *db = nullptr;
  Finally close([&] { sqlite3_close(db); });
  if (sqlite3_open(path.c_str(), &db) != SQLITE_OK)
    fail(db);
}

void no_warning_error_text_freed(sqlite3 *db, const std::string &sql) {
  char *text = nullptr;
  if (sqlite3_exec(db, sql.c_str(), nullptr, nullptr, &text) != SQLITE_OK) {
    std::string message = text ? text : "";
    sqlite3_free(text);
    throw std::runtime_error(message);
  }
}

void no_warning_by_hand(sqlite3 *db) {
  sqlite3_stmt *stmt = nullptr;
  if (sqlite3_prepare_v2(db, "SELECT 1", -1, &stmt, nullptr) != SQLITE_OK)
    fail(db);
  int rc = sqlite3_step(stmt);
  sqlite3_finalize(stmt);
  if (rc != SQLITE_ROW)
    fail(db);
}
