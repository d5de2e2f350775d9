// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// LEASH_OPTIONS: the table of options, and reading them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace leash::report {

enum class StackMode : std::uint8_t { none, site, full };
enum class Format : std::uint8_t { text, json };

// All durations are nanoseconds; 0 switches off.
struct Options {
  std::uint64_t threshold = 5'000'000'000; // held and inactive
  std::uint64_t txn_idle = 2'000'000'000;  // idle in a transaction
  StackMode stack = StackMode::full;
  unsigned depth = 16;        // frames kept; 1..64
  std::string log = "stderr"; // stderr, stdout or a path; %p is the pid
  Format format = Format::text;
  int exitcode = 0;          // of a process that leaked; 0: its own
  std::string suppressions;  // path of a file; empty: none
  std::string own;           // patterns of functions; see own_frames.h
  bool current_stack = true; // of the holder, by signal
  bool statements = true;    // keep the last one, its literals stripped
  std::string metrics;       // path of the unix socket; empty: none
  bool at_exit = true;       // report what is held at exit
  bool enabled = true;       // track at all
  unsigned slots = 16'384;   // most leases tracked at once
  bool help = false;         // list the options on the log
};

// What may be set for one pool; absent: as before.
struct PoolOptions {
  std::optional<std::uint64_t> threshold;
  std::optional<std::uint64_t> txn_idle;
  std::optional<std::uint32_t> max;
};

// Reads "name=value:name='a value'" into `options`. Separators are those of the
// sanitizers: colon, comma, white space. Returns a sentence that names the
// option at fault, and leaves `options` as it was; no value is success.
// `source` opens that sentence ("LEASH_OPTIONS"). `include=FILE` reads a file;
// its errors carry file and line.
[[nodiscard]] std::optional<std::string>
parse_options(std::string_view text, Options &options,
              std::string_view source = "LEASH_OPTIONS");

// The same for "threshold", "txn_idle" and "max".
[[nodiscard]] std::optional<std::string>
parse_pool_options(std::string_view text, PoolOptions &options,
                   std::string_view source = "pool options");

// "250ms", "5s", "2m", "0"; units ns us ms s m h. No value: not a duration.
[[nodiscard]] std::optional<std::uint64_t>
parse_duration(std::string_view text);

// The list that help=1 prints: name, default and meaning, a line each.
[[nodiscard]] std::string options_help();
// The same as a Markdown table, for the documentation.
[[nodiscard]] std::string options_markdown();

} // namespace leash::report
