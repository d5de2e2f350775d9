// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// What a pool has done and has now.
#ifndef LEASH_POOL_STAT_H
#define LEASH_POOL_STAT_H

#include <chrono>
#include <cstdint>

namespace leash {

/// One consistent picture of a pool. The first thirteen are pgxpool's, by its
/// names; counts grow from the pool's creation. The clock of an acquire that
/// found an idle connection and had nothing to prepare is not read: it counts
/// as no time.
struct PoolStat {
  /// Successful acquires, those of acquire_all_idle left out.
  std::int64_t acquire_count = 0;
  /// Time that all successful acquires took.
  std::chrono::nanoseconds acquire_duration{0};
  /// Lent now.
  std::int64_t acquired_conns = 0;
  /// Acquires that ended by their deadline or their cancellation.
  std::int64_t canceled_acquire_count = 0;
  /// Being opened now.
  std::int64_t constructing_conns = 0;
  /// Successful acquires that had to wait, and for how long.
  std::int64_t empty_acquire_count = 0;
  std::chrono::nanoseconds empty_acquire_wait_time{0};
  /// Ready to be lent now.
  std::int64_t idle_conns = 0;
  std::int64_t max_conns = 0;
  /// acquired_conns + constructing_conns + idle_conns.
  std::int64_t total_conns = 0;
  /// Connections opened so far.
  std::int64_t new_conns_count = 0;
  std::int64_t max_lifetime_destroy_count = 0;
  std::int64_t max_idle_destroy_count = 0;

  std::int64_t min_conns = 0;
  /// Acquires that wait now.
  std::int64_t waiting = 0;
  /// The part of canceled_acquire_count that was the deadline.
  std::int64_t timeout_count = 0;
  /// Acquires refused at once: too many waited, or the breaker was open.
  std::int64_t rejected_count = 0;
  /// Connections that came back in a transaction or busy.
  std::int64_t dirty_return_count = 0;
  /// Connections that came back dead, failed a ping, or were refused by a hook.
  std::int64_t broken_destroy_count = 0;
  std::int64_t connect_error_count = 0;
  std::int64_t hijacked_count = 0;
  /// Taken out of use and not closed yet; they count against max_conns.
  std::int64_t closing_conns = 0;
  /// Connections closed so far.
  std::int64_t closed_count = 0;
};

} // namespace leash
#endif
