// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// One place for a connection, and the list that threads through places.
#pragma once

#include <cstdint>

#include "leash/leash.h"
#include "pool/instant.h"

namespace leash::pool {

// Owned by the core. `connection` belongs to whoever the state names: the pool
// while idle, the lease while acquired, a worker while constructing or closing.
struct Slot {
  enum class State : std::uint8_t {
    vacant,
    constructing,
    idle,
    acquired,
    closing
  };

  void *connection = nullptr;
  Instant expires{};
  Instant idle_since{};
  std::uint64_t epoch = 0;       // resets of the pool before it was opened
  leash_lease tracked = 0;       // of the lease, while acquired
  std::uint32_t backend_pid = 0; // 0: unknown
  State state = State::vacant;
  bool cancel = false; // what it runs, before it is closed
  Slot *next = nullptr;
};

// First in, first out; a slot is in one list at most. Allocates nothing.
class SlotList {
public:
  bool empty() const { return first_ == nullptr; }
  void push(Slot &slot) {
    slot.next = nullptr;
    (first_ ? last_->next : first_) = &slot;
    last_ = &slot;
  }
  Slot *pop() {
    Slot *slot = first_;
    if (slot)
      first_ = slot->next;
    return slot;
  }

private:
  Slot *first_ = nullptr;
  Slot *last_ = nullptr;
};

} // namespace leash::pool
