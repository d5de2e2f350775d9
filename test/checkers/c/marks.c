// RUN: %check %s -- -I%leash_source/runtime/include
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Marks on declarations tell the check what a project's own functions do.

#include <leash/annotations.h>
#include <libpq-fe.h>
#include <stddef.h>

struct pool;
struct ticket;

LEASH_ACQUIRE("pool-connection") PGconn *pool_get(struct pool *p);
LEASH_RELEASE(1) void pool_hand(struct pool *p, PGconn *conn);
LEASH_ACQUIRE_OUT("ticket", 1)
int ticket_draw(struct pool *p, struct ticket **t);
LEASH_RELEASE(0) void ticket_punch(struct ticket *t);
LEASH_TRANSFER(0) void until_shutdown(PGconn *conn);
LEASH_BORROW int close_to_limit(PGconn *conn);
LEASH_JUMPS void throw_error(const char *what);
LEASH_ACQUIRE("pg-result") PGresult *cached_query(PGconn *c, const char *q);
PGresult *marked_later(PGconn *c);
LEASH_ACQUIRE("pg-result") PGresult *marked_later(PGconn *c);

int pooled_connection(struct pool *p) {
  PGconn *conn = pool_get(p);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'conn' from 'pool_get' is not released on every path
  if (!conn)
    return -1;
  if (PQstatus(conn) != CONNECTION_OK)
    return -1;
  pool_hand(p, conn);
  return 0;
}

int no_warning_pooled_connection(struct pool *p) {
  PGconn *conn = pool_get(p);
  if (!conn)
    return -1;
  int v = PQserverVersion(conn);
  pool_hand(p, conn);
  return v;
}

int out_parameter(struct pool *p) {
  struct ticket *t;
  if (ticket_draw(p, &t) != 0)
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 't' from 'ticket_draw' is not released on every path
    return -1;
  return 0;
}

int no_warning_out_parameter(struct pool *p) {
  struct ticket *t;
  if (ticket_draw(p, &t) != 0)
    return -1;
  ticket_punch(t);
  return 0;
}

void no_warning_transferred(const char *dsn) {
  PGconn *conn = PQconnectdb(dsn);
  until_shutdown(conn);
}

int borrow_mark_beats_the_name(const char *dsn) {
  PGconn *conn = PQconnectdb(dsn);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'conn' from 'PQconnectdb' is not released on every path; call 'PQfinish'
  return close_to_limit(conn);
}

int jump_while_holding(PGconn *c) {
  PGresult *res = PQexec(c, "SELECT 1");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'res' from 'PQexec' is not released on every path; call 'PQclear'
  if (PQntuples(res) == 0)
    throw_error("no rows");
  PQclear(res);
  return 0;
}

int kind_of_the_catalogue(PGconn *c) {
  PGresult *res = cached_query(c, "SELECT 1");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'res' from 'cached_query' is not released on every path; call 'PQclear'
  return PQntuples(res);
}

int no_warning_kind_of_the_catalogue(PGconn *c) {
  PGresult *res = cached_query(c, "SELECT 1");
  int n = PQntuples(res);
  PQclear(res);
  return n;
}

int mark_on_a_later_declaration(PGconn *c) {
  PGresult *res = marked_later(c);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'res' from 'marked_later' is not released on every path; call 'PQclear'
  return PQntuples(res);
}

void acquired_by_a_mark_and_discarded(PGconn *c) {
  cached_query(c, "SELECT 1");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: result of 'cached_query' is never released; call 'PQclear'
}
