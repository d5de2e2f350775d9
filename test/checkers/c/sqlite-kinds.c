// RUN: %check %s
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Each kind of thing SQLite hands out, lost and given back.

#include <sqlite3.h>
#include <stdio.h>
#include <string.h>

int database_after_a_failed_open(const char *path) {
  sqlite3 *db;
  if (sqlite3_open(path, &db) != SQLITE_OK) {
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'db' from 'sqlite3_open' is not released on every path; call 'sqlite3_close'
    fprintf(stderr, "%s\n", sqlite3_errmsg(db));
    return -1;
  }
  sqlite3_close(db);
  return 0;
}

int no_warning_database_closed_after_a_failed_open(const char *path) {
  sqlite3 *db;
  if (sqlite3_open(path, &db) != SQLITE_OK) {
    fprintf(stderr, "%s\n", sqlite3_errmsg(db));
    sqlite3_close(db);
    return -1;
  }
  sqlite3_close(db);
  return 0;
}

int database_after_a_failed_open_v2(const char *path) {
  sqlite3 *db = NULL;
  int rc = sqlite3_open_v2(path, &db, SQLITE_OPEN_READONLY, NULL);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'db' from 'sqlite3_open_v2' is not released on every path; call 'sqlite3_close'
  if (rc)
    return rc;
  return sqlite3_close_v2(db);
}

int no_warning_null_database_needs_no_close(const char *path) {
  sqlite3 *db = NULL;
  sqlite3_open(path, &db);
  if (db == NULL)
    return SQLITE_NOMEM;
  return sqlite3_close(db);
}

int no_warning_failed_prepare_leaves_no_statement(sqlite3 *db) {
  sqlite3_stmt *st;
  int rc = sqlite3_prepare_v2(db, "SELECT 1", -1, &st, NULL);
  if (rc != SQLITE_OK) {
    fprintf(stderr, "%s\n", sqlite3_errmsg(db));
    return rc;
  }
  sqlite3_step(st);
  return sqlite3_finalize(st);
}

int no_warning_prepare_in_the_condition(sqlite3 *db) {
  sqlite3_stmt *st;
  int n = -1;
  if (sqlite3_prepare_v2(db, "SELECT 1", -1, &st, NULL) == SQLITE_OK) {
    if (sqlite3_step(st) == SQLITE_ROW)
      n = sqlite3_column_int(st, 0);
    sqlite3_finalize(st);
  }
  return n;
}

int statement_lost_inside_the_success_branch(sqlite3 *db) {
  sqlite3_stmt *st;
  int rc = sqlite3_prepare_v2(db, "SELECT 1", -1, &st, NULL);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'st' from 'sqlite3_prepare_v2' is not released on every path; call 'sqlite3_finalize'
  if (rc == SQLITE_OK) {
    rc = sqlite3_step(st);
    if (rc != SQLITE_ROW)
      return rc;
    sqlite3_finalize(st);
  }
  return rc;
}

int persistent_statement(sqlite3 *db, const char *sql) {
  sqlite3_stmt *st;
  int rc =
      sqlite3_prepare_v3(db, sql, -1, SQLITE_PREPARE_PERSISTENT, &st, NULL);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'st' from 'sqlite3_prepare_v3' is not released on every path; call 'sqlite3_finalize'
  if (rc)
    return rc;
  return sqlite3_step(st) == SQLITE_DONE ? 0 : 1;
}

int error_text_of_exec(sqlite3 *db) {
  char *err = NULL;
  if (sqlite3_exec(db, "CREATE TABLE t(a)", NULL, NULL, &err) != SQLITE_OK) {
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'err' from 'sqlite3_exec' is not released on every path; call 'sqlite3_free'
    fprintf(stderr, "%s\n", err);
    return -1;
  }
  return 0;
}

int no_warning_error_text_of_exec_freed(sqlite3 *db) {
  char *err = NULL;
  int rc = sqlite3_exec(db, "CREATE TABLE t(a)", NULL, NULL, &err);
  if (rc != SQLITE_OK) {
    fprintf(stderr, "%s\n", err);
    sqlite3_free(err);
    return -1;
  }
  return 0;
}

