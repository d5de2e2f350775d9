// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The one record that every report is written from, and read back into.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace leash::report {

// Of the JSON form; raised when a member changes its meaning or goes.
inline constexpr int schema_version = 1;

struct Frame {
  std::uintptr_t pc = 0;
  std::string module;       // path as loaded; empty if in none
  std::string build_id;     // lower-case hex
  std::uint64_t offset = 0; // in the module's file, of the call: for addr2line
  std::string function;     // demangled; empty without symbols
  std::string file;
  unsigned line = 0;
  unsigned column = 0;
  bool inlined = false; // into the next frame
  bool own = false;     // not the place to look: see own_frames.h
};
using Stack = std::vector<Frame>;

enum class Event {
  held,      // past a threshold; `reason` says of which kind
  returned,  // the all-clear: one that was reported came back
  exhausted, // an acquire gave up; `holders` has all
  dirty_return,
  double_release,
  leaked_at_exit,
  unmatched_suppression,
  tracker // about Leash itself: slots used up, bad option, ..
};

// Why a lease is reported; how bad follows from it.
enum class Reason {
  executing, // a long query, no leak
  held,      // long, but active in between
  inactive,
  idle_in_transaction,
  never_used,
  owner_gone, // its thread has ended
  in_transaction,
  busy,
  broken, // dirty returns
  none
};

enum class Severity { info, warning, error };

struct Lease {
  std::uint64_t id = 0;
  std::string kind; // connection, private_connection, result, ..
  std::string pool;
  std::uint64_t resource = 0;
  std::uint32_t backend_pid = 0;
  std::int64_t thread = 0;
  std::string thread_name;
  std::uint64_t held_ns = 0;
  std::uint64_t inactive_ns = 0;
  std::uint64_t transaction_ns = 0; // since it began; 0: none
  std::string transaction;          // idle, active, open, failed, unknown
  std::uint64_t statements = 0;
  std::string statement; // the last, its literals stripped
  std::string stack_id;  // equal for equal acquire stacks
  std::string site;      // file:function:callee:ordinal, where known
  Stack acquired;
  Stack begun;   // of the BEGIN of an open transaction
  Stack current; // what the owner's thread does now
};

struct Pool {
  std::string name;
  std::string system;
  std::uint32_t max = 0;
  std::uint32_t held = 0;
  std::uint32_t waiting = 0;
};

struct Record {
  Event event = Event::tracker;
  Reason reason = Reason::none;
  Severity severity = Severity::warning;
  std::int64_t time_us = 0; // wall clock, since the Unix epoch
  std::string process;
  std::int64_t pid = 0;
  Pool pool;
  std::vector<Lease> leases;   // held: one; exhausted: the holders
  std::uint64_t folded = 0;    // further leases with the same stack
  unsigned tier = 0;           // 1 for the first report of a lease
  std::uint64_t waited_ns = 0; // exhausted
  std::string message;         // tracker, unmatched_suppression
};

} // namespace leash::report
