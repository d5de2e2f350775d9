// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// SOCI's pool under the adapter, with SQLite in memory.
#include "leash/soci.h"

#include "recording_leash.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <soci/soci.h>
#include <soci/sqlite3/soci-sqlite3.h>

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

namespace {

leash_transaction_state sqlite_state(soci::session &session) {
  auto *backend =
      static_cast<soci::sqlite3_session_backend *>(session.get_backend());
  return sqlite_api::sqlite3_get_autocommit(backend->conn_) ? LEASH_TXN_IDLE
                                                            : LEASH_TXN_OPEN;
}

class Soci : public testing::Test {
protected:
  Soci() {
    for (std::size_t i = 0; i < 2; ++i)
      connections.at(i).open(soci::sqlite3, ":memory:");
    calls().clear();
  }
  soci::connection_pool connections{2};
  leash::SociPool pool{connections, {"orders", "sqlite", 2, sqlite_state}};
};

TEST(SociPool, is_registered_while_it_lives) {
  calls().clear();
  soci::connection_pool connections(1);
  { leash::SociPool pool(connections, {"orders", "sqlite", 1}); }
  EXPECT_THAT(calls(),
              ElementsAre("register orders sqlite max 1", "unregister"));
}

TEST_F(Soci, lease_is_acquired_after_a_wait_and_released_at_its_end) {
  { const leash::SociLease lease = pool.acquire(); }
  EXPECT_THAT(calls(), ElementsAre("wait", "waited 7 outcome 0",
                                   "acquire pool 1 resource", "release"));
}

TEST_F(Soci, each_expression_is_a_statement_to_its_end) {
  leash::SociLease lease = pool.acquire();
  calls().clear();
  int answer = 0;
  lease->once << "select 42", soci::into(answer);
  EXPECT_EQ(answer, 42);
  EXPECT_THAT(calls(), ElementsAre("statement unknown", "end 0"));
}

TEST_F(Soci, nested_uses_are_one_statement) {
  leash::SociLease lease = pool.acquire();
  calls().clear();
  lease.use(
      [&lease](soci::session &) {
        int answer = 0;
        lease->once << "select 1", soci::into(answer);
      },
      "select ?");
  EXPECT_THAT(calls(), ElementsAre("statement select ?", "end 0"));
}

TEST_F(Soci, statement_ends_when_it_throws) {
  leash::SociLease lease = pool.acquire();
  calls().clear();
  EXPECT_THROW(lease->once << "no sql", soci::soci_error);
  EXPECT_THAT(calls(), ElementsAre("statement unknown", "end 0"));
}

TEST_F(Soci, open_transaction_is_seen) {
  leash::SociLease lease = pool.acquire();
  calls().clear();
  lease->begin();
  lease->rollback();
  EXPECT_THAT(calls(), ElementsAre("statement unknown", "end 2",
                                   "statement unknown", "end 0"));
}

TEST_F(Soci, dirty_return_is_reported_before_the_release) {
  leash::SociLease lease = pool.acquire();
  lease->begin();
  calls().clear();
  lease.release();
  lease.release();
  EXPECT_THAT(calls(), ElementsAre("dirty 1", "release"));
}

TEST_F(Soci, connection_comes_back_to_the_pool) {
  for (int i = 0; i < 5; ++i) {
    leash::SociLease first = pool.acquire(std::chrono::milliseconds(0));
    leash::SociLease second = pool.acquire(std::chrono::milliseconds(0));
    EXPECT_NE(&*first, &*second);
  }
}

TEST_F(Soci, moved_lease_is_released_once) {
  {
    leash::SociLease first = pool.acquire();
    leash::SociLease second = std::move(first);
    leash::SociLease third = pool.acquire();
    third = std::move(second);
    EXPECT_EQ(std::count(calls().begin(), calls().end(), "release"), 1);
  }
  EXPECT_EQ(std::count(calls().begin(), calls().end(), "release"), 2);
  EXPECT_TRUE(pool.try_acquire(std::chrono::milliseconds(0)));
}

TEST_F(Soci, exhaustion_names_the_holders) {
  const leash::SociLease first = pool.acquire();
  const leash::SociLease second = pool.acquire();
  calls().clear();
  try {
    pool.acquire(std::chrono::milliseconds(1));
    FAIL() << "acquired a third of two";
  } catch (const leash::SociExhausted &error) {
    EXPECT_THAT(error.what(), HasSubstr("in 1 ms; held by main"));
  }
  EXPECT_THAT(calls(), ElementsAre("wait", "waited 7 outcome 1", "exhausted"));
}

TEST_F(Soci, try_acquire_gives_up_quietly) {
  const leash::SociLease first = pool.acquire();
  const leash::SociLease second = pool.acquire();
  calls().clear();
  EXPECT_FALSE(pool.try_acquire(std::chrono::milliseconds(1)));
  EXPECT_THAT(calls(), ElementsAre("wait", "waited 7 outcome 1"));
}

} // namespace
