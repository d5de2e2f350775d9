// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Starts, tells and ends.
#include "track/teller.h"
#include "track/tracker.h"

#include <chrono>
#include <csignal>
#include <new>
#include <pthread.h>

namespace leash::track {

void Teller::wake() noexcept {
  {
    const std::lock_guard lock(mutex);
    if (stopped)
      return;
    if (running) {
      again = true;
      return;
    }
    sigset_t all, old;
    sigfillset(&all);
    pthread_attr_t attributes;
    pthread_attr_init(&attributes);
    pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
    pthread_sigmask(SIG_SETMASK, &all, &old);
    pthread_t thread{};
    running = pthread_create(&thread, &attributes, run, this) == 0;
    pthread_sigmask(SIG_SETMASK, &old, nullptr);
    pthread_attr_destroy(&attributes);
    if (running)
      return;
  }
  tracker.tell();
}

void Teller::stop() noexcept {
  std::unique_lock lock(mutex);
  stopped = true;
  again = false;
  ended.wait_for(lock, std::chrono::seconds(2), [&] { return !running; });
}

void Teller::after_fork(bool child) noexcept {
  if (!child) {
    mutex.unlock();
    return;
  }
  new (&mutex) std::mutex;
  new (&ended) std::condition_variable;
  running = again = false;
}

void *Teller::run(void *teller) noexcept {
  pthread_setname_np(pthread_self(), "leash-report");
  static_cast<Teller *>(teller)->loop();
  return nullptr;
}

void Teller::loop() noexcept {
  std::unique_lock lock(mutex);
  do {
    again = false;
    lock.unlock();
    tracker.tell();
    lock.lock();
  } while (again);
  running = false;
  ended.notify_all();
}

} // namespace leash::track
