// RUN: %check %s --checks='-*,leash-blocking-while-held' -- -std=gnu11
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// A transaction that is open while its program waits.

#include <libpq-fe.h>
#include <mysql.h>
#include <sqlite3.h>
#include <stdio.h>
#include <unistd.h>

static int run(PGconn *conn, const char *sql) {
  PGresult *res = PQexec(conn, sql);
  int ok = PQresultStatus(res) == PGRES_COMMAND_OK;
  PQclear(res);
  return ok;
}

void sleeps(PGconn *conn) {
  run(conn, "BEGIN");
  sleep(1);
  // CHECK: :[[@LINE-1]]:3: warning: 'sleep' sleeps while the transaction on 'conn' is open; commit or roll back before [leash-blocking-while-held]
  // CHECK: :[[@LINE-3]]:3: note: the transaction begins here
  run(conn, "COMMIT");
}

void sleeps_after(PGconn *conn) {
  run(conn, "BEGIN");
  run(conn, "COMMIT");
  sleep(1);
}

void asks(PGconn *conn) {
  char answer[8];
  run(conn, "BEGIN");
  run(conn, "DELETE FROM orders WHERE state = 'old'");
  printf("sure? ");
  if (!fgets(answer, sizeof answer, stdin) || answer[0] != 'y') {
    // CHECK: :[[@LINE-1]]:8: warning: 'fgets' reads from the terminal while the transaction on 'conn' is open
    run(conn, "ROLLBACK");
    return;
  }
  run(conn, "COMMIT");
}

void asks_before(PGconn *conn) {
  char answer[8];
  if (!fgets(answer, sizeof answer, stdin) || answer[0] != 'y')
    return;
  run(conn, "BEGIN");
  run(conn, "DELETE FROM orders WHERE state = 'old'");
  run(conn, "COMMIT");
}

int begin_that_fails(PGconn *conn) {
  while (!run(conn, "BEGIN"))
    sleep(1);
  return run(conn, "COMMIT");
}

void retries_after_a_rollback(PGconn *conn) {
  for (int i = 0; i < 5; i++) {
    run(conn, "BEGIN");
    if (run(conn, "UPDATE stock SET n = n - 1")) {
      run(conn, "COMMIT");
      return;
    }
    run(conn, "ROLLBACK");
    usleep(50000);
  }
}

void other_engines(sqlite3 *db, MYSQL *m) {
  sqlite3_exec(db, "BEGIN IMMEDIATE", 0, 0, 0);
  sleep(2);
  // CHECK: :[[@LINE-1]]:3: warning: 'sleep' sleeps while the transaction on 'db' is open
  sqlite3_exec(db, "COMMIT", 0, 0, 0);
  mysql_autocommit(m, 0);
  sleep(2);
  // CHECK: :[[@LINE-1]]:3: warning: 'sleep' sleeps while the transaction on 'm' is open
  mysql_commit(m);
}

static void settle(PGconn *conn) {
  run(conn, "COMMIT");
  sleep(1);
}

static void dawdle(PGconn *conn) {
  run(conn, "SELECT 1");
  sleep(1);
}

void through_helpers(PGconn *conn) {
  run(conn, "BEGIN");
  settle(conn);
  run(conn, "BEGIN");
  dawdle(conn);
  // CHECK: :[[@LINE-1]]:3: warning: 'dawdle' sleeps while the transaction on 'conn' is open
  // CHECK: note: it leads to 'sleep' here
  run(conn, "COMMIT");
}

int main(int argc, char **argv) {
  PGconn *conn = PQconnectdb(argv[1]);
  char line[80];
  run(conn, "BEGIN");
  while (fgets(line, sizeof line, stdin))
    // CHECK: :[[@LINE-1]]:10: warning: 'fgets' reads from the terminal while the transaction on 'conn' is open
    run(conn, line);
  run(conn, "COMMIT");
  PQfinish(conn);
}
