// RUN: %check %s
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Autocommit turned off: for one transaction, or for as long as the connection
// lives.

#include <libpq-fe.h>
#include <mysql.h>
#include <stddef.h>

struct worker {
  MYSQL *db;
};

// For good: whoever uses the connection commits.
static int connect_worker(struct worker *w) {
  w->db = mysql_init(NULL);
  if (w->db == NULL)
    return 1;
  if (mysql_real_connect(w->db, "h", "u", "p", "d", 0, NULL, 0) == NULL) {
    mysql_close(w->db);
    w->db = NULL;
    return 1;
  }
  mysql_autocommit(w->db, 0);
  return 0;
}

int write_row(struct worker *w, const char *sql) {
  if (w->db == NULL && connect_worker(w) != 0)
    return 1;
  if (mysql_query(w->db, sql))
    return 1;
  return mysql_commit(w->db) ? 1 : 0;
}

int resume(struct worker *w) { return connect_worker(w); }

// For one transaction: some path ends it.
int transfer(MYSQL *db) {
  mysql_autocommit(db, 0);
  // CHECK: :[[@LINE-1]]:3: warning: the transaction begun here on 'db' is not finished on every path
  if (mysql_query(db, "UPDATE a SET n = n - 1"))
    return 1;
  mysql_commit(db);
  mysql_autocommit(db, 1);
  return 0;
}

static int begin_work(MYSQL *db) { return mysql_autocommit(db, 0); }
int transfer_by_helper(MYSQL *db) {
  if (begin_work(db))
    // CHECK: :[[@LINE-1]]:7: warning: the transaction begun here on 'db' is not finished on every path
    return 1;
  if (mysql_query(db, "UPDATE a SET n = n - 1"))
    return 1;
  return mysql_commit(db);
}

int transfer_right(MYSQL *db) {
  mysql_autocommit(db, 0);
  const int failed = mysql_query(db, "UPDATE a SET n = n - 1");
  if (failed)
    mysql_rollback(db);
  else
    mysql_commit(db);
  mysql_autocommit(db, 1);
  return failed;
}
