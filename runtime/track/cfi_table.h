// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Rules that were found before, by return address.
#pragma once

#include "track/cfi_rule.h"

#include <atomic>
#include <cstdint>

namespace leash::track {

// One for the process; addresses are only added. Lock-free; `find` is
// async-signal-safe. Rules from before a module was closed are not found.
class CfiTable {
public:
  struct alignas(32) Entry {
    std::atomic<std::uintptr_t> key{0};
    std::atomic<std::uint64_t> rule{0};
    // Where the walk went on from here the first time. A walk that goes there
    // again need not wait for the caller's address to be loaded and hashed: it
    // only compares afterwards.
    std::atomic<Entry *> next{nullptr};

    bool matches(std::uintptr_t wanted, std::uint64_t epoch) const noexcept {
      return key.load(std::memory_order_acquire) == wanted &&
             (rule.load(std::memory_order_acquire) & PackedRule::epoch_mask) ==
                 epoch << PackedRule::epoch_shift;
    }
  };

  static std::uint64_t epoch() noexcept {
    return epoch_.load(std::memory_order_acquire);
  }
  // Null if no rule of this epoch is known. `key` is a return address, or an
  // exact address marked by exact_key().
  static Entry *find(std::uintptr_t key, std::uint64_t epoch) noexcept {
    for (std::uint32_t i = 0, at = slot_of(key); i < probes; ++i, ++at) {
      Entry &entry = entries[at % size];
      const std::uintptr_t found = entry.key.load(std::memory_order_acquire);
      if (found == key)
        return entry.matches(key, epoch) ? &entry : nullptr;
      if (found == 0)
        return nullptr;
    }
    return nullptr;
  }
  // Finds a rule in the unwind tables. Null if there is no room to keep it.
  static Entry *learn(std::uintptr_t key) noexcept;

  // Were modules closed since the last call? Then all rules are void. Takes the
  // loader's lock.
  static bool forget_closed_modules() noexcept;

  // No user address has its highest bit set.
  static constexpr std::uintptr_t exact_bit = std::uintptr_t{1} << 63;
  static std::uintptr_t exact_key(std::uintptr_t pc) noexcept {
    return pc | exact_bit;
  }

private:
  static constexpr std::uint32_t size = 1u << 14, probes = 16;

  static std::uint32_t slot_of(std::uintptr_t key) noexcept {
    return static_cast<std::uint32_t>((key * 0x9e3779b97f4a7c15) >> 50);
  }

  static constinit Entry entries[size];
  static constinit std::atomic<std::uint64_t> epoch_;
};

} // namespace leash::track
