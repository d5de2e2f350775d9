// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The pool and the tracker while all around them fails.
#include "leash/pool.h"

#include <algorithm>
#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <mutex>
#include <optional>
#include <random>
#include <set>
#include <thread>
#include <vector>

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "../track/log_file.h"
#include "server_test.h"

namespace leash {
namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

class FaultsTest : public ServerTest {
protected:
  // LEASH_TEST_SECONDS makes the long ones longer.
  static std::chrono::seconds length() {
    const char *asked = std::getenv("LEASH_TEST_SECONDS");
    return std::chrono::seconds(asked ? std::atoi(asked) : 3);
  }

  // Sessions of the server's that bear this name; another pool asks.
  static std::int64_t sessions(Pool &other, const std::string &name) {
    return std::stoll(
        std::string(other
                        .exec("SELECT count(*) FROM pg_stat_activity "
                              "WHERE application_name = $1",
                              name)
                        .value(0, 0)));
  }

  // Nothing is lent, waited for or half open, and the server has exactly the
  // sessions that the pool believes in.
  static void expect_quiet(Pool &pool, const std::string &name) {
    EXPECT_EQ(held(pool), 0);
    {
      // What was cut while it was idle is found by the ping.
      std::vector<Lease> all;
      while (all.size() != pool.config().max_conns)
        all.push_back(pool.acquire(30s));
    }
    EXPECT_TRUE(eventually([&] {
      const PoolStat stat = pool.stat();
      return stat.closing_conns == 0 && stat.constructing_conns == 0;
    }));
    const PoolStat stat = pool.stat();
    EXPECT_EQ(stat.acquired_conns, 0);
    EXPECT_EQ(stat.waiting, 0);
    EXPECT_EQ(stat.new_conns_count,
              stat.closed_count + stat.hijacked_count + stat.total_conns);
    Pool other(conninfo());
    std::int64_t there = -1;
    EXPECT_TRUE(eventually([&] {
      there = sessions(other, name);
      return there == stat.total_conns;
    })) << there
        << " sessions for " << stat.total_conns << " connections";
  }

  static int held(const Pool &pool) {
    struct Count {
      leash_pool pool;
      int leases;
    } count{pool.tracked(), 0};
    leash_for_each(
        [](void *context, const leash_lease_view *lease) {
          Count &count = *static_cast<Count *>(context);
          count.leases += lease->pool == count.pool;
        },
        &count);
    return count.leases;
  }

  // No lease of these tests is held for so long but for a leak.
  void SetUp() override {
    ServerTest::SetUp();
    leash_set_option("threshold=15s:txn_idle=15s");
  }
  void TearDown() override {
    for (const report::Record &record : log_.of(report::Event::held))
      ADD_FAILURE() << "a false leak, held for "
                    << record.leases[0].held_ns / 1'000'000 << " ms";
    leash_set_option("threshold=0:txn_idle=0");
  }

  test::LogFile log_;
};

// The sockets of a pool's connections, to be cut.
class Sockets {
public:
  Pool::Hooks hooks() {
    Pool::Hooks hooks;
    hooks.after_connect = [this](PGconn *connection) {
      const std::lock_guard lock(mutex_);
      open_.insert(PQsocket(connection));
    };
    hooks.before_close = [this](PGconn *connection) {
      const std::lock_guard lock(mutex_);
      open_.erase(PQsocket(connection));
    };
    return hooks;
  }
  void cut_one(unsigned random) {
    constexpr int how[] = {SHUT_RDWR, SHUT_RD, SHUT_WR};
    const std::lock_guard lock(mutex_);
    if (open_.empty())
      return;
    auto socket = open_.begin();
    std::advance(socket, random % open_.size());
    shutdown(*socket, how[random / 7 % 3]);
  }

private:
  std::mutex mutex_;
  std::set<int> open_; // those of lost connections are libpq's no more: -1
};

// What threads do with a pool for a while, whatever happens.
struct Traffic {
  std::atomic<std::int64_t> acquired{0}, failed{0}, late{0};
  std::atomic<std::int64_t> longest_overrun_ms{0};