int no_warning_no_error_text_asked_for(sqlite3 *db) {
  return sqlite3_exec(db, "CREATE TABLE t(a)", NULL, NULL, NULL);
}

int error_text_replaced_by_the_next_one(sqlite3 *db) {
  char *err = NULL;
  int rc = sqlite3_exec(db, "CREATE TABLE t(a)", NULL, NULL, &err);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'err' from 'sqlite3_exec' is not released on every path; call 'sqlite3_free'
  if (rc != SQLITE_OK)
    rc = sqlite3_exec(db, "DELETE FROM t", NULL, NULL, &err);
  if (rc != SQLITE_OK)
    fprintf(stderr, "%s\n", err);
  sqlite3_free(err);
  return rc;
}

int table(sqlite3 *db) {
  char **rows;
  int n, cols;
  if (sqlite3_get_table(db, "SELECT * FROM t", &rows, &n, &cols, NULL))
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'rows' from 'sqlite3_get_table' is not released on every path; call 'sqlite3_free_table'
    return -1;
  if (cols != 3)
    return -1;
  sqlite3_free_table(rows);
  return n;
}

int no_warning_table_freed(sqlite3 *db) {
  char **rows;
  int n, cols;
  if (sqlite3_get_table(db, "SELECT * FROM t", &rows, &n, &cols, NULL))
    return -1;
  for (int i = 0; i < n; i++)
    puts(rows[(i + 1) * cols]);
  sqlite3_free_table(rows);
  return n;
}

int formatted_text(sqlite3 *db, const char *name) {
  char *sql = sqlite3_mprintf("DELETE FROM t WHERE name = %Q", name);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'sql' from 'sqlite3_mprintf' is not released on every path; call 'sqlite3_free'
  if (sql == NULL)
    return SQLITE_NOMEM;
  if (sqlite3_exec(db, sql, NULL, NULL, NULL) != SQLITE_OK)
    return SQLITE_ERROR;
  sqlite3_free(sql);
  return SQLITE_OK;
}

int no_warning_formatted_text_given_to_the_statement(sqlite3_stmt *st, int n) {
  char *text = sqlite3_mprintf("row %d", n);
  return sqlite3_bind_text(st, 1, text, -1, sqlite3_free);
}

int formatted_text_only_copied_by_the_statement(sqlite3_stmt *st, int n) {
  char *text = sqlite3_mprintf("row %d", n);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'text' from 'sqlite3_mprintf' is not released on every path; call 'sqlite3_free'
  return sqlite3_bind_text(st, 1, text, -1, SQLITE_TRANSIENT);
}

void no_warning_formatted_text_given_as_the_answer(sqlite3_context *ctx) {
  char *text = sqlite3_mprintf("%d", 42);
  sqlite3_result_text(ctx, text, -1, sqlite3_free);
}

void expanded_statement_text(sqlite3_stmt *st) {
  char *sql = sqlite3_expanded_sql(st);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'sql' from 'sqlite3_expanded_sql' is not released on every path; call 'sqlite3_free'
  fprintf(stderr, "running %s\n", sql ? sql : "?");
}

void no_warning_statement_text_belongs_to_the_statement(sqlite3_stmt *st) {
  const char *sql = sqlite3_sql(st);
  fprintf(stderr, "running %s\n", sql);
}

int blob(sqlite3 *db, sqlite3_int64 row, char *to, int len) {
  sqlite3_blob *b;
  int rc = sqlite3_blob_open(db, "main", "t", "data", row, 0, &b);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'b' from 'sqlite3_blob_open' is not released on every path; call 'sqlite3_blob_close'
  if (rc != SQLITE_OK)
    return rc;
  if (sqlite3_blob_bytes(b) > len)
    return SQLITE_TOOBIG;
  rc = sqlite3_blob_read(b, to, sqlite3_blob_bytes(b), 0);
  sqlite3_blob_close(b);
  return rc;
}

int no_warning_blob_closed(sqlite3 *db, sqlite3_int64 row, char *to, int len) {
  sqlite3_blob *b;
  int rc = sqlite3_blob_open(db, "main", "t", "data", row, 0, &b);
  if (rc != SQLITE_OK)
    return rc;
  rc = sqlite3_blob_read(b, to, len, 0);
  sqlite3_blob_close(b);
  return rc;
}

