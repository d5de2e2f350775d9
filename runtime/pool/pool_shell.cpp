// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Acquire, release and the end of a pool.
#include "pool/pool_shell.h"

#include <algorithm>

#include "leash/errors.h"
#include "pool/clocks.h"
#include "pool/fork_generation.h"

namespace leash::pool {
namespace {

constexpr char other_process[] =
    "the pool belongs to the process that forked this one";

void fill_counters(void *shell, leash_pool_counters *out) {
  const PoolStat stat = static_cast<const PoolShell *>(shell)->stat();
  out->acquire_count = stat.acquire_count;
  out->acquire_duration = stat.acquire_duration.count();
  out->acquired_conns = stat.acquired_conns;
  out->canceled_acquire_count = stat.canceled_acquire_count;
  out->constructing_conns = stat.constructing_conns;
  out->empty_acquire_count = stat.empty_acquire_count;
  out->empty_acquire_wait_time = stat.empty_acquire_wait_time.count();
  out->idle_conns = stat.idle_conns;
  out->max_conns = stat.max_conns;
  out->total_conns = stat.total_conns;
  out->new_conns_count = stat.new_conns_count;
  out->max_lifetime_destroy_count = stat.max_lifetime_destroy_count;
  out->max_idle_destroy_count = stat.max_idle_destroy_count;
  out->min_conns = stat.min_conns;
  out->waiting = stat.waiting;
  out->timeout_count = stat.timeout_count;
  out->rejected_count = stat.rejected_count;
  out->dirty_return_count = stat.dirty_return_count;
  out->broken_destroy_count = stat.broken_destroy_count;
  out->connect_error_count = stat.connect_error_count;
  out->hijacked_count = stat.hijacked_count;
}

PoolConfig checked(PoolConfig config) {
  config.check();
  return config;
}

// Inlined, and without leash_acquire(): the stack is to begin with whoever
// called the member that calls this.
[[gnu::always_inline]] inline void track(leash_pool pool, Slot &slot) {
  if (!leash_v1_acquire)
    return;
  leash_acquire_info info{};
  info.size = sizeof info;
  info.resource = slot.connection;
  info.kind = LEASH_CONNECTION;
  info.backend_pid = slot.backend_pid;
  info.skip_frames = 1;
  slot.tracked = leash_v1_acquire(pool, &info);
}

} // namespace

// Tells the waiting acquire of its cancellation, while it exists. Neither made
// nor destroyed with the pool locked.
class PoolShell::Attempt : public detail::CancelListener {
public:
  Attempt(PoolShell &shell, Waiting &waiting, Cancellation *cancellation)
      : shell_(shell), waiting_(waiting), cancellation_(cancellation) {
    if (cancellation_)
      cancellation_->add(*this);
  }
  Attempt(const Attempt &) = delete;
  Attempt &operator=(const Attempt &) = delete;
  ~Attempt() {
    if (cancellation_)
      cancellation_->remove(*this);
  }

