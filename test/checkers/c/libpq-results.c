// RUN: %check %s
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Each libpq call that answers with a result or a connection.

#include <libpq-fe.h>
#include <stddef.h>

int with_parameters(PGconn *c, const char *id) {
  const char *values[1] = {id};
  PGresult *res =
      PQexecParams(c, "SELECT $1::int", 1, NULL, values, NULL, NULL, 0);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'res' from 'PQexecParams' is not released on every path; call 'PQclear'
  return PQntuples(res);
}

int prepared_and_executed(PGconn *c, const char *id) {
  const char *values[1] = {id};
  PGresult *res = PQprepare(c, "q", "SELECT $1::int", 1, NULL);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'res' from 'PQprepare' is not released on every path; call 'PQclear'
  if (PQresultStatus(res) != PGRES_COMMAND_OK)
    return -1;
  PQclear(res);
  res = PQexecPrepared(c, "q", 1, values, NULL, NULL, 0);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'res' from 'PQexecPrepared' is not released on every path; call 'PQclear'
  if (PQresultStatus(res) != PGRES_TUPLES_OK)
    return -1;
  PQclear(res);
  return 0;
}

int no_warning_prepared_and_executed(PGconn *c, const char *id) {
  const char *values[1] = {id};
  PGresult *res = PQprepare(c, "q", "SELECT $1::int", 1, NULL);
  if (PQresultStatus(res) != PGRES_COMMAND_OK) {
    PQclear(res);
    return -1;
  }
  PQclear(res);
  res = PQexecPrepared(c, "q", 1, values, NULL, NULL, 0);
  int rc = PQresultStatus(res) == PGRES_TUPLES_OK ? 0 : -1;
  PQclear(res);
  return rc;
}

int described_statement(PGconn *c) {
  PGresult *res = PQdescribePrepared(c, "q");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'res' from 'PQdescribePrepared' is not released on every path; call 'PQclear'
  return PQnparams(res);
}

int described_portal(PGconn *c) {
  PGresult *res = PQdescribePortal(c, "p");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'res' from 'PQdescribePortal' is not released on every path; call 'PQclear'
  return PQnfields(res);
}

int no_warning_described_statement_cleared(PGconn *c) {
  PGresult *res = PQdescribePrepared(c, "q");
  int n = PQnparams(res);
  PQclear(res);
  return n;
}

void function_call(PGconn *c, int fn) {
  int len = 0, answer = 0;
  PGresult *res = PQfn(c, fn, &answer, &len, 1, NULL, 0);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'res' from 'PQfn' is not released on every path; call 'PQclear'
  if (PQresultStatus(res) != PGRES_COMMAND_OK)
    answer = -1;
}

void made_by_hand(PGconn *c) {
  PGresult *res = PQmakeEmptyPGresult(c, PGRES_TUPLES_OK);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'res' from 'PQmakeEmptyPGresult' is not released on every path; call 'PQclear'
  PQsetvalue(res, 0, 0, NULL, -1);
}

int copied(PGconn *c) {
  PGresult *res = PQexec(c, "SELECT 1");
  PGresult *copy = PQcopyResult(res, PG_COPYRES_TUPLES);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'copy' from 'PQcopyResult' is not released on every path; call 'PQclear'
  PQclear(res);
  return PQntuples(copy);
}

int no_warning_copy_and_original_cleared(PGconn *c) {
  PGresult *res = PQexec(c, "SELECT 1");
  PGresult *copy = PQcopyResult(res, PG_COPYRES_TUPLES);
  PQclear(res);
  int n = PQntuples(copy);
  PQclear(copy);
  return n;
}

int asynchronous(PGconn *c) {
  if (!PQsendQuery(c, "SELECT 1"))
    return -1;
  PGresult *res = PQgetResult(c);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'res' from 'PQgetResult' is not released on every path; call 'PQclear'
  if (PQresultStatus(res) != PGRES_TUPLES_OK)
    return -1;
  PQclear(res);
  while ((res = PQgetResult(c)) != NULL)
    PQclear(res);
  return 0;
}

int connected_by_parameters(const char *const *keys,
                            const char *const *values) {
  PGconn *conn = PQconnectdbParams(keys, values, 0);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'conn' from 'PQconnectdbParams' is not released on every path; call 'PQfinish'
  if (PQstatus(conn) == CONNECTION_BAD)
    return -1;
  PQfinish(conn);
  return 0;
}

int connected_by_login(const char *host) {
  PGconn *conn = PQsetdbLogin(host, NULL, NULL, NULL, "db", "u", "p");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'conn' from 'PQsetdbLogin' is not released on every path; call 'PQfinish'
  if (PQstatus(conn) == CONNECTION_BAD)
    return -1;
  PQfinish(conn);
  return 0;
}

int connected_by_macro(const char *host) {
  PGconn *conn = PQsetdb(host, NULL, NULL, NULL, "db");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'conn' from 'PQsetdbLogin' is not released on every path; call 'PQfinish'
  if (PQstatus(conn) == CONNECTION_BAD)
    return -1;
  PQfinish(conn);
  return 0;
}

int connected_in_steps(const char *dsn) {
  PGconn *conn = PQconnectStart(dsn);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'conn' from 'PQconnectStart' is not released on every path; call 'PQfinish'
  if (!conn)
    return -1;
  PostgresPollingStatusType poll = PGRES_POLLING_WRITING;
  while (poll != PGRES_POLLING_OK) {
    poll = PQconnectPoll(conn);
    if (poll == PGRES_POLLING_FAILED)
      return -1;
  }
  PQfinish(conn);
  return 0;
}

int no_warning_connected_in_steps(const char *dsn) {
  PGconn *conn = PQconnectStart(dsn);
  if (!conn)
    return -1;
  PostgresPollingStatusType poll = PGRES_POLLING_WRITING;
  while (poll != PGRES_POLLING_OK && poll != PGRES_POLLING_FAILED)
    poll = PQconnectPoll(conn);
  PQfinish(conn);
  return poll == PGRES_POLLING_OK ? 0 : -1;
}

int no_warning_reset_keeps_the_connection(const char *dsn) {
  PGconn *conn = PQconnectdb(dsn);
  if (PQstatus(conn) == CONNECTION_BAD)
    PQreset(conn);
  int v = PQserverVersion(conn);
  PQfinish(conn);
  return v;
}

int no_warning_ping_takes_nothing(const char *dsn) {
  return PQping(dsn) == PQPING_OK;
}
