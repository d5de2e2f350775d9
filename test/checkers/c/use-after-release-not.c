// RUN: %check %s -checks=-*,leash-use-after-release
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Releases that are right, however much they look otherwise.

#include <libpq-fe.h>
#include <sqlite3.h>
#include <mysql.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

char *strdup(const char *);

int used_before(PGconn *c) {
  PGresult *res = PQexec(c, "SELECT 1");
  int n = PQntuples(res);
  PQclear(res);
  return n;
}

int taken_anew(PGconn *c) {
  PGresult *res = PQexec(c, "SELECT 1");
  PQclear(res);
  res = PQexec(c, "SELECT 2");
  int n = PQntuples(res);
  PQclear(res);
  return n;
}

void set_to_null(const char *info) {
  PGconn *conn = PQconnectdb(info);
  PQfinish(conn);
  conn = NULL;
  PQfinish(conn);
}

void null_released(void) {
  PGconn *conn = NULL;
  PQfinish(conn);
  PQfinish(conn);
}

int flag(PGconn *c, int fail) {
  int cleared = 0, n = 0;
  PGresult *res = PQexec(c, "SELECT 1");
  if (fail) {
    PQclear(res);
    cleared = 1;
  }
  if (!cleared) {
    n = PQntuples(res);
    PQclear(res);
  }
  return n;
}

int same_condition(PGconn *c, int fail) {
  PGresult *res = PQexec(c, "SELECT 1");
  if (fail)
    PQclear(res);
  puts("between");
  if (!fail) {
    puts(PQgetvalue(res, 0, 0));
    PQclear(res);
  }
  return 0;
}

int cleanup_label(PGconn *c) {
  int rc = -1;
  PGresult *res = PQexec(c, "BEGIN");
  if (PQresultStatus(res) != PGRES_COMMAND_OK)
    goto done;
  PQclear(res);
  res = NULL;
  if (PQstatus(c) != CONNECTION_OK)
    goto done;
  res = PQexec(c, "SELECT 1");
  rc = PQntuples(res);
done:
  if (res)
    PQclear(res);
  return rc;
}

static void close_and_null(PGconn **c) {
  if (*c) {
    PQfinish(*c);
    *c = NULL;
  }
}

void wrapper_that_nulls(const char *info) {
  PGconn *conn = PQconnectdb(info);
  close_and_null(&conn);
  close_and_null(&conn);
}

static void reopen(PGconn **c, const char *info) {
  PQfinish(*c);
  *c = PQconnectdb(info);
}

int reopened(const char *info) {
  PGconn *conn = PQconnectdb(info);
  reopen(&conn, info);
  int status = PQstatus(conn);
  PQfinish(conn);
  return status;
}

void reconnect(PGconn **c);

int reopened_elsewhere(PGconn *conn) {
  PQfinish(conn);
  reconnect(&conn);
  return PQstatus(conn);
}

void drain(PGconn *c) {
  PGresult *res;
  while ((res = PQgetResult(c)) != NULL)
    PQclear(res);
}

void drain_by_hand(PGconn *c) {
  PGresult *res = PQgetResult(c);
  while (res) {
    PQclear(res);
    res = PQgetResult(c);
  }
}

void each_turn_its_own(PGconn *c, int n) {
  for (int i = 0; i < n; i++) {
    PGresult *res = PQexec(c, "SELECT 1");
    PQclear(res);
  }
}

void compared_and_printed(PGconn *c, PGresult *last) {
  PGresult *res = PQexec(c, "SELECT 1");
  PQclear(res);
  if (res == last)
    printf("cleared %p\n", (void *)res);
}

struct session { PGconn *conn; PGresult *last; };

void field_nulled(struct session *s) {
  PQfinish(s->conn);
  s->conn = NULL;
  if (s->conn)
    PQexec(s->conn, "SELECT 1");
}

void session_changed(struct session *s);

int field_perhaps_set(struct session *s) {
  PQfinish(s->conn);
  session_changed(s);
  return PQstatus(s->conn);
}

void remove_from(void *list, PGconn *c);
void forget(PGconn *c);

void struck_off_a_list(void *list, PGconn *conn) {
  PQfinish(conn);
  remove_from(list, conn);
}

struct node { PGconn *conn; struct node *next; };

void all_of_a_list(struct node *n) {
  while (n) {
    struct node *next = n->next;
    PQfinish(n->conn);
    free(n);
    n = next;
  }
}

void all_of_a_list_for(struct node *list) {
  for (struct node *n = list; n; n = n->next)
    PQfinish(n->conn);
}

void all_of_an_array(PGconn **all, int n) {
  for (int i = 0; i < n; i++)
    PQfinish(all[i]);
}

void pointer_moved_on(PGconn **all) {
  while (*all) {
    PQfinish(*all);
    all++;
  }
}

