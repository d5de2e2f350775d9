// RUN: %check %s
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Functions whose body is not seen: judged by their parameters and name.

#include <libpq-fe.h>
#include <pthread.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>

struct list;
struct session {
  PGconn *conn;
};

void show(const PGresult *res);
int render(PGresult *res);
void free_result(PGresult *res);
void conn_close(PGconn *conn);
void release_connection(PGconn *conn);
void resultDestroy(PGresult *res);
void pool_put(PGconn *conn);
void give_back(PGconn *conn);
void finish_query(PGresult *res);
void dispose(PGresult *res);
void db_disconnect(PGconn *conn);
void register_connection(PGconn *conn);
void list_add(struct list *l, void *item);
void set_connection(struct session *s, PGconn *conn);
void queue_push(struct list *l, PGresult *res);
void store_result(struct list *l, PGresult *res);
PGresult *adopt(PGresult *res);
void take_ownership(PGresult *res);
void fill(PGconn *c, PGresult **res);
void session_begin(struct session *s);
void session_log(const struct session *s);
int freeze(PGresult *res);
void cache_insert(struct list *l, const char *key, PGconn *conn);
void list_append(struct list *l, PGresult *res);
int attach_connection(struct session *s, PGconn *conn);
void enqueue_result(PGresult *res);
struct rows;
struct rows *rows_new(PGresult *res);
struct rows *createRows(PGresult *res);
char *describe(PGresult *res);

void const_pointer_borrows(PGconn *c) {
  PGresult *res = PQexec(c, "SELECT 1");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'res' from 'PQexec' is not released on every path; call 'PQclear'
  show(res);
}

int plain_pointer_borrows(PGconn *c) {
  PGresult *res = PQexec(c, "SELECT 1");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'res' from 'PQexec' is not released on every path; call 'PQclear'
  return render(res);
}

int no_warning_plain_pointer_borrows_then_released(PGconn *c) {
  PGresult *res = PQexec(c, "SELECT 1");
  int n = render(res);
  PQclear(res);
  return n;
}

void no_warning_name_says_free(PGconn *c) { free_result(PQexec(c, "COMMIT")); }

void no_warning_name_says_close(const char *dsn) {
  PGconn *conn = PQconnectdb(dsn);
  conn_close(conn);
}

void no_warning_name_says_release(const char *dsn) {
  PGconn *conn = PQconnectdb(dsn);
  release_connection(conn);
}

void no_warning_name_says_destroy(PGconn *c) {
  PGresult *res = PQexec(c, "SELECT 1");
  resultDestroy(res);
}

void no_warning_name_says_put(const char *dsn) {
  PGconn *conn = PQconnectdb(dsn);
  pool_put(conn);
}

void no_warning_name_says_give_back(const char *dsn) {
  PGconn *conn = PQconnectdb(dsn);
  give_back(conn);
}

void no_warning_name_says_finish(PGconn *c) {
  PGresult *res = PQexec(c, "SELECT 1");
  finish_query(res);
}

void no_warning_name_says_dispose(PGconn *c) {
  PGresult *res = PQexec(c, "SELECT 1");
  dispose(res);
}

void no_warning_name_says_disconnect(const char *dsn) {
  PGconn *conn = PQconnectdb(dsn);
  db_disconnect(conn);
}

void no_warning_name_says_register(const char *dsn) {
  PGconn *conn = PQconnectdb(dsn);
  register_connection(conn);
}

void no_warning_name_says_add(const char *dsn, struct list *l) {
  PGconn *conn = PQconnectdb(dsn);
  list_add(l, conn);
}

void no_warning_name_says_set(const char *dsn, struct session *s) {
  PGconn *conn = PQconnectdb(dsn);
  set_connection(s, conn);
}

void no_warning_name_says_push(PGconn *c, struct list *l) {
  PGresult *res = PQexec(c, "SELECT 1");
  queue_push(l, res);
}

