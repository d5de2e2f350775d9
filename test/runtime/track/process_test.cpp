// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Whole processes: how they begin, fork, stop and end.
#include "victim.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <thread>

namespace leash::test {
namespace {

using report::Event;
using report::Reason;
using testing::HasSubstr;

std::uint64_t leases(const std::vector<report::Record> &records) {
  std::uint64_t count = 0;
  for (const report::Record &record : records)
    count += record.leases.size() + record.folded;
  return count;
}

// LeakSanitizer, where it is built in: for victims that fork no thread's
// memory.
const char *const detect_leaks = "ASAN_OPTIONS=detect_leaks=1";

TEST(Exit, HeldLeasesAreReportedOnce) {
  const Ended ended = run_victim("leak");
  EXPECT_EQ(ended.status, 0);
  EXPECT_EQ(leases(ended.of(Event::leaked_at_exit)), 3u);
}

TEST(Exit, TopFrameIsTheLineThatAcquired) {
  const Ended ended = run_victim("leak");
  ASSERT_FALSE(ended.records.empty());
  const report::Stack &stack = ended.records[0].leases[0].acquired;
  ASSERT_GE(stack.size(), 2u);
  std::size_t take = 0;
  while (take < stack.size() &&
         stack[take].function.find("leash_acquire") != std::string::npos)
    ++take; // the header's inline function, where nothing is optimised
  ASSERT_LT(take + 1, stack.size());
  EXPECT_THAT(stack[take].function, HasSubstr("take"));
  EXPECT_THAT(stack[take].file, HasSubstr("victim/main.cpp"));
  EXPECT_THAT(stack[take + 1].function, HasSubstr("leak"));
}

TEST(Exit, ExitCodeIsSetIfAskedFor) {
  EXPECT_EQ(run_victim("leak", "exitcode=23").status, 23);
}

TEST(Exit, ExitCodeStaysWithoutALeak) {
  const Ended ended = run_victim("clean", "exitcode=23");
  EXPECT_EQ(ended.status, 0);
  EXPECT_TRUE(ended.records.empty());
}

TEST(Exit, SuppressedLeakDoesNotFail) {
  const Ended ended =
      run_victim("leak", "exitcode=23", {"VICTIM_SUPPRESSIONS=exit:take"});
  EXPECT_EQ(ended.status, 0);
  EXPECT_TRUE(ended.records.empty());
}

TEST(Exit, UnusedSuppressionIsTold) {
  const Ended ended =
      run_victim("clean", "", {"VICTIM_SUPPRESSIONS=exit:nobody"});
  EXPECT_EQ(ended.of(Event::unmatched_suppression).size(), 1u);
}

TEST(Exit, StaticDestructorsStillRelease) {
  const Ended ended = run_victim("released_by_static_destructor");
  EXPECT_EQ(ended.status, 0);
  EXPECT_TRUE(ended.records.empty());
}

TEST(Exit, QuickExitReportsNothing) {
  const Ended ended = run_victim("leak_and_quick_exit", "exitcode=23");
  EXPECT_EQ(ended.status, 5);
  EXPECT_TRUE(ended.records.empty());
}

#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
TEST(Exit, SanitizerThatEndsTheProcessComesSecond) {
  const Ended ended = run_victim("leak_and_die_at_exit");
  EXPECT_EQ(ended.status, 7);
  EXPECT_EQ(leases(ended.of(Event::leaked_at_exit)), 1u);
}

TEST(Exit, SanitizerThatFoundAFaultReportsAlone) {
  const Ended ended = run_victim("leak_and_die");
  EXPECT_EQ(ended.status, 7);
  EXPECT_TRUE(ended.records.empty());
}
#endif

TEST(Exit, ExecReportsNothing) {
  const Ended ended = run_victim("leak_and_exec", "exitcode=23");
  EXPECT_EQ(ended.status, 0);
  EXPECT_TRUE(ended.records.empty());
}

TEST(Exit, ThreadThatExitsReportsOnce) {
  const Ended ended = run_victim("leak_and_exit_in_a_thread", "exitcode=23");
  EXPECT_EQ(ended.status, 23);
  EXPECT_EQ(leases(ended.of(Event::leaked_at_exit)), 1u);
}

TEST(Exit, OptionSwitchesTheReportOff) {
  EXPECT_TRUE(run_victim("leak", "at_exit=0").records.empty());
}

TEST(Start, BadOptionEndsTheProcess) {
  const Ended ended = run_victim("clean", "treshold=1s");
  EXPECT_EQ(ended.status, 2);
  EXPECT_THAT(ended.standard_error, HasSubstr("treshold"));
}

TEST(Start, BadValueEndsTheProcess) {
  const Ended ended = run_victim("clean", "threshold=5");
  EXPECT_EQ(ended.status, 2);
  EXPECT_THAT(ended.standard_error, HasSubstr("threshold"));
}

TEST(Start, ProgramMaySetDefaults) {
  EXPECT_EQ(run_victim("leak", "", {"VICTIM_DEFAULTS=exitcode=7"}).status, 7);
  EXPECT_EQ(
      run_victim("leak", "exitcode=8", {"VICTIM_DEFAULTS=exitcode=7"}).status,
      8);
}

TEST(Start, SwitchedOffTracksNothing) {
  const Ended ended = run_victim("leak", "enabled=0:exitcode=23");
  EXPECT_EQ(ended.status, 0);
  EXPECT_TRUE(ended.records.empty());
}

TEST(Fork, ChildIsNotBlamedForTheParentsLeases) {
  const Ended ended = run_victim("child_exits", "exitcode=23");
  EXPECT_EQ(ended.status, 0);
  EXPECT_TRUE(ended.records.empty());
}

TEST(Fork, ChildIsBlamedForItsOwn) {
  const Ended ended = run_victim("child_leaks", "exitcode=23");
  EXPECT_EQ(ended.status, 23); // the child's, passed on
  ASSERT_EQ(ended.records.size(), 1u);
  EXPECT_NE(ended.records[0].pid, ended.pid);
  EXPECT_EQ(leases(ended.records), 1u);
}

TEST(Fork, ChildMayReleaseWhatItInherited) {
  const Ended ended = run_victim("child_releases_the_parents");
  EXPECT_EQ(ended.status, 0);
  EXPECT_TRUE(ended.records.empty());
}

TEST(Fork, ChildHasItsOwnWatchdog) {
  const Ended ended = run_victim("child_holds_too_long", "threshold=100ms");
  EXPECT_EQ(ended.status, 0);
  const auto held = ended.of(Event::held);
  ASSERT_FALSE(held.empty());
  EXPECT_NE(held[0].pid, ended.pid);
  EXPECT_EQ(ended.of(Event::returned).size(), 1u);
}

TEST(Fork, ChildOfAProcessThatReportedReportsAnewAndLeaksNoMemory) {
  const Ended ended = run_victim("reports_and_forks", "", {detect_leaks});
  EXPECT_EQ(ended.status, 0) << ended.standard_error;
  const auto dirty = ended.of(Event::dirty_return);
  ASSERT_EQ(dirty.size(), 2u);
  EXPECT_NE(dirty[0].pid, dirty[1].pid);
  EXPECT_FALSE(dirty[1].leases[0].acquired.empty());
}

TEST(Fork, InEveryStateOfTheParent) {
#if defined(__SANITIZE_THREAD__)
  GTEST_SKIP() << "ThreadSanitizer promises nothing to the child of a process "
                  "with threads, and takes a second to fork one";
#endif
  EXPECT_EQ(
      run_victim("forks_in_every_state", "threshold=10s:txn_idle=0").status, 0);
}

TEST(Stop, TimeInWhichTheProcessWasStoppedIsNotHeldAgainstALease) {
  const Ended ended =
      run_victim("holds_across_a_stop", "threshold=500ms", {}, [] {
        std::this_thread::sleep_for(std::chrono::milliseconds(1500));
      });
  EXPECT_EQ(ended.status, 0);
  EXPECT_TRUE(ended.records.empty());
}

TEST(Memory, NoneLeftIsNoCrash) {
#if defined(__SANITIZE_THREAD__)
  GTEST_SKIP() << "ThreadSanitizer's operator new cannot be replaced";
#endif
  const Ended ended = run_victim("without_memory", "threshold=100ms");
  EXPECT_EQ(ended.status, 0);
  EXPECT_THAT(ended.standard_error, HasSubstr("out of memory"));
}

TEST(Slots, UsedUpIsReportedOnceAndLeavesLeasesUntracked) {
  const Ended ended = run_victim("more_than_there_are_slots", "slots=64");
  EXPECT_EQ(ended.status, 6);
  ASSERT_EQ(ended.of(Event::tracker).size(), 1u);
  EXPECT_THAT(ended.of(Event::tracker)[0].message, HasSubstr("slots"));
}

TEST(Owner, ThreadThatEndedWhileHoldingIsReported) {
  const Ended ended = run_victim("owner_ends", "threshold=100ms");
  const auto held = ended.of(Event::held);
  ASSERT_FALSE(held.empty());
  // On a busy machine it may have been held for too long before.
  const auto gone =
      std::find_if(held.begin(), held.end(), [](const report::Record &record) {
        return record.reason == Reason::owner_gone;
      });
  ASSERT_NE(gone, held.end());
  EXPECT_EQ(gone->severity, report::Severity::error);
}

TEST(Owner, LeaseThatWasPassedOnHasANewOwner) {
  const Ended ended =
      run_victim("owner_ends_after_passing_it_on", "threshold=700ms");
  EXPECT_EQ(ended.status, 0);
  for (const report::Record &record : ended.records)
    EXPECT_NE(record.reason, Reason::owner_gone);
}

TEST(Modules, AnotherInTheSamePlaceIsWalkedByItsOwnRules) {
  const Ended ended = run_victim("module_is_closed");
  EXPECT_EQ(ended.status, 0);
}

TEST(Modules, LeaseOfAClosedModuleIsStillReported) {
  const Ended ended = run_victim("acquired_in_a_closed_module", "exitcode=23");
  EXPECT_EQ(ended.status, 23);
  EXPECT_EQ(leases(ended.of(Event::leaked_at_exit)), 1u);
}

TEST(Mistakes, DirtyReturnAndDoubleReleaseShowTheAcquire) {
  const Ended ended = run_victim("planted_mistakes");
  EXPECT_EQ(ended.status, 0);
  ASSERT_EQ(ended.of(Event::dirty_return).size(), 1u);
  EXPECT_EQ(ended.of(Event::dirty_return)[0].reason, Reason::in_transaction);
  ASSERT_EQ(ended.of(Event::double_release).size(), 1u);
  const report::Lease twice = ended.of(Event::double_release)[0].leases[0];
  EXPECT_FALSE(twice.acquired.empty());
  EXPECT_FALSE(twice.current.empty());
  EXPECT_EQ(twice.stack_id,
            ended.of(Event::dirty_return)[0].leases[0].stack_id);
}

TEST(CurrentStack, InterruptedThreadKeepsErrno) {
  const Ended ended =
      run_victim("errno_and_sleep_of_the_holder", "threshold=100ms");
  EXPECT_EQ(ended.status, 0);
  const auto held = ended.of(Event::held);
  ASSERT_FALSE(held.empty());
  EXPECT_FALSE(held[0].leases[0].current.empty());
}

TEST(CurrentStack, ProgramsOwnHandlersAreLeftAlone) {
  const Ended ended =
      run_victim("has_its_own_signal_handler", "threshold=100ms");
  EXPECT_EQ(ended.status, 0);
  const auto held = ended.of(Event::held);
  ASSERT_FALSE(held.empty());
  EXPECT_TRUE(held[0].leases[0].current.empty());
}

TEST(CurrentStack, OptionSwitchesItOff) {
  const Ended ended = run_victim("errno_and_sleep_of_the_holder",
                                 "threshold=100ms:current_stack=0");
  ASSERT_FALSE(ended.of(Event::held).empty());
  EXPECT_TRUE(ended.of(Event::held)[0].leases[0].current.empty());
}

} // namespace
} // namespace leash::test
