// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Copies leases.
#include "track/lease_copy.h"
#include "track/atomic_text.h"

#include <algorithm>

namespace leash::track {

bool copy_head(const Slot &slot, std::uint32_t index,
               LeaseCopy &copy) noexcept {
  copy.index = index;
  copy.generation = slot.generation.load();
  copy.acquired = slot.acquired.load();
  copy.resource = slot.resource.load();
  copy.owner = slot.owner.load();
  copy.owner_generation = slot.owner_generation.load();
  copy.pool = slot.pool.load();
  copy.site = slot.site.load();
  copy.backend_pid = slot.backend_pid.load();
  copy.kind = static_cast<leash_kind>(slot.kind.load());
  copy.frame_count = slot.frame_count.load();
  copy.last_used = slot.last_used.load();
  copy.executing_since = slot.executing_since.load();
  copy.transaction_since = slot.transaction_since.load();
  copy.expected_hold = slot.expected_hold.load();
  copy.statements = slot.statements.load();
  copy.transaction =
      static_cast<leash_transaction_state>(slot.transaction.load());
  copy.tier = slot.tier.load();
  copy.reason = slot.reason.load();
  copy.begin_count = 0;
  return copy.generation % 2 == 1 && !slot.inherited.load() &&
         slot.generation.load() == copy.generation;
}

void copy_rest(const Slot &slot, const ColdSlot &cold,
               LeaseCopy &copy) noexcept {
  copy.frame_count = std::min(copy.frame_count, max_frames);
  for (unsigned i = 0; i < copy.frame_count; ++i)
    copy.frames[i] = i < slot_frames ? slot.frames[i].load()
                                     : cold.more[i - slot_frames].load();
  // Torn text is better than none: it has an end in any case.
  for (int attempt = 0; attempt < 3; ++attempt) {
    const std::uint32_t writing = cold.writing.load();
    copy.statement = load_text(cold.statement);
    if (cold.statement_of.load() !=
        ((copy.generation - 1) | 1)) // once released, one more
      copy.statement[0] = '\0';
    copy.begin_count = std::min(cold.begin_count.load(), begin_frames);
    for (unsigned i = 0; i < copy.begin_count; ++i)
      copy.begin[i] = cold.begin[i].load();
    if (writing % 2 == 0 && cold.writing.load() == writing)
      break;
  }
  if (copy.transaction_since == 0)
    copy.begin_count = 0;
}

} // namespace leash::track
