// RUN: %check %s
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Each kind of thing the MariaDB client hands out, lost and given back.

#include <mysql.h>
#include <stdio.h>
#include <string.h>

int unbuffered_result_left_by_break(MYSQL *m) {
  MYSQL_RES *res = mysql_use_result(m);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'res' from 'mysql_use_result' is not released on every path; call 'mysql_free_result'
  MYSQL_ROW row;
  if (!res)
    return -1;
  while ((row = mysql_fetch_row(res)) != NULL)
    if (row[0] == NULL)
      return -1;
  mysql_free_result(res);
  return 0;
}

int no_warning_unbuffered_result_read_to_the_end(MYSQL *m) {
  MYSQL_RES *res = mysql_use_result(m);
  MYSQL_ROW row;
  int n = 0;
  if (!res)
    return -1;
  while ((row = mysql_fetch_row(res)) != NULL)
    n += row[0] != NULL;
  mysql_free_result(res);
  return n;
}

int list_of_tables(MYSQL *m) {
  MYSQL_RES *res = mysql_list_tables(m, "log%");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'res' from 'mysql_list_tables' is not released on every path; call 'mysql_free_result'
  return res ? (int)mysql_num_rows(res) : -1;
}

int list_of_fields(MYSQL *m) {
  MYSQL_RES *res = mysql_list_fields(m, "user", NULL);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'res' from 'mysql_list_fields' is not released on every path; call 'mysql_free_result'
  if (!res)
    return -1;
  return (int)mysql_num_fields(res);
}

int statement_whose_prepare_fails(MYSQL *m, const char *sql) {
  MYSQL_STMT *st = mysql_stmt_init(m);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'st' from 'mysql_stmt_init' is not released on every path; call 'mysql_stmt_close'
  if (!st)
    return -1;
  if (mysql_stmt_prepare(st, sql, strlen(sql))) {
    fprintf(stderr, "%s\n", mysql_stmt_error(st));
    return -1;
  }
  mysql_stmt_execute(st);
  mysql_stmt_close(st);
  return 0;
}

int no_warning_statement_closed(MYSQL *m, const char *sql) {
  MYSQL_STMT *st = mysql_stmt_init(m);
  if (!st)
    return -1;
  if (mysql_stmt_prepare(st, sql, strlen(sql))) {
    mysql_stmt_close(st);
    return -1;
  }
  int rc = mysql_stmt_execute(st);
  mysql_stmt_close(st);
  return rc;
}

int freeing_its_rows_does_not_close_a_statement(MYSQL *m, const char *sql) {
  MYSQL_STMT *st = mysql_stmt_init(m);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'st' from 'mysql_stmt_init' is not released on every path; call 'mysql_stmt_close'
  if (!st || mysql_stmt_prepare(st, sql, strlen(sql)))
    return -1;
  mysql_stmt_execute(st);
  mysql_stmt_free_result(st);
  return 0;
}

int resetting_does_not_close_a_statement(MYSQL *m) {
  MYSQL_STMT *st = mysql_stmt_init(m);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'st' from 'mysql_stmt_init' is not released on every path; call 'mysql_stmt_close'
  if (!st)
    return -1;
  return mysql_stmt_reset(st);
}

unsigned metadata(MYSQL_STMT *st) {
  MYSQL_RES *meta = mysql_stmt_result_metadata(st);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'meta' from 'mysql_stmt_result_metadata' is not released on every path; call 'mysql_free_result'
  if (!meta)
    return 0;
  return mysql_num_fields(meta);
}

unsigned no_warning_metadata_freed(MYSQL_STMT *st) {
  MYSQL_RES *meta = mysql_stmt_result_metadata(st);
  if (!meta)
    return 0;
  unsigned n = mysql_num_fields(meta);
  mysql_free_result(meta);
  return n;
}

int no_warning_several_results(MYSQL *m) {
  int status;
  do {
    MYSQL_RES *res = mysql_store_result(m);
    if (res)
      mysql_free_result(res);
    else if (mysql_field_count(m) != 0)
      return -1;
    status = mysql_next_result(m);
  } while (status == 0);
  return status > 0 ? -1 : 0;
}

int one_of_several_results(MYSQL *m) {
  int total = 0;
  do {
    MYSQL_RES *res = mysql_store_result(m);
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'res' from 'mysql_store_result' is not released on every path; call 'mysql_free_result'
    if (res && mysql_num_fields(res) == 1)
      continue;
    if (res) {
      total += (int)mysql_num_rows(res);
      mysql_free_result(res);
    }
  } while (mysql_next_result(m) == 0);
  return total;
}

MYSQL *connect_answers_its_argument(const char *host) {
  MYSQL *m = mysql_init(NULL);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'm' from 'mysql_init' is not released on every path; call 'mysql_close'
  if (mysql_real_connect(m, host, "u", "p", "d", 0, NULL, 0) == NULL)
    return NULL;
  return m;
}

MYSQL *no_warning_connect_answers_its_argument(const char *host) {
  MYSQL *m = mysql_init(NULL);
  if (mysql_real_connect(m, host, "u", "p", "d", 0, NULL, 0) == NULL) {
    mysql_close(m);
    return NULL;
  }
  return m;
}

MYSQL *handle_lost_in_its_own_assignment(const char *host) {
  MYSQL *m = mysql_init(NULL);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'mysql_init' is n
  m = mysql_real_connect(m, host, "u", "p", "d", 0, NULL, 0);
  return m;
}

MYSQL *nested_init_is_lost_when_connect_fails(const char *host) {
  return mysql_real_connect(mysql_init(NULL), host, "u", "p", "d", 0, NULL, 0);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'mysql_init' is n
}

int no_warning_connection_closed_through_the_answer(const char *host) {
  MYSQL *m = mysql_init(NULL);
  if (!m)
    return -1;
  MYSQL *conn = mysql_real_connect(m, host, "u", "p", "d", 0, NULL, 0);
  if (conn == NULL) {
    mysql_close(m);
    return -1;
  }
  int rc = mysql_ping(conn);
  mysql_close(conn);
  return rc;
}

int no_warning_null_init_needs_no_close(void) {
  MYSQL *m = mysql_init(NULL);
  if (m == NULL) {
    fputs("out of memory\n", stderr);
    return -1;
  }
  mysql_options(m, MYSQL_READ_DEFAULT_GROUP, "client");
  mysql_close(m);
  return 0;
}

void no_warning_rows_belong_to_the_result(MYSQL_RES *res) {
  MYSQL_ROW row = mysql_fetch_row(res);
  MYSQL_FIELD *f = mysql_fetch_field(res);
  unsigned long *len = mysql_fetch_lengths(res);
  printf("%s %s %lu\n", f->name, row[0], len[0]);
}

int no_warning_library_and_thread_calls(void) {
  if (mysql_library_init(0, NULL, NULL))
    return -1;
  mysql_thread_init();
  mysql_thread_end();
  mysql_library_end();
  return 0;
}
