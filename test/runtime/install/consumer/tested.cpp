// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// A test that leaks.
#include <leash/leash.h>

#include <gtest/gtest.h>

TEST(Consumer, leaks) {
  leash_acquire_info info{};
  info.size = sizeof info;
  leash_acquire(0, &info);
}
