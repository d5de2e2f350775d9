// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Hands out slots.
#include "track/slab.h"

#include <algorithm>
#include <sys/mman.h>

namespace leash::track {
namespace {

constexpr std::uint64_t step = std::uint64_t{1} << 32;

void *map(std::size_t bytes) noexcept {
  void *memory = mmap(nullptr, bytes, PROT_READ | PROT_WRITE,
                      MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (memory == MAP_FAILED)
    return nullptr;
  // A few leases should not take a huge page each.
  madvise(memory, bytes, MADV_NOHUGEPAGE);
  return memory;
}

} // namespace

// Pages of zeros are valid slots: all members start as zero.
void Slab::create(std::uint32_t limit) noexcept {
  for (limit = std::max(limit, 1u); limit > 0; limit /= 2) {
    void *hot = map(limit * sizeof(Slot));
    void *rest = map(limit * sizeof(ColdSlot));
    if (hot && rest) {
      slots = static_cast<Slot *>(hot);
      colds = static_cast<ColdSlot *>(rest);
      limit_ = limit;
      cached = std::clamp(limit / 512, 1u, 32u);
      return;
    }
    if (hot)
      munmap(hot, limit * sizeof(Slot));
    if (rest)
      munmap(rest, limit * sizeof(ColdSlot));
  }
}

std::uint32_t Slab::pop() noexcept {
  std::uint64_t old = head.load(std::memory_order_acquire);
  while (static_cast<std::uint32_t>(old) != 0) {
    const std::uint32_t index = static_cast<std::uint32_t>(old) - 1;
    // If another thread pops it meanwhile, the exchange fails by the count.
    const std::uint64_t next =
        slots[index].next.load(std::memory_order_acquire);
    const std::uint64_t count = (old & ~(step - 1)) + step;
    if (head.compare_exchange_weak(old, count | next,
                                   std::memory_order_acq_rel))
      return index;
  }
  return none;
}

void Slab::give(std::uint32_t index) noexcept {
  std::uint64_t old = head.load(std::memory_order_relaxed);
  do
    slots[index].next.store(static_cast<std::uint32_t>(old),
                            std::memory_order_release);
  while (!head.compare_exchange_weak(old,
                                     ((old & ~(step - 1)) + step) | (index + 1),
                                     std::memory_order_acq_rel));
}

std::uint32_t Slab::refill(ThreadState &thread) noexcept {
  std::uint32_t index = pop();
  if (index != none) {
    for (std::uint32_t more;
         thread.free_count < cached / 4 && (more = pop()) != none;) {
      slots[more].next.store(thread.free_head, std::memory_order_release);
      thread.free_head = more + 1;
      ++thread.free_count;
    }
    return index;
  }
  if (high_.load(std::memory_order_relaxed) >= limit_)
    return none;
  index = high_.fetch_add(1, std::memory_order_acq_rel);
  if (index < limit_)
    return index;
  high_.store(limit_, std::memory_order_relaxed);
  return none;
}

void Slab::give_all(ThreadState &thread) noexcept {
  while (thread.free_head != 0) {
    const std::uint32_t index = thread.free_head - 1;
    thread.free_head = slots[index].next.load(std::memory_order_relaxed);
    give(index);
  }
  thread.free_count = 0;
}

void Slab::rebuild() noexcept {
  head.store(0);
  for (std::uint32_t index = high(); index-- > 0;) {
    Slot &slot = slots[index];
    if (slot.generation.load() % 2 == 1)
      continue;
    slot.returned.store(false);
    slot.reported.store(0);
    give(index);
  }
}

} // namespace leash::track
