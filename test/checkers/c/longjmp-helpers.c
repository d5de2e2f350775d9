// RUN: %check %s
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Helpers that jump out, always or on a condition.

#include <libpq-fe.h>
#include <setjmp.h>
#include <stdlib.h>

static jmp_buf env;

static void fail(void) { longjmp(env, 1); }
static void fail_loudly(const char *what) {
  puts(what);
  fail();
}

int a_wrapper_of_a_wrapper_jumps(PGconn *c) {
  PGresult *res = PQexec(c, "SELECT 1");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'res' from 'PQexec' is not released on every path
  if (PQresultStatus(res) != PGRES_TUPLES_OK)
    fail_loudly("query");
  PQclear(res);
  return 0;
}

static void fail_if(int bad) {
  if (bad)
    fail_loudly("bad");
}

int a_helper_jumps_on_a_condition(PGconn *c, int bad) {
  PGresult *res = PQexec(c, "SELECT 1");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'res' from 'PQexec' is not released on every path
  fail_if(bad);
  PQclear(res);
  return 0;
}

int no_warning_it_does_not_jump_on_that(PGconn *c) {
  PGresult *res = PQexec(c, "SELECT 1");
  fail_if(0);
  PQclear(res);
  return 0;
}

int no_warning_nothing_is_held(PGconn *c, int bad) {
  fail_if(bad);
  PGresult *res = PQexec(c, "SELECT 1");
  PQclear(res);
  fail_if(bad);
  return 0;
}

int no_warning_it_comes_back_here(PGconn *c, int bad) {
  PGresult *volatile res = NULL;
  if (setjmp(env) == 0) {
    res = PQexec(c, "SELECT 1");
    fail_if(bad);
  }
  PQclear(res);
  return 0;
}

static void check(PGresult *res) {
  if (PQresultStatus(res) != PGRES_TUPLES_OK) {
    PQclear(res);
    longjmp(env, 1);
  }
}

int no_warning_released_before_the_jump(PGconn *c) {
  PGresult *res = PQexec(c, "SELECT 1");
  check(res);
  PQclear(res);
  return 0;
}

int only_the_other_one_is_lost(PGconn *c) {
  PGresult *held = PQexec(c, "SELECT 1");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'held' from 'PQexec' is not released on every path
  PGresult *res = PQexec(c, "SELECT 2");
  check(res);
  PQclear(res);
  PQclear(held);
  return 0;
}

struct context {
  PGresult *res;
};
static void check_context(struct context *ctx) {
  if (PQntuples(ctx->res) == 0) {
    PQclear(ctx->res);
    longjmp(env, 1);
  }
}

int no_warning_what_it_can_reach_it_may_release(PGconn *c) {
  struct context ctx;
  ctx.res = PQexec(c, "SELECT 1");
  check_context(&ctx);
  PQclear(ctx.res);
  return 0;
}

static void out_of_memory(void *p) {
  if (!p)
    exit(1);
}

int no_warning_ending_the_process_is_no_jump(PGconn *c) {
  PGresult *res = PQexec(c, "SELECT 1");
  void *p = malloc(10);
  out_of_memory(p);
  free(p);
  PQclear(res);
  return 0;
}

static int tries(int n) {
  jmp_buf here;
  if (setjmp(here))
    return -1;
  if (n)
    longjmp(here, 1);
  return 0;
}

int no_warning_it_jumps_to_itself(PGconn *c, int n) {
  PGresult *res = PQexec(c, "SELECT 1");
  n = tries(n);
  PQclear(res);
  return n;
}
