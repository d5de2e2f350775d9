// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Many threads: nothing is lost, nothing is invented.
#include "leash/leash.h"
#include "log_file.h"
#include "track/sites.h"
#include "track/slab.h"
#include "track/tracker.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <cstdio>
#include <cstdlib>
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

// How late a thread of this process that only sleeps wakes up, at worst: what
// the machine, and not the watchdog, adds to a lag.
class Lateness {
public:
  explicit Lateness(std::uint64_t period)
      : period(period), thread([this] {
          while (!done.load()) {
            const auto due = std::chrono::steady_clock::now() + this->period;
            std::this_thread::sleep_until(due);
            const std::chrono::nanoseconds late =
                std::chrono::steady_clock::now() - due;
            worst_ns = std::max<std::int64_t>(worst_ns, late.count());
          }
        }) {}
  std::uint64_t worst() {
    done = true;
    thread.join();
    return static_cast<std::uint64_t>(worst_ns);
  }

private:
  const std::chrono::nanoseconds period;
  std::atomic<bool> done{false};
  std::int64_t worst_ns = 0;
  std::thread thread;
};

std::uint64_t divided_by(std::uint64_t number) {
  // LEASH_TEST_DIVISOR=1 is the full size, which takes 20 s.
  const char *asked = std::getenv("LEASH_TEST_DIVISOR");
  return number / static_cast<std::uint64_t>(asked ? std::atoi(asked) : 4);
}

// A quarter of a million correct leases and 2,500 leaks, unless asked for more:
// all 64 threads acquire, leak and release while the watchdog looks.
TEST(Stress, EveryLeakIsReportedOnceInTimeAndNoCorrectLease) {
  constexpr std::uint64_t threshold_ns = 2'000'000'000;
  constexpr int threads = 64, correct_per_leak = 100;
  const int leaks = static_cast<int>(divided_by(10'000));
  const int rounds = leaks / threads;       // of one leak each, a thread
  const int first_rounds = leaks % threads; // threads that leak one more
  // The leaks are spread over eight times the threshold at full size.
  const auto pace = std::chrono::nanoseconds(divided_by(8 * threshold_ns) /
                                             static_cast<unsigned>(rounds + 1));

  const LogFile log;
  leash_set_option("threshold=0:txn_idle=0:stack=full:depth=16");
  leash_check_now(); // tells of what an earlier test gave back
  const leash_pool leaking = make_pool("leaking");
  const leash_pool clean = make_pool("clean");
  leash_set_option("threshold=2s");
  const std::uint64_t paused = track::Tracker::get().pauses.total();
  Lateness lateness(track::Watchdog::period(threshold_ns));

  std::mutex mutex;
  std::vector<leash_lease> leaked;
  std::atomic<std::uint64_t> correct{0}, slow{0};
  on_threads(threads, [&](int number) {
    std::vector<leash_lease> mine;
    const int own = rounds + (number < first_rounds);
    auto next = std::chrono::steady_clock::now();
    for (int round = 0; round < own; ++round) {
      for (int i = 0; i < correct_per_leak; ++i) {
        const auto before = std::chrono::steady_clock::now();
        const leash_lease lease = take(clean);
        if (i == number)
          mine.push_back(take(leaking));
        leash_touch(lease);
        ASSERT_EQ(leash_release(lease), LEASH_OK);
        // A thread that was not run while it held did hold.
        if (std::chrono::steady_clock::now() - before >=
            std::chrono::nanoseconds(threshold_ns))
          ++slow;
      }
      next += pace;
      std::this_thread::sleep_until(next);
    }
    correct += static_cast<std::uint64_t>(own) * correct_per_leak;
    const std::lock_guard lock(mutex);
    leaked.insert(leaked.end(), mine.begin(), mine.end());
  });
  ASSERT_EQ(leaked.size(), static_cast<std::size_t>(leaks));
  for (const leash_lease lease : leaked)
    ASSERT_NE(lease, 0u);

  const auto first_reports = [&](const char *pool) {
    std::uint64_t count = 0;
    for (const report::Record &record : log.first_reports())
      if (record.pool.name == pool)
        count += 1 + record.folded;
    return count;
  };
  for (int i = 0;
       i < 600 && first_reports("leaking") < static_cast<std::uint64_t>(leaks);
       ++i)
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
  // Should one be reported twice, it is by now.
  std::this_thread::sleep_for(std::chrono::milliseconds(600));
  leash_set_option("threshold=0");
  const std::uint64_t late = lateness.worst();
  const std::uint64_t credited = track::Tracker::get().pauses.total() - paused;

  EXPECT_EQ(first_reports("leaking"), static_cast<std::uint64_t>(leaks));
  EXPECT_LE(first_reports("clean"), slow.load());
  std::uint64_t longest = 0;
  for (const report::Record &record : log.first_reports()) {
    // The longest held of those that are folded into it.
    const std::uint64_t held = record.leases[0].held_ns;
    EXPECT_GE(held, threshold_ns);
    longest = std::max(longest, held);
  }
  EXPECT_LE(longest, threshold_ns / 4 * 5 + 2 * late + credited);

  for (const leash_lease lease : leaked)
    ASSERT_EQ(leash_release(lease), LEASH_OK);
  leash_check_now();
  EXPECT_EQ(leases_in(log.of(Event::returned)),
            static_cast<std::uint64_t>(leaks) + first_reports("clean"));
  EXPECT_EQ(leash_for_each(nullptr, nullptr), 0u);
  leash_pool_unregister(leaking);
  leash_pool_unregister(clean);
  std::printf("%d leaks among %llu correct leases: %llu reported, %llu false; "
              "the latest after %.3f times the threshold (a sleeping thread "
              "was late by up to %.1f ms, %.1f ms credited)\n",
              leaks, static_cast<unsigned long long>(correct.load()),
              static_cast<unsigned long long>(first_reports("leaking")),
              static_cast<unsigned long long>(first_reports("clean")),
              static_cast<double>(longest) / threshold_ns,
              static_cast<double>(late) / 1e6,
              static_cast<double>(credited) / 1e6);
}

TEST(Stress, LimitThatIsSetWhenAllIsLeakedIsStillWatched) {
  const LogFile log;
  leash_set_option("threshold=0:txn_idle=0");
  const leash_pool pool = make_pool("orders");
  const leash_lease lease = take(pool);
  leash_set_option("threshold=50ms");
  for (int i = 0; i < 1000 && log.of(Event::held).empty(); ++i)
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  EXPECT_FALSE(log.of(Event::held).empty());
  leash_set_option("threshold=0");
  leash_release(lease);
  leash_pool_unregister(pool);
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
