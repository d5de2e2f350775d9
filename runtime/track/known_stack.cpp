// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Walks once more, and notes which words decide where it goes.
#include "track/known_stack.h"
#include "track/cfi_walk.h"
#include "track/stack_word.h"
#include "track/thread_state.h"

#include <algorithm>

namespace leash::track {

// A word that decides where the walk goes. False if there are more than it
// holds.
bool KnownStack::add(std::uintptr_t address) noexcept {
  if (words == at.size())
    return false;
  at[words++] = address;
  return true;
}

// Neighbours become pairs; the walk went up the stack, so they follow each
// other closely.
void KnownStack::load() noexcept {
  std::sort(at.begin(), at.begin() + words);
  std::array<std::uintptr_t, 2 * slot_frames> single;
  unsigned singles = 0;
  pairs = 0;
  for (unsigned i = 0; i < words; ++i) {
    if (i + 1 < words && at[i + 1] == at[i] + sizeof(std::uintptr_t)) {
      value[pairs] = Pair{stack_word(at[i]), stack_word(at[i + 1])};
      at[pairs++] = at[i++];
    } else if (i == 0 || at[i] != at[i - 1]) {
      single[singles++] = at[i];
    }
  }
  words = pairs;
  for (unsigned i = 0; i < singles; ++i) {
    value[words] = Pair{stack_word(single[i])};
    at[words++] = single[i];
  }
}

void KnownStack::remember(const WalkStart &start, const ThreadState &thread,
                          const How &now, const Captured &captured,
                          std::uint32_t site) noexcept {
  pc = start.pc;
  sp = start.sp;
  fp = start.fp;
  how_ = now;
  site_ = site;
  count_ = static_cast<std::uint8_t>(captured.count);
  words = 0;
  by_fp = false;
  Captured seen;
  bool followed = false;
  if (how_.method() == Method::frame_pointers)
    followed = follow_frame_pointers(thread, seen);
#if defined(__x86_64__)
  else if (how_.method() == Method::cfi)
    followed = follow_cfi(thread, seen);
#endif
  if (followed && seen.count == captured.count && seen.hash == captured.hash)
    load();
  else
    how_.walk = 0; // never matches
}

// As walk_frame_pointers().
bool KnownStack::follow_frame_pointers(const ThreadState &thread,
                                       Captured &seen) noexcept {
  by_fp = true;
  std::uintptr_t frame_pc = pc, frame = fp;
  std::uintptr_t from = 0; // where `frame` was loaded; 0: from the register
  std::uintptr_t low = sp > thread.stack_begin ? sp : thread.stack_begin;
  for (unsigned passed = 0;; ++passed) {
    if (passed >= how_.skip()) {
      ++seen.count;
      seen.hash = mix(seen.hash, frame_pc);
    }
    if (seen.count == how_.depth())
      return true;
    if (from != 0 && !add(from))
      return false;
    if (frame < low || frame % sizeof frame != 0 ||
        frame + 2 * sizeof frame > thread.stack_end)
      return true;
    if (!add(frame + sizeof frame))
      return false;
    frame_pc = stack_word(frame + sizeof frame);
    if (frame_pc == 0)
      return true;
    low = frame + 2 * sizeof frame;
    from = frame;
    frame = stack_word(from);
  }
}

#if defined(__x86_64__)
// As walk_cfi().
bool KnownStack::follow_cfi(const ThreadState &thread,
                            Captured &seen) noexcept {
  if (sp < thread.stack_begin || sp >= thread.stack_end)
    return false;
  Registers now{pc, sp, fp, false};
  std::uintptr_t fp_from = 0; // 0: from the start's register
  for (unsigned passed = 0;; ++passed) {
    if (passed >= how_.skip()) {
      ++seen.count;
      seen.hash = mix(seen.hash, now.pc);
    }
    if (seen.count == how_.depth())
      return true;
    const CfiTable::Entry *entry = CfiTable::find(now.key(), how_.epoch());
    if (!entry)
      return false;
    const std::uint64_t rule = entry->rule.load(std::memory_order_acquire);
    if (rule & PackedRule::rare)
      return rule & PackedRule::end;
    const CfiRule::Saved saved = PackedRule::rbp(rule);
    if (rule & PackedRule::base_rbp || saved == CfiRule::Saved::at_rbp) {
      by_fp = by_fp || fp_from == 0;
      if (fp_from != 0 && !add(fp_from))
        return false;
    }
    const Registers before = now;
    const Step taken = step(now, rule, thread.stack_end);
    if (taken == Step::lost || !add(now.sp - 8))
      return false;
    if (taken == Step::end)
      return true;
    const auto offset =
        static_cast<std::uintptr_t>(PackedRule::rbp_offset(rule));
    if (saved == CfiRule::Saved::at_cfa)
      fp_from = now.sp + offset;
    else if (saved == CfiRule::Saved::at_rbp)
      fp_from = before.fp + offset;
    else if (saved == CfiRule::Saved::at_rsp)
      fp_from = before.sp + offset;
  }
}
#endif

} // namespace leash::track
