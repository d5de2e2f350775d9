// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// What a program may do at the turns of a connection's life.
#ifndef LEASH_POOL_HOOKS_H
#define LEASH_POOL_HOOKS_H

#include <chrono>
#include <functional>

#include "leash/prepared.h"

namespace leash {

/// All optional. A hook may run on any thread, several at once, and never while
/// the pool is locked: it may use the pool. It must not keep the connection.
template <class Policy> struct PoolHooks {
  using Handle = typename Policy::Handle;
  using Target = typename Policy::Target;

  /// On a worker, with a copy of what to connect to, for this connection only:
  /// the place for a password that expires. If it throws, the connect fails
  /// and the acquire throws the same.
  std::function<void(Target &)> before_connect;
  /// On a worker, with the new connection, for session settings. If it throws,
  /// the connection is closed and the connect has failed.
  std::function<void(Handle)> after_connect;
  /// On the acquiring thread, before each lending.
  std::function<Prepared(Handle)> prepare_conn;
  /// On a worker, after a clean return and before the next lending; false
  /// closes the connection, as does an exception.
  std::function<bool(Handle)> after_release;
  /// Before the pool closes a connection; an exception is ignored.
  std::function<void(Handle)> before_close;
  /// On the acquiring thread: is the connection to be pinged before it is lent,
  /// after this long idle? Without it: if longer than ping_after.
  std::function<bool(Handle, std::chrono::nanoseconds idle)> should_ping;
};

} // namespace leash
#endif
