// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Reads suppressions and matches them.
#include "report/suppressions.h"

#include <algorithm>
#include <array>
#include <fstream>
#include <iterator>

namespace leash::report {
namespace {

constexpr std::array<std::string_view, 6> kinds = {
    "leak", "held", "idle_in_transaction", "dirty", "exit", "pool"};

// Which kinds, besides leak and pool, speak of such a record.
bool applies(std::string_view kind, Event event, Reason reason) {
  switch (event) {
  case Event::held:
    return kind == "held" || (kind == "idle_in_transaction" &&
                              reason == Reason::idle_in_transaction);
  case Event::dirty_return:
  case Event::double_release:
    return kind == "dirty";
  case Event::leaked_at_exit:
    return kind == "exit";
  default:
    return false;
  }
}

bool matches_stack(std::string_view pattern, const Stack &stack) {
  for (const Frame &frame : stack)
    for (const std::string *text :
         {&frame.function, &frame.file, &frame.module})
      if (!text->empty() && pattern_matches(pattern, *text))
        return true;
  return false;
}

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view blank = " \t\r\n";
  const std::size_t first = text.find_first_not_of(blank);
  if (first == std::string_view::npos)
    return {};
  return text.substr(first, text.find_last_not_of(blank) - first + 1);
}

} // namespace

bool pattern_matches(std::string_view pattern, std::string_view text) noexcept {
  const bool from_start = pattern.starts_with('^');
  if (from_start)
    pattern.remove_prefix(1);
  const bool to_end = pattern.ends_with('$');
  if (to_end)
    pattern.remove_suffix(1);
  // Each piece between stars is taken at its first place after the one before,
  // except that one tied to the end must be there.
  std::size_t at = 0;
  bool tied = from_start;
  while (true) {
    const std::size_t star = pattern.find('*');
    const std::string_view piece = pattern.substr(0, star);
    const bool last = star == std::string_view::npos;
    if (last && to_end) {
      const bool fits =
          text.size() >= at + piece.size() && text.ends_with(piece);
      return fits && (!tied || text.size() == at + piece.size());
    }
    const std::size_t found =
        tied
            ? (text.substr(at).starts_with(piece) ? at : std::string_view::npos)
            : text.find(piece, at);
    if (found == std::string_view::npos)
      return false;
    if (last)
      return true;
    at = found + piece.size();
    tied = false;
    pattern.remove_prefix(star + 1);
  }
}

std::optional<std::string> Suppressions::add(std::string_view text,
                                             std::string_view source) {
  const std::size_t before = entries.size();
  for (std::size_t number = 1; !text.empty(); ++number) {
    const std::size_t end = text.find('\n');
    const std::string_view line = trimmed(text.substr(0, end));
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    if (line.empty() || line.starts_with('#'))
      continue;
    const std::string place =
        std::string(source) + ":" + std::to_string(number);
    const std::size_t colon = line.find(':');
    const std::string_view kind = trimmed(line.substr(0, colon));
    const std::string_view pattern = colon == std::string_view::npos
                                         ? std::string_view()
                                         : trimmed(line.substr(colon + 1));
    const bool known =
        std::find(kinds.begin(), kinds.end(), kind) != kinds.end();
    if (!known || pattern.empty()) {
      while (entries.size() > before)
        entries.pop_back();
      return place + ": " +
             (colon == std::string_view::npos
                  ? "a suppression is written kind:pattern"
              : known ? "the pattern is missing"
                      : "unknown kind '" + std::string(kind) +
                            "'; it is one of leak, held, idle_in_transaction, "
                            "dirty, exit and pool");
    }
    Entry &entry = entries.emplace_back();
    entry.kind = kind;
    entry.pattern = pattern;
    entry.source = place;
  }
  return std::nullopt;
}

std::optional<std::string> Suppressions::add_file(const std::string &path) {
  std::ifstream file(path, std::ios::binary);
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  if (!file.is_open() || file.bad())
    return path + ": cannot read the suppressions file";
  return add(text, path);
}

bool Suppressions::matches(Event event, Reason reason,
                           const Lease &lease) const noexcept {
  for (const Entry &entry : entries) {
    const bool hit =
        entry.kind == "pool"
            ? !lease.pool.empty() && pattern_matches(entry.pattern, lease.pool)
            : (entry.kind == "leak" || applies(entry.kind, event, reason)) &&
                  matches_stack(entry.pattern, lease.acquired);
    if (hit) {
      entry.uses.fetch_add(1, std::memory_order_relaxed);
      return true;
    }
  }
  return false;
}

std::vector<std::string> Suppressions::unused() const {
  std::vector<std::string> out;
  for (const Entry &entry : entries)
    if (entry.uses.load(std::memory_order_relaxed) == 0)
      out.push_back(entry.source + ": " + entry.kind + ":" + entry.pattern);
  return out;
}

} // namespace leash::report
