// RUN: %check %s
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The shape of a program that exports tables to CSV files through COPY.

#include <errno.h>
#include <libpq-fe.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct export {
  PGconn *conn;
  const char *directory;
  unsigned long rows;
};

static int start_copy(struct export *ex, const char *table) {
  char sql[512];
  char *id = PQescapeIdentifier(ex->conn, table, strlen(table));
  if (!id)
    return -1;
  snprintf(sql, sizeof sql, "COPY %s TO STDOUT (FORMAT csv)", id);
  PQfreemem(id);
  PGresult *res = PQexec(ex->conn, sql);
  int rc = PQresultStatus(res) == PGRES_COPY_OUT ? 0 : -1;
  if (rc)
    fprintf(stderr, "%s: %s", table, PQresultErrorMessage(res));
  PQclear(res);
  return rc;
}

int export_table(struct export *ex, const char *table) {
  char path[1024], *buf;
  int n;
  FILE *out;
  PGresult *res;

  if (start_copy(ex, table) < 0)
    return -1;
  snprintf(path, sizeof path, "%s/%s.csv", ex->directory, table);
  if (!(out = fopen(path, "w")))
    return -1;
  while ((n = PQgetCopyData(ex->conn, &buf, 0)) > 0) {
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'buf' from 'PQgetCopyData' is not released on every path; call 'PQfreemem'
    if (fwrite(buf, 1, (size_t)n, out) < (size_t)n) {
      fprintf(stderr, "%s: %s\n", path, strerror(errno));
      fclose(out);
      return -1;
    }
    ex->rows++;
    PQfreemem(buf);
  }
  if (n == -2)
    fprintf(stderr, "%s: %s", table, PQerrorMessage(ex->conn));
  res = PQgetResult(ex->conn);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'res' from 'PQgetResult' is not released on every path; call 'PQclear'
  if (PQresultStatus(res) != PGRES_COMMAND_OK) {
    fprintf(stderr, "%s: %s", table, PQerrorMessage(ex->conn));
    fclose(out);
    return -1;
  }
  PQclear(res);
  return fclose(out);
}

int no_warning_export_table(struct export *ex, const char *table) {
  char path[1024], *buf = NULL;
  int n, rc = 0;
  FILE *out;
  PGresult *res;

  if (start_copy(ex, table) < 0)
    return -1;
  snprintf(path, sizeof path, "%s/%s.csv", ex->directory, table);
  if (!(out = fopen(path, "w")))
    return -1;
  while ((n = PQgetCopyData(ex->conn, &buf, 0)) > 0) {
    if (rc == 0 && fwrite(buf, 1, (size_t)n, out) < (size_t)n)
      rc = -1;
    ex->rows++;
    PQfreemem(buf);
  }
  if (n == -2)
    rc = -1;
  while ((res = PQgetResult(ex->conn)) != NULL) {
    if (PQresultStatus(res) != PGRES_COMMAND_OK)
      rc = -1;
    PQclear(res);
  }
  if (fclose(out) != 0)
    rc = -1;
  return rc;
}

int export_all(const char *dsn, const char *directory) {
  struct export ex = {NULL, directory, 0};
  PGresult *tables;
  int failures = 0;

  ex.conn = PQconnectdb(dsn);
  if (PQstatus(ex.conn) != CONNECTION_OK) {
    fprintf(stderr, "%s", PQerrorMessage(ex.conn));
    PQfinish(ex.conn);
    return -1;
  }
  tables = PQexec(ex.conn, "SELECT relname FROM pg_class WHERE relkind = 'r'");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'tables' from 'PQexec' is not released on every path; call 'PQclear'
  if (PQresultStatus(tables) != PGRES_TUPLES_OK) {
    PQfinish(ex.conn);
    return -1;
  }
  for (int i = 0; i < PQntuples(tables); i++)
    if (no_warning_export_table(&ex, PQgetvalue(tables, i, 0)) < 0)
      failures++;
  PQclear(tables);
  PQfinish(ex.conn);
  return failures;
}

int no_warning_export_all(const char *dsn, const char *directory) {
  struct export ex = {NULL, directory, 0};
  PGresult *tables = NULL;
  int failures = -1;

  ex.conn = PQconnectdb(dsn);
  if (PQstatus(ex.conn) != CONNECTION_OK)
    goto out;
  tables = PQexec(ex.conn, "SELECT relname FROM pg_class WHERE relkind = 'r'");
  if (PQresultStatus(tables) != PGRES_TUPLES_OK)
    goto out;
  failures = 0;
  for (int i = 0; i < PQntuples(tables); i++)
    if (no_warning_export_table(&ex, PQgetvalue(tables, i, 0)) < 0)
      failures++;
out:
  PQclear(tables);
  PQfinish(ex.conn);
  return failures;
}
