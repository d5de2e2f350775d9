// RUN: %check %s -- -I/usr/include/libmongoc-1.0 -I/usr/include/libbson-1.0
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Leaks and their cures against mongo-c-driver's headers.

#include <mongoc/mongoc.h>

bool popped(mongoc_client_pool_t *pool, bson_t *ping, bson_error_t *error) {
  mongoc_client_t *client = mongoc_client_pool_pop(pool);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'client' from 'mongoc_client_pool_pop' is not released on every path; call 'mongoc_client_pool_push'
  if (!mongoc_client_command_simple(client, "admin", ping, NULL, NULL, error))
    return false;
  mongoc_client_pool_push(pool, client);
  return true;
}

bool no_warning_popped(mongoc_client_pool_t *pool, bson_t *ping, bson_error_t *error) {
  mongoc_client_t *client = mongoc_client_pool_pop(pool);
  bool ok = mongoc_client_command_simple(client, "admin", ping, NULL, NULL, error);
  mongoc_client_pool_push(pool, client);
  return ok;
}

bool no_warning_none_left(mongoc_client_pool_t *pool) {
  mongoc_client_t *client = mongoc_client_pool_try_pop(pool);
  if (!client)
    return false;
  mongoc_client_pool_push(pool, client);
  return true;
}

int64_t cursor(mongoc_collection_t *coll, const bson_t *query, bson_error_t *error) {
  const bson_t *doc;
  int64_t n = 0;
  mongoc_cursor_t *cursor = mongoc_collection_find_with_opts(coll, query, NULL, NULL);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'cursor' from 'mongoc_collection_find_with_opts' is not released on every path; call 'mongoc_cursor_destroy'
  while (mongoc_cursor_next(cursor, &doc))
    ++n;
  if (mongoc_cursor_error(cursor, error))
    return -1;
  mongoc_cursor_destroy(cursor);
  return n;
}

int64_t no_warning_collection(mongoc_client_t *client, const bson_t *query, bson_error_t *error) {
  mongoc_collection_t *coll = mongoc_client_get_collection(client, "db", "c");
  int64_t n = mongoc_collection_count_documents(coll, query, NULL, NULL, NULL, error);
  mongoc_collection_destroy(coll);
  return n;
}

void collection(mongoc_client_t *client, const bson_t *doc) {
  mongoc_collection_t *coll = mongoc_client_get_collection(client, "db", "c");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'coll' from 'mongoc_client_get_collection' is not released on every path; call 'mongoc_collection_destroy'
  mongoc_collection_insert_one(coll, doc, NULL, NULL, NULL);
}

mongoc_client_t *no_warning_uri(const char *text, bson_error_t *error) {
  mongoc_uri_t *uri = mongoc_uri_new_with_error(text, error);
  if (!uri)
    return NULL;
  mongoc_client_t *client = mongoc_client_new_from_uri(uri);
  mongoc_uri_destroy(uri);
  return client;
}

mongoc_client_pool_t *uri(const char *text, bson_error_t *error) {
  mongoc_uri_t *uri = mongoc_uri_new_with_error(text, error);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'uri' from 'mongoc_uri_new_with_error' is not released on every path; call 'mongoc_uri_destroy'
  if (!uri)
    return NULL;
  return mongoc_client_pool_new(uri);
}

bool session(mongoc_client_t *client, bson_error_t *error) {
  mongoc_client_session_t *s = mongoc_client_start_session(client, NULL, error);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 's' from 'mongoc_client_start_session' is not released on every path; call 'mongoc_client_session_destroy'
  if (!s)
    return false;
  return mongoc_client_session_get_client(s) == client;
}

void no_warning_names(mongoc_client_t *client, bson_error_t *error) {
  char **names = mongoc_client_get_database_names_with_opts(client, NULL, error);
  if (names)
    bson_strfreev(names);
}

mongoc_stream_t *no_warning_stream_over_stream(const char *path) {
  mongoc_stream_t *file = mongoc_stream_file_new_for_path(path, 0, 0);
  if (!file)
    return NULL;
  return mongoc_stream_buffered_new(file, 4096);
}
