// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The pool's threads: they connect, close and keep the health check.
#include <csignal>
#include <utility>

#include <pthread.h>

#include "pool/clocks.h"
#include "pool/pool_shell.h"

namespace leash::pool {
namespace {

// What the calling thread opens is the pool's own business: only leases of it
// are tracked.
class Untracked {
public:
  Untracked() { leash_ignore_begin(); }
  Untracked(const Untracked &) = delete;
  Untracked &operator=(const Untracked &) = delete;
  ~Untracked() { leash_ignore_end(); }
};

// The program's signals are for the program's threads.
class SignalsBlocked {
public:
  SignalsBlocked() {
    sigset_t all;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before_);
  }
  SignalsBlocked(const SignalsBlocked &) = delete;
  SignalsBlocked &operator=(const SignalsBlocked &) = delete;
  ~SignalsBlocked() { pthread_sigmask(SIG_SETMASK, &before_, nullptr); }

private:
  sigset_t before_;
};

std::string describe(const std::exception_ptr &error) noexcept {
  try {
    try {
      std::rethrow_exception(error);
    } catch (const std::exception &exception) {
      return exception.what();
    } catch (...) {
      return "an exception of another type";
    }
  } catch (...) {
    return "no memory"; // short enough to need none
  }
}

} // namespace

// worker_count_ has counted it already.
void PoolShell::add_worker() noexcept {
  std::thread worker;
  std::exception_ptr error;
  try {
    const SignalsBlocked blocked;
    worker = std::thread([this] { work(); });
  } catch (...) {
    error = std::current_exception();
  }
  const std::lock_guard lock(mutex_);
  if (error) {
    if (--worker_count_ == 0)
      fail_connects(error);
  } else {
    workers_.push_back(std::move(worker)); // has reserved room
  }
  if (stopping_)
    drained_.notify_all();
}

void PoolShell::work() noexcept {
  pthread_setname_np(pthread_self(), "leash-pool");
  Lock lock(mutex_);
  while (true) {
    if (work_once(lock))
      continue;
    if (stopping_)
      return;
    ++idle_workers_;
    work_.wait_until(lock, core_.next_tick());
    --idle_workers_;
  }
}

bool PoolShell::work_once(Lock &lock) noexcept {
  if (Slot *slot = closes_.pop())
    close(*slot, lock);
  else if (Slot *slot = returns_.pop())
    show_return(*slot, lock);
  else if (Slot *slot = connects_.pop())
    connect(*slot, lock);
  else if (const Instant now = precise_now();
           now >= core_.next_tick() && !stopping_) {
    Actions actions;
    core_.tick(now, actions);
    queue(actions);
  } else {
    return false;
  }
  return true;
}

void PoolShell::connect(Slot &slot, Lock &lock) noexcept {
  --tasks_;
  lock.unlock();
  void *connection = nullptr;
  std::uint32_t pid = 0;
  std::exception_ptr error;
  try {
    const Untracked untracked;
    connection =
        driver_->connect(Patience(within(config_.connect_timeout), closing_));
    pid = driver_->backend_pid(connection);
  } catch (...) {
    error = std::current_exception();
  }
  std::string text = error ? describe(error) : std::string();
  lock.lock();
  last_error_.swap(text);
  if (error)
    return connect_failed(slot, error);
  slot.backend_pid = pid;
  const double jitter =
      static_cast<double>(random_() - random_.min()) /
      (static_cast<double>(random_.max() - random_.min()) + 1.0);
  Actions actions;
  core_.connected(slot, connection, jitter, precise_now(), actions);
  queue(actions);
}

void PoolShell::connect_failed(Slot &slot,
                               const std::exception_ptr &error) noexcept {
  Actions actions;
  core_.connect_failed(slot, precise_now(), actions);
  for (Waiter *waiter = actions.woken; waiter; waiter = waiter->next)
    if (waiter->failure == Waiter::Failure::connect)
      static_cast<Waiting *>(waiter)->error = error;
  queue(actions);
}

void PoolShell::close(Slot &slot, Lock &lock) noexcept {
  --tasks_;
  lock.unlock();
  {
    const Untracked untracked;
    if (slot.cancel)
      driver_->cancel(slot.connection);
    driver_->close(slot.connection);
  }
  lock.lock();
  Actions actions;
  core_.closed(slot, precise_now(), actions);
  queue(actions);
}

void PoolShell::show_return(Slot &slot, Lock &lock) noexcept {
  --tasks_;
  lock.unlock();
  bool keep = false;
  try {
    const Untracked untracked;
    keep = driver_->after_release(slot.connection);
  } catch (...) { // documented to mean no
  }
  // The hook may have left it in any state.
  keep = keep && driver_->state(slot.connection) == ConnectionState::clean;
  lock.lock();
  Actions actions;
  core_.release(slot, keep ? Core::Returned::clean : Core::Returned::broken,
                precise_now(), actions);
  queue(actions);
}

// No thread could be started, and there is none.
void PoolShell::fail_connects(std::exception_ptr error) noexcept {
  while (Slot *slot = connects_.pop()) {
    --tasks_;
    connect_failed(*slot, error);
  }
}

} // namespace leash::pool
