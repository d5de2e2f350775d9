// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The thread that writes what the watchdog found.
#pragma once

#include <condition_variable>
#include <mutex>

namespace leash::track {

class Tracker;

// A report reads debug information and waits for a log that is stuck; the
// watchdog looks on meanwhile. The thread lives for as long as there is
// something to tell, with all signals blocked. Thread-safe.
class Teller {
public:
  explicit Teller(Tracker &tracker) : tracker(tracker) {}

  // There is something to tell. If no thread can be made, this one tells.
  void wake() noexcept;
  // Returns when the thread has ended, or after two seconds. For good.
  void stop() noexcept;

  void before_fork() noexcept { mutex.lock(); }
  void after_fork(bool child) noexcept;

private:
  static void *run(void *teller) noexcept;
  void loop() noexcept;

  Tracker &tracker;
  // Guards what follows; held for moments only.
  std::mutex mutex;
  std::condition_variable ended;
  bool running = false, again = false, stopped = false;
};

} // namespace leash::track
