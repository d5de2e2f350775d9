// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// A policy and its hooks, without their types: what the pool's library calls.
#ifndef LEASH_DETAIL_DRIVER_H
#define LEASH_DETAIL_DRIVER_H

#include <chrono>
#include <cstdint>

#include "leash/connection_state.h"
#include "leash/patience.h"
#include "leash/prepared.h"

namespace leash::detail {

class Driver {
public:
  // Which hooks there are: the pool's short path asks for none.
  struct Hooks {
    bool prepares;
    bool decides_pings;
    bool after_release;
  };

  explicit Driver(Hooks hooks) noexcept : hooks(hooks) {}
  virtual ~Driver() = default;

  const Hooks hooks;

  // Never null; throws.
  virtual void *connect(const Patience &patience) = 0;
  virtual void close(void *connection) noexcept = 0;
  virtual void abandon(void *connection) noexcept = 0;
  virtual void cancel(void *connection) noexcept = 0;
  virtual bool ping(void *connection, Deadline deadline) noexcept = 0;
  virtual ConnectionState state(void *connection) noexcept = 0;
  virtual std::uint32_t backend_pid(void *connection) noexcept = 0;

  virtual bool should_ping(void *connection, std::chrono::nanoseconds idle) = 0;
  virtual Prepared prepare(void *connection) = 0;
  virtual bool after_release(void *connection) = 0;
};

} // namespace leash::detail
#endif
