// RUN: %check %s
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// A transaction begun and left open, in C++; below each its corrected twin.

#include <cpp/mock_std.h>
#include <libpq-fe.h>
#include <sqlite3.h>

struct Error {};
void require(bool ok) {
  if (!ok)
    throw Error();
}

void exec(PGconn *conn, const char *sql) {
  PGresult *res = PQexec(conn, sql);
  const bool ok = PQresultStatus(res) == PGRES_COMMAND_OK;
  PQclear(res);
  if (!ok)
    throw Error();
}

// An exception on the way.
void throwing(PGconn *conn, int n) {
  exec(conn, "BEGIN");
  // CHECK: :[[@LINE-1]]:3: warning: the transaction begun here on 'conn' is not finished on every path; commit or roll back before leaving or hold it in a guard [leash-unfinished-transaction]
  require(n > 0);
  exec(conn, "COMMIT");
}
void no_warning_throwing(PGconn *conn, int n) {
  require(n > 0);
  exec(conn, "BEGIN");
  try {
    exec(conn, "DELETE FROM t");
    exec(conn, "COMMIT");
  } catch (...) {
    PQclear(PQexec(conn, "ROLLBACK"));
    throw;
  }
}

// A handler that swallows it.
bool swallowed(PGconn *conn, int n) {
  try {
    exec(conn, "BEGIN");
    // CHECK: :[[@LINE-1]]:5: warning: the transaction begun here on 'conn'
    require(n > 0);
    exec(conn, "COMMIT");
  } catch (const Error &) {
    return false;
  }
  return true;
}
bool no_warning_swallowed(PGconn *conn, int n) {
  try {
    exec(conn, "BEGIN");
    require(n > 0);
    exec(conn, "COMMIT");
  } catch (const Error &) {
    PQclear(PQexec(conn, "ROLLBACK"));
    return false;
  }
  return true;
}

// A constructor begins, and the destructor does not roll back.
class Batch {
  PGconn *Conn;

public:
  explicit Batch(PGconn *conn) : Conn(conn) {
    PQclear(PQexec(Conn, "BEGIN"));
    // CHECK: :[[@LINE-1]]:13: warning: the transaction begun here on 'Conn'
  }
  ~Batch() { Conn = nullptr; }
  void commit() { PQclear(PQexec(Conn, "COMMIT")); }
};
class Txn {
  PGconn *Conn;
  bool Done = false;

public:
  explicit Txn(PGconn *conn) : Conn(conn) { PQclear(PQexec(conn, "BEGIN")); }
  ~Txn() {
    if (!Done)
      PQclear(PQexec(Conn, "ROLLBACK"));
  }
  void commit() {
    PQclear(PQexec(Conn, "COMMIT"));
    Done = true;
  }
};
int no_warning_guard(PGconn *conn, int n) {
  Txn txn(conn);
  if (n < 0)
    return n;
  require(n > 2);
  txn.commit();
  return 0;
}
int not_every_user(PGconn *conn, int n) {
  Batch batch(conn);
  // CHECK: :[[@LINE-1]]:9: warning: the transaction begun here on 'batch.Conn'
  if (n < 0)
    return n;
  batch.commit();
  return 0;
}

// A member's connection.
class Dao {
  sqlite3 *Db;
  bool run(const std::string &sql) {
    return sqlite3_exec(Db, sql.c_str(), nullptr, nullptr, nullptr) == SQLITE_OK;
  }

public:
  explicit Dao(sqlite3 *db) : Db(db) {}
  bool save(int n) {
    if (!run("BEGIN"))
      // CHECK: :[[@LINE-1]]:10: warning: the transaction begun here on 'Db'
      return false;
    if (n < 0)
      return false;
    return run("COMMIT");
  }
  bool no_warning_save(int n) {
    if (!run("BEGIN"))
      return false;
    if (n < 0) {
      run("ROLLBACK");
      return false;
    }
    return run("COMMIT");
  }
};

// Texts of every kind.
constexpr char Begin[] = "BEGIN";
const std::string Isolation = "ISOLATION LEVEL SERIALIZABLE";
int constants(PGconn *conn, int n) {
  exec(conn, Begin);
  // CHECK: :[[@LINE-1]]:3: warning: the transaction begun here on 'conn'
  if (n)
    return n;
  exec(conn, "END");
  return 0;
}
int concatenated(PGconn *conn, int n) {
  std::string sql = "BEGIN ";
  sql += Isolation;
  exec(conn, sql.c_str());
  // CHECK: :[[@LINE-1]]:3: warning: the transaction begun here on 'conn'
  if (n)
    return n;
  exec(conn, (std::string("COM") + "MIT").c_str());
  return 0;
}
int raw(PGconn *conn, int n) {
  exec(conn, R"sql(
    -- the whole lot
    BEGIN;
    LOCK TABLE t;
  )sql");
  // CHECK: :[[@LINE-5]]:3: warning: the transaction begun here on 'conn'
  if (n)
    return n;
  exec(conn, "/* all of it */ COMMIT;");
  return 0;
}

// Rolled back by a closure at the end of the scope.
template <class F> struct Finally {
  F Run;
  bool Armed = true;
  explicit Finally(F run) : Run(run) {}
  ~Finally() {
    if (Armed)
      Run();
  }
  void dismiss() { Armed = false; }
};
int no_warning_closure(PGconn *conn, int n) {
  exec(conn, "BEGIN");
  Finally rollback([&] { PQclear(PQexec(conn, "ROLLBACK")); });
  if (n < 0)
    return n;
  exec(conn, "COMMIT");
  rollback.dismiss();
  return 0;
}

// In a loop, an iteration that throws away its own.
void each(PGconn *conn, const int *ids, int n) {
  for (int i = 0; i != n; ++i) {
    exec(conn, "BEGIN");
    // CHECK: :[[@LINE-1]]:5: warning: the transaction begun here on 'conn'
    try {
      require(ids[i] != 0);
      exec(conn, "COMMIT");
    } catch (const Error &) {
      continue;
    }
  }
}
