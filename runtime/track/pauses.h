// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Notices that the process did not run, by a promise to look that was not kept.
#pragma once

#include "track/judge.h"

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <span>

namespace leash::track {

// Who looks says so at each step of its work and promises to be back within a
// period. One that comes back much later did not sleep so long: the process was
// stopped, or the machine suspended. No clock of its own. One caller at a time,
// but for promise(), rest() and resting().
class Pauses {
public:
  // It will be back by `now` plus `period`.
  void promise(std::uint64_t now, std::uint64_t period) noexcept {
    due.store(now + period, std::memory_order_relaxed);
  }
  // Nobody looks any more.
  void rest() noexcept { due.store(0, std::memory_order_relaxed); }
  bool resting() const noexcept {
    return due.load(std::memory_order_relaxed) == 0;
  }
  // It is back, and promises again; nothing happens if nobody promised.
  void back(std::uint64_t now, std::uint64_t period) noexcept;

  // Later than promised by more than this is a pause; less is a busy machine.
  static constexpr std::uint64_t slack(std::uint64_t period) noexcept {
    constexpr std::uint64_t least = 200'000'000;
    return 2 * period > least ? 2 * period : least;
  }

  std::span<const Pause> all() const noexcept { return {pauses.data(), count}; }
  // Of all pauses so far, ns.
  std::uint64_t total() const noexcept { return sum; }
  void clear() noexcept;

private:
  void add(Pause pause) noexcept;

  std::atomic<std::uint64_t> due{0}; // 0: nobody promised
  std::array<Pause, 16> pauses{};    // the oldest first
  std::size_t count = 0;
  std::uint64_t sum = 0;
};

} // namespace leash::track
