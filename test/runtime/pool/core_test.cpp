// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The pool's life cycle by a virtual clock.
#include "pool/core.h"

#include <algorithm>
#include <memory>
#include <random>

#include <gtest/gtest.h>

namespace leash::pool {
namespace {

using namespace std::chrono_literals;
using Returned = Core::Returned;
using State = Waiter::State;
using Failure = Waiter::Failure;

// A core, its clock, and the shell's part of the protocol.
class CoreTest : public testing::Test {
protected:
  void start(PoolConfig config) {
    core_ = std::make_unique<Core>(config, now_);
  }
  static PoolConfig config(std::size_t max_conns) {
    PoolConfig config;
    config.max_conns = max_conns;
    config.breaker_errors = 0;
    return config;
  }

  void acquire(Waiter &waiter) {
    waiter.started = now_;
    core_->acquire(waiter, now_, actions_);
    collect();
  }
  // Acquires one, connecting if need be.
  Slot *acquire() {
    Waiter waiter;
    acquire(waiter);
    if (waiter.state == State::waiting)
      connect_one();
    return waiter.slot;
  }
  void connect_one(double jitter = 0) {
    ASSERT_FALSE(connects_.empty());
    Slot *slot = connects_.front();
    connects_.erase(connects_.begin());
    core_->connected(*slot, &connection_, jitter, now_, actions_);
    collect();
  }
  void fail_one() {
    ASSERT_FALSE(connects_.empty());
    Slot *slot = connects_.front();
    connects_.erase(connects_.begin());
    core_->connect_failed(*slot, now_, actions_);
    collect();
  }
  void close_all() {
    while (!closes_.empty()) {
      Slot *slot = closes_.back();
      closes_.pop_back();
      core_->closed(*slot, now_, actions_);
      collect();
    }
  }
  void release(Slot *slot, Returned how = Returned::clean) {
    core_->release(*slot, how, now_, actions_);
    collect();
  }
  void tick() {
    core_->tick(now_, actions_);
    collect();
  }
  PoolStat stat() const { return core_->stat(); }

  void collect() {
    while (Slot *slot = actions_.connect.pop())
      connects_.push_back(slot);
    while (Slot *slot = actions_.close.pop())
      closes_.push_back(slot);
    woken_.clear();
    for (; actions_.woken; actions_.woken = actions_.woken->next)
      woken_.push_back(actions_.woken);
  }

