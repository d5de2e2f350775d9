// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// What the tracker keeps for each thread.
#pragma once

#include "report/histogram.h"
#include "track/known_stack.h"

#include <array>
#include <atomic>
#include <cstdint>

namespace leash::track {

// Hold times of a site, not yet added to the site's own. One thread writes,
// any may read.
struct SiteCounts {
  std::atomic<std::uint32_t> site{0};
  std::atomic<std::uint64_t> sum{0}, max{0}; // ns
  std::array<std::atomic<std::uint64_t>, report::histogram_buckets> counts{};
};

// Never freed: a lease names its owner by address and generation. Used again
// by a later thread.
struct ThreadState {
  ThreadState *next = nullptr; // of all; constant once listed
  std::atomic<bool> used{false};
  std::atomic<std::uint32_t> generation{1}; // grows when the thread ends
  std::atomic<std::int32_t> tid{0};
  std::atomic<std::uint64_t> name[2]; // of the thread, when it was last seen

  // The thread's alone.
  struct KnownSite {
    std::uint64_t key = 0;
    std::uint32_t site = 0;
  };
  std::uint32_t free_head = 0; // slot index + 1
  std::uint32_t free_count = 0;
  std::uint32_t ignore = 0; // depth of ignore scopes
  std::uintptr_t stack_end = 0;
  std::uintptr_t stack_begin = 0; // the lowest address
  std::array<KnownSite, 64> known{};
  std::array<KnownStack, 16> stacks{};

  // Where a stack that starts so would be.
  KnownStack &known_stack(const WalkStart &start) noexcept {
    return stacks[(start.pc + start.sp) * 0x9e3779b97f4a7c15 >> 60];
  }

  // Read by snapshots, too.
  std::array<SiteCounts, 32> counts{};
};

// The newest of all states.
ThreadState *all_threads() noexcept;
// In a forked child: every other thread is gone.
void forget_other_threads() noexcept;

namespace detail {
// Initial-exec: reading it is one instruction, also from the shared library.
extern constinit thread_local ThreadState *current
    __attribute__((tls_model("initial-exec")));
ThreadState *attach() noexcept;
} // namespace detail

// The calling thread's; null if there is no memory for one.
inline ThreadState *this_thread() noexcept {
  ThreadState *state = detail::current;
  return state ? state : detail::attach();
}
// .. if it has one already. Async-signal-safe.
inline ThreadState *this_thread_if_any() noexcept { return detail::current; }

} // namespace leash::track
