// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Tells frames apart by their functions, files and modules.
#include "report/own_frames.h"

#include "report/suppressions.h"

#include <algorithm>
#include <cctype>

namespace leash::report {
namespace {

std::string_view base_name(std::string_view path) {
  const std::size_t slash = path.rfind('/');
  return slash == std::string_view::npos ? path : path.substr(slash + 1);
}

bool is_leash(const Frame &frame, std::string_view name) {
  const std::string_view module = base_name(frame.module);
  return module.starts_with("libleash.so") || module.starts_with("libleash-") ||
         name.starts_with("leash_") || name.starts_with("leash::");
}

bool is_standard(const Frame &frame, std::string_view name) {
  return name.starts_with("std::") || name.starts_with("__gnu_cxx::") ||
         base_name(frame.module).starts_with("libstdc++.so") ||
         frame.file.find("/include/c++/") != std::string::npos;
}

bool is_machinery(const Frame &frame) {
  const std::string_view name = qualified_name(frame.function);
  return frame.own || is_leash(frame, name) || is_standard(frame, name);
}

bool is_tracker(const Frame &frame) {
  return base_name(frame.module).starts_with("libleash.so") ||
         frame.function.starts_with("leash_");
}

// Up to main, or to the last frame before those that start a thread.
std::span<const Frame> without_start(std::span<const Frame> stack) {
  for (std::size_t i = stack.size(); i-- > 0;)
    if (stack[i].function == "main")
      return stack.first(i + 1);
  std::size_t size = stack.size();
  while (size > 0 &&
         (is_libc(stack[size - 1]) || is_machinery(stack[size - 1])))
    --size;
  return size > 0 ? stack.first(size) : stack;
}

// The word "operator" at `at`?
bool is_operator(std::string_view function, std::size_t at) {
  constexpr std::string_view word = "operator";
  if (!function.substr(at).starts_with(word))
    return false;
  const auto in_name = [](char c) {
    return std::isalnum(static_cast<unsigned char>(c)) || c == '_';
  };
  const std::size_t end = at + word.size();
  return (at == 0 || !in_name(function[at - 1])) &&
         (end == function.size() || !in_name(function[end]));
}

} // namespace

std::string_view qualified_name(std::string_view function) {
  // Where the word that has the parameters begins, and where they do. Return
  // types of templates come before it, "const" and "[clone ..]" after it.
  std::size_t word = 0;
  std::size_t depth = 0;
  for (std::size_t i = 0; i < function.size(); ++i) {
    const std::string_view rest = function.substr(i);
    if (depth == 0 && is_operator(function, i)) {
      // Its own signs are no brackets: operator(), operator<, operator->.
      const std::size_t open = rest.find(
          '(', rest.starts_with("operator()") ? sizeof "operator()" - 1 : 0);
      return open == std::string_view::npos
                 ? function.substr(word)
                 : function.substr(word, i + open - word);
    }
    if (depth == 0 && rest.starts_with("decltype(")) {
      i += sizeof "decltype" - 1;
      ++depth;
      continue;
    }
    const char c = function[i];
    // "(anonymous namespace)::f" and "f(int)::{lambda()#1}" go on after it.
    if (c == '(' && depth == 0 && !rest.starts_with("(anonymous")) {
      std::size_t close = i;
      for (std::size_t open = 0; close < function.size(); ++close)
        if (function[close] == '(')
          ++open;
        else if (function[close] == ')' && --open == 0)
          break;
      const std::string_view after =
          close < function.size() ? function.substr(close + 1) : "";
      if (!after.starts_with("::") && !after.starts_with(" const::"))
        return function.substr(word, i - word);
    }
    if (c == '<' || c == '(' || c == '{' || c == '[')
      ++depth;
    else if (c == '>' || c == ')' || c == '}' || c == ']')
      depth -= depth > 0;
    else if (c == ' ' && depth == 0)
      word = i + 1;
  }
  return function;
}

std::vector<std::string> own_patterns(std::string_view text) {
  constexpr std::string_view separators = " ,\t\r\n";
  std::vector<std::string> patterns;
  while (true) {
    text.remove_prefix(
        std::min(text.size(), text.find_first_not_of(separators)));
    if (text.empty())
      return patterns;
    const std::size_t end =
        std::min(text.size(), text.find_first_of(separators));
    patterns.push_back("^" + std::string(text.substr(0, end)));
    text.remove_prefix(end);
  }
}

void mark_own(Stack &stack, std::span<const std::string> patterns) {
  for (Frame &frame : stack) {
    const std::string_view name = qualified_name(frame.function);
    frame.own =
        is_machinery(frame) ||
        std::any_of(patterns.begin(), patterns.end(),
                    [&](const std::string &pattern) {
                      return !name.empty() && pattern_matches(pattern, name);
                    });
  }
}

bool is_libc(const Frame &frame) {
  const std::string_view module = base_name(frame.module);
  return module.starts_with("libc.so") || module.starts_with("libc-") ||
         module.starts_with("libpthread");
}

bool is_standard(const Frame &frame) {
  return is_standard(frame, qualified_name(frame.function));
}

std::span<const Frame> current_frames(std::span<const Frame> stack) {
  const std::span<const Frame> whole = without_start(stack);
  const auto outermost = std::find_if(whole.rbegin(), whole.rend(), is_tracker);
  if (outermost != whole.rend() && outermost != whole.rbegin())
    return whole.last(static_cast<std::size_t>(outermost - whole.rbegin()));
  const auto called = std::find_if_not(whole.begin(), whole.end(), is_libc);
  const auto inside = static_cast<std::size_t>(called - whole.begin());
  return whole.subspan(inside > 0 && inside < whole.size() ? inside - 1 : 0);
}

std::span<const Frame> user_frames(std::span<const Frame> stack) {
  const auto first = std::find_if_not(stack.begin(), stack.end(), is_machinery);
  const auto skipped = static_cast<std::size_t>(first - stack.begin());
  // Of nothing but machinery and libc nothing is left out.
  const std::span<const Frame> whole = without_start(stack);
  return skipped < whole.size() ? whole.subspan(skipped) : whole;
}

} // namespace leash::report
