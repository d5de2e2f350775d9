// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The breaker's three states.
#include "pool/breaker.h"

namespace leash::pool {

Breaker::Breaker(std::size_t errors, Duration window, Duration retry)
    : window_(window), retry_(retry), errors_(errors) {}

bool Breaker::allows(Instant now) const {
  switch (state_) {
  case State::closed:
    return true;
  case State::open:
    return now >= retry_at_;
  case State::probing:
    return false;
  }
  return false;
}

void Breaker::started(Instant now) {
  if (state_ == State::open && now >= retry_at_)
    state_ = State::probing;
}

void Breaker::succeeded() {
  // Connects that started before it opened prove the server as well as a probe.
  if (state_ != State::closed)
    seen_ = 0;
  state_ = State::closed;
}

void Breaker::failed(Instant now) {
  if (errors_.empty())
    return;
  errors_[next_] = now;
  next_ = (next_ + 1) % errors_.size(); // the oldest one now
  const bool full = ++seen_ >= errors_.size();
  const bool burst = full && now - errors_[next_] <= window_;
  if (state_ == State::probing || (state_ == State::closed && burst)) {
    state_ = State::open;
    retry_at_ = now + retry_;
  }
}

} // namespace leash::pool
