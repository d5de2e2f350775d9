// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The members of a record in JSON: the writer and the reader walk the same
// list. docs/records.schema.json describes the outcome.
#pragma once

#include "report/record.h"

namespace leash::report {

// A visitor has
//   always(name, member)    written whatever it is
//   if_set(name, member)    left out when empty, zero or false
//   address(name, number)   in hexadecimal, as text; left out when zero
// `Of` is the struct, const for a writer.

template <class Of, class Visitor>
void frame_members(Of &frame, Visitor &&visit) {
  visit.if_set("function", frame.function);
  visit.if_set("file", frame.file);
  visit.if_set("line", frame.line);
  visit.if_set("column", frame.column);
  visit.if_set("inlined", frame.inlined);
  visit.if_set("own", frame.own);
  visit.if_set("module", frame.module);
  visit.if_set("build_id", frame.build_id);
  visit.address("offset", frame.offset);
  visit.address("pc", frame.pc);
}

template <class Of, class Visitor>
void lease_members(Of &lease, Visitor &&visit) {
  visit.address("id", lease.id);
  visit.always("kind", lease.kind);
  visit.if_set("pool", lease.pool);
  visit.address("resource", lease.resource);
  visit.if_set("backend_pid", lease.backend_pid);
  visit.always("thread", lease.thread);
  visit.if_set("thread_name", lease.thread_name);
  visit.always("held_ns", lease.held_ns);
  visit.always("inactive_ns", lease.inactive_ns);
  visit.always("transaction_ns", lease.transaction_ns);
  visit.if_set("transaction", lease.transaction);
  visit.always("statements", lease.statements);
  visit.if_set("statement", lease.statement);
  visit.if_set("stack_id", lease.stack_id);
  visit.if_set("site", lease.site);
  visit.if_set("acquired", lease.acquired);
  visit.if_set("begun", lease.begun);
  visit.if_set("current", lease.current);
}

template <class Of, class Visitor>
void pool_members(Of &pool, Visitor &&visit) {
  visit.always("name", pool.name);
  visit.if_set("system", pool.system);
  visit.always("max", pool.max);
  visit.always("held", pool.held);
  visit.always("waiting", pool.waiting);
}

// After "schema" and "time".
template <class Of, class Visitor>
void record_members(Of &record, Visitor &&visit) {
  visit.always("event", record.event);
  visit.always("reason", record.reason);
  visit.always("severity", record.severity);
  visit.always("process", record.process);
  visit.always("pid", record.pid);
  visit.if_set("pool", record.pool);
  visit.if_set("leases", record.leases);
  visit.if_set("folded", record.folded);
  visit.if_set("tier", record.tier);
  visit.if_set("waited_ns", record.waited_ns);
  visit.if_set("message", record.message);
}

} // namespace leash::report
