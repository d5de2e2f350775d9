// RUN: %check %s
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Owners that give up what they hold.

#include <libpq-fe.h>
#include <memory>
#include <mysql.h>
struct D {
  void operator()(PGresult *r) const noexcept { PQclear(r); }
};
using R = std::unique_ptr<PGresult, D>;
R exec(PGconn *c) {
  R r(PQexec(c, "x"));
  return r;
}
R exec2(PGconn *c) { return R(PQexec(c, "x")); }
int unwrapped_a(PGconn *c) {
  auto r = exec(c);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'r' from 'exec' is not released on every path
  PGresult *raw = r.release();
  return PQntuples(raw);
}
int unwrapped_b(PGconn *c) {
  R r = exec(c);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'r' from 'exec' is not released on every path
  PGresult *raw = r.release();
  return PQntuples(raw);
}
int unwrapped_d(PGconn *c) {
  R r(PQexec(c, "x"));
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'r' from 'PQexec' is not released on every path
  PGresult *raw = r.release();
  return PQntuples(raw);
}
int unwrapped_e(PGconn *c) {
  auto r = exec2(c);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'r' from 'exec2' is not released on every path
  PGresult *raw = r.release();
  return PQntuples(raw);
}
int unwrapped_f(PGconn *c) {
  PGresult *raw = exec(c).release();
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'raw' from 'exec' is not released on every path
  return PQntuples(raw);
}
int unwrapped_g(PGconn *c) {
  R r;
  r = exec(c);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'r' from 'exec' is not released on every path
  PGresult *raw = r.release();
  return PQntuples(raw);
}
class C {
  MYSQL *m;
  bool q(MYSQL_RES **res, int *rows);
  bool use();
};
bool C::q(MYSQL_RES **res, int *rows) {
  if (mysql_query(m, "x"))
    return false;
  *res = mysql_store_result(m);
  *rows = mysql_affected_rows(m);
  if (!*res)
    return false;
  if (!*rows) {
    return false;
  }
  return true;
}
bool C::use() {
  MYSQL_RES *r = nullptr;
  int n = 0;
  if (!q(&r, &n))
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'r' from 'q' is not released on every path
    return false;
  mysql_free_result(r);
  return true;
}
