// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Classes, tiers and pauses, by a clock that is only numbers.
#include "track/judge.h"

#include <gtest/gtest.h>

namespace leash::track {
namespace {

using report::Reason;
using report::Severity;

constexpr std::uint64_t second = 1'000'000'000;
constexpr Limits limits{5 * second, 2 * second};

Observation idle_for(std::uint64_t time) {
  Observation lease;
  lease.held = lease.inactive = time;
  lease.used = true;
  return lease;
}

Observation in_transaction_for(std::uint64_t time) {
  Observation lease = idle_for(time);
  lease.transaction_idle = time;
  return lease;
}

Verdict first(const Observation &lease) { return judge(lease, limits, {}); }

TEST(Judge, NothingBeforeTheThreshold) {
  EXPECT_FALSE(first(idle_for(5 * second - 1)).report);
}

TEST(Judge, InactiveFromTheThresholdOn) {
  const Verdict verdict = first(idle_for(5 * second));
  EXPECT_TRUE(verdict.report);
  EXPECT_EQ(verdict.reason, Reason::inactive);
  EXPECT_EQ(verdict.severity, Severity::warning);
}

TEST(Judge, NeverUsedIsItsOwnClass) {
  Observation lease = idle_for(5 * second);
  lease.used = false;
  EXPECT_EQ(first(lease).reason, Reason::never_used);
}

TEST(Judge, ResultIsNotCalledNeverUsed) {
  Observation lease = idle_for(5 * second);
  lease.used = false;
  lease.kind = LEASH_RESULT;
  EXPECT_EQ(first(lease).reason, Reason::inactive);
}

TEST(Judge, LongQueryIsNoLeak) {
  Observation lease;
  lease.held = 1000 * second;
  lease.executing = true;
  lease.used = true;
  EXPECT_FALSE(first(lease).report);
  EXPECT_EQ(first(lease).reason, Reason::executing);
}

TEST(Judge, LongHeldButBusyIsOnlyANote) {
  Observation lease = idle_for(second);
  lease.held = 6 * second;
  const Verdict verdict = first(lease);
  EXPECT_TRUE(verdict.report);
  EXPECT_EQ(verdict.reason, Reason::held);
  EXPECT_EQ(verdict.severity, Severity::info);
}

TEST(Judge, IdleInTransactionHasItsOwnLimit) {
  EXPECT_FALSE(first(in_transaction_for(2 * second - 1)).report);
  const Verdict verdict = first(in_transaction_for(2 * second));
  EXPECT_TRUE(verdict.report);
  EXPECT_EQ(verdict.reason, Reason::idle_in_transaction);
}

TEST(Judge, OwnerGoneIsAnErrorAfterTheThreshold) {
  Observation lease = idle_for(5 * second);
  lease.owner_gone = true;
  EXPECT_EQ(first(lease).reason, Reason::owner_gone);
  EXPECT_EQ(first(lease).severity, Severity::error);
  lease.inactive = second;
  lease.held = second;
  EXPECT_FALSE(first(lease).report); // it may have been handed over
}

TEST(Judge, PrivateConnectionMayIdleWhileItsOwnerLives) {
  Observation lease = idle_for(1000 * second);
  lease.kind = LEASH_PRIVATE;
  EXPECT_FALSE(first(lease).report);
  lease.owner_gone = true;
  EXPECT_TRUE(first(lease).report);
}

TEST(Judge, PrivateConnectionMayNotIdleInATransaction) {
  Observation lease = in_transaction_for(3 * second);
  lease.kind = LEASH_PRIVATE;
  EXPECT_EQ(first(lease).reason, Reason::idle_in_transaction);
}

TEST(Judge, ExpectedHoldDelaysTheFirstReport) {
  Observation lease = idle_for(20 * second);
  lease.expected_hold = 30 * second;
  EXPECT_FALSE(first(lease).report);
  lease.held = lease.inactive = 30 * second;
  EXPECT_TRUE(first(lease).report);
}

TEST(Judge, ExpectedForEverIsNeverReported) {
  Observation lease = in_transaction_for(UINT64_MAX);
  lease.expected_hold = UINT64_MAX;
  EXPECT_FALSE(first(lease).report);
}

TEST(Judge, LimitsOfZeroSwitchOff) {
  EXPECT_FALSE(judge(in_transaction_for(1000 * second), {}, {}).report);
}

TEST(Judge, EachReportIsDueAtTwiceTheTimeOfTheLast) {
  const auto due = [](std::uint64_t time, unsigned tier) {
    return judge(idle_for(time), limits, {tier, Reason::inactive}).report;
  };
  EXPECT_FALSE(due(5 * second, 1));
  EXPECT_FALSE(due(10 * second - 1, 1));
  EXPECT_TRUE(due(10 * second, 1));
  EXPECT_FALSE(due(10 * second, 2));
  EXPECT_TRUE(due(20 * second, 2));
}

TEST(Judge, WorseClassIsReportedAtOnce) {
  Observation lease = idle_for(6 * second);
  lease.owner_gone = true;
  EXPECT_TRUE(judge(lease, limits, {3, Reason::inactive}).report);
}

TEST(Judge, BetterClassWaitsForTheNextTier) {
  Observation lease = idle_for(second);
  lease.held = 6 * second;
  EXPECT_FALSE(judge(lease, limits, {1, Reason::inactive}).report);
}

TEST(Judge, ReportsEndSomeDay) {
  EXPECT_FALSE(
      judge(idle_for(UINT64_MAX), limits, {60, Reason::inactive}).report);
}

TEST(TimeAwake, PausesAreTakenOff) {
  const Pause pauses[] = {{100, 150}, {300, 400}};
  EXPECT_EQ(time_awake(0, 500, pauses), 350u);
}

TEST(TimeAwake, PauseCountsOnlyWhereItOverlaps) {
  const Pause pauses[] = {{100, 200}};
  EXPECT_EQ(time_awake(150, 250, pauses), 50u);
  EXPECT_EQ(time_awake(200, 250, pauses), 50u);
  EXPECT_EQ(time_awake(0, 150, pauses), 100u);
  EXPECT_EQ(time_awake(120, 180, pauses), 0u);
}

TEST(TimeAwake, ClockThatWentBackIsNoTime) {
  EXPECT_EQ(time_awake(200, 100, {}), 0u);
}

} // namespace
} // namespace leash::track
