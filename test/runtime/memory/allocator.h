// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// malloc that fails when it is told to.
#pragma once

#include <cstdint>

namespace leash::test {

enum class Failing {
  one,  // the n-th allocation
  rest, // that and all that follow
};

// From now on, in all threads.
void fail_allocation(std::uint64_t n, Failing how);
// No more. True if an allocation failed.
bool allocate_again();

} // namespace leash::test
