// RUN: %check %s
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Releases and acquires spread over the cases of a switch.

#include <libpq-fe.h>
#include <sqlite3.h>
#include <stdio.h>

int without_default(PGconn *c) {
  PGresult *res = PQexec(c, "SELECT 1");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'res' from 'PQexec' is not released on every path; call 'PQclear'
  switch (PQresultStatus(res)) {
  case PGRES_TUPLES_OK:
  case PGRES_COMMAND_OK:
    PQclear(res);
    return 0;
  case PGRES_FATAL_ERROR:
    PQclear(res);
    return -1;
  }
  return -2;
}

int no_warning_with_default(PGconn *c) {
  PGresult *res = PQexec(c, "SELECT 1");
  switch (PQresultStatus(res)) {
  case PGRES_TUPLES_OK:
    PQclear(res);
    return 0;
  default:
    PQclear(res);
    return -1;
  }
}

int return_in_one_case(PGconn *c) {
  int n = 0;
  PGresult *res = PQexec(c, "SELECT 1");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'res' from 'PQexec' is not released on every path; call 'PQclear'
  switch (PQresultStatus(res)) {
  case PGRES_TUPLES_OK:
    n = PQntuples(res);
    break;
  case PGRES_COMMAND_OK:
    break;
  default:
    return -1;
  }
  PQclear(res);
  return n;
}

int no_warning_released_after_the_switch(PGconn *c) {
  int n = 0;
  PGresult *res = PQexec(c, "SELECT 1");
  switch (PQresultStatus(res)) {
  case PGRES_TUPLES_OK:
    n = PQntuples(res);
    break;
  case PGRES_COMMAND_OK:
    n = 1;
  }
  PQclear(res);
  return n;
}

int no_warning_falls_through_to_the_release(PGconn *c) {
  PGresult *res = PQexec(c, "SELECT 1");
  switch (PQntuples(res)) {
  case 0:
    puts("none");
    // fall through
  case 1:
    puts("at most one");
    // fall through
  default:
    PQclear(res);
  }
  return 0;
}

int break_before_the_release(PGconn *c) {
  PGresult *res = PQexec(c, "SELECT 1");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'res' from 'PQexec' is not released on every path; call 'PQclear'
  switch (PQntuples(res)) {
  case 0:
    break;
  default:
    PQclear(res);
  }
  return 0;
}

enum kind { Job, Queue };

int no_warning_every_value_of_the_enum(PGconn *c, enum kind k) {
  PGresult *res = PQexec(c, "SELECT 1");
  switch (k) {
  case Job:
    PQclear(res);
    return 1;
  case Queue:
    PQclear(res);
    return 2;
  }
}

int no_warning_same_case_acquires_and_releases(PGconn *c, enum kind k) {
  PGresult *res;
  switch (k) {
  case Job:
    res = PQexec(c, "SELECT 1");
    break;
  case Queue:
    return 0;
  }
  PQclear(res);
  return 1;
}

int no_warning_two_switches_agree(PGconn *c, int k) {
  PGresult *res;
  switch (k) {
  case 3:
    res = PQexec(c, "SELECT 1");
    break;
  default:
    break;
  }
  puts(PQerrorMessage(c));
  switch (k) {
  case 3:
    PQclear(res);
    break;
  default:
    break;
  }
  return 0;
}

int two_switches_disagree(PGconn *c, int k) {
  PGresult *res = NULL;
  switch (k) {
  case 3:
    res = PQexec(c, "SELECT 1");
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'res' from 'PQexec' is not released on every path; call 'PQclear'
    break;
  }
  switch (k) {
  case 4:
    PQclear(res);
    break;
  }
  return 0;
}

int no_warning_on_the_return_code(sqlite3 *db) {
  sqlite3_stmt *st;
  switch (sqlite3_prepare_v2(db, "SELECT 1", -1, &st, NULL)) {
  case SQLITE_OK:
    break;
  case SQLITE_BUSY:
    return 1;
  default:
    return -1;
  }
  return sqlite3_finalize(st);
}

int on_the_step_result(sqlite3 *db) {
  sqlite3_stmt *st;
  if (sqlite3_prepare_v2(db, "SELECT 1", -1, &st, NULL) != SQLITE_OK)
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'st' from 'sqlite3_prepare_v2' is not released on every path; call 'sqlite3_finalize'
    return -1;
  switch (sqlite3_step(st)) {
  case SQLITE_ROW:
  case SQLITE_DONE:
    sqlite3_finalize(st);
    return 0;
  case SQLITE_BUSY:
    return 1;
  default:
    sqlite3_finalize(st);
    return -1;
  }
}

int continue_inside_a_switch(PGconn *c, int n) {
  for (int i = 0; i < n; i++) {
    PGresult *res = PQexec(c, "SELECT 1");
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'res' from 'PQexec' is not released on every path; call 'PQclear'
    switch (PQresultStatus(res)) {
    case PGRES_EMPTY_QUERY:
      continue;
    default:
      break;
    }
    PQclear(res);
  }
  return n;
}

int no_warning_break_leaves_the_switch_not_the_loop(PGconn *c, int n) {
  for (int i = 0; i < n; i++) {
    PGresult *res = PQexec(c, "SELECT 1");
    switch (PQresultStatus(res)) {
    case PGRES_EMPTY_QUERY:
      break;
    default:
      puts("row");
      break;
    }
    PQclear(res);
  }
  return n;
}
