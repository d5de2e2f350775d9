// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Taking the stack, 16 frames, by each method.
#include "call_stack.h"
#include "track/walks.h"

#include <benchmark/benchmark.h>

namespace {

using leash::track::caller;
using leash::track::Captured;
using leash::track::Frame;
using leash::track::max_frames;
using leash::track::this_thread;

constexpr unsigned depth = leash::bench::stack_depth;

template <class Walk> void capture(benchmark::State &state, Walk walk) {
  auto bottom = [&] {
    Frame frames[max_frames];
    unsigned count = 0;
    for (auto _ : state)
      count = walk(frames).count;
    state.counters["frames"] = count;
  };
  leash::bench::deep_down(bottom);
}

__attribute__((noinline)) Captured frame_pointers(Frame *frames) {
  return leash::track::walk_frame_pointers(caller(), *this_thread(), frames,
                                           depth, 0);
}
__attribute__((noinline)) Captured unwind_tables(Frame *frames) {
  return leash::track::walk_cfi(caller(), *this_thread(), frames, depth, 0)
      .value_or(Captured{});
}
__attribute__((noinline)) Captured unwinder(Frame *frames) {
  return leash::track::walk_unwinder(caller(), frames, depth, 0);
}

BENCHMARK_CAPTURE(capture, frame_pointers, frame_pointers);
BENCHMARK_CAPTURE(capture, unwind_tables, unwind_tables);
BENCHMARK_CAPTURE(capture, unwinder, unwinder);

} // namespace

BENCHMARK_MAIN();
