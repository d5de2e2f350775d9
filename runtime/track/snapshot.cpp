// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Fills in a snapshot from slots, sites and pools.
#include "report/snapshot.h"
#include "track/atomic_text.h"
#include "track/tracker.h"

#include <algorithm>
#include <cerrno>
#include <ctime>
#include <map>
#include <unistd.h>

namespace leash::track {
namespace {

void add(report::Histogram &sum, const report::Histogram &part) noexcept {
  for (std::size_t i = 0; i < sum.counts.size(); ++i)
    sum.counts[i] += part.counts[i];
  sum.sum += part.sum;
  sum.max = std::max(sum.max, part.max);
}

report::PoolSnapshot read(PoolEntry &entry) {
  const auto reported = [&](report::Reason reason) {
    return entry.reported[static_cast<std::size_t>(reason)].load();
  };
  report::PoolSnapshot out;
  out.name = load_text(entry.name).data();
  out.system = load_text(entry.system).data();
  out.max = entry.max.load();
  out.waiting = static_cast<std::uint64_t>(
      std::max<std::int64_t>(entry.waiting.load(), 0));
  out.wait_timeouts = entry.waits[LEASH_WAIT_TIMEOUT].load();
  out.wait_cancellations = entry.waits[LEASH_WAIT_CANCELLED].load();
  out.wait_failures = entry.waits[LEASH_WAIT_FAILED].load();
  out.reported_inactive = reported(report::Reason::inactive);
  out.reported_idle_in_transaction =
      reported(report::Reason::idle_in_transaction);
  out.reported_owner_gone = reported(report::Reason::owner_gone);
  out.reported_never_used = reported(report::Reason::never_used);
  out.reported_held = reported(report::Reason::held);
  out.dirty_returns = entry.dirty_returns.load();
  out.double_releases = entry.double_releases.load();
  out.exhausted = entry.exhausted.load();
  for (std::size_t i = 0; i < out.wait_time.counts.size(); ++i)
    out.wait_time.counts[i] = entry.wait_counts[i].load();
  out.wait_time.sum = entry.wait_sum.load();
  out.wait_time.max = entry.wait_max.load();
  return out;
}

} // namespace

void Tracker::make_snapshot(report::Snapshot &out) {
  const std::uint64_t now = Clock::now();
  timespec wall{};
  clock_gettime(CLOCK_REALTIME, &wall);
  out.time_us = std::int64_t{wall.tv_sec} * 1'000'000 + wall.tv_nsec / 1000;
  out.process = program_invocation_short_name;
  out.pid = getpid();
  out.slots_total = slab.limit();
  out.untracked = untracked.load();
  out.records_written = reporter.output().written();
  out.records_dropped = reporter.output().dropped();
  if (!sites.created())
    return;

  // By index; pools that are gone are left out, and "no pool" if it is unused.
  std::vector<report::PoolSnapshot> by_index;
  for (std::uint32_t index = 0; index < pools.high(); ++index) {
    by_index.push_back(read(pools[index]));
    by_index.back().counters = pools.counters(index);
  }
  const std::vector<LeaseCopy> leases = held();
  out.slots_used = leases.size();
  std::map<std::uint32_t, std::uint64_t> held_by_site;
  std::vector<std::uint64_t> busy(by_index.size()); // connection-ns
  for (const LeaseCopy &lease : leases) {
    out.leases.push_back(reporter.describe(lease, now));
    ++held_by_site[lease.site];
    if (lease.pool >= by_index.size())
      continue;
    // A pool's numbers count its connections; results come on top of them.
    if (lease.kind == LEASH_CONNECTION || lease.pool == 0)
      ++by_index[lease.pool].held;
  }

  std::vector<std::uint32_t> pool_of_site;
  std::vector<std::uint64_t> open_time(Sites::size);
  for (const LeaseCopy &lease : leases)
    open_time[lease.site] += lease.held(now);
  for (std::uint32_t index = 0; index < Sites::size; ++index) {
    Site &site = sites[index];
    if (!site.ready.load(std::memory_order_acquire))
      continue;
    const auto pool = static_cast<std::uint32_t>(site.pool.load());
    if (pool >= by_index.size() || site.pool.load() != pools.handle(pool))
      continue; // of a pool that is gone
    report::SiteSnapshot part;
    part.use_time = sites.histogram(index);
    part.held = held_by_site.contains(index) ? held_by_site[index] : 0;
    if (part.use_time.count() + part.held == 0)
      continue;
    const auto kind = static_cast<leash_kind>(site.kind.load());
    part.pool = by_index[pool].name;
    part.kind = name_of(kind);
    std::array<std::uintptr_t, max_frames> frames;
    const unsigned count = std::min<unsigned>(site.frame_count, max_frames);
    for (unsigned i = 0; i < count; ++i)
      frames[i] = site.frames[i].load();
    part.stack = reporter.resolve({frames.data(), count});
    part.stack_id = stack_id(part.stack);
    if (kind == LEASH_CONNECTION || pool == 0) {
      add(by_index[pool].use_time, part.use_time);
      by_index[pool].releases += part.use_time.count();
    }
    part.share = static_cast<double>(part.use_time.sum + open_time[index]);
    busy[pool] += part.use_time.sum + open_time[index];
    out.sites.push_back(std::move(part));
    pool_of_site.push_back(pool);
  }
  for (std::size_t i = 0; i < out.sites.size(); ++i)
    if (const std::uint64_t all = busy[pool_of_site[i]])
      out.sites[i].share /= static_cast<double>(all);
  for (std::uint32_t index = 0; index < by_index.size(); ++index) {
    report::PoolSnapshot &pool = by_index[index];
    pool.acquires = pool.releases + pool.held;
    if (index == 0 ? pool.acquires != 0
                   : pools[index].generation.load() % 2 == 1)
      out.pools.push_back(std::move(pool));
  }
}

int Tracker::snapshot(leash_format form, leash_write_fn write,
                      void *context) noexcept {
  if (!write || form < LEASH_FORMAT_TEXT || form > LEASH_FORMAT_OPENTELEMETRY)
    return LEASH_ERROR_VALUE;
  try {
    report::Snapshot snapshot;
    make_snapshot(snapshot);
    const std::string text = report::format(snapshot, form);
    write(context, text.data(), text.size());
    return LEASH_OK;
  } catch (...) {
    Reporter::out_of_memory();
    return LEASH_ERROR_FULL;
  }
}

} // namespace leash::track
