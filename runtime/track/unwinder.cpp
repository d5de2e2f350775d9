// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The walk of last resort.
#include "track/walks.h"

#include <unwind.h>

namespace leash::track {
namespace {

struct Walk {
  std::uintptr_t first;
  Frame *out;
  unsigned depth, skip;
  bool found = false;
  Captured captured{};
};

// Leash's own frames come first; they end where the caller's begin.
_Unwind_Reason_Code visit(_Unwind_Context *context, void *argument) {
  auto &walk = *static_cast<Walk *>(argument);
  const std::uintptr_t pc = _Unwind_GetIP(context);
  walk.found = walk.found || pc == walk.first;
  if (!walk.found || pc == 0)
    return _URC_NO_REASON;
  if (walk.skip > 0) {
    --walk.skip;
    return _URC_NO_REASON;
  }
  walk.out[walk.captured.count++].store(pc, std::memory_order_release);
  walk.captured.hash = mix(walk.captured.hash, pc);
  return walk.captured.count < walk.depth ? _URC_NO_REASON : _URC_END_OF_STACK;
}

} // namespace

Captured walk_unwinder(const WalkStart &start, Frame *out, unsigned depth,
                       unsigned skip) noexcept {
  if (depth == 0)
    return {};
  Walk walk{start.pc, out, depth, skip};
  _Unwind_Backtrace(visit, &walk);
  return walk.captured;
}

} // namespace leash::track
