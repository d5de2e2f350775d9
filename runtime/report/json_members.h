// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Writes the members of members.h into a JSON value. For .cpp files only.
#pragma once

#include "report/members.h"
#include "report/names.h"

#include <nlohmann/json.hpp>

#include <charconv>
#include <string>
#include <type_traits>

namespace leash::report {

using Json = nlohmann::ordered_json; // members stay in the order written

inline std::string hexadecimal(std::uint64_t number) {
  char digits[16];
  const auto end = std::to_chars(digits, digits + sizeof digits, number, 16);
  return "0x" + std::string(digits, end.ptr);
}

class MemberWriter {
public:
  explicit MemberWriter(Json &object) : object(object) {}

  template <class Value> void always(const char *name, const Value &value) {
    object[name] = convert(value);
  }
  template <class Value> void if_set(const char *name, const Value &value) {
    if (is_set(value))
      object[name] = convert(value);
  }
  void address(const char *name, std::uint64_t number) {
    if (number)
      object[name] = hexadecimal(number);
  }

private:
  template <class Value> static bool is_set(const Value &value) {
    if constexpr (std::is_arithmetic_v<Value>)
      return value != Value{};
    else
      return !value.empty();
  }
  static bool is_set(const Pool &pool) { return !pool.name.empty(); }

  template <class Value> static Json convert(const Value &value) {
    if constexpr (std::is_enum_v<Value>)
      return Json(std::string(name_of(value)));
    else
      return Json(value);
  }
  static Json convert(const Frame &frame) {
    Json out = Json::object();
    frame_members(frame, MemberWriter(out));
    return out;
  }
  static Json convert(const Lease &lease) {
    Json out = Json::object();
    lease_members(lease, MemberWriter(out));
    return out;
  }
  static Json convert(const Pool &pool) {
    Json out = Json::object();
    pool_members(pool, MemberWriter(out));
    return out;
  }
  template <class Item> static Json convert(const std::vector<Item> &items) {
    Json out = Json::array();
    for (const Item &item : items)
      out.push_back(convert(item));
    return out;
  }

  Json &object;
};

// In one line; bytes that are not UTF-8 are replaced.
inline std::string dump(const Json &value) {
  return value.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
}

} // namespace leash::report
