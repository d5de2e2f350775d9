// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Gives every thread its state, and notices that it ended.
#include "track/thread_state.h"
#include "report/keep_errno.h"
#include "track/tracker.h"

#include <cstring>
#include <mutex>
#include <new>
#include <pthread.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <unistd.h>

extern "C" void *__libc_stack_end __attribute__((weak));

namespace leash::track {
namespace detail {
constinit thread_local ThreadState *current = nullptr;
} // namespace detail
namespace {

std::atomic<ThreadState *> newest{nullptr};
pthread_key_t key;
std::once_flag key_made;

ThreadState *reuse() noexcept {
  for (ThreadState *state = all_threads(); state; state = state->next) {
    bool used = false;
    if (!state->used.load(std::memory_order_relaxed) &&
        state->used.compare_exchange_strong(used, true))
      return state;
  }
  return nullptr;
}

ThreadState *make() noexcept {
  void *memory = mmap(nullptr, sizeof(ThreadState), PROT_READ | PROT_WRITE,
                      MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED)
    return nullptr;
  auto *state = new (memory) ThreadState;
  state->used.store(true, std::memory_order_relaxed);
  state->next = newest.load();
  while (!newest.compare_exchange_weak(state->next, state)) {
  }
  return state;
}

// The bounds that a walk may read in. Unknown bounds leave it to the unwinder.
void find_stack(ThreadState &state) noexcept {
  state.stack_begin = state.stack_end = 0;
  // glibc reads /proc/self/maps for the main thread's bounds; all of its
  // frames are below this variable.
  if (state.tid.load(std::memory_order_relaxed) == getpid() &&
      &__libc_stack_end) {
    state.stack_begin =
        reinterpret_cast<std::uintptr_t>(__builtin_frame_address(0)) -
        std::uintptr_t{64} * 1024 * 1024;
    state.stack_end = reinterpret_cast<std::uintptr_t>(__libc_stack_end);
    return;
  }
  pthread_attr_t attributes;
  if (pthread_getattr_np(pthread_self(), &attributes) != 0)
    return;
  void *begin = nullptr;
  std::size_t size = 0;
  if (pthread_attr_getstack(&attributes, &begin, &size) == 0) {
    state.stack_begin = reinterpret_cast<std::uintptr_t>(begin);
    state.stack_end = state.stack_begin + size;
  }
  pthread_attr_destroy(&attributes);
}

// Runs after the destructors of the thread's thread_local objects. One that
// acquires later still attaches again, and is detached in another round.
void detach(void *pointer) noexcept {
  auto *state = static_cast<ThreadState *>(pointer);
  Tracker::detach(*state);
  detail::current = nullptr;
  state->generation.fetch_add(1);
  state->used.store(false);
}

} // namespace

ThreadState *all_threads() noexcept { return newest.load(); }

ThreadState *detail::attach() noexcept {
  const report::KeepErrno keep;
  std::call_once(key_made, [] { pthread_key_create(&key, detach); });
  ThreadState *state = reuse();
  if (!state)
    state = make();
  if (!state)
    return nullptr;
  state->tid.store(gettid(), std::memory_order_relaxed);
  std::uint64_t name[2] = {};
  prctl(PR_GET_NAME, reinterpret_cast<char *>(name));
  for (int i = 0; i < 2; ++i)
    state->name[i].store(name[i], std::memory_order_relaxed);
  state->ignore = 0;
  state->known = {};
  state->stacks = {};
  find_stack(*state);
  current = state;
  pthread_setspecific(key, state);
  return state;
}

void forget_other_threads() noexcept {
  for (ThreadState *state = all_threads(); state; state = state->next) {
    if (state == detail::current) {
      state->tid.store(gettid(), std::memory_order_relaxed);
      continue;
    }
    state->generation.fetch_add(1);
    state->free_head = state->free_count = 0;
    state->used.store(false);
  }
}

} // namespace leash::track
