// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// What the program is made of.
#pragma once

#include "ratios.h"

#include <string>
#include <utility>

namespace leash::bench {

inline constexpr char tracking_on[] = "enabled=1:stack=full:depth=16";

class Suite {
public:
  Suite(Ratios &ratios, int pairs, double borrow_limit)
      : borrow_limit(borrow_limit), ratios(ratios), pairs(pairs) {}

  void add(const std::string &name, Cost base, Cost with, double limit) {
    benchmark::RegisterBenchmark(
        name.c_str(),
        [this, name, base = std::move(base), with = std::move(with),
         limit](benchmark::State &state) {
          ratios.measure(state, name, base, with, limit);
        })
        ->UseManualTime()
        ->Iterations(pairs);
  }

  // Of a tracked borrow and return with a full stack over an untracked one.
  const double borrow_limit;

private:
  Ratios &ratios;
  const int pairs;
};

void add_borrow(Suite &suite); // plain pool and leash::Pool
void add_select(Suite &suite); // a statement of a real server's
void add_statement();          // one told to the tracker
void add_reports();            // reports and snapshots
void add_memory();             // bytes, not time

} // namespace leash::bench
