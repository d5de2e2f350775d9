// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// A scanner of SQL that copies everything but values and comments.
#include "report/strip_literals.h"

namespace leash::report {
namespace {

constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }
constexpr bool is_blank(char c) {
  return static_cast<unsigned char>(c) <= ' ' || c == '\x7f';
}
// Bytes above ASCII belong to identifiers, as in PostgreSQL's scanner.
constexpr bool is_word(char c) {
  return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
         c == '_' || static_cast<unsigned char>(c) >= 0x80;
}

class Scanner {
public:
  Scanner(std::string_view sql, char *out, std::size_t size)
      : sql(sql), out(out), room(size - 1) {}

  std::size_t run() {
    while (at < sql.size() && !full)
      step();
    if (full)
      drop_partial_character();
    while (length > 0 && out[length - 1] == ' ')
      --length;
    out[length] = '\0';
    return length;
  }

private:
  char peek(std::size_t ahead = 0) const {
    return at + ahead < sql.size() ? sql[at + ahead] : '\0';
  }

  void put(char c) {
    if (length == room)
      full = true;
    else
      out[length++] = c;
  }
  void put_space() {
    if (length > 0 && out[length - 1] != ' ')
      put(' ');
  }

  void step() {
    const char c = peek();
    if (is_blank(c)) {
      ++at;
      put_space();
    } else if (c == '-' && peek(1) == '-') {
      at = sql.find('\n', at);
      put_space();
    } else if (c == '/' && peek(1) == '*') {
      skip_comment();
      put_space();
    } else if (c == '\'') {
      skip_string(false);
    } else if (c == '"' || c == '`') {
      copy_identifier(c);
    } else if (c == '$') {
      dollar();
    } else if (is_digit(c) || (c == '.' && is_digit(peek(1)))) {
      skip_number();
    } else if (is_word(c)) {
      word();
    } else {
      put(c);
      ++at;
    }
  }

  // They nest, in PostgreSQL.
  void skip_comment() {
    int depth = 0;
    while (at < sql.size()) {
      if (peek() == '/' && peek(1) == '*') {
        ++depth;
        at += 2;
      } else if (peek() == '*' && peek(1) == '/') {
        at += 2;
        if (--depth == 0)
          return;
      } else {
        ++at;
      }
    }
  }

  // At the opening quote.
  void skip_string(bool escapes) {
    put('?');
    for (++at; at < sql.size(); ++at) {
      if (sql[at] == '\\') {
        if (escapes) {
          ++at;
        } else if (peek(1) == '\'') {
          // Whether this quote ends the string depends on a setting of the
          // server. What follows may be a value: show none of it.
          at = sql.size();
          return;
        }
      } else if (sql[at] == '\'') {
        if (peek(1) != '\'') {
          ++at;
          return;
        }
        ++at;
      }
    }
  }

  void copy_identifier(char quote) {
    do {
      put(is_blank(peek()) ? ' ' : peek());
      ++at;
    } while (at < sql.size() && peek() != quote);
    if (at < sql.size()) {
      put(quote);
      ++at;
    }
  }

  // A parameter, or a string in dollar quotes.
  void dollar() {
    std::size_t end = at + 1;
    if (is_digit(peek(1))) {
      put('$');
      for (++at; is_digit(peek()); ++at)
        put(peek());
      return;
    }
    while (end < sql.size() && is_word(sql[end]))
      ++end;
    if (end == sql.size() || sql[end] != '$') {
      put('$');
      ++at;
      return;
    }
    const std::string_view tag = sql.substr(at, end + 1 - at);
    const std::size_t close = sql.find(tag, end + 1);
    put('?');
    at = close == std::string_view::npos ? sql.size() : close + tag.size();
  }

  void skip_number() {
    put('?');
    while (at < sql.size()) {
      const char c = peek();
      const bool exponent = (c == 'e' || c == 'E') &&
                            (peek(1) == '+' || peek(1) == '-') &&
                            is_digit(peek(2));
      if (exponent)
        at += 2;
      else if (!is_word(c) && c != '.')
        return;
      else
        ++at;
    }
  }

  // A keyword or identifier, or the letters before a string: E'', B'', U&''.
  void word() {
    std::size_t end = at;
    while (end < sql.size() && (is_word(sql[end]) || sql[end] == '$'))
      ++end;
    const std::size_t size = end - at;
    const char first = static_cast<char>(peek() & ~0x20);
    if (size == 1 && end < sql.size() && sql[end] == '\'' &&
        (first == 'E' || first == 'B' || first == 'X' || first == 'N')) {
      at = end;
      skip_string(first == 'E');
      return;
    }
    if (size == 1 && first == 'U' && peek(1) == '&' && peek(2) == '\'') {
      at += 2;
      skip_string(false);
      return;
    }
    for (; at < end; ++at)
      put(peek());
  }

  // The buffer ended; so must the last character.
  void drop_partial_character() {
    std::size_t start = length;
    while (start > 0 &&
           (static_cast<unsigned char>(out[start - 1]) & 0xC0) == 0x80)
      --start;
    if (start == 0)
      return;
    const auto lead = static_cast<unsigned char>(out[start - 1]);
    const std::size_t want = lead >= 0xF0   ? 4
                             : lead >= 0xE0 ? 3
                             : lead >= 0xC0 ? 2
                                            : 1;
    if (length - (start - 1) < want)
      length = start - 1;
  }

  std::string_view sql;
  std::size_t at = 0;
  char *out;
  std::size_t room;
  std::size_t length = 0;
  bool full = false;
};

} // namespace

std::size_t strip_literals(std::string_view sql, char *out,
                           std::size_t size) noexcept {
  return size == 0 ? 0 : Scanner(sql, out, size).run();
}

} // namespace leash::report
