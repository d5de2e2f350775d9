// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// A small connection pool, as services write them for libpq. What it tells
// Leash's run-time library does nothing where that library is not linked.

#ifndef ORDERS_POOL_H
#define ORDERS_POOL_H

#include <leash/leash.h>

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <libpq-fe.h>
#include <mutex>
#include <string>
#include <unordered_map>
#include <vector>

namespace orders {

/// At most `limit` connections, opened when first needed. All members may be
/// called from any thread.
class ConnectionPool {
public:
  ConnectionPool(std::string conninfo, unsigned limit,
                 std::chrono::milliseconds wait, const char *name = "orders");
  ~ConnectionPool();
  ConnectionPool(const ConnectionPool &) = delete;
  ConnectionPool &operator=(const ConnectionPool &) = delete;

  /// A connection that is the caller's until it calls `give_back`. Throws
  /// std::runtime_error when none comes free in time.
  PGconn *take();
  void give_back(PGconn *conn);

  /// Around each statement on a connection that is lent: one that runs is told
  /// apart from one that is held for nothing.
  void executing(PGconn *conn, const char *sql);
  void executed(PGconn *conn);

private:
  PGconn *open();
  leash_lease lease_of(PGconn *conn);

  const std::string conninfo_;
  const unsigned limit_;
  const std::chrono::milliseconds wait_;
  leash_pool tracker_ = 0;
  std::mutex mutex_; // guards what follows
  std::vector<PGconn *> idle_;
  std::unordered_map<PGconn *, leash_lease> lent_;
  unsigned opened_ = 0;
  std::condition_variable returned_;
};

/// Takes a connection and gives it back when its scope ends.
class Lease {
public:
  explicit Lease(ConnectionPool &pool) : pool_(pool), conn_(pool.take()) {}
  ~Lease() { pool_.give_back(conn_); }
  Lease(const Lease &) = delete;
  Lease &operator=(const Lease &) = delete;

  PGconn *get() const { return conn_; }

private:
  ConnectionPool &pool_;
  PGconn *conn_;
};

} // namespace orders

#endif
