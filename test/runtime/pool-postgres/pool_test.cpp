// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The pool over libpq, against a server.
#include "leash/pool.h"

#include <atomic>
#include <cstdlib>
#include <future>
#include <random>
#include <thread>
#include <vector>

#include <sys/wait.h>
#include <unistd.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "server_test.h"

namespace leash {
namespace {

using namespace std::chrono_literals;
using testing::AnyOf;
using testing::HasSubstr;

class PostgresPoolTest : public ServerTest {};

TEST_F(PostgresPoolTest, runs_a_statement) {
  Pool pool(conninfo());
  const Result result = pool.exec("SELECT 1 + 1");
  EXPECT_EQ(result.value(0, 0), "2");
}

TEST_F(PostgresPoolTest, keys_of_the_connection_string_are_the_pools) {
  Pool pool(conninfo("pool_max_conns=3 pool_name=orders"));
  EXPECT_EQ(pool.config().max_conns, 3u);
  EXPECT_EQ(pool.config().name, "orders");
  pool.ping();
}

TEST_F(PostgresPoolTest, parameters_are_text_or_null) {
  Pool pool(conninfo());
  const Result result = pool.exec(
      "SELECT $1::int, $2::text, $3::text, $4::float8, $5::bool, $6::int", 42,
      "a'b", nullptr, 0.1, true, std::optional<int>());
  EXPECT_EQ(result.value(0, 0), "42");
  EXPECT_EQ(result.value(0, 1), "a'b");
  EXPECT_TRUE(result.null(0, 2));
  EXPECT_EQ(result.value(0, 3), "0.1");
  EXPECT_EQ(result.value(0, 4), "t");
  EXPECT_TRUE(result.null(0, 5));
  EXPECT_THROW(result.value(1, 0), std::out_of_range);
  EXPECT_THROW(result.value(0, 6), std::out_of_range);
}

TEST_F(PostgresPoolTest, a_result_knows_its_columns_and_its_command) {
  Pool pool(conninfo());
  const Result result =
      pool.exec("SELECT n AS number FROM generate_series(1, 3) n");
  EXPECT_EQ(result.rows(), 3);
  EXPECT_EQ(result.columns(), 1);
  EXPECT_EQ(result.column("number"), 0);
  EXPECT_EQ(result.column("other"), -1);
  EXPECT_EQ(result.command(), "SELECT 3");
  EXPECT_EQ(result.affected_rows(), 3u);
}

TEST_F(PostgresPoolTest, a_failed_statement_throws_its_state) {
  Pool pool(conninfo());
  try {
    pool.exec("SELECT 1/0");
    FAIL();
  } catch (const SqlError &error) {
    EXPECT_EQ(error.sqlstate(), "22012");
    EXPECT_THAT(error.what(), HasSubstr("division by zero"));
  }
  EXPECT_EQ(pool.stat().idle_conns, 1); // still good
}

TEST_F(PostgresPoolTest, a_statement_on_an_empty_lease_is_an_error) {
  Lease lease;
  EXPECT_THROW(lease.exec("SELECT 1"), PoolError);
}

TEST_F(PostgresPoolTest, an_open_transaction_reaches_no_other_user) {
  Pool pool(conninfo("pool_max_conns=1"));
  pool.acquire().exec("BEGIN");
  EXPECT_EQ(PQtransactionStatus(pool.acquire().get()), PQTRANS_IDLE);
  EXPECT_EQ(pool.stat().dirty_return_count, 1);
}

TEST_F(PostgresPoolTest, unread_results_reach_no_other_user) {
  Pool pool(conninfo("pool_max_conns=1"));
  {
    const Lease lease = pool.acquire();
    PQsendQuery(lease.get(), "SELECT 1");
  }
  EXPECT_EQ(pool.exec("SELECT 2").value(0, 0), "2");
  EXPECT_EQ(pool.stat().dirty_return_count, 1);
}

TEST_F(PostgresPoolTest, a_copy_under_way_reaches_no_other_user) {
  Pool pool(conninfo("pool_max_conns=1"));
  EXPECT_EQ(pool.acquire().exec("COPY (SELECT 1) TO STDOUT").status(),
            PGRES_COPY_OUT);
  EXPECT_EQ(pool.exec("SELECT 2").value(0, 0), "2");
  EXPECT_EQ(pool.stat().dirty_return_count, 1);
}

TEST_F(PostgresPoolTest, pipeline_mode_reaches_no_other_user) {
  Pool pool(conninfo("pool_max_conns=1"));
  PQenterPipelineMode(pool.acquire().get());
  EXPECT_EQ(PQpipelineStatus(pool.acquire().get()), PQ_PIPELINE_OFF);
  EXPECT_EQ(pool.stat().dirty_return_count, 1);
}

TEST_F(PostgresPoolTest, non_blocking_mode_is_put_back) {
  Pool pool(conninfo("pool_max_conns=1"));
  PQsetnonblocking(pool.acquire().get(), 1);
  EXPECT_FALSE(PQisnonblocking(pool.acquire().get()));
  EXPECT_EQ(pool.stat().new_conns_count, 1);
}

TEST_F(PostgresPoolTest, a_statement_left_running_is_cancelled) {
  Pool pool(conninfo("pool_max_conns=1"));
  {
    const Lease lease = pool.acquire();
    PQsendQuery(lease.get(), "SELECT pg_sleep(600)");
    PQflush(lease.get());
  }
  EXPECT_TRUE(eventually([&] {
    return pool.exec("SELECT count(*) FROM pg_stat_activity "
                     "WHERE query = 'SELECT pg_sleep(600)' AND state = "
                     "'active'")
               .value(0, 0) == "0";
  }));
}

TEST_F(PostgresPoolTest, a_lost_connection_reaches_no_other_user) {
  Pool pool(conninfo("pool_max_conns=1"));
  Lease lease = pool.acquire();
  EXPECT_THROW(lease.exec("SELECT pg_terminate_backend(pg_backend_pid())"),
               SqlError);
  lease.release();
  EXPECT_EQ(pool.stat().broken_destroy_count, 1);
  EXPECT_EQ(pool.exec("SELECT 1").value(0, 0), "1");
}

TEST_F(PostgresPoolTest, an_idle_connection_that_was_cut_is_found_by_its_ping) {
  Pool pool(conninfo("pool_max_conns=2 pool_ping_after=0"));
  {
    const Lease first = pool.acquire();
    Lease second = pool.acquire();
    second.exec("SELECT pg_terminate_backend($1::int)",
                PQbackendPID(first.get()));
  }
  std::this_thread::sleep_for(20ms); // more than the coarse clock's tick
  for (int i = 0; i != 2; ++i)
    EXPECT_EQ(pool.exec("SELECT 1").value(0, 0), "1");
}

TEST_F(PostgresPoolTest, a_wrong_address_is_a_connect_error) {
  Pool pool("host=/nonexistent dbname=x");
  EXPECT_THROW(pool.acquire(), ConnectError);
}

TEST_F(PostgresPoolTest, before_connect_may_change_the_address) {
  Pool::Hooks hooks;
  hooks.before_connect = [](std::string &conninfo) {
    conninfo += " application_name=changed";
  };
  hooks.after_connect = [](PGconn *connection) {
    PQclear(PQexec(connection, "SET statement_timeout = '17s'"));
  };
  Pool pool(conninfo(), {}, hooks);
  EXPECT_EQ(pool.exec("SHOW application_name").value(0, 0), "changed");
  EXPECT_EQ(pool.exec("SHOW statement_timeout").value(0, 0), "17s");
}

TEST_F(PostgresPoolTest, a_hijacked_connection_works_on) {
  PGconn *connection = nullptr;
  {
    Pool pool(conninfo());
    connection = pool.acquire().hijack();
  }
  const Result result(PQexec(connection, "SELECT 1"));
  EXPECT_EQ(result.value(0, 0), "1");
  PQfinish(connection);
}

TEST_F(PostgresPoolTest, a_child_that_lets_go_does_not_disturb_the_parent) {
  Pool pool(conninfo());
  Lease lease = pool.acquire();
  const pid_t child = fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    bool refused = false;
    try {
      lease.exec("SELECT 1");
    } catch (const PoolError &) {
      refused = true;
    }
    lease.release();
    _exit(refused ? 0 : 1);
  }
  int status = 0;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  EXPECT_EQ(status, 0);
  EXPECT_EQ(lease.exec("SELECT 1").value(0, 0), "1");
}

TEST_F(PostgresPoolTest, a_child_leaves_the_parents_transaction_alone) {
  Pool pool(conninfo());
  Transaction transaction(pool.acquire());
  const pid_t child = fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    transaction.~Transaction();
    _exit(0);
  }
  int status = 0;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  EXPECT_EQ(status, 0);
  EXPECT_EQ(transaction.exec("SELECT 1").value(0, 0), "1");
  transaction.commit();
}

