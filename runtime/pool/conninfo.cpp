// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The two spellings of a connection string.
#include "pool/conninfo.h"

namespace leash::pool {
namespace {

constexpr std::string_view prefix = "pool_";

bool is_own(std::string_view key) {
  return key.substr(0, prefix.size()) == prefix;
}

bool is_space(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

int hex_digit(char c) {
  if (c >= '0' && c <= '9')
    return c - '0';
  if (c >= 'a' && c <= 'f')
    return c - 'a' + 10;
  if (c >= 'A' && c <= 'F')
    return c - 'A' + 10;
  return -1;
}

std::string percent_decoded(std::string_view text) {
  std::string decoded;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%' && i + 2 < text.size() && hex_digit(text[i + 1]) >= 0 &&
        hex_digit(text[i + 2]) >= 0) {
      decoded += static_cast<char>(hex_digit(text[i + 1]) * 16 +
                                   hex_digit(text[i + 2]));
      i += 2;
    } else {
      decoded += text[i];
    }
  }
  return decoded;
}

// Where the query of a URI begins: at its '?', or the end. A password may hold
// one, too, before the '@'.
std::size_t query_of(std::string_view uri) {
  const std::size_t authority = uri.find("://") + 3;
  const std::size_t user_end = uri.find_first_of("@/", authority);
  const bool has_user =
      user_end != std::string_view::npos && uri[user_end] == '@';
  return uri.find('?', has_user ? user_end : authority);
}

SplitConninfo split_uri(std::string_view uri) {
  SplitConninfo split;
  const std::size_t query = query_of(uri);
  split.rest = uri.substr(0, query);
  char separator = '?';
  for (std::size_t at = query; at < uri.size();) {
    const std::size_t end = uri.find('&', at + 1);
    const std::string_view pair = uri.substr(at + 1, end - at - 1);
    const std::size_t equals = pair.find('=');
    std::string key = percent_decoded(pair.substr(0, equals));
    if (is_own(key)) {
      split.own.emplace_back(std::move(key),
                             equals == std::string_view::npos
                                 ? std::string()
                                 : percent_decoded(pair.substr(equals + 1)));
    } else {
      split.rest.append(1, separator).append(pair);
      separator = '&';
    }
    at = end;
  }
  return split;
}

// Reads the value at `at`, quoted or not, and moves behind it.
std::string read_value(std::string_view text, std::size_t &at) {
  std::string value;
  const bool quoted = at < text.size() && text[at] == '\'';
  if (quoted)
    ++at;
  for (; at < text.size(); ++at) {
    char c = text[at];
    if (quoted ? c == '\'' : is_space(c))
      break;
    if (c == '\\' && at + 1 < text.size())
      c = text[++at];
    value += c;
  }
  if (quoted && at < text.size())
    ++at;
  return value;
}

SplitConninfo split_pairs(std::string_view text) {
  SplitConninfo split;
  const auto skip_space = [&](std::size_t &at) {
    while (at < text.size() && is_space(text[at]))
      ++at;
  };
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t start = at;
    skip_space(at);
    const std::size_t key_start = at;
    while (at < text.size() && text[at] != '=' && !is_space(text[at]))
      ++at;
    const std::string_view key = text.substr(key_start, at - key_start);
    skip_space(at);
    if (at == text.size() || text[at] != '=') {
      split.rest += text.substr(start); // malformed, or spaces at the end
      break;
    }
    ++at;
    skip_space(at);
    std::string value = read_value(text, at);
    if (is_own(key))
      split.own.emplace_back(key, std::move(value));
    else
      split.rest += text.substr(start, at - start);
  }
  return split;
}

} // namespace

SplitConninfo split_conninfo(std::string_view conninfo) {
  for (std::string_view scheme : {"postgresql://", "postgres://"})
    if (conninfo.substr(0, scheme.size()) == scheme)
      return split_uri(conninfo);
  return split_pairs(conninfo);
}

} // namespace leash::pool
