// RUN: %check %s -- -std=gnu11
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Small interactive programs with global handles.

#include <libpq-fe.h>
#include <mysql.h>
#include <sqlite3.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
/* student/CLI style */
static PGconn *conn;
static MYSQL *con;
static sqlite3 *db;
static PGresult *gres;
void finish_with_error(MYSQL *c) {
  fprintf(stderr, "%s\n", mysql_error(c));
  mysql_close(c);
  exit(1);
}
void do_exit(PGconn *c, PGresult *res) {
  fprintf(stderr, "%s\n", PQerrorMessage(c));
  PQclear(res);
  PQfinish(c);
  exit(1);
}
void show(void) {
  if (mysql_query(con, "x"))
    finish_with_error(con);
  MYSQL_RES *r = mysql_store_result(con);
  if (r == NULL)
    finish_with_error(con);
  mysql_free_result(r);
}
void show2(void) {
  PGresult *r = PQexec(conn, "x");
  if (PQresultStatus(r) != PGRES_TUPLES_OK) {
    printf("no data\n");
    do_exit(conn, r);
  }
  PQclear(r);
}
void menu(void) {
  int ch;
  do {
    scanf("%d", &ch);
    switch (ch) {
    case 1: {
      PGresult *r = PQexec(conn, "x");
      printf("%d", PQntuples(r));
      PQclear(r);
      break;
    }
    case 2: {
      PGresult *r = PQexec(conn, "x");
      // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'r' from 'PQexec' is not released on every path
      if (PQntuples(r) == 0) {
        printf("none");
        break;
      }
      PQclear(r);
      break;
    }
    case 3:
      gres = PQexec(conn, "y");
      PQclear(gres);
      break;
    case 4:
      return;
    }
  } while (ch != 0);
}
int login(const char *u, const char *p) {
  char q[256];
  sqlite3_stmt *s;
  int ok = 0;
  snprintf(q, sizeof q, "select %s", u);
  if (sqlite3_prepare_v2(db, q, -1, &s, 0) != SQLITE_OK) {
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 's' from 'sqlite3_prepare_v2' is not released on every path
    printf("error");
    return 0;
  }
  if (sqlite3_step(s) == SQLITE_ROW) {
    if (!strcmp((const char *)sqlite3_column_text(s, 0), p))
      return 1;
    ok = 0;
  }
  sqlite3_finalize(s);
  return ok;
}
int rc_global;
int add_user(const char *n) {
  sqlite3_stmt *s;
  char sql[] = "INSERT";
  int result = sqlite3_prepare_v2(db, sql, strlen(sql) + 1, &s, NULL);
  if (result != SQLITE_OK) {
    printf("Error preparing statement (INSERT)\n");
    printf("%s\n", sqlite3_errmsg(db));
    return result;
  }
  result = sqlite3_bind_text(s, 1, n, strlen(n),
                             SQLITE_STATIC); // no leak up to here
  if (result != SQLITE_OK) {
    printf("bind");
    sqlite3_finalize(s);
    return result;
  }
  result = sqlite3_step(s);
  if (result != SQLITE_DONE) {
    printf("step");
    sqlite3_finalize(s);
    return SQLITE_ERROR;
  }
  result = sqlite3_finalize(s);
  if (result != SQLITE_OK) {
    printf("finalize");
    return result;
  }
  return SQLITE_OK;
}
int add_user_leak(const char *n) {
  sqlite3_stmt *s;
  int result = sqlite3_prepare_v2(db, "INSERT", -1, &s, NULL);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 's' from 'sqlite3_prepare_v2' is not released on every path
  if (result != SQLITE_OK) {
    return result;
  }
  result = sqlite3_bind_text(s, 1, n, strlen(n), SQLITE_STATIC);
  if (result != SQLITE_OK) {
    printf("bind");
    return result;
  }
  result = sqlite3_step(s);
  if (result != SQLITE_DONE) {
    printf("step");
    return SQLITE_ERROR;
  }
  return sqlite3_finalize(s);
}
sqlite3_stmt *_compile(sqlite3 *d, const char *sql) {
  sqlite3_stmt *st;
  if (sqlite3_prepare_v2(d, sql, -1, &st, NULL) != SQLITE_OK)
    printf("ERROR");
  return st;
}
int use_compile(void) {
  sqlite3_stmt *st = _compile(db, "x");
  int r = sqlite3_step(st);
  sqlite3_finalize(st);
  return r;
}
int use_compile_leak(void) {
  sqlite3_stmt *st = _compile(db, "x");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'st' from '_compile' is not released on every path
  if (sqlite3_step(st) != SQLITE_ROW)
    return -1;
  sqlite3_finalize(st);
  return 0;
}
int main(int argc, char **argv) {
  con = mysql_init(NULL);
  if (con == NULL) {
    fprintf(stderr, "%s\n", mysql_error(con));
    exit(1);
  }
  if (mysql_real_connect(con, "localhost", "root", "", NULL, 0, NULL, 0) ==
      NULL)
    finish_with_error(con);
  PGconn *c2 = PQconnectdb("x");
  if (PQstatus(c2) != CONNECTION_OK) {
    fprintf(stderr, "x");
    return 1;
  }
  sqlite3 *d2;
  char *err = 0;
  int rc = sqlite3_open("test.db", &d2);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'd2' from 'sqlite3_open' is not released on every path
  if (rc != SQLITE_OK) {
    fprintf(stderr, "Cannot open database: %s\n", sqlite3_errmsg(d2));
    sqlite3_close(d2);
    return 1;
  }
  rc = sqlite3_exec(d2, "x", 0, 0, &err);
  if (rc != SQLITE_OK) {
    fprintf(stderr, "SQL error: %s\n", err);
    sqlite3_free(err);
    sqlite3_close(d2);
    return 1;
  }
  rc = sqlite3_exec(d2, "y", 0, 0, &err);
  if (rc != SQLITE_OK) {
    fprintf(stderr, "SQL error: %s\n", err);
    return 1;
  }
  sqlite3_close(d2);
  mysql_close(con);
  return 0;
}
