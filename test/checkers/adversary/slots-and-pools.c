// RUN: %check %s -- -std=gnu11
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Slots of tables, and memory that a pool owns.

#include <libpq-fe.h>
#include <sqlite3.h>
#include <stddef.h>
#include <stdlib.h>
struct slot {
  PGconn *conn;
  int used;
  void *data;
  sqlite3_stmt *st;
};
struct pool;
extern struct slot *pool_alloc_slot(struct pool *);
extern struct slot *alloc_slot(void);
extern struct slot *hash_alloc_entry(struct pool *, const char *);
extern struct slot *list_new_node(struct pool *);
extern struct slot *new_slot(struct pool *);
extern struct slot *get_slot(struct pool *, int);
extern struct slot *slot_create(struct pool *);
extern void *apr_palloc(struct pool *, size_t);
extern void *ngx_pcalloc(struct pool *, size_t);
extern void *lua_newuserdata(struct pool *, size_t);
extern void *zend_object_alloc(size_t, struct pool *);
extern void *ngx_pool_cleanup_add(struct pool *, size_t);
extern void apr_pool_cleanup_register(struct pool *, const void *,
                                      int (*)(void *), int (*)(void *));
extern int cl(void *);
#define F(N, E)                                                                \
  int N(struct pool *p) {                                                      \
    struct slot *s = E;                                                        \
    s->conn = PQconnectdb("");                                                 \
    s->used = 1;                                                               \
    return 0;                                                                  \
  }
F(a1, pool_alloc_slot(p))
F(a2, alloc_slot()) F(a3, hash_alloc_entry(p, "x")) F(a4, list_new_node(p))
    F(a5, new_slot(p)) F(a6, get_slot(p, 1)) F(a7, slot_create(p))
        F(b1, apr_palloc(p, sizeof *s)) F(b2, ngx_pcalloc(p, sizeof *s))
        // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 's->conn' from 'PQconnectdb' is not released on every path
        // CHECK: :[[@LINE-2]]:{{[0-9]+}}: warning: 's->conn' from 'PQconnectdb' is not released on every path
            F(b3, lua_newuserdata(p, sizeof *s))
                F(b4, zend_object_alloc(sizeof *s, p))
                // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 's->conn' from 'PQconnectdb' is not released on every path
                    F(b5,
                      ngx_pool_cleanup_add(p, 0)) int slot_c1(struct pool *p) {
  struct slot *s = apr_palloc(p, sizeof *s);
  s->conn = PQconnectdb("");
  apr_pool_cleanup_register(p, s, cl, cl);
  return 0;
}
int slot_d1(struct slot *arr, int n) {
  for (int i = 0; i < n; i++)
    arr[i].conn = PQconnectdb("");
  return 0;
}
int slot_d2(struct slot *arr, int n) {
  for (int i = 0; i < n; i++) {
    struct slot *s = &arr[i];
    s->conn = PQconnectdb("");
  }
  return 0;
}
int slot_d3(struct slot *arr, int n) {
  for (struct slot *s = arr; s < arr + n; s++)
    s->conn = PQconnectdb("");
  return 0;
}
int slot_d4(struct slot *arr, int n) {
  (arr + n)->conn = PQconnectdb("");
  arr++->conn = PQconnectdb("");
  return 0;
}
int slot_d5(void) {
  struct slot a = {0}, b;
  a.conn = PQconnectdb("");
  b = a;
  PQfinish(b.conn);
  return 0;
}
int slot_d6(void) {
  struct slot a = {.conn = PQconnectdb("")};
  struct slot b = a;
  PQfinish(b.conn);
  return 0;
}
static struct slot tab[4];
int slot_d7(int i) {
  tab[i].conn = PQconnectdb("");
  return 0;
}
int slot_d8(int i) {
  struct slot *s = tab + i;
  s->conn = PQconnectdb("");
  if (PQstatus(s->conn) != CONNECTION_OK)
    return -1;
  return 0;
}
struct slot *slot_d9(int n) {
  struct slot *s = calloc(n, sizeof *s);
  for (int i = 0; i < n; i++)
    s[i].conn = PQconnectdb("");
  return s;
}
int slot_d10(int n, struct slot **out) {
  struct slot *s = calloc(n, sizeof *s);
  s[0].conn = PQconnectdb("");
  *out = s;
  return 0;
}
int slot_d11(sqlite3 *db, struct slot *s) {
  return sqlite3_prepare_v2(db, "x", -1, &s[2].st, 0);
}
