// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Like runtime/gtest/main.cpp, but a forked child ends with its test.
#include "leash/gtest.h"

#include <unistd.h>

namespace {

// Runs after the leak listener: listeners end in the reverse order.
class EndChild : public testing::EmptyTestEventListener {
  const pid_t parent = getpid();
  void OnTestEnd(const testing::TestInfo &info) override {
    if (getpid() != parent)
      _exit(info.result()->Failed() ? 1 : 0);
  }
};

} // namespace

int main(int argc, char **argv) {
  testing::InitGoogleTest(&argc, argv);
  testing::UnitTest::GetInstance()->listeners().Append(new EndChild);
  leash::testing::install();
  leash::testing::install();
  return RUN_ALL_TESTS();
}
