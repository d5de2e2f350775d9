// RUN: %check %s
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// A transaction begun and left open, in C; below each its corrected twin.

#include <libpq-fe.h>
#include <mysql.h>
#include <sqlite3.h>
#include <stdio.h>
#include <string.h>

int transfer(PGconn *conn, int amount) {
  PQclear(PQexec(conn, "BEGIN"));
  // CHECK: :[[@LINE-1]]:11: warning: the transaction begun here on 'conn' is not finished on every path; commit or roll back before leaving or hold it in a guard [leash-unfinished-transaction]
  if (amount < 0)
    return -1;
  PQclear(PQexec(conn, "UPDATE a SET n = n - 1"));
  PQclear(PQexec(conn, "COMMIT"));
  return 0;
}
int no_warning_transfer(PGconn *conn, int amount) {
  PQclear(PQexec(conn, "BEGIN"));
  if (amount < 0) {
    PQclear(PQexec(conn, "ROLLBACK"));
    return -1;
  }
  PQclear(PQexec(conn, "UPDATE a SET n = n - 1"));
  PQclear(PQexec(conn, "COMMIT"));
  return 0;
}

// Checked at every step, and forgotten at one.
int checked(PGconn *conn) {
  PGresult *res = PQexec(conn, "START TRANSACTION");
  // CHECK: :[[@LINE-1]]:19: warning: the transaction begun here on 'conn'
  if (PQresultStatus(res) != PGRES_COMMAND_OK) {
    PQclear(res);
    return -1;
  }
  PQclear(res);
  res = PQexec(conn, "INSERT INTO t VALUES (1)");
  if (PQresultStatus(res) != PGRES_COMMAND_OK) {
    PQclear(res);
    return -1;
  }
  PQclear(res);
  PQclear(PQexec(conn, "COMMIT"));
  return 0;
}
int no_warning_checked(PGconn *conn) {
  PGresult *res = PQexec(conn, "START TRANSACTION");
  if (PQresultStatus(res) != PGRES_COMMAND_OK) {
    PQclear(res);
    return -1;
  }
  PQclear(res);
  res = PQexec(conn, "INSERT INTO t VALUES (1)");
  if (PQresultStatus(res) != PGRES_COMMAND_OK) {
    PQclear(res);
    PQclear(PQexec(conn, "ROLLBACK"));
    return -1;
  }
  PQclear(res);
  PQclear(PQexec(conn, "COMMIT"));
  return 0;
}

int sqlite(sqlite3 *db, const char *name) {
  if (sqlite3_exec(db, "BEGIN IMMEDIATE", 0, 0, 0) != SQLITE_OK)
    // CHECK: :[[@LINE-1]]:7: warning: the transaction begun here on 'db'
    return 1;
  if (!name)
    return 1;
  if (sqlite3_exec(db, "DELETE FROM t", 0, 0, 0) != SQLITE_OK) {
    sqlite3_exec(db, "ROLLBACK", 0, 0, 0);
    return 1;
  }
  return sqlite3_exec(db, "COMMIT", 0, 0, 0);
}
int no_warning_sqlite(sqlite3 *db, const char *name) {
  if (!name)
    return 1;
  if (sqlite3_exec(db, "BEGIN IMMEDIATE", 0, 0, 0) != SQLITE_OK)
    return 1;
  if (sqlite3_exec(db, "DELETE FROM t", 0, 0, 0) != SQLITE_OK) {
    sqlite3_exec(db, "ROLLBACK", 0, 0, 0);
    return 1;
  }
  return sqlite3_exec(db, "COMMIT", 0, 0, 0);
}

int mysql(MYSQL *my, int ready) {
  mysql_autocommit(my, 0);
  // CHECK: :[[@LINE-1]]:3: warning: the transaction begun here on 'my'
  if (mysql_query(my, "DELETE FROM t"))
    return 1;
  mysql_commit(my);
  mysql_autocommit(my, 1);
  return 0;
}
int no_warning_mysql(MYSQL *my, int ready) {
  mysql_autocommit(my, 0);
  if (mysql_query(my, "DELETE FROM t")) {
    mysql_rollback(my);
    return 1;
  }
  mysql_commit(my);
  mysql_autocommit(my, 1);
  return 0;
}

// Helpers that take the text.
static int run(PGconn *conn, const char *sql) {
  PGresult *res = PQexec(conn, sql);
  int ok = PQresultStatus(res) == PGRES_COMMAND_OK;
  PQclear(res);
  return ok;
}
int by_helper(PGconn *conn) {
  if (!run(conn, "BEGIN"))
    // CHECK: :[[@LINE-1]]:8: warning: the transaction begun here on 'conn'
    return -1;
  if (!run(conn, "INSERT INTO t VALUES (1)"))
    return -1;
  return run(conn, "COMMIT") ? 0 : -1;
}
int no_warning_by_helper(PGconn *conn) {
  if (!run(conn, "BEGIN"))
    return -1;
  if (!run(conn, "INSERT INTO t VALUES (1)")) {
    run(conn, "ROLLBACK");
    return -1;
  }
  return run(conn, "COMMIT") ? 0 : -1;
}

// Helpers that are the text.
struct app {
  PGconn *conn;
  int fd;
};
static void txn_begin(struct app *app) { PQclear(PQexec(app->conn, "BEGIN")); }
static void txn_commit(struct app *app) { PQclear(PQexec(app->conn, "COMMIT")); }
static void txn_rollback(struct app *app) {
  PQclear(PQexec(app->conn, "ROLLBACK"));
}
int by_helpers(struct app *app, int n) {
  txn_begin(app);
  // CHECK: :[[@LINE-1]]:3: warning: the transaction begun here on 'app->conn'
  if (n == 0)
    return 1;
  txn_commit(app);
  return 0;
}
int no_warning_by_helpers(struct app *app, int n) {
  txn_begin(app);
  if (n == 0) {
    txn_rollback(app);
    return 1;
  }
  txn_commit(app);
  return 0;
}

