// RUN: %check %s -- -D_GNU_SOURCE
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The shape of a map renderer that reads tiles from PostGIS and an SQLite file.

#include <libpq-fe.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct tile {
  unsigned char *data;
  size_t size;
};

typedef struct {
  PGconn *pgconn;
  long row_num;
  PGresult *pgresult;
  const char *table;
} layer_info;

static char *build_query(const layer_info *layer, int z, int x, int y) {
  char *sql = malloc(512);
  if (sql)
    snprintf(sql, 512,
             "SELECT ST_AsMVT(t) FROM %s t WHERE z=%d AND x=%d AND y=%d",
             layer->table, z, x, y);
  return sql;
}

int layer_next_query(layer_info *layer, int z, int x, int y) {
  char *sql = build_query(layer, z, x, y);
  PGresult *pgresult;
  if (!sql)
    return -1;

  pgresult = PQexecParams(layer->pgconn, sql, 0, NULL, NULL, NULL, NULL, 1);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'pgresult' from 'PQexecParams' is not released on every path; call 'PQclear'
  if (!pgresult || PQresultStatus(pgresult) != PGRES_TUPLES_OK) {
    fprintf(stderr, "error (%s) executing query: %s\n",
            PQerrorMessage(layer->pgconn), sql);
    free(sql);
    return -1;
  }
  free(sql);
  PQclear(layer->pgresult);
  layer->pgresult = pgresult;
  layer->row_num = 0;
  return 0;
}

int no_warning_layer_next_query(layer_info *layer, int z, int x, int y) {
  char *sql = build_query(layer, z, x, y);
  PGresult *pgresult;
  if (!sql)
    return -1;

  pgresult = PQexecParams(layer->pgconn, sql, 0, NULL, NULL, NULL, NULL, 1);
  if (!pgresult || PQresultStatus(pgresult) != PGRES_TUPLES_OK) {
    fprintf(stderr, "error (%s) executing query: %s\n",
            PQerrorMessage(layer->pgconn), sql);
    free(sql);
    if (pgresult)
      PQclear(pgresult);
    return -1;
  }
  free(sql);
  if (layer->pgresult)
    PQclear(layer->pgresult);
  layer->pgresult = pgresult;
  layer->row_num = 0;
  return 0;
}

layer_info *layer_open(const char *dsn, const char *table) {
  layer_info *layer = malloc(sizeof *layer);
  PGresult *res;
  if (!layer)
    return NULL;
  layer->pgconn = PQconnectdb(dsn);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'layer->pgconn' from 'PQconnectdb' is not released on every path; call 'PQfinish'
  layer->pgresult = NULL;
  layer->row_num = 0;
  layer->table = table;
  if (PQstatus(layer->pgconn) == CONNECTION_BAD) {
    char *mask = strdup(PQerrorMessage(layer->pgconn));
    fprintf(stderr, "couldn't connect: %s\n", mask ? mask : "");
    free(mask);
    free(layer);
    return NULL;
  }
  res = PQexec(layer->pgconn, "SET client_min_messages = warning");
  PQclear(res);
  return layer;
}

layer_info *no_warning_layer_open(const char *dsn, const char *table) {
  layer_info *layer = malloc(sizeof *layer);
  if (!layer)
    return NULL;
  layer->pgresult = NULL;
  layer->row_num = 0;
  layer->table = table;
  layer->pgconn = PQconnectdb(dsn);
  if (!layer->pgconn || PQstatus(layer->pgconn) == CONNECTION_BAD) {
    fprintf(stderr, "couldn't connect\n");
    PQfinish(layer->pgconn);
    free(layer);
    return NULL;
  }
  return layer;
}

int read_tile(sqlite3 *db, int z, int x, int y, struct tile *tile) {
  sqlite3_stmt *st;
  int rc = sqlite3_prepare_v2(
      db, "SELECT tile_data FROM tiles WHERE z=? AND x=? AND y=?", -1, &st,
      NULL);
  // CHECK: :[[@LINE-3]]:{{[0-9]+}}: warning: 'st' from 'sqlite3_prepare_v2' is not released on every path; call 'sqlite3_finalize'
  if (rc != SQLITE_OK)
    return -1;
  sqlite3_bind_int(st, 1, z);
  sqlite3_bind_int(st, 2, x);
  sqlite3_bind_int(st, 3, (1 << z) - 1 - y);
  if ((rc = sqlite3_step(st)) != SQLITE_ROW) {
    sqlite3_finalize(st);
    return rc == SQLITE_DONE ? 1 : -1;
  }
  tile->size = (size_t)sqlite3_column_bytes(st, 0);
  tile->data = malloc(tile->size);
  if (tile->data == NULL)
    return -1;
  memcpy(tile->data, sqlite3_column_blob(st, 0), tile->size);
  sqlite3_finalize(st);
  return 0;
}

int no_warning_read_tile(sqlite3 *db, int z, int x, int y, struct tile *tile) {
  sqlite3_stmt *st = NULL;
  int ret = -1;
  if (sqlite3_prepare_v2(
          db, "SELECT tile_data FROM tiles WHERE z=? AND x=? AND y=?", -1, &st,
          NULL) != SQLITE_OK)
    goto cleanup;
  if (sqlite3_bind_int(st, 1, z) || sqlite3_bind_int(st, 2, x) ||
      sqlite3_bind_int(st, 3, y))
    goto cleanup;
  switch (sqlite3_step(st)) {
  case SQLITE_ROW:
    tile->size = (size_t)sqlite3_column_bytes(st, 0);
    if (!(tile->data = malloc(tile->size)))
      goto cleanup;
    memcpy(tile->data, sqlite3_column_blob(st, 0), tile->size);
    ret = 0;
    break;
  case SQLITE_DONE:
    ret = 1;
    break;
  default:
    fprintf(stderr, "%s\n", sqlite3_errmsg(db));
  }
cleanup:
  sqlite3_finalize(st);
  return ret;
}
