// RUN: %check %s -- -I/usr/include/mysql++ -I/usr/include/mariadb
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// MySQL++'s pool lends pointers, which its ScopedConnection gives back.

#include <mysql++.h>
#include <scopedconnection.h>
#include <stdexcept>

class Pool : public mysqlpp::ConnectionPool {
  mysqlpp::Connection *create() override { return new mysqlpp::Connection("shop"); }
  void destroy(mysqlpp::Connection *c) override { delete c; }
  unsigned max_idle_time() override { return 30; }
};

bool early_return(Pool &pool) {
  mysqlpp::Connection *c = pool.grab();
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'c' from 'grab' is not released on every path; call 'mysqlpp::ConnectionPool::release'
  if (!c->connected())
    return false;
  mysqlpp::Query query = c->query("DELETE FROM t");
  const bool ok = query.exec();
  pool.release(c);
  return ok;
}

bool no_warning_released(Pool &pool) {
  mysqlpp::Connection *c = pool.grab();
  const bool up = c->connected();
  pool.release(c);
  return up;
}

bool no_warning_exchanged(mysqlpp::ConnectionPool *pool) {
  mysqlpp::Connection *c = pool->safe_grab();
  if (!c->ping())
    c = pool->exchange(c);
  const bool up = c->connected();
  if (up)
    pool->release(c);
  else
    pool->remove(c);
  return up;
}

int thrown(Pool &pool, int id) {
  mysqlpp::Connection *c = pool.grab();
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'c' from 'grab' is not released on every path; call 'mysqlpp::ConnectionPool::release'
  if (id < 0)
    throw std::invalid_argument("id");
  pool.release(c);
  return id;
}

bool no_warning_scoped(Pool &pool) {
  mysqlpp::ScopedConnection c(pool, true);
  if (!c->connected())
    throw std::runtime_error("down");
  return c->ping();
}
