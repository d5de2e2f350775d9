// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// A connection on loan from a pool.
#ifndef LEASH_BASIC_LEASE_H
#define LEASH_BASIC_LEASE_H

#include <chrono>
#include <cstdint>
#include <utility>

#include "leash/detail/shell.h"

namespace leash {

/// Gives its connection back when its scope ends. Moves, does not copy; empty
/// after a move, a release or a hijack. Used by one thread at a time, as the
/// connection itself. It may outlive its pool: the connection is then closed
/// on return.
///
/// A connection that comes back in a transaction, busy or broken is closed, not
/// lent again; the tracker reports it with the stack of its acquire. What else
/// a session keeps (SET, LISTEN, temporary tables, advisory locks) the next
/// user inherits, unless the hook after_release clears it.
///
/// In a forked child a lease of the parent is inert: releasing it frees the
/// child's copy and says nothing to the server.
template <class Policy> class BasicLease {
public:
  using Handle = typename Policy::Handle;

  BasicLease() noexcept = default;
  // For the pool.
  explicit BasicLease(detail::Lent lent) noexcept : lent_(lent) {}
  BasicLease(BasicLease &&other) noexcept
      : lent_(std::exchange(other.lent_, {})) {}
  BasicLease &operator=(BasicLease &&other) noexcept {
    if (this != &other) {
      release();
      lent_ = std::exchange(other.lent_, {});
    }
    return *this;
  }
  ~BasicLease() { release(); }

  /// The connection, valid until the lease ends; null if the lease is empty.
  Handle get() const noexcept { return static_cast<Handle>(lent_.connection); }
  explicit operator bool() const noexcept { return lent_.connection; }

  /// Gives the connection back now. Does nothing the second time. Waits for no
  /// I/O: what is to be closed, a thread of the pool closes.
  void release() noexcept {
    if (lent_.connection) {
      const detail::Lent lent = std::exchange(lent_, {});
      lent.shell->release(*lent.slot);
    }
  }
  /// Gives it back to be closed, for a reason that only the user knows.
  void discard() noexcept {
    if (lent_.connection) {
      const detail::Lent lent = std::exchange(lent_, {});
      lent.shell->discard(*lent.slot);
    }
  }
  /// Takes the connection out of the pool, which may open another for it: the
  /// caller closes it, as it closes one it opened itself. Null if empty.
  [[nodiscard]] Handle hijack() noexcept {
    if (!lent_.connection)
      return nullptr;
    const detail::Lent lent = std::exchange(lent_, {});
    return static_cast<Handle>(lent.shell->hijack(*lent.slot));
  }

  /// The tracker's handle, for leash.h; 0 if it does not track this one.
  leash_lease tracked() const noexcept {
    return lent_.slot ? detail::tracked(*lent_.slot) : 0;
  }
  /// Held this long by design: the tracker reports nothing before.
  void expect_hold(std::chrono::nanoseconds duration) const noexcept {
    leash_expect_hold(tracked(), static_cast<std::uint64_t>(duration.count()));
  }
  /// The calling thread holds it from now on, in the tracker's reports.
  void transfer() const noexcept { leash_transfer(tracked()); }
  /// Was it taken by the process that forked this one?
  bool inherited() const noexcept {
    return lent_.shell && lent_.shell->inherited();
  }

protected:
  detail::Shell *shell() const noexcept { return lent_.shell; }

private:
  detail::Lent lent_;
};

} // namespace leash
#endif
