// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Capturing 16 frames by each method; borrowing and returning from a plain pool
// untracked, and tracked with each stack mode, 16 frames deep.
#include "leash/leash.h"
#include "track/walks.h"

#include <benchmark/benchmark.h>

#include <memory>
#include <mutex>
#include <vector>

namespace {

using leash::track::Captured;
using leash::track::Frame;
using leash::track::max_frames;
using leash::track::ThreadState;
using leash::track::WalkStart;

constexpr unsigned depth = 16;

// Calls `bottom` from so deep that a walk of 16 frames stays in this function;
// through a pointer, so that no level is inlined into another.
template <class Bottom> struct Stack {
  static void down(int levels, Bottom &bottom) {
    if (levels == 0)
      bottom();
    else
      next(levels - 1, bottom);
    benchmark::ClobberMemory();
  }
  static inline void (*volatile next)(int, Bottom &) = down;
};
template <class Bottom> void down(int levels, Bottom &bottom) {
  Stack<Bottom>::next(levels, bottom);
}

template <class Walk> void capture(benchmark::State &state, Walk walk) {
  auto bottom = [&] {
    Frame frames[max_frames];
    unsigned count = 0;
    for (auto _ : state)
      count = walk(frames).count;
    state.counters["frames"] = count;
  };
  down(depth, bottom);
}

__attribute__((noinline)) Captured frame_pointers(Frame *frames) {
  return leash::track::walk_frame_pointers(
      leash::track::caller(), *leash::track::this_thread(), frames, depth, 0);
}
__attribute__((noinline)) Captured unwind_tables(Frame *frames) {
  return leash::track::walk_cfi(leash::track::caller(),
                                *leash::track::this_thread(), frames, depth, 0)
      .value_or(Captured{});
}
__attribute__((noinline)) Captured unwinder(Frame *frames) {
  return leash::track::walk_unwinder(leash::track::caller(), frames, depth, 0);
}

void capture_frame_pointers(benchmark::State &state) {
  capture(state, frame_pointers);
}
void capture_unwind_tables(benchmark::State &state) {
  capture(state, unwind_tables);
}
void capture_unwinder(benchmark::State &state) { capture(state, unwinder); }
BENCHMARK(capture_frame_pointers);
BENCHMARK(capture_unwind_tables);
BENCHMARK(capture_unwinder);

// What a pool does at the least.
class PlainPool {
public:
  explicit PlainPool(int size) {
    for (int i = 0; i < size; ++i)
      idle.push_back(&resources[i]);
  }
  __attribute__((noinline)) int *borrow() {
    const std::lock_guard lock(mutex);
    if (idle.empty())
      return nullptr;
    int *resource = idle.back();
    idle.pop_back();
    return resource;
  }
  __attribute__((noinline)) void give_back(int *resource) {
    const std::lock_guard lock(mutex);
    idle.push_back(resource);
  }

private:
  int resources[64] = {};
  std::mutex mutex;
  std::vector<int *> idle;
};

PlainPool pool(16);

leash_pool registered() {
  static const leash_pool made = [] {
    leash_pool_info info{};
    info.size = sizeof info;
    info.name = "bench";
    return leash_pool_register(&info);
  }();
  return made;
}

void untracked(benchmark::State &state) {
  auto bottom = [&] {
    for (auto _ : state)
      pool.give_back(pool.borrow());
  };
  down(depth, bottom);
}

void tracked(benchmark::State &state, const char *options) {
  if (state.thread_index() == 0)
    leash_set_option(options);
  const leash_pool handle = registered();
  auto bottom = [&] {
    leash_acquire_info info{};
    info.size = sizeof info;
    for (auto _ : state) {
      int *resource = pool.borrow();
      info.resource = resource;
      const leash_lease lease = leash_acquire(handle, &info);
      leash_release(lease);
      pool.give_back(resource);
    }
  };
  down(depth, bottom);
}

void tracker_alone(benchmark::State &state, const char *options) {
  leash_set_option(options);
  const leash_pool handle = registered();
  auto bottom = [&] {
    leash_acquire_info info{};
    info.size = sizeof info;
    for (auto _ : state)
      leash_release(leash_acquire(handle, &info));
  };
  down(depth, bottom);
}

BENCHMARK(untracked)->Threads(1)->Threads(8);
BENCHMARK_CAPTURE(tracked, off, "enabled=0")->Threads(1)->Threads(8);
BENCHMARK_CAPTURE(tracked, stack_none, "enabled=1:stack=none")
    ->Threads(1)
    ->Threads(8);
BENCHMARK_CAPTURE(tracked, stack_site, "enabled=1:stack=site")
    ->Threads(1)
    ->Threads(8);
BENCHMARK_CAPTURE(tracked, stack_full, "enabled=1:stack=full:depth=16")
    ->Threads(1)
    ->Threads(8);
BENCHMARK_CAPTURE(tracker_alone, stack_none, "enabled=1:stack=none");
BENCHMARK_CAPTURE(tracker_alone, stack_full, "enabled=1:stack=full:depth=16");

void statement(benchmark::State &state) {
  leash_set_option("enabled=1:stack=full:depth=16");
  leash_acquire_info info{};
  info.size = sizeof info;
  const leash_lease lease = leash_acquire(registered(), &info);
  for (auto _ : state) {
    leash_statement_begin(
        lease, "select id, name from customers where city = 'Bonn' limit 10");
    leash_statement_end(lease, LEASH_TXN_IDLE);
  }
  leash_release(lease);
}
BENCHMARK(statement);

} // namespace

BENCHMARK_MAIN();
