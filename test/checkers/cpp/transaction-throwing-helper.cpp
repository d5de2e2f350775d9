// RUN: %check %s
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// A helper that throws where a statement fails: a begin that throws did not
// begin.

#include <cpp/mock_std.h>
#include <libpq-fe.h>

struct Clear {
  void operator()(PGresult *res) const noexcept { PQclear(res); }
};
using Result = std::unique_ptr<PGresult, Clear>;

Result run(PGconn *conn, const char *sql) {
  Result res(PQexec(conn, sql));
  const ExecStatusType status = PQresultStatus(res.get());
  if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK)
    throw 1;
  return res;
}

void all_or_nothing(PGconn *conn) {
  run(conn, "BEGIN");
  try {
    run(conn, "INSERT INTO t VALUES (1)");
    run(conn, "COMMIT");
  } catch (...) {
    PQclear(PQexec(conn, "ROLLBACK"));
    throw;
  }
}

void at_once(PGconn *conn) {
  run(conn, "BEGIN");
  PQclear(PQexec(conn, "COMMIT"));
}

void no_handler(PGconn *conn) {
  run(conn, "BEGIN");
  // CHECK: :[[@LINE-1]]:3: warning: the transaction begun here on 'conn' is not finished on every path; commit or roll back before leaving or hold it in a guard [leash-unfinished-transaction]
  run(conn, "INSERT INTO t VALUES (1)");
  run(conn, "COMMIT");
}

class Transaction {
  PGconn *Conn;

public:
  explicit Transaction(PGconn *conn) : Conn(conn) { run(Conn, "BEGIN"); }
  ~Transaction() {
    if (Conn) {
      try {
        run(Conn, "ROLLBACK");
      } catch (...) {
      }
    }
  }
  Transaction(const Transaction &) = delete;
  void commit() {
    run(Conn, "COMMIT");
    Conn = nullptr;
  }
};

int guarded(PGconn *conn) {
  Transaction tr(conn);
  const Result res = run(conn, "SELECT 1");
  if (PQntuples(res.get()) == 0)
    return 0;
  tr.commit();
  return 1;
}

template <class F> void in_transaction(PGconn *conn, F work) {
  run(conn, "BEGIN");
  try {
    work();
    run(conn, "COMMIT");
  } catch (...) {
    PQclear(PQexec(conn, "ROLLBACK"));
    throw;
  }
}

void with_a_lambda(PGconn *conn) {
  in_transaction(conn, [&] { run(conn, "INSERT INTO t VALUES (1)"); });
}

template <class F> void half_in_transaction(PGconn *conn, F work) {
  run(conn, "BEGIN");
  // CHECK: :[[@LINE-1]]:3: warning: the transaction begun here on 'conn' is not finished on every path
  work();
  run(conn, "COMMIT");
}

void half_with_a_lambda(PGconn *conn) {
  half_in_transaction(conn, [&] { run(conn, "INSERT INTO t VALUES (1)"); });
}
