// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The walk by unwind tables.
#include "track/cfi_walk.h"
#include "track/walks.h"

namespace leash::track {

std::optional<Captured> walk_cfi(const WalkStart &start,
                                 const ThreadState &thread, Frame *out,
                                 unsigned depth, unsigned skip) noexcept {
  // A coroutine's stack, or one whose bounds are not known.
  if (start.sp < thread.stack_begin || start.sp >= thread.stack_end)
    return std::nullopt;
  Captured captured;
  Registers at{start.pc, start.sp, start.fp, start.exact};
  const std::uintptr_t stack_end = thread.stack_end;
  bool asked = false;
  while (captured.count < depth) {
    if (skip > 0) {
      --skip;
    } else {
      out[captured.count++].store(at.pc, std::memory_order_release);
      captured.hash = mix(captured.hash, at.pc);
      if (captured.count == depth)
        break;
    }
    std::uint64_t rule = CfiTable::find(at.key());
    if (__builtin_expect(rule == 0, 0)) {
      // An address not met before: the time to see whether modules were closed,
      // and what was walked by their rules is void.
      if (!asked && CfiTable::forget_closed_modules())
        return std::nullopt;
      asked = true;
      rule = CfiTable::learn(at.key());
    }
    const Step taken = step(at, rule, stack_end);
    if (taken == Step::end)
      break;
    if (taken == Step::lost)
      return std::nullopt;
  }
  return captured;
}

} // namespace leash::track
