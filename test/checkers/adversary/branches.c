// RUN: %check %s -- -std=gnu11
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Values and handles that go together.

#include <libpq-fe.h>
#include <mysql.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
/* relations between handles & sizes */
struct s {
  PGconn *c;
  PGresult *r;
  int n;
  struct s *next;
};
extern void note(const char *, ...);
int branch_a(PGconn *c) {
  PGresult *r = PQexec(c, "x");
  int n = PQntuples(r);
  if (n > 0) {
    PQclear(r);
    return n;
  }
  if (n == 0) {
    PQclear(r);
    return 0;
  }
  PQclear(r);
  return -1;
}
int branch_b(PGconn *c) {
  PGresult *r = PQexec(c, "x");
  int n = PQntuples(r);
  if (n > 0) {
    PQclear(r);
    return n;
  } else if (n <= 0) {
    PQclear(r);
  }
  return -1;
}
int branch_d(PGconn *c) {
  PGresult *r = PQexec(c, "x");
  ExecStatusType s = PQresultStatus(r);
  if (s == PGRES_TUPLES_OK) {
    PQclear(r);
    return 1;
  }
  if (s != PGRES_TUPLES_OK) {
    PQclear(r);
    return 0;
  }
  return -1;
}
int branch_e(PGconn *c, int m) {
  PGresult *r = 0;
  int ok = 0;
  switch (m) {
  case 1:
    r = PQexec(c, "a");
    ok = 1;
    break;
  case 2:
    r = PQexec(c, "b");
    ok = 1;
    break;
  default:
    ok = 0;
  }
  if (!ok)
    return -1;
  PQclear(r);
  return 0;
}
int branch_f(PGconn *c, int m) {
  PGresult *r;
  switch (m) {
  case 1:
    r = PQexec(c, "a");
    break;
  case 2:
    r = PQexec(c, "b");
    break;
  default:
    return -1;
  }
  PQclear(r);
  return 0;
}
int branch_g(PGconn *c, int m) {
  PGresult *r;
  if (m == 1)
    r = PQexec(c, "a");
  if (m == 1)
    PQclear(r);
  return 0;
}
int branch_g2(PGconn *c, int m) {
  PGresult *r;
  if (m > 1)
    r = PQexec(c, "a");
  note("x");
  if (m > 1)
    PQclear(r);
  return 0;
}
int branch_g3(PGconn *c, int m) {
  PGresult *r;
  if (m > 1)
    r = PQexec(c, "a");
  note("x");
  if (m <= 1)
    return 0;
  PQclear(r);
  return 0;
}
int branch_g4(PGconn *c, int m) {
  PGresult *r;
  if (m >= 2)
    r = PQexec(c, "a");
  note("x");
  if (m > 1)
    PQclear(r);
  return 0;
}
int branch_g6(PGconn *c, char *m) {
  PGresult *r;
  if (strcmp(m, "x") == 0)
    r = PQexec(c, "a");
  note("x");
  if (strcmp(m, "x") == 0)
    PQclear(r);
  return 0;
}
int branch_g7(PGconn *c, struct s *m) {
  PGresult *r;
  if (m->n)
    r = PQexec(c, "a");
  note("x");
  if (m->n)
    PQclear(r);
  return 0;
}
int branch_g8(PGconn *c, struct s *m) {
  PGresult *r = NULL;
  int local = 0;
  if (m->r)
    r = m->r;
  else {
    r = PQexec(c, "a");
    local = 1;
  }
  note("%d", PQntuples(r));
  if (local)
    PQclear(r);
  return 0;
}
int branch_g11(PGconn *c, int argc, char **argv) {
  PGresult *r;
  if (argc > 1)
    r = PQexec(c, argv[1]);
  else
    r = NULL;
  if (argc > 2) {
    if (r)
      PQclear(r);
    return 2;
  }
  if (argc == 1)
    return 0;
  PQclear(r);
  return 0;
}
int branch_g12(PGconn *c, int k) {
  PGresult *r = PQexec(c, "x");
  int rc;
  if (k < 0)
    rc = -1;
  else if (k == 0)
    rc = 0;
  else
    rc = 1;
  if (rc < 0) {
    PQclear(r);
    return rc;
  }
  if (rc == 0) {
    PQclear(r);
    return rc;
  }
  if (rc > 0)
    PQclear(r);
  return rc;
}
int branch_h(sqlite3 *db, int mode) {
  sqlite3_stmt *s = 0;
  int rc = 0;
  if (mode == 1)
    rc = sqlite3_prepare_v2(db, "a", -1, &s, 0);
  else if (mode == 2)
    rc = sqlite3_prepare_v2(db, "b", -1, &s, 0);
  else
    return SQLITE_MISUSE;
  if (rc)
    return rc;
  sqlite3_step(s);
  return sqlite3_finalize(s);
}
int branch_i(sqlite3 *db) {
  sqlite3_stmt *s = 0;
  int rc;
  while ((rc = sqlite3_prepare_v2(db, "a", -1, &s, 0)) == SQLITE_BUSY)
    sqlite3_sleep(1);
  if (rc != SQLITE_OK)
    return rc;
  while ((rc = sqlite3_step(s)) == SQLITE_BUSY)
    sqlite3_sleep(1);
  sqlite3_finalize(s);
  return rc;
}
int branch_j(sqlite3 *db) {
  sqlite3_stmt *s = 0;
  int rc, n = 0;
  do {
    rc = sqlite3_prepare_v2(db, "a", -1, &s, 0);
  } while (rc == SQLITE_SCHEMA && n++ < 3);
  if (rc == SQLITE_OK) {
    sqlite3_step(s);
    rc = sqlite3_finalize(s);
  }
  return rc;
}
int branch_k(sqlite3 *db) {
  sqlite3_stmt *s = 0;
  for (;;) {
    int rc = sqlite3_prepare_v2(db, "a", -1, &s, 0);
    if (rc == SQLITE_OK)
      break;
    if (rc == SQLITE_BUSY)
      continue;
    return rc;
  }
  sqlite3_finalize(s);
  return 0;
}
int branch_l(MYSQL *m) {
  MYSQL_RES *r;
  int n = 0;
  if (mysql_query(m, "x") == 0 && (r = mysql_store_result(m))) {
    n = mysql_num_rows(r);
    mysql_free_result(r);
  } else
    n = -1;
  return n;
}
int branch_m(MYSQL *my) {
  MYSQL_RES *r;
  if (mysql_query(my, "x") != 0 || !(r = mysql_store_result(my)))
    return -1;
  mysql_free_result(r);
  return 0;
}
int branch_n(MYSQL *my) {
  MYSQL_RES *r;
  if (!mysql_query(my, "x") && (r = mysql_store_result(my)) != NULL &&
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'r' from 'mysql_store_result' is not released on every path
      mysql_num_rows(r) > 0) {
    mysql_free_result(r);
    return 1;
  }
  return 0;
}
int branch_o(MYSQL *my) {
  MYSQL_RES *r = NULL;
  int rc = 0;
  if (mysql_query(my, "x") || !(r = mysql_store_result(my)) ||
      !mysql_num_rows(r))
    rc = -1;
  if (r)
    mysql_free_result(r);
  return rc;
}
