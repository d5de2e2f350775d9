// RUN: %check %s -- -std=gnu11
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Helpers that tell by an enumerator what they hand out.

#include <libpq-fe.h>
#include <string.h>
typedef enum { ST_OK, ST_FAIL, ST_NOTFOUND } status_t;
static status_t query(PGconn *d, const char *q, PGresult **r) {
  *r = PQexec(d, q);
  if (PQresultStatus(*r) == PGRES_COMMAND_OK)
    return ST_OK;
  PQclear(*r);
  *r = NULL;
  return ST_FAIL;
}
status_t use_query_ok(PGconn *d) {
  PGresult *r;
  status_t st = query(d, "x", &r);
  if (st == ST_FAIL)
    return st;
  PQclear(r);
  return st;
}
static status_t query3(PGconn *d, const char *q, PGresult **r) {
  *r = PQexec(d, q);
  if (PQresultStatus(*r) == PGRES_COMMAND_OK)
    return ST_OK;
  if (PQresultStatus(*r) == PGRES_TUPLES_OK)
    return ST_NOTFOUND;
  PQclear(*r);
  *r = NULL;
  return ST_FAIL;
}
status_t use_query3_ok(PGconn *d) {
  PGresult *r;
  status_t st = query3(d, "x", &r);
  if (st == ST_FAIL)
    return st;
  PQclear(r);
  return st;
}
static status_t query4(PGconn *d, const char *q, PGresult **r) {
  *r = PQexec(d, q);
  switch (PQresultStatus(*r)) {
  case PGRES_TUPLES_OK:
    return ST_NOTFOUND;
  case PGRES_COMMAND_OK:
    return ST_OK;
  default:
    PQclear(*r);
    *r = NULL;
    return ST_FAIL;
  }
}
status_t use_query4_ok(PGconn *d) {
  PGresult *r;
  status_t st = query4(d, "x", &r);
  if (st == ST_FAIL)
    return st;
  PQclear(r);
  return st;
}
static status_t query5(PGconn *d, const char *q, PGresult **r) {
  *r = PQexec(d, q);
  if (PQresultStatus(*r) == PGRES_COMMAND_OK)
    return ST_OK;
  if (PQresultStatus(*r) == PGRES_TUPLES_OK)
    return PQntuples(*r) ? ST_OK : ST_NOTFOUND;
  PQclear(*r);
  *r = NULL;
  return ST_FAIL;
}
status_t use_query5_ok(PGconn *d) {
  PGresult *r;
  status_t st = query5(d, "x", &r);
  if (st == ST_FAIL)
    return st;
  PQclear(r);
  return st;
}
