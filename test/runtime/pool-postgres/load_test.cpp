// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// 64 threads on a pool of 8: order, starvation and the books.
#include "leash/pool.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <barrier>
#include <cstdio>
#include <cstdlib>
#include <dlfcn.h>
#include <map>
#include <mutex>
#include <optional>
#include <random>
#include <regex>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "server_test.h"

namespace {

using Clock = std::chrono::steady_clock;

// When the calling thread was last in the queue for sure, and how many waits
// ended with a connection.
thread_local Clock::time_point queued;
std::atomic<std::int64_t> waits_granted{0};

template <class Function> Function next(const char *name) {
  return reinterpret_cast<Function>(dlsym(RTLD_NEXT, name));
}

} // namespace

// Ahead of the tracker's own: the pool calls it when its waiter is in the
// queue.
std::uint64_t leash_v1_wait_begin(leash_pool pool) {
  static const auto tracker =
      next<std::uint64_t (*)(leash_pool)>("leash_v1_wait_begin");
  queued = Clock::now();
  return tracker(pool);
}

int leash_v1_wait_end(leash_pool pool, std::uint64_t token,
                      leash_wait_outcome outcome) {
  static const auto tracker =
      next<int (*)(leash_pool, std::uint64_t, leash_wait_outcome)>(
          "leash_v1_wait_end");
  waits_granted += outcome == LEASH_WAIT_ACQUIRED;
  return tracker(pool, token, outcome);
}

