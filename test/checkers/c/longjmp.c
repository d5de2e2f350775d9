// RUN: %check %s -- -D_GNU_SOURCE
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Jumps out of the function leave what it holds behind, unlike exit.

#include <libpq-fe.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdio.h>

static jmp_buf env;
static sigjmp_buf sigenv;

int jump_while_holding(PGconn *c) {
  PGresult *res = PQexec(c, "SELECT 1");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'res' from 'PQexec' is not released on every path; call 'PQclear'
  if (PQntuples(res) == 0)
    longjmp(env, 1);
  PQclear(res);
  return 0;
}

int no_warning_jump_after_the_release(PGconn *c) {
  PGresult *res = PQexec(c, "SELECT 1");
  if (PQntuples(res) == 0) {
    PQclear(res);
    longjmp(env, 1);
  }
  PQclear(res);
  return 0;
}

int signal_jump_while_holding(const char *dsn) {
  PGconn *conn = PQconnectdb(dsn);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'conn' from 'PQconnectdb' is not released on every path; call 'PQfinish'
  if (PQstatus(conn) != CONNECTION_OK)
    siglongjmp(sigenv, 1);
  PQfinish(conn);
  return 0;
}

static _Noreturn void fail(const char *what) {
  fprintf(stderr, "%s\n", what);
  longjmp(env, 1);
}

int jump_in_a_helper(PGconn *c) {
  PGresult *res = PQexec(c, "SELECT 1");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'res' from 'PQexec' is not released on every path; call 'PQclear'
  if (PQresultStatus(res) != PGRES_TUPLES_OK)
    fail("query");
  PQclear(res);
  return 0;
}

static void fail_if(int bad) {
  if (bad)
    longjmp(env, 1);
}

int no_warning_released_before_the_helper_jumps(PGconn *c) {
  PGresult *res = PQexec(c, "SELECT 1");
  int bad = PQresultStatus(res) != PGRES_TUPLES_OK;
  PQclear(res);
  fail_if(bad);
  return 0;
}

int no_warning_jump_comes_back_here(PGconn *c) {
  jmp_buf here;
  PGresult *volatile res = NULL;
  if (setjmp(here) == 0) {
    res = PQexec(c, "SELECT 1");
    if (PQntuples(res) == 0)
      longjmp(here, 1);
  }
  PQclear(res);
  return 0;
}

int no_warning_global_handle_survives_a_jump(void) {
  extern PGconn *the_connection;
  the_connection = PQconnectdb("");
  if (PQstatus(the_connection) != CONNECTION_OK)
    longjmp(env, 1);
  return 0;
}

int return_after_setjmp(PGconn *c) {
  PGresult *res = PQexec(c, "SELECT 1");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'res' from 'PQexec' is not released on every path; call 'PQclear'
  if (setjmp(env) != 0)
    return -1;
  PQclear(res);
  return 0;
}

void *thread_ends_while_holding(void *dsn) {
  PGconn *conn = PQconnectdb(dsn);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'conn' from 'PQconnectdb' is not released on every path; call 'PQfinish'
  if (PQstatus(conn) != CONNECTION_OK)
    pthread_exit(NULL);
  PQfinish(conn);
  return NULL;
}
