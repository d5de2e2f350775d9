// RUN: %check %s
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// What looks like a transaction left open, and is none.

#include <libpq-fe.h>
#include <sqlite3.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct job {
  PGconn *conn;
  bool in_transaction;
  int batch;
};

// The name says that the caller finishes it.
int no_warning_begin_job(PGconn *conn) {
  PGresult *res = PQexec(conn, "BEGIN");
  int ok = PQresultStatus(res) == PGRES_COMMAND_OK;
  PQclear(res);
  return ok;
}

// So it does where the connection is somebody else's, reached from here.
struct job *job_of(int id);
PGconn *connection_of(int id);
int no_warning_begin_of(int id) {
  struct job *job = job_of(id);
  if (!job)
    return -1;
  PGresult *res = PQexec(job->conn, "BEGIN");
  int ok = PQresultStatus(res) == PGRES_COMMAND_OK;
  PQclear(res);
  return ok ? 0 : -1;
}
void no_warning_begin_on(int id) {
  PGconn *conn = connection_of(id);
  PQclear(PQexec(conn, "BEGIN"));
}
// Not where the function finishes it itself, but for one path.
int left_by_one_path(int id) {
  PGconn *conn = connection_of(id);
  PQclear(PQexec(conn, "BEGIN"));
  // CHECK: :[[@LINE-1]]:11: warning: the transaction begun here on 'conn' is not finished on every path
  PGresult *res = PQexec(conn, "SELECT 1 FROM job FOR UPDATE");
  const int n = PQntuples(res);
  PQclear(res);
  if (n == 0)
    return -1;
  PQclear(PQexec(conn, "COMMIT"));
  return n;
}
// Nor on a connection of its own.
int begin_here(const char *where) {
  PGconn *conn = PQconnectdb(where);
  // CHECK: :[[@LINE-1]]:18: warning: 'conn' from 'PQconnectdb' is not released on every path
  PQclear(PQexec(conn, "BEGIN"));
  // CHECK: :[[@LINE-1]]:11: warning: the transaction begun here on 'conn' is not finished on every path
  return 0;
}

// Rolled back where it fails, open where it succeeds.
bool no_warning_lock_job(PGconn *conn) {
  PQclear(PQexec(conn, "BEGIN"));
  PGresult *res = PQexec(conn, "SELECT 1 FROM job FOR UPDATE");
  bool ok = PQresultStatus(res) == PGRES_TUPLES_OK;
  PQclear(res);
  if (!ok)
    PQclear(PQexec(conn, "ROLLBACK"));
  return ok;
}

// Others can see that it is open.
void no_warning_batched(struct job *job) {
  if (!job->in_transaction) {
    PQclear(PQexec(job->conn, "BEGIN"));
    job->in_transaction = true;
  }
  PQclear(PQexec(job->conn, "INSERT INTO t VALUES (1)"));
  if (++job->batch > 1000) {
    PQclear(PQexec(job->conn, "COMMIT"));
    job->in_transaction = false;
    job->batch = 0;
  }
}

// The connection's own end.
int no_warning_finished(const char *info, int n) {
  PGconn *conn = PQconnectdb(info);
  PQclear(PQexec(conn, "BEGIN"));
  if (n < 0) {
    PQfinish(conn);
    return -1;
  }
  PQclear(PQexec(conn, "COMMIT"));
  PQfinish(conn);
  return 0;
}

void no_warning_reset(PGconn *conn, int n) {
  PQclear(PQexec(conn, "BEGIN"));
  if (n < 0) {
    PQreset(conn);
    return;
  }
  PQclear(PQexec(conn, "COMMIT"));
}

// The process's.
static void die(PGconn *conn, const char *what) {
  fprintf(stderr, "%s: %s", what, PQerrorMessage(conn));
  PQfinish(conn);
  exit(1);
}
void no_warning_exit(PGconn *conn) {
  PQclear(PQexec(conn, "BEGIN"));
  PGresult *res = PQexec(conn, "DELETE FROM t");
  if (PQresultStatus(res) != PGRES_COMMAND_OK)
    die(conn, "delete");
  PQclear(res);
  PQclear(PQexec(conn, "COMMIT"));
}

