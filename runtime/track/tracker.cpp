// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// What every acquire, use and release does.
#include "track/tracker.h"
#include "report/keep_errno.h"
#include "report/strip_literals.h"
#include "track/atomic_text.h"

#include <algorithm>
#include <cstring>

namespace leash::track {
namespace {

constexpr auto relaxed = std::memory_order_relaxed;
constexpr auto release_order = std::memory_order_release;

// The members that the caller's struct has; the others as zero. `room` is where
// a shorter one is completed.
const leash_acquire_info &read(const leash_acquire_info *info,
                               leash_acquire_info &room) noexcept {
  if (info && info->size >= sizeof *info)
    return *info;
  room = {};
  if (info)
    std::memcpy(&room, info, info->size);
  return room;
}

} // namespace

Slot *Tracker::find(leash_lease lease) noexcept {
  const auto index = static_cast<std::uint32_t>(lease);
  const auto generation = static_cast<std::uint32_t>(lease >> 32);
  if (index >= slab.limit() || generation % 2 == 0)
    return nullptr;
  Slot &slot = slab.slot(index);
  return slot.generation.load(std::memory_order_acquire) == generation
             ? &slot
             : nullptr;
}

// What a call answers for a lease that find() does not know.
int Tracker::missing(leash_lease lease) const noexcept {
  if (lease == 0)
    return LEASH_OK;
  return static_cast<std::uint32_t>(lease) < slab.high() && lease >> 32 != 0
             ? LEASH_ERROR_STALE
             : LEASH_ERROR_UNKNOWN;
}

leash_lease Tracker::acquire(leash_pool pool, const leash_acquire_info *given,
                             const WalkStart &start) noexcept {
  // Acquire: the slots may have been made when it was set.
  if (!settings.enabled.load(std::memory_order_acquire))
    return 0;
  ThreadState *thread = this_thread();
  if (!thread || thread->ignore != 0)
    return 0;
  leash_acquire_info room;
  const leash_acquire_info &info = read(given, room);
  std::uint32_t pool_index = pools.find(pool).value_or(0);
  if (pool_index == 0 && info.parent != 0)
    if (const Slot *parent = find(info.parent)) {
      pool_index = parent->pool.load(relaxed);
      pool = pools.handle(pool_index);
    }
  const std::uint32_t index = slab.take(*thread);
  if (index == Slab::none) {
    slots_used_up();
    return 0;
  }

  Slot &slot = slab.slot(index);
  const std::uint32_t site =
      keep_stack(index, pool, pool_index, info, start, *thread);
  slot.site.store(site, release_order);
  slot.resource.store(reinterpret_cast<std::uintptr_t>(info.resource),
                      release_order);
  slot.owner.store(thread, release_order);
  slot.owner_generation.store(thread->generation.load(relaxed), release_order);
  slot.pool.store(pool_index, release_order);
  slot.kind.store(static_cast<std::uint8_t>(info.kind), release_order);
  slot.backend_pid.store(info.backend_pid, release_order);
  slot.expected_hold.store(info.expected_hold, release_order);
  slot.last_used.store(0, release_order);
  slot.executing_since.store(0, release_order);
  slot.transaction_since.store(0, release_order);
  slot.statements.store(0, release_order);
  slot.transaction.store(LEASH_TXN_IDLE, release_order);
  slot.tier.store(0, release_order);
  slot.reason.store(static_cast<std::uint8_t>(report::Reason::none),
                    release_order);
  slot.acquired.store(Clock::now(), release_order);
  const std::uint32_t generation = slot.generation.load(relaxed) + 1;
  slot.generation.store(generation, release_order);
  if (watchdog.wanted())
    watchdog.start();
  return std::uint64_t{generation} << 32 | index;
}

// Fills in the frames; returns the site.
inline std::uint32_t Tracker::keep_stack(std::uint32_t index, leash_pool pool,
                                         std::uint32_t pool_index,
                                         const leash_acquire_info &info,
                                         const WalkStart &start,
                                         ThreadState &thread) noexcept {
  Slot &slot = slab.slot(index);
  const unsigned depth = settings.frames.load(relaxed);
  if (depth == 0) {
    slot.frame_count.store(0, release_order);
    return pool_index;
  }
  const KnownStack::How how = KnownStack::how(
      pool, static_cast<std::uint8_t>(info.kind), depth, info.skip_frames);
  const KnownStack &known = thread.known_stack(start);
  if (!known.matches(start, how))
    return walk_stack(index, how, pool_index, info, depth, start, thread);
  const std::uint32_t site = known.site();
  // A thread takes the slot that it gave last: often the frames are there.
  if (slot.site.load(relaxed) != site ||
      slot.frame_count.load(relaxed) != known.count()) {
    for (unsigned i = 0; i < known.count(); ++i)
      slot.frames[i].store(sites[site].frames[i].load(relaxed), release_order);
    slot.frame_count.store(known.count(), release_order);
  }
  return site;
}

// .. of a stack that is not the one remembered.
__attribute__((noinline)) std::uint32_t
Tracker::walk_stack(std::uint32_t index, const KnownStack::How &how,
                    std::uint32_t pool_index, const leash_acquire_info &info,
                    unsigned depth, const WalkStart &start,
                    ThreadState &thread) noexcept {
  Slot &slot = slab.slot(index);
  const unsigned skip = info.skip_frames;
  Captured captured;
  std::uint32_t site = 0;
  if (depth <= slot_frames) {
    const Method method = current_method();
    captured = capture(method, start, thread, slot.frames, depth, skip);
    site = site_for(slot.frames, captured, how.pool, pool_index, info.kind,
                    depth, skip, start, thread);
    // Only a site of its own has the frames, once whoever found it first has
    // stored them; what was disproved is not kept.
    if (site >= Sites::pools && method == current_method() &&
        sites[site].ready.load(std::memory_order_acquire))
      thread.known_stack(start).miss(start, thread, how, captured, site);
  } else {
    Frame frames[max_frames];
    captured = capture(current_method(), start, thread, frames, depth, skip);
    site = site_for(frames, captured, how.pool, pool_index, info.kind, depth,
                    skip, start, thread);
    ColdSlot &cold = slab.cold(index);
    for (unsigned i = 0; i < captured.count; ++i)
      (i < slot_frames ? slot.frames[i] : cold.more[i - slot_frames])
          .store(frames[i].load(relaxed), release_order);
  }
  slot.frame_count.store(static_cast<std::uint8_t>(captured.count),
                         release_order);
  return site;
}

// The site of a stack. One that this thread knows costs a look into its own
// table; a new one is proved first, which may correct the frames.
std::uint32_t Tracker::site_for(Frame *frames, Captured &captured,
                                leash_pool pool, std::uint32_t pool_index,
                                leash_kind kind, unsigned depth, unsigned skip,
                                const WalkStart &start,
                                ThreadState &thread) noexcept {
  const auto key_of = [&](const Captured &stack) {
    // The depth, too: one frame that was asked for proves nothing about a walk
    // that ended after one.
    return mix(mix(stack.hash, pool), std::uintptr_t{kind} << 8 | depth) | 1;
  };
  std::uint64_t key = key_of(captured);
  ThreadState::KnownSite *known = &thread.known[key >> 58];
  if (known->key == key)
    return known->site;
  const report::KeepErrno keep;
  std::uint32_t site =
      sites.find(key, pool, pool_index, kind, frames, captured.count);
  if (!sites[site].proved.load(relaxed)) {
    prove(start, thread, frames, captured, depth, skip);
    key = key_of(captured);
    known = &thread.known[key >> 58];
    site = sites.find(key, pool, pool_index, kind, frames, captured.count);
    sites[site].proved.store(true, relaxed);
  }
  *known = {key, site};
  return site;
}

int Tracker::release(leash_lease lease, const WalkStart &start) noexcept {
  if (lease == 0)
    return LEASH_OK;
  const auto index = static_cast<std::uint32_t>(lease);
  const auto generation = static_cast<std::uint32_t>(lease >> 32);
  if (index >= slab.limit() || generation % 2 == 0)
    return LEASH_ERROR_UNKNOWN;
  Slot &slot = slab.slot(index);
  std::uint32_t expected = generation;
  const std::uint64_t acquired = slot.acquired.load(relaxed);
  if (!slot.generation.compare_exchange_strong(expected, generation + 1))
    return stale(lease, start);

  // From here on the slot is this thread's.
  ThreadState *thread = this_thread();
  const std::uint64_t held = since(acquired, Clock::now());
  if (slot.inherited.load(relaxed)) {
    slot.inherited.store(false, release_order);
    slab.give(index);
    return LEASH_OK;
  }
  if (thread)
    sites.add(*thread, slot.site.load(relaxed), held);
  if (slot.reported.load() == generation) {
    slab.cold(index).held.store(held, release_order);
    slot.returned.store(true); // the watchdog says so, and frees the slot
    return LEASH_OK;
  }
  if (thread)
    slab.give(*thread, index);
  else
    slab.give(index);
  return LEASH_OK;
}

// Whoever uses a lease is its owner: it may have been handed over without a
// word.
void Tracker::own(Slot &slot) noexcept {
  ThreadState *thread = this_thread();
  const std::uint32_t generation =
      thread ? thread->generation.load(relaxed) : 0;
  if (!thread || (slot.owner.load(relaxed) == thread &&
                  slot.owner_generation.load(relaxed) == generation))
    return;
  slot.owner.store(thread, release_order);
  slot.owner_generation.store(generation, release_order);
}

int Tracker::touch(leash_lease lease) noexcept {
  Slot *slot = find(lease);
  if (!slot)
    return missing(lease);
  own(*slot);
  slot->last_used.store(Clock::now(), release_order);
  return LEASH_OK;
}

int Tracker::transaction(leash_lease lease, leash_transaction_state state,
                         const WalkStart &start) noexcept {
  Slot *slot = find(lease);
  if (!slot)
    return missing(lease);
  change_transaction(*slot, static_cast<std::uint32_t>(lease), state, start);
  return LEASH_OK;
}

void Tracker::change_transaction(Slot &slot, std::uint32_t index,
                                 leash_transaction_state state,
                                 const WalkStart &start) noexcept {
  slot.transaction.store(static_cast<std::uint8_t>(state), release_order);
  const bool open = state == LEASH_TXN_OPEN || state == LEASH_TXN_FAILED;
  if (!open) {
    // While a statement runs it is not known whether a transaction is open.
    if (state != LEASH_TXN_ACTIVE)
      slot.transaction_since.store(0, release_order);
    return;
  }
  if (slot.transaction_since.load(relaxed) != 0)
    return;
  ColdSlot &cold = slab.cold(index);
  std::uint32_t writing = cold.writing.load(relaxed);
  ThreadState *thread = this_thread();
  if (thread && settings.stack.load(relaxed) != report::StackMode::none &&
      writing % 2 == 0 &&
      cold.writing.compare_exchange_strong(writing, writing + 1)) {
    const unsigned depth = std::min(settings.depth.load(relaxed), begin_frames);
    cold.begin_count.store(capture(current_method() == Method::unwinder
                                       ? Method::unwinder
                                       : Method::cfi,
                                   start, *thread, cold.begin, depth, 0)
                               .count,
                           release_order);
    cold.writing.store(writing + 2, release_order);
  }
  slot.transaction_since.store(Clock::now(), release_order);
}

int Tracker::statement_begin(leash_lease lease, const char *sql) noexcept {
  Slot *slot = find(lease);
  if (!slot)
    return missing(lease);
  own(*slot);
  if (settings.statements.load(relaxed)) {
    ColdSlot &cold = slab.cold(static_cast<std::uint32_t>(lease));
    std::uint32_t writing = cold.writing.load(relaxed);
    if (writing % 2 == 0 &&
        cold.writing.compare_exchange_strong(writing, writing + 1)) {
      char text[statement_bytes + 1];
      const std::size_t length =
          sql ? report::strip_literals(sql, text, sizeof text) : 0;
      store_text(cold.statement, {text, std::min(length, statement_bytes)});
      cold.statement_of.store(static_cast<std::uint32_t>(lease >> 32),
                              release_order);
      cold.writing.store(writing + 2, release_order);
    }
  }
  slot->statements.fetch_add(1, relaxed);
  slot->executing_since.store(Clock::now(), release_order);
  return LEASH_OK;
}

int Tracker::statement_end(leash_lease lease, leash_transaction_state state,
                           const WalkStart &start) noexcept {
  Slot *slot = find(lease);
  if (!slot)
    return missing(lease);
  change_transaction(*slot, static_cast<std::uint32_t>(lease), state, start);
  // In this order a look in between sees it as used, not as inactive.
  slot->last_used.store(Clock::now(), release_order);
  slot->executing_since.store(0, release_order);
  return LEASH_OK;
}

int Tracker::transfer(leash_lease lease) noexcept {
  Slot *slot = find(lease);
  if (!slot)
    return missing(lease);
  own(*slot);
  return LEASH_OK;
}

int Tracker::expect_hold(leash_lease lease, std::uint64_t duration) noexcept {
  Slot *slot = find(lease);
  if (!slot)
    return missing(lease);
  slot->expected_hold.store(duration, release_order);
  return LEASH_OK;
}

int Tracker::backend_pid(leash_lease lease, std::uint32_t pid) noexcept {
  Slot *slot = find(lease);
  if (!slot)
    return missing(lease);
  slot->backend_pid.store(pid, release_order);
  return LEASH_OK;
}

std::uint64_t Tracker::wait_begin(leash_pool pool) noexcept {
  const auto index = pools.find(pool);
  if (!index || !settings.enabled.load(relaxed))
    return 0;
  pools[*index].waiting.fetch_add(1, relaxed);
  return Clock::now();
}

int Tracker::wait_end(leash_pool pool, std::uint64_t token,
                      leash_wait_outcome outcome) noexcept {
  if (token == 0)
    return LEASH_OK;
  const auto index = pools.find(pool);
  if (!index)
    return LEASH_ERROR_UNKNOWN;
  PoolEntry &entry = pools[*index];
  entry.waiting.fetch_sub(1, relaxed);
  const auto how = std::min<std::size_t>(outcome, std::size(entry.waits) - 1);
  entry.waits[how].fetch_add(1, relaxed);
  if (outcome != LEASH_WAIT_ACQUIRED)
    return LEASH_OK;
  const std::uint64_t waited = since(token, Clock::now());
  entry.wait_counts[report::histogram_bucket(waited)].fetch_add(1, relaxed);
  entry.wait_sum.fetch_add(waited, relaxed);
  std::uint64_t longest = entry.wait_max.load(relaxed);
  while (longest < waited &&
         !entry.wait_max.compare_exchange_weak(longest, waited)) {
  }
  return LEASH_OK;
}

std::size_t Tracker::for_each(leash_visit_fn visit, void *context) noexcept {
  std::size_t count = 0;
  const std::uint64_t now = Clock::now();
  LeaseCopy copy;
  for (std::uint32_t index = 0; index < slab.high(); ++index) {
    const Slot &slot = slab.slot(index);
    if (slot.generation.load(relaxed) % 2 == 0 || !copy_head(slot, index, copy))
      continue;
    copy_rest(slot, slab.cold(index), copy);
    if (slot.generation.load() != copy.generation)
      continue;
    ++count;
    if (!visit)
      continue;
    const auto name = load_text(pools[copy.pool].name);
    leash_lease_view view{};
    view.size = sizeof view;
    view.lease = copy.handle();
    view.pool = pools.handle(copy.pool);
    view.pool_name = name.data();
    view.kind = copy.kind;
    view.transaction = copy.transaction;
    view.sequence = copy.acquired;
    view.held = copy.held(now);
    view.inactive = copy.inactive(now);
    view.statements = copy.statements;
    view.thread = copy.owner ? copy.owner->tid.load(relaxed) : 0;
    view.resource = reinterpret_cast<const void *>(copy.resource);
    view.frames = copy.frames.data();
    view.frame_count = copy.frame_count;
    visit(context, &view);
  }
  return count;
}

leash_pool Tracker::register_pool(const leash_pool_info *info) noexcept {
  if (!sites.created())
    return 0;
  const leash_pool pool = pools.add(info, [this](std::uint32_t index) {
    for (std::uint32_t i = 0; i < slab.high(); ++i) {
      const Slot &slot = slab.slot(i);
      if (slot.generation.load() % 2 == 1 && slot.pool.load() == index)
        return false;
    }
    return true;
  });
  if (pool == 0)
    return 0;
  sites.reset_pool(static_cast<std::uint32_t>(pool), pool);
  watchdog.limits_changed();
  expect_sanitizer();
  return pool;
}

int Tracker::unregister_pool(leash_pool pool) noexcept {
  return pools.remove(pool) ? LEASH_OK : LEASH_ERROR_UNKNOWN;
}

} // namespace leash::track
