// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// How long a policy may take to connect.
#ifndef LEASH_PATIENCE_H
#define LEASH_PATIENCE_H

#include <atomic>

#include "leash/deadline.h"

namespace leash {

/// A deadline, and a pool that may be closed before. A policy that can should
/// look every 50 ms or so; one that cannot makes closing the pool wait for it.
class Patience {
public:
  Patience(Deadline deadline, const std::atomic<bool> &closing) noexcept
      : deadline_(deadline), closing_(&closing) {}

  Deadline deadline() const noexcept { return deadline_; }
  /// Is the pool being closed?
  bool closing() const noexcept {
    return closing_->load(std::memory_order_relaxed);
  }
  /// The same with a nearer deadline, if it is nearer.
  Patience earlier(Deadline deadline) const noexcept {
    return {leash::earlier(deadline_, deadline), *closing_};
  }
  bool ended() const noexcept { return closing() || deadline_.passed(); }

private:
  Deadline deadline_;
  const std::atomic<bool> *closing_;
};

} // namespace leash
#endif
