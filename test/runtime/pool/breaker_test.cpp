// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The breaker by a virtual clock.
#include "pool/breaker.h"

#include <gtest/gtest.h>

namespace leash::pool {
namespace {

using namespace std::chrono_literals;

constexpr Instant start{1h};

TEST(Breaker, opens_after_the_given_number_of_errors) {
  Breaker breaker(3, 15s, 1s);
  breaker.failed(start);
  breaker.failed(start + 1s);
  EXPECT_TRUE(breaker.allows(start + 1s));
  breaker.failed(start + 15s);
  EXPECT_FALSE(breaker.allows(start + 15s));
}

TEST(Breaker, errors_further_apart_than_the_window_do_not_open_it) {
  Breaker breaker(3, 15s, 1s);
  for (int i = 0; i != 100; ++i)
    breaker.failed(start + i * 8s);
  EXPECT_TRUE(breaker.allows(start + 800s));
}

TEST(Breaker, lets_one_try_after_the_retry_time) {
  Breaker breaker(1, 15s, 1s);
  breaker.failed(start);
  EXPECT_FALSE(breaker.allows(start + 999ms));
  ASSERT_TRUE(breaker.allows(start + 1s));
  breaker.started(start + 1s);
  EXPECT_FALSE(breaker.allows(start + 2s));
}

TEST(Breaker, a_failed_try_opens_it_again) {
  Breaker breaker(1, 15s, 1s);
  breaker.failed(start);
  breaker.started(start + 1s);
  breaker.failed(start + 3s);
  EXPECT_FALSE(breaker.allows(start + 3999ms));
  EXPECT_TRUE(breaker.allows(start + 4s));
}

TEST(Breaker, a_successful_try_closes_it_and_forgets_the_errors) {
  Breaker breaker(2, 15s, 1s);
  breaker.failed(start);
  breaker.failed(start);
  breaker.started(start + 1s);
  breaker.succeeded();
  EXPECT_FALSE(breaker.open());
  breaker.failed(start + 2s);
  EXPECT_TRUE(breaker.allows(start + 2s));
}

TEST(Breaker, never_opens_if_the_number_is_zero) {
  Breaker breaker(0, 15s, 1s);
  for (int i = 0; i != 10; ++i)
    breaker.failed(start);
  EXPECT_TRUE(breaker.allows(start));
}

} // namespace
} // namespace leash::pool
