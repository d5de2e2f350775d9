// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The clocks of the pool's shell.
#pragma once

#include <ctime>

#include "leash/deadline.h"
#include "pool/instant.h"

namespace leash::pool {

inline Instant precise_now() { return std::chrono::steady_clock::now(); }

// Behind by a timer tick at most, 1-10 ms, and a fifth of the cost: for the
// paths where a lease costs less than the precise clock.
inline Instant coarse_now() {
#if defined(CLOCK_MONOTONIC_COARSE)
  timespec time;
  clock_gettime(CLOCK_MONOTONIC_COARSE, &time);
  return Instant(std::chrono::seconds(time.tv_sec) + Duration(time.tv_nsec));
#else
  return precise_now();
#endif
}

// A limit of the configuration, where 0 is none.
inline Deadline within(Duration limit) {
  return limit.count() > 0 ? Deadline(limit) : Deadline::never();
}

} // namespace leash::pool
