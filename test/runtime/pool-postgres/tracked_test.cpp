// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// What the tracker learns of the pool.
#include <algorithm>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "leash/errors.h"
#include "leash/leash.h"
#include "leash/pool.h"
#include "server_test.h"

// Not of namespace leash: the tracker leaves its frames out of a report's top.
namespace {

using namespace std::chrono_literals;
using leash::AcquireTimeout;
using leash::CloseResult;
using leash::Lease;
using leash::Pool;
using leash::ServerTest;
using leash::Transaction;
using testing::HasSubstr;

class TrackedPoolTest : public ServerTest {
protected:
  struct View {
    int leases = 0;
    leash_transaction_state transaction = LEASH_TXN_UNKNOWN;
    std::uint64_t statements = 0;
    std::string stack;
  };
  // Of the leases of this pool.
  static View view(const Pool &pool) {
    struct Visit {
      leash_pool pool;
      View view;
    } visit{pool.tracked(), {}};
    leash_for_each(
        [](void *context, const leash_lease_view *lease) {
          Visit &visit = *static_cast<Visit *>(context);
          if (lease->pool != visit.pool)
            return;
          ++visit.view.leases;
          visit.view.transaction = lease->transaction;
          visit.view.statements = lease->statements;
          char text[4096] = "";
          leash_format_stack(lease->frames, lease->frame_count, text,
                             sizeof text);
          visit.view.stack = text;
        },
        &visit);
    return visit.view;
  }
};

[[gnu::noinline]] Lease the_function_that_acquires(Pool &pool) {
  Lease lease = pool.acquire();
  return lease;
}

TEST_F(TrackedPoolTest, a_lease_is_held_until_its_release) {
  Pool pool(conninfo());
  Lease lease = pool.acquire();
  EXPECT_NE(lease.tracked(), 0u);
  EXPECT_EQ(view(pool).leases, 1);
  lease.release();
  EXPECT_EQ(view(pool).leases, 0);
}

TEST_F(TrackedPoolTest, the_stack_begins_with_the_acquiring_function) {
  Pool pool(conninfo());
  const Lease lease = the_function_that_acquires(pool);
  const std::string stack = view(pool).stack;
  // Above it, only what the compiler inlined into it.
  const std::size_t inlined = stack.find("leash::BasicPool");
  const std::size_t user = stack.find("the_function_that_acquires");
  ASSERT_NE(user, std::string::npos) << stack;
  const std::string above = stack.substr(0, user);
  EXPECT_LE(std::count(above.begin(), above.end(), '\n'),
            inlined < user ? 1 : 0)
      << stack;
}

TEST_F(TrackedPoolTest, statements_and_transactions_are_seen) {
  Pool pool(conninfo());
  Lease lease = pool.acquire();
  {
    Transaction transaction(lease);
    transaction.exec("SELECT 1");
    EXPECT_EQ(view(pool).transaction, LEASH_TXN_OPEN);
    EXPECT_EQ(view(pool).statements, 2u);
  }
  EXPECT_EQ(view(pool).transaction, LEASH_TXN_IDLE);
  EXPECT_EQ(view(pool).statements, 3u);
}

TEST_F(TrackedPoolTest, a_timeout_names_the_holder) {
  Pool pool(conninfo("pool_max_conns=1 pool_name=small"));
  const Lease lease = the_function_that_acquires(pool);
  try {
    pool.acquire(10ms);
    FAIL();
  } catch (const AcquireTimeout &error) {
    EXPECT_THAT(error.what(), HasSubstr("the_function_that_acquires"));
  }
}

TEST_F(TrackedPoolTest, a_close_that_is_not_complete_names_the_holder) {
  Pool pool(conninfo());
  const Lease lease = the_function_that_acquires(pool);
  const CloseResult result = pool.close(10ms);
  EXPECT_FALSE(result.complete);
  EXPECT_THAT(result.holders, HasSubstr("the_function_that_acquires"));
}

TEST_F(TrackedPoolTest, the_pools_counters_are_in_the_snapshot) {
  Pool pool(conninfo("pool_max_conns=7 pool_name=counted"));
  const Lease lease = pool.acquire();
  std::string text;
  leash_snapshot(
      LEASH_FORMAT_PROMETHEUS,
      [](void *context, const char *piece, std::size_t length) {
        static_cast<std::string *>(context)->append(piece, length);
      },
      &text);
  EXPECT_THAT(text, HasSubstr("counted"));
}

TEST_F(TrackedPoolTest, a_hijacked_connection_is_no_longer_held) {
  Pool pool(conninfo());
  Lease lease = pool.acquire();
  PGconn *connection = lease.hijack();
  EXPECT_EQ(view(pool).leases, 0);
  PQfinish(connection);
}

} // namespace
