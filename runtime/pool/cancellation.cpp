// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// A flag and a list of those that wait under it.
#include "leash/cancellation.h"

namespace leash {

void Cancellation::cancel() noexcept {
  const std::lock_guard lock(mutex_);
  if (cancelled_)
    return;
  cancelled_ = true;
  for (detail::CancelListener *listener = first_; listener;
       listener = listener->next_)
    listener->on_cancel();
}

bool Cancellation::cancelled() const noexcept {
  const std::lock_guard lock(mutex_);
  return cancelled_;
}

void Cancellation::add(detail::CancelListener &listener) noexcept {
  const std::lock_guard lock(mutex_);
  listener.previous_ = nullptr;
  listener.next_ = first_;
  if (first_)
    first_->previous_ = &listener;
  first_ = &listener;
  if (cancelled_)
    listener.on_cancel();
}

void Cancellation::remove(detail::CancelListener &listener) noexcept {
  const std::lock_guard lock(mutex_);
  (listener.previous_ ? listener.previous_->next_ : first_) = listener.next_;
  if (listener.next_)
    listener.next_->previous_ = listener.previous_;
}

} // namespace leash
