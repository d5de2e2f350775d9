// RUN: %check %s -- -I/usr/include/postgresql -I/usr/include/glib-2.0 -I/usr/lib/x86_64-linux-gnu/glib-2.0/include -I/usr/lib/aarch64-linux-gnu/glib-2.0/include
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// GLib's automatic clean-up of handles that are none of GLib's.

#include <glib.h>
#include <libpq-fe.h>

G_DEFINE_AUTOPTR_CLEANUP_FUNC(PGconn, PQfinish)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PGresult, PQclear)

int no_warning_autoptr(const char *options) {
  g_autoptr(PGconn) conn = PQconnectdb(options);
  if (PQstatus(conn) != CONNECTION_OK)
    return -1;
  g_autoptr(PGresult) res = PQexec(conn, "SELECT 1");
  return PQntuples(res);
}

int plain(PGconn *conn) {
  PGresult *res = PQexec(conn, "SELECT 1");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'res' from 'PQexec' is not released on every path; call 'PQclear'
  if (PQresultStatus(res) != PGRES_TUPLES_OK)
    return -1;
  g_clear_pointer(&res, PQclear);
  return 0;
}

PGresult *no_warning_stolen(PGconn *conn) {
  g_autoptr(PGresult) res = PQexec(conn, "SELECT 1");
  if (PQresultStatus(res) != PGRES_TUPLES_OK)
    return NULL;
  return g_steal_pointer(&res);
}

int no_warning_cleared(PGconn *conn) {
  PGresult *res = PQexec(conn, "SELECT 1");
  const int n = PQntuples(res);
  g_clear_pointer(&res, PQclear);
  return n;
}

void no_warning_kept_in_a_list(PGconn *conn, GPtrArray *all) {
  g_ptr_array_add(all, PQexec(conn, "SELECT 1"));
}

char *texts(PGconn *conn, const char *name) {
  char *quoted = PQescapeIdentifier(conn, name, 10);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'quoted' from 'PQescapeIdentifier' is not released on every path; call 'PQfreemem'
  return g_strdup_printf("DROP TABLE %s", quoted);
}
