// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The stack of the calling thread, by the cheapest method that gets it right.
#pragma once

#include "track/cfi_table.h"
#include "track/slot.h"

#include <atomic>
#include <cstdint>

namespace leash::track {

struct ThreadState;

// Where a walk starts: a return address, and the registers of the function that
// it leads back to.
struct WalkStart {
  std::uintptr_t pc = 0;
  std::uintptr_t sp = 0;
  std::uintptr_t fp = 0;
  bool exact = false; // `pc` is an interrupted instruction, no return address
};

// Of the caller of the function that this is inlined into, which may not be
// inlined itself. Taking its frame's address gives that function a frame.
__attribute__((always_inline)) inline WalkStart caller() noexcept {
  const auto *frame =
      static_cast<const std::uintptr_t *>(__builtin_frame_address(0));
#if defined(__x86_64__)
  const auto sp = reinterpret_cast<std::uintptr_t>(frame + 2);
#else
  const std::uintptr_t sp = 0; // not known, and not used
#endif
  return {frame[1], sp, frame[0], false};
}

enum class Method : std::uint8_t {
  frame_pointers, // the chain of frame pointers
  cfi,            // unwind tables, remembered for each return address
  unwinder        // the C++ run-time library's
};

struct Captured {
  unsigned count = 0;
  std::uint64_t hash = 0; // of the frames; equal for equal stacks
};

// Writes the return addresses, the innermost first, to `out`: at most `depth`,
// after leaving out `skip`. Allocates nothing. `method` is a wish: what it
// cannot walk is left to the unwinder.
Captured capture(Method method, const WalkStart &start,
                 const ThreadState &thread, Frame *out, unsigned depth,
                 unsigned skip) noexcept;

namespace detail {
// Frame pointers are believed in until a stack disproves them; each new stack
// is a test. (On aarch64 there is nothing to test them by but the unwinder.)
inline constinit std::atomic<Method> method{Method::frame_pointers};
} // namespace detail

// The method that captures have been proved to agree on so far.
inline Method current_method() noexcept {
  return detail::method.load(std::memory_order_relaxed);
}

// For a stack that has not been seen before: captures it by slower methods as
// well, as long as there is doubt. If they disagree, `out` and `captured` are
// replaced by what is right, and later captures take another method.
void prove(const WalkStart &start, const ThreadState &thread, Frame *out,
           Captured &captured, unsigned depth, unsigned skip) noexcept;

// Changes when what was learnt of modules is forgotten.
inline std::uint64_t modules_epoch() noexcept { return CfiTable::epoch(); }
// Forgets what was learnt of modules if any was closed since the last call.
void forget_closed_modules() noexcept;

// The hash of the frames so far, and one more.
inline std::uint64_t mix(std::uint64_t hash, std::uintptr_t pc) noexcept {
  return (hash ^ pc) * 0x9e3779b97f4a7c15;
}

} // namespace leash::track
