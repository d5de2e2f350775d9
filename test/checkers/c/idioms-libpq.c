// RUN: %check %s
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Idioms of right libpq code that a check must stay silent on.

#include <libpq-fe.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SAFE_FINISH(c)                                                         \
  if (c) {                                                                     \
    PQfinish(c);                                                               \
    c = NULL;                                                                  \
  }

#define REQUIRE(x)                                                             \
  if (!(x)) {                                                                  \
    fprintf(stderr, "%s\n", #x);                                               \
    abort();                                                                   \
  }

int no_warning_null_or_bad_then_finish_if_set(const char *dsn) {
  PGconn *conn = NULL;
  if (!(conn = PQconnectdb(dsn)) || PQstatus(conn) != CONNECTION_OK) {
    if (conn)
      PQfinish(conn);
    return -1;
  }
  PQfinish(conn);
  return 0;
}

int no_warning_finish_by_an_if_macro(const char *dsn) {
  PGconn *conn = PQconnectdb(dsn);
  if (PQstatus(conn) == CONNECTION_BAD) {
    SAFE_FINISH(conn)
    return -1;
  }
  SAFE_FINISH(conn)
  return 0;
}

PGconn *no_warning_handle_or_null_at_one_exit(const char *dsn) {
  int rc = 0;
  PGconn *conn = PQconnectdb(dsn);
  if (PQstatus(conn) != CONNECTION_OK)
    rc = -1;
  else if (PQserverVersion(conn) < 90000)
    rc = -2;
  if (rc != 0) {
    PQfinish(conn);
    conn = NULL;
  }
  return conn;
}

int no_warning_error_text_tells_of_the_failure(PGconn *c) {
  const char *error = NULL;
  PGresult *res = PQexec(c, "SELECT 1");
  if (PQresultStatus(res) != PGRES_TUPLES_OK)
    error = "query failed";
  else if (PQntuples(res) == 0)
    error = "no rows";
  if (error) {
    fprintf(stderr, "%s\n", error);
    PQclear(res);
    return -1;
  }
  PQclear(res);
  return 0;
}

int no_warning_status_kept_in_a_variable(PGconn *c) {
  PGresult *res = PQexec(c, "SELECT 1");
  ExecStatusType status = PQresultStatus(res);
  if (status != PGRES_TUPLES_OK && status != PGRES_COMMAND_OK) {
    PQclear(res);
    return -1;
  }
  if (status == PGRES_TUPLES_OK)
    puts(PQgetvalue(res, 0, 0));
  PQclear(res);
  return 0;
}

int no_warning_own_assert_aborts(PGconn *c) {
  PGresult *res = PQexec(c, "SELECT 1");
  REQUIRE(PQresultStatus(res) == PGRES_TUPLES_OK)
  REQUIRE(PQntuples(res) == 1)
  PQclear(res);
  return 0;
}

void no_warning_next_result_read_before_clearing(PGconn *c) {
  PGresult *res = PQgetResult(c), *next;
  while (res) {
    next = PQgetResult(c);
    PQclear(res);
    res = next;
  }
}

int no_warning_cleared_and_nulled_before_break(PGconn *c, int n) {
  PGresult *res = NULL;
  for (int i = 0; i < n; i++) {
    PQclear(res);
    res = PQexec(c, "SELECT 1");
    if (PQntuples(res) == 0) {
      PQclear(res);
      res = NULL;
      break;
    }
  }
  if (res)
    PQclear(res);
  return 0;
}

int no_warning_one_variable_for_many_queries(PGconn *c) {
  PGresult *res = NULL;
  static const char *const sql[] = {"BEGIN", "LOCK TABLE t", "COMMIT"};
  for (unsigned i = 0; i < 3; i++) {
    if (res)
      PQclear(res);
    res = PQexec(c, sql[i]);
    if (PQresultStatus(res) != PGRES_COMMAND_OK)
      goto fail;
  }
  PQclear(res);
  return 0;
fail:
  fprintf(stderr, "%s", PQerrorMessage(c));
  PQclear(res);
  return -1;
}

int no_warning_volatile_handle(PGconn *c) {
  PGresult *volatile res = PQexec(c, "SELECT 1");
  if (PQntuples(res) == 0) {
    PQclear(res);
    return -1;
  }
  PQclear(res);
  return 0;
}

int no_warning_copy_row_by_switch(PGconn *c) {
  char *buf = NULL;
  int n = PQgetCopyData(c, &buf, 1);
  switch (n) {
  case 0:
    return 1;
  case -1:
  case -2:
    return n;
  default:
    PQfreemem(buf);
  }
  return 0;
}

int no_warning_copy_row_by_its_pointer(PGconn *c) {
  char *buf = NULL;
  int n = PQgetCopyData(c, &buf, 0);
  if (buf != NULL)
    PQfreemem(buf);
  return n;
}

int no_warning_copy_rows_until_minus_one(PGconn *c) {
  char *buf;
  while (PQgetCopyData(c, &buf, 0) != -1) {
    if (buf) {
      puts(buf);
      PQfreemem(buf);
    }
  }
  return 0;
}

int no_warning_cleanup_ladder(const char *dsn) {
  int rc = -1;
  char *lit = NULL;
  PGresult *res = NULL;
  PGconn *conn = PQconnectdb(dsn);
  if (PQstatus(conn) != CONNECTION_OK)
    goto out_conn;
  lit = PQescapeLiteral(conn, "x", 1);
  if (!lit)
    goto out_conn;
  res = PQexec(conn, lit);
  if (PQresultStatus(res) != PGRES_TUPLES_OK)
    goto out_res;
  rc = 0;
out_res:
  PQclear(res);
  PQfreemem(lit);
out_conn:
  PQfinish(conn);
  return rc;
}

static int connect_to(PGconn **conn, const char *dsn) {
  PGconn *fresh = PQconnectdb(dsn);
  if (PQstatus(fresh) != CONNECTION_OK) {
    PQfinish(fresh);
    return -1;
  }
  if (*conn)
    PQfinish(*conn);
  *conn = fresh;
  return 0;
}

int no_warning_first_server_that_answers(const char *const *dsn, int n) {
  PGconn *conn = NULL;
  for (int i = 0; i < n; i++)
    if (connect_to(&conn, dsn[i]) == 0)
      break;
  if (!conn)
    return -1;
  PQfinish(conn);
  return 0;
}

bool no_warning_boolean_helper_of_a_result(PGconn *c) {
  PGresult *res = PQexec(c, "SELECT 1");
  const bool ok = res && PQresultStatus(res) == PGRES_TUPLES_OK &&
                  PQntuples(res) == 1 && !PQgetisnull(res, 0, 0);
  if (res)
    PQclear(res);
  return ok;
}

struct row_source {
  PGresult *res;
  int at;
};

struct row_source *no_warning_moved_into_an_allocated_cursor(PGconn *c) {
  PGresult *res = PQexec(c, "SELECT 1");
  if (PQresultStatus(res) != PGRES_TUPLES_OK) {
    PQclear(res);
    return NULL;
  }
  struct row_source *rows = malloc(sizeof *rows);
  if (!rows) {
    PQclear(res);
    return NULL;
  }
  *rows = (struct row_source){res, 0};
  return rows;
}

int no_warning_two_results_alternate(PGconn *c, int n) {
  PGresult *previous = NULL, *res = NULL;
  int changes = 0;
  for (int i = 0; i < n; i++) {
    res = PQexec(c, "SELECT state");
    if (previous) {
      changes += strcmp(PQgetvalue(previous, 0, 0), PQgetvalue(res, 0, 0)) != 0;
      PQclear(previous);
    }
    previous = res;
  }
  PQclear(previous);
  return changes;
}
