// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Times in buckets, as they are kept and shown.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>

namespace leash::report {

// Upper bounds in ns, inclusive; the last bucket, without one, follows them.
inline constexpr std::array<std::uint64_t, 17> histogram_bounds = {
    100'000,        500'000,       1'000'000,      2'500'000,
    5'000'000,      10'000'000,    25'000'000,     50'000'000,
    100'000'000,    250'000'000,   500'000'000,    1'000'000'000,
    2'500'000'000,  5'000'000'000, 10'000'000'000, 60'000'000'000,
    300'000'000'000};
inline constexpr std::size_t histogram_buckets = histogram_bounds.size() + 1;

// The bucket that a time belongs to.
constexpr std::size_t histogram_bucket(std::uint64_t ns) noexcept {
  return static_cast<std::size_t>(
      std::lower_bound(histogram_bounds.begin(), histogram_bounds.end(), ns) -
      histogram_bounds.begin());
}

struct Histogram {
  std::array<std::uint64_t, histogram_buckets> counts{}; // not cumulative
  std::uint64_t sum = 0;                                 // ns
  std::uint64_t max = 0;                                 // ns

  constexpr std::uint64_t count() const noexcept {
    std::uint64_t all = 0;
    for (const std::uint64_t part : counts)
      all += part;
    return all;
  }
  constexpr void add(std::uint64_t ns) noexcept {
    ++counts[histogram_bucket(ns)];
    sum += ns;
    max = std::max(max, ns);
  }
};

} // namespace leash::report
