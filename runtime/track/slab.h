// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// All slots: one mapping that grows by being touched and is never freed.
#pragma once

#include "track/slot.h"
#include "track/thread_state.h"

#include <atomic>
#include <cstdint>

namespace leash::track {

// Threads keep a few free slots each; more move between them by a lock-free
// list. Thread-safe after `create`.
class Slab {
public:
  static constexpr std::uint32_t none = UINT32_MAX;

  // Room for `limit` slots, or fewer if there is no memory. Once.
  void create(std::uint32_t limit) noexcept;

  std::uint32_t limit() const noexcept { return limit_; }
  // Slots from here on were never used.
  std::uint32_t high() const noexcept {
    const std::uint32_t high = high_.load(std::memory_order_acquire);
    return high < limit_ ? high : limit_;
  }
  Slot &slot(std::uint32_t index) noexcept { return slots[index]; }
  ColdSlot &cold(std::uint32_t index) noexcept { return colds[index]; }

  // A free slot, or none. `thread` is the calling thread's.
  std::uint32_t take(ThreadState &thread) noexcept {
    const std::uint32_t first = thread.free_head;
    if (first == 0)
      return refill(thread);
    thread.free_head = slots[first - 1].next.load(std::memory_order_relaxed);
    --thread.free_count;
    return first - 1;
  }
  void give(ThreadState &thread, std::uint32_t index) noexcept {
    if (thread.free_count >= cached)
      return give(index);
    slots[index].next.store(thread.free_head, std::memory_order_release);
    thread.free_head = index + 1;
    ++thread.free_count;
  }
  // .. without a thread's cache.
  void give(std::uint32_t index) noexcept;
  // All of a thread that ends.
  void give_all(ThreadState &thread) noexcept;
  // In a forked child: the slots that are not held are free, whoever had them.
  void rebuild() noexcept;

private:
  std::uint32_t pop() noexcept;
  std::uint32_t refill(ThreadState &thread) noexcept;

  Slot *slots = nullptr;
  ColdSlot *colds = nullptr;
  std::uint32_t limit_ = 0;
  std::uint32_t cached = 1; // free slots a thread keeps
  std::atomic<std::uint32_t> high_{0};
  // Of free slots: a count against ABA above the first one's index + 1.
  std::atomic<std::uint64_t> head{0};
};

} // namespace leash::track
