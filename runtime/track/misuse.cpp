// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// What is reported at once, by the thread that did it: double releases, dirty
// returns, exhausted pools.
#include "report/keep_errno.h"
#include "track/atomic_text.h"
#include "track/tracker.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <string>

namespace leash::track {
namespace {

report::Reason reason_of(leash_dirt dirt) noexcept {
  switch (dirt) {
  case LEASH_DIRT_IN_TRANSACTION:
    return report::Reason::in_transaction;
  case LEASH_DIRT_BUSY:
    return report::Reason::busy;
  case LEASH_DIRT_BROKEN:
    break;
  }
  return report::Reason::broken;
}

std::size_t copy_out(const std::string &text, char *out,
                     std::size_t size) noexcept {
  if (out && size > 0) {
    const std::size_t length = std::min(text.size(), size - 1);
    std::memcpy(out, text.data(), length);
    out[length] = '\0';
  }
  return text.size();
}

} // namespace

// The first acquire's stack is known until the slot serves another lease.
int Tracker::stale(leash_lease lease, const WalkStart &start) noexcept {
  const report::KeepErrno keep;
  const auto index = static_cast<std::uint32_t>(lease);
  const auto generation = static_cast<std::uint32_t>(lease >> 32);
  try {
    LeaseCopy copy;
    copy_head(slab.slot(index), index, copy);
    const bool known = copy.generation == generation + 1;
    if (known) {
      copy_rest(slab.slot(index), slab.cold(index), copy);
    } else {
      copy = LeaseCopy{};
      copy.index = index;
    }
    copy.generation = generation;
    pools[copy.pool].double_releases.fetch_add(1);
    std::array<std::uintptr_t, max_frames> now_at{};
    unsigned count = 0;
    if (const ThreadState *thread = this_thread()) {
      Frame frames[max_frames];
      count =
          capture(Method::cfi, start, *thread, frames, settings.depth.load(), 0)
              .count;
      for (unsigned i = 0; i < count; ++i)
        now_at[i] = frames[i].load();
    }
    reporter.lease(report::Event::double_release, report::Reason::none, copy,
                   known ? Clock::now() : 0, 0, 1, {now_at.data(), count});
  } catch (...) {
    reporter.lost();
  }
  return LEASH_ERROR_STALE;
}

// A site that always returns dirty is reported the 1st, 2nd, 4th, .. time.
int Tracker::dirty_return(leash_lease lease, leash_dirt dirt) noexcept {
  Slot *slot = find(lease);
  if (!slot)
    return missing(lease);
  const auto index = static_cast<std::uint32_t>(lease);
  LeaseCopy copy;
  if (!copy_head(*slot, index, copy))
    return LEASH_OK; // the parent's, in a forked child
  pools[copy.pool].dirty_returns.fetch_add(1);
  const std::uint64_t count = sites[copy.site].dirty_returns.fetch_add(1) + 1;
  if (!std::has_single_bit(count))
    return LEASH_OK;
  copy_rest(*slot, slab.cold(index), copy);
  try {
    reporter.lease(report::Event::dirty_return, reason_of(dirt), copy,
                   Clock::now(), count / 2 - (count > 1), 1);
  } catch (...) {
    reporter.lost();
  }
  return LEASH_OK;
}

std::size_t Tracker::exhausted(leash_pool pool, std::uint64_t waited,
                               char *text, std::size_t size) noexcept {
  constexpr std::uint64_t again = 1'000'000'000;
  if (text && size > 0)
    *text = '\0';
  const auto index = pools.find(pool);
  if (!index)
    return 0;
  PoolEntry &entry = pools[*index];
  entry.exhausted.fetch_add(1);
  try {
    const std::uint64_t now = Clock::now();
    const std::vector<LeaseCopy> leases = held(*index);
    // Everyone who waits gives up at the same time: one of them writes.
    std::uint64_t last = entry.exhausted_logged.load();
    if ((last == 0 || since(last, now) >= again) &&
        entry.exhausted_logged.compare_exchange_strong(last, now))
      try {
        reporter.exhausted(*index, leases, now, waited,
                           entry.exhausted_folded.exchange(0));
      } catch (...) {
        reporter.lost();
      }
    else
      entry.exhausted_folded.fetch_add(1);
    return copy_out(reporter.holders(*index, leases, now), text, size);
  } catch (...) {
    Reporter::out_of_memory();
    return 0;
  }
}

std::size_t Tracker::holders(leash_pool pool, char *text,
                             std::size_t size) noexcept {
  if (text && size > 0)
    *text = '\0';
  const auto index = pools.find(pool);
  if (!index)
    return 0;
  try {
    return copy_out(reporter.holders(*index, held(*index), Clock::now()), text,
                    size);
  } catch (...) {
    Reporter::out_of_memory();
    return 0;
  }
}

std::size_t Tracker::format_stack(std::span<const std::uintptr_t> frames,
                                  char *text, std::size_t size) noexcept {
  if (text && size > 0)
    *text = '\0';
  try {
    return copy_out(reporter.format_stack(frames), text, size);
  } catch (...) {
    Reporter::out_of_memory();
    return 0;
  }
}

} // namespace leash::track
