// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The options that are asked for often, each readable at any time.
#pragma once

#include "report/options.h"

#include <algorithm>
#include <atomic>
#include <cstdint>

namespace leash::track {

struct Settings {
  std::atomic<bool> enabled{true};
  std::atomic<report::StackMode> stack{report::StackMode::full};
  std::atomic<unsigned> depth{16};
  std::atomic<unsigned> frames{16}; // of an acquire, by both
  std::atomic<bool> statements{true};
  std::atomic<bool> current_stack{true};
  std::atomic<std::uint64_t> threshold{0}, txn_idle{0}; // ns; 0: off

  void set(const report::Options &options) noexcept {
    enabled = options.enabled;
    stack = options.stack;
    depth = std::clamp(options.depth, 1u, 64u);
    frames = stack == report::StackMode::none   ? 0
             : stack == report::StackMode::site ? 1
                                                : depth.load();
    statements = options.statements;
    current_stack = options.current_stack;
    threshold = options.threshold;
    txn_idle = options.txn_idle;
  }
};

} // namespace leash::track
