// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// A Driver made of a policy and hooks.
#ifndef LEASH_DETAIL_POLICY_DRIVER_H
#define LEASH_DETAIL_POLICY_DRIVER_H

#include <type_traits>
#include <utility>

#include "leash/detail/driver.h"
#include "leash/pool_hooks.h"

namespace leash::detail {

template <class Policy> class PolicyDriver final : public Driver {
  using Handle = typename Policy::Handle;
  using Target = typename Policy::Target;
  static_assert(std::is_pointer_v<Handle>, "a policy's Handle is a pointer");

public:
  PolicyDriver(Policy policy, Target target, PoolHooks<Policy> hooks)
      : Driver({static_cast<bool>(hooks.prepare_conn),
                static_cast<bool>(hooks.should_ping),
                static_cast<bool>(hooks.after_release)}),
        policy_(std::move(policy)), target_(std::move(target)),
        hooks_(std::move(hooks)) {}

  void *connect(const Patience &patience) override {
    Target target = target_;
    if (hooks_.before_connect)
      hooks_.before_connect(target);
    Handle handle = policy_.connect(target, patience);
    if (hooks_.after_connect) {
      try {
        hooks_.after_connect(handle);
      } catch (...) {
        policy_.close(handle);
        throw;
      }
    }
    return handle;
  }
  void close(void *connection) noexcept override {
    if (hooks_.before_close) {
      try {
        hooks_.before_close(handle(connection));
      } catch (...) { // documented to be ignored
      }
    }
    policy_.close(handle(connection));
  }
  void abandon(void *connection) noexcept override {
    policy_.abandon(handle(connection));
  }
  void cancel(void *connection) noexcept override {
    policy_.cancel(handle(connection));
  }
  bool ping(void *connection, Deadline deadline) noexcept override {
    return policy_.ping(handle(connection), deadline);
  }
  ConnectionState state(void *connection) noexcept override {
    return policy_.state(handle(connection));
  }
  std::uint32_t backend_pid(void *connection) noexcept override {
    return policy_.backend_pid(handle(connection));
  }
  bool should_ping(void *connection, std::chrono::nanoseconds idle) override {
    return hooks_.should_ping(handle(connection), idle);
  }
  Prepared prepare(void *connection) override {
    return hooks_.prepare_conn(handle(connection));
  }
  bool after_release(void *connection) override {
    return hooks_.after_release(handle(connection));
  }

private:
  static Handle handle(void *connection) noexcept {
    return static_cast<Handle>(connection);
  }

  Policy policy_;
  const Target target_;
  const PoolHooks<Policy> hooks_;
};

} // namespace leash::detail
#endif