  Instant now_ = Instant(1000h);
  std::unique_ptr<Core> core_;
  Actions actions_;
  std::vector<Slot *> connects_;
  std::vector<Slot *> closes_;
  std::vector<Waiter *> woken_;
  int connection_ = 0;
};

TEST_F(CoreTest, acquire_of_an_empty_pool_connects_and_is_handed_the_result) {
  start(config(2));
  Waiter waiter;
  acquire(waiter);
  EXPECT_EQ(waiter.state, State::waiting);
  ASSERT_EQ(connects_.size(), 1u);
  connect_one();
  EXPECT_EQ(waiter.state, State::granted);
  EXPECT_EQ(waiter.slot->connection, &connection_);
  EXPECT_EQ(woken_, std::vector<Waiter *>{&waiter});
}

TEST_F(CoreTest, the_newest_idle_connection_is_lent_first) {
  start(config(2));
  Slot *first = acquire();
  Slot *second = acquire();
  release(first);
  release(second);
  EXPECT_EQ(acquire(), second);
  EXPECT_EQ(acquire(), first);
}

TEST_F(CoreTest, no_more_than_max_conns_are_opened) {
  start(config(2));
  acquire();
  acquire();
  Waiter waiter;
  acquire(waiter);
  EXPECT_EQ(waiter.state, State::waiting);
  EXPECT_TRUE(connects_.empty());
}

TEST_F(CoreTest, a_connection_being_closed_counts_against_max_conns) {
  start(config(1));
  release(acquire(), Returned::broken);
  Waiter waiter;
  acquire(waiter);
  EXPECT_TRUE(connects_.empty());
  close_all();
  EXPECT_EQ(connects_.size(), 1u);
}

TEST_F(CoreTest, waiters_are_served_in_the_order_they_came) {
  start(config(1));
  Slot *slot = acquire();
  Waiter waiters[4];
  for (Waiter &waiter : waiters)
    acquire(waiter);
  for (Waiter &waiter : waiters) {
    EXPECT_EQ(waiter.state, State::waiting);
    release(slot);
    EXPECT_EQ(waiter.state, State::granted);
  }
}

TEST_F(CoreTest, a_waiter_whose_connection_failed_its_check_keeps_its_turn) {
  start(config(1));
  Slot *slot = acquire();
  Waiter first;
  Waiter second;
  acquire(first);
  acquire(second);
  release(slot);
  ASSERT_EQ(first.state, State::granted);
  release(first.slot, Returned::broken);
  first.has_turn = true;
  acquire(first);
  close_all();
  connect_one();
  EXPECT_EQ(first.state, State::granted);
  EXPECT_EQ(second.state, State::waiting);
}

TEST_F(CoreTest, the_waiter_queue_is_bounded) {
  PoolConfig limits = config(1);
  limits.max_waiters = 1;
  start(limits);
  acquire();
  Waiter waiting;
  Waiter refused;
  acquire(waiting);
  acquire(refused);
  EXPECT_EQ(refused.state, State::failed);
  EXPECT_EQ(refused.failure, Failure::queue_full);
  EXPECT_EQ(stat().rejected_count, 1);
  EXPECT_EQ(waiting.state, State::waiting);
}

TEST_F(CoreTest, the_connect_of_an_abandoned_acquire_lands_in_the_pool) {
  start(config(1));
  Waiter waiter;
  acquire(waiter);
  EXPECT_TRUE(core_->abandon(waiter, Failure::cancelled));
  connect_one();
  EXPECT_EQ(waiter.slot, nullptr);
  EXPECT_EQ(stat().idle_conns, 1);
  EXPECT_NE(core_->take_idle(now_, actions_), nullptr);
}

TEST_F(CoreTest, a_granted_acquire_can_no_longer_be_abandoned) {
  start(config(1));
  Waiter waiter;
  acquire(waiter);
  connect_one();
  EXPECT_FALSE(core_->abandon(waiter, Failure::timeout));
  EXPECT_EQ(stat().canceled_acquire_count, 0);
}

TEST_F(CoreTest, timeouts_are_a_part_of_the_canceled_acquires) {
  start(config(1));
  acquire();
  Waiter timed_out;
  Waiter cancelled;
  acquire(timed_out);
  acquire(cancelled);
  core_->abandon(timed_out, Failure::timeout);
  core_->abandon(cancelled, Failure::cancelled);
  EXPECT_EQ(stat().canceled_acquire_count, 2);
  EXPECT_EQ(stat().timeout_count, 1);
  EXPECT_EQ(stat().waiting, 0);
}

TEST_F(CoreTest, a_failed_connect_fails_the_waiter_at_the_front) {
  start(config(2));
  Waiter first;
  Waiter second;
  acquire(first);
  acquire(second);
  fail_one();
  EXPECT_EQ(first.failure, Failure::connect);
  EXPECT_EQ(second.state, State::waiting);
  connect_one();
  EXPECT_EQ(second.state, State::granted);
  EXPECT_EQ(stat().connect_error_count, 1);
}

TEST_F(CoreTest, a_failed_connect_that_nobody_needs_any_more_fails_nobody) {
  start(config(2));
  Slot *slot = acquire();
  Waiter waiter;
  acquire(waiter);
  release(slot);
  ASSERT_EQ(waiter.state, State::granted);
  fail_one();
  EXPECT_EQ(waiter.state, State::granted);
  EXPECT_EQ(stat().connect_error_count, 1);
}

TEST_F(CoreTest, an_expired_connection_is_closed_at_acquire) {
  PoolConfig limits = config(1);
  limits.max_conn_lifetime = 1h;
  start(limits);
  release(acquire());
  now_ += 1h;
  Waiter waiter;
  acquire(waiter);
  EXPECT_EQ(waiter.state, State::waiting);
  EXPECT_EQ(closes_.size(), 1u);
  EXPECT_EQ(stat().max_lifetime_destroy_count, 1);
}

TEST_F(CoreTest, an_expired_connection_is_closed_at_release) {
  PoolConfig limits = config(1);
  limits.max_conn_lifetime = 1h;
  start(limits);
  Slot *slot = acquire();
  now_ += 1h;
  release(slot);
  EXPECT_EQ(closes_.size(), 1u);
  EXPECT_EQ(stat().max_lifetime_destroy_count, 1);
  EXPECT_EQ(stat().idle_conns, 0);
}

TEST_F(CoreTest, jitter_below_a_second_lengthens_a_life) {
  PoolConfig limits = config(1);
  limits.max_conn_lifetime = 1h;
  limits.max_conn_lifetime_jitter = 100ms;
  start(limits);
  Waiter waiter;
  acquire(waiter);
  connect_one(0.5);
  release(waiter.slot);
  now_ += 1h + 49ms;
  EXPECT_EQ(core_->take_idle(now_, actions_), waiter.slot);
  release(waiter.slot);
  now_ += 1ms;
  EXPECT_EQ(core_->take_idle(now_, actions_), nullptr);
}

TEST_F(CoreTest, a_lifetime_of_zero_is_none) {
  PoolConfig limits = config(1);
  limits.max_conn_lifetime = 0s;
  start(limits);
  release(acquire());
  now_ += 100000h;
  EXPECT_NE(core_->take_idle(now_, actions_), nullptr);
}

TEST_F(CoreTest, the_health_check_closes_what_expired) {
  PoolConfig limits = config(2);
  limits.max_conn_lifetime = 1h;
  limits.max_conn_idle_time = 0s;
  start(limits);
  release(acquire());
  now_ += 59min;
  tick();
  EXPECT_TRUE(closes_.empty());
  now_ += 1min;
  tick();
  EXPECT_EQ(closes_.size(), 1u);
  EXPECT_EQ(stat().max_lifetime_destroy_count, 1);
}

TEST_F(CoreTest, the_health_check_closes_what_was_idle_for_too_long) {
  PoolConfig limits = config(2);
  limits.max_conn_idle_time = 10min;
  start(limits);
  Slot *old = acquire();
  Slot *young = acquire();
  release(old);
  now_ += 9min;
  release(young);
  now_ += 2min;
  tick();
  EXPECT_EQ(closes_, std::vector<Slot *>{old});
  EXPECT_EQ(stat().max_idle_destroy_count, 1);
  EXPECT_EQ(acquire(), young);
}

TEST_F(CoreTest, idle_connections_of_the_minimum_are_kept) {
  PoolConfig limits = config(3);
  limits.max_conn_idle_time = 10min;
  limits.min_conns = 2;
  start(limits);
  Slot *slots[] = {acquire(), acquire(), acquire()};
  for (Slot *slot : slots)
    release(slot);
  now_ += 11min;
  tick();
  EXPECT_EQ(closes_.size(), 1u);
  EXPECT_EQ(stat().idle_conns, 2);
}

TEST_F(CoreTest, the_health_check_opens_the_minimum) {
  PoolConfig limits = config(5);
  limits.min_conns = 3;
  start(limits);
  EXPECT_EQ(core_->next_tick(), now_);
  tick();
  EXPECT_EQ(connects_.size(), 3u);
  tick();
  EXPECT_EQ(connects_.size(), 3u);
}

TEST_F(CoreTest, the_health_check_keeps_spare_connections_beside_those_lent) {
  PoolConfig limits = config(5);
  limits.min_idle_conns = 2;
  start(limits);
  acquire();
  acquire();
  tick();
  EXPECT_EQ(connects_.size(), 2u);
}

TEST_F(CoreTest, the_health_check_opens_no_more_than_max_conns) {
  PoolConfig limits = config(3);
  limits.min_idle_conns = 3;
  start(limits);
  acquire();
  tick();
  EXPECT_EQ(connects_.size(), 2u);
}

TEST_F(CoreTest, a_bad_return_brings_the_health_check_near) {
  PoolConfig limits = config(2);
  limits.health_check_period = 1min;
  start(limits);
  Slot *slot = acquire();
  tick();
  EXPECT_EQ(core_->next_tick(), now_ + 1min);
  release(slot, Returned::broken);
  EXPECT_EQ(core_->next_tick(), now_ + 500ms);
}

TEST_F(CoreTest, a_dirty_connection_reaches_no_waiter) {
  start(config(1));
  Slot *slot = acquire();
  Waiter waiter;
  acquire(waiter);
  release(slot, Returned::dirty);
  EXPECT_EQ(waiter.state, State::waiting);
  EXPECT_EQ(closes_, std::vector<Slot *>{slot});
  EXPECT_TRUE(slot->cancel);
  EXPECT_EQ(stat().dirty_return_count, 1);
  close_all();
  connect_one();
  EXPECT_EQ(waiter.state, State::granted);
  EXPECT_FALSE(waiter.slot->cancel);
}

TEST_F(CoreTest, reset_closes_idle_ones_now_and_others_on_return) {
  start(config(3));
  Slot *lent = acquire();
  Slot *idle = acquire();
  release(idle);
  core_->reset(now_, actions_);
  collect();
  EXPECT_EQ(closes_, std::vector<Slot *>{idle});
  release(lent);
  EXPECT_EQ(closes_.size(), 2u);
  EXPECT_EQ(stat().idle_conns, 0);
}

TEST_F(CoreTest, a_connection_being_opened_at_a_reset_is_not_used) {
  start(config(1));
  Waiter waiter;
  acquire(waiter);
  core_->reset(now_, actions_);
  connect_one();
  EXPECT_EQ(waiter.state, State::waiting);
  EXPECT_EQ(closes_.size(), 1u);
  close_all();
  connect_one();
  EXPECT_EQ(waiter.state, State::granted);
}

TEST_F(CoreTest, close_fails_waiters_and_closes_idle_connections) {
  start(config(2));
  Slot *lent = acquire();
  release(acquire());
  Slot *also_lent = acquire();
  Waiter waiter;
  acquire(waiter);
  release(also_lent, Returned::broken);
  core_->close(actions_);
  collect();
  EXPECT_EQ(waiter.failure, Failure::closed);
  close_all();
  EXPECT_FALSE(core_->drained());
  release(lent);
  close_all();
  EXPECT_TRUE(core_->drained());
}

TEST_F(CoreTest, a_closed_pool_grants_and_connects_nothing) {
  start(config(2));
  core_->close(actions_);
  Waiter waiter;
  acquire(waiter);
  EXPECT_EQ(waiter.failure, Failure::closed);
  EXPECT_EQ(core_->try_acquire(now_, actions_), nullptr);
  tick();
  EXPECT_TRUE(connects_.empty());
}

TEST_F(CoreTest, a_connect_that_ends_after_close_is_closed) {
  start(config(1));
  Waiter waiter;
  acquire(waiter);
  core_->close(actions_);
  connect_one();
  EXPECT_EQ(closes_.size(), 1u);
  close_all();
  EXPECT_TRUE(core_->drained());
}

TEST_F(CoreTest, hijack_makes_room_for_a_waiter) {
  start(config(1));
  Slot *slot = acquire();
  Waiter waiter;
  acquire(waiter);
  core_->hijack(*slot, now_, actions_);
  collect();
  EXPECT_EQ(connects_.size(), 1u);
  EXPECT_EQ(stat().hijacked_count, 1);
  EXPECT_TRUE(closes_.empty());
}

TEST_F(CoreTest, try_acquire_of_an_empty_pool_starts_one_connect) {
  start(config(2));
  EXPECT_EQ(core_->try_acquire(now_, actions_), nullptr);
  EXPECT_EQ(core_->try_acquire(now_, actions_), nullptr);
  collect();
  ASSERT_EQ(connects_.size(), 1u);
  connect_one();
  EXPECT_NE(core_->try_acquire(now_, actions_), nullptr);
}

TEST_F(CoreTest, take_all_idle_leaves_counters_alone) {
  start(config(2));
  Slot *slots[] = {acquire(), acquire()};
  for (Slot *slot : slots)
    release(slot);
  SlotList all = core_->take_all_idle(now_, actions_);
  EXPECT_NE(all.pop(), nullptr);
  EXPECT_NE(all.pop(), nullptr);
  EXPECT_EQ(all.pop(), nullptr);
  EXPECT_EQ(stat().acquired_conns, 2);
  EXPECT_EQ(stat().acquire_count, 0);
}

TEST_F(CoreTest, put_back_keeps_the_idle_time) {
  PoolConfig limits = config(1);
  limits.max_conn_idle_time = 10min;
  start(limits);
  Slot *slot = acquire();
  release(slot);
  now_ += 9min;
  ASSERT_EQ(core_->take_idle(now_, actions_), slot);
  core_->put_back(*slot, now_, actions_);
  now_ += 2min;
  tick();
  EXPECT_EQ(closes_, std::vector<Slot *>{slot});
}

TEST_F(CoreTest, waits_are_counted_by_the_time_in_the_queue) {
  start(config(1));
  Slot *slot = acquire();
  Waiter waiter;
  acquire(waiter);
  now_ += 3s;
  release(slot);
  now_ += 1s; // a ping
  core_->acquired(waiter, now_);
  EXPECT_EQ(stat().acquire_count, 1);
  EXPECT_EQ(stat().empty_acquire_count, 1);
  EXPECT_EQ(stat().empty_acquire_wait_time, 3s);
  EXPECT_EQ(stat().acquire_duration, 4s);
}

TEST_F(CoreTest, a_clock_that_steps_back_makes_no_negative_wait) {
  start(config(1));
  Slot *slot = acquire();
  Waiter waiter;
  acquire(waiter);
  now_ -= 4ms;
  release(slot);
  core_->acquired(waiter, now_);
  EXPECT_EQ(stat().empty_acquire_wait_time, 0s);
  EXPECT_EQ(stat().acquire_duration, 0s);
}

class BreakerOfCoreTest : public CoreTest {
protected:
  // Opens the breaker by two failed acquires.
  void break_it() {
    for (int i = 0; i != 2; ++i) {
      Waiter waiter;
      acquire(waiter);
      fail_one();
      ASSERT_EQ(waiter.failure, Failure::connect);
    }
  }
  static PoolConfig limits(std::size_t max_conns) {
    PoolConfig limits = config(max_conns);
    limits.breaker_errors = 2;
    limits.breaker_window = 15s;
    limits.breaker_retry = 1s;
    return limits;
  }
};

TEST_F(BreakerOfCoreTest, repeated_errors_refuse_acquires_at_once) {
  start(limits(2));
  break_it();
  Waiter waiter;
  acquire(waiter);
  EXPECT_EQ(waiter.failure, Failure::unavailable);
  EXPECT_TRUE(connects_.empty());
  EXPECT_EQ(stat().rejected_count, 1);
}

TEST_F(BreakerOfCoreTest, after_a_while_one_connect_tries) {
  start(limits(2));
  break_it();
  now_ += 1s;
  Waiter first;
  Waiter second;
  acquire(first);
  acquire(second);
  EXPECT_EQ(connects_.size(), 1u);
  EXPECT_EQ(second.state, State::waiting);
  connect_one();
  EXPECT_EQ(first.state, State::granted);
  EXPECT_EQ(connects_.size(), 1u); // closed again: the second's
}

TEST_F(BreakerOfCoreTest, a_failed_try_refuses_all_that_waited_for_it) {
  start(limits(2));
  break_it();
  now_ += 1s;
  Waiter first;
  Waiter second;
  acquire(first);
  acquire(second);
  fail_one();
  EXPECT_EQ(first.failure, Failure::connect);
  EXPECT_EQ(second.failure, Failure::unavailable);
  Waiter third;
  acquire(third);
  EXPECT_EQ(third.failure, Failure::unavailable);
}

TEST_F(BreakerOfCoreTest, acquires_wait_while_a_lent_connection_may_return) {
  start(limits(2));
  Slot *lent = acquire();
  break_it();
  Waiter waiter;
  acquire(waiter);
  EXPECT_EQ(waiter.state, State::waiting);
  EXPECT_EQ(core_->next_tick(), now_); // the first check is still due
  release(lent);
  EXPECT_EQ(waiter.state, State::granted);
}

TEST_F(BreakerOfCoreTest, the_health_check_tries_for_those_that_wait) {
  start(limits(2));
  tick();
  acquire();
  break_it();
  Waiter waiter;
  acquire(waiter);
  EXPECT_EQ(core_->next_tick(), now_ + 1s);
  now_ += 1s;
  tick();
  EXPECT_EQ(connects_.size(), 1u);
  EXPECT_GT(core_->next_tick(), now_); // not again until that has ended
}

TEST_F(BreakerOfCoreTest, losing_the_last_connection_refuses_those_that_wait) {
  start(limits(2));
  Slot *lent = acquire();
  break_it();
  Waiter waiter;
  acquire(waiter);
  release(lent, Returned::broken);
  close_all();
  EXPECT_EQ(waiter.failure, Failure::unavailable);
}

// Random events, with the invariants checked after each.
TEST_F(CoreTest, any_order_of_events_keeps_the_books) {
  PoolConfig limits = config(4);
  limits.min_idle_conns = 1;
  limits.max_conn_lifetime = 20s;
  limits.max_conn_idle_time = 7s;
  limits.breaker_errors = 3;
  limits.breaker_window = 5s;
  start(limits);
  std::minstd_rand random(1);
  const auto dice = [&](unsigned sides) { return random() % sides; };
  std::vector<std::unique_ptr<Waiter>> waiters;
  std::vector<Slot *> lent;
  std::int64_t granted = 0;
  for (int step = 0; step != 200000; ++step) {
    now_ += std::chrono::milliseconds(dice(200));
    switch (dice(9)) {
    case 0:
    case 1:
      waiters.push_back(std::make_unique<Waiter>());
      acquire(*waiters.back());
      break;
    case 2:
      if (!connects_.empty())
        connect_one(0.5);
      break;
    case 3:
      if (!connects_.empty())
        fail_one();
      break;
    case 4:
    case 5:
      if (!lent.empty()) {
        std::swap(lent[dice(lent.size())], lent.back());
        Slot *slot = lent.back();
        lent.pop_back();
        release(slot, dice(8) ? Returned::clean : Returned::dirty);
      }
      break;
    case 6:
      close_all();
      break;
    case 7:
      if (!waiters.empty())
        core_->abandon(*waiters[dice(waiters.size())], Failure::timeout);
      break;
    case 8:
      if (dice(50) == 0) {
        core_->reset(now_, actions_);
        collect();
      } else if (now_ >= core_->next_tick()) {
        tick();
      }
      break;
    }
    std::size_t waiting = 0;
    for (auto &waiter : waiters) {
      if (waiter->state == State::granted) {
        lent.push_back(waiter->slot);
        core_->acquired(*waiter, now_);
        ++granted;
      }
      waiting += waiter->state == State::waiting;
    }
    std::erase_if(waiters, [](auto &w) { return w->state != State::waiting; });
    const PoolStat stat = core_->stat();
    ASSERT_EQ(stat.acquired_conns, static_cast<std::int64_t>(lent.size()));
    ASSERT_EQ(stat.waiting, static_cast<std::int64_t>(waiting));
    ASSERT_EQ(stat.constructing_conns,
              static_cast<std::int64_t>(connects_.size()));
    ASSERT_EQ(stat.closing_conns, static_cast<std::int64_t>(closes_.size()));
    ASSERT_LE(stat.total_conns + stat.closing_conns, 4);
    ASSERT_EQ(stat.new_conns_count - stat.closed_count,
              stat.acquired_conns + stat.idle_conns + stat.closing_conns);
    ASSERT_EQ(stat.acquire_count, granted);
    ASSERT_TRUE(stat.waiting == 0 || stat.idle_conns == 0);
  }
  EXPECT_GT(granted, 1000);
  EXPECT_GT(stat().max_lifetime_destroy_count, 0);
  EXPECT_GT(stat().max_idle_destroy_count, 0);
}

} // namespace
} // namespace leash::pool
