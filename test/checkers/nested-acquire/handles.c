// RUN: %check %s --checks='-*,leash-nested-acquire' --config='{CheckOptions: {leash.Catalogue: %S/Inputs/pool.yaml}}'
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Two connections of one pool at once, in C.

#include <libpq-fe.h>

struct pool;
struct server {
  struct pool *pool, *replica;
  struct pool *shards[4];
};
PGconn *db_get(struct pool *pool);
PGconn *db_try_get(struct pool *pool);
int db_get_timed(struct pool *pool, PGconn **conn, int ms);
void db_put(struct pool *pool, PGconn *conn);
PGconn *the_one(void);
void the_one_back(PGconn *conn);
struct pool *default_pool(void);
int work(PGconn *conn);
extern struct pool *global, *other_global;

void twice(struct pool *pool) {
  PGconn *a = db_get(pool);
  PGconn *b = db_get(pool);
  // CHECK: :[[@LINE-1]]:15: warning: 'db_get' takes a second connection of 'pool' while 'a' is held; use that one or give it back before [leash-nested-acquire]
  // CHECK: :[[@LINE-3]]:15: note: the first is taken here
  db_put(pool, b);
  db_put(pool, a);
}

void one_after_the_other(struct pool *pool) {
  PGconn *a = db_get(pool);
  db_put(pool, a);
  a = db_get(pool);
  db_put(pool, a);
}

void with_a_deadline(struct pool *pool) {
  PGconn *a, *b;
  if (db_get_timed(pool, &a, 500))
    return;
  if (db_get_timed(pool, &b, 500) == 0)
    // CHECK: :[[@LINE-1]]:7: warning: 'db_get_timed' takes a second connection of 'pool' while 'a' is held
    db_put(pool, b);
  db_put(pool, a);
}

void that_gives_up(struct pool *pool) {
  PGconn *a = db_get(pool);
  PGconn *b = db_try_get(pool);
  if (b)
    db_put(pool, b);
  db_put(pool, a);
}

void first_gives_up(struct pool *pool) {
  PGconn *a = db_try_get(pool);
  if (!a)
    a = db_get(pool);
  db_put(pool, a);
}

void of_two_pools(struct server *s) {
  PGconn *a = db_get(s->pool);
  PGconn *b = db_get(s->replica);
  db_put(s->replica, b);
  db_put(s->pool, a);
}

void of_one_member(struct server *s) {
  PGconn *a = db_get(s->pool);
  PGconn *b = db_get(s->pool);
  // CHECK: :[[@LINE-1]]:15: warning: 'db_get' takes a second connection of 's->pool' while 'a' is held
  db_put(s->pool, b);
  db_put(s->pool, a);
}

void by_two_names(struct server *s) {
  struct pool *pool = s->pool;
  PGconn *a = db_get(pool);
  PGconn *b = db_get(s->pool);
  // CHECK: :[[@LINE-1]]:15: warning: 'db_get' takes a second connection of 's->pool'
  db_put(pool, b);
  db_put(pool, a);
}

void of_two_servers(struct server *s, struct server *t) {
  PGconn *a = db_get(s->pool);
  PGconn *b = db_get(t->pool);
  db_put(t->pool, b);
  db_put(s->pool, a);
}

void of_shards(struct server *s, int from, int to) {
  PGconn *a = db_get(s->shards[from]);
  PGconn *b = db_get(s->shards[to]);
  db_put(s->shards[to], b);
  db_put(s->shards[from], a);
}

void of_all_shards(struct server *s) {
  PGconn *all[4];
  for (int i = 0; i < 4; i++)
    all[i] = db_get(s->shards[i]);
  for (int i = 0; i < 4; i++)
    db_put(s->shards[i], all[i]);
}

void pool_that_changes(struct pool *pool, struct pool *next) {
  PGconn *a = db_get(pool);
  pool = next;
  PGconn *b = db_get(pool);
  db_put(pool, b);
  db_put(pool, a);
}

void of_globals(void) {
  PGconn *a = db_get(global);
  PGconn *b = db_get(other_global);
  PGconn *c = db_get(global);
  // CHECK: :[[@LINE-1]]:15: warning: 'db_get' takes a second connection of 'global' while 'a' is held
  db_put(global, c);
  db_put(other_global, b);
  db_put(global, a);
}

