// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Strings and numbers of JSON.
#include "report/json_writer.h"

#include <charconv>
#include <cmath>

namespace leash::report {
namespace {

constexpr std::string_view replacement = "\xEF\xBF\xBD"; // U+FFFD

bool continues(std::string_view text, std::size_t at, unsigned char from = 0x80,
               unsigned char to = 0xBF) {
  const auto byte =
      at < text.size() ? static_cast<unsigned char>(text[at]) : 0U;
  return byte >= from && byte <= to;
}

// Of the character of several bytes that begins here; 0 if there is none. No
// surrogates, nothing longer than need be, nothing above U+10FFFF.
std::size_t utf8_length(std::string_view text, std::size_t at) {
  const auto lead = static_cast<unsigned char>(text[at]);
  if (lead >= 0xC2 && lead <= 0xDF)
    return continues(text, at + 1) ? 2 : 0;
  if (lead >= 0xE0 && lead <= 0xEF)
    return continues(text, at + 1, lead == 0xE0 ? 0xA0 : 0x80,
                     lead == 0xED ? 0x9F : 0xBF) &&
                   continues(text, at + 2)
               ? 3
               : 0;
  if (lead >= 0xF0 && lead <= 0xF4)
    return continues(text, at + 1, lead == 0xF0 ? 0x90 : 0x80,
                     lead == 0xF4 ? 0x8F : 0xBF) &&
                   continues(text, at + 2) && continues(text, at + 3)
               ? 4
               : 0;
  return 0;
}

void escape(std::string &out, unsigned char byte) {
  constexpr std::string_view named = "\b\f\n\r\t\"\\";
  constexpr std::string_view names = "bfnrt\"\\";
  out += '\\';
  if (const auto found = named.find(static_cast<char>(byte));
      found != std::string_view::npos) {
    out += names[found];
    return;
  }
  constexpr char digits[] = "0123456789abcdef";
  out += "u00";
  out += digits[byte / 16];
  out += digits[byte % 16];
}

} // namespace

void JsonWriter::value(std::string_view text) {
  separate();
  out += '"';
  for (std::size_t at = 0; at < text.size();) {
    const auto byte = static_cast<unsigned char>(text[at]);
    if (byte < 0x20 || byte == '"' || byte == '\\') {
      escape(out, byte);
      ++at;
    } else if (byte < 0x80) {
      out += text[at++];
    } else if (const std::size_t length = utf8_length(text, at)) {
      out += text.substr(at, length);
      at += length;
    } else {
      out += replacement;
      ++at;
    }
  }
  out += '"';
}

// The shortest that reads back the same; JSON knows no infinity.
void JsonWriter::value(double number) {
  separate();
  if (!std::isfinite(number)) {
    out += "null";
    return;
  }
  char digits[32];
  const auto end = std::to_chars(digits, digits + sizeof digits, number).ptr;
  const std::string_view text(digits, static_cast<std::size_t>(end - digits));
  out += text;
  // To be seen as a number that may have a fraction.
  if (text.find_first_of(".e") == std::string_view::npos)
    out += ".0";
}

std::string hexadecimal(std::uint64_t number) {
  char digits[16];
  const auto end = std::to_chars(digits, digits + sizeof digits, number, 16);
  return "0x" + std::string(digits, end.ptr);
}

} // namespace leash::report
