// RUN: %check %s
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Loops that try again, by counting, by goto and by waiting.

#include <libpq-fe.h>
#include <sqlite3.h>
#include <unistd.h>

PGconn *no_warning_failed_attempts_are_finished(const char *dsn) {
  for (int i = 0; i < 3; i++) {
    PGconn *conn = PQconnectdb(dsn);
    if (PQstatus(conn) == CONNECTION_OK)
      return conn;
    PQfinish(conn);
    sleep(1);
  }
  return NULL;
}

PGconn *failed_attempts(const char *dsn) {
  for (int i = 0; i < 3; i++) {
    PGconn *conn = PQconnectdb(dsn);
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'conn' from 'PQconnectdb' is not released on every path; call 'PQfinish'
    if (PQstatus(conn) == CONNECTION_OK)
      return conn;
    sleep(1);
  }
  return NULL;
}

int attempts_until_it_works(const char *dsn) {
  PGconn *conn;
  while (1) {
    conn = PQconnectdb(dsn);
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'conn' from 'PQconnectdb' is not released on every path; call 'PQfinish'
    if (PQstatus(conn) == CONNECTION_OK)
      break;
    sleep(1);
  }
  PQfinish(conn);
  return 0;
}

int no_warning_attempts_until_it_works(const char *dsn) {
  PGconn *conn;
  while (1) {
    conn = PQconnectdb(dsn);
    if (PQstatus(conn) == CONNECTION_OK)
      break;
    PQfinish(conn);
    sleep(1);
  }
  PQfinish(conn);
  return 0;
}

int no_warning_attempts_with_a_flag(const char *dsn) {
  PGconn *conn = NULL;
  int ok = 0;
  for (int i = 0; i < 5 && !ok; i++) {
    conn = PQconnectdb(dsn);
    if (PQstatus(conn) == CONNECTION_OK)
      ok = 1;
    else
      PQfinish(conn);
  }
  if (!ok)
    return -1;
  PQfinish(conn);
  return 0;
}

int no_warning_again_by_goto(PGconn *c) {
  PGresult *res;
again:
  res = PQexec(c, "LOCK TABLE t NOWAIT");
  if (PQresultStatus(res) == PGRES_FATAL_ERROR) {
    PQclear(res);
    sleep(1);
    goto again;
  }
  PQclear(res);
  return 0;
}

int again_by_goto(PGconn *c) {
  PGresult *res;
again:
  res = PQexec(c, "LOCK TABLE t NOWAIT");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'res' from 'PQexec' is not released on every path; call 'PQclear'
  if (PQresultStatus(res) == PGRES_FATAL_ERROR) {
    sleep(1);
    goto again;
  }
  PQclear(res);
  return 0;
}

int no_warning_counter_tells_whether_it_worked(PGconn *c) {
  PGresult *res = NULL;
  int i;
  for (i = 0; i < 3; i++) {
    res = PQexec(c, "LOCK TABLE t NOWAIT");
    if (PQresultStatus(res) == PGRES_COMMAND_OK)
      break;
    PQclear(res);
  }
  if (i == 3)
    return -1;
  PQclear(res);
  return 0;
}

int no_warning_last_attempt_is_kept_null(PGconn *c) {
  PGresult *res = NULL;
  int tries = 3;
  do {
    res = PQexec(c, "LOCK TABLE t NOWAIT");
    if (PQresultStatus(res) == PGRES_COMMAND_OK)
      break;
    PQclear(res);
    res = NULL;
  } while (--tries > 0);
  if (res == NULL)
    return -1;
  PQclear(res);
  return 0;
}

int busy_statement(sqlite3 *db) {
  int rc;
  do {
    sqlite3_stmt *st = NULL;
    rc = sqlite3_prepare_v2(db, "DELETE FROM t", -1, &st, NULL);
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'st' from 'sqlite3_prepare_v2' is not released on every path; call 'sqlite3_finalize'
    if (rc != SQLITE_OK)
      return rc;
    rc = sqlite3_step(st);
    if (rc == SQLITE_BUSY)
      continue;
    sqlite3_finalize(st);
  } while (rc == SQLITE_BUSY);
  return rc;
}

int no_warning_busy_statement_is_reset(sqlite3 *db) {
  sqlite3_stmt *st = NULL;
  int rc = sqlite3_prepare_v2(db, "DELETE FROM t", -1, &st, NULL);
  if (rc != SQLITE_OK)
    return rc;
  while ((rc = sqlite3_step(st)) == SQLITE_BUSY) {
    sqlite3_reset(st);
    sleep(1);
  }
  sqlite3_finalize(st);
  return rc;
}

int reconnect_without_finish(const char *dsn) {
  PGconn *conn = PQconnectdb(dsn);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'conn' from 'PQconnectdb' is not released on every path; call 'PQfinish'
  if (PQstatus(conn) != CONNECTION_OK)
    conn = PQconnectdb(dsn);
  int v = PQserverVersion(conn);
  PQfinish(conn);
  return v;
}
