// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The events of a pool's life cycle.
#include "pool/core.h"

#include <algorithm>

namespace leash::pool {
namespace {

// A bad connection seldom comes alone: the check then comes this soon.
constexpr Duration nudge_delay = std::chrono::milliseconds(500);

} // namespace

void Actions::wake(Waiter &waiter) {
  waiter.next = woken;
  woken = &waiter;
}

Core::Core(const PoolConfig &config, Instant now)
    : config_(config), breaker_(config.breaker_errors, config.breaker_window,
                                config.breaker_retry),
      slots_(std::make_unique<Slot[]>(config.max_conns)), next_tick_(now) {
  idle_.reserve(config.max_conns);
  for (std::size_t i = 0; i != config.max_conns; ++i)
    vacant_.push(slots_[i]);
}

Slot *Core::take_idle(Instant now, Actions &actions) {
  while (!idle_.empty()) {
    Slot &slot = *idle_.back();
    idle_.pop_back();
    if (expired(slot, now)) {
      ++stat_.max_lifetime_destroy_count;
      to_close(slot, actions);
      continue;
    }
    slot.state = Slot::State::acquired;
    ++acquired_;
    return &slot;
  }
  return nullptr;
}

Slot *Core::try_acquire(Instant now, Actions &actions) {
  if (Slot *slot = take_idle(now, actions))
    return slot;
  if (!closed_ && constructing_ <= waiters_.size())
    start_connect(now, actions);
  return nullptr;
}

void Core::acquire(Waiter &waiter, Instant now, Actions &actions) {
  if (closed_)
    return fail(waiter, Waiter::Failure::closed, actions);
  // Idle connections and waiters never exist together, but for a waiter that
  // has its turn again.
  if (Slot *slot = take_idle(now, actions)) {
    waiter.slot = slot;
    waiter.state = Waiter::State::granted;
    return;
  }
  if (!waiter.has_turn && waiters_.size() >= config_.max_waiters) {
    ++stat_.rejected_count;
    return fail(waiter, Waiter::Failure::queue_full, actions);
  }
  waiter.state = Waiter::State::waiting;
  waiter.had_to_wait = true;
  waiter.queued = now;
  if (waiter.has_turn)
    waiters_.push_front(waiter);
  else
    waiters_.push_back(waiter);
  connect_for_waiters(now, actions);
}

bool Core::abandon(Waiter &waiter, Waiter::Failure why) {
  if (waiter.state == Waiter::State::waiting)
    waiters_.remove(waiter);
  else if (waiter.state != Waiter::State::fresh)
    return false;
  waiter.state = Waiter::State::failed;
  waiter.failure = why;
  ++stat_.canceled_acquire_count;
  if (why == Waiter::Failure::timeout)
    ++stat_.timeout_count;
  return true;
}

void Core::acquired(const Waiter &waiter, Instant now) {
  ++stat_.acquire_count;
  stat_.acquire_duration += std::max(now - waiter.started, Duration(0));
  if (waiter.had_to_wait) {
    ++stat_.empty_acquire_count;
    stat_.empty_acquire_wait_time += waiter.waited;
  }
}

SlotList Core::take_all_idle(Instant now, Actions &actions) {
  SlotList all;
  while (Slot *slot = take_idle(now, actions))
    all.push(*slot);
  return all;
}

void Core::connected(Slot &slot, void *connection, double jitter, Instant now,
                     Actions &actions) {
  breaker_.succeeded();
  ++stat_.new_conns_count;
  --constructing_;
  slot.connection = connection;
  slot.expires = Instant::max();
  if (config_.max_conn_lifetime.count() > 0)
    slot.expires =
        now + config_.max_conn_lifetime +
        Duration(static_cast<std::int64_t>(
            static_cast<double>(config_.max_conn_lifetime_jitter.count()) *
            jitter));
  if (closed_ || slot.epoch != epoch_)
    to_close(slot, actions);
  else
    to_idle(slot, now, actions);
  connect_for_waiters(now, actions);
}

void Core::connect_failed(Slot &slot, Instant now, Actions &actions) {
  breaker_.failed(now);
  ++stat_.connect_error_count;
  --constructing_;
  --in_use_;
  slot.state = Slot::State::vacant;
  vacant_.push(slot);
  // One waiter fewer can be served by the connects under way.
  if (waiters_.size() > constructing_) {
    Waiter &waiter = *waiters_.front();
    waiters_.remove(waiter);
    fail(waiter, Waiter::Failure::connect, actions);
  }
  connect_for_waiters(now, actions);
}

void Core::release(Slot &slot, Returned how, Instant now, Actions &actions) {
  --acquired_;
  if (how != Returned::clean) {
    if (how == Returned::dirty)
      ++stat_.dirty_return_count;
    else if (how == Returned::broken)
      ++stat_.broken_destroy_count;
    slot.cancel = how == Returned::dirty;
    to_close(slot, actions);
    nudge(now);
  } else if (closed_ || slot.epoch != epoch_) {
    to_close(slot, actions);
  } else if (expired(slot, now)) {
    ++stat_.max_lifetime_destroy_count;
    to_close(slot, actions);
    nudge(now);
  } else {
    to_idle(slot, now, actions);
  }
}

void Core::put_back(Slot &slot, Instant now, Actions &actions) {
  const Instant idle_since = slot.idle_since;
  release(slot, Returned::clean, now, actions);
  if (slot.state == Slot::State::idle)
    slot.idle_since = idle_since;
}

void Core::hijack(Slot &slot, Instant now, Actions &actions) {
  ++stat_.hijacked_count;
  --acquired_;
  --in_use_;
  slot.connection = nullptr;
  slot.state = Slot::State::vacant;
  vacant_.push(slot);
  connect_for_waiters(now, actions);
}

void Core::closed(Slot &slot, Instant now, Actions &actions) {
  ++stat_.closed_count;
  --in_use_;
  slot.connection = nullptr;
  slot.cancel = false;
  slot.state = Slot::State::vacant;
  vacant_.push(slot);
  connect_for_waiters(now, actions);
}

void Core::tick(Instant now, Actions &actions) {
  next_tick_ = now + config_.health_check_period;
  if (closed_)
    return;
  std::size_t total = constructing_ + acquired_ + idle_.size();
  std::size_t idle = idle_.size();
  bool destroyed = false;
  // From the one idle for the longest.
  auto keep = idle_.begin();
  for (Slot *slot : idle_) {
    const bool idle_too_long =
        config_.max_conn_idle_time.count() > 0 &&
        now - slot->idle_since > config_.max_conn_idle_time &&
        total > config_.min_conns && idle > config_.min_idle_conns;
    const bool too_old = expired(*slot, now);
    if (!too_old && !idle_too_long) {
      *keep++ = slot;
      continue;
    }
    ++(too_old ? stat_.max_lifetime_destroy_count
               : stat_.max_idle_destroy_count);
    --total;
    --idle;
    destroyed = true;
    to_close(*slot, actions);
  }
  idle_.erase(keep, idle_.end());
  connect_for_waiters(now, actions);
  connect_for_minimum(now, actions);
  // What was closed may have left no room to connect until it is gone.
  if (destroyed)
    nudge(now);
}

void Core::reset(Instant now, Actions &actions) {
  ++epoch_;
  for (Slot *slot : idle_)
    to_close(*slot, actions);
  idle_.clear();
  nudge(now);
}

void Core::close(Actions &actions) {
  closed_ = true;
  for (Slot *slot : idle_)
    to_close(*slot, actions);
  idle_.clear();
  while (Waiter *waiter = waiters_.front()) {
    waiters_.remove(*waiter);
    fail(*waiter, Waiter::Failure::closed, actions);
  }
}

PoolStat Core::stat() const {
  PoolStat stat = stat_;
  const auto number = [](std::size_t n) {
    return static_cast<std::int64_t>(n);
  };
  stat.acquired_conns = number(acquired_);
  stat.constructing_conns = number(constructing_);
  stat.idle_conns = number(idle_.size());
  stat.total_conns =
      stat.acquired_conns + stat.constructing_conns + stat.idle_conns;
  stat.closing_conns = number(in_use_) - stat.total_conns;
  stat.max_conns = number(config_.max_conns);
  stat.min_conns = number(config_.min_conns);
  stat.waiting = number(waiters_.size());
  return stat;
}

bool Core::expired(const Slot &slot, Instant now) const {
  return now >= slot.expires;
}

void Core::to_close(Slot &slot, Actions &actions) {
  slot.state = Slot::State::closing;
  actions.close.push(slot);
}

void Core::to_idle(Slot &slot, Instant now, Actions &actions) {
  slot.idle_since = now;
  Waiter *waiter = waiters_.front();
  if (!waiter) {
    slot.state = Slot::State::idle;
    idle_.push_back(&slot);
    return;
  }
  waiters_.remove(*waiter);
  waiter->slot = &slot;
  waiter->state = Waiter::State::granted;
  waiter->waited += std::max(now - waiter->queued, Duration(0));
  slot.state = Slot::State::acquired;
  ++acquired_;
  actions.wake(*waiter);
}

bool Core::start_connect(Instant now, Actions &actions) {
  if (in_use_ == config_.max_conns || !breaker_.allows(now))
    return false;
  breaker_.started(now);
  Slot &slot = *vacant_.pop();
  slot.state = Slot::State::constructing;
  slot.epoch = epoch_;
  ++in_use_;
  ++constructing_;
  actions.connect.push(slot);
  return true;
}

void Core::connect_for_waiters(Instant now, Actions &actions) {
  if (closed_)
    return;
  while (constructing_ < waiters_.size() && start_connect(now, actions)) {
  }
  fail_hopeless(actions);
  // Only the breaker is in the way then, and nobody else may come by to try.
  if (waiters_.size() > 0 && constructing_ == 0 && in_use_ < config_.max_conns)
    next_tick_ = std::min(next_tick_, breaker_.retry_at());
}

void Core::connect_for_minimum(Instant now, Actions &actions) {
  const auto short_of = [&] {
    const std::size_t total = constructing_ + acquired_ + idle_.size();
    const std::size_t spare =
        idle_.size() + constructing_ - std::min(constructing_, waiters_.size());
    return total < config_.min_conns || spare < config_.min_idle_conns;
  };
  while (short_of() && start_connect(now, actions)) {
  }
}

// With the breaker open and no connection that could come back, a wait would
// only end by its deadline.
void Core::fail_hopeless(Actions &actions) {
  if (!breaker_.open() || constructing_ + acquired_ + idle_.size() > 0)
    return;
  while (Waiter *waiter = waiters_.front()) {
    waiters_.remove(*waiter);
    ++stat_.rejected_count;
    fail(*waiter, Waiter::Failure::unavailable, actions);
  }
}

void Core::fail(Waiter &waiter, Waiter::Failure why, Actions &actions) {
  waiter.state = Waiter::State::failed;
  waiter.failure = why;
  actions.wake(waiter);
}

void Core::nudge(Instant now) {
  next_tick_ = std::min(next_tick_, now + nudge_delay);
}

} // namespace leash::pool