TEST_F(PostgresPoolTest, a_program_may_exit_with_leases_held) {
#if defined(__SANITIZE_THREAD__)
  GTEST_SKIP() << "ThreadSanitizer allows no threads after a fork";
#endif
  EXPECT_EXIT(
      {
        static Pool pool(conninfo());
        static Lease lease = pool.acquire();
        auto *leaked = new Lease(pool.acquire());
        leaked->exec("BEGIN");
        std::exit(0);
      },
      testing::ExitedWithCode(0), "");
}

TEST_F(PostgresPoolTest, a_restarted_server_is_found_again) {
  Pool pool(conninfo("pool_max_conns=4 pool_ping_after=0 "
                     "pool_breaker_errors=3 pool_breaker_retry=100ms"));
  Lease held = pool.acquire();
  pool.acquire().release();
  server().kill();
  EXPECT_THROW(held.exec("SELECT 1"), SqlError);
  held.release();
  EXPECT_EQ(pool.stat().broken_destroy_count, 1);
  for (int i = 0; i != 6; ++i) {
    try {
      pool.acquire(5s);
      FAIL() << "a connection to a server that is gone";
    } catch (const ConnectError &) {
    } catch (const ServerUnavailable &) {
    }
  }
  EXPECT_GE(pool.stat().rejected_count, 1);
  server().start();
  EXPECT_TRUE(eventually([&] {
    try {
      return pool.exec("SELECT 1").value(0, 0) == "1";
    } catch (const AcquireError &) {
      return false;
    }
  }));
  const PoolStat stat = pool.stat();
  EXPECT_EQ(stat.acquired_conns, 0);
  EXPECT_EQ(stat.waiting, 0);
}

