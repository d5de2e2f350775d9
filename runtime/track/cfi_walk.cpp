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
  const std::uint64_t epoch = CfiTable::epoch();
  CfiTable::Entry *entry = nullptr, *guess = nullptr;
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
    const std::uintptr_t key = at.key();
    CfiTable::Entry *const before = entry;
    if (__builtin_expect(guess && guess->matches(key, epoch), 1)) {
      entry = guess;
    } else {
      entry = CfiTable::find(key, epoch);
      if (!entry) {
        // An address not met before: the time to see whether modules were
        // closed, and what was walked by their rules is void.
        if (!asked && CfiTable::forget_closed_modules())
          return std::nullopt;
        asked = true;
        entry = CfiTable::learn(key);
        if (!entry)
          return std::nullopt;
      }
      // Only once: threads with different callers would fight over the line.
      if (before && !guess)
        before->next.store(entry, std::memory_order_release);
    }
    guess = entry->next.load(std::memory_order_acquire);
    const Step taken =
        step(at, entry->rule.load(std::memory_order_acquire), stack_end);
    if (taken == Step::end)
      break;
    if (taken == Step::lost)
      return std::nullopt;
  }
  return captured;
}

} // namespace leash::track
