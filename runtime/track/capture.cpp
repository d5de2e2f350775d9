// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Chooses how stacks are walked, and checks the ways against each other.
#include "track/capture.h"
#include "track/cfi_table.h"
#include "track/walks.h"

namespace leash::track {
namespace {

// New stacks that the unwinder is still asked about.
std::atomic<int> checks_left{64};

bool equal(const Captured &a, const Captured &b) noexcept {
  return a.count == b.count && a.hash == b.hash;
}

} // namespace

Captured capture(Method how, const WalkStart &start, const ThreadState &thread,
                 Frame *out, unsigned depth, unsigned skip) noexcept {
  if (depth == 1 && skip == 0) {
    out[0].store(start.pc, std::memory_order_release);
    return {1, mix(0, start.pc)};
  }
  if (how == Method::frame_pointers)
    return walk_frame_pointers(start, thread, out, depth, skip);
#if defined(__x86_64__)
  if (how == Method::cfi)
    if (const auto captured = walk_cfi(start, thread, out, depth, skip))
      return *captured;
#endif
  return walk_unwinder(start, out, depth, skip);
}

void prove(const WalkStart &start, const ThreadState &thread, Frame *out,
           Captured &captured, unsigned depth, unsigned skip) noexcept {
  if (current_method() == Method::unwinder)
    return;
  Frame frames[max_frames];
  const auto take = [&](const Captured &right, Method next) {
    captured = right;
    for (unsigned i = 0; i < right.count; ++i)
      out[i].store(frames[i].load(std::memory_order_relaxed),
                   std::memory_order_release);
    detail::method.store(next, std::memory_order_relaxed);
  };
#if defined(__x86_64__)
  constexpr Method slower = Method::cfi;
  if (current_method() == Method::frame_pointers)
    if (const Captured cfi =
            capture(Method::cfi, start, thread, frames, depth, skip);
        !equal(cfi, captured))
      take(cfi, slower);
  if (checks_left.fetch_sub(1, std::memory_order_relaxed) <= 0) {
    checks_left.store(0, std::memory_order_relaxed);
    return;
  }
#endif
  if (const Captured known = walk_unwinder(start, frames, depth, skip);
      !equal(known, captured))
    take(known, Method::unwinder);
}

void forget_closed_modules() noexcept { CfiTable::forget_closed_modules(); }

} // namespace leash::track