  void on_cancel() noexcept override {
    const std::lock_guard lock(shell_.mutex_);
    if (shell_.core_.abandon(waiting_, Waiter::Failure::cancelled))
      waiting_.decided.notify_one();
  }

private:
  PoolShell &shell_;
  Waiting &waiting_;
  Cancellation *cancellation_;
};

PoolShell::PoolShell(PoolConfig config, std::unique_ptr<detail::Driver> driver)
    : config_(checked(std::move(config))), driver_(std::move(driver)),
      generation_(fork_generation()), core_(config_, precise_now()),
      random_(static_cast<unsigned>(precise_now().time_since_epoch().count())) {
  workers_.reserve(config_.max_connecting);
  leash_pool_info info{};
  info.size = sizeof info;
  info.name = config_.name.empty() ? nullptr : config_.name.c_str();
  info.system = config_.system.c_str();
  info.max = static_cast<std::uint32_t>(
      std::min<std::size_t>(config_.max_conns, UINT32_MAX));
  tracker_ = leash_pool_register(&info);
  leash_pool_set_counters(tracker_, fill_counters, this);
  if (config_.min_conns > 0 || config_.min_idle_conns > 0) {
    worker_count_ = 1;
    add_worker();
  }
}

bool PoolShell::inherited() const noexcept {
  return fork_generation() != generation_;
}

detail::Lent PoolShell::acquire() {
  Slot &slot = take(nullptr, nullptr);
  track(tracker_, slot);
  return {this, &slot, slot.connection};
}

detail::Lent PoolShell::acquire(Deadline deadline, Cancellation *cancellation) {
  Slot &slot = take(&deadline, cancellation);
  track(tracker_, slot);
  return {this, &slot, slot.connection};
}

detail::Lent PoolShell::try_acquire() {
  if (inherited())
    throw PoolClosed(other_process);
  const Instant now = coarse_now();
  Actions actions;
  Lock lock(mutex_);
  if (core_.is_closed()) {
    lock.unlock();
    throw PoolClosed("the pool is closed");
  }
  Slot *slot = core_.try_acquire(now, actions);
  const bool ready = slot && !needs_preparation(*slot, now);
  if (ready)
    core_.acquired();
  settle(actions, lock);
  if (slot && !ready) {
    Waiting waiting;
    waiting.started = now;
    if (!prepare(*slot, Deadline::never()))
      return {};
    lock.lock();
    core_.acquired(waiting, precise_now());
    lock.unlock();
  }
  if (!slot)
    return {};
  track(tracker_, *slot);
  return {this, slot, slot->connection};
}

std::vector<detail::Lent> PoolShell::acquire_all_idle() {
  std::vector<detail::Lent> all;
  if (inherited())
    throw PoolClosed(other_process);
  all.reserve(config_.max_conns); // so that no allocation fails later
  Actions actions;
  Lock lock(mutex_);
  SlotList slots = core_.take_all_idle(precise_now(), actions);
  settle(actions, lock);
  while (Slot *slot = slots.pop()) {
    track(tracker_, *slot);
    all.push_back({this, slot, slot->connection});
  }
  return all;
}

void PoolShell::reset() {
  if (inherited())
    return;
  Actions actions;
  Lock lock(mutex_);
  core_.reset(precise_now(), actions);
  settle(actions, lock);
}

CloseResult PoolShell::close(Deadline deadline) {
  CloseResult result;
  if (inherited())
    return result;
  closing_.store(true, std::memory_order_relaxed);
  Actions actions;
  Lock lock(mutex_);
  core_.close(actions);
  queue(actions);
  const auto drained = [&] { return core_.drained(); };
  if (deadline.is_never())
    drained_.wait(lock, drained);
  else
    drained_.wait_until(lock, deadline.at(), drained);
  result.complete = core_.drained();
  result.outstanding = static_cast<std::int64_t>(core_.acquired_conns());
  lock.unlock();
  if (result.outstanding > 0) {
    char text[4096] = "";
    leash_holders(tracker_, text, sizeof text);
    result.holders = text;
  }
  return result;
}

PoolStat PoolShell::stat() const {
  if (inherited())
    return {};
  const std::lock_guard lock(mutex_);
  return core_.stat();
}

void PoolShell::drop() noexcept {
  // In a forked child the state may be half changed, and the workers are not
  // there: all of it is left as it is.
  if (inherited())
    return;
  leash_pool_set_counters(tracker_, nullptr, nullptr);
  closing_.store(true, std::memory_order_relaxed);
  Actions actions;
  Lock lock(mutex_);
  core_.close(actions);
  queue(actions);
  stopping_ = true;
  work_.notify_all();
  drained_.wait(
      lock, [&] { return inside_ == 0 && workers_.size() == worker_count_; });
  std::vector<std::thread> workers = std::move(workers_);
  lock.unlock();
  bool own = false; // exit() called by a hook destroys static pools
  for (std::thread &worker : workers) {
    if (worker.get_id() == std::this_thread::get_id()) {
      worker.detach();
      own = true;
    } else {
      worker.join();
    }
  }
  leash_pool_unregister(tracker_);
  if (own)
    return;
  lock.lock();
  dropped_ = true;
  settle(Actions(), lock);
}

void PoolShell::release(Slot &slot) noexcept {
  if (inherited())
    return driver_->abandon(slot.connection);
  const ConnectionState state = driver_->state(slot.connection);
  Core::Returned how = Core::Returned::clean;
  if (state != ConnectionState::clean) {
    leash_dirt dirt = LEASH_DIRT_BROKEN;
    how = Core::Returned::dirty;
    if (state == ConnectionState::in_transaction)
      dirt = LEASH_DIRT_IN_TRANSACTION;
    else if (state == ConnectionState::busy)
      dirt = LEASH_DIRT_BUSY;
    else
      how = Core::Returned::broken;
    leash_dirty_return(slot.tracked, dirt);
  }
  leash_release(slot.tracked);
  slot.tracked = 0;
  if (how == Core::Returned::clean && driver_->hooks.after_release) {
    Lock lock(mutex_);
    returns_.push(slot);
    ++tasks_;
    work_.notify_one();
    return settle(Actions(), lock);
  }
  give_back(slot, how);
}

void PoolShell::discard(Slot &slot) noexcept {
  if (inherited())
    return driver_->abandon(slot.connection);
  leash_release(slot.tracked);
  slot.tracked = 0;
  give_back(slot, Core::Returned::discarded);
}

void *PoolShell::hijack(Slot &slot) noexcept {
  void *connection = slot.connection;
  if (inherited())
    return connection;
  leash_release(slot.tracked);
  slot.tracked = 0;
  Actions actions;
  Lock lock(mutex_);
  core_.hijack(slot, precise_now(), actions);
  settle(actions, lock);
  return connection;
}

Slot &PoolShell::take(const Deadline *deadline, Cancellation *cancellation) {
  if (inherited())
    throw PoolClosed(other_process);
  Slot *slot = nullptr;
  if (!cancellation || !cancellation->cancelled()) {
    const Instant now = coarse_now();
    Actions actions;
    Lock lock(mutex_);
    slot = core_.take_idle(now, actions);
    const bool ready = slot && !needs_preparation(*slot, now);
    if (ready)
      core_.acquired();
    settle(actions, lock);
    if (ready)
      return *slot;
  }
  return take_slowly(slot,
                     deadline ? *deadline : within(config_.acquire_timeout),
                     cancellation);
}

Slot &PoolShell::take_slowly(Slot *slot, Deadline deadline,
                             Cancellation *cancellation) {
  Waiting waiting;
  waiting.started = precise_now();
  {
    const std::lock_guard lock(mutex_);
    ++inside_;
  }
  const auto leave = [](PoolShell *shell) {
    const std::lock_guard lock(shell->mutex_);
    if (--shell->inside_ == 0 && shell->stopping_)
      shell->drained_.notify_all();
  };
  const std::unique_ptr<PoolShell, decltype(leave)> inside(this, leave);
  for (std::size_t tries = 0; tries <= config_.max_conns; ++tries) {
    if (!slot)
      slot = &wait(waiting, deadline, cancellation);
    if (prepare(*slot, deadline)) {
      const std::lock_guard lock(mutex_);
      core_.acquired(waiting, precise_now());
      return *slot;
    }
    slot = nullptr;
    waiting.has_turn = true;
  }
  throw ConnectError("each of " + std::to_string(config_.max_conns + 1) +
                     " connections failed its check before use");
}

Slot &PoolShell::wait(Waiting &waiting, Deadline deadline,
                      Cancellation *cancellation) {
  bool queued = false;
  waiting.state = Waiter::State::fresh;
  if (cancellation && cancellation->cancelled()) {
    const std::lock_guard lock(mutex_);
    core_.abandon(waiting, Waiter::Failure::cancelled);
  } else {
    Actions actions;
    Lock lock(mutex_);
    core_.acquire(waiting, precise_now(), actions);
    queued = waiting.state == Waiter::State::waiting;
    settle(actions, lock);
  }
  // From here on, other threads may decide it.
  if (queued) {
    const std::uint64_t token = leash_wait_begin(tracker_);
    {
      const Attempt attempt(*this, waiting, cancellation);
      Lock lock(mutex_);
      while (waiting.state == Waiter::State::waiting) {
        if (deadline.is_never())
          waiting.decided.wait(lock);
        else if (waiting.decided.wait_until(lock, deadline.at()) ==
                 std::cv_status::timeout)
          core_.abandon(waiting, Waiter::Failure::timeout);
      }
    }
    leash_wait_outcome outcome = LEASH_WAIT_FAILED;
    if (waiting.state == Waiter::State::granted)
      outcome = LEASH_WAIT_ACQUIRED;
    else if (waiting.failure == Waiter::Failure::timeout)
      outcome = LEASH_WAIT_TIMEOUT;
    else if (waiting.failure == Waiter::Failure::cancelled)
      outcome = LEASH_WAIT_CANCELLED;
    leash_wait_end(tracker_, token, outcome);
  }
  if (waiting.state == Waiter::State::failed)
    refuse(waiting);
  return *waiting.slot;
}

bool PoolShell::needs_preparation(const Slot &slot, Instant now) const {
  return driver_->hooks.prepares || driver_->hooks.decides_pings ||
         now - slot.idle_since > config_.ping_after;
}

// False if the connection is not fit for use, and gone from this thread.
bool PoolShell::prepare(Slot &slot, Deadline deadline) {
  const Duration idle = std::max(precise_now() - slot.idle_since, Duration(0));
  Prepared prepared;
  try {
    const bool ping = driver_->hooks.decides_pings
                          ? driver_->should_ping(slot.connection, idle)
                          : idle > config_.ping_after;
    if (ping && !driver_->ping(slot.connection,
                               earlier(deadline, within(config_.ping_timeout))))
      prepared.usable = false;
    else if (driver_->hooks.prepares)
      prepared = driver_->prepare(slot.connection);
  } catch (...) {
    prepared = {false, std::current_exception()};
  }
  if (prepared.usable && !prepared.error)
    return true;
  if (prepared.usable) {
    Actions actions;
    Lock lock(mutex_);
    core_.put_back(slot, precise_now(), actions);
    settle(actions, lock);
  } else {
    give_back(slot, Core::Returned::broken);
  }
  if (prepared.error)
    std::rethrow_exception(prepared.error);
  return false;
}

void PoolShell::refuse(Waiting &waiting) const {
  switch (waiting.failure) {
  case Waiter::Failure::none:
    break;
  case Waiter::Failure::closed:
    throw PoolClosed("the pool is closed");
  case Waiter::Failure::queue_full:
    throw QueueFull("too many acquires wait already: " + occupancy());
  case Waiter::Failure::unavailable:
    throw ServerUnavailable("connecting has stopped after repeated errors: " +
                            occupancy());
  case Waiter::Failure::connect:
    std::rethrow_exception(std::move(waiting.error));
  case Waiter::Failure::cancelled:
    throw Cancelled("the acquire was cancelled");
  case Waiter::Failure::timeout:
    const Duration waited = precise_now() - waiting.started;
    std::string what = "no connection came free within " +
                       std::to_string(waited / std::chrono::milliseconds(1)) +
                       " ms: " + occupancy();
    char text[4096] = "";
    leash_exhausted(tracker_, static_cast<std::uint64_t>(waited.count()), text,
                    sizeof text);
    if (*text)
      what.append("; ").append(text);
    throw AcquireTimeout(what, waited);
  }
  throw PoolError("an acquire failed without a reason");
}

// How full the pool is, for a message.
std::string PoolShell::occupancy() const {
  Lock lock(mutex_);
  const PoolStat stat = core_.stat();
  std::string error = last_error_;
  lock.unlock();
  std::string text = std::to_string(stat.acquired_conns) + " of " +
                     std::to_string(stat.max_conns) + " connections lent, " +
                     std::to_string(stat.constructing_conns) +
                     " being opened, " + std::to_string(stat.waiting) +
                     " acquires waiting";
  if (!error.empty())
    text += "; the last connect failed: " + error;
  return text;
}

void PoolShell::give_back(Slot &slot, Core::Returned how) noexcept {
  const Instant now = coarse_now();
  Actions actions;
  Lock lock(mutex_);
  core_.release(slot, how, now, actions);
  settle(actions, lock);
}

void PoolShell::queue(Actions &actions) noexcept {
  const auto hand_on = [&](SlotList &from, SlotList &to) {
    while (Slot *slot = from.pop()) {
      to.push(*slot);
      ++tasks_;
      work_.notify_one();
    }
  };
  hand_on(actions.connect, connects_);
  hand_on(actions.close, closes_);
  while (Waiter *waiter = actions.woken) {
    actions.woken = waiter->next;
    waiter->next = nullptr;
    // Under the lock: once it is free, the waiter may be gone.
    static_cast<Waiting *>(waiter)->decided.notify_one();
  }
  if (core_.next_tick() != announced_tick_) {
    announced_tick_ = core_.next_tick();
    work_.notify_one();
  }
  if (core_.is_closed() && core_.drained())
    drained_.notify_all();
}

void PoolShell::settle(Actions &actions, Lock &lock) noexcept {
  queue(actions);
  if (dropped_) {
    while (work_once(lock)) {
    }
    const bool last = core_.drained();
    lock.unlock();
    if (last)
      delete this;
    return;
  }
  const bool more = tasks_ > idle_workers_ &&
                    worker_count_ < config_.max_connecting && !stopping_;
  // From now on drop() waits for it.
  if (more)
    ++worker_count_;
  lock.unlock();
  if (more)
    add_worker();
}

} // namespace leash::pool

namespace leash::detail {

Shell *Shell::open(PoolConfig config, std::unique_ptr<Driver> driver) {
  return new pool::PoolShell(std::move(config), std::move(driver));
}

leash_lease tracked(const pool::Slot &slot) noexcept { return slot.tracked; }

} // namespace leash::detail
