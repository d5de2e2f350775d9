// RUN: %check %s --config='{CheckOptions: {leash.Pairs: "pool_get/pool_put(1)"}}'
// RUN: %check --prefix=OWN %s --config='{CheckOptions: {leash.Pairs: "pool_get/pool_put(1)", leash-unreleased-acquire.Pairs: ""}}'
// An option named for all checks counts unless the check has its own.

typedef struct Pool Pool;
typedef struct Conn Conn;
Conn *pool_get(Pool *pool);
void pool_put(Pool *pool, Conn *conn);
int conn_ping(Conn *conn);

int ping(Pool *pool) {
  // CHECK: :[[@LINE+1]]:16: warning: 'conn' from 'pool_get' is not released
  Conn *conn = pool_get(pool);
  if (!conn_ping(conn))
    return 0;
  pool_put(pool, conn);
  return 1;
}