// LEASH_TEST_SECONDS makes it longer.
TEST_F(PostgresPoolTest, connections_cut_at_random_lose_no_place) {
  const char *asked = std::getenv("LEASH_TEST_SECONDS");
  const auto length = std::chrono::seconds(asked ? std::atoi(asked) : 3);
  Pool pool(conninfo("pool_max_conns=8 pool_acquire_timeout=20s "
                     "pool_breaker_errors=0 pool_ping_after=1ms"));
  std::atomic<std::int64_t> acquired{0};
  std::atomic<int> late{0};
  {
    const Deadline end(length);
    std::vector<std::jthread> threads;
    for (int i = 0; i != 24; ++i)
      threads.emplace_back([&, i] {
        std::minstd_rand random(i + 1);
        while (!end.passed()) {
          try {
            Lease lease = pool.acquire();
            ++acquired;
            const auto turn = random() % 20;
            if (turn == 0)
              lease.exec("SELECT pg_terminate_backend(pg_backend_pid())");
            else if (turn == 1)
              lease.exec("BEGIN");
            else
              lease.exec("SELECT $1::int", 1);
          } catch (const AcquireTimeout &) {
            ++late;
          } catch (const PoolError &) { // the cut
          }
        }
      });
    threads.emplace_back([&] {
      Pool own(conninfo());
      while (!end.passed()) {
        own.exec("SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                 "WHERE pid <> pg_backend_pid() AND datname IS NOT NULL "
                 "AND random() < 0.3");
        std::this_thread::sleep_for(20ms);
      }
    });
  }
  EXPECT_EQ(late, 0);
  const PoolStat stat = pool.stat();
  EXPECT_EQ(stat.acquire_count, acquired);
  EXPECT_EQ(stat.acquired_conns, 0);
  EXPECT_EQ(stat.waiting, 0);
  EXPECT_GT(stat.broken_destroy_count, 0);
  EXPECT_GT(stat.dirty_return_count, 0);
  EXPECT_TRUE(pool.close(20s).complete);
  EXPECT_EQ(pool.stat().closed_count, pool.stat().new_conns_count);
}

} // namespace
} // namespace leash
