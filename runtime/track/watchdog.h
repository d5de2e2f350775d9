// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The thread that looks at leases while nobody else does.
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <pthread.h>

namespace leash::track {

class Tracker;

// Started by the first acquire that a limit applies to; all signals blocked.
// Thread-safe.
class Watchdog {
public:
  explicit Watchdog(Tracker &tracker) : tracker(tracker) {}

  // Between two looks, for the shortest of all limits.
  static std::uint64_t period(std::uint64_t limit) noexcept;

  // Must an acquire call start()? One relaxed load.
  bool wanted() const noexcept {
    return wanted_.load(std::memory_order_relaxed);
  }
  // Starts the thread unless it runs. If it cannot be made, a later acquire
  // tries again.
  void start() noexcept;
  // The limits changed: looks anew at the period, and starts if something may
  // be held already.
  void limits_changed() noexcept;
  // Returns when the thread has ended, or after two seconds. For good.
  void stop() noexcept;

  void before_fork() noexcept { mutex.lock(); }
  void after_fork(bool child) noexcept;

private:
  static void *run(void *watchdog) noexcept;
  void loop() noexcept;

  Tracker &tracker;
  std::atomic<bool> wanted_{false};
  std::atomic<std::uint64_t> retry_at{0};
  // Guards what follows; held for moments only.
  std::mutex mutex;
  std::condition_variable changed;
  bool running = false, stopping = false, stopped = false;
  std::uint64_t changes = 0;
  pthread_t thread{};
};

} // namespace leash::track
