// RUN: %check %s
// A helper that is given the pool beside the connection, and tells the pool what
// it runs: the transaction is the connection's.

#include <cpp/mock_std.h>
#include <libpq-fe.h>

class Watched {
public:
  void executing(PGconn *conn, const char *sql);
  void executed(PGconn *conn);
};

static bool run(Watched &pool, PGconn *conn, const char *sql) {
  pool.executing(conn, sql);
  PGresult *res = PQexec(conn, sql);
  pool.executed(conn);
  const bool ok = PQresultStatus(res) == PGRES_COMMAND_OK;
  PQclear(res);
  return ok;
}

class Transaction {
public:
  Transaction(Watched &pool, PGconn *conn) : Pool(pool), Conn(conn) {
    if (!run(Pool, Conn, "BEGIN"))
      throw 1; // begun nothing
  }
  ~Transaction() {
    if (Open)
      run(Pool, Conn, "ROLLBACK");
  }
  bool commit() {
    Open = !run(Pool, Conn, "COMMIT");
    return !Open;
  }

private:
  Watched &Pool;
  PGconn *Conn;
  bool Open = true;
};

bool no_warning_guard(Watched &pool, PGconn *conn, bool sold) {
  Transaction transaction(pool, conn);
  if (sold)
    return false;
  return transaction.commit();
}

bool left_open(Watched &pool, PGconn *conn, bool sold) {
  // CHECK: :[[@LINE+1]]:8: warning: the transaction begun here on 'conn' is not finished
  if (!run(pool, conn, "BEGIN"))
    return false;
  if (sold)
    return false;
  return run(pool, conn, "COMMIT");
}

bool execute(Watched &pool, PGconn *conn, const char *sql); // in another file

bool left_open_by_another_file(Watched &pool, PGconn *conn, bool sold) {
  // CHECK: :[[@LINE+1]]:8: warning: the transaction begun here on 'conn' is not finished
  if (!execute(pool, conn, "BEGIN"))
    return false;
  if (sold)
    return false;
  return execute(pool, conn, "COMMIT");
}
