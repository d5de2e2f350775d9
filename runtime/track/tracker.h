// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Who holds what: the part of the run-time half that all calls lead to.
#pragma once

#include "leash/leash.h"
#include "track/capture.h"
#include "track/clock.h"
#include "track/folds.h"
#include "track/judge.h"
#include "track/known_stack.h"
#include "track/lease_copy.h"
#include "track/pauses.h"
#include "track/pools.h"
#include "track/reporter.h"
#include "track/settings.h"
#include "track/sites.h"
#include "track/slab.h"
#include "track/teller.h"
#include "track/watchdog.h"

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <span>
#include <string>
#include <vector>

namespace leash::track {

// One for the process, made at the first use and never destroyed, so that a
// late release still finds it. Thread-safe; nothing throws.
class Tracker {
public:
  static Tracker &get() noexcept {
    Tracker *tracker = instance.load(std::memory_order_acquire);
    return tracker ? *tracker : make();
  }
  // A thread ends.
  static void detach(ThreadState &thread) noexcept;

  // As the functions of leash.h. `start` is the walk's, from their caller.
  leash_lease acquire(leash_pool pool, const leash_acquire_info *info,
                      const WalkStart &start) noexcept;
  int release(leash_lease lease, const WalkStart &start) noexcept;
  int dirty_return(leash_lease lease, leash_dirt dirt) noexcept;
  int touch(leash_lease lease) noexcept;
  int transaction(leash_lease lease, leash_transaction_state state,
                  const WalkStart &start) noexcept;
  int statement_begin(leash_lease lease, const char *sql) noexcept;
  int statement_end(leash_lease lease, leash_transaction_state state,
                    const WalkStart &start) noexcept;
  int transfer(leash_lease lease) noexcept;
  int expect_hold(leash_lease lease, std::uint64_t duration) noexcept;
  int backend_pid(leash_lease lease, std::uint32_t pid) noexcept;
  std::uint64_t wait_begin(leash_pool pool) noexcept;
  int wait_end(leash_pool pool, std::uint64_t token,
               leash_wait_outcome outcome) noexcept;
  std::size_t exhausted(leash_pool pool, std::uint64_t waited, char *text,
                        std::size_t size) noexcept;
  std::size_t holders(leash_pool pool, char *text, std::size_t size) noexcept;
  std::size_t for_each(leash_visit_fn visit, void *context) noexcept;
  std::size_t format_stack(std::span<const std::uintptr_t> frames, char *text,
                           std::size_t size) noexcept;
  int dump(int fd) noexcept;
  int snapshot(leash_format format, leash_write_fn write,
               void *context) noexcept;
  int set_option(const char *options) noexcept;
  int set_pool_option(leash_pool pool, const char *options) noexcept;
  leash_pool register_pool(const leash_pool_info *info) noexcept;
  int unregister_pool(leash_pool pool) noexcept;

  // Looks at every lease, and has a thread tell what it found.
  void watch() noexcept;
  // Tells what is found already.
  void tell() noexcept;
  // Both at once, on the calling thread; how many leaks it told.
  std::size_t check() noexcept;
  // The shortest limit of the process and of its pools; 0: there is none.
  std::uint64_t shortest_limit() noexcept;
  // After a look: gives back what reporting needed, forgets closed modules.
  void tidy() noexcept;
  // The process ends: reports what is held. Once.
  void at_exit() noexcept;
  // Under a sanitizer: its check at exit may end the process before that.
  static void expect_sanitizer() noexcept;

  // All leases that are held now, of a pool or of all, the longest held first.
  std::vector<LeaseCopy> held(std::uint32_t pool = UINT32_MAX);

  Pools pools;
  Sites sites;
  Slab slab;
  Settings settings;
  Reporter reporter{*this};
  // Changed by one look at a time.
  Pauses pauses;

private:
  Tracker() noexcept;
  static Tracker &make() noexcept;
  static void fork_prepare() noexcept;
  static void fork_parent() noexcept;
  static void fork_child() noexcept;
  void start() noexcept;
  void in_child() noexcept;

  Slot *find(leash_lease lease) noexcept;
  int missing(leash_lease lease) const noexcept;
  std::uint32_t keep_stack(std::uint32_t index, leash_pool pool,
                           std::uint32_t pool_index,
                           const leash_acquire_info &info,
                           const WalkStart &start,
                           ThreadState &thread) noexcept;
  std::uint32_t walk_stack(std::uint32_t index, const KnownStack::How &how,
                           std::uint32_t pool_index,
                           const leash_acquire_info &info, unsigned depth,
                           const WalkStart &start,
                           ThreadState &thread) noexcept;
  std::uint32_t site_for(Frame *frames, Captured &captured, leash_pool pool,
                         std::uint32_t pool_index, leash_kind kind,
                         unsigned depth, unsigned skip, const WalkStart &start,
                         ThreadState &thread) noexcept;
  void change_transaction(Slot &slot, std::uint32_t index,
                          leash_transaction_state state,
                          const WalkStart &start) noexcept;
  static void own(Slot &slot) noexcept;
  void slots_used_up() noexcept;
  int stale(leash_lease lease, const WalkStart &start) noexcept;
  Limits limits_of(std::uint32_t pool) noexcept;
  Observation observe(const LeaseCopy &lease, std::uint64_t now) noexcept;
  void look_at_leases() noexcept;
  void find_held(std::uint64_t now);
  void find_returned(std::uint64_t now);
  std::size_t tell_found(bool at_exit = false) noexcept;
  std::size_t tell(report::Event event, const Fold &fold);
  void tell_at_exit() noexcept;
  std::size_t report_held_at_exit();
  void make_snapshot(report::Snapshot &snapshot);

  static inline std::atomic<Tracker *> instance{nullptr};

  Watchdog watchdog{*this};
  Teller teller{*this};
  std::atomic<std::uint64_t> untracked{0};
  std::atomic<bool> exited{false};
  // One at a time, for long. Taken before `look`.
  std::mutex telling;
  // One at a time, for about as long as it takes to read all slots. Guards what
  // was found.
  std::mutex look;
  Folds found_held, found_returned;
  // Changing options is rare; one at a time. Guards `options`.
  std::mutex changing;
  report::Options options;
};

} // namespace leash::track
