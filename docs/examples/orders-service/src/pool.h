// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// A small connection pool, as services write them for libpq.

#ifndef ORDERS_POOL_H
#define ORDERS_POOL_H

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <libpq-fe.h>
#include <mutex>
#include <string>
#include <vector>

namespace orders {

/// At most `limit` connections, opened when first needed. All members may be
/// called from any thread.
class ConnectionPool {
public:
  ConnectionPool(std::string conninfo, std::size_t limit,
                 std::chrono::milliseconds wait);
  ~ConnectionPool();
  ConnectionPool(const ConnectionPool &) = delete;
  ConnectionPool &operator=(const ConnectionPool &) = delete;

  /// A connection that is the caller's until it calls `give_back`. Throws
  /// std::runtime_error when none comes free in time.
  PGconn *take();
  void give_back(PGconn *conn);

private:
  PGconn *open();

  const std::string conninfo_;
  const std::size_t limit_;
  const std::chrono::milliseconds wait_;
  std::mutex mutex_; // guards the two below
  std::vector<PGconn *> idle_;
  std::size_t opened_ = 0;
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
