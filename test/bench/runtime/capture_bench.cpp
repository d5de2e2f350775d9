// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Taking the stack, 16 frames, by each method.
#include "call_stack.h"
#include "track/known_stack.h"
#include "track/sites.h"
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

// As a borrow does it: the same stack as before, in a thread that knows it.
__attribute__((noinline)) Captured known(Frame *frames) {
  using leash::track::KnownStack;
  const auto start = caller();
  auto &thread = *this_thread();
  KnownStack &stack = thread.known_stack(start);
  const auto how = [] { return KnownStack::how(1, 0, depth, 0); };
  if (stack.matches(start, how()))
    return {stack.count(), 0};
  Captured captured = leash::track::capture(leash::track::current_method(),
                                            start, thread, frames, depth, 0);
  prove(start, thread, frames, captured, depth, 0);
  stack.miss(start, thread, how(), captured, 0);
  return captured;
}

// Bytes: a lease, the part that a first statement touches, a thread, a site.
void sizes(benchmark::State &state) {
  for (auto _ : state)
    benchmark::ClobberMemory();
  state.counters["lease"] = sizeof(leash::track::Slot);
  state.counters["lease_statement"] = sizeof(leash::track::ColdSlot);
  state.counters["thread"] = sizeof(leash::track::ThreadState);
  state.counters["site"] = sizeof(leash::track::Site);
}
BENCHMARK(sizes)->Iterations(1);

BENCHMARK_CAPTURE(capture, known, known);
BENCHMARK_CAPTURE(capture, frame_pointers, frame_pointers);
BENCHMARK_CAPTURE(capture, unwind_tables, unwind_tables);
BENCHMARK_CAPTURE(capture, unwinder, unwinder);

} // namespace

BENCHMARK_MAIN();
