// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Points in time as the pool's core sees them: handed in, never asked for.
#pragma once

#include <chrono>
#include <cstddef>

namespace leash::pool {

using Duration = std::chrono::nanoseconds;
using Instant = std::chrono::time_point<std::chrono::steady_clock, Duration>;

} // namespace leash::pool
