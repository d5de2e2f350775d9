// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The pool: idle connections in a vector, waiters on a condition variable.

#include "pool.h"

#include <cstdint>
#include <stdexcept>
#include <utility>

// Reports show stacks from the pool's caller on.
extern "C" const char *leash_default_options() {
  return "own='orders::ConnectionPool:: orders::Lease::'";
}

namespace orders {

ConnectionPool::ConnectionPool(std::string conninfo, unsigned limit,
                               std::chrono::milliseconds wait, const char *name)
    : conninfo_(std::move(conninfo)), limit_(limit), wait_(wait) {
  leash_pool_info info{};
  info.size = sizeof info;
  info.name = name;
  info.system = "postgresql";
  info.max = limit;
  tracker_ = leash_pool_register(&info);
}

ConnectionPool::~ConnectionPool() {
  for (PGconn *conn : idle_)
    PQfinish(conn);
  leash_pool_unregister(tracker_);
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
  const std::uint64_t waiting = leash_wait_begin(tracker_);
  std::unique_lock lock(mutex_);
  if (!returned_.wait_for(
          lock, wait_, [this] { return !idle_.empty() || opened_ < limit_; })) {
    lock.unlock();
    leash_wait_end(tracker_, waiting, LEASH_WAIT_TIMEOUT);
    leash_exhausted(tracker_, std::chrono::nanoseconds(wait_).count(), nullptr,
                    0);
    throw std::runtime_error(
        "failed to acquire connection from pool: pool exhausted");
  }
  PGconn *conn = nullptr;
  if (idle_.empty()) {
    conn = open();
    ++opened_;
  } else {
    conn = idle_.back();
    idle_.pop_back();
  }
  leash_wait_end(tracker_, waiting, LEASH_WAIT_ACQUIRED);

  leash_acquire_info info{};
  info.size = sizeof info;
  info.resource = conn;
  info.backend_pid = static_cast<std::uint32_t>(PQbackendPID(conn));
  lent_[conn] = leash_acquire(tracker_, &info);
  return conn;
}

void ConnectionPool::give_back(PGconn *conn) {
  {
    const std::lock_guard lock(mutex_);
    const leash_lease lease = lent_[conn];
    lent_.erase(conn);
    const PGTransactionStatusType state = PQtransactionStatus(conn);
    if (state == PQTRANS_INTRANS || state == PQTRANS_INERROR)
      leash_dirty_return(lease, LEASH_DIRT_IN_TRANSACTION);
    else if (state == PQTRANS_ACTIVE)
      leash_dirty_return(lease, LEASH_DIRT_BUSY);
    else if (state == PQTRANS_UNKNOWN)
      leash_dirty_return(lease, LEASH_DIRT_BROKEN);
    leash_release(lease);
    if (state == PQTRANS_IDLE) {
      idle_.push_back(conn);
    } else {
      PQfinish(conn);
      --opened_;
    }
  }
  returned_.notify_one();
}

leash_lease ConnectionPool::lease_of(PGconn *conn) {
  const std::lock_guard lock(mutex_);
  const auto found = lent_.find(conn);
  return found == lent_.end() ? 0 : found->second;
}

void ConnectionPool::executing(PGconn *conn, const char *sql) {
  leash_statement_begin(lease_of(conn), sql);
}

void ConnectionPool::executed(PGconn *conn) {
  leash_statement_end(lease_of(conn), static_cast<leash_transaction_state>(
                                          PQtransactionStatus(conn)));
}

} // namespace orders
