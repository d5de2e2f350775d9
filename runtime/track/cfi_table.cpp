// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Learns rules, and forgets them when a module is closed.
#include "track/cfi_table.h"

#include <link.h>

namespace leash::track {
namespace {

// Modules that were ever closed.
unsigned long long closed_modules() noexcept {
  unsigned long long closed = 0;
  dl_iterate_phdr(
      [](dl_phdr_info *info, std::size_t, void *out) {
        *static_cast<unsigned long long *>(out) = info->dlpi_subs;
        return 1;
      },
      &closed);
  return closed;
}

std::atomic<unsigned long long> closed_seen{0};

} // namespace

constinit CfiTable::Entry CfiTable::entries[CfiTable::size];
constinit std::atomic<std::uint64_t> CfiTable::epoch_{0};

CfiTable::Entry *CfiTable::learn(std::uintptr_t key) noexcept {
  const std::uint64_t now = epoch();
  const std::uint64_t rule = PackedRule::pack(
      find_rule(key & ~exact_bit, (key & exact_bit) != 0), now);
  for (std::uint32_t i = 0, at = slot_of(key); i < probes; ++i, ++at) {
    Entry &entry = entries[at % size];
    std::uintptr_t found = entry.key.load(std::memory_order_acquire);
    if (found == 0)
      entry.key.compare_exchange_strong(found, key);
    if (found == 0 || found == key) {
      entry.rule.store(rule, std::memory_order_release);
      return &entry;
    }
  }
  return nullptr;
}

bool CfiTable::forget_closed_modules() noexcept {
  const unsigned long long closed = closed_modules();
  if (closed_seen.exchange(closed) == closed)
    return false;
  const std::uint64_t next = epoch() + 1;
  // The number in the rules wraps: none may seem new again.
  if (next == PackedRule::epochs)
    for (Entry &entry : entries)
      entry.rule.store(0, std::memory_order_release);
  epoch_.store(next % PackedRule::epochs, std::memory_order_release);
  return true;
}

} // namespace leash::track
