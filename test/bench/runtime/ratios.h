// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Two costs taken in pairs, one after the other, and their ratio against a
// limit.
#pragma once

#include <benchmark/benchmark.h>

#include <cstdint>
#include <ctime>
#include <functional>
#include <string>
#include <utility>
#include <vector>

namespace leash::bench {

// What one operation costs, in ns, from a run of milliseconds.
using Cost = std::function<double()>;

inline constexpr double no_limit = 0;

// Times `operations(n)` with an n that makes it last about 2 ms, by default in
// the calling thread's processor time.
class Timed {
public:
  explicit Timed(std::function<void(std::uint64_t)> operations,
                 clockid_t clock = CLOCK_THREAD_CPUTIME_ID)
      : operations(std::move(operations)), clock(clock) {}
  double operator()();

private:
  double seconds(std::uint64_t n) const;

  std::function<void(std::uint64_t)> operations;
  clockid_t clock;
  std::uint64_t count = 0;
};

class Ratios {
public:
  // Runs both `state`'s iterations times, taking turns at going first, and
  // shows the median costs, the median ratio and that of the best times.
  void measure(benchmark::State &state, const std::string &name,
               const Cost &base, const Cost &with, double limit);
  // The table, and a line for each limit that was broken by both ratios: other
  // work on the machine only ever adds time. False if there is one.
  bool tell() const;

private:
  struct Row {
    std::string name;
    double base, with, ratio, best, limit;

    bool broken() const {
      return limit != no_limit && ratio > limit && best > limit;
    }
  };
  std::vector<Row> rows;
};

} // namespace leash::bench
