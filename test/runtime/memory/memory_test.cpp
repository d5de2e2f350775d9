// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Every allocation fails in its turn: nothing crashes, hangs or is lost.
#include "leash/pool.h"
#include "leash/savepoint.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <string>
#include <thread>

#include <gtest/gtest.h>

#include "../pool-postgres/server_test.h"
#include "../track/log_file.h"
#include "allocator.h"

namespace leash::test {
namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

// LEASH_TEST_DIVISOR=1 lets each allocation fail; else, after the first
// hundred, only every so-manieth.
std::uint64_t next(std::uint64_t n) {
  const char *asked = std::getenv("LEASH_TEST_DIVISOR");
  const bool all = asked && std::atoi(asked) == 1;
  return all || n < 100 ? n + 1 : n + n / 12;
}

// Runs `scenario` with the first allocation failing, the second, .. until none
// is left to fail, and `check` after each. Both may throw nothing.
void with_each_failing(Failing how, const std::function<void()> &scenario,
                       const std::function<void(std::uint64_t)> &check) {
  std::uint64_t n = 1;
  int runs = 0;
  Clock::duration longest{0};
  for (bool failed = true; failed; n = next(n)) {
    const auto start = Clock::now();
    fail_allocation(n, how);
    scenario();
    failed = allocate_again();
    longest = std::max(longest, Clock::now() - start);
    ++runs;
    check(n);
    if (testing::Test::HasFailure())
      break;
  }
  EXPECT_LT(longest, 20s); // of a scenario that waits for 0.3 s at most
  std::printf("%d runs, up to allocation %llu; the longest took %lld ms\n",
              runs, static_cast<unsigned long long>(n),
              static_cast<long long>(longest / 1ms));
}

void ignore(void *, const char *, std::size_t) {}

[[gnu::noinline]] leash_lease take(leash_pool pool) {
  leash_acquire_info info{};
  info.size = sizeof info;
  return leash_acquire(pool, &info);
}

// All that the tracker does, but for its start.
void use_tracker() {
  leash_pool_info info{};
  info.size = sizeof info;
  info.name = "memory";
  info.max = 2;
  const leash_pool pool = leash_pool_register(&info);
  leash_set_pool_option(pool, "threshold=1ms:txn_idle=1ms");
  const leash_lease first = take(pool), second = take(pool);
  leash_statement_begin(first, "SELECT 'secret'");
  leash_statement_end(first, LEASH_TXN_OPEN);
  std::this_thread::sleep_for(2ms);
  leash_check_now();
  char text[500];
  leash_exhausted(pool, 1, text, sizeof text);
  leash_holders(pool, text, sizeof text);
  try {
    std::thread([&] { leash_transfer(second); }).join();
  } catch (const std::exception &) { // no memory for std::thread
  }
  leash_check_now();
  for (const leash_format format :
       {LEASH_FORMAT_TEXT, LEASH_FORMAT_JSON, LEASH_FORMAT_PROMETHEUS,
        LEASH_FORMAT_OPENTELEMETRY})
    leash_snapshot(format, ignore, nullptr);
  leash_set_option("threshold=1h:depth=16");
  leash_set_option("nonsense=1");
  leash_dirty_return(first, LEASH_DIRT_IN_TRANSACTION);
  leash_release(first);
  leash_release(second);
  leash_release(second); // twice
  leash_check_now();
  leash_pool_unregister(pool);
}

class TrackerMemory : public testing::TestWithParam<Failing> {
protected:
  ~TrackerMemory() override { leash_set_option("threshold=0:txn_idle=0"); }
  LogFile log;
};

TEST_P(TrackerMemory, each_allocation_may_fail) {
  use_tracker(); // reads the debug information, once
  with_each_failing(GetParam(), use_tracker, [](std::uint64_t n) {
    leash_check_now();
    EXPECT_EQ(leash_for_each(nullptr, nullptr), 0u) << n;
    const leash_lease after = take(0);
    EXPECT_NE(after, 0u) << n;
    EXPECT_EQ(leash_release(after), LEASH_OK) << n;
  });
}

// A leak that cannot be told for want of memory is told by a later look.
TEST_P(TrackerMemory, no_leak_is_lost) {
  leash_pool_info info{};
  info.size = sizeof info;
  info.name = "leaking";
  const leash_pool pool = leash_pool_register(&info);
  leash_set_option("threshold=1h");
  leash_set_pool_option(pool, "threshold=20ms");
  const auto told = [&] {
    std::uint64_t count = 0;
    for (const report::Record &record : log.first_reports())
      count += 1 + record.folded;
    return count;
  };
  for (std::uint64_t n = 0; n < 60; ++n) {
    const std::uint64_t before = told();
    if (n > 0)
      fail_allocation(n, GetParam());
    const leash_lease lease = take(pool);
    std::this_thread::sleep_for(25ms);
    leash_check_now(); // or the watchdog before it
    allocate_again();
    const auto until = Clock::now() + 30s;
    std::uint64_t now = told();
    while (now == before && Clock::now() < until) {
      std::this_thread::sleep_for(2ms);
      now = told();
    }
    EXPECT_EQ(now, before + 1) << n;
    leash_release(lease);
    leash_check_now();
  }
  EXPECT_TRUE(log.of(report::Event::tracker).empty()); // none was lost
  leash_pool_unregister(pool);
}

INSTANTIATE_TEST_SUITE_P(Fails, TrackerMemory,
                         testing::Values(Failing::one, Failing::rest),
                         [](const auto &info) {
                           return info.param == Failing::one ? "one" : "rest";
                         });

class PoolMemory : public ServerTest,
                   public testing::WithParamInterface<Failing> {
protected:
  static void use_pool(const std::string &conninfo) {
    Pool pool(conninfo);
    {
      Lease lease = pool.acquire();
      lease.exec("SELECT $1::int", 1);
      Transaction transaction(lease);
      Savepoint savepoint(transaction);
      savepoint.exec("SELECT 2");
      savepoint.release();
      transaction.commit();
    }
    pool.acquire().exec("BEGIN"); // dirty
    {
      const Lease lease = pool.acquire();
      try {
        const Lease another = pool.acquire(5ms);
      } catch (const AcquireTimeout &) {
      }
    }
    pool.acquire_all_idle();
    pool.try_acquire().discard();
    pool.close(300ms);
  }
  LogFile log;
};

TEST_P(PoolMemory, each_allocation_may_fail) {
  const std::string keys =
      conninfo("pool_max_conns=1 pool_acquire_timeout=300ms pool_ping_after=0 "
               "pool_name=memory application_name=memory");
  use_pool(keys);
  with_each_failing(
      GetParam(),
      [&] {
        try {
          use_pool(keys);
        } catch (const std::exception &) {
        }
      },
      [](std::uint64_t n) {
        EXPECT_EQ(leash_for_each(nullptr, nullptr), 0u) << n;
      });
  Pool other(conninfo());
  EXPECT_TRUE(eventually([&] {
    return other
               .exec("SELECT count(*) FROM pg_stat_activity WHERE "
                     "application_name = 'memory'")
               .value(0, 0) == "0";
  }));
}

INSTANTIATE_TEST_SUITE_P(Fails, PoolMemory,
                         testing::Values(Failing::one, Failing::rest),
                         [](const auto &info) {
                           return info.param == Failing::one ? "one" : "rest";
                         });

} // namespace
} // namespace leash::test
