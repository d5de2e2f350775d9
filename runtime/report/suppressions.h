// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Suppressions: leases that are known and not to be reported.
#pragma once

#include "report/record.h"

#include <atomic>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace leash::report {

// A file of "kind:pattern" lines and # comments, as LeakSanitizer's.
//
//   leak:                 every report
//   held:                 past the threshold
//   idle_in_transaction:  past txn_idle in an open transaction
//   dirty:                dirty returns and double releases
//   exit:                 held at exit
//   pool:                 every report of a pool; the pattern is its name
//
// Other patterns are looked for in the functions, files and modules of the
// acquire stack. A pattern matches anywhere; ^ and $ tie it to the beginning
// and the end, * stands for any text.
//
// `add` is called before other threads call the rest.
class Suppressions {
public:
  // Returns "source:line: what is wrong", and adds nothing then.
  [[nodiscard]] std::optional<std::string> add(std::string_view text,
                                               std::string_view source);
  [[nodiscard]] std::optional<std::string> add_file(const std::string &path);

  bool empty() const noexcept { return entries.empty(); }
  // Is this lease's part of a record suppressed? Counts the use.
  bool matches(Event event, Reason reason, const Lease &lease) const noexcept;

  // "source:line: leak:pattern" of those that never matched.
  std::vector<std::string> unused() const;

private:
  struct Entry {
    std::string kind, pattern, source;
    mutable std::atomic<std::uint64_t> uses{0};
  };
  std::deque<Entry> entries;
};

// Does `pattern`, with its * ^ $, occur in `text`?
[[nodiscard]] bool pattern_matches(std::string_view pattern,
                                   std::string_view text) noexcept;

} // namespace leash::report
