// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// An acquire that may have to wait, and the queue of those that do.
#pragma once

#include <cstddef>
#include <cstdint>

#include "pool/instant.h"

namespace leash::pool {

struct Slot;

// Owned by the acquiring thread, and linked into the core while it waits.
struct Waiter {
  enum class State : std::uint8_t { fresh, waiting, granted, failed };
  enum class Failure : std::uint8_t {
    none,
    closed,
    queue_full,
    unavailable, // the breaker is open and nothing can be released
    connect,
    timeout,
    cancelled
  };

  Instant started{}; // the acquire
  Instant queued{};  // the wait under way
  Duration waited{0};
  Slot *slot = nullptr; // when granted
  State state = State::fresh;
  Failure failure = Failure::none;
  bool had_to_wait = false;
  bool has_turn = false; // lost a connection it had been given: to the front
  Waiter *previous = nullptr;
  Waiter *next = nullptr;
};

class WaiterQueue {
public:
  std::size_t size() const { return size_; }
  Waiter *front() const { return first_; }

  void push_back(Waiter &waiter) {
    waiter.previous = last_;
    waiter.next = nullptr;
    (last_ ? last_->next : first_) = &waiter;
    last_ = &waiter;
    ++size_;
  }
  void push_front(Waiter &waiter) {
    waiter.previous = nullptr;
    waiter.next = first_;
    (first_ ? first_->previous : last_) = &waiter;
    first_ = &waiter;
    ++size_;
  }
  void remove(Waiter &waiter) {
    (waiter.previous ? waiter.previous->next : first_) = waiter.next;
    (waiter.next ? waiter.next->previous : last_) = waiter.previous;
    waiter.previous = waiter.next = nullptr;
    --size_;
  }

private:
  Waiter *first_ = nullptr;
  Waiter *last_ = nullptr;
  std::size_t size_ = 0;
};

} // namespace leash::pool
