// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Durations in Go's spelling, as pgxpool's keys have them.
#pragma once

#include <chrono>
#include <optional>
#include <string_view>

namespace leash::pool {

// "1h30m", "1.5s", "250ms", "10us", "7ns" or "0"; nothing if it is none of
// these, negative, or longer than 100 years.
std::optional<std::chrono::nanoseconds> parse_duration(std::string_view text);

// The same limit, for durations that come as numbers.
inline constexpr std::chrono::nanoseconds longest_duration =
    std::chrono::hours(24) * 36500;

} // namespace leash::pool
