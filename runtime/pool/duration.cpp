// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Reads a sum of numbers with units.
#include "pool/duration.h"

#include <cstdint>

namespace leash::pool {
namespace {

struct Unit {
  std::string_view name;
  std::int64_t nanoseconds;
};

// Longer names before those they begin with.
constexpr Unit units[] = {{"ns", 1},
                          {"us", 1'000},
                          {"\u00b5s", 1'000},
                          {"ms", 1'000'000},
                          {"s", 1'000'000'000},
                          {"m", 60'000'000'000},
                          {"h", 3'600'000'000'000}};

const Unit *unit_at_front(std::string_view text) {
  for (const Unit &unit : units)
    if (text.substr(0, unit.name.size()) == unit.name)
      return &unit;
  return nullptr;
}

// Takes the digits off the front of `text`.
std::string_view take_digits(std::string_view &text) {
  std::size_t count = 0;
  while (count != text.size() && text[count] >= '0' && text[count] <= '9')
    ++count;
  const std::string_view digits = text.substr(0, count);
  text.remove_prefix(count);
  return digits;
}

} // namespace

std::optional<std::chrono::nanoseconds> parse_duration(std::string_view text) {
  if (text == "0")
    return std::chrono::nanoseconds(0);
  if (text.empty())
    return std::nullopt;
  __extension__ using Wide = __int128; // a number of hours may have any digits
  const Wide longest = longest_duration.count();
  Wide total = 0;
  while (!text.empty()) {
    const std::string_view whole = take_digits(text);
    std::string_view fraction;
    if (!text.empty() && text.front() == '.') {
      text.remove_prefix(1);
      fraction = take_digits(text);
    }
    const Unit *unit = unit_at_front(text);
    if ((whole.empty() && fraction.empty()) || !unit)
      return std::nullopt;
    text.remove_prefix(unit->name.size());
    Wide number = 0;
    for (char digit : whole) {
      number = number * 10 + (digit - '0');
      if (number > longest)
        return std::nullopt;
    }
    total += number * unit->nanoseconds;
    Wide part = unit->nanoseconds;
    for (char digit : fraction.substr(0, 18)) {
      total += part * (digit - '0') / 10; // a remainder below 1 ns is lost
      part /= 10;
    }
    if (total > longest)
      return std::nullopt;
  }
  return std::chrono::nanoseconds(static_cast<std::int64_t>(total));
}

} // namespace leash::pool
