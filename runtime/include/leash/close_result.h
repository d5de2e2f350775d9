// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// How the closing of a pool went.
#ifndef LEASH_CLOSE_RESULT_H
#define LEASH_CLOSE_RESULT_H

#include <cstdint>
#include <string>

namespace leash {

struct CloseResult {
  /// No connection of the pool is left.
  bool complete = true;
  /// Leases that are still out; their connections are closed on return.
  std::int64_t outstanding = 0;
  /// With the tracker: who holds them, the longest first.
  std::string holders;
};

} // namespace leash
#endif
