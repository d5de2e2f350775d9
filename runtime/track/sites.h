// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Statistics of what was acquired with one stack from one pool.
#pragma once

#include "report/histogram.h"
#include "track/slot.h"
#include "track/thread_state.h"

#include <cstdint>

namespace leash::track {

struct Site {
  std::atomic<std::uint64_t> key{0};  // 0: free
  std::atomic<bool> ready{false};     // what follows may be read
  std::atomic<std::uint64_t> pool{0}; // handle
  std::atomic<std::uint8_t> kind{0};
  std::atomic<std::uint8_t> frame_count{0};
  std::atomic<bool> proved{false}; // its stack was checked by a second method
  Frame frames[max_frames];
  std::atomic<std::uint64_t> dirty_returns{0};

  // Without what threads have not yet handed over.
  std::atomic<std::uint64_t> sum{0}, max{0}; // ns
  std::atomic<std::uint64_t> counts[report::histogram_buckets];
};

// A table that only grows. Thread-safe, without locks.
class Sites {
public:
  static constexpr std::uint32_t pools = 1024; // sites 0.. are pools' own
  static constexpr std::uint32_t size = pools + 8192;

  void create() noexcept;
  bool created() const noexcept { return sites != nullptr; }
  Site &operator[](std::uint32_t index) noexcept { return sites[index]; }

  // The site of a stack; the pool's own if the table is full.
  std::uint32_t find(std::uint64_t key, std::uint64_t pool,
                     std::uint32_t pool_index, std::uint8_t kind,
                     const Frame *frames, unsigned count) noexcept;
  // Makes a pool's own site, with no times in it.
  void reset_pool(std::uint32_t pool_index, std::uint64_t pool) noexcept;

  // One lease of the site came back after `held` ns, on the calling thread.
  void add(ThreadState &thread, std::uint32_t site,
           std::uint64_t held) noexcept {
    SiteCounts &counts = thread.counts[site % thread.counts.size()];
    if (counts.site.load(std::memory_order_relaxed) != site)
      hand_over(counts, site);
    const std::size_t bucket = held <= report::histogram_bounds[0]
                                   ? 0
                                   : report::histogram_bucket(held);
    bump(counts.counts[bucket], 1);
    bump(counts.sum, held);
    if (held > counts.max.load(std::memory_order_relaxed))
      counts.max.store(held, std::memory_order_relaxed);
  }
  // All that the thread counted and has not handed over.
  void hand_over(ThreadState &thread) noexcept;

  // What is known of a site, threads' own counts included.
  report::Histogram histogram(std::uint32_t site) noexcept;
  // In a forked child: no other thread hands over now.
  void forget_other_threads() noexcept { moved.store(moving.load()); }

private:
  // The only writer, so that no locked instruction is needed.
  static void bump(std::atomic<std::uint64_t> &count,
                   std::uint64_t by) noexcept {
    count.store(count.load(std::memory_order_relaxed) + by,
                std::memory_order_relaxed);
  }
  void hand_over(SiteCounts &counts, std::uint32_t next_site) noexcept;

  Site *sites = nullptr;
  // Hand-overs begun and ended: a histogram read across one is read again.
  std::atomic<std::uint64_t> moving{0}, moved{0};
};

} // namespace leash::track
