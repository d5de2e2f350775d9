// RUN: %check %s
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// SOCI's pool lends by number, and number 0 is a session like any other; its
// simple interface hands out handles.

#include <cstdio>
#include <soci/soci-simple.h>
#include <soci/soci.h>
#include <vector>

long early_return(soci::connection_pool &pool, long id) {
  const std::size_t pos = pool.lease();
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'pos' from 'lease' is not released on every path; call 'soci::connection_pool::give_back'
  soci::session &sql = pool.at(pos);
  if (!sql.is_connected())
    return -1;
  long cents = 0;
  sql << "SELECT cents FROM orders WHERE id = :id", soci::into(cents), soci::use(id);
  pool.give_back(pos);
  return cents;
}

long no_warning_given_back(soci::connection_pool &pool) {
  const std::size_t pos = pool.lease();
  const bool up = pool.at(pos).is_connected();
  if (pos == 0)
    std::printf("the first one\n");
  pool.give_back(pos);
  return up;
}

bool thrown(soci::connection_pool &pool) {
  std::size_t pos = pool.lease();
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'pos' from 'lease' is not released on every path; call 'soci::connection_pool::give_back'
  pool.at(pos).reconnect();
  pool.give_back(pos);
  return true;
}

bool no_warning_caught(soci::connection_pool &pool) {
  std::size_t pos = pool.lease();
  bool ok = true;
  try {
    pool.at(pos).reconnect();
  } catch (const soci::soci_error &e) {
    std::printf("%s\n", e.what());
    ok = false;
  }
  pool.give_back(pos);
  return ok;
}

bool timed(soci::connection_pool &pool) {
  std::size_t pos;
  if (!pool.try_lease(pos, 1000))
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'pos' from 'try_lease' is not released on every path; call 'soci::connection_pool::give_back'
    return false;
  if (!pool.at(pos).is_connected())
    return false;
  pool.give_back(pos);
  return true;
}

bool no_warning_timed(soci::connection_pool &pool) {
  std::size_t pos = 0;
  if (!pool.try_lease(pos, 1000))
    return false;
  const bool up = pool.at(pos).is_connected();
  pool.give_back(pos);
  return up;
}

void discarded(soci::connection_pool &pool) {
  pool.lease();
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: result of 'lease' is never released; call 'soci::connection_pool::give_back'
}

bool at_once(soci::connection_pool &pool) {
  return pool.at(pool.lease()).is_connected();
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: result of 'lease' is never released; call 'soci::connection_pool::give_back'
}

class Lease {
  soci::connection_pool &Pool;
  std::size_t Pos;

public:
  explicit Lease(soci::connection_pool &pool) : Pool(pool), Pos(pool.lease()) {}
  Lease(const Lease &) = delete;
  ~Lease() { Pool.give_back(Pos); }
  soci::session &get() { return Pool.at(Pos); }
};

bool no_warning_by_guard(soci::connection_pool &pool) {
  Lease lease(pool);
  lease.get().reconnect();
  return lease.get().is_connected();
}

void no_warning_every_one(soci::connection_pool &pool, std::vector<std::size_t> &all) {
  for (int i = 0; i != 4; ++i)
    all.push_back(pool.lease());
}

std::size_t no_warning_returned(soci::connection_pool &pool) {
  return pool.lease();
}

int failed_session(const char *text) {
  session_handle sql = soci_create_session(text);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'sql' from 'soci_create_session' is not released on every path; call 'soci_destroy_session'
  if (!soci_session_state(sql)) {
    std::printf("%s\n", soci_session_error_message(sql));
    return -1;
  }
  soci_destroy_session(sql);
  return 0;
}

int no_warning_statement(session_handle sql) {
  statement_handle st = soci_create_statement(sql);
  soci_prepare(st, "SELECT 1");
  const int rc = soci_execute(st, 1);
  soci_destroy_statement(st);
  return rc;
}
