// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Looks at all leases: what is past a limit, what came back after a report.
#include "track/tracker.h"

#include <algorithm>
#include <tuple>

namespace leash::track {

Limits Tracker::limits_of(std::uint32_t pool) noexcept {
  const PoolEntry &entry = pools[pool];
  Limits limits{entry.threshold.load(), entry.txn_idle.load()};
  if (limits.threshold == inherit)
    limits.threshold = settings.threshold.load();
  if (limits.txn_idle == inherit)
    limits.txn_idle = settings.txn_idle.load();
  return limits;
}

std::uint64_t Tracker::shortest_limit() noexcept {
  if (!settings.enabled.load())
    return 0;
  std::uint64_t shortest = UINT64_MAX;
  for (std::uint32_t pool = 0; pool < pools.high(); ++pool) {
    if (pool != 0 && pools[pool].generation.load() % 2 == 0)
      continue;
    const Limits limits = limits_of(pool);
    for (const std::uint64_t limit : {limits.threshold, limits.txn_idle})
      if (limit != 0)
        shortest = std::min(shortest, limit);
  }
  return shortest == UINT64_MAX ? 0 : shortest;
}

Observation Tracker::observe(const LeaseCopy &lease,
                             std::uint64_t now) noexcept {
  const auto age = [&](std::uint64_t from) {
    return time_awake(from, now, pauses.all());
  };
  Observation seen;
  seen.kind = lease.kind;
  seen.held = age(lease.acquired);
  seen.owner_gone = owner_is_gone(lease);
  // Nobody waits for a statement's end in a thread that has ended.
  seen.executing = lease.executing_since != 0 && !seen.owner_gone;
  seen.used = lease.last_used != 0 || lease.statements != 0;
  if (!seen.executing) {
    seen.inactive =
        age(std::max({lease.acquired, lease.last_used, lease.executing_since}));
    if (lease.transaction_since != 0)
      seen.transaction_idle =
          std::min(seen.inactive, age(lease.transaction_since));
  }
  seen.expected_hold = lease.expected_hold;
  return seen;
}

void Tracker::watch() noexcept {
  {
    const std::lock_guard lock(look);
    look_at_leases();
    if (found_held.empty() && found_returned.empty())
      return;
  }
  teller.wake();
}

// On the calling thread, after whoever tells now.
std::size_t Tracker::check() noexcept {
  const std::lock_guard telling_lock(telling);
  {
    const std::lock_guard lock(look);
    look_at_leases();
  }
  return tell_found();
}

void Tracker::tell() noexcept {
  const std::lock_guard lock(telling);
  tell_found();
}

void Tracker::look_at_leases() noexcept {
  const std::uint64_t now = Clock::now();
  pauses.back(now, Watchdog::period(shortest_limit()));
  try {
    find_held(now);
    find_returned(now);
  } catch (...) { // what is not marked yet is found again by the next look
    Reporter::out_of_memory();
  }
}

void Tracker::find_held(std::uint64_t now) {
  LeaseCopy lease;
  for (std::uint32_t index = 0; index < slab.high(); ++index) {
    Slot &slot = slab.slot(index);
    if (slot.generation.load(std::memory_order_relaxed) % 2 == 0 ||
        !copy_head(slot, index, lease))
      continue;
    const auto before = static_cast<report::Reason>(lease.reason);
    const Verdict verdict =
        judge(observe(lease, now), limits_of(lease.pool), {lease.tier, before});
    if (!verdict.report)
      continue;
    copy_rest(slot, slab.cold(index), lease);
    // A release that does not see this mark has changed the generation before
    // it is read again here; either way nobody is told of a return alone.
    slot.reported.store(lease.generation);
    if (slot.generation.load() != lease.generation)
      continue;
    lease.reason = static_cast<std::uint8_t>(verdict.reason);
    ++lease.tier;
    found_held.add(verdict.reason, lease, now);
    slot.reason.store(lease.reason);
    slot.tier.store(static_cast<std::uint8_t>(lease.tier));
  }
}

// For the all-clear.
void Tracker::find_returned(std::uint64_t now) {
  LeaseCopy lease;
  for (std::uint32_t index = 0; index < slab.high(); ++index) {
    Slot &slot = slab.slot(index);
    if (!slot.returned.load())
      continue;
    copy_head(slot, index, lease);
    copy_rest(slot, slab.cold(index), lease);
    // As it was when it came back.
    lease.generation -= 1;
    lease.acquired = now - slab.cold(index).held.load();
    if (lease.tier > 0)
      found_returned.add(static_cast<report::Reason>(lease.reason), lease, now);
    slot.reported.store(0);
    slot.returned.store(false);
    slab.give(index);
  }
}

// Leases before their return. What there is no memory to tell is told later.
std::size_t Tracker::tell_found(bool at_exit) noexcept {
  std::size_t count = 0;
  while (at_exit || !exited.load()) {
    Folds::Node node;
    bool returned = false;
    {
      const std::lock_guard lock(look);
      returned = found_held.empty();
      node = (returned ? found_returned : found_held).take();
    }
    if (!node)
      break;
    try {
      count += tell(returned ? report::Event::returned : report::Event::held,
                    node.mapped());
    } catch (...) {
      Reporter::out_of_memory();
      const std::lock_guard lock(look);
      (returned ? found_returned : found_held).put_back(std::move(node));
      break;
    }
  }
  return count;
}

// How many leaks.
std::size_t Tracker::tell(report::Event event, const Fold &fold) {
  const auto reason = static_cast<report::Reason>(fold.lease.reason);
  if (!reporter.lease(event, reason, fold.lease, fold.now, fold.more,
                      fold.lease.tier) ||
      event == report::Event::returned)
    return 0;
  pools[fold.lease.pool].reported[static_cast<std::size_t>(reason)].fetch_add(
      fold.more + 1);
  return fold.more + 1;
}

// Equal stacks as one; how many are not suppressed.
std::size_t Tracker::report_held_at_exit() {
  Folds folds;
  const std::uint64_t now = Clock::now();
  for (LeaseCopy lease : held()) {
    lease.tier = 0; // folded whatever was said of them before
    folds.add(report::Reason::none, lease, now);
  }
  std::size_t reported = 0;
  for (const auto &[key, fold] : folds) {
    bool counts = true;
    try {
      counts =
          reporter.lease(report::Event::leaked_at_exit, report::Reason::none,
                         fold.lease, now, fold.more, 1);
    } catch (...) { // a leak all the same
      reporter.lost();
    }
    if (counts)
      reported += fold.more + 1;
  }
  return reported;
}

std::vector<LeaseCopy> Tracker::held(std::uint32_t pool) {
  std::vector<LeaseCopy> leases;
  LeaseCopy lease;
  for (std::uint32_t index = 0; index < slab.high(); ++index) {
    const Slot &slot = slab.slot(index);
    if (slot.generation.load(std::memory_order_relaxed) % 2 == 0 ||
        !copy_head(slot, index, lease) ||
        (pool != UINT32_MAX && lease.pool != pool))
      continue;
    copy_rest(slot, slab.cold(index), lease);
    if (slot.generation.load() == lease.generation)
      leases.push_back(lease);
  }
  std::sort(
      leases.begin(), leases.end(), [](const LeaseCopy &a, const LeaseCopy &b) {
        return std::tie(a.acquired, a.index) < std::tie(b.acquired, b.index);
      });
  return leases;
}

} // namespace leash::track
