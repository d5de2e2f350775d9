// RUN: %check %s -- -I/usr/include/postgresql
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Leaks and their cures against libpqtypes's header.

#include <libpqtypes.h>

int parameters(PGconn *conn, int id) {
  PGparam *param = PQparamCreate(conn);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'param' from 'PQparamCreate' is not released on every path; call 'PQparamClear'
  if (!PQputf(param, "%int4", id))
    return -1;
  PQparamClear(param);
  return 0;
}

int result(PGconn *conn, int id) {
  PGint4 answer;
  PGresult *res = PQexecf(conn, "SELECT a FROM t WHERE id = %int4", id);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'res' from 'PQexecf' is not released on every path; call 'PQclear'
  if (!res || !PQgetf(res, 0, "%int4", 0, &answer))
    return -1;
  PQclear(res);
  return answer;
}

int no_warning_both(PGconn *conn, int id) {
  PGint4 answer = -1;
  PGparam *param = PQparamCreate(conn);
  if (param && PQputf(param, "%int4", id)) {
    PGresult *res = PQparamExec(conn, param, "SELECT a FROM t WHERE id = $1", 1);
    if (res) {
      PQgetf(res, 0, "%int4", 0, &answer);
      PQclear(res);
    }
  }
  PQparamClear(param);
  return answer;
}
