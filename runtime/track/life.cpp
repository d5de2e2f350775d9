// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The tracker's beginning and end, forks, and its options.
#include "report/keep_errno.h"
#include "track/tracker.h"

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <new>
#include <pthread.h>
#include <string>
#include <unistd.h>

// <sanitizer/common_interface_defs.h>; null where there is none.
extern "C" __attribute__((weak)) void
__sanitizer_set_death_callback(void (*callback)(void));

namespace leash::track {
namespace {

std::atomic<bool> leaving{false}; // exit() was called; told to sanitizers only

// Like the sanitizers: a program that was asked for something that cannot be
// done should not run for a week and say nothing.
[[noreturn]] void refuse(const std::string &why) noexcept {
  const std::string line = "leash: " + why + "\n";
  [[maybe_unused]] const ssize_t written =
      write(STDERR_FILENO, line.data(), line.size());
  _exit(2);
}

alignas(Tracker) unsigned char storage[sizeof(Tracker)];
std::once_flag made;

} // namespace

Tracker &Tracker::make() noexcept {
  std::call_once(made, [] {
    auto *tracker = new (storage) Tracker;
    tracker->start();
    instance.store(tracker, std::memory_order_release);
    pthread_atfork(fork_prepare, fork_parent, fork_child);
  });
  return *instance.load(std::memory_order_acquire);
}

Tracker::Tracker() noexcept = default;

void Tracker::start() noexcept {
  try {
    if (leash_default_options)
      if (const char *text = leash_default_options())
        if (const auto error =
                report::parse_options(text, options, "leash_default_options"))
          refuse(*error);
    // Null in a set-uid program.
    if (const char *text = secure_getenv("LEASH_OPTIONS"))
      if (const auto error = report::parse_options(text, options))
        refuse(*error);
    settings.set(options);
    Clock::calibrate();
    sites.create();
    if (options.enabled && sites.created())
      slab.create(options.slots);
    if (slab.limit() == 0)
      settings.enabled = false;
    else
      sites.reset_pool(0, 0);
    if (const auto error = reporter.configure(options))
      refuse(*error);
    if (leash_default_suppressions)
      reporter.default_suppressions(leash_default_suppressions());
    if (options.help)
      reporter.text(report::options_help());
    watchdog.limits_changed();
  } catch (...) {
    settings.enabled = false;
    Reporter::out_of_memory();
  }
}

void Tracker::detach(ThreadState &thread) noexcept {
  if (Tracker *tracker = instance.load(std::memory_order_acquire)) {
    tracker->sites.hand_over(thread);
    tracker->slab.give_all(thread);
  }
}

// Only locks that are held for moments are taken around a fork. What is done
// under the long ones, symbols and writing, is begun anew in the child.
void Tracker::fork_prepare() noexcept {
  Tracker &tracker = get();
  tracker.watchdog.before_fork();
  tracker.teller.before_fork();
  tracker.pools.before_fork();
}

void Tracker::fork_parent() noexcept {
  Tracker &tracker = get();
  tracker.pools.after_fork(false);
  tracker.teller.after_fork(false);
  tracker.watchdog.after_fork(false);
}

void Tracker::fork_child() noexcept { get().in_child(); }

// What the parent holds is not the child's to give back, or to be blamed for.
// Its slots stay taken until the child lets go of them, silently.
void Tracker::in_child() noexcept {
  new (&telling) std::mutex;
  new (&look) std::mutex;
  // The parent tells what it found. These may be half changed and are not
  // freed; a leak checker finds them by the copies.
  alignas(Folds) static unsigned char inherited[2][sizeof(Folds)];
  std::memcpy(inherited[0], static_cast<const void *>(&found_held),
              sizeof(Folds));
  std::memcpy(inherited[1], static_cast<const void *>(&found_returned),
              sizeof(Folds));
  new (&found_held) Folds;
  new (&found_returned) Folds;
  pauses.clear(); // of nothing that the child will hold
  new (&changing) std::mutex;
  pools.after_fork(true);
  forget_other_threads();
  if (ThreadState *thread = this_thread_if_any())
    thread->free_head = thread->free_count = 0;
  for (std::uint32_t index = 0; index < slab.high(); ++index) {
    Slot &slot = slab.slot(index);
    if (slot.generation.load() % 2 == 1)
      slot.inherited.store(true);
    if (slab.cold(index).writing.load() % 2 == 1)
      slab.cold(index).writing.fetch_add(1);
  }
  slab.rebuild();
  sites.forget_other_threads();
  reporter.after_fork_in_child();
  teller.after_fork(true);
  watchdog.after_fork(true);
}

int Tracker::set_option(const char *text) noexcept {
  if (!text)
    return LEASH_ERROR_VALUE;
  try {
    const std::lock_guard lock(changing);
    report::Options changed = options;
    if (const auto error = report::parse_options(text, changed, "set_option")) {
      reporter.about_tracker(*error);
      return error->find("unknown") != std::string::npos ? LEASH_ERROR_UNKNOWN
                                                         : LEASH_ERROR_VALUE;
    }
    if (const auto error = reporter.reconfigure(options, changed)) {
      reporter.about_tracker(*error);
      return LEASH_ERROR_VALUE;
    }
    if (changed.help && !options.help)
      reporter.text(report::options_help());
    options = std::move(changed);
    if (options.enabled && slab.limit() == 0 && sites.created()) {
      slab.create(options.slots);
      sites.reset_pool(0, 0);
    }
    settings.set(options);
    if (slab.limit() == 0)
      settings.enabled = false;
  } catch (...) {
    Reporter::out_of_memory();
    return LEASH_ERROR_VALUE;
  }
  watchdog.limits_changed();
  return LEASH_OK;
}

int Tracker::set_pool_option(leash_pool pool, const char *text) noexcept {
  const auto index = pools.find(pool);
  if (!index || *index == 0)
    return LEASH_ERROR_UNKNOWN;
  if (!text)
    return LEASH_ERROR_VALUE;
  try {
    report::PoolOptions changed;
    if (const auto error = report::parse_pool_options(text, changed)) {
      reporter.about_tracker(*error);
      return error->find("unknown") != std::string::npos ? LEASH_ERROR_UNKNOWN
                                                         : LEASH_ERROR_VALUE;
    }
    PoolEntry &entry = pools[*index];
    if (changed.threshold)
      entry.threshold.store(*changed.threshold);
    if (changed.txn_idle)
      entry.txn_idle.store(*changed.txn_idle);
    if (changed.max)
      entry.max.store(*changed.max);
  } catch (...) {
    Reporter::out_of_memory();
    return LEASH_ERROR_VALUE;
  }
  watchdog.limits_changed();
  return LEASH_OK;
}

void Tracker::slots_used_up() noexcept {
  if (untracked.fetch_add(1) != 0)
    return;
  const report::KeepErrno keep;
  char text[160];
  std::snprintf(text, sizeof text,
                "all %u slots are in use: further leases are not tracked; set "
                "slots=N higher",
                slab.limit());
  reporter.about_tracker(text);
}

void Tracker::tidy() noexcept {
  reporter.trim(Clock::now());
  forget_closed_modules();
}

// What is still held is reported with the rest below.
void Tracker::tell_at_exit() noexcept {
  const std::lock_guard telling_lock(telling);
  try {
    const std::lock_guard lock(look);
    find_returned(Clock::now());
  } catch (...) {
    Reporter::out_of_memory();
  }
  tell_found(true);
}

void Tracker::expect_sanitizer() noexcept {
  if (!__sanitizer_set_death_callback)
    return;
  static std::once_flag once;
  std::call_once(once, [] { std::atexit([] { leaving.store(true); }); });
}

void Tracker::at_exit() noexcept {
  if (exited.exchange(true))
    return;
  watchdog.stop();
  teller.stop();
  tell_at_exit();
  int code = 0;
  try {
    report::Options last;
    {
      const std::lock_guard changing_lock(changing);
      last = options;
    }
    if (last.at_exit && settings.enabled.load() && report_held_at_exit() != 0)
      code = last.exitcode;
    reporter.unmatched_suppressions();
    reporter.stop_endpoint();
  } catch (...) {
    Reporter::out_of_memory();
  }
  if (code != 0) {
    // exit() would have done this after us.
    std::fflush(nullptr);
    _exit(code);
  }
}

} // namespace leash::track

// With the program's destructors run already: a pool that is a global has given
// back what it could by now.
__attribute__((destructor)) static void leash_at_exit() {
  leash::track::Tracker::get().at_exit();
}

// A sanitizer that found something ends the process after the program's
// destructors and before a library's: LeakSanitizer does, of every connection
// that is leaked. One that dies of a fault is not to be kept from it.
static void leash_at_death() {
  if (leash::track::leaving.load())
    leash::track::Tracker::get().at_exit();
}

// Options are looked at before main, so that a bad one stops the program at
// once.
__attribute__((constructor)) static void leash_at_start() {
  leash::track::Tracker::get();
  if (__sanitizer_set_death_callback)
    __sanitizer_set_death_callback(leash_at_death);
}
