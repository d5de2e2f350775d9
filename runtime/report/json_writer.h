// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Appends JSON to a text, in one line.
#pragma once

#include <concepts>
#include <cstdint>
#include <string>
#include <string_view>

namespace leash::report {

// Keeps no tree: nlohmann's allocates to free itself, and ends the process when
// that fails. May throw bad_alloc. Bytes that are not UTF-8 are replaced.
class JsonWriter {
public:
  explicit JsonWriter(std::string &out) : out(out), begin(out.size()) {}

  JsonWriter &key(std::string_view name) {
    value(name);
    out += ':';
    return *this;
  }

  void value(std::string_view text);
  void value(const std::string &text) { value(std::string_view(text)); }
  void value(const char *text) { value(std::string_view(text)); }
  void value(bool truth) {
    separate();
    out += truth ? "true" : "false";
  }
  void value(double number);
  template <std::integral Number> void value(Number number) {
    separate();
    out += std::to_string(number);
  }

  // `fill` writes the members, or the items.
  template <class Fill> void object(Fill fill) { enclose('{', fill, '}'); }
  template <class Fill> void array(Fill fill) { enclose('[', fill, ']'); }

  template <class Value> void member(std::string_view name, const Value &what) {
    key(name).value(what);
  }

private:
  // What stands before a value tells whether it needs a comma.
  void separate() {
    if (out.size() > begin && out.back() != '{' && out.back() != '[' &&
        out.back() != ':')
      out += ',';
  }
  template <class Fill> void enclose(char left, Fill &fill, char right) {
    separate();
    out += left;
    fill();
    out += right;
  }

  std::string &out;
  const std::size_t begin;
};

// "0x" and no leading zeros.
std::string hexadecimal(std::uint64_t number);

} // namespace leash::report
