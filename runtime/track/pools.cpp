// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Registers pools.
#include "track/pools.h"
#include "track/atomic_text.h"

#include <algorithm>
#include <cstddef>
#include <cstdio>
#include <new>

namespace leash::track {
namespace {

// Members that the caller's struct has; the others as zero.
leash_pool_info read(const leash_pool_info *info) noexcept {
  leash_pool_info known{};
  if (info)
    std::memcpy(&known, info, std::min(info->size, sizeof known));
  return known;
}

std::uint64_t or_default(std::uint64_t limit) noexcept {
  return limit == 0 ? inherit : limit;
}

} // namespace

leash_pool Pools::fill_in(std::uint32_t index,
                          const leash_pool_info *given) noexcept {
  const leash_pool_info info = read(given);
  PoolEntry &entry = entries[index];
  char numbered[32];
  std::snprintf(numbered, sizeof numbered, "pool-%llu",
                static_cast<unsigned long long>(++registered));
  store_text(entry.name, info.name ? info.name : numbered);
  store_text(entry.system, info.system ? info.system : "");
  entry.max.store(info.max);
  entry.threshold.store(or_default(info.threshold));
  entry.txn_idle.store(or_default(info.txn_idle));
  entry.waiting.store(0);
  for (auto *counter : {&entry.wait_sum, &entry.wait_max, &entry.dirty_returns,
                        &entry.double_releases, &entry.exhausted,
                        &entry.exhausted_logged, &entry.exhausted_folded})
    counter->store(0);
  for (auto &count : entry.waits)
    count.store(0);
  for (auto &count : entry.wait_counts)
    count.store(0);
  for (auto &count : entry.reported)
    count.store(0);
  const std::uint32_t generation = entry.generation.load() + 1;
  entry.generation.store(generation, std::memory_order_release);
  if (index >= high_.load())
    high_.store(index + 1, std::memory_order_release);
  return std::uint64_t{generation} << 32 | index;
}

bool Pools::remove(leash_pool pool) noexcept {
  const auto index = find(pool);
  if (!index || *index == 0)
    return false;
  set_counters(*index, nullptr, nullptr);
  auto generation = static_cast<std::uint32_t>(pool >> 32);
  return entries[*index].generation.compare_exchange_strong(generation,
                                                            generation + 1);
}

void Pools::set_counters(std::uint32_t index, leash_counters_fn fill,
                         void *context) noexcept {
  std::unique_lock lock(mutex);
  PoolEntry &entry = entries[index];
  entry.fill = fill;
  entry.context = context;
  ended.wait(lock, [&] { return entry.calls == 0; });
}

std::optional<leash_pool_counters>
Pools::counters(std::uint32_t index) noexcept {
  PoolEntry &entry = entries[index];
  std::unique_lock lock(mutex);
  const leash_counters_fn fill = entry.fill;
  void *context = entry.context;
  if (!fill)
    return std::nullopt;
  ++entry.calls;
  lock.unlock();
  leash_pool_counters counters{};
  counters.size = sizeof counters;
  fill(context, &counters);
  lock.lock();
  --entry.calls;
  ended.notify_all();
  return counters;
}

void Pools::after_fork(bool child) noexcept {
  if (!child) {
    mutex.unlock();
    return;
  }
  new (&mutex) std::mutex;
  new (&ended) std::condition_variable;
  for (std::uint32_t index = 0; index < high(); ++index) {
    entries[index].calls = 0;
    entries[index].waiting.store(0);
  }
}

} // namespace leash::track
