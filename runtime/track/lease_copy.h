// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// A lease as it was at one moment, out of the way of who holds it.
#pragma once

#include "leash/leash.h"
#include "track/slot.h"

#include <array>
#include <cstdint>

namespace leash::track {

struct LeaseCopy {
  std::uint32_t index = 0, generation = 0;
  std::uint64_t acquired = 0, resource = 0;
  ThreadState *owner = nullptr;
  std::uint32_t owner_generation = 0;
  std::uint32_t pool = 0, site = 0, backend_pid = 0;
  leash_kind kind = LEASH_CONNECTION;
  std::uint64_t last_used = 0, executing_since = 0, transaction_since = 0;
  std::uint64_t expected_hold = 0;
  std::uint32_t statements = 0;
  leash_transaction_state transaction = LEASH_TXN_UNKNOWN;
  unsigned tier = 0;
  std::uint8_t reason = 0;
  unsigned frame_count = 0, begin_count = 0;
  std::array<std::uintptr_t, max_frames> frames;
  std::array<std::uintptr_t, begin_frames> begin;
  std::array<char, statement_bytes + 8> statement;

  leash_lease handle() const noexcept {
    return std::uint64_t{generation} << 32 | index;
  }
  std::uint64_t held(std::uint64_t now) const noexcept {
    return now > acquired ? now - acquired : 0;
  }
  // 0 while a statement runs.
  std::uint64_t inactive(std::uint64_t now) const noexcept {
    const std::uint64_t from = last_used ? last_used : acquired;
    return executing_since == 0 && now > from ? now - from : 0;
  }
};

// Everything but the frames, the text and the rest of the cold part. False if
// the slot changed hands meanwhile.
bool copy_head(const Slot &slot, std::uint32_t index, LeaseCopy &copy) noexcept;
// All of it, whoever holds it now; `copy.frame_count` is set before.
void copy_rest(const Slot &slot, const ColdSlot &cold,
               LeaseCopy &copy) noexcept;

} // namespace leash::track
