// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Sleeps, looks, and notices when it slept too long.
#include "track/watchdog.h"
#include "report/keep_errno.h"
#include "track/clock.h"
#include "track/tracker.h"

#include <algorithm>
#include <chrono>
#include <csignal>
#include <ctime>
#include <new>

namespace leash::track {
namespace {

constexpr std::uint64_t ms = 1'000'000;

} // namespace

// A quarter of the limit would do for a lag of 1.25 times; an eighth leaves as
// much again for the look itself and for a processor that is not free at once.
std::uint64_t Watchdog::period(std::uint64_t limit) noexcept {
  return std::clamp(limit / 8, 2 * ms, 1000 * ms);
}

void Watchdog::start() noexcept {
  const report::KeepErrno keep;
  const std::uint64_t now = kernel_now();
  if (now < retry_at.load(std::memory_order_relaxed))
    return;
  const std::lock_guard lock(mutex);
  const std::uint64_t limit = tracker.shortest_limit();
  if (running || stopped || limit == 0) {
    wanted_.store(false);
    return;
  }
  tracker.pauses.promise(Clock::now(), period(limit));
  // The new thread inherits the mask.
  sigset_t all, old;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &old);
  running = pthread_create(&thread, nullptr, run, this) == 0;
  pthread_sigmask(SIG_SETMASK, &old, nullptr);
  if (running) {
    wanted_.store(false);
  } else {
    tracker.pauses.rest();
    retry_at.store(now + 1000 * ms);
  }
}

void Watchdog::limits_changed() noexcept {
  {
    const std::lock_guard lock(mutex);
    ++changes;
    wanted_.store(!running && !stopped && tracker.shortest_limit() != 0);
    changed.notify_all();
  }
  // Nobody may be able to acquire any more.
  if (wanted() && tracker.slab.high() != 0)
    start();
}

void Watchdog::stop() noexcept {
  std::unique_lock lock(mutex);
  stopped = true;
  wanted_.store(false);
  if (!running)
    return;
  stopping = true;
  changed.notify_all();
  lock.unlock();
  timespec until{};
  clock_gettime(CLOCK_REALTIME, &until);
  until.tv_sec += 2;
  pthread_timedjoin_np(thread, nullptr, &until);
}

void Watchdog::after_fork(bool child) noexcept {
  if (!child) {
    mutex.unlock();
    return;
  }
  new (&mutex) std::mutex;
  new (&changed) std::condition_variable;
  running = stopping = false;
  wanted_.store(!stopped && tracker.shortest_limit() != 0);
}

void *Watchdog::run(void *watchdog) noexcept {
  pthread_setname_np(pthread_self(), "leash");
  static_cast<Watchdog *>(watchdog)->loop();
  return nullptr;
}

void Watchdog::loop() noexcept {
  std::unique_lock lock(mutex);
  while (!stopping) {
    const std::uint64_t limit = tracker.shortest_limit();
    const std::uint64_t seen = changes;
    const auto interrupted = [&] { return stopping || changes != seen; };
    if (limit == 0) {
      tracker.pauses.rest();
      changed.wait(lock, interrupted);
      continue;
    }
    if (tracker.pauses.resting())
      tracker.pauses.promise(Clock::now(), period(limit));
    changed.wait_for(lock, std::chrono::nanoseconds(period(limit)),
                     interrupted);
    if (stopping)
      break;
    Clock::check(); // locked: not in the middle of a fork
    lock.unlock();
    tracker.watch();
    tracker.tidy();
    lock.lock();
  }
  tracker.pauses.rest();
}

} // namespace leash::track
