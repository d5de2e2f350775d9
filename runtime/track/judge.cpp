// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The classes of leases and their tiers.
#include "track/judge.h"

#include <algorithm>

namespace leash::track {

using report::Reason;
using report::Severity;

namespace {

constexpr unsigned last_tier = 20; // a million times the limit

struct Class {
  Reason reason = Reason::none;
  std::uint64_t measure = 0, limit = 0;
};

bool may_idle(leash_kind kind) noexcept {
  return kind == LEASH_PRIVATE || kind == LEASH_STATEMENT;
}

bool past(std::uint64_t measure, std::uint64_t limit) noexcept {
  return limit != 0 && measure >= limit;
}

Class classify(const Observation &lease, const Limits &limits) noexcept {
  if (lease.executing)
    return {Reason::executing, lease.held, limits.threshold};
  const Class inactive{Reason::inactive, lease.inactive, limits.threshold};
  if (lease.owner_gone && past(lease.inactive, limits.threshold))
    return {Reason::owner_gone, inactive.measure, inactive.limit};
  if (past(lease.transaction_idle, limits.txn_idle))
    return {Reason::idle_in_transaction, lease.transaction_idle,
            limits.txn_idle};
  if (may_idle(lease.kind))
    return {};
  if (past(lease.inactive, limits.threshold)) {
    if (lease.kind == LEASH_CONNECTION && !lease.used)
      return {Reason::never_used, inactive.measure, inactive.limit};
    return inactive;
  }
  if (past(lease.held, limits.threshold))
    return {Reason::held, lease.held, limits.threshold};
  return {};
}

int badness(Reason reason) noexcept {
  switch (reason) {
  case Reason::owner_gone:
    return 4;
  case Reason::idle_in_transaction:
    return 3;
  case Reason::inactive:
  case Reason::never_used:
    return 2;
  case Reason::held:
    return 1;
  default:
    return 0;
  }
}

} // namespace

Severity severity_of(Reason reason) noexcept {
  switch (reason) {
  case Reason::owner_gone:
    return Severity::error;
  case Reason::held:
  case Reason::executing:
    return Severity::info;
  default:
    return Severity::warning;
  }
}

Verdict judge(const Observation &lease, const Limits &limits,
              const History &history) noexcept {
  if (lease.expected_hold != 0 &&
      (lease.expected_hold == UINT64_MAX || lease.held < lease.expected_hold))
    return {};
  const Class found = classify(lease, limits);
  Verdict verdict{false, found.reason, severity_of(found.reason)};
  if (badness(found.reason) == 0)
    return verdict;
  const bool worse = badness(found.reason) > badness(history.reason);
  const unsigned tier = worse ? 0 : std::min(history.tier, last_tier);
  // Divided, since the product may not fit.
  verdict.report =
      history.tier <= last_tier && (found.measure >> tier) >= found.limit;
  return verdict;
}

std::uint64_t time_awake(std::uint64_t begin, std::uint64_t end,
                         std::span<const Pause> pauses) noexcept {
  if (end <= begin)
    return 0;
  std::uint64_t time = end - begin;
  for (const Pause &pause : pauses) {
    const std::uint64_t from = std::max(begin, pause.begin);
    const std::uint64_t to = std::min(end, pause.end);
    if (from < to)
      time -= std::min(time, to - from);
  }
  return time;
}

} // namespace leash::track
