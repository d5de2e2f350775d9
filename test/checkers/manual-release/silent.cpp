// RUN: %check %s --checks='-*,leash-manual-release'
// RUN: %check %s --checks='-*,leash-*' -- -DLEAK_FREE
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// What a scope releases already, what is somebody else's, what leaks.

#include <cpp/mock_std.h>
#include <libpq-fe.h>

PGconn *global;
void keep(PGresult *res);
void add_to_cache(PGresult *res);
struct Finish {
  void operator()(PGresult *res) const { PQclear(res); }
};

void no_warning_when_held_by_a_guard(PGconn *conn) {
  std::unique_ptr<PGresult, Finish> res(PQexec(conn, "SELECT 1"));
}

PGresult *no_warning_when_returned(PGconn *conn) {
  PGresult *res = PQexec(conn, "SELECT 1");
  return res;
}

PGresult *no_warning_when_returned_now_and_then(PGconn *conn) {
  PGresult *res = PQexec(conn, "SELECT 1");
  if (PQresultStatus(res) == PGRES_TUPLES_OK)
    return res;
  PQclear(res);
  return nullptr;
}

void no_warning_when_stored(const char *info) {
  PGconn *conn = PQconnectdb(info);
  if (PQstatus(conn) == CONNECTION_OK)
    global = conn;
  else
    PQfinish(conn);
}

void no_warning_when_handed_on(PGconn *conn) {
  PGresult *res = PQexec(conn, "SELECT 1");
  add_to_cache(res);
}

void no_warning_when_borrowed(PGresult *res) { PQclear(res); }

#ifndef LEAK_FREE
int no_warning_when_it_leaks(PGconn *conn) {
  PGresult *res = PQexec(conn, "SELECT 1");
  int n = PQntuples(res);
  if (n == 0)
    return 0;
  PQclear(res);
  return n;
}
#endif

void no_warning_when_captured(PGconn *conn) {
  PGresult *res = PQexec(conn, "SELECT 1");
  auto count = [res] { return PQntuples(res); };
  count();
  PQclear(res);
}

static PGconn *cached;
static PGconn *any_connection(bool &fresh) {
  if ((fresh = !cached))
    return PQconnectdb("host=db");
  return cached;
}
bool no_warning_when_it_may_be_of_a_cache() {
  bool fresh = false;
  PGconn *conn = any_connection(fresh);
  const bool ok = PQstatus(conn) == CONNECTION_OK;
  if (fresh)
    PQfinish(conn);
  return ok;
}
