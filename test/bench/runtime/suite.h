// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// What the program is made of.
#pragma once

#include "leash/leash.h"
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
void add_select(Suite &suite); // beside a statement of a real server's
void add_report();             // statements, reports, snapshots, memory

// False in a program that is linked without libleash.
inline bool library_is_there() { return leash_v1_acquire != nullptr; }

} // namespace leash::bench
