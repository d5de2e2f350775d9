// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The pool's threads and waits, over pretended connections.
#include <array>
#include <cstdlib>
#include <functional>
#include <future>
#include <optional>
#include <stop_token>
#include <thread>

#include <sys/wait.h>
#include <unistd.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "pretended.h"

namespace leash {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

// Far more than anything here takes; a test that fails may take it.
constexpr auto generous = 30s;

template <class Condition> bool eventually(Condition condition) {
  const Deadline deadline(generous);
  while (!condition()) {
    if (deadline.passed())
      return false;
    std::this_thread::sleep_for(1ms);
  }
  return true;
}

class PoolTest : public testing::Test {
protected:
  static PoolConfig config(std::size_t max_conns) {
    PoolConfig config;
    config.max_conns = max_conns;
    config.acquire_timeout = generous;
    return config;
  }
  PretendedPool &start(PoolConfig config, PretendedPool::Hooks hooks = {}) {
    return pool_.emplace(&server_, std::move(config), std::move(hooks));
  }
  void TearDown() override {
    pool_.reset();
    EXPECT_EQ(server_.opened, server_.closed + hijacked_);
  }

  PretendedServer server_;
  int hijacked_ = 0;
  std::optional<PretendedPool> pool_;
};

TEST_F(PoolTest, lends_the_same_connection_again) {
  PretendedPool &pool = start(config(4));
  const int number = pool.acquire().get()->number;
  EXPECT_EQ(pool.acquire().get()->number, number);
  EXPECT_EQ(pool.stat().acquire_count, 2);
  EXPECT_EQ(pool.stat().new_conns_count, 1);
}

TEST_F(PoolTest, release_is_idempotent) {
  PretendedPool &pool = start(config(4));
  auto lease = pool.acquire();
  lease.release();
  lease.release();
  EXPECT_FALSE(lease);
  EXPECT_EQ(pool.stat().idle_conns, 1);
  EXPECT_EQ(pool.stat().acquired_conns, 0);
}

TEST_F(PoolTest, a_moved_lease_is_released_once) {
  PretendedPool &pool = start(config(4));
  auto lease = pool.acquire();
  auto other = std::move(lease);
  EXPECT_FALSE(lease);
  other = pool.acquire();
  EXPECT_EQ(pool.stat().acquired_conns, 1);
  EXPECT_EQ(pool.stat().idle_conns, 1);
}

TEST_F(PoolTest, an_acquire_gives_up_at_its_deadline) {
  PretendedPool &pool = start(config(1));
  const auto lease = pool.acquire();
  try {
    pool.acquire(20ms);
    FAIL();
  } catch (const AcquireTimeout &error) {
    EXPECT_GE(error.waited(), 20ms);
    EXPECT_THAT(error.what(), HasSubstr("1 of 1 connections lent"));
  }
  EXPECT_EQ(pool.stat().timeout_count, 1);
  EXPECT_EQ(pool.stat().waiting, 0);
}

TEST_F(PoolTest, acquire_timeout_is_the_deadline_of_an_acquire_without_one) {
  PoolConfig limits = config(1);
  limits.acquire_timeout = 20ms;
  PretendedPool &pool = start(limits);
  const auto lease = pool.acquire(generous);
  EXPECT_THROW(pool.acquire(), AcquireTimeout);
}

TEST_F(PoolTest, an_idle_connection_needs_no_time) {
  PretendedPool &pool = start(config(1));
  pool.acquire().release();
  EXPECT_TRUE(pool.acquire(Deadline(0s)));
}

TEST_F(PoolTest, a_wait_can_be_cancelled) {
  PretendedPool &pool = start(config(1));
  const auto lease = pool.acquire();
  Cancellation cancellation;
  auto waiting = std::async(std::launch::async, [&] {
    EXPECT_THROW(pool.acquire(cancellation), Cancelled);
  });
  EXPECT_TRUE(eventually([&] { return pool.stat().waiting == 1; }));
  cancellation.cancel();
  waiting.get();
  EXPECT_THROW(pool.acquire(cancellation), Cancelled);
  EXPECT_EQ(pool.stat().canceled_acquire_count, 2);
  EXPECT_EQ(pool.stat().timeout_count, 0);
}

TEST_F(PoolTest, a_wait_ends_by_a_stop_token) {
  PretendedPool &pool = start(config(1));
  const auto lease = pool.acquire();
  {
    std::jthread waiting([&](std::stop_token stop) {
      EXPECT_THROW(pool.acquire(stop), Cancelled);
    });
    EXPECT_TRUE(eventually([&] { return pool.stat().waiting == 1; }));
  }
  EXPECT_EQ(pool.stat().canceled_acquire_count, 1);
}

TEST_F(PoolTest, the_connect_of_a_cancelled_acquire_lands_in_the_pool) {
  server_.hangs = true;
  PretendedPool &pool = start(config(1));
  EXPECT_THROW(pool.acquire(5ms), AcquireTimeout);
  server_.hangs = false;
  EXPECT_TRUE(eventually([&] { return pool.stat().idle_conns == 1; }));
  EXPECT_EQ(pool.stat().new_conns_count, 1);
}

TEST_F(PoolTest, waiters_are_served_in_order) {
  PretendedPool &pool = start(config(1));
  auto lease = pool.acquire();
  std::mutex mutex;
  std::vector<int> order;
  std::vector<std::jthread> threads;
  for (int i = 0; i != 16; ++i) {
    threads.emplace_back([&, i] {
      const auto own = pool.acquire();
      const std::lock_guard lock(mutex);
      order.push_back(i);
    });
    ASSERT_TRUE(eventually([&] { return pool.stat().waiting == i + 1; }));
  }
  lease.release();
  threads.clear();
  std::vector<int> expected(16);
  for (int i = 0; i != 16; ++i)
    expected[i] = i;
  EXPECT_EQ(order, expected);
  EXPECT_EQ(pool.stat().empty_acquire_count, 17);
}

TEST_F(PoolTest, a_full_queue_refuses) {
  PoolConfig limits = config(1);
  limits.max_waiters = 0;
  PretendedPool &pool = start(limits);
  EXPECT_THROW(pool.acquire(), QueueFull);
  EXPECT_EQ(pool.stat().rejected_count, 1);
}

TEST_F(PoolTest, a_dirty_connection_is_closed_not_lent) {
  PretendedPool &pool = start(config(1));
  for (ConnectionState state :
       {ConnectionState::in_transaction, ConnectionState::busy,
        ConnectionState::broken}) {
    auto lease = pool.acquire();
    const int number = lease.get()->number;
    lease.get()->state = state;
    lease.release();
    EXPECT_NE(pool.acquire().get()->number, number);
  }
  EXPECT_EQ(pool.stat().dirty_return_count, 2);
  EXPECT_EQ(pool.stat().broken_destroy_count, 1);
  EXPECT_EQ(server_.cancelled, 2);
}

TEST_F(PoolTest, a_discarded_connection_is_closed) {
  PretendedPool &pool = start(config(1));
  pool.acquire().discard();
  EXPECT_TRUE(eventually([&] { return server_.closed >= 1; }));
  EXPECT_EQ(pool.stat().dirty_return_count, 0);
}

TEST_F(PoolTest, a_hijacked_connection_is_the_callers) {
  PretendedPool &pool = start(config(1));
  auto lease = pool.acquire();
  const std::unique_ptr<PretendedConnection> own(lease.hijack());
  hijacked_ = 1;
  EXPECT_FALSE(lease);
  EXPECT_NE(pool.acquire().get(), own.get());
  EXPECT_EQ(pool.stat().hijacked_count, 1);
}

TEST_F(PoolTest, try_acquire_does_not_wait) {
  PretendedPool &pool = start(config(1));
  EXPECT_FALSE(pool.try_acquire());
  EXPECT_TRUE(eventually([&] { return pool.stat().idle_conns == 1; }));
  const auto lease = pool.try_acquire();
  EXPECT_TRUE(lease);
  EXPECT_FALSE(pool.try_acquire());
}

TEST_F(PoolTest, acquire_all_idle_takes_them_all) {
  PretendedPool &pool = start(config(3));
  {
    const auto first = pool.acquire();
    const auto second = pool.acquire();
  }
  EXPECT_EQ(pool.acquire_all_idle().size(), 2u);
  EXPECT_EQ(pool.stat().idle_conns, 2);
  EXPECT_EQ(pool.stat().acquire_count, 2);
}

TEST_F(PoolTest, the_minimum_is_opened_in_the_background) {
  PoolConfig limits = config(5);
  limits.min_conns = 3;
  PretendedPool &pool = start(limits);
  EXPECT_TRUE(eventually([&] { return pool.stat().idle_conns == 3; }));
}

TEST_F(PoolTest, reset_replaces_connections) {
  PretendedPool &pool = start(config(2));
  auto lent = pool.acquire();
  pool.acquire().release();
  pool.reset();
  lent.release();
  EXPECT_TRUE(eventually([&] { return server_.closed == 2; }));
  EXPECT_EQ(pool.acquire().get()->number, 3);
}

TEST_F(PoolTest, a_failed_connect_throws_its_error) {
  server_.refuses = true;
  PretendedPool &pool = start(config(1));
  try {
    pool.acquire();
    FAIL();
  } catch (const ConnectError &error) {
    EXPECT_THAT(error.what(), HasSubstr("the server refuses"));
  }
}

TEST_F(PoolTest, a_server_that_refuses_is_soon_left_alone) {
  server_.refuses = true;
  PoolConfig limits = config(1);
  limits.breaker_errors = 2;
  limits.breaker_retry = 1h;
  PretendedPool &pool = start(limits);
  EXPECT_THROW(pool.acquire(), ConnectError);
  EXPECT_THROW(pool.acquire(), ConnectError);
  try {
    pool.acquire();
    FAIL();
  } catch (const ServerUnavailable &error) {
    EXPECT_THAT(error.what(), HasSubstr("the server refuses"));
  }
  EXPECT_EQ(pool.stat().connect_error_count, 2);
}

TEST_F(PoolTest, a_server_that_is_back_is_found_again) {
  server_.refuses = true;
  PoolConfig limits = config(1);
  limits.breaker_errors = 1;
  limits.breaker_retry = 10ms;
  PretendedPool &pool = start(limits);
  EXPECT_THROW(pool.acquire(), ConnectError);
  server_.refuses = false;
  EXPECT_TRUE(eventually([&] {
    try {
      return static_cast<bool>(pool.acquire());
    } catch (const ServerUnavailable &) {
      return false;
    }
  }));
}

TEST_F(PoolTest, an_idle_connection_that_does_not_answer_is_replaced) {
  PoolConfig limits = config(3);
  limits.ping_after = 0s;
  PretendedPool &pool = start(limits);
  {
    auto first = pool.acquire();
    auto second = pool.acquire();
    first.get()->answers = false;
    second.get()->answers = false;
  }
  std::this_thread::sleep_for(20ms); // more than the coarse clock's tick
  EXPECT_EQ(pool.acquire().get()->number, 3);
  EXPECT_EQ(pool.stat().broken_destroy_count, 2);
}

TEST_F(PoolTest, should_ping_decides) {
  PretendedPool::Hooks hooks;
  bool ping = false;
  hooks.should_ping = [&](PretendedConnection *, std::chrono::nanoseconds) {
    return ping;
  };
  PretendedPool &pool = start(config(1), hooks);
  pool.acquire().release();
  EXPECT_EQ(server_.pings, 0);
  ping = true;
  pool.acquire().release();
  EXPECT_EQ(server_.pings, 1);
}

TEST_F(PoolTest, an_acquire_tries_max_conns_and_one_connections) {
  PretendedPool::Hooks hooks;
  int asked = 0;
  hooks.prepare_conn = [&](PretendedConnection *) {
    ++asked;
    return Prepared(false);
  };
  PretendedPool &pool = start(config(3), hooks);
  EXPECT_THROW(pool.acquire(), ConnectError);
  EXPECT_EQ(asked, 4);
  EXPECT_EQ(pool.stat().acquire_count, 0);
}

TEST_F(PoolTest, prepare_conn_answers_in_four_ways) {
  struct Refusal {};
  Prepared answer;
  PretendedPool::Hooks hooks;
  hooks.prepare_conn = [&](PretendedConnection *) {
    return std::exchange(answer, Prepared());
  };
  PretendedPool &pool = start(config(1), hooks);
  EXPECT_EQ(pool.acquire().get()->number, 1);
  const auto error = std::make_exception_ptr(Refusal());
  answer = {true, error};
  EXPECT_THROW(pool.acquire(), Refusal);
  EXPECT_EQ(pool.stat().idle_conns, 1);
  answer = {false};
  EXPECT_EQ(pool.acquire().get()->number, 2);
  answer = {false, error};
  EXPECT_THROW(pool.acquire(), Refusal);
  EXPECT_EQ(pool.acquire().get()->number, 3);
}

TEST_F(PoolTest, a_hook_that_throws_in_connect_reaches_the_acquire) {
  struct Refusal {};
  PretendedPool::Hooks hooks;
  bool before = true;
  hooks.before_connect = [&](PretendedServer *&) {
    if (before)
      throw Refusal();
  };
  hooks.after_connect = [](PretendedConnection *) { throw Refusal(); };
  PretendedPool &pool = start(config(1), hooks);
  EXPECT_THROW(pool.acquire(), Refusal);
  EXPECT_EQ(server_.opened, 0);
  before = false;
  EXPECT_THROW(pool.acquire(), Refusal);
  EXPECT_EQ(server_.closed, 1);
}

TEST_F(PoolTest, after_release_decides_on_a_worker) {
  PretendedPool::Hooks hooks;
  std::atomic<bool> keep{true};
  std::atomic<std::thread::id> thread;
  hooks.after_release = [&](PretendedConnection *) {
    thread = std::this_thread::get_id();
    return keep.load();
  };
  PretendedPool &pool = start(config(1), hooks);
  pool.acquire().release();
  EXPECT_EQ(pool.acquire().get()->number, 1);
  EXPECT_NE(thread.load(), std::this_thread::get_id());
  keep = false;
  pool.acquire().release();
  EXPECT_TRUE(eventually([&] { return server_.closed >= 1; }));
  pool.close(generous); // the hook's variables end here
}

TEST_F(PoolTest, before_close_sees_every_connection_once) {
  PretendedPool::Hooks hooks;
  std::atomic<int> seen{0};
  hooks.before_close = [&](PretendedConnection *) {
    ++seen;
    throw 1;
  };
  PretendedPool &pool = start(config(2), hooks);
  {
    const auto first = pool.acquire();
    const auto second = pool.acquire();
  }
  EXPECT_TRUE(pool.close(generous).complete);
  EXPECT_EQ(seen, 2);
}

TEST_F(PoolTest, close_waits_for_leases_until_its_deadline) {
  PretendedPool &pool = start(config(2));
  auto lease = pool.acquire();
  const CloseResult first = pool.close(20ms);
  EXPECT_FALSE(first.complete);
  EXPECT_EQ(first.outstanding, 1);
  lease.release();
  const CloseResult second = pool.close(generous);
  EXPECT_TRUE(second.complete);
  EXPECT_EQ(second.outstanding, 0);
}

TEST_F(PoolTest, close_ends_waits_and_connects) {
  server_.hangs = true;
  PretendedPool &pool = start(config(1));
  auto waiting = std::async(std::launch::async,
                            [&] { EXPECT_THROW(pool.acquire(), PoolClosed); });
  EXPECT_TRUE(eventually([&] { return pool.stat().constructing_conns == 1; }));
  EXPECT_TRUE(pool.close(generous).complete);
  waiting.get();
  EXPECT_THROW(pool.acquire(), PoolClosed);
  EXPECT_THROW(pool.try_acquire(), PoolClosed);
}

TEST_F(PoolTest, a_lease_may_outlive_its_pool) {
  std::optional<PretendedPool::Hooks> hooks;
  auto lease = start(config(2)).acquire();
  pool_.reset();
  EXPECT_EQ(server_.closed, 0);
  EXPECT_EQ(lease.get()->number, 1);
  lease.release();
  EXPECT_EQ(server_.closed, 1);
}

TEST_F(PoolTest, a_configuration_that_cannot_be_is_refused) {
  PoolConfig limits = config(1);
  limits.min_conns = 2;
  EXPECT_THROW(start(limits), ConfigError);
}

TEST_F(PoolTest, a_forked_child_finds_the_pool_inert) {
  PretendedPool &pool = start(config(2));
  auto lease = pool.acquire();
  pool.acquire().release();
  const pid_t child = fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    int failures = 0;
    try {
      pool.acquire();
      ++failures;
    } catch (const PoolClosed &) {
    }
    failures += !lease.inherited();
    lease.release();
    failures += server_.abandoned != 1;
    failures += !pool.close(0s).complete;
    pool_.reset();
    failures += server_.closed != 0;
    _exit(failures);
  }
  int status = 0;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  EXPECT_EQ(status, 0);
  lease.release();
  EXPECT_EQ(pool.stat().idle_conns, 2);
}

