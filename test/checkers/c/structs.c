// RUN: %check %s
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Handles in fields of local structs, of the caller's structs and of unions.

#include <libpq-fe.h>
#include <sqlite3.h>
#include <stdio.h>

struct session {
  PGconn *conn;
  PGresult *res;
  int rows;
};

int field_of_a_local_struct(PGconn *c) {
  struct session s;
  s.res = PQexec(c, "SELECT 1");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 's.res' from 'PQexec' is not released on every path; call 'PQclear'
  if (PQntuples(s.res) == 0)
    return -1;
  PQclear(s.res);
  return 0;
}

int no_warning_field_of_a_local_struct(PGconn *c) {
  struct session s;
  s.res = PQexec(c, "SELECT 1");
  s.rows = PQntuples(s.res);
  PQclear(s.res);
  return s.rows;
}

int one_field_of_two(const char *dsn) {
  struct session s;
  s.conn = PQconnectdb(dsn);
  s.res = PQexec(s.conn, "SELECT 1");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 's.res' from 'PQexec' is not released on every path; call 'PQclear'
  PQfinish(s.conn);
  return 0;
}

int field_reassigned(PGconn *c) {
  struct session s = {0};
  s.res = PQexec(c, "SELECT 1");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 's.res' from 'PQexec' is not released on every path; call 'PQclear'
  s.res = PQexec(c, "SELECT 2");
  PQclear(s.res);
  return 0;
}

int field_set_by_initialiser(PGconn *c) {
  struct session s = {c, PQexec(c, "SELECT 1"), 0};
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 's.res' from 'PQexec' is not released on every path; call 'PQclear'
  return PQntuples(s.res);
}

int no_warning_field_set_by_initialiser(PGconn *c) {
  struct session s = {.conn = c, .res = PQexec(c, "SELECT 1")};
  PQclear(s.res);
  return 0;
}

int out_parameter_into_a_field(sqlite3 *db) {
  struct {
    sqlite3_stmt *st;
  } q;
  if (sqlite3_prepare_v2(db, "SELECT 1", -1, &q.st, NULL) != SQLITE_OK)
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'q.st' from 'sqlite3_prepare_v2' is not released on every path; call 'sqlite3_finalize'
    return -1;
  if (sqlite3_step(q.st) != SQLITE_ROW)
    return -1;
  sqlite3_finalize(q.st);
  return 0;
}

int no_warning_out_parameter_into_a_field(sqlite3 *db) {
  struct {
    sqlite3_stmt *st;
  } q;
  if (sqlite3_prepare_v2(db, "SELECT 1", -1, &q.st, NULL) != SQLITE_OK)
    return -1;
  sqlite3_step(q.st);
  return sqlite3_finalize(q.st);
}

void no_warning_field_of_the_callers_struct(struct session *s,
                                            const char *dsn) {
  s->conn = PQconnectdb(dsn);
  s->res = PQexec(s->conn, "SELECT 1");
}

int no_warning_failed_field_of_the_callers_struct(struct session *s,
                                                  const char *dsn) {
  s->conn = PQconnectdb(dsn);
  if (PQstatus(s->conn) != CONNECTION_OK)
    return -1;
  return 0;
}

void field_of_the_callers_struct_overwritten(struct session *s) {
  s->res = PQexec(s->conn, "SELECT 1");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 's->res' from 'PQexec' is not released on every path; call 'PQclear'
  s->res = PQexec(s->conn, "SELECT 2");
}

void no_warning_field_of_the_callers_struct_renewed(struct session *s) {
  PQclear(s->res);
  s->res = PQexec(s->conn, "SELECT 1");
}

struct session no_warning_struct_returned(const char *dsn) {
  struct session s = {0};
  s.conn = PQconnectdb(dsn);
  return s;
}

struct session no_warning_compound_literal_returned(PGconn *c) {
  return (struct session){.conn = c, .res = PQexec(c, "SELECT 1")};
}

void no_warning_struct_copied_out(struct session *out, PGconn *c) {
  struct session s = {0};
  s.res = PQexec(c, "SELECT 1");
  *out = s;
}

int no_warning_struct_copied_then_released(PGconn *c) {
  struct session s = {0}, t;
  s.res = PQexec(c, "SELECT 1");
  t = s;
  PQclear(t.res);
  return 0;
}

struct outer {
  struct session in;
};

int no_warning_nested_field(PGconn *c) {
  struct outer o;
  o.in.res = PQexec(c, "SELECT 1");
  int n = PQntuples(o.in.res);
  PQclear(o.in.res);
  return n;
}

union handle {
  PGresult *res;
  void *any;
};

void no_warning_union(PGconn *c) {
  union handle h;
  h.res = PQexec(c, "SELECT 1");
  PQclear(h.any);
}

struct pool {
  PGconn *conns[8];
  int n;
};

void no_warning_array_in_the_callers_struct(struct pool *p, const char *dsn) {
  while (p->n < 8)
    p->conns[p->n++] = PQconnectdb(dsn);
}

struct node {
  PGresult *res;
  struct node *next;
};

void no_warning_stored_deep_in_a_list(struct node *list, PGconn *c) {
  list->next->next->res = PQexec(c, "SELECT 1");
}

static struct session the_session;

int no_warning_field_of_a_global_struct(const char *dsn) {
  the_session.conn = PQconnectdb(dsn);
  return PQstatus(the_session.conn) == CONNECTION_OK ? 0 : -1;
}

int no_warning_pointer_to_local_struct(PGconn *c) {
  struct session s, *p = &s;
  p->res = PQexec(c, "SELECT 1");
  PQclear(s.res);
  return 0;
}
