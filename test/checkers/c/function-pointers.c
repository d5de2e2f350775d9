// RUN: %check %s
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Calls through pointers: who knows what they do, so nothing is reported.

#include <libpq-fe.h>
#include <stdlib.h>

struct ops {
  PGresult *(*query)(PGconn *, const char *);
  void (*done)(PGresult *);
  void (*with)(PGresult *, void *);
};

void no_warning_released_through_a_table(PGconn *c, const struct ops *ops) {
  PGresult *res = PQexec(c, "SELECT 1");
  ops->done(res);
}

void no_warning_released_through_a_parameter(PGconn *c,
                                             void (*done)(PGresult *)) {
  PGresult *res = PQexec(c, "SELECT 1");
  done(res);
}

void no_warning_released_through_a_local_pointer(PGconn *c) {
  void (*const done)(PGresult *) = PQclear;
  PGresult *res = PQexec(c, "SELECT 1");
  done(res);
}

void no_warning_given_to_a_callback(PGconn *c, const struct ops *ops) {
  PGresult *res = PQexec(c, "SELECT 1");
  ops->with(res, NULL);
}

int no_warning_acquired_through_a_table(PGconn *c, const struct ops *ops) {
  PGresult *res = ops->query(c, "SELECT 1");
  return PQntuples(res);
}

static PGconn *conn_at_exit;
static void at_exit(void) { PQfinish(conn_at_exit); }

void no_warning_released_at_exit(const char *dsn) {
  conn_at_exit = PQconnectdb(dsn);
  atexit(at_exit);
}

static void each(PGresult *res, void (*fn)(PGresult *)) { fn(res); }

void no_warning_helper_applies_a_callback(PGconn *c) {
  PGresult *res = PQexec(c, "SELECT 1");
  each(res, PQclear);
}

typedef void (*finisher)(PGconn *);
static const finisher finishers[] = {PQfinish, PQreset};

void no_warning_released_through_an_array_of_pointers(const char *dsn, int i) {
  PGconn *conn = PQconnectdb(dsn);
  finishers[i](conn);
}

int other_path_beside_the_pointer(PGconn *c, const struct ops *ops) {
  PGresult *res = PQexec(c, "SELECT 1");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'res' from 'PQexec' is not released on every path; call 'PQclear'
  if (PQntuples(res) == 0)
    return -1;
  ops->done(res);
  return 0;
}

void no_warning_release_through_an_address_of_function(PGconn *c) {
  PGresult *res = PQexec(c, "SELECT 1");
  (*PQclear)(res);
}

void no_warning_release_in_parentheses(PGconn *c) {
  PGresult *res = PQexec(c, "SELECT 1");
  (PQclear)(res);
}
