// RUN: %check %s
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The shape of an authentication module that looks users up in a database.

#include <libpq-fe.h>
#include <mysql.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define AUTH_SUCCESS 0
#define AUTH_ERROR 7
#define USER_UNKNOWN 10

struct options {
  const char *dsn, *query, *host, *user, *passwd, *db;
  int debug;
};

#define DBGLOG(opt, ...)                                                       \
  do {                                                                         \
    if ((opt)->debug)                                                          \
      fprintf(stderr, __VA_ARGS__);                                            \
  } while (0)

extern int password_matches(const char *stored, const char *given);

static PGconn *db_connect(struct options *options) {
  PGconn *conn = PQconnectdb(options->dsn);
  if (PQstatus(conn) != CONNECTION_OK) {
    DBGLOG(options, "connection failed: %s", PQerrorMessage(conn));
    PQfinish(conn);
    return NULL;
  }
  return conn;
}

static int run_query(struct options *options, PGconn *conn, PGresult **res,
                     const char *user) {
  char *escaped = PQescapeLiteral(conn, user, strlen(user));
  char sql[1024];
  if (escaped == NULL)
    return AUTH_ERROR;
  snprintf(sql, sizeof sql, options->query, escaped);
  PQfreemem(escaped);
  *res = PQexec(conn, sql);
  if (PQresultStatus(*res) != PGRES_TUPLES_OK) {
    DBGLOG(options, "query failed: %s", PQerrorMessage(conn));
    PQclear(*res);
    *res = NULL;
    return AUTH_ERROR;
  }
  return AUTH_SUCCESS;
}

int authenticate(struct options *options, const char *user,
                 const char *password) {
  PGresult *res;
  PGconn *conn;
  int rc;
  if (!(conn = db_connect(options)))
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'conn' from 'db_connect' is not released on every path; call 'PQfinish'
    return AUTH_ERROR;
  if ((rc = run_query(options, conn, &res, user)) != AUTH_SUCCESS)
    return rc;
  if (PQntuples(res) == 0)
    rc = USER_UNKNOWN;
  else if (!PQgetisnull(res, 0, 0))
    rc = password_matches(PQgetvalue(res, 0, 0), password) ? AUTH_SUCCESS
                                                           : AUTH_ERROR;
  PQclear(res);
  PQfinish(conn);
  return rc;
}

int no_warning_authenticate(struct options *options, const char *user,
                            const char *password) {
  PGresult *res;
  PGconn *conn;
  int rc;
  if (!(conn = db_connect(options)))
    return AUTH_ERROR;
  rc = run_query(options, conn, &res, user);
  if (rc == AUTH_SUCCESS) {
    if (PQntuples(res) == 0) {
      rc = USER_UNKNOWN;
    } else if (!PQgetisnull(res, 0, 0)) {
      if (!password_matches(PQgetvalue(res, 0, 0), password))
        rc = AUTH_ERROR;
    }
    PQclear(res);
  }
  PQfinish(conn);
  return rc;
}

int authenticate_by_mysql(struct options *options, const char *user,
                          const char *password) {
  MYSQL *m;
  MYSQL_RES *result;
  MYSQL_ROW row;
  char escaped[129], sql[1024];
  int rc = AUTH_ERROR;

  if (strlen(user) > 64)
    return USER_UNKNOWN;
  m = mysql_init(NULL);
  if (m == NULL)
    return AUTH_ERROR;
  if (!mysql_real_connect(m, options->host, options->user, options->passwd,
                          options->db, 0, NULL, 0)) {
    DBGLOG(options, "%s\n", mysql_error(m));
    mysql_close(m);
    return AUTH_ERROR;
  }
  mysql_real_escape_string(m, escaped, user, strlen(user));
  snprintf(sql, sizeof sql, options->query, escaped);
  if (mysql_query(m, sql)) {
    DBGLOG(options, "%s\n", mysql_error(m));
    goto done;
  }
  result = mysql_store_result(m);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'result' from 'mysql_store_result' is not released on every path; call 'mysql_free_result'
  if (result == NULL)
    goto done;
  if (mysql_num_rows(result) != 1) {
    DBGLOG(options, "%s: no such user\n", user);
    rc = USER_UNKNOWN;
    goto done;
  }
  row = mysql_fetch_row(result);
  if (row && row[0] && password_matches(row[0], password))
    rc = AUTH_SUCCESS;
  mysql_free_result(result);
done:
  mysql_close(m);
  return rc;
}

int no_warning_authenticate_by_mysql(struct options *options, const char *user,
                                     const char *password) {
  MYSQL *m = NULL;
  MYSQL_RES *result = NULL;
  MYSQL_ROW row;
  char sql[1024];
  int rc = AUTH_ERROR;

  m = mysql_init(NULL);
  if (m == NULL)
    goto done;
  if (!mysql_real_connect(m, options->host, options->user, options->passwd,
                          options->db, 0, NULL, 0))
    goto done;
  snprintf(sql, sizeof sql, options->query, user);
  if (mysql_query(m, sql))
    goto done;
  if (!(result = mysql_store_result(m)))
    goto done;
  if (mysql_num_rows(result) != 1) {
    rc = USER_UNKNOWN;
    goto done;
  }
  row = mysql_fetch_row(result);
  if (row && row[0] && password_matches(row[0], password))
    rc = AUTH_SUCCESS;
done:
  if (result)
    mysql_free_result(result);
  if (m)
    mysql_close(m);
  return rc;
}
