// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The pool's I/O: a lock around the core, threads that connect and close.
#pragma once

#include <atomic>
#include <condition_variable>
#include <exception>
#include <memory>
#include <mutex>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "leash/detail/shell.h"
#include "pool/core.h"

namespace leash::pool {

class PoolShell final : public detail::Shell {
public:
  PoolShell(PoolConfig config, std::unique_ptr<detail::Driver> driver);

  detail::Lent acquire() override;
  detail::Lent acquire(Deadline deadline, Cancellation *cancellation) override;
  detail::Lent try_acquire() override;
  std::vector<detail::Lent> acquire_all_idle() override;
  void reset() override;
  CloseResult close(Deadline deadline) override;
  PoolStat stat() const override;
  const PoolConfig &config() const noexcept override { return config_; }
  leash_pool tracker() const noexcept override { return tracker_; }
  void drop() noexcept override;

  void release(Slot &slot) noexcept override;
  void discard(Slot &slot) noexcept override;
  void *hijack(Slot &slot) noexcept override;
  bool inherited() const noexcept override;

private:
  // An acquire that may sleep.
  struct Waiting : Waiter {
    std::condition_variable decided;
    std::exception_ptr error; // if a connect failed
  };
  class Attempt;
  using Lock = std::unique_lock<std::mutex>;

  ~PoolShell() = default;

  // Acquiring.
  Slot &take(const Deadline *deadline, Cancellation *cancellation);
  Slot &take_slowly(Slot *slot, Deadline deadline, Cancellation *cancellation);
  Slot &wait(Waiting &waiting, Deadline deadline, Cancellation *cancellation);
  bool needs_preparation(const Slot &slot, Instant now) const;
  bool prepare(Slot &slot, Deadline deadline);
  [[noreturn]] void refuse(Waiting &waiting) const;
  std::string occupancy() const;

  // Events: queue() hands on what the core asks for, with the mutex held;
  // settle() unlocks it as well. After that the pool may be gone.
  void give_back(Slot &slot, Core::Returned how) noexcept;
  void queue(Actions &actions) noexcept;
  void settle(Actions &actions, Lock &lock) noexcept;
  void settle(Actions &&actions, Lock &lock) noexcept { settle(actions, lock); }

  // Workers. Each of the lower four is entered and left with the mutex held.
  void add_worker() noexcept;
  void work() noexcept;
  bool work_once(Lock &lock) noexcept;
  void connect(Slot &slot, Lock &lock) noexcept;
  void close(Slot &slot, Lock &lock) noexcept;
  void show_return(Slot &slot, Lock &lock) noexcept;
  void fail_connects(std::exception_ptr error) noexcept;
  void connect_failed(Slot &slot, const std::exception_ptr &error) noexcept;

  const PoolConfig config_;
  const std::unique_ptr<detail::Driver> driver_;
  const unsigned generation_; // of the process that opened it
  leash_pool tracker_ = 0;
  // Ends the connects under way.
  std::atomic<bool> closing_{false};

  // Guards all that follows. While it is held nothing may block or call out: no
  // driver, hook or tracker, no thread started, no exception, no other lock.
  mutable std::mutex mutex_;
  Core core_;
  SlotList connects_; // the workers' queues
  SlotList closes_;
  SlotList returns_; // to be shown to after_release
  std::size_t tasks_ = 0;
  std::size_t idle_workers_ = 0;
  std::size_t worker_count_ = 0; // with those being started
  std::vector<std::thread> workers_;
  std::condition_variable work_;
  std::condition_variable drained_;
  Instant announced_tick_{};
  std::size_t inside_ = 0; // acquires off the short path
  bool stopping_ = false;  // the pool object is going
  bool dropped_ = false;   // it and the workers are gone, leases may be left
  std::minstd_rand random_;
  std::string last_error_; // of a connect
};

} // namespace leash::pool
