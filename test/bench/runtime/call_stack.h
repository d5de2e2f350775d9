// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Stacks to acquire from: sixteen functions deep, each with a frame of its own.
#pragma once

#include <benchmark/benchmark.h>

namespace leash::bench {

inline constexpr int stack_depth = 16;

// Level after level through a pointer, so that none is inlined into another.
// At each of the lower ones a bit of `path` says from which of two lines the
// next is called: 64 paths have 64 different stacks.
template <class Bottom, int Level> struct CallStack {
  static void down(unsigned path, Bottom &bottom) {
    // Frames of several sizes, as real ones.
    char local[16 + Level % 5 * 24];
    benchmark::DoNotOptimize(local);
    if constexpr (Level == 0) {
      bottom();
    } else {
      if (Level > 6 || (path >> (Level - 1) & 1) == 0)
        CallStack<Bottom, Level - 1>::next(path, bottom);
      else
        CallStack<Bottom, Level - 1>::next(path + 64, bottom);
    }
    benchmark::ClobberMemory(); // no jump instead of the call
  }
  static inline void (*volatile next)(unsigned, Bottom &) = down;
};

// Calls `bottom` so deep that a walk of 16 frames stays within this file.
template <class Bottom> void deep_down(Bottom &bottom, unsigned path = 0) {
  CallStack<Bottom, stack_depth>::next(path, bottom);
}

} // namespace leash::bench
