// RUN: %check %s
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Idioms of right SQLite and MariaDB code that a check must stay silent on.

#include <assert.h>
#include <mysql.h>
#include <sqlite3.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

int no_warning_assignment_compared_from_the_left(sqlite3 *db) {
  sqlite3_stmt *st;
  int rc;
  if (SQLITE_OK == (rc = sqlite3_prepare_v2(db, "SELECT 1", -1, &st, 0))) {
    rc = sqlite3_step(st);
    sqlite3_finalize(st);
  }
  return rc;
}

int no_warning_statements_of_a_script(sqlite3 *db, const char *sql) {
  int rc = SQLITE_OK;
  while (rc == SQLITE_OK && *sql) {
    sqlite3_stmt *st = NULL;
    const char *tail;
    rc = sqlite3_prepare_v2(db, sql, -1, &st, &tail);
    if (rc != SQLITE_OK)
      break;
    if (st == NULL) {
      sql = tail;
      continue;
    }
    while (sqlite3_step(st) == SQLITE_ROW)
      puts((const char *)sqlite3_column_text(st, 0));
    rc = sqlite3_finalize(st);
    sql = tail;
  }
  return rc;
}

int no_warning_close_is_tried_again(const char *path) {
  sqlite3 *db;
  sqlite3_open(path, &db);
  while (sqlite3_close(db) == SQLITE_BUSY)
    sleep(1);
  return 0;
}

int no_warning_close_is_asked_for_its_answer(const char *path) {
  sqlite3 *db;
  if (sqlite3_open(path, &db)) {
    sqlite3_close(db);
    return -1;
  }
  if (sqlite3_close(db) != SQLITE_OK)
    return -1;
  return 0;
}

int no_warning_finalize_is_asked_for_its_answer(sqlite3 *db) {
  sqlite3_stmt *st;
  if (sqlite3_prepare_v2(db, "DELETE FROM t", -1, &st, 0) != SQLITE_OK)
    return -1;
  sqlite3_step(st);
  if (sqlite3_finalize(st) != SQLITE_OK) {
    fprintf(stderr, "%s\n", sqlite3_errmsg(db));
    return -1;
  }
  return 0;
}

int no_warning_prepare_asserted(sqlite3 *db) {
  sqlite3_stmt *st;
  int rc = sqlite3_prepare_v2(db, "SELECT 1", -1, &st, 0);
  assert(rc == SQLITE_OK);
  rc = sqlite3_step(st);
  sqlite3_finalize(st);
  return rc;
}

int no_warning_two_statements_with_one_exit(sqlite3 *db) {
  sqlite3_stmt *a = NULL, *b = NULL;
  int rc;
  if ((rc = sqlite3_prepare_v2(db, "SELECT 1", -1, &a, NULL)) != SQLITE_OK)
    goto out;
  if ((rc = sqlite3_prepare_v2(db, "SELECT 2", -1, &b, NULL)) != SQLITE_OK)
    goto out;
  while ((rc = sqlite3_step(a)) == SQLITE_ROW) {
    sqlite3_bind_int(b, 1, sqlite3_column_int(a, 0));
    if ((rc = sqlite3_step(b)) != SQLITE_DONE)
      goto out;
    sqlite3_reset(b);
  }
out:
  sqlite3_finalize(b);
  sqlite3_finalize(a);
  return rc;
}

int no_warning_success_chain(sqlite3 *db, int id) {
  sqlite3_stmt *st = NULL;
  bool ok = sqlite3_prepare_v2(db, "DELETE FROM t WHERE id=?", -1, &st, NULL) ==
                SQLITE_OK &&
            sqlite3_bind_int(st, 1, id) == SQLITE_OK &&
            sqlite3_step(st) == SQLITE_DONE;
  sqlite3_finalize(st);
  return ok ? 0 : -1;
}

static int open_database(const char *path, sqlite3 **out) {
  sqlite3 *db = NULL;
  int rc = sqlite3_open(path, &db);
  if (rc != SQLITE_OK) {
    sqlite3_close(db);
    *out = NULL;
    return rc;
  }
  sqlite3_busy_timeout(db, 1000);
  *out = db;
  return SQLITE_OK;
}

int no_warning_opened_by_a_helper(const char *path) {
  sqlite3 *db;
  if (open_database(path, &db) != SQLITE_OK)
    return -1;
  int rc = sqlite3_exec(db, "VACUUM", 0, 0, 0);
  sqlite3_close(db);
  return rc;
}

int opened_by_a_helper(const char *path) {
  sqlite3 *db;
  if (open_database(path, &db) != SQLITE_OK)
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'db' from 'open_database' is not released on every path; call 'sqlite3_close'
    return -1;
  if (sqlite3_exec(db, "VACUUM", 0, 0, 0) != SQLITE_OK)
    return -1;
  sqlite3_close(db);
  return 0;
}

int no_warning_error_text_freed_when_set(sqlite3 *db) {
  char *err = NULL;
  sqlite3_exec(db, "VACUUM", NULL, NULL, &err);
  if (err != NULL) {
    fprintf(stderr, "%s\n", err);
    sqlite3_free(err);
    return -1;
  }
  return 0;
}

int no_warning_error_text_of_two_calls(sqlite3 *db) {
  char *err = NULL;
  if (sqlite3_exec(db, "BEGIN", NULL, NULL, &err) != SQLITE_OK)
    goto fail;
  if (sqlite3_exec(db, "COMMIT", NULL, NULL, &err) != SQLITE_OK)
    goto fail;
  return 0;
fail:
  fprintf(stderr, "%s\n", err);
  sqlite3_free(err);
  return -1;
}

int no_warning_null_result_of_a_command(MYSQL *m) {
  MYSQL_RES *res;
  if ((res = mysql_store_result(m)) == NULL && mysql_errno(m) != 0)
    return -1;
  if (res != NULL)
    mysql_free_result(res);
  return 0;
}

MYSQL_RES *no_warning_result_of_the_last_try(MYSQL *m, const char *sql) {
  MYSQL_RES *res = NULL;
  for (int i = 0; i < 3; i++) {
    if (res) {
      mysql_free_result(res);
      res = NULL;
    }
    if (mysql_query(m, sql) != 0)
      continue;
    res = mysql_store_result(m);
    if (res && mysql_num_rows(res) > 0)
      break;
  }
  return res;
}

int no_warning_freed_by_a_comma(MYSQL *m) {
  MYSQL_RES *res = mysql_store_result(m);
  int n = res ? (int)mysql_num_rows(res) : 0;
  if (res)
    mysql_free_result(res), res = NULL;
  return n;
}

int no_warning_connected_once(const char *host) {
  static MYSQL *m;
  if (m == NULL) {
    m = mysql_init(NULL);
    if (!mysql_real_connect(m, host, "u", "p", "d", 0, NULL, 0)) {
      mysql_close(m);
      m = NULL;
      return -1;
    }
  }
  return mysql_ping(m);
}
