// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Scopes over the C interface, for adapters and for hand-written pools in C++.
#pragma once

#include "leash/leash.h"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>

// C++17, header only; does nothing without the run-time library.
namespace leash {

// A pool known to the tracker for as long as this lives. Thread-safe.
class TrackedPool {
public:
  // `system` is OpenTelemetry's db.system.name; `max` 0 is no limit.
  explicit TrackedPool(const std::string &name,
                       const std::string &system = "other_sql",
                       std::uint32_t max = 0) {
    leash_pool_info info{};
    info.size = sizeof info;
    info.name = name.c_str();
    info.system = system.c_str();
    info.max = max;
    pool = leash_pool_register(&info);
  }
  ~TrackedPool() { leash_pool_unregister(pool); }
  TrackedPool(const TrackedPool &) = delete;
  TrackedPool &operator=(const TrackedPool &) = delete;

  leash_pool id() const noexcept { return pool; }

  // Reports that an acquire gave up; names who holds the pool, for the text of
  // an exception. Empty without the run-time library.
  std::string exhausted(std::chrono::nanoseconds waited) const {
    char text[4'096];
    const std::size_t length = leash_exhausted(
        pool, static_cast<std::uint64_t>(waited.count()), text, sizeof text);
    return {text, length < sizeof text ? length : sizeof text - 1};
  }

private:
  leash_pool pool = 0;
};

// The calling thread waits for a connection. Failed unless told otherwise.
class TrackedWait {
public:
  explicit TrackedWait(const TrackedPool &pool)
      : pool(pool.id()), token(leash_wait_begin(this->pool)) {}
  ~TrackedWait() { ended(LEASH_WAIT_FAILED); }
  TrackedWait(const TrackedWait &) = delete;
  TrackedWait &operator=(const TrackedWait &) = delete;

  // The first call counts.
  void ended(leash_wait_outcome outcome) noexcept {
    if (std::exchange(waiting, false))
      leash_wait_end(pool, token, outcome);
  }

private:
  leash_pool pool;
  std::uint64_t token;
  bool waiting = true;
};

// Something is held for as long as this lives, or until `release`. Movable; not
// thread-safe.
class TrackedLease {
public:
  TrackedLease() = default;
  TrackedLease(const TrackedPool &pool, const void *resource,
               leash_kind kind = LEASH_CONNECTION) {
    leash_acquire_info info{};
    info.size = sizeof info;
    info.resource = resource;
    info.kind = kind;
    lease = leash_acquire(pool.id(), &info);
  }
  ~TrackedLease() { release(); }
  TrackedLease(TrackedLease &&other) noexcept
      : lease(std::exchange(other.lease, 0)) {}
  TrackedLease &operator=(TrackedLease &&other) noexcept {
    if (this != &other) {
      release();
      lease = std::exchange(other.lease, 0);
    }
    return *this;
  }

  leash_lease id() const noexcept { return lease; }
  void release() noexcept { leash_release(std::exchange(lease, 0)); }

  // Gives it back; if `state` is one that no next user may have, after a
  // report.
  void release(leash_transaction_state state) noexcept {
    if (state == LEASH_TXN_OPEN || state == LEASH_TXN_FAILED)
      leash_dirty_return(lease, LEASH_DIRT_IN_TRANSACTION);
    else if (state == LEASH_TXN_ACTIVE)
      leash_dirty_return(lease, LEASH_DIRT_BUSY);
    release();
  }

private:
  leash_lease lease = 0;
};

// What `lease->` of an adapter returns: counts as a statement until the full
// expression ends. Owner has enter(), leave() and get().
template <class Owner> class TrackedUse {
public:
  explicit TrackedUse(Owner &owner) : owner(owner) { owner.enter(nullptr); }
  ~TrackedUse() { owner.leave(); }
  TrackedUse(const TrackedUse &) = delete;
  TrackedUse &operator=(const TrackedUse &) = delete;
  auto *operator->() const { return &owner.get(); }

private:
  Owner &owner;
};

} // namespace leash
