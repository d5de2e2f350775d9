// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The processor's counter against the kernel's clock.
#include "track/clock.h"

#include <chrono>
#include <gtest/gtest.h>
#include <thread>

namespace {

using leash::track::Clock;
using leash::track::kernel_now;

constexpr std::uint64_t ms = 1'000'000, second = 1000 * ms;

TEST(Clock, SmallDifferencesAreTheRatesError) {
  EXPECT_TRUE(Clock::agree(second, second));
  EXPECT_TRUE(Clock::agree(second + 10 * ms, second));
  EXPECT_TRUE(Clock::agree(second - 10 * ms, second));
  EXPECT_TRUE(Clock::agree(ms, 0));
}

TEST(Clock, SuspendedRestoredAndResetMachinesAreNoticed) {
  EXPECT_FALSE(Clock::agree(60 * second, second));
  EXPECT_FALSE(Clock::agree(0, second));
  EXPECT_FALSE(Clock::agree(0 - second, second));
}

TEST(Clock, KeepsToTheKernelsTimeAcrossChecks) {
  Clock::calibrate();
  const std::uint64_t begin = Clock::now(), kernel_begin = kernel_now();
  for (int i = 0; i < 5; ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
    Clock::check();
  }
  // Read one after the other, with whatever comes in between.
  const std::uint64_t kernel_end = kernel_now(), end = Clock::now();
  EXPECT_GE(end - begin, 25 * ms);
  EXPECT_GE((end - begin) * 101 / 100 + ms, kernel_end - kernel_begin);
}

} // namespace
