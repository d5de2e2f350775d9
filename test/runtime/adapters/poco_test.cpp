// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Poco's session pool under the adapter, with SQLite in memory.
#include "leash/poco.h"

#include "recording_leash.h"

#include <Poco/Data/DataException.h>
#include <Poco/Data/SQLite/Connector.h>
#include <Poco/Data/Statement.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

using testing::ElementsAre;
using testing::HasSubstr;
using namespace Poco::Data::Keywords;

namespace {

class PocoAdapter : public testing::Test {
protected:
  static void SetUpTestSuite() {
    Poco::Data::SQLite::Connector::registerConnector();
  }
  static void TearDownTestSuite() {
    Poco::Data::SQLite::Connector::unregisterConnector();
  }
  void SetUp() override { calls().clear(); }

  Poco::Data::SessionPool sessions{"SQLite", ":memory:", 1, 2};
  leash::PocoPool pool{sessions, "orders", "sqlite"};
};

TEST_F(PocoAdapter, pool_is_registered_with_its_counters) {
  { const leash::PocoPool another(sessions, "other", "sqlite"); }
  EXPECT_THAT(calls(),
              ElementsAre("register other sqlite max 2", "counters max 2",
                          "counters none", "unregister"));
}

TEST_F(PocoAdapter, session_is_tracked_and_comes_back) {
  {
    const leash::PocoLease lease = pool.acquire();
    EXPECT_EQ(sessions.used(), 1);
  }
  EXPECT_EQ(sessions.used(), 0);
  EXPECT_THAT(calls(), ElementsAre("wait", "waited 7 outcome 0",
                                   "acquire pool 1 resource", "release"));
}

TEST_F(PocoAdapter, use_is_a_statement_to_its_end) {
  leash::PocoLease lease = pool.acquire();
  calls().clear();
  int answer = 0;
  lease.use(
      [&answer](Poco::Data::Session &session) {
        session << "select 42", into(answer), now;
      },
      "select ?");
  EXPECT_EQ(answer, 42);
  EXPECT_THAT(calls(), ElementsAre("statement select ?", "end 0"));
}

TEST_F(PocoAdapter, open_transaction_is_seen) {
  leash::PocoLease lease = pool.acquire();
  calls().clear();
  lease->begin();
  lease->rollback();
  EXPECT_THAT(calls(), ElementsAre("statement unknown", "end 2",
                                   "statement unknown", "end 0"));
}

TEST_F(PocoAdapter, dirty_return_is_reported_before_the_release) {
  leash::PocoLease lease = pool.acquire();
  lease->begin();
  calls().clear();
  lease.release();
  lease.release();
  EXPECT_THAT(calls(), ElementsAre("dirty 1", "release"));
}

TEST_F(PocoAdapter, moved_lease_is_released_once) {
  {
    leash::PocoLease first = pool.acquire();
    leash::PocoLease second = std::move(first);
    leash::PocoLease third = pool.acquire();
    third = std::move(second);
    EXPECT_EQ(sessions.used(), 1);
  }
  EXPECT_EQ(sessions.used(), 0);
  EXPECT_EQ(std::count(calls().begin(), calls().end(), "release"), 2);
}

TEST_F(PocoAdapter, exhaustion_names_the_holders) {
  const leash::PocoLease first = pool.acquire();
  const leash::PocoLease second = pool.acquire();
  calls().clear();
  try {
    pool.acquire();
    FAIL() << "acquired a third of two";
  } catch (const Poco::Data::SessionPoolExhaustedException &error) {
    EXPECT_THAT(error.displayText(), HasSubstr("held by main"));
  }
  EXPECT_THAT(calls(), ElementsAre("wait", "waited 7 outcome 1", "exhausted"));
}

TEST_F(PocoAdapter, failed_connect_ends_the_wait) {
  Poco::Data::SessionPool broken("NoSuchConnector", "", 1, 2);
  leash::PocoPool tracked(broken, "broken", "sqlite");
  calls().clear();
  EXPECT_THROW(tracked.acquire(), Poco::Exception);
  EXPECT_THAT(calls(), ElementsAre("wait", "waited 7 outcome 3"));
}

} // namespace