void no_warning_name_says_store(PGconn *c, struct list *l) {
  PGresult *res = PQexec(c, "SELECT 1");
  store_result(l, res);
}

void no_warning_name_says_adopt(PGconn *c) { adopt(PQexec(c, "SELECT 1")); }

void no_warning_name_says_take(PGconn *c) {
  PGresult *res = PQexec(c, "SELECT 1");
  take_ownership(res);
}

int name_only_begins_like_free(PGconn *c) {
  PGresult *res = PQexec(c, "SELECT 1");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'res' from 'PQexec' is not released on every path; call 'PQclear'
  return freeze(res);
}

int closing_one_path_only(const char *dsn) {
  PGconn *conn = PQconnectdb(dsn);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'conn' from 'PQconnectdb' is not released on every path; call 'PQfinish'
  if (PQserverVersion(conn) < 90000)
    return -1;
  conn_close(conn);
  return 0;
}

void no_warning_address_given_to_an_unknown_function(PGconn *c) {
  PGresult *res = PQexec(c, "SELECT 1");
  fill(c, &res);
}

void no_warning_struct_given_to_an_unknown_function(const char *dsn) {
  struct session s;
  s.conn = PQconnectdb(dsn);
  session_begin(&s);
}

void const_struct_given_to_an_unknown_function(const char *dsn) {
  struct session s;
  s.conn = PQconnectdb(dsn);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 's.conn' from 'PQconnectdb' is not released on every path; call 'PQfinish'
  session_log(&s);
}

static void *worker(void *arg) {
  PGconn *conn = arg;
  PQfinish(conn);
  return NULL;
}

int no_warning_handed_to_a_thread(const char *dsn) {
  PGconn *conn = PQconnectdb(dsn);
  pthread_t t;
  return pthread_create(&t, NULL, worker, conn);
}

int no_warning_kept_as_thread_specific_value(pthread_key_t key,
                                             const char *dsn) {
  PGconn *conn = PQconnectdb(dsn);
  return pthread_setspecific(key, conn);
}

void printing_the_pointer_borrows(PGconn *c) {
  PGresult *res = PQexec(c, "SELECT 1");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'res' from 'PQexec' is not released on every path; call 'PQclear'
  printf("%p %s\n", (void *)res, PQgetvalue(res, 0, 0));
}

void library_function_without_an_entry_borrows(const char *dsn) {
  PGconn *conn = PQconnectdb(dsn);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'conn' from 'PQconnectdb' is not released on every path; call 'PQfinish'
  PQsetErrorVerbosity(conn, PQERRORS_TERSE);
  PQuntrace(conn);
}

void no_warning_name_says_insert(const char *dsn, struct list *l) {
  PGconn *conn = PQconnectdb(dsn);
  cache_insert(l, dsn, conn);
}

void no_warning_name_says_append(PGconn *c, struct list *l) {
  PGresult *res = PQexec(c, "SELECT 1");
  list_append(l, res);
}

int no_warning_name_says_attach(const char *dsn, struct session *s) {
  PGconn *conn = PQconnectdb(dsn);
  return attach_connection(s, conn);
}

void no_warning_name_says_enqueue(PGconn *c) {
  PGresult *res = PQexec(c, "SELECT 1");
  enqueue_result(res);
}

struct rows *no_warning_kept_by_a_new_object(PGconn *c) {
  PGresult *res = PQexec(c, "SELECT 1");
  return rows_new(res);
}

struct rows *no_warning_kept_by_a_created_object(PGconn *c) {
  PGresult *res = PQexec(c, "SELECT 1");
  if (PQresultStatus(res) != PGRES_TUPLES_OK) {
    PQclear(res);
    return NULL;
  }
  return createRows(res);
}

char *text_made_from_it_does_not_keep_it(PGconn *c) {
  PGresult *res = PQexec(c, "SELECT 1");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'res' from 'PQexec' is not released on every path; call 'PQclear'
  return describe(res);
}