void of_a_function(void) {
  PGconn *a = db_get(default_pool());
  PGconn *b = db_get(default_pool());
  // CHECK: :[[@LINE-1]]:15: warning: 'db_get' takes a second connection of 'default_pool()' while 'a' is held
  db_put(default_pool(), b);
  db_put(default_pool(), a);
}

void of_the_one_there_is(void) {
  PGconn *a = the_one();
  PGconn *b = the_one();
  // CHECK: :[[@LINE-1]]:15: warning: 'the_one' takes a second connection of the same pool while 'a' is held
  the_one_back(b);
  the_one_back(a);
}

void either(struct pool *pool, int kind) {
  PGconn *conn;
  if (kind)
    conn = db_get(pool);
  else
    conn = db_get(pool);
  db_put(pool, conn);
}

void each_in_its_branch(struct pool *pool, int kind) {
  PGconn *conn = 0;
  if (kind)
    conn = db_get(pool);
  if (!kind)
    conn = db_get(pool);
  db_put(pool, conn);
}

void only_if_none(struct pool *pool, PGconn *given) {
  PGconn *conn = given ? given : db_get(pool);
  work(conn);
  if (!given)
    db_put(pool, conn);
}

void round_after_round(struct pool *pool, int n) {
  for (int i = 0; i < n; i++) {
    PGconn *conn = db_get(pool);
    work(conn);
    db_put(pool, conn);
  }
}

void on_one_path(struct pool *pool, int audit) {
  PGconn *conn = db_get(pool);
  if (work(conn) < 0 && audit) {
    PGconn *log = db_get(pool);
    // CHECK: :[[@LINE-1]]:19: warning: 'db_get' takes a second connection of 'pool' while 'conn' is held
    work(log);
    db_put(pool, log);
  }
  db_put(pool, conn);
}

int a_private_one_beside(struct pool *pool, const char *info) {
  PGconn *conn = db_get(pool);
  PGconn *mine = PQconnectdb(info);
  PQfinish(mine);
  db_put(pool, conn);
  return 0;
}

// Through helpers.

static void log_entry(struct pool *pool, const char *text) {
  PGconn *conn = db_get(pool);
  work(conn);
  db_put(pool, conn);
}

static int count(struct pool *pool, PGconn *given) {
  PGconn *conn = given;
  if (!conn)
    conn = db_get(pool);
  int n = work(conn);
  if (!given)
    db_put(pool, conn);
  return n;
}

static void put(struct server *s, PGconn *conn) {
  db_put(s->pool, conn);
}

static PGconn *get(struct server *s) { return db_get(s->pool); }

void helper_takes_its_own(struct pool *pool) {
  PGconn *conn = db_get(pool);
  log_entry(pool, "began");
  // CHECK: :[[@LINE-1]]:3: warning: 'log_entry' takes a second connection of 'pool' while 'conn' is held
  // CHECK: :[[@LINE-25]]:18: note: the second is taken here
  // CHECK: note: the first is taken here
  db_put(pool, conn);
}

void helper_of_another_pool(struct server *s) {
  PGconn *conn = db_get(s->pool);
  log_entry(s->replica, "began");
  db_put(s->pool, conn);
}

void helper_uses_what_it_is_given(struct pool *pool) {
  PGconn *conn = db_get(pool);
  if (!conn)
    return;
  count(pool, conn);
  db_put(pool, conn);
}

void helper_given_none(struct pool *pool) {
  PGconn *conn = db_get(pool);
  count(pool, 0);
  // CHECK: :[[@LINE-1]]:3: warning: 'count' takes a second connection of 'pool' while 'conn' is held
  db_put(pool, conn);
}

void wrapped(struct server *s) {
  PGconn *a = get(s);
  PGconn *b = get(s);
  // CHECK: :[[@LINE-1]]:15: warning: 'get' takes a second connection of 's->pool' while 'a' is held
  put(s, b);
  put(s, a);
}

void wrapped_one_after_the_other(struct server *s) {
  PGconn *a = get(s);
  put(s, a);
  a = get(s);
  put(s, a);
}
