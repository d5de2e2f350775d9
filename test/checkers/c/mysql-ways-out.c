// RUN: %check %s
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Every way a MariaDB result or connection is lost, and the same made right.

#include <mysql.h>
#include <stddef.h>

static void free_result(MYSQL_RES **res) {
  if (*res)
    mysql_free_result(*res);
}
static void close_connection(MYSQL **m) { mysql_close(*m); }
#define AUTO_RESULT __attribute__((cleanup(free_result))) MYSQL_RES *
#define AUTO_CONN __attribute__((cleanup(close_connection))) MYSQL *

int early_return(MYSQL *m) {
  if (mysql_query(m, "SELECT id, name FROM user"))
    return -1;
  MYSQL_RES *res = mysql_store_result(m);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'res' from 'mysql_store_result' is not released on every path; call 'mysql_free_result'
  if (!res)
    return -1;
  if (mysql_num_fields(res) != 2)
    return -1;
  mysql_free_result(res);
  return 0;
}

int no_warning_early_return_by_hand(MYSQL *m) {
  if (mysql_query(m, "SELECT id, name FROM user"))
    return -1;
  MYSQL_RES *res = mysql_store_result(m);
  if (!res)
    return -1;
  if (mysql_num_fields(res) != 2) {
    mysql_free_result(res);
    return -1;
  }
  mysql_free_result(res);
  return 0;
}

int no_warning_early_return_by_cleanup(MYSQL *m) {
  if (mysql_query(m, "SELECT id, name FROM user"))
    return -1;
  AUTO_RESULT res = mysql_store_result(m);
  if (!res)
    return -1;
  if (mysql_num_fields(res) != 2)
    return -1;
  return 0;
}

int connection_on_early_return(const char *host) {
  MYSQL *m = mysql_init(NULL);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'm' from 'mysql_init' is not released on every path; call 'mysql_close'
  if (!m)
    return -1;
  if (!mysql_real_connect(m, host, "u", "p", "d", 0, NULL, 0))
    return -1;
  mysql_close(m);
  return 0;
}

int no_warning_failed_connect_is_closed(const char *host) {
  MYSQL *m = mysql_init(NULL);
  if (!m)
    return -1;
  if (!mysql_real_connect(m, host, "u", "p", "d", 0, NULL, 0)) {
    mysql_close(m);
    return -1;
  }
  mysql_close(m);
  return 0;
}

int no_warning_connection_by_cleanup(const char *host) {
  AUTO_CONN m = mysql_init(NULL);
  if (!mysql_real_connect(m, host, "u", "p", "d", 0, NULL, 0))
    return -1;
  return mysql_ping(m);
}

int goto_past_the_release(MYSQL *m) {
  int rc = -1;
  MYSQL_RES *res = mysql_store_result(m);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'res' from 'mysql_store_result' is not released on every path; call 'mysql_free_result'
  if (!res)
    goto out;
  if (mysql_num_rows(res) == 0)
    goto out;
  rc = 0;
  mysql_free_result(res);
out:
  return rc;
}

int no_warning_goto_to_the_release(MYSQL *m) {
  int rc = -1;
  MYSQL_RES *res = mysql_store_result(m);
  if (!res)
    goto out;
  if (mysql_num_rows(res) == 0)
    goto free;
  rc = 0;
free:
  mysql_free_result(res);
out:
  return rc;
}

int no_warning_goto_by_cleanup(MYSQL *m) {
  int rc = -1;
  AUTO_RESULT res = mysql_use_result(m);
  if (!res || mysql_num_fields(res) == 0)
    goto out;
  rc = 0;
out:
  return rc;
}

int loop_continue(MYSQL *m, const char *const *sql, int n) {
  int rows = 0;
  for (int i = 0; i < n; i++) {
    if (mysql_query(m, sql[i]))
      continue;
    MYSQL_RES *res = mysql_store_result(m);
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'res' from 'mysql_store_result' is not released on every path; call 'mysql_free_result'
    if (!res)
      continue;
    if (mysql_num_fields(res) == 0)
      continue;
    rows += (int)mysql_num_rows(res);
    mysql_free_result(res);
  }
  return rows;
}

int no_warning_loop_continue_by_hand(MYSQL *m, const char *const *sql, int n) {
  int rows = 0;
  for (int i = 0; i < n; i++) {
    if (mysql_query(m, sql[i]))
      continue;
    MYSQL_RES *res = mysql_store_result(m);
    if (!res)
      continue;
    if (mysql_num_fields(res) == 0) {
      mysql_free_result(res);
      continue;
    }
    rows += (int)mysql_num_rows(res);
    mysql_free_result(res);
  }
  return rows;
}

int no_warning_loop_continue_by_cleanup(MYSQL *m, const char *const *sql,
                                        int n) {
  int rows = 0;
  for (int i = 0; i < n; i++) {
    if (mysql_query(m, sql[i]))
      continue;
    AUTO_RESULT res = mysql_store_result(m);
    if (!res || mysql_num_fields(res) == 0)
      continue;
    rows += (int)mysql_num_rows(res);
  }
  return rows;
}

void reassignment(MYSQL *m) {
  MYSQL_RES *res = mysql_list_dbs(m, NULL);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'res' from 'mysql_list_dbs' is not released on every path; call 'mysql_free_result'
  res = mysql_list_tables(m, NULL);
  mysql_free_result(res);
}

void no_warning_reassignment_by_hand(MYSQL *m) {
  MYSQL_RES *res = mysql_list_dbs(m, NULL);
  mysql_free_result(res);
  res = mysql_list_tables(m, NULL);
  mysql_free_result(res);
}

void discarded_result(MYSQL *m) {
  mysql_store_result(m);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: result of 'mysql_store_result' is never released; call 'mysql_free_result'
}

void no_warning_result_freed_at_once(MYSQL *m) {
  mysql_free_result(mysql_store_result(m));
}

int result_leaks_though_connection_is_closed(const char *host) {
  MYSQL *m = mysql_init(NULL);
  if (!mysql_real_connect(m, host, "u", "p", "d", 0, NULL, 0)) {
    mysql_close(m);
    return -1;
  }
  MYSQL_RES *res = mysql_list_processes(m);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'res' from 'mysql_list_processes' is not released on every path; call 'mysql_free_result'
  unsigned n = res ? mysql_num_fields(res) : 0;
  mysql_close(m);
  return (int)n;
}
