// RUN: %check %s
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// What a call may write is no longer known after it.

#include <libpq-fe.h>

void elsewhere(void);
int have;
static int mine;
void set_have(void) { have = 1; }

static void deep_8(void) { mine = 1; }
static void deep_7(void) { deep_8(); }
static void deep_6(void) { deep_7(); }
static void deep_5(void) { deep_6(); }
static void deep_4(void) { deep_5(); }
static void deep_3(void) { deep_4(); }
static void deep_2(void) { deep_3(); }
static void deep_1(void) { deep_2(); }
static void deep_0(void) { deep_1(); }

int no_warning_written_far_down(PGconn *c) {
  PGresult *res = PQexec(c, "SELECT 1");
  mine = 0;
  deep_0();
  if (mine)
    PQclear(res);
  else
    PQclear(res), elsewhere();
  return 0;
}

int no_warning_the_branch_after_it_is_looked_at(PGconn *c) {
  PGresult *res = NULL;
  mine = 0;
  deep_0();
  if (mine)
    res = PQexec(c, "SELECT 1");
  if (mine)
    PQclear(res);
  return 0;
}

int written_far_down_leak(PGconn *c) {
  mine = 0;
  deep_0();
  if (mine) {
    PGresult *res = PQexec(c, "SELECT 1");
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'res' from 'PQexec' is not released
    return PQntuples(res);
  }
  return 0;
}

static void calls_elsewhere(void) { elsewhere(); }

int what_is_elsewhere_may_write_a_global(PGconn *c) {
  have = 0;
  calls_elsewhere();
  if (have) {
    PGresult *res = PQexec(c, "SELECT 1");
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'res' from 'PQexec' is not released
    return PQntuples(res);
  }
  return 0;
}

int no_warning_but_not_a_static_one(PGconn *c) {
  mine = 0;
  calls_elsewhere();
  if (mine) {
    PGresult *res = PQexec(c, "SELECT 1");
    return PQntuples(res);
  }
  return 0;
}
