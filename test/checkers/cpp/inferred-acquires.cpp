// RUN: %check %s
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Methods of other files acquire what this file releases.

#include <cpp/mock_std.h>
#include <libpq-fe.h>

class Database {
public:
  PGresult *query(const char *sql);
  PGresult *rows(const char *sql);
  PGconn *handle();
  virtual PGresult *read(const char *sql);
};

int count(Database &db) {
  PGresult *res = db.query("SELECT count(*) FROM orders");
  // CHECK: :[[@LINE-1]]:19: warning: 'res' from 'query' is not released on every path
  if (PQntuples(res) == 0)
    throw 1;
  const int n = PQntuples(res);
  PQclear(res);
  return n;
}

struct Clear {
  void operator()(PGresult *res) const { PQclear(res); }
};
using Result = std::unique_ptr<PGresult, Clear>;

// Others put it into a guard.
int guarded(Database &db) {
  Result res(db.rows("SELECT 1"));
  return PQntuples(res.get());
}
bool any(Database &db) {
  const Result res(db.rows("SELECT 2"));
  return res != nullptr;
}
int unguarded(Database &db) {
  PGresult *res = db.rows("SELECT 1");
  // CHECK: :[[@LINE-1]]:19: warning: 'res' from 'rows' is not released on every path
  return PQntuples(res);
}

int seen(Database &db) {
  PGresult *res = db.read("SELECT 1");
  // CHECK: :[[@LINE-1]]:19: warning: 'res' from 'read' is not released on every path
  if (!res || PQntuples(res) == 0)
    return 0;
  const int n = PQntuples(res);
  PQclear(res);
  return n;
}

// The database keeps its connection.
bool alive(Database &db) { return PQstatus(db.handle()) == CONNECTION_OK; }
void hang_up(Database &db) { PQfinish(db.handle()); }
int port(Database &db) {
  PGconn *conn = db.handle();
  return PQsocket(conn);
}
