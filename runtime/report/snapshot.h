// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Pools, acquire sites and leases at one moment, and the formats to show them.
#pragma once

#include "leash/leash.h"
#include "report/histogram.h"
#include "report/record.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace leash::report {

struct PoolSnapshot {
  std::string name;
  std::string system;    // OpenTelemetry's db.system.name
  std::uint32_t max = 0; // 0: no limit known
  // What the pool says of itself; absent if it registered no callback.
  std::optional<leash_pool_counters> counters;

  // What the tracker saw; since the pool was registered.
  std::uint64_t held = 0;    // now
  std::uint64_t waiting = 0; // now
  std::uint64_t acquires = 0;
  std::uint64_t releases = 0;
  std::uint64_t wait_timeouts = 0;
  std::uint64_t wait_cancellations = 0;
  std::uint64_t wait_failures = 0;
  std::uint64_t reported_inactive = 0; // reports, by class
  std::uint64_t reported_idle_in_transaction = 0;
  std::uint64_t reported_owner_gone = 0;
  std::uint64_t reported_never_used = 0;
  std::uint64_t reported_held = 0;
  std::uint64_t dirty_returns = 0;
  std::uint64_t double_releases = 0;
  std::uint64_t exhausted = 0;
  Histogram use_time;  // acquire to release
  Histogram wait_time; // of successful waits

  // The pool's own number if it gives one, else the tracker's; of the last
  // two the larger, since not every pool counts them.
  std::uint64_t connections_used() const;
  std::uint64_t connections_max() const;
  std::uint64_t requests_pending() const;
  std::uint64_t timeouts() const;
};

// Everything acquired with one stack.
struct SiteSnapshot {
  std::string pool;
  std::string kind; // as Lease::kind
  std::string stack_id;
  std::string site; // file:function:callee:ordinal, where known
  Stack stack;
  std::uint64_t held = 0; // now
  Histogram use_time;     // of the leases given back
  double share = 0;       // of its pool's connection-seconds, 0..1
};

struct Snapshot {
  std::int64_t time_us = 0;  // wall clock, since the Unix epoch
  std::int64_t start_us = 0; // when counting began
  std::string process;
  std::int64_t pid = 0;
  std::vector<PoolSnapshot> pools;
  std::vector<SiteSnapshot> sites;
  std::vector<Lease> leases; // held now, the longest first
  std::uint64_t slots_used = 0;
  std::uint64_t slots_total = 0;
  std::uint64_t untracked = 0; // acquires for which no slot was left
  std::uint64_t records_written = 0;
  std::uint64_t records_dropped = 0;
};

// Pools, then sites by their share, then leases.
[[nodiscard]] std::string to_text(const Snapshot &snapshot);
[[nodiscard]] std::string to_json(const Snapshot &snapshot);
// Prometheus text exposition 0.0.4: leash_pool_*, and what dashboards for
// HikariCP (Micrometer) and pgxpool expect.
[[nodiscard]] std::string to_prometheus(const Snapshot &snapshot);
// OTLP's JSON, with the semantic conventions' db.client.connection.*.
[[nodiscard]] std::string to_opentelemetry(const Snapshot &snapshot);
[[nodiscard]] std::string format(const Snapshot &snapshot, leash_format form);

} // namespace leash::report
