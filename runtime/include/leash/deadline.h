// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Until when a call may take.
#ifndef LEASH_DEADLINE_H
#define LEASH_DEADLINE_H

#include <chrono>

namespace leash {

/// A point of the monotonic clock, or none. A duration means from now; one
/// that the clock cannot reach is none.
class Deadline {
public:
  using Clock = std::chrono::steady_clock;

  Deadline(Clock::time_point at) noexcept : at_(at) {}
  template <class Rep, class Period>
  Deadline(std::chrono::duration<Rep, Period> from_now) : at_(never().at_) {
    using Seconds = std::chrono::duration<double>;
    const Clock::time_point now = Clock::now();
    if (Seconds(from_now) < Seconds(at_ - now))
      at_ = now + std::chrono::duration_cast<Clock::duration>(from_now);
  }
  static Deadline never() noexcept { return Clock::time_point::max(); }

  bool is_never() const noexcept { return at_ == Clock::time_point::max(); }
  Clock::time_point at() const noexcept { return at_; }
  bool passed() const noexcept { return !is_never() && Clock::now() >= at_; }

private:
  Clock::time_point at_;
};

/// The nearer of two.
inline Deadline earlier(Deadline a, Deadline b) noexcept {
  return a.at() < b.at() ? a : b;
}

} // namespace leash
#endif
