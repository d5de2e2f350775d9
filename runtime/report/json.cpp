// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Records to JSON and back.
#include "report/json.h"

#include "report/json_members.h"

#include <nlohmann/json.hpp>

#include <array>
#include <charconv>
#include <cstdio>
#include <ctime>
#include <limits>
#include <stdexcept>

namespace leash::report {
namespace {

using Json = nlohmann::json;

// Takes members out of a JSON object; throws std::runtime_error naming the
// member that is not what it should be.
class MemberReader {
public:
  explicit MemberReader(const Json &object) : object(object) {
    if (!object.is_object())
      throw std::runtime_error("not an object");
  }

  template <class Value> void always(const char *name, Value &value) {
    const auto found = object.find(name);
    if (found == object.end())
      throw std::runtime_error(std::string("no member '") + name + "'");
    read(name, *found, value);
  }
  template <class Value> void if_set(const char *name, Value &value) {
    if (const auto found = object.find(name); found != object.end())
      read(name, *found, value);
  }
  template <class Number> void address(const char *name, Number &number) {
    std::string text;
    if_set(name, text);
    if (text.empty())
      return;
    const char *const end = text.data() + text.size();
    if (!text.starts_with("0x") || text.size() == 2 ||
        std::from_chars(text.data() + 2, end, number, 16).ptr != end)
      fail(name);
  }

private:
  [[noreturn]] static void fail(const char *name) {
    throw std::runtime_error(std::string("member '") + name +
                             "' does not fit the schema");
  }

  template <class Value>
  static void read(const char *name, const Json &json, Value &value) {
    if constexpr (std::is_same_v<Value, bool>) {
      if (!json.is_boolean())
        fail(name);
      value = json.get<bool>();
    } else if constexpr (std::is_unsigned_v<Value>) {
      if (!json.is_number_unsigned() ||
          json.get<std::uint64_t>() > std::numeric_limits<Value>::max())
        fail(name);
      value = json.get<Value>();
    } else if constexpr (std::is_arithmetic_v<Value>) {
      if (!json.is_number_integer())
        fail(name);
      value = json.get<Value>();
    } else {
      if (!json.is_string())
        fail(name);
      value = json.get<std::string>();
    }
  }
  template <class Enum, std::size_t size>
  static void read_enum(const char *name, const Json &json, Enum &value,
                        const std::array<std::string_view, size> &names) {
    std::string text;
    read(name, json, text);
    const auto found = value_of<Enum>(names, text);
    if (!found)
      fail(name);
    value = *found;
  }
  static void read(const char *name, const Json &json, Event &value) {
    read_enum(name, json, value, event_names);
  }
  static void read(const char *name, const Json &json, Reason &value) {
    read_enum(name, json, value, reason_names);
  }
  static void read(const char *name, const Json &json, Severity &value) {
    read_enum(name, json, value, severity_names);
  }
  static void read(const char *, const Json &json, Frame &frame) {
    frame_members(frame, MemberReader(json));
  }
  static void read(const char *, const Json &json, Lease &lease) {
    lease_members(lease, MemberReader(json));
  }
  static void read(const char *, const Json &json, Pool &pool) {
    pool_members(pool, MemberReader(json));
  }
  template <class Item>
  static void read(const char *name, const Json &json,
                   std::vector<Item> &items) {
    if (!json.is_array())
      fail(name);
    items.clear();
    for (const Json &item : json)
      read(name, item, items.emplace_back());
  }

  const Json &object;
};

} // namespace

std::string format_time(std::int64_t time_us) {
  std::int64_t seconds = time_us / 1'000'000;
  std::int64_t fraction = time_us % 1'000'000;
  if (fraction < 0) {
    fraction += 1'000'000;
    --seconds;
  }
  const std::time_t time = seconds;
  std::tm utc{};
  gmtime_r(&time, &utc);
  char text[64];
  const std::size_t length =
      std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%S", &utc);
  std::snprintf(text + length, sizeof text - length, ".%06dZ",
                static_cast<int>(fraction));
  return text;
}

std::optional<std::int64_t> parse_time(std::string_view text) {
  std::tm utc{};
  int fraction = 0;
  int end = 0;
  const std::string copy(text);
  if (std::sscanf(copy.c_str(), "%4d-%2d-%2dT%2d:%2d:%2d.%6dZ%n", &utc.tm_year,
                  &utc.tm_mon, &utc.tm_mday, &utc.tm_hour, &utc.tm_min,
                  &utc.tm_sec, &fraction, &end) != 7 ||
      static_cast<std::size_t>(end) != text.size())
    return std::nullopt;
  utc.tm_year -= 1900;
  utc.tm_mon -= 1;
  return std::int64_t{timegm(&utc)} * 1'000'000 + fraction;
}

std::string to_json(const Record &record) {
  return json_line([&](JsonWriter &json) {
    json.member("schema", schema_version);
    json.member("time", format_time(record.time_us));
    record_members(record, MemberWriter(json));
  });
}

std::string to_json(const Lease &lease) {
  return json_line(
      [&](JsonWriter &json) { lease_members(lease, MemberWriter(json)); });
}

std::optional<Record> record_from_json(std::string_view line,
                                       std::string &error) {
  try {
    const Json json = Json::parse(line, nullptr, false);
    if (json.is_discarded())
      throw std::runtime_error("not JSON");
    MemberReader reader(json);
    int version = 0;
    reader.always("schema", version);
    if (version < 1 || version > schema_version)
      throw std::runtime_error("schema version " + std::to_string(version) +
                               " is not known");
    std::string time;
    reader.always("time", time);
    const auto time_us = parse_time(time);
    if (!time_us)
      throw std::runtime_error("member 'time' does not fit the schema");
    Record record;
    record.time_us = *time_us;
    record_members(record, reader);
    return record;
  } catch (const std::exception &problem) {
    error = problem.what();
    return std::nullopt;
  }
}

} // namespace leash::report
