// RUN: %check %s
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Allocated contexts with a live handle in them: freed, returned, forgotten.

#include <libpq-fe.h>
#include <stdlib.h>
#include <string.h>

struct ctx {
  PGconn *conn;
  PGresult *res;
  char *name;
};

struct ctx *get_ctx(void);
void ctx_destroy(struct ctx *);

struct ctx *freed_with_a_live_connection(const char *dsn) {
  struct ctx *ctx = malloc(sizeof *ctx);
  if (ctx == NULL)
    return NULL;
  ctx->conn = PQconnectdb(dsn);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'ctx->conn' from 'PQconnectdb' is not released on every path; call 'PQfinish'
  if (PQstatus(ctx->conn) != CONNECTION_OK) {
    free(ctx);
    return NULL;
  }
  return ctx;
}

struct ctx *no_warning_finished_before_free(const char *dsn) {
  struct ctx *ctx = malloc(sizeof *ctx);
  if (ctx == NULL)
    return NULL;
  ctx->conn = PQconnectdb(dsn);
  if (PQstatus(ctx->conn) != CONNECTION_OK) {
    PQfinish(ctx->conn);
    free(ctx);
    return NULL;
  }
  return ctx;
}

struct ctx *context_itself_forgotten(const char *dsn) {
  struct ctx *ctx = calloc(1, sizeof *ctx);
  ctx->conn = PQconnectdb(dsn);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'ctx->conn' from 'PQconnectdb' is not released on every path; call 'PQfinish'
  if (PQstatus(ctx->conn) != CONNECTION_OK)
    return NULL;
  return ctx;
}

struct ctx *no_warning_one_exit_for_failures(const char *dsn) {
  struct ctx *ctx = calloc(1, sizeof *ctx);
  if (!ctx)
    return NULL;
  ctx->conn = PQconnectdb(dsn);
  if (PQstatus(ctx->conn) != CONNECTION_OK)
    goto fail;
  ctx->res = PQexec(ctx->conn, "SELECT 1");
  if (PQresultStatus(ctx->res) != PGRES_TUPLES_OK)
    goto fail;
  return ctx;
fail:
  PQclear(ctx->res);
  PQfinish(ctx->conn);
  free(ctx);
  return NULL;
}

struct ctx *one_exit_for_failures(const char *dsn) {
  struct ctx *ctx = calloc(1, sizeof *ctx);
  if (!ctx)
    return NULL;
  ctx->conn = PQconnectdb(dsn);
  if (PQstatus(ctx->conn) != CONNECTION_OK)
    goto fail;
  ctx->res = PQexec(ctx->conn, "SELECT 1");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'ctx->res' from 'PQexec' is not released on every path; call 'PQclear'
  if (PQresultStatus(ctx->res) != PGRES_TUPLES_OK)
    goto fail;
  return ctx;
fail:
  PQfinish(ctx->conn);
  free(ctx);
  return NULL;
}

static void free_ctx(struct ctx *ctx) {
  if (!ctx)
    return;
  PQclear(ctx->res);
  PQfinish(ctx->conn);
  free(ctx->name);
  free(ctx);
}

int no_warning_freed_by_a_helper(const char *dsn) {
  struct ctx *ctx = calloc(1, sizeof *ctx);
  if (!ctx)
    return -1;
  ctx->conn = PQconnectdb(dsn);
  ctx->res = PQexec(ctx->conn, "SELECT 1");
  int n = PQntuples(ctx->res);
  free_ctx(ctx);
  return n;
}

static void free_ctx_memory(struct ctx *ctx) {
  free(ctx->name);
  free(ctx);
}

int helper_frees_the_memory_only(const char *dsn) {
  struct ctx *ctx = calloc(1, sizeof *ctx);
  if (!ctx)
    return -1;
  ctx->conn = PQconnectdb(dsn);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'ctx->conn' from 'PQconnectdb' is not released on every path; call 'PQfinish'
  int v = PQserverVersion(ctx->conn);
  free_ctx_memory(ctx);
  return v;
}

int no_warning_destroyed_elsewhere(const char *dsn) {
  struct ctx *ctx = calloc(1, sizeof *ctx);
  if (!ctx)
    return -1;
  ctx->conn = PQconnectdb(dsn);
  ctx_destroy(ctx);
  return 0;
}

static struct ctx *current;

void no_warning_context_in_a_global(const char *dsn) {
  struct ctx *ctx = calloc(1, sizeof *ctx);
  if (!ctx)
    return;
  ctx->conn = PQconnectdb(dsn);
  current = ctx;
}

void no_warning_context_of_unknown_origin(const char *dsn) {
  struct ctx *ctx = get_ctx();
  ctx->conn = PQconnectdb(dsn);
}

int no_warning_context_in_the_callers_pointer(const char *dsn,
                                              struct ctx **out) {
  struct ctx *ctx = calloc(1, sizeof *ctx);
  if (!ctx)
    return -1;
  ctx->conn = PQconnectdb(dsn);
  *out = ctx;
  return 0;
}

int local_handle_lost_with_its_context(const char *dsn, struct ctx **out) {
  PGconn *conn = PQconnectdb(dsn);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'conn' from 'PQconnectdb' is not released on every path; call 'PQfinish'
  struct ctx *ctx = calloc(1, sizeof *ctx);
  if (!ctx)
    return -1;
  ctx->conn = conn;
  *out = ctx;
  return 0;
}

int no_warning_local_handle_moved_into_a_context(const char *dsn,
                                                 struct ctx **out) {
  PGconn *conn = PQconnectdb(dsn);
  struct ctx *ctx = calloc(1, sizeof *ctx);
  if (!ctx) {
    PQfinish(conn);
    return -1;
  }
  ctx->conn = conn;
  *out = ctx;
  return 0;
}

int no_warning_failed_allocation_ends_the_program(const char *dsn,
                                                  struct ctx **out) {
  PGconn *conn = PQconnectdb(dsn);
  struct ctx *ctx = calloc(1, sizeof *ctx);
  if (!ctx)
    abort();
  ctx->conn = conn;
  *out = ctx;
  return 0;
}
