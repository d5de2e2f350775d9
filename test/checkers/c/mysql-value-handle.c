// RUN: %check %s
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// A MYSQL object kept by value: initialised in place, closed by address.

#include <mysql.h>
#include <stddef.h>
#include <stdio.h>

int value_handle_lost_after_a_failed_query(const char *host) {
  MYSQL m;
  mysql_init(&m);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'm' from 'mysql_init' is not released on every path; call 'mysql_close'
  if (!mysql_real_connect(&m, host, "u", "p", "d", 0, NULL, 0)) {
    mysql_close(&m);
    return -1;
  }
  if (mysql_query(&m, "DELETE FROM log"))
    return -1;
  mysql_close(&m);
  return 0;
}

int no_warning_value_handle_closed_by_address(const char *host) {
  MYSQL m;
  mysql_init(&m);
  if (!mysql_real_connect(&m, host, "u", "p", "d", 0, NULL, 0)) {
    fprintf(stderr, "%s\n", mysql_error(&m));
    mysql_close(&m);
    return -1;
  }
  int rc = mysql_query(&m, "DELETE FROM log");
  mysql_close(&m);
  return rc;
}

int no_warning_value_handle_closed_through_the_answer(const char *host) {
  MYSQL m, *conn;
  mysql_init(&m);
  conn = mysql_real_connect(&m, host, "u", "p", "d", 0, NULL, 0);
  if (!conn) {
    mysql_close(&m);
    return -1;
  }
  int rc = mysql_query(conn, "DELETE FROM log");
  mysql_close(conn);
  return rc;
}

struct app {
  MYSQL db;
  int open;
};

int no_warning_value_handle_in_the_callers_object(struct app *a,
                                                  const char *host) {
  mysql_init(&a->db);
  if (!mysql_real_connect(&a->db, host, "u", "p", "d", 0, NULL, 0))
    return -1;
  a->open = 1;
  return 0;
}

static MYSQL shared;

int no_warning_value_handle_that_is_global(const char *host) {
  mysql_init(&shared);
  return mysql_real_connect(&shared, host, "u", "p", "d", 0, NULL, 0) ? 0 : -1;
}

int no_warning_init_of_the_callers_handle(MYSQL *m, const char *host) {
  mysql_init(m);
  return mysql_real_connect(m, host, "u", "p", "d", 0, NULL, 0) ? 0 : -1;
}
