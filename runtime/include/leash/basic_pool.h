// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// A pool of whatever connections a policy makes.
#ifndef LEASH_BASIC_POOL_H
#define LEASH_BASIC_POOL_H

#include <functional>
#include <memory>
#include <utility>
#include <vector>
#include <version>

#if defined(__cpp_lib_jthread)
#include <stop_token>
#endif

#include "leash/basic_lease.h"
#include "leash/detail/policy_driver.h"
#include "leash/detail/shell.h"
#include "leash/errors.h"
#include "leash/pool_config.h"
#include "leash/pool_hooks.h"
#include "leash/pool_stat.h"

namespace leash {

/// Lends connections, opens them when they are wanted and closes them when they
/// are old, idle, broken or dirty. Idle connections are reused newest first;
/// acquires that have to wait are served strictly in order.
///
/// A policy says what a connection is. Its members may be called from several
/// threads at once, for different connections, never with the pool locked:
///
///     struct Policy {
///       using Handle = ..;  // a pointer; null is none
///       using Target = ..;  // what to connect to, copied for each connect
///       Handle connect(const Target &, const Patience &);  // or throws
///       void close(Handle) noexcept;
///       void abandon(Handle) noexcept;  // in a forked child: tell nobody
///       void cancel(Handle) noexcept;   // what it runs, before close
///       bool ping(Handle, Deadline) noexcept;
///       ConnectionState state(Handle) noexcept;  // cheap: at each release
///       std::uint32_t backend_pid(Handle) noexcept;  // 0: unknown
///     };
///
/// Every member may be called from any thread, but the destructor and the move
/// by one alone. Each acquire has the strong guarantee: it throws and has taken
/// nothing, or returns a connection. The pool keeps at most max_connecting
/// threads, with all signals blocked, from the first connect on.
///
/// In a forked child the pool is inert: acquires throw PoolClosed, and nothing
/// is said to the parent's servers.
template <class Policy, class LeaseType = BasicLease<Policy>> class BasicPool {
public:
  using Handle = typename Policy::Handle;
  using Target = typename Policy::Target;
  using Hooks = PoolHooks<Policy>;

  /// Connects to nothing yet, but in the background for the minima. Throws
  /// ConfigError if the configuration cannot be.
  explicit BasicPool(Target target, PoolConfig config = {}, Hooks hooks = {},
                     Policy policy = {})
      : shell_(detail::Shell::open(
            std::move(config),
            std::make_unique<detail::PolicyDriver<Policy>>(
                std::move(policy), std::move(target), std::move(hooks)))) {}
  BasicPool(BasicPool &&) noexcept = default;
  BasicPool &operator=(BasicPool &&) noexcept = default;
  /// Closes the idle connections and ends the pool's threads, which may take
  /// until a hook or a policy returns. Does not wait for leases: call close()
  /// for that. No other call may be under way.
  ~BasicPool() = default;

  /// Takes a connection, waiting for one up to acquire_timeout. Throws
  /// AcquireTimeout, QueueFull, ServerUnavailable, ConnectError or PoolClosed,
  /// or what a hook threw. One that was idle for long is pinged; when that or a
  /// hook rejects it, another is taken, max_conns + 1 times in all.
  LEASH_DETAIL_INLINE LeaseType acquire() {
    return LeaseType(shell_->acquire());
  }
  /// Waits up to the deadline: a time of the steady clock, or a duration.
  LEASH_DETAIL_INLINE LeaseType acquire(Deadline deadline) {
    return LeaseType(shell_->acquire(deadline, nullptr));
  }
  /// Waits until it is cancelled, too: throws Cancelled. A connect that had been
  /// started goes on, for the next acquire.
  LEASH_DETAIL_INLINE LeaseType acquire(Cancellation &cancellation,
                                        Deadline deadline = Deadline::never()) {
    return LeaseType(shell_->acquire(deadline, &cancellation));
  }
#if defined(__cpp_lib_jthread)
  LEASH_DETAIL_INLINE LeaseType acquire(std::stop_token stop,
                                        Deadline deadline = Deadline::never()) {
    Cancellation cancellation;
    const std::stop_callback on_stop(std::move(stop),
                                     [&]() noexcept { cancellation.cancel(); });
    return LeaseType(shell_->acquire(deadline, &cancellation));
  }
#endif
  /// An idle connection or an empty lease, at once; without one, another is
  /// opened in the background if there is room. Throws what acquire() throws,
  /// but for waiting.
  LEASH_DETAIL_INLINE LeaseType try_acquire() {
    return LeaseType(shell_->try_acquire());
  }
  /// All that are idle now, neither pinged nor prepared nor counted as
  /// acquires. For checks of one's own.
  LEASH_DETAIL_INLINE std::vector<LeaseType> acquire_all_idle() {
    std::vector<LeaseType> leases;
    for (detail::Lent lent : shell_->acquire_all_idle())
      leases.emplace_back(lent);
    return leases;
  }
  /// Calls `use` with a lease that ends with it; returns what it returns.
  template <class Use> LEASH_DETAIL_INLINE decltype(auto) with(Use &&use) {
    LeaseType lease = acquire();
    return std::invoke(std::forward<Use>(use), lease);
  }

  /// Closes all connections: the idle ones now, those lent when they return,
  /// those being opened when they are. The pool stays in use.
  void reset() { shell_->reset(); }

  /// No acquire succeeds any more, those that wait throw PoolClosed. Closes all
  /// connections and waits until the last lease is back, or until the deadline;
  /// the result then names who holds what. May be called again.
  CloseResult close(Deadline deadline) { return shell_->close(deadline); }

  PoolStat stat() const { return shell_->stat(); }
  /// The configuration in use.
  const PoolConfig &config() const noexcept { return shell_->config(); }
  /// The tracker's handle, for leash.h.
  leash_pool tracked() const noexcept { return shell_->tracker(); }

private:
  struct Drop {
    void operator()(detail::Shell *shell) const noexcept { shell->drop(); }
  };
  std::unique_ptr<detail::Shell, Drop> shell_;
};

} // namespace leash
#endif
