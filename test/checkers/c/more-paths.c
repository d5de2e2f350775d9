// RUN: %check %s
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Longer ways through a function: order, depth and combination of branches.

#include <libpq-fe.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int leak_behind_three_conditions(PGconn *c, int a, int b, int d) {
  PGresult *res = PQexec(c, "SELECT 1");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'res' from 'PQexec' is not released on every path; call 'PQclear'
  if (a) {
    if (b) {
      if (d)
        return 1;
      PQclear(res);
      return 2;
    }
    PQclear(res);
    return 3;
  }
  PQclear(res);
  return 4;
}

int leak_only_in_the_last_of_five(PGconn *c, int n) {
  PGresult *res = PQexec(c, "SELECT 1");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'res' from 'PQexec' is not released on every path; call 'PQclear'
  if (n == 0) {
    PQclear(res);
    return 0;
  } else if (n == 1) {
    PQclear(res);
    return 1;
  } else if (n == 2) {
    PQclear(res);
    return 2;
  } else if (n == 3) {
    PQclear(res);
    return 3;
  }
  return 4;
}

int no_warning_all_five(PGconn *c, int n) {
  PGresult *res = PQexec(c, "SELECT 1");
  if (n == 0) {
    PQclear(res);
    return 0;
  } else if (n == 1) {
    PQclear(res);
    return 1;
  }
  PQclear(res);
  return 4;
}

int no_warning_contradicting_conditions(PGconn *c, int n) {
  PGresult *res = NULL;
  if (n > 10)
    res = PQexec(c, "SELECT 1");
  if (n <= 10)
    return 0;
  PQclear(res);
  return 1;
}

int no_warning_both_flags_or_none(PGconn *c, int a, int b) {
  PGresult *res = NULL;
  if (a && b)
    res = PQexec(c, "SELECT 1");
  if (a && b)
    PQclear(res);
  return 0;
}

int either_flag_releases_too_little(PGconn *c, int a, int b) {
  PGresult *res = NULL;
  if (a || b)
    res = PQexec(c, "SELECT 1");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'res' from 'PQexec' is not released on every path; call 'PQclear'
  if (a && b)
    PQclear(res);
  return 0;
}

int no_warning_three_handles_in_reverse(const char *dsn) {
  PGconn *conn = PQconnectdb(dsn);
  if (PQstatus(conn) != CONNECTION_OK) {
    PQfinish(conn);
    return -1;
  }
  PGresult *res = PQexec(conn, "SELECT 1");
  if (PQresultStatus(res) != PGRES_TUPLES_OK) {
    PQclear(res);
    PQfinish(conn);
    return -1;
  }
  char *lit = PQescapeLiteral(conn, "x", 1);
  if (lit == NULL) {
    PQclear(res);
    PQfinish(conn);
    return -1;
  }
  PQfreemem(lit);
  PQclear(res);
  PQfinish(conn);
  return 0;
}

int one_of_three_forgotten(const char *dsn) {
  PGconn *conn = PQconnectdb(dsn);
  if (PQstatus(conn) != CONNECTION_OK) {
    PQfinish(conn);
    return -1;
  }
  PGresult *res = PQexec(conn, "SELECT 1");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'res' from 'PQexec' is not released on every path; call 'PQclear'
  if (PQresultStatus(res) != PGRES_TUPLES_OK) {
    PQclear(res);
    PQfinish(conn);
    return -1;
  }
  char *lit = PQescapeLiteral(conn, "x", 1);
  if (lit == NULL) {
    PQfinish(conn);
    return -1;
  }
  PQfreemem(lit);
  PQclear(res);
  PQfinish(conn);
  return 0;
}

int wrong_handle_released(PGconn *c) {
  PGresult *a = PQexec(c, "SELECT 1");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'a' from 'PQexec' is not released on every path; call 'PQclear'
  PGresult *b = PQexec(c, "SELECT 2");
  if (PQntuples(a) == 0) {
    PQclear(b);
    return -1;
  }
  PQclear(a);
  PQclear(b);
  return 0;
}

int released_before_the_renewed_acquire(PGconn *c) {
  PGresult *res = PQexec(c, "SELECT 1");
  PQclear(res);
  res = PQexec(c, "SELECT 2");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'res' from 'PQexec' is not released on every path; call 'PQclear'
  if (PQntuples(res) == 0)
    return -1;
  PQclear(res);
  return 0;
}

int no_warning_unreachable_code_behind_return(PGconn *c) {
  PGresult *res = PQexec(c, "SELECT 1");
  PQclear(res);
  return 0;
  res = PQexec(c, "SELECT 2");
}

int no_warning_goto_into_the_middle(PGconn *c, int skip) {
  PGresult *res = NULL;
  if (skip)
    goto middle;
  res = PQexec(c, "SELECT 1");
middle:
  if (res)
    PQclear(res);
  return 0;
}

int backward_goto(PGconn *c, int n) {
  PGresult *res = NULL;
more:
  res = PQexec(c, "SELECT 1");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'res' from 'PQexec' is not released on every path; call 'PQclear'
  if (--n > 0)
    goto more;
  PQclear(res);
  return 0;
}

#pragma clang diagnostic ignored "-Wdeprecated-non-prototype"
int old_style_definition(c, q)
PGconn *c;
char *q;
{
  PGresult *res = PQexec(c, q);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'res' from 'PQexec' is not released on every path; call 'PQclear'
  return PQntuples(res);
}

int no_warning_counter_of_tries_decides(PGconn *c) {
  PGresult *res = NULL;
  int tries = 0;
  while (tries < 3) {
    res = PQexec(c, "SELECT 1");
    if (PQresultStatus(res) == PGRES_TUPLES_OK)
      break;
    PQclear(res);
    res = NULL;
    tries++;
  }
  if (tries == 3)
    return -1;
  PQclear(res);
  return 0;
}

int no_warning_string_comparison_guards_both(PGconn *c, const char *mode) {
  PGresult *res = NULL;
  int full = strcmp(mode, "full") == 0;
  if (full)
    res = PQexec(c, "SELECT 1");
  if (full)
    PQclear(res);
  return 0;
}

int no_warning_bit_flag_guards_both(PGconn *c, unsigned flags) {
  PGresult *res;
  if (flags & 4)
    res = PQexec(c, "SELECT 1");
  if (flags & 4)
    PQclear(res);
  return 0;
}

int other_bit_guards_the_release(PGconn *c, unsigned flags) {
  PGresult *res = NULL;
  if (flags & 4)
    res = PQexec(c, "SELECT 1");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'res' from 'PQexec' is not released on every path; call 'PQclear'
  if (flags & 8)
    PQclear(res);
  return 0;
}
