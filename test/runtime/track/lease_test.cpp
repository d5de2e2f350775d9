// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// leash.h, call by call, in this process.
#include "leash/leash.h"
#include "log_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <string>
#include <thread>
#include <unistd.h>
#include <vector>

// Not of namespace leash, whose frames are left out at the top of a stack.
namespace app {
[[gnu::noinline]] leash_lease take_elsewhere(leash_pool pool) {
  leash_acquire_info info{};
  info.size = sizeof info;
  const leash_lease lease = leash_acquire(pool, &info);
  asm volatile("");
  return lease;
}
} // namespace app

namespace leash::test {
namespace {

using report::Event;
using report::Reason;
using testing::HasSubstr;

void sleep_ms(int ms) {
  std::this_thread::sleep_for(std::chrono::milliseconds(ms));
}

struct View {
  leash_lease_view view;
  std::string pool_name;
  std::vector<std::uintptr_t> frames;
};

class Leases : public testing::Test {
public:
  Leases() {
    leash_set_option("threshold=0:txn_idle=0:stack=full:depth=16");
    leash_check_now(); // tells of what an earlier test gave back
    leash_pool_info info{};
    info.size = sizeof info;
    info.name = "orders";
    info.system = "postgresql";
    info.max = 4;
    pool = leash_pool_register(&info);
  }
  ~Leases() override {
    for (const View &view : held())
      leash_release(view.view.lease);
    leash_pool_unregister(pool);
  }

  leash_lease take(leash_kind kind = LEASH_CONNECTION,
                   leash_lease parent = 0) const {
    leash_acquire_info info{};
    info.size = sizeof info;
    info.kind = kind;
    info.parent = parent;
    info.resource = this;
    return leash_acquire(kind == LEASH_CONNECTION ? pool : 0, &info);
  }
  static std::vector<View> held() {
    std::vector<View> out;
    leash_for_each(
        [](void *views, const leash_lease_view *view) {
          static_cast<std::vector<View> *>(views)->push_back(
              {*view,
               view->pool_name,
               {view->frames, view->frames + view->frame_count}});
        },
        &out);
    return out;
  }
  std::string snapshot(leash_format format) const {
    std::string text;
    EXPECT_EQ(leash_snapshot(
                  format,
                  [](void *out, const char *piece, std::size_t length) {
                    static_cast<std::string *>(out)->append(piece, length);
                  },
                  &text),
              LEASH_OK);
    return text;
  }

