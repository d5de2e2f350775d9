// RUN: %check %s
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The result that tells whether a begin succeeded is in an owner.

#include <cpp/mock_std.h>
#include <libpq-fe.h>

struct Clear {
  void operator()(PGresult *res) const noexcept { PQclear(res); }
};
using Owned = std::unique_ptr<PGresult, Clear>;

static bool run(PGconn *conn, const char *sql) {
  const Owned res(PQexec(conn, sql));
  return PQresultStatus(res.get()) == PGRES_COMMAND_OK;
}

bool begun_or_not(PGconn *conn) {
  if (!run(conn, "BEGIN"))
    return false;
  return run(conn, "COMMIT");
}

bool left_open(PGconn *conn, bool sold) {
  if (!run(conn, "BEGIN"))
    // CHECK: :[[@LINE-1]]:8: warning: the transaction begun here on 'conn' is not finished on every path
    return false;
  if (sold)
    return false;
  return run(conn, "COMMIT");
}

class Result {
  PGresult *Res;

public:
  explicit Result(PGresult *res) : Res(res) {}
  Result(const Result &) = delete;
  ~Result() { PQclear(Res); }
  bool ok() const { return PQresultStatus(Res) == PGRES_COMMAND_OK; }
  PGresult *get() const { return Res; }
};

static bool run_own(PGconn *conn, const char *sql) {
  Result res(PQexec(conn, sql));
  return res.ok();
}
bool own(PGconn *conn) {
  if (!run_own(conn, "BEGIN"))
    return false;
  return run_own(conn, "COMMIT");
}

static void require(PGconn *conn, const char *sql) {
  Result res(PQexec(conn, sql));
  if (PQresultStatus(res.get()) != PGRES_COMMAND_OK)
    throw 1;
}
class Transaction {
  PGconn *Conn;
  bool Open = false;

public:
  explicit Transaction(PGconn *conn) : Conn(conn) {
    if (!run(Conn, "BEGIN"))
      throw 1;
    Open = true;
  }
  ~Transaction() {
    if (Open)
      run(Conn, "ROLLBACK");
  }
  Transaction(const Transaction &) = delete;
  void commit() {
    require(Conn, "COMMIT");
    Open = false;
  }
};
int guarded(PGconn *conn, bool sold) {
  Transaction tr(conn);
  if (sold)
    return 0;
  tr.commit();
  return 1;
}

bool direct(PGconn *conn) {
  const Owned res(PQexec(conn, "BEGIN"));
  if (PQresultStatus(res.get()) != PGRES_COMMAND_OK)
    return false;
  return run(conn, "COMMIT") || run(conn, "ROLLBACK");
}

bool owned_later(PGconn *conn) {
  PGresult *raw = PQexec(conn, "BEGIN");
  const Owned res(raw);
  if (PQresultStatus(raw) != PGRES_COMMAND_OK)
    return false;
  return run(conn, "COMMIT");
}

bool owned_and_left(PGconn *conn, bool sold) {
  const Owned res(PQexec(conn, "BEGIN"));
  // CHECK: :[[@LINE-1]]:19: warning: the transaction begun here on 'conn' is not finished on every path
  if (PQresultStatus(res.get()) != PGRES_COMMAND_OK || sold)
    return false;
  return run(conn, "COMMIT");
}
