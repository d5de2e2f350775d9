// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// A parameter of a statement, as text.
#ifndef LEASH_PARAM_H
#define LEASH_PARAM_H

#include <charconv>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

namespace leash {

/// Text in PostgreSQL's input syntax, or null. The server finds the type; cast
/// in the statement ($1::int) where it cannot. Text with a zero byte ends
/// there.
class Param {
public:
  Param(std::nullptr_t) noexcept {}
  Param(std::nullopt_t) noexcept {}
  /// Null if the pointer is.
  Param(const char *text) {
    if (text)
      text_.emplace(text);
  }
  Param(std::string text) : text_(std::move(text)) {}
  Param(std::string_view text) : text_(text) {}
  Param(bool value) : text_(value ? "t" : "f") {}
  /// A number, exactly: a floating-point one reads back the same.
  template <class Number, std::enable_if_t<std::is_arithmetic_v<Number> &&
                                               !std::is_same_v<Number, bool>,
                                           int> = 0>
  Param(Number value) {
    char text[64];
    text_.emplace(text, std::to_chars(text, text + sizeof text, value).ptr);
  }
  template <class T> Param(const std::optional<T> &value) {
    if (value)
      *this = Param(*value);
  }

  /// Null if the parameter is; valid until it changes.
  const char *c_str() const noexcept {
    return text_ ? text_->c_str() : nullptr;
  }

private:
  std::optional<std::string> text_;
};

} // namespace leash
#endif