#define EXEC(c, sql) PQclear(PQexec((c), (sql)))
#define BEGIN_WORK(c) EXEC(c, "BEGIN")
#define COMMIT_WORK(c) EXEC(c, "COMMIT")
int by_macro(PGconn *conn, int n) {
  BEGIN_WORK(conn);
  // CHECK: :[[@LINE-1]]:3: warning: the transaction begun here on 'conn'
  if (n < 0)
    return n;
  COMMIT_WORK(conn);
  return 0;
}
int no_warning_by_macro(PGconn *conn, int n) {
  BEGIN_WORK(conn);
  if (n < 0)
    EXEC(conn, "ROLLBACK");
  else
    COMMIT_WORK(conn);
  return n;
}

// `continue` skips the commit.
int loop(PGconn *conn, const int *ids, int n) {
  int done = 0;
  for (int i = 0; i < n; ++i) {
    PQclear(PQexec(conn, "BEGIN"));
    // CHECK: :[[@LINE-1]]:13: warning: the transaction begun here on 'conn'
    if (ids[i] == 0)
      continue;
    PQclear(PQexec(conn, "COMMIT"));
    ++done;
  }
  return done;
}
int no_warning_loop(PGconn *conn, const int *ids, int n) {
  int done = 0;
  for (int i = 0; i < n; ++i) {
    if (ids[i] == 0)
      continue;
    PQclear(PQexec(conn, "BEGIN"));
    PQclear(PQexec(conn, "COMMIT"));
    ++done;
  }
  return done;
}

// Commit only on success.
int only_on_success(PGconn *conn) {
  PQclear(PQexec(conn, "BEGIN;"));
  // CHECK: :[[@LINE-1]]:11: warning: the transaction begun here on 'conn'
  PGresult *res = PQexec(conn, "UPDATE t SET a = 1");
  int ok = PQresultStatus(res) == PGRES_COMMAND_OK;
  PQclear(res);
  if (ok)
    PQclear(PQexec(conn, "COMMIT;"));
  return ok;
}
int no_warning_either_way(PGconn *conn) {
  PQclear(PQexec(conn, "BEGIN;"));
  PGresult *res = PQexec(conn, "UPDATE t SET a = 1");
  int ok = PQresultStatus(res) == PGRES_COMMAND_OK;
  PQclear(res);
  PQclear(PQexec(conn, ok ? "COMMIT" : "ROLLBACK"));
  return ok;
}

// Never finished at all.
void forgotten(PGconn *conn) {
  PQclear(PQexec(conn, "begin transaction"));
  // CHECK: :[[@LINE-1]]:11: warning: the transaction begun here on 'conn'
  PQclear(PQexec(conn, "INSERT INTO log VALUES (now())"));
}

// A goto past the rollback.
int by_goto(PGconn *conn, const char *name) {
  int rc = -1;
  PGresult *res = PQexec(conn, "BEGIN");
  // CHECK: :[[@LINE-1]]:19: warning: the transaction begun here on 'conn'
  if (PQresultStatus(res) != PGRES_COMMAND_OK)
    goto out;
  PQclear(res);
  res = PQexec(conn, "DELETE FROM t");
  if (PQresultStatus(res) != PGRES_COMMAND_OK)
    goto out;
  PQclear(res);
  res = PQexec(conn, "COMMIT");
  rc = 0;
out:
  PQclear(res);
  return rc;
}
int no_warning_by_goto(PGconn *conn, const char *name) {
  int rc = -1;
  PGresult *res = PQexec(conn, "BEGIN");
  if (PQresultStatus(res) != PGRES_COMMAND_OK)
    goto out;
  PQclear(res);
  res = PQexec(conn, "DELETE FROM t");
  if (PQresultStatus(res) != PGRES_COMMAND_OK)
    goto rollback;
  PQclear(res);
  res = PQexec(conn, "COMMIT");
  rc = 0;
  goto out;
rollback:
  PQclear(res);
  res = PQexec(conn, "ROLLBACK");
out:
  PQclear(res);
  return rc;
}

// Put together in a buffer.
int by_buffer(PGconn *conn, const char *level, int n) {
  char sql[128];
  snprintf(sql, sizeof sql, "BEGIN ISOLATION LEVEL %s", level);
  PQclear(PQexec(conn, sql));
  // CHECK: :[[@LINE-1]]:11: warning: the transaction begun here on 'conn'
  snprintf(sql, sizeof sql, "DELETE FROM t WHERE n = %d", n);
  PGresult *res = PQexec(conn, sql);
  if (PQresultStatus(res) != PGRES_COMMAND_OK) {
    PQclear(res);
    return -1;
  }
  PQclear(res);
  strcpy(sql, "COMMIT");
  PQclear(PQexec(conn, sql));
  return 0;
}

// In a function of another file, by the text it is given.
int db_exec(struct app *app, const char *sql);
int elsewhere(struct app *app) {
  if (db_exec(app, "BEGIN") != 0)
    // CHECK: :[[@LINE-1]]:7: warning: the transaction begun here on 'app'
    return -1;
  if (db_exec(app, "DELETE FROM t") != 0)
    return -1;
  return db_exec(app, "COMMIT");
}
int no_warning_elsewhere(struct app *app) {
  if (db_exec(app, "BEGIN") != 0)
    return -1;
  if (db_exec(app, "DELETE FROM t") != 0) {
    db_exec(app, "ROLLBACK");
    return -1;
  }
  return db_exec(app, "COMMIT");
}