// A text that is only printed.
void no_warning_printed(PGconn *conn, FILE *out) {
  printf("BEGIN\n");
  fputs("BEGIN", out);
  puts("BEGIN;");
  if (strcmp("BEGIN", PQdb(conn)) == 0)
    printf("%s", "START TRANSACTION");
}
void log_query(struct job *job, const char *text);
void append_command(struct job *job, const char *text);
void no_warning_logged(struct job *job) {
  log_query(job, "BEGIN");
  append_command(job, "BEGIN");
}

// A script as a whole.
void no_warning_script(PGconn *conn) {
  PQclear(PQexec(conn, "BEGIN; INSERT INTO t VALUES (1); COMMIT"));
  PQclear(PQexec(conn, "CREATE TABLE a (n int);\n"
                       "-- BEGIN\n"
                       "CREATE FUNCTION f() RETURNS void AS $$\n"
                       "BEGIN\n"
                       "  DELETE FROM a;\n"
                       "END $$ LANGUAGE plpgsql;"));
}
void no_warning_trigger(sqlite3 *db) {
  sqlite3_exec(db,
               "CREATE TRIGGER t AFTER INSERT ON a BEGIN "
               "UPDATE b SET n = n + 1; END;",
               0, 0, 0);
}

// Savepoints inside.
int no_warning_savepoints(PGconn *conn, int n) {
  PQclear(PQexec(conn, "BEGIN"));
  PQclear(PQexec(conn, "SAVEPOINT one"));
  if (n < 0)
    PQclear(PQexec(conn, "ROLLBACK TO SAVEPOINT one"));
  PQclear(PQexec(conn, "RELEASE SAVEPOINT one"));
  PQclear(PQexec(conn, "COMMIT"));
  return 0;
}

// Who knows what that was?
const char *next_statement(struct job *job);
void no_warning_unknown_text(struct job *job) {
  PQclear(PQexec(job->conn, "BEGIN"));
  PQclear(PQexec(job->conn, next_statement(job)));
}

// Somebody who gets the connection and is named after it.
void job_cleanup(struct job *job);
void job_abort(PGconn *conn);
int no_warning_cleanup(struct job *job, int n) {
  PQclear(PQexec(job->conn, "BEGIN"));
  if (n < 0) {
    job_cleanup(job);
    return n;
  }
  if (n == 0) {
    job_abort(job->conn);
    return n;
  }
  PQclear(PQexec(job->conn, "COMMIT"));
  return 0;
}

// Through a pointer.
int no_warning_callback(struct job *job, void (*done)(struct job *)) {
  PQclear(PQexec(job->conn, "BEGIN"));
  done(job);
  return 0;
}

// Another name for the same connection.
int no_warning_alias(struct job *job, int n) {
  PGconn *conn = job->conn;
  PQclear(PQexec(conn, "BEGIN"));
  if (n < 0) {
    PQclear(PQexec(job->conn, "ROLLBACK"));
    return n;
  }
  PQclear(PQexec(conn, "END"));
  return 0;
}

// A flag says whether there is one.
int no_warning_flag(PGconn *conn, bool atomic, int n) {
  if (atomic)
    PQclear(PQexec(conn, "BEGIN"));
  for (int i = 0; i < n; ++i)
    PQclear(PQexec(conn, "INSERT INTO t VALUES (1)"));
  if (atomic)
    PQclear(PQexec(conn, "COMMIT"));
  return n;
}
int no_warning_own_flag(PGconn *conn, int n) {
  bool open = false;
  if (n > 10) {
    PQclear(PQexec(conn, "BEGIN"));
    open = true;
  }
  PQclear(PQexec(conn, "INSERT INTO t VALUES (1)"));
  if (open)
    PQclear(PQexec(conn, "COMMIT"));
  return n;
}

