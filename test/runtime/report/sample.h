// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// A record and a snapshot with something in every member.
#pragma once

#include "report/record.h"
#include "report/snapshot.h"

inline leash::report::Frame sample_frame(const std::string &function,
                                         unsigned line) {
  leash::report::Frame frame;
  frame.pc = 0x55aa00001234;
  frame.module = "/usr/bin/orders";
  frame.build_id = "0123456789abcdef";
  frame.offset = 0x1234;
  frame.function = function;
  frame.file = "/src/orders.cpp";
  frame.line = line;
  frame.column = 7;
  return frame;
}

inline leash::report::Lease sample_lease() {
  leash::report::Lease lease;
  lease.id = 0xFFFF'0000'0000'0007;
  lease.kind = "connection";
  lease.pool = "orders";
  lease.resource = 0x7f00'dead'beef;
  lease.backend_pid = 4242;
  lease.thread = 4711;
  lease.thread_name = "worker \"3\"";
  lease.held_ns = 12'300'000'000;
  lease.inactive_ns = 9'800'000'000;
  lease.transaction_ns = 11'000'000'000;
  lease.transaction = "open";
  lease.statements = 3;
  lease.statement = "SELECT * FROM t WHERE id = ?";
  lease.stack_id = "8f3a";
  lease.site = "orders.cpp:load:PQexec:1";
  lease.acquired = {sample_frame("orders::load(int)", 42),
                    sample_frame("main", 7)};
  lease.acquired[0].inlined = true;
  lease.begun = {sample_frame("orders::begin()", 50)};
  lease.current = {sample_frame("nanosleep", 1)};
  lease.current[0].own = true;
  return lease;
}

inline leash::report::Record sample_record() {
  leash::report::Record record;
  record.event = leash::report::Event::held;
  record.reason = leash::report::Reason::idle_in_transaction;
  record.severity = leash::report::Severity::warning;
  record.time_us = 1'764'000'000'123'456;
  record.process = "orders";
  record.pid = 99;
  record.pool = {"orders", "postgresql", 8, 3, 1};
  record.leases = {sample_lease()};
  record.folded = 2;
  record.tier = 1;
  record.waited_ns = 5;
  record.message = "a \xC3\xA9 \n message";
  return record;
}

inline leash::report::Snapshot sample_snapshot() {
  using namespace leash::report;
  Snapshot snapshot;
  snapshot.time_us = 1'764'000'000'123'456;
  snapshot.start_us = 1'763'000'000'000'000;
  snapshot.process = "orders";
  snapshot.pid = 99;
  PoolSnapshot own;
  own.name = "or\"de\\rs\n";
  own.system = "postgresql";
  own.max = 5;
  own.held = 3;
  own.waiting = 1;
  own.acquires = 10;
  own.releases = 7;
  own.wait_timeouts = 2;
  own.reported_inactive = 4;
  own.dirty_returns = 1;
  own.use_time.add(150'000);       // the second bucket
  own.use_time.add(2'000'000'000); // the one up to 2.5 s
  own.wait_time.add(400'000'000'000);
  PoolSnapshot full = own;
  full.name = "full";
  leash_pool_counters &counters = full.counters.emplace();
  counters = {};
  counters.size = sizeof counters;
  counters.acquire_count = 11;
  counters.acquire_duration = 1'500'000'000;
  counters.acquired_conns = 6;
  counters.idle_conns = 2;
  counters.max_conns = 9;
  counters.total_conns = 8;
  counters.min_conns = 1;
  counters.waiting = 4;
  counters.timeout_count = 12;
  counters.hijacked_count = 13;
  snapshot.pools = {own, full};
  SiteSnapshot site;
  site.pool = "full";
  site.kind = "connection";
  site.stack_id = "8f3a";
  site.stack = {sample_frame("orders::load(int)", 42)};
  site.held = 2;
  site.use_time.add(1'500'000'000);
  site.share = 0.75;
  snapshot.sites = {site};
  snapshot.leases = {sample_lease()};
  snapshot.slots_used = 3;
  snapshot.slots_total = 64;
  snapshot.untracked = 1;
  snapshot.records_written = 5;
  snapshot.records_dropped = 6;
  return snapshot;
}
