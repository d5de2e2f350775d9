// RUN: %check %s
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// A method tells by the result whether anything was acquired, and has reasons of
// its own to say that it was not.

#include <sqlite3.h>

class Session {
public:
  bool failed(int rc, sqlite3_stmt *stmt) {
    last = stmt ? rc : -1;
    return rc != SQLITE_OK && rc != SQLITE_NOTICE;
  }
  sqlite3 *db;
  int last;
};

class NoWarningAskedDirectly {
public:
  explicit NoWarningAskedDirectly(Session *s) : session(s) {
    if (failed(sqlite3_prepare_v2(s->db, "SELECT 1", -1, &stmt, nullptr)))
      stmt = nullptr;
  }
  ~NoWarningAskedDirectly() {
    if (stmt)
      sqlite3_finalize(stmt);
  }

private:
  bool failed(int rc);
  Session *session;
  sqlite3_stmt *stmt = nullptr;
};

bool NoWarningAskedDirectly::failed(int rc) {
  if (session != nullptr)
    return session->failed(rc, stmt);
  return true;
}

class Reader {
public:
  int no_warning_kept_in_a_variable(sqlite3 *db) {
    sqlite3_stmt *stmt;
    const int rc = sqlite3_prepare_v2(db, "SELECT 1", -1, &stmt, nullptr);
    if (!good(rc))
      return -1;
    sqlite3_finalize(stmt);
    return 0;
  }

  int lost_where_it_is_good(sqlite3 *db) {
    sqlite3_stmt *stmt;
    const int rc = sqlite3_prepare_v2(db, "SELECT 1", -1, &stmt, nullptr);
    // CHECK: :[[@LINE-1]]:20: warning: 'stmt' from 'sqlite3_prepare_v2' is not released on every path
    if (good(rc))
      return 0;
    return -1;
  }

  // Another number does not tell of the statement.
  int lost_by_another_number(sqlite3 *db, int turn) {
    sqlite3_stmt *stmt;
    const int rc = sqlite3_prepare_v2(db, "SELECT 1", -1, &stmt, nullptr);
    // CHECK: :[[@LINE-1]]:20: warning: 'stmt' from 'sqlite3_prepare_v2' is not released on every path
    if (rc != SQLITE_OK)
      return rc;
    if (!good(turn))
      return -1;
    sqlite3_finalize(stmt);
    return 0;
  }

private:
  bool good(int rc) { return enabled && rc == SQLITE_OK; }
  bool enabled = true;
};
