/* SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception */
/* Every mark of leash/annotations.h, before and after a declaration. */
#include <leash/annotations.h>

typedef struct Pool Pool;
typedef struct Conn Conn;
#define CONN 1

LEASH_ACQUIRE("app-connection") Conn *pool_get(Pool *pool);
LEASH_ACQUIRE_OUT("app-connection", 1) int pool_try(Pool *pool, Conn **out);
int pool_wait(Pool *pool, Conn **out)
    LEASH_ACQUIRE_OUT_WHEN("app-connection", CONN, positive);
LEASH_RELEASE(CONN) void pool_put(Pool *pool, Conn *conn);
void registry_add(Conn *conn) LEASH_TRANSFER(0);
LEASH_BORROW int pool_ping(Conn *conn);
LEASH_JUMPS void app_raise(const char *why);
LEASH_BEGINS_TRANSACTION(0) int app_begin(Conn *conn);
LEASH_ENDS_TRANSACTION(0) int app_commit(Conn *conn);
