// RUN: %check %s --config='{CheckOptions: {leash-unreleased-acquire.Pairs: "pool_get/pool_put(1);lease_take(*1)==0/lease_drop;handle_new/handle_retire"}}'
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Pairs named in the options are followed as the built-in ones are.

#include <libpq-fe.h>
#include <stddef.h>

struct pool;
struct lease;
struct handle;

PGconn *pool_get(struct pool *p);
void pool_put(struct pool *p, PGconn *conn);
int lease_take(struct pool *p, struct lease **out);
void lease_drop(struct lease *l);
int lease_use(const struct lease *l);
struct handle *handle_new(const char *name);
void handle_retire(struct handle *h);

int pooled_connection(struct pool *p) {
  PGconn *conn = pool_get(p);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'conn' from 'pool_get' is not released on every path; call 'pool_put'
  if (!conn)
    return -1;
  if (PQstatus(conn) != CONNECTION_OK)
    return -1;
  pool_put(p, conn);
  return 0;
}

int no_warning_pooled_connection(struct pool *p) {
  PGconn *conn = pool_get(p);
  if (!conn)
    return -1;
  int v = PQserverVersion(conn);
  pool_put(p, conn);
  return v;
}

int no_warning_pooled_connection_finished_instead(struct pool *p) {
  PGconn *conn = pool_get(p);
  if (PQstatus(conn) != CONNECTION_OK) {
    PQfinish(conn);
    return -1;
  }
  pool_put(p, conn);
  return 0;
}

int lease_by_out_parameter(struct pool *p) {
  struct lease *l;
  if (lease_take(p, &l) != 0)
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'l' from 'lease_take' is not released on every path; call 'lease_drop'
    return -1;
  if (lease_use(l) < 0)
    return -1;
  lease_drop(l);
  return 0;
}

int no_warning_lease_by_out_parameter(struct pool *p) {
  struct lease *l;
  if (lease_take(p, &l) != 0)
    return -1;
  int rc = lease_use(l);
  lease_drop(l);
  return rc;
}

void handle_discarded(void) {
  handle_new("a");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: result of 'handle_new' is never released; call 'handle_retire'
}

void no_warning_handle_retired(void) { handle_retire(handle_new("a")); }

int built_in_ones_still_count(PGconn *c) {
  PGresult *res = PQexec(c, "SELECT 1");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'res' from 'PQexec' is not released on every path; call 'PQclear'
  return PQntuples(res);
}
