// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Many threads: nothing is lost, nothing is invented.
#include "leash/leash.h"
#include "log_file.h"
#include "track/sites.h"
#include "track/slab.h"

#include <gtest/gtest.h>

#include <atomic>
#include <mutex>
#include <thread>
#include <vector>

namespace leash::test {
namespace {

using report::Event;

leash_pool make_pool(const char *name) {
  leash_pool_info info{};
  info.size = sizeof info;
  info.name = name;
  return leash_pool_register(&info);
}

leash_lease take(leash_pool pool) {
  leash_acquire_info info{};
  info.size = sizeof info;
  return leash_acquire(pool, &info);
}

std::uint64_t leases_in(const std::vector<report::Record> &records) {
  std::uint64_t count = 0;
  for (const report::Record &record : records)
    count += 1 + record.folded;
  return count;
}

template <class Function> void on_threads(int count, Function function) {
  std::vector<std::thread> threads;
  for (int i = 0; i < count; ++i)
    threads.emplace_back(function, i);
  for (std::thread &thread : threads)
    thread.join();
}

TEST(Stress, EveryLeakOfManyThreadsIsReportedOnceAndNoCorrectLease) {
  constexpr int threads = 64, correct = 1'000'000, leaks = 10'000;
  const LogFile log;
  leash_set_option("threshold=0:txn_idle=0:stack=full:depth=16");
  const leash_pool leaking = make_pool("leaking");
  const leash_pool clean = make_pool("clean");
  // Correct leases are held for less than this even if a machine is loaded;
  // leaks are looked at below, after it.
  leash_set_pool_option(clean, "threshold=20s");
  std::mutex mutex;
  std::vector<leash_lease> leaked;
  on_threads(threads, [&](int number) {
    std::vector<leash_lease> mine;
    for (int i = number; i < correct; i += threads) {
      const leash_lease lease = take(clean);
      if (i % (correct / leaks) == 0)
        mine.push_back(take(leaking));
      leash_touch(lease);
      ASSERT_EQ(leash_release(lease), LEASH_OK);
    }
    const std::lock_guard lock(mutex);
    leaked.insert(leaked.end(), mine.begin(), mine.end());
  });
  ASSERT_EQ(leaked.size(), std::size_t{leaks});
  for (const leash_lease lease : leaked)
    ASSERT_NE(lease, 0u);

  leash_set_pool_option(leaking, "threshold=1ms");
  std::this_thread::sleep_for(std::chrono::milliseconds(10));
  // The watchdog and this thread may both look. Until nothing new is found:
  // the first reports, and no second tier of any.
  leash_check_now();
  leash_set_pool_option(leaking, "threshold=0");
  std::uint64_t reported = 0;
  for (const report::Record &record : log.of(Event::held)) {
    EXPECT_EQ(record.pool.name, "leaking");
    if (record.tier == 1)
      reported += 1 + record.folded;
  }
  EXPECT_EQ(reported, std::uint64_t{leaks});

  for (const leash_lease lease : leaked)
    ASSERT_EQ(leash_release(lease), LEASH_OK);
  leash_check_now();
  EXPECT_EQ(leases_in(log.of(Event::returned)), std::uint64_t{leaks});
  EXPECT_EQ(leash_for_each(nullptr, nullptr), 0u);
  leash_pool_unregister(leaking);
  leash_pool_unregister(clean);
}

TEST(Stress, WatchdogReportsWithinOneAndAQuarterOfTheThreshold) {
  const LogFile log;
  const leash_pool pool = make_pool("orders");
  leash_set_option("threshold=400ms");
  const leash_lease lease = take(pool);
  for (int i = 0; i < 200 && log.of(Event::held).empty(); ++i)
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  const auto held = log.of(Event::held);
  leash_set_option("threshold=0");
  leash_release(lease);
  leash_pool_unregister(pool);
  ASSERT_FALSE(held.empty());
  EXPECT_GE(held[0].leases[0].held_ns, 400'000'000u);
  // 500 ms on a machine that has time; a loaded one may be late to wake.
  EXPECT_LE(held[0].leases[0].held_ns, 1'500'000'000u);
}

TEST(Stress, OfManyReleasesOfOneLeaseOneSucceeds) {
  const LogFile log;
  const leash_pool pool = make_pool("orders");
  for (int round = 0; round < 20; ++round) {
    const leash_lease lease = take(pool);
    std::atomic<int> succeeded{0}, ready{0};
    on_threads(4, [&](int) {
      ++ready;
      while (ready.load() < 4) {
      }
      succeeded += leash_release(lease) == LEASH_OK;
    });
    EXPECT_EQ(succeeded.load(), 1);
  }
  leash_pool_unregister(pool);
}

TEST(Stress, ReadersSeeWholeLeasesWhileTheyChange) {
  const leash_pool pools[] = {make_pool("a"), make_pool("b")};
  std::atomic<bool> done{false};
  std::atomic<std::uint64_t> seen{0};
  std::thread reader([&] {
    while (!done.load())
      leash_for_each(
          [](void *count, const leash_lease_view *view) {
            ++*static_cast<std::atomic<std::uint64_t> *>(count);
            // The resource of a lease names its pool.
            EXPECT_EQ(reinterpret_cast<std::uintptr_t>(view->resource),
                      static_cast<std::uint32_t>(view->pool));
            EXPECT_GT(view->frame_count, 0u);
          },
          &seen);
  });
  on_threads(4, [&](int number) {
    for (int i = 0; i < 20'000 || seen.load() < 100; ++i) {
      const leash_pool pool = pools[(i + number) % 2];
      leash_acquire_info info{};
      info.size = sizeof info;
      info.resource = reinterpret_cast<const void *>(
          std::uintptr_t{static_cast<std::uint32_t>(pool)});
      leash_release(leash_acquire(pool, &info));
    }
  });
  done = true;
  reader.join();
  for (const leash_pool pool : pools)
    leash_pool_unregister(pool);
}

TEST(Stress, OptionsMayChangeWhileLeasesComeAndGo) {
  const LogFile log;
  const leash_pool pool = make_pool("orders");
  std::atomic<bool> done{false};
  std::thread changer([&] {
    for (int i = 0; i < 200; ++i)
      leash_set_option(i % 2 ? "stack=none:threshold=10s"
                             : "stack=full:depth=32:threshold=20s");
    done = true;
  });
  on_threads(2, [&](int) {
    while (!done.load())
      EXPECT_EQ(leash_release(take(pool)), LEASH_OK);
  });
  changer.join();
  leash_set_option("stack=full:depth=16:threshold=0");
  leash_pool_unregister(pool);
}

TEST(Slab, EverySlotIsGivenToOneHolderAtATime) {
  static track::Slab slab;
  slab.create(256);
  std::vector<std::atomic<int>> holders(256);
  std::atomic<bool> shared{false};
  on_threads(8, [&](int) {
    track::ThreadState &thread = *track::this_thread();
    const std::uint32_t own = thread.free_head; // of the process's slab
    const std::uint32_t own_count = thread.free_count;
    thread.free_head = thread.free_count = 0;
    for (int i = 0; i < 50'000; ++i) {
      const std::uint32_t index = slab.take(thread);
      if (index == track::Slab::none)
        continue;
      if (holders[index].fetch_add(1) != 0)
        shared = true;
      holders[index].fetch_sub(1);
      slab.give(thread, index);
    }
    slab.give_all(thread);
    thread.free_head = own;
    thread.free_count = own_count;
  });
  EXPECT_FALSE(shared.load());
  track::ThreadState &thread = *track::this_thread();
  const std::uint32_t own = thread.free_head, own_count = thread.free_count;
  thread.free_head = thread.free_count = 0;
  std::uint32_t available = 0;
  while (slab.take(thread) != track::Slab::none)
    ++available;
  thread.free_head = own;
  thread.free_count = own_count;
  EXPECT_EQ(available, 256u);
}

TEST(Sites, TimesOfManyThreadsAddUp) {
  static track::Sites sites;
  sites.create();
  constexpr int threads = 4, rounds = 30'000;
  on_threads(threads, [&](int) {
    static thread_local track::ThreadState thread; // not listed
    for (int i = 0; i < rounds; ++i)
      sites.add(thread, 1024 + static_cast<std::uint32_t>(i) % 100,
                static_cast<std::uint64_t>(i));
    sites.hand_over(thread);
  });
  std::uint64_t count = 0, sum = 0;
  for (std::uint32_t site = 1024; site < 1124; ++site) {
    for (const auto &part : sites[site].counts)
      count += part.load();
    sum += sites[site].sum.load();
  }
  EXPECT_EQ(count, std::uint64_t{threads} * rounds);
  EXPECT_EQ(sum, std::uint64_t{threads} * rounds * (rounds - 1) / 2);
}

} // namespace
} // namespace leash::test