  void run(Pool &pool, unsigned seed, Deadline end,
           std::chrono::milliseconds patience) {
    std::minstd_rand random(seed);
    while (!end.passed()) {
      const auto called = Clock::now();
      bool in_acquire = true;
      const auto note = [&] {
        const auto over = std::chrono::duration_cast<std::chrono::milliseconds>(
            Clock::now() - called - patience);
        std::int64_t longest = longest_overrun_ms;
        while (
            longest < over.count() &&
            !longest_overrun_ms.compare_exchange_weak(longest, over.count())) {
        }
        in_acquire = false;
      };
      try {
        Lease lease = pool.acquire(patience);
        note();
        ++acquired;
        const auto turn = random() % 10;
        if (turn == 0) {
          lease.exec("BEGIN"); // and returned dirty
        } else if (turn < 4) {
          Transaction transaction(std::move(lease));
          transaction.exec("SELECT pg_sleep(0.002)");
          if (turn < 3)
            transaction.commit();
        } else {
          lease.exec("SELECT $1::int", static_cast<int>(turn));
        }
      } catch (const PoolError &) { // the fault
        if (in_acquire)
          note();
        ++failed;
        std::this_thread::sleep_for(1ms);
      }
    }
  }
};

TEST_F(FaultsTest, sockets_cut_at_random_lose_no_connection) {
  Sockets sockets;
  Pool pool(conninfo("pool_max_conns=8 pool_ping_after=1ms "
                     "pool_breaker_errors=0 application_name=cut"),
            {}, sockets.hooks());
  Traffic traffic;
  {
    const Deadline end(length());
    std::vector<std::jthread> threads;
    for (unsigned i = 0; i != 24; ++i)
      threads.emplace_back([&, i] { traffic.run(pool, i + 1, end, 5s); });
    threads.emplace_back([&] {
      std::minstd_rand random(99);
      while (!end.passed()) {
        sockets.cut_one(static_cast<unsigned>(random()));
        std::this_thread::sleep_for(20ms);
      }
    });
  }
  EXPECT_GT(traffic.acquired, 0);
  EXPECT_GT(traffic.failed, 0);
  EXPECT_GT(pool.stat().broken_destroy_count, 0);
  EXPECT_EQ(pool.stat().acquire_count, traffic.acquired);
  EXPECT_LT(traffic.longest_overrun_ms, 5'000);
  const std::int64_t lost = pool.stat().broken_destroy_count;
  expect_quiet(pool, "cut");
  EXPECT_TRUE(pool.close(20s).complete);
  std::printf("%lld acquires, %lld failed, %lld connections lost, the longest "
              "%lld ms after its deadline\n",
              static_cast<long long>(traffic.acquired),
              static_cast<long long>(traffic.failed),
              static_cast<long long>(lost),
              static_cast<long long>(traffic.longest_overrun_ms));
}

TEST_F(FaultsTest, a_server_killed_and_restarted_under_load_is_found_again) {
  Pool pool(conninfo("pool_max_conns=8 pool_ping_after=1ms "
                     "pool_breaker_errors=3 pool_breaker_retry=50ms "
                     "application_name=restart"));
  Traffic traffic;
  std::atomic<int> restarts{0};
  {
    const Deadline end(length() + 3s);
    std::vector<std::jthread> threads;
    for (unsigned i = 0; i != 24; ++i)
      threads.emplace_back([&, i] { traffic.run(pool, i + 1, end, 500ms); });
    while (!end.passed()) {
      std::this_thread::sleep_for(300ms);
      server().kill();
      std::this_thread::sleep_for(200ms);
      server().start();
      ++restarts;
      std::this_thread::sleep_for(300ms);
    }
  }
  EXPECT_GT(traffic.acquired, 0);
  EXPECT_GT(traffic.failed, 0);
  EXPECT_EQ(pool.stat().acquire_count, traffic.acquired);
  EXPECT_LT(traffic.longest_overrun_ms, 5'000);
  EXPECT_TRUE(eventually([&] {
    try {
      return pool.exec("SELECT 1").value(0, 0) == "1";
    } catch (const PoolError &) {
      return false;
    }
  }));
  expect_quiet(pool, "restart");
  std::printf("%d restarts, %lld acquires, %lld failed, the longest %lld ms "
              "after its deadline\n",
              restarts.load(), static_cast<long long>(traffic.acquired),
              static_cast<long long>(traffic.failed),
              static_cast<long long>(traffic.longest_overrun_ms));
}

TEST_F(FaultsTest, a_server_that_is_frozen_delays_nobody_past_a_deadline) {
  std::optional<Pool> pool(
      std::in_place,
      conninfo("pool_max_conns=4 pool_ping_after=0 pool_ping_timeout=300ms "
               "pool_connect_timeout=300ms pool_rollback_timeout=300ms "
               "pool_breaker_errors=0 application_name=frozen"));
  std::vector<Lease> leases;
  for (int i = 0; i != 4; ++i)
    leases.push_back(pool->acquire());
  std::optional<Transaction> transaction(std::in_place, leases[0]);
  PQsendQuery(leases[1].get(), "SELECT pg_sleep(600)");
  PQflush(leases[1].get());
  server().freeze();
  const auto start = Clock::now();
  transaction.reset(); // its ROLLBACK gets no answer
  EXPECT_LT(Clock::now() - start, 5s);
  const auto released = Clock::now();
  leases.clear(); // busy, in a transaction, and two that look well
  EXPECT_LT(Clock::now() - released, 5s);
  std::this_thread::sleep_for(20ms); // more than the coarse clock's tick
  // The pings of the idle ones fail, the connects get no answer.
  const auto called = Clock::now();
  EXPECT_THROW(pool->acquire(1s), AcquireError);
  EXPECT_LT(Clock::now() - called, 6s);
  const auto closed = Clock::now();
  pool->close(500ms);
  EXPECT_LT(Clock::now() - closed, 5s);
  const auto destroyed = Clock::now();
  pool.reset();
  EXPECT_LT(Clock::now() - destroyed, 15s);
  server().thaw();
  Pool other(conninfo());
  EXPECT_TRUE(eventually([&] { return sessions(other, "frozen") == 0; }));
}

TEST_F(FaultsTest, a_copy_into_a_frozen_server_can_be_given_back) {
  std::optional<Pool> pool(
      std::in_place, conninfo("pool_max_conns=1 application_name=copying"));
  Lease lease = pool->acquire();
  lease.exec("CREATE TEMPORARY TABLE copied (line text)");
  EXPECT_EQ(lease.exec("COPY copied FROM STDIN").status(), PGRES_COPY_IN);
  PQsetnonblocking(lease.get(), 1);
  server().freeze();
  const std::string line(1000, 'x');
  // Until neither the socket nor libpq is empty.
  for (int i = 0; i != 2000; ++i)
    PQputCopyData(lease.get(), (line + "\n").c_str(), 1001);
  const auto released = Clock::now();
  lease.release();
  EXPECT_LT(Clock::now() - released, 5s);
  pool.reset();
  EXPECT_LT(Clock::now() - released, 15s);
  server().thaw();
  Pool other(conninfo());
  EXPECT_TRUE(eventually([&] { return sessions(other, "copying") == 0; }));
}

// Children are made while others hold, wait, connect and are in transactions.
TEST_F(FaultsTest, a_fork_in_any_state_leaves_the_parent_as_it_was) {
#if defined(__SANITIZE_THREAD__)
  GTEST_SKIP() << "ThreadSanitizer allows no threads after a fork";
#endif
  Pool pool(conninfo("pool_max_conns=4 pool_ping_after=0 "
                     "pool_acquire_timeout=1m application_name=forking"));
  std::atomic<bool> done{false};
  std::atomic<std::int64_t> failed{0};
  Lease held = pool.acquire();
  Transaction open(pool.acquire());
  open.exec("SELECT 1");
  int bad_children = 0;
  {
    std::vector<std::jthread> threads;
    for (unsigned i = 0; i != 8; ++i)
      threads.emplace_back([&, i] {
        std::minstd_rand random(i + 1);
        while (!done) {
          try {
            Lease lease = pool.acquire();
            const auto turn = random() % 10;
            if (turn == 0) {
              lease.discard(); // so that others connect
            } else if (turn < 5) {
              Transaction transaction(std::move(lease));
              transaction.exec("SELECT 1");
              transaction.commit();
            } else {
              lease.exec("SELECT 1");
            }
          } catch (const std::exception &) {
            ++failed;
          }
        }
      });
    for (int i = 0; i != 20; ++i) {
      std::this_thread::sleep_for(5ms);
      const pid_t child = fork();
      ASSERT_GE(child, 0);
      if (child == 0) {
        alarm(60); // a hang is a failure
        int wrong = 0;
        try {
          pool.acquire();
          wrong |= 1;
        } catch (const PoolClosed &) {
        }
        try {
          held.exec("SELECT 1");
          wrong |= 2;
        } catch (const PoolError &) {
        }
        held.release();
        open.~Transaction();
        // A pool of its own works, and so does the tracker.
        try {
          Pool own(conninfo("application_name=child"));
          Lease lease = own.acquire();
          if (lease.exec("SELECT 1").value(0, 0) != "1" || lease.tracked() == 0)
            wrong |= 4;
          leash_check_now();
        } catch (const std::exception &) {
          wrong |= 8;
        }
        _exit(wrong);
      }
      int status = 0;
      ASSERT_EQ(waitpid(child, &status, 0), child);
      bad_children += status != 0;
      if (status != 0)
        std::printf("child %d: status %x\n", i, static_cast<unsigned>(status));
    }
    done = true;
  }
  EXPECT_EQ(bad_children, 0);
  EXPECT_EQ(failed, 0);
  EXPECT_EQ(held.exec("SELECT 2").value(0, 0), "2");
  EXPECT_EQ(open.exec("SELECT 3").value(0, 0), "3");
  open.commit();
  held.release();
  expect_quiet(pool, "forking");
}

// Reports go to a pipe whose reader writes them to the database, through the
// pool that they are about.
TEST_F(FaultsTest, a_logger_may_use_the_pool_it_logs_about) {
  namespace fs = std::filesystem;
  const std::string path =
      (fs::temp_directory_path() / ("leash-pipe-" + std::to_string(getpid())))
          .string();
  ASSERT_EQ(mkfifo(path.c_str(), 0600), 0);
  Pool pool(conninfo("pool_max_conns=2 pool_name=logged "
                     "pool_acquire_timeout=1m"));
  pool.exec("CREATE TABLE IF NOT EXISTS log (line text)");
  pool.exec("TRUNCATE log");
  const int reader = open(path.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC);
  ASSERT_GE(reader, 0);
  ASSERT_EQ(leash_set_option(("format=json:log=" + path).c_str()), LEASH_OK);
  std::atomic<bool> done{false};
  std::jthread logger([&] {
    std::string text;
    while (!done) {
      char bytes[4096];
      const ssize_t length = read(reader, bytes, sizeof bytes);
      if (length > 0)
        text.append(bytes, static_cast<std::size_t>(length));
      else
        std::this_thread::sleep_for(2ms);
      for (std::size_t end; (end = text.find('\n')) != std::string::npos;
           text.erase(0, end + 1))
        pool.exec("INSERT INTO log VALUES ($1)", text.substr(0, end));
    }
  });
  // The pool is empty when the watchdog reports, when acquires give up, and
  // when dirty connections come back.
  ASSERT_EQ(leash_set_pool_option(pool.tracked(), "threshold=50ms"), LEASH_OK);
  const auto start = Clock::now();
  for (int i = 0; i != 3; ++i) {
    Lease first = pool.acquire();
    Lease second = pool.acquire();
    EXPECT_THROW(pool.acquire(20ms), AcquireTimeout);
    std::this_thread::sleep_for(100ms);
    first.exec("BEGIN"); // dirty
  }
  EXPECT_LT(Clock::now() - start, 30s);
  const auto lines = [&](const std::string &event) {
    return std::stoll(
        std::string(pool.exec("SELECT count(*) FROM log WHERE line LIKE $1",
                              "%\"" + event + "\"%")
                        .value(0, 0)));
  };
  for (const char *event : {"held", "exhausted", "dirty_return", "returned"})
    EXPECT_TRUE(eventually([&] { return lines(event) > 0; })) << event;
  leash_set_pool_option(pool.tracked(), "threshold=0");
  leash_check_now(); // waits for what is still to be told
  leash_set_option("log=stderr:format=text");
  done = true;
  logger.join();
  close(reader);
  fs::remove(path);
}

// The memory of a connection that is dropped inside a scope that throws, of
// moved leases and of leases in containers comes back as well.
TEST_F(FaultsTest, moved_leases_come_back_once_each) {
  Pool pool(conninfo("pool_max_conns=3 application_name=moved"));
  for (int i = 0; i != 50; ++i) {
    Lease a = pool.acquire();
    Lease b = std::move(a);
    std::vector<Lease> more;
    more.push_back(std::move(b));
    more.push_back(pool.acquire());
    std::swap(more[0], more[1]);
    more[0] = std::move(more[1]); // gives back the one that was there
    EXPECT_EQ(held(pool), 1);
    try {
      const Lease c = pool.acquire();
      throw std::runtime_error("anything");
    } catch (const std::runtime_error &) {
    }
  }
  EXPECT_EQ(pool.stat().acquire_count, 150); // three a round
  expect_quiet(pool, "moved");
}

TEST_F(FaultsTest, a_thread_that_ends_while_holding_is_reported_and_forgiven) {
  Pool pool(conninfo("pool_max_conns=1 application_name=ended"));
  ASSERT_EQ(leash_set_pool_option(pool.tracked(), "threshold=100ms"), LEASH_OK);
  test::LogFile log; // of this leak, which is none of TearDown's
  Lease kept;
  std::thread([&] { kept = pool.acquire(); }).join();
  EXPECT_TRUE(eventually([&] { return !log.of(report::Event::held).empty(); }));
  EXPECT_EQ(log.of(report::Event::held)[0].reason, report::Reason::owner_gone);
  kept.release();
  EXPECT_TRUE(
      eventually([&] { return !log.of(report::Event::returned).empty(); }));
  leash_check_now();
  EXPECT_EQ(pool.exec("SELECT 1").value(0, 0), "1");
}

} // namespace
} // namespace leash
