// RUN: %check %s
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Functions of other files acquire what this file releases.

#include <libpq-fe.h>
#include <sqlite3.h>
#include <stdlib.h>

void log_error(const char *what);

//===-- one caller that releases is enough --------------------------------===//

PGresult *db_run(PGconn *conn, const char *sql);

int count_orders(PGconn *conn, int *out) {
  PGresult *res = db_run(conn, "SELECT count(*) FROM orders");
  // CHECK: :[[@LINE-1]]:19: warning: 'res' from 'db_run' is not released on every path; call 'PQclear' before leaving or hold it in a guard [leash-unreleased-acquire]
  if (PQntuples(res) != 1)
    return -1;
  *out = atoi(PQgetvalue(res, 0, 0));
  PQclear(res);
  return 0;
}

int count_orders_right(PGconn *conn, int *out) {
  PGresult *res = db_run(conn, "SELECT count(*) FROM orders");
  if (!res)
    return -1;
  if (PQntuples(res) != 1) {
    PQclear(res);
    return -1;
  }
  *out = atoi(PQgetvalue(res, 0, 0));
  PQclear(res);
  return 0;
}

// Most callers release it: this one forgot.
int has_orders(PGconn *conn) {
  PGresult *res = db_run(conn, "SELECT 1 FROM orders");
  // CHECK: :[[@LINE-1]]:19: warning: 'res' from 'db_run' is not released on every path
  return PQntuples(res) > 0;
}

// What it gives to others to keep is theirs.
PGresult *orders(PGconn *conn) { return db_run(conn, "SELECT * FROM orders"); }

// What becomes of a result nobody takes is not known.
void touch(PGconn *conn) { db_run(conn, "SELECT touch()"); }

//===-- a label, a loop, a branch that asks for the handle ---------------===//

PGresult *run_labelled(PGconn *conn, const char *sql);
int labelled(PGconn *conn, int quick) {
  int rc = -1;
  PGresult *res = NULL;
  res = run_labelled(conn, "SELECT 1");
  // CHECK: :[[@LINE-1]]:9: warning: 'res' from 'run_labelled' is not released on every path
  if (quick)
    return 0;
  if (PQntuples(res) == 0)
    goto out;
  rc = 0;
out:
  if (res != NULL)
    PQclear(res);
  return rc;
}

PGresult *next_page(PGconn *conn);
void pages(PGconn *conn) {
  PGresult *res;
  while ((res = next_page(conn)) != NULL) {
    // CHECK: :[[@LINE-1]]:17: warning: 'res' from 'next_page' is not released on every path
    if (PQntuples(res) == 0)
      continue;
    log_error(PQgetvalue(res, 0, 0));
    PQclear(res);
  }
}

//===-- pairs of another file ---------------------------------------------===//

PGconn *db_open(const char *name);
void db_close(PGconn *conn);
int ping(void) {
  PGconn *conn = db_open("orders");
  // CHECK: :[[@LINE-1]]:18: warning: 'conn' from 'db_open' is not released on every path
  if (!conn)
    return 1;
  if (PQstatus(conn) != CONNECTION_OK)
    return 1;
  db_close(conn);
  return 0;
}

sqlite3_stmt *prepare(sqlite3 *db, const char *sql);
static void finish(sqlite3_stmt *stmt) { sqlite3_finalize(stmt); }
int first(sqlite3 *db) {
  sqlite3_stmt *stmt = prepare(db, "SELECT 1");
  // CHECK: :[[@LINE-1]]:24: warning: 'stmt' from 'prepare' is not released on every path
  if (sqlite3_step(stmt) != SQLITE_ROW)
    return 0;
  const int n = sqlite3_column_int(stmt, 0);
  finish(stmt);
  return n;
}

//===-- no conclusion -----------------------------------------------------===//

// Kept by others; given up only where it is broken.
PGconn *session(void);
int alive(void) {
  PGconn *conn = session();
  if (PQstatus(conn) == CONNECTION_BAD) {
    PQfinish(conn);
    return 0;
  }
  return 1;
}

// One caller of two releases it: it may be either.
PGresult *last(PGconn *conn);
int last_rows(PGconn *conn) {
  PGresult *res = last(conn);
  return PQntuples(res);
}
void last_end(PGconn *conn) {
  PGresult *res = last(conn);
  PQclear(res);
}

// A getter: one voice is not enough.
PGconn *get_connection(void);
void hang_up(void) {
  PGconn *conn = get_connection();
  if (PQstatus(conn) != CONNECTION_OK)
    return;
  PQfinish(conn);
}

// It returns what it is given.
PGresult *checked(PGresult *res);
void through(PGconn *conn) {
  PGresult *res = checked(PQexec(conn, "SELECT 1"));
  PQclear(res);
}

// Never released anywhere in this file: nothing says that it is this file's.
PGresult *cached(PGconn *conn);
int cached_rows(PGconn *conn) {
  PGresult *res = cached(conn);
  return PQntuples(res);
}

// It never comes back from here.
struct job {
  PGresult *res;
};
PGresult *begin_job(PGconn *conn);
void start(struct job *job, PGconn *conn) {
  PGresult *res = begin_job(conn);
  if (PQresultStatus(res) != PGRES_TUPLES_OK) {
    PQclear(res);
    return;
  }
  job->res = res;
}