  leash_pool pool = 0;
};

TEST_F(Leases, HeldLeaseIsSeen) {
  const leash_lease lease = take();
  const auto views = held();
  ASSERT_EQ(views.size(), 1u);
  const leash_lease_view &view = views[0].view;
  EXPECT_EQ(view.lease, lease);
  EXPECT_EQ(view.pool, pool);
  EXPECT_EQ(views[0].pool_name, "orders");
  EXPECT_EQ(view.kind, LEASH_CONNECTION);
  EXPECT_EQ(view.resource, this);
  EXPECT_EQ(view.thread, gettid());
  EXPECT_LE(view.sequence, leash_sequence());
  EXPECT_EQ(view.statements, 0u);
  EXPECT_GE(views[0].frames.size(), 2u);
}

TEST_F(Leases, ReleasedLeaseIsNotSeen) {
  EXPECT_EQ(leash_release(take()), LEASH_OK);
  EXPECT_TRUE(held().empty());
}

TEST_F(Leases, SequenceTellsLaterAcquiresFromEarlierOnes) {
  const leash_lease before = take();
  const std::uint64_t between = leash_sequence();
  std::thread([this] { take(); }).join();
  for (const View &view : held())
    EXPECT_EQ(view.view.sequence > between, view.view.lease != before);
}

TEST_F(Leases, NoLeaseMayBeGivenToEveryCall) {
  EXPECT_EQ(leash_release(0), LEASH_OK);
  EXPECT_EQ(leash_touch(0), LEASH_OK);
  EXPECT_EQ(leash_transaction(0, LEASH_TXN_OPEN), LEASH_OK);
  EXPECT_EQ(leash_statement_begin(0, "select 1"), LEASH_OK);
  EXPECT_EQ(leash_statement_end(0, LEASH_TXN_IDLE), LEASH_OK);
  EXPECT_EQ(leash_transfer(0), LEASH_OK);
  EXPECT_EQ(leash_expect_hold(0, 1), LEASH_OK);
  EXPECT_EQ(leash_backend_pid(0, 1), LEASH_OK);
  EXPECT_EQ(leash_dirty_return(0, LEASH_DIRT_BUSY), LEASH_OK);
}

TEST_F(Leases, SecondReleaseIsStaleAndReported) {
  const LogFile log;
  const leash_lease lease = take();
  EXPECT_EQ(leash_release(lease), LEASH_OK);
  EXPECT_EQ(leash_release(lease), LEASH_ERROR_STALE);
  ASSERT_EQ(log.of(Event::double_release).size(), 1u);
  EXPECT_FALSE(log.records()[0].leases[0].acquired.empty());
}

TEST_F(Leases, StaleLeaseDoesNotTouchTheNextOne) {
  const LogFile log;
  const leash_lease first = take();
  leash_release(first);
  const leash_lease second = take(); // the same slot
  EXPECT_NE(first, second);
  EXPECT_EQ(leash_release(first), LEASH_ERROR_STALE);
  EXPECT_EQ(leash_touch(first), LEASH_ERROR_STALE);
  EXPECT_EQ(held().size(), 1u);
}

TEST_F(Leases, MadeUpLeaseIsUnknown) {
  EXPECT_EQ(leash_release(UINT64_MAX), LEASH_ERROR_UNKNOWN);
  EXPECT_EQ(leash_touch(UINT64_MAX), LEASH_ERROR_UNKNOWN);
}

TEST_F(Leases, UnknownPoolTracksWithoutAPool) {
  leash_acquire_info info{};
  info.size = sizeof info;
  leash_acquire(leash_pool{99} << 32 | 5000, &info);
  ASSERT_EQ(held().size(), 1u);
  EXPECT_EQ(held()[0].view.pool, 0u);
}

TEST_F(Leases, ShorterInfoOfAnOlderCallerIsRead) {
  leash_acquire_info info{};
  info.size = offsetof(leash_acquire_info, backend_pid);
  info.kind = LEASH_RESULT;
  info.expected_hold = 77; // not to be read
  EXPECT_NE(leash_acquire(pool, &info), 0u);
  EXPECT_EQ(held()[0].view.kind, LEASH_RESULT);
  EXPECT_NE(leash_acquire(pool, nullptr), 0u);
}

TEST_F(Leases, ResultBelongsToThePoolOfItsConnection) {
  const leash_lease connection = take();
  take(LEASH_RESULT, connection);
  const auto views = held();
  ASSERT_EQ(views.size(), 2u);
  for (const View &view : views)
    EXPECT_EQ(view.view.pool, pool);
}

TEST_F(Leases, IgnoreScopesNest) {
  leash_ignore_begin();
  leash_ignore_begin();
  EXPECT_EQ(take(), 0u);
  leash_ignore_end();
  EXPECT_EQ(take(), 0u);
  leash_ignore_end();
  EXPECT_NE(take(), 0u);
  EXPECT_EQ(leash_ignore_end(), LEASH_ERROR_VALUE);
}

TEST_F(Leases, IgnoreScopeIsItsThreads) {
  leash_ignore_begin();
  std::thread([this] { EXPECT_NE(take(), 0u); }).join();
  leash_ignore_end();
}

TEST_F(Leases, StatementsAndTransactionAreSeen) {
  const leash_lease lease = take();
  leash_statement_begin(lease, "begin");
  leash_statement_end(lease, LEASH_TXN_OPEN);
  const leash_lease_view view = held()[0].view;
  EXPECT_EQ(view.statements, 1u);
  EXPECT_EQ(view.transaction, LEASH_TXN_OPEN);
}

TEST_F(Leases, NotInactiveWhileAStatementRuns) {
  const leash_lease lease = take();
  sleep_ms(2);
  EXPECT_GT(held()[0].view.inactive, 0u);
  leash_statement_begin(lease, nullptr);
  EXPECT_EQ(held()[0].view.inactive, 0u);
}

TEST_F(Leases, TouchRestartsTheInactiveClock) {
  const leash_lease lease = take();
  sleep_ms(20);
  leash_touch(lease);
  const leash_lease_view view = held()[0].view;
  EXPECT_LT(view.inactive, view.held);
}

TEST_F(Leases, TransferMakesTheCallerTheOwner) {
  leash_lease lease = 0;
  std::thread([&] { lease = take(); }).join();
  leash_transfer(lease);
  EXPECT_EQ(held()[0].view.thread, gettid());
}

TEST_F(Leases, MayBeReleasedByAnotherThread) {
  const leash_lease lease = take();
  std::thread([=] { EXPECT_EQ(leash_release(lease), LEASH_OK); }).join();
  EXPECT_TRUE(held().empty());
}

TEST_F(Leases, ErrnoIsPreserved) {
  errno = ERANGE;
  const leash_lease lease = take();
  leash_statement_begin(lease, "select 1");
  leash_statement_end(lease, LEASH_TXN_OPEN);
  char text[200];
  leash_holders(pool, text, sizeof text);
  leash_check_now();
  leash_release(lease);
  EXPECT_EQ(errno, ERANGE);
}

TEST_F(Leases, DepthAboveSixteenIsKept) {
  leash_set_option("depth=40");
  struct Deep {
    static void go(const Leases &test, int depth, volatile int *used) {
      if (depth == 0)
        test.take();
      else
        go(test, depth - 1, used);
      *used = depth;
    }
  };
  volatile int used = 0;
  void (*volatile go)(const Leases &, int, volatile int *) = Deep::go;
  go(*this, 30, &used);
#if defined(__OPTIMIZE__)
  EXPECT_GE(held()[0].frames.size(), 16u);
#else
  EXPECT_EQ(held()[0].frames.size(), 40u);
#endif
}

TEST_F(Leases, StackModesKeepAllOneOrNoFrames) {
  leash_set_option("stack=none");
  take();
  leash_set_option("stack=site");
  take();
  leash_set_option("stack=full");
  take();
  const auto views = held();
  ASSERT_EQ(views.size(), 3u);
  std::vector<std::size_t> counts;
  for (const View &view : views)
    counts.push_back(view.frames.size());
  EXPECT_THAT(counts, testing::UnorderedElementsAre(0, 1, testing::Gt(1)));
}

TEST_F(Leases, SkippedFramesAreTheCallersOwn) {
  leash_acquire_info info{};
  info.size = sizeof info;
  std::array<leash_lease, 2> leases{};
  for (unsigned skip = 0; skip < 2; ++skip) {
    info.skip_frames = skip;
    leases[skip] = leash_acquire(pool, &info);
  }
  std::vector<std::uintptr_t> all, fewer;
  for (const View &view : held())
    (view.view.lease == leases[0] ? all : fewer) = view.frames;
  ASSERT_GE(fewer.size(), 2u);
  EXPECT_EQ(fewer[0], all[1]);
}

TEST_F(Leases, FormattedStackBeginsWithTheCaller) {
  app::take_elsewhere(pool);
  const auto frames = held()[0].frames;
  std::array<char, 8000> text{};
  const std::size_t length = leash_format_stack(frames.data(), frames.size(),
                                                text.data(), text.size());
  EXPECT_GT(length, 20u);
  EXPECT_THAT(text.data(), testing::StartsWith("#0 app::take_elsewhere"));
  // As snprintf: what does not fit is only counted.
  EXPECT_EQ(leash_format_stack(frames.data(), frames.size(), nullptr, 0),
            length);
}

TEST_F(Leases, DumpWritesModulesAndOffsets) {
  take();
  int ends[2];
  ASSERT_EQ(pipe(ends), 0);
  EXPECT_EQ(leash_dump(ends[1]), LEASH_OK);
  close(ends[1]);
  std::string text(20'000, '\0');
  text.resize(static_cast<std::size_t>(
      std::max<ssize_t>(read(ends[0], text.data(), text.size()), 0)));
  close(ends[0]);
  EXPECT_THAT(text, HasSubstr("connection of pool \"orders\""));
  EXPECT_THAT(text, HasSubstr("leash-runtime-track+0x"));
  EXPECT_THAT(text, HasSubstr("leash: 1 held"));
}

TEST_F(Leases, ExhaustedNamesTheLongestHolderFirst) {
  const LogFile log;
  take();
  sleep_ms(15);
  std::thread([this] { take(); }).join();
  std::array<char, 4000> text{};
  EXPECT_GT(leash_exhausted(pool, 1'000'000, text.data(), text.size()), 0u);
  EXPECT_THAT(text.data(), HasSubstr("\"orders\": 2 of 4 held"));
  const auto records = log.of(Event::exhausted);
  ASSERT_EQ(records.size(), 1u);
  EXPECT_EQ(records[0].waited_ns, 1'000'000u);
  ASSERT_EQ(records[0].leases.size(), 2u);
  EXPECT_GT(records[0].leases[0].held_ns, records[0].leases[1].held_ns);
}

TEST_F(Leases, ManyThatGiveUpAtOnceWriteOneRecord) {
  const LogFile log;
  take();
  for (int i = 0; i < 5; ++i)
    leash_exhausted(pool, 1, nullptr, 0);
  EXPECT_EQ(log.of(Event::exhausted).size(), 1u);
}

TEST_F(Leases, DirtyReturnsOfOneSiteAreFolded) {
  const LogFile log;
  for (int i = 0; i < 8; ++i) {
    const leash_lease lease = take();
    leash_dirty_return(lease, LEASH_DIRT_BROKEN);
    leash_release(lease);
  }
  const auto records = log.of(Event::dirty_return);
  ASSERT_EQ(records.size(), 4u); // the 1st, 2nd, 4th and 8th
  std::uint64_t told = 0;
  for (const report::Record &record : records)
    told += 1 + record.folded;
  EXPECT_EQ(told, 8u);
}

TEST_F(Leases, CheckReportsWhatIsPastTheThresholdOnce) {
  const LogFile log;
  take();
  sleep_ms(30);
  // The watchdog may be first.
  leash_set_option("threshold=25ms");
  leash_check_now();
  ASSERT_EQ(log.first_reports().size(), 1u);
  EXPECT_EQ(log.first_reports()[0].reason, Reason::never_used);
  EXPECT_EQ(log.first_reports()[0].tier, 1u);
}

TEST_F(Leases, ReturnOfAReportedLeaseIsTold) {
  const LogFile log;
  const leash_lease lease = take();
  sleep_ms(30);
  leash_set_option("threshold=25ms");
  leash_check_now();
  leash_set_option("threshold=0");
  leash_release(lease);
  leash_check_now();
  ASSERT_EQ(log.of(Event::returned).size(), 1u);
  EXPECT_GE(log.of(Event::returned)[0].leases[0].held_ns, 25'000'000u);
}

TEST_F(Leases, ThresholdOfThePoolGoesBeforeTheProcesss) {
  const LogFile log;
  EXPECT_EQ(leash_set_pool_option(pool, "threshold=20ms"), LEASH_OK);
  take();
  take(LEASH_TRANSACTION); // of no pool
  sleep_ms(25);
  leash_check_now();
  ASSERT_EQ(log.first_reports().size(), 1u);
  EXPECT_EQ(log.first_reports()[0].pool.name, "orders");
}

TEST_F(Leases, ExpectedHoldIsNotReported) {
  const LogFile log;
  leash_expect_hold(take(), UINT64_MAX);
  leash_acquire_info info{};
  info.size = sizeof info;
  info.expected_hold = 3'600'000'000'000;
  leash_acquire(pool, &info);
  sleep_ms(15);
  leash_set_option("threshold=10ms");
  leash_check_now();
  EXPECT_TRUE(log.records().empty());
}

TEST_F(Leases, IdleInTransactionShowsWhereItBegan) {
  const LogFile log;
  const leash_lease lease = take();
  leash_statement_begin(lease, "insert into t values ('secret', 42)");
  leash_statement_end(lease, LEASH_TXN_OPEN);
  sleep_ms(15);
  leash_set_option("txn_idle=10ms");
  leash_check_now();
  const auto records = log.first_reports();
  ASSERT_EQ(records.size(), 1u);
  EXPECT_EQ(records[0].reason, Reason::idle_in_transaction);
  EXPECT_FALSE(records[0].leases[0].begun.empty());
  EXPECT_THAT(records[0].leases[0].statement, HasSubstr("insert into t"));
  EXPECT_THAT(records[0].leases[0].statement,
              testing::Not(HasSubstr("secret")));
}

TEST_F(Leases, LongQueryIsNotReported) {
  const LogFile log;
  const leash_lease lease = take();
  leash_statement_begin(lease, "select pg_sleep(10)");
  sleep_ms(15);
  leash_set_option("threshold=10ms:txn_idle=10ms");
  leash_check_now();
  EXPECT_TRUE(log.records().empty());
}

TEST_F(Leases, StatementsAreNotKeptIfSwitchedOff) {
  const LogFile log;
  leash_set_option("statements=0");
  const leash_lease lease = take();
  leash_statement_begin(lease, "select 1");
  leash_statement_end(lease, LEASH_TXN_IDLE);
  sleep_ms(15);
  leash_set_option("threshold=10ms:statements=1");
  leash_check_now();
  ASSERT_EQ(log.first_reports().size(), 1u);
  EXPECT_EQ(log.first_reports()[0].leases[0].statement, "");
}

TEST_F(Leases, EqualStacksAreFoldedIntoOneRecord) {
  const LogFile log;
  for (int i = 0; i < 5; ++i)
    take();
  sleep_ms(15);
  leash_set_option("threshold=10ms");
  leash_check_now();
  ASSERT_EQ(log.first_reports().size(), 1u);
  EXPECT_EQ(log.first_reports()[0].folded, 4u);
}

TEST_F(Leases, BadOptionChangesNothing) {
  const LogFile log;
  EXPECT_EQ(leash_set_option("treshold=1s"), LEASH_ERROR_UNKNOWN);
  EXPECT_EQ(leash_set_option("stack=none:threshold=soon"), LEASH_ERROR_VALUE);
  take();
  EXPECT_GT(held()[0].frames.size(), 1u);
  EXPECT_EQ(leash_set_pool_option(pool, "depth=3"), LEASH_ERROR_UNKNOWN);
  EXPECT_EQ(leash_set_pool_option(0, "max=3"), LEASH_ERROR_UNKNOWN);
}

TEST_F(Leases, SnapshotCountsPerSiteAndPool) {
  for (int i = 0; i < 3; ++i)
    leash_release(take());
  take();
  const std::string text = snapshot(LEASH_FORMAT_PROMETHEUS);
  EXPECT_THAT(text, HasSubstr("orders"));
  const std::string json = snapshot(LEASH_FORMAT_JSON);
  EXPECT_THAT(json, HasSubstr("\"acquires\":4"));
  EXPECT_THAT(json, HasSubstr("\"releases\":3"));
}

TEST_F(Leases, WaitsAreCountedByTheirEnd) {
  const std::uint64_t first = leash_wait_begin(pool);
  EXPECT_THAT(snapshot(LEASH_FORMAT_JSON), HasSubstr("\"waiting\":1"));
  leash_wait_end(pool, first, LEASH_WAIT_TIMEOUT);
  leash_wait_end(pool, leash_wait_begin(pool), LEASH_WAIT_ACQUIRED);
  const std::string json = snapshot(LEASH_FORMAT_JSON);
  EXPECT_THAT(json, HasSubstr("\"waiting\":0"));
  EXPECT_THAT(json, HasSubstr("\"wait_timeouts\":1"));
}

TEST_F(Leases, CountersOfThePoolAreAskedForUntilItEndsThat) {
  const auto fill = [](void *calls, leash_pool_counters *out) {
    ++*static_cast<int *>(calls);
    out->total_conns = 3;
  };
  int calls = 0;
  EXPECT_EQ(leash_pool_set_counters(pool, fill, &calls), LEASH_OK);
  snapshot(LEASH_FORMAT_TEXT);
  EXPECT_EQ(calls, 1);
  EXPECT_EQ(leash_pool_set_counters(pool, nullptr, nullptr), LEASH_OK);
  snapshot(LEASH_FORMAT_TEXT);
  EXPECT_EQ(calls, 1);
}

TEST(Pools, MoreThanFitAreRefusedAndPlacesAreUsedAgain) {
  std::vector<leash_pool> pools;
  while (const leash_pool pool = leash_pool_register(nullptr))
    pools.push_back(pool);
  EXPECT_GT(pools.size(), 500u);
  EXPECT_EQ(leash_pool_unregister(pools[0]), LEASH_OK);
  EXPECT_EQ(leash_pool_unregister(pools[0]), LEASH_ERROR_UNKNOWN);
  const leash_pool again = leash_pool_register(nullptr);
  EXPECT_NE(again, 0u);
  EXPECT_NE(again, pools[0]);
  pools[0] = again;
  for (const leash_pool pool : pools)
    EXPECT_EQ(leash_pool_unregister(pool), LEASH_OK);
}

TEST(Pools, PlaceOfAPoolWithALeaseOutIsNotUsedAgain) {
  const leash_pool first = leash_pool_register(nullptr);
  leash_acquire_info info{};
  info.size = sizeof info;
  const leash_lease lease = leash_acquire(first, &info);
  leash_pool_unregister(first);
  std::vector<leash_pool> pools;
  while (const leash_pool pool = leash_pool_register(nullptr)) {
    EXPECT_NE(static_cast<std::uint32_t>(pool),
              static_cast<std::uint32_t>(first));
    pools.push_back(pool);
  }
  for (const leash_pool pool : pools)
    leash_pool_unregister(pool);
  leash_release(lease);
}

} // namespace
} // namespace leash::test
