// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Decides whether a lease is reported: no clock, no memory, no output.
#pragma once

#include "leash/leash.h"
#include "report/record.h"

#include <cstdint>
#include <span>

namespace leash::track {

// A lease at one moment. All times in ns, pauses of the process taken off.
struct Observation {
  leash_kind kind = LEASH_CONNECTION;
  std::uint64_t held = 0;
  std::uint64_t inactive = 0;         // 0 while a statement runs
  std::uint64_t transaction_idle = 0; // 0: no transaction, or not idle in it
  bool executing = false;
  bool used = false; // a statement, or a touch
  bool owner_gone = false;
  std::uint64_t expected_hold = 0;
};

// 0: never.
struct Limits {
  std::uint64_t threshold = 0;
  std::uint64_t txn_idle = 0;
};

// What was said of it before.
struct History {
  unsigned tier = 0; // reports so far
  report::Reason reason = report::Reason::none;
};

struct Verdict {
  bool report = false;
  report::Reason reason = report::Reason::none;
  report::Severity severity = report::Severity::info;
};

// The n-th report of a lease is due at 2^(n-1) times the limit, or at once if
// its class became a worse one. `executing` is never reported: a long query is
// no leak. A private connection or a statement may idle as long as its owner
// lives.
Verdict judge(const Observation &lease, const Limits &limits,
              const History &history) noexcept;

report::Severity severity_of(report::Reason reason) noexcept;

// An interval in which the process did not run.
struct Pause {
  std::uint64_t begin = 0, end = 0;
};

// From `begin` to `end` without the pauses.
std::uint64_t time_awake(std::uint64_t begin, std::uint64_t end,
                         std::span<const Pause> pauses) noexcept;

} // namespace leash::track
