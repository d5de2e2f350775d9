// RUN: %check %s
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Schema migrations over sqlite3 and libpq, as installers run them.

#include <cpp/mock_std.h>
#include <libpq-fe.h>
#include <sqlite3.h>

struct Migration {
  int Version;
  const char *Sql;
};
struct MigrationError : std::runtime_error {
  explicit MigrationError(const char *text) : std::runtime_error(text) {}
};
extern const Migration Migrations[3];
void report(const char *text) noexcept;

namespace lite {

void check(int rc, sqlite3 *db) {
  if (rc != SQLITE_OK)
    throw MigrationError(sqlite3_errmsg(db));
}

int leaks_statement_when_step_fails(sqlite3 *db) {
  sqlite3_stmt *stmt = nullptr;
  check(sqlite3_prepare_v2(db, "SELECT max(v) FROM s", -1, &stmt, nullptr), db);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'stmt' from 'sqlite3_prepare_v2' is not released on every path
  int rc = sqlite3_step(stmt);
  if (rc != SQLITE_ROW)
    throw MigrationError(sqlite3_errmsg(db));
  int version = sqlite3_column_int(stmt, 0);
  sqlite3_finalize(stmt);
  return version;
}

void leaks_error_text(sqlite3 *db) {
  for (const Migration &m : Migrations) {
    char *text = nullptr;
    int rc = sqlite3_exec(db, m.Sql, nullptr, nullptr, &text);
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'text' from 'sqlite3_exec' is not released on every path
    if (rc != SQLITE_OK) {
      report(text);
      throw MigrationError(m.Sql);
    }
  }
}

sqlite3 *leaks_database_that_did_not_open(const char *path) {
  sqlite3 *db = nullptr;
  int rc = sqlite3_open_v2(path, &db, SQLITE_OPEN_READWRITE, nullptr);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'db' from 'sqlite3_open_v2' is not released on every path
  check(rc, db);
  return db;
}

void leaks_statement_of_the_failed_migration(sqlite3 *db) {
  sqlite3_stmt *stmt = nullptr;
  if (sqlite3_prepare_v2(db, "INSERT INTO s VALUES (?)", -1, &stmt, nullptr) !=
      // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'stmt' from 'sqlite3_prepare_v2' is not released on every path
      SQLITE_OK)
    throw MigrationError(sqlite3_errmsg(db));
  for (const Migration &m : Migrations) {
    sqlite3_bind_int(stmt, 1, m.Version);
    if (sqlite3_step(stmt) != SQLITE_DONE) {
      report("migration failed");
      return;
    }
    sqlite3_reset(stmt);
  }
  sqlite3_finalize(stmt);
}

class Database {
  sqlite3 *Db = nullptr;

public:
  explicit Database(const char *path) {
    if (sqlite3_open(path, &Db) != SQLITE_OK) {
      MigrationError error(sqlite3_errmsg(Db));
      sqlite3_close(Db);
      throw error;
    }
  }
  ~Database() { sqlite3_close_v2(Db); }
  operator sqlite3 *() const { return Db; }
};

class Statement {
  sqlite3_stmt *Stmt = nullptr;

public:
  Statement(sqlite3 *db, const char *sql) {
    check(sqlite3_prepare_v2(db, sql, -1, &Stmt, nullptr), db);
  }
  Statement(const Statement &) = delete;
  ~Statement() { sqlite3_finalize(Stmt); }
  sqlite3_stmt *get() const { return Stmt; }
};

int no_warning_version(const char *path) {
  Database db(path);
  Statement stmt(db, "SELECT max(v) FROM s");
  if (sqlite3_step(stmt.get()) != SQLITE_ROW)
    throw MigrationError(sqlite3_errmsg(db));
  return sqlite3_column_int(stmt.get(), 0);
}

void no_warning_error_text(sqlite3 *db) {
  for (const Migration &m : Migrations) {
    char *text = nullptr;
    if (sqlite3_exec(db, m.Sql, nullptr, nullptr, &text) != SQLITE_OK) {
      report(text);
      sqlite3_free(text);
      throw MigrationError(m.Sql);
    }
  }
}

sqlite3 *no_warning_database_opened(const char *path) {
  sqlite3 *db = nullptr;
  int rc = sqlite3_open_v2(path, &db, SQLITE_OPEN_READWRITE, nullptr);
  if (rc != SQLITE_OK) {
    report(sqlite3_errmsg(db));
    sqlite3_close(db);
    return nullptr;
  }
  return db;
}

} // namespace lite

namespace pg {

class Runner {
  PGconn *Conn = nullptr;
  int Applied = 0;

  void command(const char *sql) {
    PGresult *res = PQexec(Conn, sql);
    const bool ok = PQresultStatus(res) == PGRES_COMMAND_OK;
    PQclear(res);
    if (!ok)
      throw MigrationError(PQerrorMessage(Conn));
  }

public:
  explicit Runner(const char *info) : Conn(PQconnectdb(info)) {
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'PQconnectdb' is n{{ot|ever}} released
    command("SET lock_timeout = '5s'");
  }
  explicit Runner(PGconn *conn) : Conn(conn) {}
  ~Runner() { PQfinish(Conn); }

  void no_warning_all() {
    command("BEGIN");
    try {
      for (const Migration &m : Migrations) {
        command(m.Sql);
        ++Applied;
      }
      command("COMMIT");
    } catch (const MigrationError &) {
      PQclear(PQexec(Conn, "ROLLBACK"));
      throw;
    }
  }

  int leaks_version_when_table_is_missing() {
    PGresult *res = PQexec(Conn, "SELECT max(v) FROM s");
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'res' from 'PQexec' is not released on every path
    if (PQresultStatus(res) != PGRES_TUPLES_OK)
      command("CREATE TABLE s (v int)");
    int version = PQntuples(res) ? 1 : 0;
    PQclear(res);
    return version;
  }

  void leaks_rollback_result() {
    try {
      command("BEGIN");
      command("COMMIT");
    } catch (const MigrationError &) {
      PQexec(Conn, "ROLLBACK");
      // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: result of 'PQexec' is never released
    }
  }

  int no_warning_version() {
    PGresult *res = PQexec(Conn, "SELECT max(v) FROM s");
    const bool known = PQresultStatus(res) == PGRES_TUPLES_OK;
    const int version = known && PQntuples(res) ? 1 : 0;
    PQclear(res);
    if (!known)
      command("CREATE TABLE s (v int)");
    return version;
  }
};

} // namespace pg
