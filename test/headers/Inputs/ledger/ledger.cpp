// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Everything is released, and all of it by hand.

#include "ledger.h"
#include <stdexcept>

namespace ledger {

static sqlite3_stmt *prepare(sqlite3 *db, const char *sql) {
  sqlite3_stmt *stmt = nullptr;
  if (sqlite3_prepare_v2(db, sql, -1, &stmt, nullptr) != SQLITE_OK) {
    sqlite3_finalize(stmt);
    return nullptr;
  }
  return stmt;
}

static void bind(sqlite3_stmt *stmt, int at, const std::string &text) {
  sqlite3_bind_text(stmt, at, text.c_str(), -1, SQLITE_TRANSIENT);
}

static bool run(sqlite3 *db, const char *sql) {
  return sqlite3_exec(db, sql, nullptr, nullptr, nullptr) == SQLITE_OK;
}

sqlite3 *open(const std::string &path) {
  sqlite3 *db = nullptr;
  if (sqlite3_open(path.c_str(), &db) != SQLITE_OK) {
    sqlite3_close(db);
    return nullptr;
  }
  return db;
}

bool create(sqlite3 *db) {
  return run(db, "CREATE TABLE entries (id INTEGER PRIMARY KEY, account TEXT "
                 "NOT NULL, cents INTEGER NOT NULL)");
}

bool post(sqlite3 *db, const std::string &account, long cents) {
  sqlite3_stmt *stmt =
      prepare(db, "INSERT INTO entries (account, cents) VALUES (?, ?)");
  if (!stmt)
    return false;
  bind(stmt, 1, account);
  sqlite3_bind_int64(stmt, 2, cents);
  const int rc = sqlite3_step(stmt);
  sqlite3_finalize(stmt);
  return rc == SQLITE_DONE;
}

bool transfer(sqlite3 *db, const std::string &from, const std::string &to,
              long cents) {
  if (balance(db, from) < cents)
    return false;
  if (!run(db, "BEGIN"))
    return false;
  if (!post(db, from, -cents) || !post(db, to, cents)) {
    run(db, "ROLLBACK");
    return false;
  }
  return run(db, "COMMIT");
}

long balance(sqlite3 *db, const std::string &account) {
  auto *stmt = prepare(db, "SELECT sum(cents) FROM entries WHERE account = ?");
  if (stmt == nullptr)
    return 0;
  bind(stmt, 1, account);
  if (sqlite3_step(stmt) != SQLITE_ROW) {
    sqlite3_finalize(stmt);
    return 0;
  }
  const long cents = static_cast<long>(sqlite3_column_int64(stmt, 0));
  sqlite3_finalize(stmt);
  return cents;
}

static std::string text(sqlite3_stmt *stmt, int column) {
  const unsigned char *found = sqlite3_column_text(stmt, column);
  return found ? reinterpret_cast<const char *>(found) : "";
}

std::vector<Entry> balances(sqlite3 *db) {
  std::vector<Entry> all;
  sqlite3_stmt *const stmt = prepare(
      db, "SELECT account, sum(cents) FROM entries GROUP BY 1 ORDER BY 1");
  while (stmt && sqlite3_step(stmt) == SQLITE_ROW)
    all.push_back({text(stmt, 0),
                   static_cast<long>(sqlite3_column_int64(stmt, 1))});
  sqlite3_finalize(stmt);
  return all;
}

void audit(sqlite3 *db, long cents) {
  sqlite3_stmt *stmt = prepare(db, "SELECT sum(cents) FROM entries");
  if (!stmt)
    throw std::runtime_error("no ledger");
  const bool good = sqlite3_step(stmt) == SQLITE_ROW &&
                    sqlite3_column_int64(stmt, 0) == cents;
  if (!good) {
    sqlite3_finalize(stmt);
    throw std::runtime_error("the entries do not add up");
  }
  sqlite3_finalize(stmt);
}

std::string last_account(sqlite3 *db, bool newest) {
  sqlite3_stmt *stmt;
  if (newest)
    stmt = prepare(db, "SELECT account FROM entries ORDER BY id DESC");
  else
    stmt = prepare(db, "SELECT account FROM entries ORDER BY account DESC");
  if (!stmt)
    return "";
  std::string found;
  if (sqlite3_step(stmt) == SQLITE_ROW)
    found = text(stmt, 0);
  sqlite3_finalize(stmt);
  return found;
}

bool copy(sqlite3 *from, sqlite3 *to) {
  sqlite3_backup *backup = sqlite3_backup_init(to, "main", from, "main");
  if (!backup)
    return false;
  const bool done = sqlite3_backup_step(backup, -1) == SQLITE_DONE;
  sqlite3_backup_finish(backup);
  return done;
}

long entries_in(const std::string &path) {
  sqlite3 *db = open(path);
  if (!db)
    return -1;
  if (!create(db)) {
    sqlite3_close(db);
    return -1;
  }
  long rows = 0;
  sqlite3_stmt *stmt = nullptr;
  for (const char *sql : {"SELECT count(*) FROM entries",
                          "SELECT count(*) FROM sqlite_schema WHERE 0"}) {
    stmt = prepare(db, sql);
    if (!stmt)
      continue;
    if (sqlite3_step(stmt) == SQLITE_ROW)
      rows += static_cast<long>(sqlite3_column_int64(stmt, 0));
    sqlite3_finalize(stmt);
    stmt = nullptr;
  }
  sqlite3_close(db);
  return rows;
}

} // namespace ledger
