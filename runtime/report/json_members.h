// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Writes the members of members.h as JSON. For .cpp files only.
#pragma once

#include "report/json_writer.h"
#include "report/members.h"
#include "report/names.h"

#include <string>
#include <type_traits>
#include <vector>

namespace leash::report {

class MemberWriter {
public:
  explicit MemberWriter(JsonWriter &json) : json(json) {}

  template <class Value> void always(const char *name, const Value &value) {
    json.key(name);
    write(value);
  }
  template <class Value> void if_set(const char *name, const Value &value) {
    if (is_set(value))
      always(name, value);
  }
  void address(const char *name, std::uint64_t number) {
    if (number)
      always(name, hexadecimal(number));
  }

private:
  template <class Value> static bool is_set(const Value &value) {
    if constexpr (std::is_arithmetic_v<Value>)
      return value != Value{};
    else
      return !value.empty();
  }
  static bool is_set(const Pool &pool) { return !pool.name.empty(); }

  template <class Value> void write(const Value &value) {
    if constexpr (std::is_enum_v<Value>)
      json.value(name_of(value));
    else
      json.value(value);
  }
  void write(const Frame &frame) {
    json.object([&] { frame_members(frame, *this); });
  }
  void write(const Lease &lease) {
    json.object([&] { lease_members(lease, *this); });
  }
  void write(const Pool &pool) {
    json.object([&] { pool_members(pool, *this); });
  }
  template <class Item> void write(const std::vector<Item> &items) {
    json.array([&] {
      for (const Item &item : items)
        write(item);
    });
  }

  JsonWriter &json;
};

// One line whose members `fill(writer)` writes.
template <class Fill> std::string json_line(Fill fill) {
  std::string out;
  JsonWriter json(out);
  json.object([&] { fill(json); });
  out += '\n';
  return out;
}

} // namespace leash::report
