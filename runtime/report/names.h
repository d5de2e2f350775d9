// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The words for events, reasons and severities in every output.
#pragma once

#include "report/record.h"

#include <array>
#include <optional>
#include <string_view>

namespace leash::report {

// In the order of the enumerators.
inline constexpr std::array<std::string_view, 8> event_names = {
    "held",
    "returned",
    "exhausted",
    "dirty_return",
    "double_release",
    "leaked_at_exit",
    "unmatched_suppression",
    "tracker"};
inline constexpr std::array<std::string_view, 10> reason_names = {
    "executing",  "held",       "inactive",       "idle_in_transaction",
    "never_used", "owner_gone", "in_transaction", "busy",
    "broken",     "none"};
inline constexpr std::array<std::string_view, 3> severity_names = {
    "info", "warning", "error"};

constexpr std::string_view name_of(Event event) {
  return event_names[static_cast<std::size_t>(event)];
}
constexpr std::string_view name_of(Reason reason) {
  return reason_names[static_cast<std::size_t>(reason)];
}
constexpr std::string_view name_of(Severity severity) {
  return severity_names[static_cast<std::size_t>(severity)];
}

static_assert(name_of(Event::tracker) == "tracker");
static_assert(name_of(Reason::none) == "none");
static_assert(name_of(Severity::error) == "error");

template <class Enum, std::size_t size>
constexpr std::optional<Enum>
value_of(const std::array<std::string_view, size> &names,
         std::string_view name) {
  for (std::size_t i = 0; i < size; ++i)
    if (names[i] == name)
      return static_cast<Enum>(i);
  return std::nullopt;
}

} // namespace leash::report
