// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The pools that were registered, and what is counted for each.
#pragma once

#include "leash/leash.h"
#include "report/histogram.h"
#include "track/judge.h"
#include "track/sites.h"

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <optional>
#include <vector>

namespace leash::track {

inline constexpr std::uint64_t inherit = UINT64_MAX; // the process's limit

struct PoolEntry {
  std::atomic<std::uint32_t> generation{0}; // odd: registered
  std::atomic<std::uint64_t> name[8];
  std::atomic<std::uint64_t> system[4];
  std::atomic<std::uint32_t> max{0};
  std::atomic<std::uint64_t> threshold{inherit}, txn_idle{inherit};

  std::atomic<std::int64_t> waiting{0};
  std::atomic<std::uint64_t> waits[4]; // ended, by leash_wait_outcome
  std::atomic<std::uint64_t> wait_counts[report::histogram_buckets];
  std::atomic<std::uint64_t> wait_sum{0}, wait_max{0};
  std::atomic<std::uint64_t> reported[8]; // by report::Reason
  std::atomic<std::uint64_t> dirty_returns{0}, double_releases{0}, exhausted{0};
  std::atomic<std::uint64_t> exhausted_logged{0}; // when, last
  std::atomic<std::uint64_t> exhausted_folded{0}; // since then

  // Guarded by Pools' mutex.
  leash_counters_fn fill = nullptr;
  void *context = nullptr;
  unsigned calls = 0; // of `fill` that run now
};

// Thread-safe. Index 0 stands for no pool.
class Pools {
public:
  // 0 if all are in use. `may_reuse(index)` says that no lease of a pool that
  // was unregistered is out.
  template <class MayReuse>
  leash_pool add(const leash_pool_info *info, MayReuse may_reuse) noexcept;
  bool remove(leash_pool pool) noexcept;

  // The index, or no value if there is no such pool (any more).
  std::optional<std::uint32_t> find(leash_pool pool) const noexcept {
    const auto index = static_cast<std::uint32_t>(pool);
    if (index >= high() ||
        entries[index].generation.load(std::memory_order_acquire) !=
            static_cast<std::uint32_t>(pool >> 32))
      return std::nullopt;
    return index;
  }
  leash_pool handle(std::uint32_t index) const noexcept {
    return std::uint64_t{entries[index].generation.load()} << 32 | index;
  }
  PoolEntry &operator[](std::uint32_t index) noexcept { return entries[index]; }
  std::uint32_t high() const noexcept {
    return high_.load(std::memory_order_acquire);
  }

  // Waits for a running call of the old function.
  void set_counters(std::uint32_t index, leash_counters_fn fill,
                    void *context) noexcept;
  std::optional<leash_pool_counters> counters(std::uint32_t index) noexcept;

  // Around a fork. In the child, calls that other threads made are forgotten.
  void before_fork() noexcept { mutex.lock(); }
  void after_fork(bool child) noexcept;

private:
  leash_pool fill_in(std::uint32_t index, const leash_pool_info *info) noexcept;

  PoolEntry entries[Sites::pools];
  std::atomic<std::uint32_t> high_{1};
  std::uint64_t registered = 0;
  // Guards adding, removing and the counters' functions; never held while
  // other code is called.
  std::mutex mutex;
  std::condition_variable ended;
};

template <class MayReuse>
leash_pool Pools::add(const leash_pool_info *info,
                      MayReuse may_reuse) noexcept {
  const std::lock_guard lock(mutex);
  const std::uint32_t next = high_.load();
  if (next < Sites::pools)
    return fill_in(next, info);
  for (std::uint32_t index = 1; index < next; ++index)
    if (entries[index].generation.load() % 2 == 0 && may_reuse(index))
      return fill_in(index, info);
  return 0;
}

} // namespace leash::track