// A begin that fails opens nothing.
int no_warning_retried(sqlite3 *db) {
  int rc, tries = 0;
  do {
    rc = sqlite3_exec(db, "BEGIN EXCLUSIVE", 0, 0, 0);
  } while (rc == SQLITE_BUSY && ++tries < 5);
  if (rc != SQLITE_OK)
    return rc;
  rc = sqlite3_exec(db, "DELETE FROM t", 0, 0, 0);
  if (rc == SQLITE_OK)
    rc = sqlite3_exec(db, "COMMIT", 0, 0, 0);
  else
    sqlite3_exec(db, "ROLLBACK", 0, 0, 0);
  return rc;
}
int no_warning_chain(sqlite3 *db) {
  int rc = sqlite3_exec(db, "BEGIN", 0, 0, 0);
  if (rc == SQLITE_OK) {
    rc = sqlite3_exec(db, "DELETE FROM t", 0, 0, 0);
    sqlite3_exec(db, rc == SQLITE_OK ? "COMMIT" : "ROLLBACK", 0, 0, 0);
  }
  return rc;
}
int no_warning_switch(PGconn *conn) {
  PGresult *res = PQexec(conn, "BEGIN");
  switch (PQresultStatus(res)) {
  case PGRES_COMMAND_OK:
    break;
  default:
    PQclear(res);
    return -1;
  }
  PQclear(res);
  PQclear(PQexec(conn, "COMMIT"));
  return 0;
}

// By the unseen callee's answer, whatever it means.
int db_exec(struct job *job, const char *sql);
int no_warning_guessed(struct job *job) {
  if (db_exec(job, "BEGIN") < 0)
    return -1;
  db_exec(job, "DELETE FROM t");
  db_exec(job, "COMMIT");
  return 0;
}
int no_warning_guessed_rc(struct job *job) {
  int rc = db_exec(job, "BEGIN");
  if (rc)
    goto out;
  rc = db_exec(job, "DELETE FROM t");
  if (rc)
    db_exec(job, "ROLLBACK");
  else
    rc = db_exec(job, "COMMIT");
out:
  return rc;
}
int no_warning_and(struct job *job) {
  int ok = db_exec(job, "BEGIN") && db_exec(job, "DELETE FROM t");
  if (ok)
    ok = db_exec(job, "COMMIT");
  else
    db_exec(job, "ROLLBACK");
  return ok;
}

// Prepared, with a text in sight.
int no_warning_prepared(sqlite3 *db, int n) {
  sqlite3_stmt *stmt = NULL;
  sqlite3_exec(db, "BEGIN", 0, 0, 0);
  if (sqlite3_prepare_v2(db, "INSERT INTO t VALUES (?)", -1, &stmt, NULL) !=
      SQLITE_OK) {
    sqlite3_exec(db, "ROLLBACK", 0, 0, 0);
    return 1;
  }
  for (int i = 0; i < n; ++i)
    sqlite3_step(stmt);
  sqlite3_finalize(stmt);
  sqlite3_exec(db, "COMMIT", 0, 0, 0);
  return 0;
}

// The end of a scope.
static void rollback_open(PGconn **conn) {
  PQclear(PQexec(*conn, "ROLLBACK"));
}
int no_warning_cleanup_attribute(PGconn *given, int n) {
  __attribute__((cleanup(rollback_open))) PGconn *conn = given;
  PQclear(PQexec(conn, "BEGIN"));
  if (n < 0)
    return n;
  PQclear(PQexec(conn, "COMMIT"));
  return 0;
}

// Two connections, each with its own.
int no_warning_two(PGconn *from, PGconn *to) {
  PQclear(PQexec(from, "BEGIN"));
  PQclear(PQexec(to, "BEGIN"));
  PQclear(PQexec(to, "COMMIT"));
  PQclear(PQexec(from, "COMMIT"));
  return 0;
}
int one_of_two(PGconn *from, PGconn *to) {
  PQclear(PQexec(from, "BEGIN"));
  // CHECK: :[[@LINE-1]]:11: warning: the transaction begun here on 'from'
  PQclear(PQexec(to, "BEGIN"));
  PQclear(PQexec(to, "COMMIT"));
  return 0;
}
