// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The life cycle of a pool's connections: a state machine without I/O.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "leash/pool_config.h"
#include "leash/pool_stat.h"
#include "pool/breaker.h"
#include "pool/slot.h"
#include "pool/waiter.h"

namespace leash::pool {

// What the shell has to do after an event, once it holds no lock.
struct Actions {
  SlotList connect;        // open one for each; answer connected() or failed
  SlotList close;          // close each; answer closed()
  Waiter *woken = nullptr; // decided now, linked by `next`; to be woken

  void wake(Waiter &waiter);
};

// (event, now) -> actions. Knows no clock, thread, socket or lock; the caller
// synchronises. Waiters are served strictly in order and handed connections
// directly. No event allocates. `now` may step back a little: the fast paths
// read a coarser clock.
class Core {
public:
  enum class Returned { clean, dirty, broken, discarded };

  Core(const PoolConfig &config, Instant now);

  // The newest idle connection that has not expired, acquired, or null. Ends
  // without a wait; counts nothing, acquired() does.
  Slot *take_idle(Instant now, Actions &actions);
  // The same, and starts a connect for a later try.
  Slot *try_acquire(Instant now, Actions &actions);
  // Grants, queues or fails the waiter: see its state.
  void acquire(Waiter &waiter, Instant now, Actions &actions);
  // It stops waiting, or gives up before. False if it had been decided.
  bool abandon(Waiter &waiter, Waiter::Failure why);
  // A connection was lent to the user for good: counts the acquire.
  void acquired() { ++stat_.acquire_count; }
  void acquired(const Waiter &waiter, Instant now);
  // All idle connections, acquired; not counted.
  SlotList take_all_idle(Instant now, Actions &actions);

  // A connect that was asked for ended. `jitter` is in [0, 1).
  void connected(Slot &slot, void *connection, double jitter, Instant now,
                 Actions &actions);
  void connect_failed(Slot &slot, Instant now, Actions &actions);

  // A granted one comes back.
  void release(Slot &slot, Returned how, Instant now, Actions &actions);
  // .. untouched: neither its idle time nor a counter changes.
  void put_back(Slot &slot, Instant now, Actions &actions);
  // .. leaves the pool with its connection.
  void hijack(Slot &slot, Instant now, Actions &actions);
  void closed(Slot &slot, Instant now, Actions &actions);

  // The health check, due at next_tick().
  void tick(Instant now, Actions &actions);
  Instant next_tick() const { return next_tick_; }

  void reset(Instant now, Actions &actions);
  void close(Actions &actions);
  bool is_closed() const { return closed_; }
  // Is no connection left, in any state?
  bool drained() const { return in_use_ == 0; }
  std::size_t acquired_conns() const { return acquired_; }
  std::size_t waiting() const { return waiters_.size(); }

  PoolStat stat() const;

private:
  bool expired(const Slot &slot, Instant now) const;
  void to_close(Slot &slot, Actions &actions);
  void to_idle(Slot &slot, Instant now, Actions &actions);
  bool start_connect(Instant now, Actions &actions);
  void connect_for_waiters(Instant now, Actions &actions);
  void connect_for_minimum(Instant now, Actions &actions);
  void fail_hopeless(Actions &actions);
  void fail(Waiter &waiter, Waiter::Failure why, Actions &actions);
  void nudge(Instant now);

  const PoolConfig config_;
  Breaker breaker_;
  std::unique_ptr<Slot[]> slots_;
  SlotList vacant_;
  std::vector<Slot *> idle_; // the newest last
  WaiterQueue waiters_;
  std::size_t in_use_ = 0; // all but the vacant
  std::size_t constructing_ = 0;
  std::size_t acquired_ = 0;
  std::uint64_t epoch_ = 0;
  Instant next_tick_;
  bool closed_ = false;
  PoolStat stat_; // its counts; what is there now comes from above
};

} // namespace leash::pool