namespace leash {
namespace {

using namespace std::chrono_literals;

// An acquire that succeeded, and the release of what it got.
struct Use {
  Clock::time_point called, returned, released;
  std::optional<Clock::time_point> queued; // it waited, and did so by then
  const void *connection = nullptr;
};

// Acquires that were surely in the queue before another one was even called,
// and surely not served before that one was. What a connection was handed to
// cannot have been served before the release that handed it over.
std::size_t overtaken(std::vector<Use> uses) {
  std::sort(uses.begin(), uses.end(),
            [](const Use &a, const Use &b) { return a.returned < b.returned; });
  std::vector<Clock::time_point> latest_call; // of the uses up to this one
  std::map<const void *, Clock::time_point> last_release;
  std::size_t count = 0;
  for (const Use &use : uses) {
    const auto handed_over = last_release.find(use.connection);
    if (use.queued && handed_over != last_release.end()) {
      // Those that had returned before.
      const auto before = std::lower_bound(
          uses.begin(), uses.begin() + static_cast<long>(latest_call.size()),
          handed_over->second, [](const Use &other, Clock::time_point time) {
            return other.returned < time;
          });
      const auto served = before - uses.begin();
      count += served > 0 &&
               latest_call[static_cast<std::size_t>(served) - 1] > *use.queued;
    }
    latest_call.push_back(latest_call.empty()
                              ? use.called
                              : std::max(latest_call.back(), use.called));
    last_release[use.connection] = use.released;
  }
  return count;
}

Use use(int called, int queued_at, int returned, int released,
        const void *connection) {
  const auto at = [](int ms) {
    return Clock::time_point(std::chrono::milliseconds(ms));
  };
  Use out{at(called), at(returned), at(released), {}, connection};
  if (queued_at)
    out.queued = at(queued_at);
  return out;
}

TEST(Overtaken, finds_who_was_served_after_one_that_came_later) {
  const int a = 0, b = 0;
  // The second waits from 12 on; the third comes at 20 and is served at 30, the
  // second by the release at 40.
  EXPECT_EQ(overtaken({use(1, 0, 2, 30, &a), use(11, 12, 41, 50, &a),
                       use(20, 21, 31, 40, &a)}),
            1u);
  // In order.
  EXPECT_EQ(overtaken({use(1, 0, 2, 30, &a), use(11, 12, 31, 40, &a),
                       use(20, 21, 41, 50, &a)}),
            0u);
  // The second was handed its connection first, and woke up late.
  EXPECT_EQ(overtaken({use(1, 0, 2, 30, &a), use(1, 0, 2, 31, &b),
                       use(11, 12, 45, 50, &a), use(20, 21, 32, 40, &b)}),
            0u);
}

struct Books {
  std::int64_t acquired = 0, timed_out = 0, cancelled = 0, dirty = 0,
               discarded = 0, hijacked = 0;
  Clock::duration in_acquire{0}, longest{0};
};

class LoadTest : public ServerTest {
protected:
  // LEASH_TEST_SECONDS makes it longer.
  static std::chrono::seconds length() {
    const char *asked = std::getenv("LEASH_TEST_SECONDS");
    return std::chrono::seconds(asked ? std::atoi(asked) : 4);
  }
  static std::int64_t metric(const std::string &name) {
    std::string text;
    leash_snapshot(
        LEASH_FORMAT_PROMETHEUS,
        [](void *context, const char *piece, std::size_t size) {
          static_cast<std::string *>(context)->append(piece, size);
        },
        &text);
    std::smatch found;
    if (!std::regex_search(
            text, found,
            std::regex("\n" + name + "\\{[^}]*pool=\"load\"[^}]*\\} (\\d+)")))
      return -1;
    return std::stoll(found[1]);
  }
};

// What each thread's acquire under way can be cancelled by.
struct Cancellable {
  std::mutex mutex;
  Cancellation *cancellation = nullptr;
};

TEST_F(LoadTest, sixty_four_threads_share_eight_connections_in_order) {
  constexpr std::size_t threads = 64;
  waits_granted = 0;
  Pool pool(conninfo("pool_max_conns=8 pool_name=load application_name=load "
                     "pool_acquire_timeout=2m pool_breaker_errors=0"));
  std::array<Books, threads> books;
  std::array<std::vector<Use>, threads> uses;
  std::array<Cancellable, threads> acquires;
  {
    // The time runs once all threads do: making 64 takes long where the machine
    // is busy or a sanitizer keeps books of each.
    std::optional<Deadline> end;
    std::barrier begin(threads + 1, [&]() noexcept { end.emplace(length()); });
    std::vector<std::jthread> running;
    for (std::size_t i = 0; i != threads; ++i)
      running.emplace_back([&, i] {
        std::minstd_rand random(static_cast<unsigned>(i + 1));
        Books &own = books[i];
        begin.arrive_and_wait();
        while (!end->passed()) {
          const auto turn = random() % 200;
          Use now;
          Cancellation cancellation;
          if (turn < 10) {
            const std::lock_guard lock(acquires[i].mutex);
            acquires[i].cancellation = &cancellation;
          }
          const auto forget = [&](Cancellable *acquire) {
            const std::lock_guard lock(acquire->mutex);
            acquire->cancellation = nullptr;
          };
          const std::unique_ptr<Cancellable, decltype(forget)> forgotten(
              &acquires[i], forget);
          queued = {};
          now.called = Clock::now();
          try {
            Lease lease = turn < 10   ? pool.acquire(cancellation)
                          : turn < 16 ? pool.acquire(3ms)
                                      : pool.acquire();
            now.returned = Clock::now();
            if (queued != Clock::time_point())
              now.queued = queued;
            now.connection = lease.get();
            ++own.acquired;
            own.in_acquire += now.returned - now.called;
            own.longest = std::max(own.longest, now.returned - now.called);
            lease.exec(turn == 16 ? "BEGIN" : "SELECT 1");
            now.released = Clock::now();
            PGconn *hijacked = nullptr;
            if (turn == 16)
              ++own.dirty;
            if (turn == 17) {
              ++own.discarded;
              lease.discard();
            } else if (turn == 18) {
              ++own.hijacked;
              hijacked = lease.hijack();
            } else {
              lease.release();
            }
            PQfinish(hijacked);
            uses[i].push_back(now);
          } catch (const AcquireTimeout &) {
            ++own.timed_out;
          } catch (const Cancelled &) {
            ++own.cancelled;
          }
        }
      });
    running.emplace_back([&] {
      std::minstd_rand random(1);
      begin.arrive_and_wait();
      while (!end->passed()) {
        Cancellable &acquire = acquires[random() % threads];
        {
          const std::lock_guard lock(acquire.mutex);
          if (acquire.cancellation)
            acquire.cancellation->cancel();
        }
        std::this_thread::sleep_for(300us);
      }
    });
  }

  Books sum;
  std::int64_t fewest = books[0].acquired, most = 0;
  std::vector<Use> all;
  for (std::size_t i = 0; i != threads; ++i) {
    const Books &own = books[i];
    sum.acquired += own.acquired;
    sum.timed_out += own.timed_out;
    sum.cancelled += own.cancelled;
    sum.dirty += own.dirty;
    sum.discarded += own.discarded;
    sum.hijacked += own.hijacked;
    sum.in_acquire += own.in_acquire;
    sum.longest = std::max(sum.longest, own.longest);
    fewest = std::min(fewest, own.acquired);
    most = std::max(most, own.acquired);
    all.insert(all.end(), uses[i].begin(), uses[i].end());
  }
  EXPECT_EQ(overtaken(all), 0u);
  EXPECT_GE(2 * fewest, most);

  ASSERT_TRUE(eventually([&] {
    return pool.stat().closing_conns == 0 &&
           pool.stat().constructing_conns == 0;
  }));
  const PoolStat stat = pool.stat();
  EXPECT_EQ(stat.acquire_count, sum.acquired);
  EXPECT_EQ(stat.timeout_count, sum.timed_out);
  EXPECT_EQ(stat.canceled_acquire_count, sum.timed_out + sum.cancelled);
  EXPECT_EQ(stat.empty_acquire_count, waits_granted.load());
  EXPECT_EQ(stat.dirty_return_count, sum.dirty);
  EXPECT_EQ(stat.hijacked_count, sum.hijacked);
  EXPECT_EQ(stat.closed_count, sum.dirty + sum.discarded);
  EXPECT_EQ(stat.new_conns_count,
            stat.closed_count + sum.hijacked + stat.total_conns);
  EXPECT_EQ(stat.total_conns, stat.idle_conns);
  EXPECT_EQ(stat.acquired_conns + stat.waiting + stat.rejected_count +
                stat.connect_error_count + stat.broken_destroy_count +
                stat.max_idle_destroy_count + stat.max_lifetime_destroy_count,
            0);
  EXPECT_LE(stat.empty_acquire_wait_time, stat.acquire_duration);
  EXPECT_LE(stat.acquire_duration, sum.in_acquire);
  // The tracker's books, and the server's.
  EXPECT_EQ(metric("leash_pool_acquires_total"), sum.acquired);
  Pool other(conninfo());
  EXPECT_TRUE(eventually([&] {
    return other
               .exec("SELECT count(*) FROM pg_stat_activity "
                     "WHERE application_name = 'load'")
               .value(0, 0) == std::to_string(stat.total_conns);
  }));
  std::printf("%lld acquires, %lld of them waited, %lld timed out, %lld "
              "cancelled; %lld to %lld a thread, the longest took %.1f ms\n",
              static_cast<long long>(sum.acquired),
              static_cast<long long>(stat.empty_acquire_count),
              static_cast<long long>(sum.timed_out),
              static_cast<long long>(sum.cancelled),
              static_cast<long long>(fewest), static_cast<long long>(most),
              std::chrono::duration<double, std::milli>(sum.longest).count());
}

} // namespace
} // namespace leash
