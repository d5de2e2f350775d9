// RUN: %check %s
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// One handle with several names, and names that change handles.

#include <libpq-fe.h>
#include <stdint.h>
#include <string.h>

int no_warning_released_through_an_alias(PGconn *c) {
  PGresult *res = PQexec(c, "SELECT 1");
  PGresult *same = res;
  PQclear(same);
  return 0;
}

int no_warning_released_through_an_alias_of_an_alias(PGconn *c) {
  PGresult *res = PQexec(c, "SELECT 1");
  PGresult *b = res, *d;
  d = b;
  PQclear(d);
  return 0;
}

int alias_does_not_release(PGconn *c) {
  PGresult *res = PQexec(c, "SELECT 1");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'res' from 'PQexec' is not released on every path; call 'PQclear'
  PGresult *same = res;
  return PQntuples(same);
}

int no_warning_alias_survives_the_first_name(PGconn *c) {
  PGresult *res = PQexec(c, "SELECT 1");
  PGresult *keep = res;
  res = PQexec(c, "SELECT 2");
  PQclear(res);
  PQclear(keep);
  return 0;
}

int alias_forgotten(PGconn *c) {
  PGresult *res = PQexec(c, "SELECT 1");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: '{{res|keep}}' from 'PQexec' is not released on every path
  PGresult *keep = res;
  res = PQexec(c, "SELECT 2");
  PQclear(res);
  return PQntuples(keep);
}

int no_warning_alias_dropped(PGconn *c) {
  PGresult *res = PQexec(c, "SELECT 1");
  PGresult *tmp = res;
  tmp = NULL;
  PQclear(res);
  return tmp == NULL;
}

int no_warning_moved_and_nulled(PGconn *c) {
  PGresult *res = PQexec(c, "SELECT 1");
  PGresult *mine = res;
  res = NULL;
  PQclear(res);
  PQclear(mine);
  return 0;
}

int no_warning_swapped_and_both_released(PGconn *c) {
  PGresult *a = PQexec(c, "SELECT 1");
  PGresult *b = PQexec(c, "SELECT 2");
  PGresult *t = a;
  a = b;
  b = t;
  PQclear(a);
  PQclear(b);
  return 0;
}

int swapped_and_one_released(PGconn *c) {
  PGresult *a = PQexec(c, "SELECT 1");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: '{{a|b|t}}' from 'PQexec' is not released on every path
  PGresult *b = PQexec(c, "SELECT 2");
  PGresult *t = a;
  a = b;
  b = t;
  PQclear(a);
  return 0;
}

int no_warning_chosen_and_both_released(PGconn *c, int flag) {
  PGresult *a = PQexec(c, "SELECT 1");
  PGresult *b = PQexec(c, "SELECT 2");
  PGresult *use = flag ? a : b;
  int n = PQntuples(use);
  PQclear(a);
  PQclear(b);
  return n;
}

int no_warning_released_through_a_pointer_to_it(PGconn *c) {
  PGresult *res = PQexec(c, "SELECT 1");
  PGresult **p = &res;
  PQclear(*p);
  return 0;
}

int no_warning_assigned_through_a_pointer_to_it(PGconn *c) {
  PGresult *res = NULL;
  PGresult **p = &res;
  *p = PQexec(c, "SELECT 1");
  PQclear(res);
  return 0;
}

int no_warning_through_a_void_pointer(PGconn *c) {
  PGresult *res = PQexec(c, "SELECT 1");
  void *any = res;
  PQclear(any);
  return 0;
}

int no_warning_through_an_explicit_cast(PGconn *c) {
  void *any = (void *)PQexec(c, "SELECT 1");
  PQclear((PGresult *)any);
  return 0;
}

int void_pointer_forgotten(PGconn *c) {
  void *any = PQexec(c, "SELECT 1");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'any' from 'PQexec' is not released on every path; call 'PQclear'
  return PQntuples(any);
}

int no_warning_through_an_integer(PGconn *c) {
  PGresult *res = PQexec(c, "SELECT 1");
  uintptr_t bits = (uintptr_t)res;
  PQclear((PGresult *)bits);
  return 0;
}

int no_warning_copied_by_bytes(PGconn *c) {
  PGresult *res = PQexec(c, "SELECT 1"), *other;
  memcpy(&other, &res, sizeof res);
  PQclear(other);
  return 0;
}

int no_warning_const_alias(PGconn *c) {
  const PGresult *res = PQexec(c, "SELECT 1");
  int n = PQntuples(res);
  PQclear((PGresult *)res);
  return n;
}

int shadowed_name(PGconn *c) {
  PGresult *res = PQexec(c, "SELECT 1");
  {
    PGresult *res = PQexec(c, "SELECT 2");
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'res' from 'PQexec' is not released on every path; call 'PQclear'
    if (PQntuples(res) > 0)
      c = NULL;
  }
  PQclear(res);
  return 0;
}

int no_warning_holder_in_an_outer_scope(PGconn *c) {
  PGresult *outer = NULL;
  {
    PGresult *res = PQexec(c, "SELECT 1");
    outer = res;
  }
  PQclear(outer);
  return 0;
}
