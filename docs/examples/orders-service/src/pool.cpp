// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The pool: idle connections in a vector, waiters on a condition variable.

#include "pool.h"

#include <stdexcept>
#include <utility>

namespace orders {

ConnectionPool::ConnectionPool(std::string conninfo, std::size_t limit,
                               std::chrono::milliseconds wait)
    : conninfo_(std::move(conninfo)), limit_(limit), wait_(wait) {}

ConnectionPool::~ConnectionPool() {
  for (PGconn *conn : idle_)
    PQfinish(conn);
}

PGconn *ConnectionPool::open() {
  PGconn *conn = PQconnectdb(conninfo_.c_str());
  if (PQstatus(conn) != CONNECTION_OK) {
    const std::string why = PQerrorMessage(conn);
    PQfinish(conn);
    throw std::runtime_error("failed to connect: " + why);
  }
  return conn;
}

PGconn *ConnectionPool::take() {
  std::unique_lock lock(mutex_);
  if (!returned_.wait_for(
          lock, wait_, [this] { return !idle_.empty() || opened_ < limit_; }))
    throw std::runtime_error(
        "failed to acquire connection from pool: pool exhausted");
  if (!idle_.empty()) {
    PGconn *conn = idle_.back();
    idle_.pop_back();
    return conn;
  }
  PGconn *conn = open();
  ++opened_;
  return conn;
}

void ConnectionPool::give_back(PGconn *conn) {
  {
    const std::lock_guard lock(mutex_);
    idle_.push_back(conn);
  }
  returned_.notify_one();
}

} // namespace orders
