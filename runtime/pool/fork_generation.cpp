// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Counts forks, in the child.
#include "pool/fork_generation.h"

#include <atomic>

#include <pthread.h>

namespace leash::pool {
namespace {

std::atomic<unsigned> generation{0};

// glibc forgets the handler when this library is unloaded.
[[maybe_unused]] const int registered = pthread_atfork(nullptr, nullptr, [] {
  generation.fetch_add(1, std::memory_order_relaxed);
});

} // namespace

unsigned fork_generation() noexcept {
  return generation.load(std::memory_order_relaxed);
}

} // namespace leash::pool