int backup(sqlite3 *from, sqlite3 *to) {
  sqlite3_backup *b = sqlite3_backup_init(to, "main", from, "main");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'b' from 'sqlite3_backup_init' is not released on every path; call 'sqlite3_backup_finish'
  if (!b)
    return sqlite3_errcode(to);
  int rc = sqlite3_backup_step(b, -1);
  if (rc != SQLITE_DONE)
    return rc;
  return sqlite3_backup_finish(b);
}

int no_warning_backup_finished(sqlite3 *from, sqlite3 *to) {
  sqlite3_backup *b = sqlite3_backup_init(to, "main", from, "main");
  if (b) {
    sqlite3_backup_step(b, -1);
    sqlite3_backup_finish(b);
  }
  return sqlite3_errcode(to);
}

int duplicated_value(sqlite3_stmt *st) {
  sqlite3_value *v = sqlite3_value_dup(sqlite3_column_value(st, 0));
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'v' from 'sqlite3_value_dup' is not released on every path; call 'sqlite3_value_free'
  return sqlite3_value_int(v);
}

int no_warning_duplicated_value_freed(sqlite3_stmt *st) {
  sqlite3_value *v = sqlite3_value_dup(sqlite3_column_value(st, 0));
  int n = sqlite3_value_int(v);
  sqlite3_value_free(v);
  return n;
}

void no_warning_column_value_is_borrowed(sqlite3_stmt *st) {
  sqlite3_value *v = sqlite3_column_value(st, 0);
  const unsigned char *text = sqlite3_column_text(st, 1);
  printf("%d %s\n", sqlite3_value_int(v), text);
}

void no_warning_next_statement_is_borrowed_and_closed(sqlite3 *db) {
  sqlite3_stmt *st;
  while ((st = sqlite3_next_stmt(db, NULL)) != NULL)
    sqlite3_finalize(st);
}

int serialized_database(sqlite3 *db, FILE *out) {
  sqlite3_int64 size = 0;
  unsigned char *image = sqlite3_serialize(db, "main", &size, 0);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'image' from 'sqlite3_serialize' is not released on every path; call 'sqlite3_free'
  if (!image)
    return -1;
  if (fwrite(image, 1, (size_t)size, out) != (size_t)size)
    return -1;
  sqlite3_free(image);
  return 0;
}

int string_builder(sqlite3 *db, int n) {
  sqlite3_str *s = sqlite3_str_new(db);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 's' from 'sqlite3_str_new' is not released on every path; call 'sqlite3_str_finish'
  sqlite3_str_appendf(s, "%d", n);
  return sqlite3_str_length(s);
}

char *no_warning_string_builder_finished(sqlite3 *db, int n) {
  sqlite3_str *s = sqlite3_str_new(db);
  sqlite3_str_appendf(s, "%d", n);
  return sqlite3_str_finish(s);
}

int text_of_a_string_builder(sqlite3 *db) {
  sqlite3_str *s = sqlite3_str_new(db);
  sqlite3_str_appendall(s, "VACUUM");
  char *sql = sqlite3_str_finish(s);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'sql' from 'sqlite3_str_finish' is not released on every path; call 'sqlite3_free'
  return sqlite3_exec(db, sql, NULL, NULL, NULL);
}

int no_warning_database_image_given_back(sqlite3 *from, sqlite3 *to) {
  sqlite3_int64 size;
  unsigned char *image = sqlite3_serialize(from, "main", &size, 0);
  if (!image)
    return SQLITE_NOMEM;
  return sqlite3_deserialize(to, "main", image, size, size,
                             SQLITE_DESERIALIZE_FREEONCLOSE);
}

int no_warning_statements_walked_over(sqlite3 *db, sqlite3_stmt *keep) {
  int n = 0;
  for (sqlite3_stmt *st = sqlite3_next_stmt(db, NULL); st != NULL;
       st = sqlite3_next_stmt(db, st))
    n += st != keep;
  return n;
}
