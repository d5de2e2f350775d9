// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The one thread that looks at leases while nobody else does.
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

  // Must an acquire call start()? One relaxed load.
  bool wanted() const noexcept {
    return wanted_.load(std::memory_order_relaxed);
  }
  // Starts the thread unless it runs. If it cannot be made, a later acquire
  // tries again.
  void start() noexcept;
  // The limits changed: starts, if need be, and looks anew at the period.
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
  std::uint64_t awake = 0; // when the thread was last known to run
  pthread_t thread{};
};

} // namespace leash::track
