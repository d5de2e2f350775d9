// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The walk along frame pointers: rbp on x86-64, x29 on aarch64.
#include "track/stack_word.h"
#include "track/walks.h"

namespace leash::track {

// Both processors keep the caller's frame pointer and, next to it, the return
// address where the frame pointer points to.
Captured walk_frame_pointers(const WalkStart &start, const ThreadState &thread,
                             Frame *out, unsigned depth,
                             unsigned skip) noexcept {
  Captured captured;
  std::uintptr_t pc = start.pc, fp = start.fp;
  std::uintptr_t low =
      start.sp > thread.stack_begin ? start.sp : thread.stack_begin;
  while (captured.count < depth) {
    if (skip > 0) {
      --skip;
    } else {
      out[captured.count++].store(pc, std::memory_order_release);
      captured.hash = mix(captured.hash, pc);
    }
    if (fp < low || fp % sizeof fp != 0 ||
        fp + 2 * sizeof fp > thread.stack_end)
      break;
    pc = stack_word(fp + sizeof fp);
    if (pc == 0)
      break;
    low = fp + 2 * sizeof fp;
    fp = stack_word(fp);
  }
  return captured;
}

} // namespace leash::track