static int check(PGconn *c, PGresult *res) {
  if (PQresultStatus(res) == PGRES_COMMAND_OK)
    return 1;
  fprintf(stderr, "%s", PQerrorMessage(c));
  PQclear(res);
  return 0;
}

int helper_releases_on_failure(PGconn *c) {
  PGresult *res = PQexec(c, "SELECT 1");
  if (!check(c, res))
    return -1;
  int n = PQntuples(res);
  PQclear(res);
  return n;
}

static void perhaps(PGresult *res, int really) {
  if (really && res)
    PQclear(res);
}

int helper_released_nothing(PGconn *c) {
  PGresult *res = PQexec(c, "SELECT 1");
  perhaps(res, 0);
  int n = PQntuples(res);
  PQclear(res);
  return n;
}

extern int verbose;
static void tell(PGresult *res) {
  if (verbose)
    puts(PQresultErrorMessage(res));
}
static void mention(PGconn *c) { printf("at %p\n", (void *)c); }

void helper_looks_at_the_pointer_only(PGconn *conn) {
  PQfinish(conn);
  mention(conn);
}

void closed_and_refused(sqlite3 *db) {
  if (sqlite3_close(db) != SQLITE_OK)
    fprintf(stderr, "%s\n", sqlite3_errmsg(db));
}

void closed_until_it_takes(sqlite3 *db) {
  int rc;
  do {
    rc = sqlite3_close(db);
  } while (rc == SQLITE_BUSY);
}

void zombie(const char *file) {
  sqlite3 *db;
  sqlite3_stmt *stmt;
  sqlite3_open(file, &db);
  sqlite3_prepare_v2(db, "SELECT 1", -1, &stmt, 0);
  sqlite3_close_v2(db);
  sqlite3_step(stmt);
  sqlite3_finalize(stmt);
}

int result_outlives_the_connection(const char *info) {
  PGconn *conn = PQconnectdb(info);
  PGresult *res = PQexec(conn, "SELECT 1");
  PQfinish(conn);
  int n = PQntuples(res);
  PQclear(res);
  return n;
}

int prepared_again(sqlite3 *db) {
  sqlite3_stmt *stmt = 0;
  for (int i = 0; i < 3; i++) {
    if (sqlite3_prepare_v2(db, "SELECT 1", -1, &stmt, 0) != SQLITE_OK) {
      sqlite3_finalize(stmt);
      return -1;
    }
    sqlite3_step(stmt);
    sqlite3_finalize(stmt);
  }
  return 0;
}

void messages(sqlite3 *db) {
  char *err = 0;
  if (sqlite3_exec(db, "a", 0, 0, &err) != SQLITE_OK) {
    fprintf(stderr, "%s\n", err);
    sqlite3_free(err);
  }
  if (sqlite3_exec(db, "b", 0, 0, &err) != SQLITE_OK) {
    fprintf(stderr, "%s\n", err);
    sqlite3_free(err);
  }
}

void value_handle_again(void) {
  MYSQL m;
  mysql_init(&m);
  mysql_close(&m);
  mysql_init(&m);
  mysql_query(&m, "SELECT 1");
  mysql_close(&m);
}

// What a handle lent.

char *text_copied(PGconn *c) {
  PGresult *res = PQexec(c, "SELECT name FROM t");
  char *name = strdup(PQgetvalue(res, 0, 0));
  PQclear(res);
  return name;
}

void text_used_in_time(PGconn *c) {
  PGresult *res = PQexec(c, "SELECT name FROM t");
  const char *name = PQgetvalue(res, 0, 0);
  puts(name);
  PQclear(res);
}

void text_or_its_copy(PGconn *c, int keep) {
  PGresult *res = PQexec(c, "SELECT name FROM t");
  const char *name = PQgetvalue(res, 0, 0);
  if (keep)
    name = strdup(name);
  else
    name = "none";
  PQclear(res);
  puts(name);
}

void text_of_another_result(PGconn *c, PGresult *other) {
  PGresult *res = PQexec(c, "SELECT name FROM t");
  const char *name = PQgetvalue(other, 0, 0);
  PQclear(res);
  puts(name);
}

void column_read_in_time(sqlite3_stmt *stmt) {
  while (sqlite3_step(stmt) == SQLITE_ROW) {
    const unsigned char *name = sqlite3_column_text(stmt, 0);
    printf("%s\n", name);
  }
}

void row_after_row(MYSQL_RES *res) {
  MYSQL_ROW row;
  while ((row = mysql_fetch_row(res)))
    puts(row[0]);
  mysql_free_result(res);
}

void column_name_after_a_step(sqlite3_stmt *stmt) {
  const char *name = sqlite3_column_name(stmt, 0);
  while (sqlite3_step(stmt) == SQLITE_ROW)
    puts(name);
}

void status_text_is_static(PGresult *res) {
  const char *status = PQresStatus(PQresultStatus(res));
  PQclear(res);
  puts(status);
}
