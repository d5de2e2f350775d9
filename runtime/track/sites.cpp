// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Finds sites and sums up their hold times.
#include "track/sites.h"

#include <algorithm>
#include <sys/mman.h>

namespace leash::track {

void Sites::create() noexcept {
  void *memory = mmap(nullptr, size * sizeof(Site), PROT_READ | PROT_WRITE,
                      MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (memory == MAP_FAILED)
    return;
  madvise(memory, size * sizeof(Site), MADV_NOHUGEPAGE);
  sites = static_cast<Site *>(memory);
}

std::uint32_t Sites::find(std::uint64_t key, std::uint64_t pool,
                          std::uint32_t pool_index, std::uint8_t kind,
                          const Frame *frames, unsigned count) noexcept {
  constexpr std::uint32_t open = size - pools;
  for (std::uint32_t probe = 0; probe < 32; ++probe) {
    const auto index =
        pools + static_cast<std::uint32_t>(((key >> 32) + probe) % open);
    Site &site = sites[index];
    std::uint64_t found = site.key.load(std::memory_order_acquire);
    if (found == 0 && site.key.compare_exchange_strong(found, key)) {
      site.pool.store(pool, std::memory_order_relaxed);
      site.kind.store(kind, std::memory_order_relaxed);
      for (unsigned i = 0; i < count; ++i)
        site.frames[i].store(frames[i].load(std::memory_order_relaxed),
                             std::memory_order_relaxed);
      site.frame_count.store(static_cast<std::uint8_t>(count),
                             std::memory_order_relaxed);
      site.ready.store(true, std::memory_order_release);
      return index;
    }
    if (found == key)
      return index;
  }
  return pool_index;
}

void Sites::reset_pool(std::uint32_t pool_index, std::uint64_t pool) noexcept {
  Site &site = sites[pool_index];
  site.pool.store(pool, std::memory_order_relaxed);
  site.sum.store(0, std::memory_order_relaxed);
  site.max.store(0, std::memory_order_relaxed);
  for (auto &count : site.counts)
    count.store(0, std::memory_order_relaxed);
  site.key.store(1, std::memory_order_relaxed);
  site.ready.store(true, std::memory_order_release);
}

void Sites::hand_over(SiteCounts &counts, std::uint32_t next_site) noexcept {
  moving.fetch_add(1);
  Site &site = sites[counts.site.load(std::memory_order_relaxed)];
  for (std::size_t i = 0; i < counts.counts.size(); ++i)
    if (const std::uint64_t some = counts.counts[i].exchange(0))
      site.counts[i].fetch_add(some);
  site.sum.fetch_add(counts.sum.exchange(0));
  const std::uint64_t longest = counts.max.exchange(0);
  std::uint64_t old = site.max.load();
  while (old < longest && !site.max.compare_exchange_weak(old, longest)) {
  }
  counts.site.store(next_site);
  moved.fetch_add(1);
}

void Sites::hand_over(ThreadState &thread) noexcept {
  for (SiteCounts &counts : thread.counts)
    hand_over(counts, counts.site.load(std::memory_order_relaxed));
}

report::Histogram Sites::histogram(std::uint32_t index) noexcept {
  report::Histogram sum;
  // Hand-overs are rare; give up exactness rather than wait for ever.
  for (int attempt = 0; attempt < 1000; ++attempt) {
    const std::uint64_t before = moving.load();
    if (moved.load() != before)
      continue;
    sum = {};
    const auto add = [&](const auto &counts) {
      for (std::size_t i = 0; i < sum.counts.size(); ++i)
        sum.counts[i] += counts.counts[i].load();
      sum.sum += counts.sum.load();
      sum.max = std::max(sum.max, counts.max.load());
    };
    add(sites[index]);
    for (ThreadState *thread = all_threads(); thread; thread = thread->next) {
      const SiteCounts &counts = thread->counts[index % thread->counts.size()];
      if (counts.site.load() == index)
        add(counts);
    }
    if (moving.load() == before)
      break;
  }
  return sum;
}

} // namespace leash::track
