// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// GoogleTest's main function with the leak listener.
#include "leash/gtest.h"

int main(int argc, char **argv) {
  testing::InitGoogleTest(&argc, argv);
  leash::testing::install();
  return RUN_ALL_TESTS();
}
