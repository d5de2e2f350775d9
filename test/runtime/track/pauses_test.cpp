// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Promises to look, kept and not kept.
#include "track/pauses.h"

#include <gtest/gtest.h>

namespace leash::track {
namespace {

constexpr std::uint64_t second = 1'000'000'000;

std::uint64_t awake(const Pauses &pauses, std::uint64_t begin,
                    std::uint64_t end) {
  return time_awake(begin, end, pauses.all());
}

TEST(Pauses, LateByLessThanTheSlackIsABusyMachine) {
  Pauses pauses;
  pauses.promise(10 * second, second);
  pauses.back(13 * second, second);
  EXPECT_TRUE(pauses.all().empty());
}

TEST(Pauses, LaterThanThatIsCreditedFromWhenItWasDue) {
  Pauses pauses;
  pauses.promise(10 * second, second);
  pauses.back(71 * second, second);
  EXPECT_EQ(pauses.total(), 60 * second);
  EXPECT_EQ(awake(pauses, 10 * second, 72 * second), 2 * second);
}

TEST(Pauses, ShortPeriodsHaveAFloorOfSlack) {
  Pauses pauses;
  pauses.promise(0, second / 100);
  pauses.back(second / 5, second / 100);
  EXPECT_TRUE(pauses.all().empty());
}

TEST(Pauses, WithoutAPromiseThereIsNone) {
  Pauses pauses;
  pauses.back(100 * second, second);
  pauses.promise(100 * second, second);
  pauses.rest();
  pauses.back(200 * second, second);
  EXPECT_TRUE(pauses.all().empty());
}

TEST(Pauses, EachStepOfALongLookKeepsThePromise) {
  Pauses pauses;
  pauses.promise(0, second);
  for (std::uint64_t now = 0; now < 60 * second; now += 2 * second)
    pauses.back(now, second);
  EXPECT_TRUE(pauses.all().empty());
}

TEST(Pauses, MoreThanThereIsRoomForCreditTooMuchNotTooLittle) {
  Pauses pauses;
  pauses.promise(0, second);
  constexpr std::uint64_t stops = 100;
  // Runs for 1 s, is stopped for 9 s.
  for (std::uint64_t i = 1; i <= stops; ++i)
    pauses.back(i * 10 * second, second);
  EXPECT_LE(awake(pauses, 0, stops * 10 * second), stops * second);
  // The last ones exactly.
  EXPECT_EQ(awake(pauses, (stops - 10) * 10 * second, stops * 10 * second),
            10 * second);
}

TEST(Pauses, ForgottenOnesCreditNothing) {
  Pauses pauses;
  pauses.promise(0, second);
  pauses.back(60 * second, second);
  pauses.clear();
  EXPECT_TRUE(pauses.all().empty());
  pauses.back(600 * second, second);
  EXPECT_TRUE(pauses.all().empty());
}

} // namespace
} // namespace leash::track
