// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Ends waits from another thread, where std::stop_token is not to be had.
#ifndef LEASH_CANCELLATION_H
#define LEASH_CANCELLATION_H

#include <mutex>

namespace leash {

class Cancellation;

namespace detail {
// Something that waits. Linked into the Cancellation it waits under.
class CancelListener {
public:
  // On the cancelling thread, with the Cancellation locked.
  virtual void on_cancel() noexcept = 0;

protected:
  ~CancelListener() = default;

private:
  friend class leash::Cancellation;
  CancelListener *previous_ = nullptr;
  CancelListener *next_ = nullptr;
};
} // namespace detail

/// Cancelled once, for good. Any number of acquires may wait under one; it must
/// outlive them. Every member may be called from any thread.
class Cancellation {
public:
  Cancellation() = default;
  Cancellation(const Cancellation &) = delete;
  Cancellation &operator=(const Cancellation &) = delete;

  /// The acquires that wait under it throw Cancelled, as do later ones.
  void cancel() noexcept;
  bool cancelled() const noexcept;

  // For the library. A listener added after cancel() is called at once.
  void add(detail::CancelListener &listener) noexcept;
  void remove(detail::CancelListener &listener) noexcept;

private:
  // Guards the rest. A listener may take a pool's mutex while it is held, so
  // it must never be taken with a pool's mutex held.
  mutable std::mutex mutex_;
  bool cancelled_ = false;
  detail::CancelListener *first_ = nullptr;
};

} // namespace leash
#endif
