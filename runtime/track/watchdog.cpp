// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Sleeps, looks, and notices when it slept too long.
#include "track/watchdog.h"
#include "track/clock.h"
#include "track/keep_errno.h"
#include "track/tracker.h"

#include <algorithm>
#include <chrono>
#include <csignal>
#include <ctime>
#include <new>

namespace leash::track {
namespace {

constexpr std::uint64_t ms = 1'000'000;

// A quarter of the limit would do for a lag of 1.25 times; less leaves room for
// the look itself.
std::uint64_t period_for(std::uint64_t limit) noexcept {
  return std::clamp(limit / 5, 2 * ms, 1000 * ms);
}

// So much later than asked for is the process's pause, not the scheduler's.
std::uint64_t pause_from(std::uint64_t period) noexcept {
  return std::max(2 * period, 200 * ms);
}

} // namespace

void Watchdog::start() noexcept {
  const KeepErrno keep;
  const std::uint64_t now = kernel_now();
  if (now < retry_at.load(std::memory_order_relaxed))
    return;
  const std::lock_guard lock(mutex);
  if (running || stopped || tracker.shortest_limit() == 0) {
    wanted_.store(false);
    return;
  }
  // The new thread inherits the mask.
  awake = Clock::now();
  sigset_t all, old;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &old);
  running = pthread_create(&thread, nullptr, run, this) == 0;
  pthread_sigmask(SIG_SETMASK, &old, nullptr);
  if (running)
    wanted_.store(false);
  else
    retry_at.store(now + 1000 * ms);
}

void Watchdog::limits_changed() noexcept {
  const std::lock_guard lock(mutex);
  ++changes;
  wanted_.store(!running && !stopped && tracker.shortest_limit() != 0);
  changed.notify_all();
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
    if (limit == 0) {
      const std::uint64_t seen = changes;
      changed.wait(lock, [&] { return stopping || changes != seen; });
      awake = Clock::now();
      continue;
    }
    const std::uint64_t period = period_for(limit);
    const std::uint64_t seen = changes;
    const std::uint64_t due = awake + period;
    changed.wait_for(lock, std::chrono::nanoseconds(period),
                     [&] { return stopping || changes != seen; });
    if (stopping)
      break;
    Clock::check(); // locked: not in the middle of a fork
    lock.unlock();
    const std::uint64_t now = Clock::now();
    if (now > due + pause_from(period))
      tracker.paused(due, now);
    tracker.check();
    tracker.tidy();
    lock.lock();
    awake = Clock::now();
  }
}

} // namespace leash::track
