// RUN: %check %s -- -I/usr/include/mariadb
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Leaks and their cures against the MariaDB header of the distribution.

#include <mysql.h>
#include <stdio.h>
#include <string.h>

#ifdef LEASH_TEST_MYSQL_H
#error the mock header was found instead of the real one
#endif

static void free_result(MYSQL_RES **res) {
  if (*res)
    mysql_free_result(*res);
}

int early_return(MYSQL *m) {
  MYSQL_RES *res = mysql_store_result(m);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'res' from 'mysql_store_result' is not released on every path; call 'mysql_free_result'
  if (!res)
    return -1;
  if (mysql_num_rows(res) == 0)
    return 0;
  mysql_free_result(res);
  return 1;
}

int no_warning_by_hand(MYSQL *m) {
  MYSQL_RES *res = mysql_store_result(m);
  if (!res)
    return -1;
  int any = mysql_num_rows(res) != 0;
  mysql_free_result(res);
  return any;
}

int no_warning_by_cleanup(MYSQL *m) {
  __attribute__((cleanup(free_result))) MYSQL_RES *res = mysql_store_result(m);
  if (!res)
    return -1;
  return mysql_num_rows(res) != 0;
}

int failed_connection(const char *host) {
  MYSQL *m = mysql_init(NULL);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'm' from 'mysql_init' is not released on every path; call 'mysql_close'
  if (!mysql_real_connect(m, host, "u", "p", "d", 0, NULL, 0)) {
    fprintf(stderr, "%s\n", mysql_error(m));
    return -1;
  }
  mysql_close(m);
  return 0;
}

int no_warning_failed_connection(const char *host) {
  MYSQL *m = mysql_init(NULL);
  int ok = mysql_real_connect(m, host, "u", "p", "d", 0, NULL, 0) != NULL;
  mysql_close(m);
  return ok;
}

void discarded(MYSQL *m) {
  mysql_use_result(m);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: result of 'mysql_use_result' is never released; call 'mysql_free_result'
}

int statement(MYSQL *m, const char *sql) {
  MYSQL_STMT *st = mysql_stmt_init(m);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'st' from 'mysql_stmt_init' is not released on every path; call 'mysql_stmt_close'
  if (!st)
    return -1;
  if (mysql_stmt_prepare(st, sql, strlen(sql)))
    return -1;
  return mysql_stmt_close(st);
}

int no_warning_statement(MYSQL *m, const char *sql) {
  MYSQL_STMT *st = mysql_stmt_init(m);
  if (!st)
    return -1;
  int rc = mysql_stmt_prepare(st, sql, strlen(sql));
  if (rc == 0)
    rc = mysql_stmt_execute(st);
  mysql_stmt_close(st);
  return rc;
}

void metadata(MYSQL_STMT *st) {
  MYSQL_RES *meta = mysql_stmt_result_metadata(st);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'meta' from 'mysql_stmt_result_metadata' is not released on every path; call 'mysql_free_result'
  if (meta)
    printf("%u\n", mysql_num_fields(meta));
}

int no_warning_every_result(MYSQL *m) {
  do {
    MYSQL_RES *res = mysql_store_result(m);
    if (res)
      mysql_free_result(res);
  } while (mysql_next_result(m) == 0);
  return 0;
}