TEST_F(PoolTest, a_fork_while_others_use_the_pool_does_not_hang_the_child) {
  PretendedPool &pool = start(config(2));
  std::atomic<bool> stop{false};
  std::jthread busy([&] {
    while (!stop)
      pool.acquire().release();
  });
  for (int i = 0; i != 50; ++i) {
    const pid_t child = fork();
    ASSERT_GE(child, 0);
    if (child == 0) {
      alarm(generous.count());
      pool_.reset();
      _exit(0);
    }
    int status = 0;
    ASSERT_EQ(waitpid(child, &status, 0), child);
    EXPECT_EQ(status, 0);
  }
  stop = true;
}

// LEASH_TEST_SECONDS makes it longer.
TEST_F(PoolTest, sixty_four_threads_share_eight_connections) {
  const char *asked = std::getenv("LEASH_TEST_SECONDS");
  const auto length = std::chrono::seconds(asked ? std::atoi(asked) : 2);
  PoolConfig limits = config(8);
  limits.max_conn_lifetime = 50ms;
  limits.max_conn_lifetime_jitter = 50ms;
  PretendedPool &pool = start(limits);
  std::array<std::int64_t, 64> acquired{};
  std::atomic<std::int64_t> timeouts{0};
  std::atomic<std::int64_t> dirty{0};
  std::atomic<bool> shared{false}; // one connection, two users
  {
    const Deadline end(length);
    std::vector<std::jthread> threads;
    for (std::size_t i = 0; i != acquired.size(); ++i)
      threads.emplace_back([&, i] {
        for (int turn = 0; !end.passed(); ++turn) {
          try {
            auto lease = turn % 7 == 0 ? pool.acquire(100us) : pool.acquire();
            ++acquired[i];
            if (lease.get()->users++ != 0)
              shared = true;
            if (turn % 3 == 0)
              std::this_thread::sleep_for(50us);
            lease.get()->users--;
            if (turn % 101 == 0) {
              lease.get()->state = ConnectionState::in_transaction;
              ++dirty;
            }
          } catch (const AcquireTimeout &) {
            ++timeouts;
          }
        }
      });
  }
  EXPECT_FALSE(shared);
  std::int64_t total = 0;
  for (std::int64_t count : acquired)
    total += count;
  PoolStat stat = pool.stat();
  EXPECT_EQ(stat.acquire_count, total);
  EXPECT_EQ(stat.timeout_count, timeouts);
  EXPECT_EQ(stat.canceled_acquire_count, timeouts);
  EXPECT_EQ(stat.dirty_return_count, dirty);
  EXPECT_EQ(stat.acquired_conns, 0);
  EXPECT_EQ(stat.waiting, 0);
  EXPECT_EQ(stat.rejected_count, 0);
  EXPECT_GT(stat.max_lifetime_destroy_count, 0);
  EXPECT_EQ(stat.new_conns_count, server_.opened);
  // Nobody starved: served in order, all get about the same.
  const auto [least, most] =
      std::minmax_element(acquired.begin(), acquired.end());
  EXPECT_GT(*least * 4, *most);
  EXPECT_TRUE(pool.close(generous).complete);
  stat = pool.stat();
  EXPECT_EQ(stat.closed_count, stat.new_conns_count);
}

} // namespace
} // namespace leash
