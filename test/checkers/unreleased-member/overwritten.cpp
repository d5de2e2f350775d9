// RUN: %check %s --config='{CheckOptions: {leash-unreleased-member.Overwrites: true}}'
// RUN: %check --prefix=OFF %s
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Members that a second call overwrites while they hold something.

#include <cpp/mock_std.h>
#include <libpq-fe.h>
#include <sqlite3.h>

class Query {
  PGconn *Conn;
  PGresult *Rows = nullptr;

public:
  explicit Query(PGconn *conn) : Conn(conn) {}
  Query(const Query &) = delete;
  ~Query() { PQclear(Rows); }
  void run(const char *sql) { Rows = PQexec(Conn, sql); }
  // CHECK: :[[@LINE-1]]:38: warning: 'Rows' may still hold what an earlier call of 'run' left in it and is overwritten; call 'PQclear' on it first [leash-unreleased-member]
};

class Client {
  PGconn *Conn;

public:
  explicit Client(const char *info) : Conn(PQconnectdb(info)) {}
  // CHECK: :[[@LINE+4]]:39: warning: 'Conn' may still hold what the constructor left in it and is overwritten; call 'PQfinish' on it first
  // CHECK: :[[@LINE-2]]:44: note: acquired here
  Client(const Client &) = delete;
  ~Client() { PQfinish(Conn); }
  void use(const char *info) { Conn = PQconnectdb(info); }
  void touch() { PQstatus(Conn); }
};

class Link {
  PGconn *Conn = nullptr;

public:
  Link() {}
  Link(const Link &) = delete;
  ~Link() { PQfinish(Conn); }
  void reconnect() { Conn = PQconnectdb("host=db"); }
  // CHECK: :[[@LINE-1]]:29: warning: 'Conn' may still hold what an earlier call of 'reconnect' left in it
};

// What stays silent.

class ReleasesFirst {
  PGconn *Conn;
  PGresult *Rows = nullptr;

public:
  explicit ReleasesFirst(PGconn *conn) : Conn(conn) {}
  ~ReleasesFirst() { PQclear(Rows); }
  void no_warning_when_released_first(const char *sql) {
    PQclear(Rows);
    Rows = PQexec(Conn, sql);
  }
};

class AsksFirst {
  PGconn *Conn;
  PGresult *Rows = nullptr;

public:
  explicit AsksFirst(PGconn *conn) : Conn(conn) {}
  ~AsksFirst() { PQclear(Rows); }
  void no_warning_when_asked(const char *sql) {
    if (!Rows)
      Rows = PQexec(Conn, sql);
  }
};

class ResetsFirst {
  PGconn *Conn;
  PGresult *Rows = nullptr;
  void reset() {
    PQclear(Rows);
    Rows = nullptr;
  }

public:
  explicit ResetsFirst(PGconn *conn) : Conn(conn) {}
  ~ResetsFirst() { reset(); }
  void no_warning_when_reset(const char *sql) {
    reset();
    Rows = PQexec(Conn, sql);
  }
};

class OpenedOnce {
  sqlite3 *Db = nullptr;
  sqlite3_stmt *Insert = nullptr;

public:
  ~OpenedOnce() {
    sqlite3_finalize(Insert);
    sqlite3_close(Db);
  }
  bool no_warning_for_open(const char *path) {
    return sqlite3_open(path, &Db) == SQLITE_OK;
  }
  bool prepare_statements() {
    return sqlite3_prepare_v2(Db, "INSERT", -1, &Insert, nullptr) == SQLITE_OK;
  }
};

class ConnectedByTheConstructor {
  PGconn *Conn = nullptr;
  void connect(const char *info) { Conn = PQconnectdb(info); }

public:
  explicit ConnectedByTheConstructor(const char *info) { connect(info); }
  ~ConnectedByTheConstructor() { PQfinish(Conn); }
};
