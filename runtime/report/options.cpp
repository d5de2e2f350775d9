// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// One table of options: parsing, help and documentation read it.
#include "report/options.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <fstream>
#include <sstream>

namespace leash::report {
namespace {

constexpr std::string_view duration_hint =
    "a duration such as 250ms, 5s or 2m (ns us ms s m h); 0 is off";
constexpr std::string_view flag_hint = "0 or 1";

template <class Number>
bool set_number(Number &out, std::string_view text, Number least, Number most) {
  Number value{};
  const auto [end, error] =
      std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() ||
      value < least || value > most)
    return false;
  out = value;
  return true;
}

bool set_flag(bool &out, std::string_view text) {
  if (text == "1" || text == "true" || text == "yes")
    out = true;
  else if (text == "0" || text == "false" || text == "no")
    out = false;
  else
    return false;
  return true;
}

bool set_duration(std::uint64_t &out, std::string_view text) {
  const auto value = parse_duration(text);
  if (value)
    out = *value;
  return value.has_value();
}

bool set_duration(std::optional<std::uint64_t> &out, std::string_view text) {
  out = parse_duration(text);
  return out.has_value();
}

template <class Target> struct Row {
  std::string_view name;
  std::string_view values; // what may be written; part of the error
  std::string_view initial;
  std::string_view meaning;
  bool (*set)(Target &, std::string_view);
};

constexpr Row<Options> table[] = {
    {"threshold", duration_hint, "5s",
     "report what is held and was not used for this long",
     [](Options &o, std::string_view v) {
       return set_duration(o.threshold, v);
     }},
    {"txn_idle", duration_hint, "2s",
     "report a connection that idles in an open transaction this long",
     [](Options &o, std::string_view v) {
       return set_duration(o.txn_idle, v);
     }},
    {"stack", "none, site or full", "full",
     "what to keep of the stack of an acquire; site is the caller alone",
     [](Options &o, std::string_view v) {
       if (v == "none")
         o.stack = StackMode::none;
       else if (v == "site")
         o.stack = StackMode::site;
       else if (v == "full")
         o.stack = StackMode::full;
       else
         return false;
       return true;
     }},
    {"depth", "a number from 1 to 64", "16", "frames kept of a full stack",
     [](Options &o, std::string_view v) {
       return set_number(o.depth, v, 1U, 64U);
     }},
    {"log", "stderr, stdout or a path; %p is the process id", "stderr",
     "where reports go; a file is appended to",
     [](Options &o, std::string_view v) {
       o.log = v;
       return !v.empty();
     }},
    {"format", "text or json", "text",
     "for people, or JSON Lines (docs/records.schema.json)",
     [](Options &o, std::string_view v) {
       if (v != "text" && v != "json")
         return false;
       o.format = v == "json" ? Format::json : Format::text;
       return true;
     }},
    {"exitcode", "a number from 0 to 255", "0",
     "exit status of a process that ends holding something; 0: its own",
     [](Options &o, std::string_view v) {
       return set_number(o.exitcode, v, 0, 255);
     }},
    {"suppressions", "a path", "", "file of leaks that are known",
     [](Options &o, std::string_view v) {
       o.suppressions = v;
       return true;
     }},
    {"own", "beginnings of function names, in quotes", "",
     "the program's own pool, such as 'app::Pool:: app::Lease::': stacks are "
     "shown from its caller on",
     [](Options &o, std::string_view v) {
       o.own = v;
       return true;
     }},
    {"current_stack", flag_hint, "1",
     "show what the holder's thread does now, asking it by a signal",
     [](Options &o, std::string_view v) {
       return set_flag(o.current_stack, v);
     }},
    {"statements", flag_hint, "1",
     "keep the last statement of each connection, without its literals",
     [](Options &o, std::string_view v) { return set_flag(o.statements, v); }},
    {"metrics", "unix:PATH", "", "serve metrics on this unix socket",
     [](Options &o, std::string_view v) {
       constexpr std::string_view scheme = "unix:";
       if (!v.empty() && (!v.starts_with(scheme) || v.size() == scheme.size()))
         return false;
       o.metrics = v.empty() ? v : v.substr(scheme.size());
       return true;
     }},
    {"at_exit", flag_hint, "1", "report what is held when the process ends",
     [](Options &o, std::string_view v) { return set_flag(o.at_exit, v); }},
    {"enabled", flag_hint, "1", "0: track nothing",
     [](Options &o, std::string_view v) { return set_flag(o.enabled, v); }},
    {"slots", "a number from 64 to 1048576", "16384",
     "most resources tracked at once; read at the start only",
     [](Options &o, std::string_view v) {
       return set_number(o.slots, v, 64U, 1'048'576U);
     }},
    {"help", flag_hint, "0", "list these options on the log",
     [](Options &o, std::string_view v) { return set_flag(o.help, v); }},
};

constexpr Row<PoolOptions> pool_table[] = {
    {"threshold", duration_hint, "", "",
     [](PoolOptions &o, std::string_view v) {
       return set_duration(o.threshold, v);
     }},
    {"txn_idle", duration_hint, "", "",
     [](PoolOptions &o, std::string_view v) {
       return set_duration(o.txn_idle, v);
     }},
    {"max", "a number", "", "",
     [](PoolOptions &o, std::string_view v) {
       return set_number(o.max.emplace(), v, 0U, UINT32_MAX);
     }},
};

constexpr std::string_view separators = ":, \t\n\r";

struct Pair {
  std::string_view name, value;
  bool complete = false; // has a '=', and its quotes are closed
};

// Takes the first pair off `text`, which starts with no separator.
Pair next_pair(std::string_view &text) {
  Pair pair;
  const std::size_t name_end = text.find_first_of("=:, \t\n\r");
  pair.name = text.substr(0, name_end);
  if (name_end == std::string_view::npos || text[name_end] != '=') {
    text.remove_prefix(pair.name.size());
    return pair;
  }
  text.remove_prefix(name_end + 1);
  if (!text.empty() && (text[0] == '\'' || text[0] == '"')) {
    const std::size_t end = text.find(text[0], 1);
    pair.complete = end != std::string_view::npos;
    pair.value = text.substr(1, pair.complete ? end - 1 : end);
    text.remove_prefix(pair.complete ? end + 1 : text.size());
    return pair;
  }
  pair.complete = true;
  // The colon of "unix:PATH" separates nothing.
  const std::size_t from = text.starts_with("unix:") ? 5 : 0;
  const std::size_t end = text.find_first_of(separators, from);
  pair.value = text.substr(0, end);
  text.remove_prefix(pair.value.size());
  return pair;
}

std::string quoted(std::string_view text) {
  return "'" + std::string(text.substr(0, 200)) + "'";
}

// The option that was probably meant: one that differs in two characters.
template <class Target, std::size_t size>
std::string_view similar(const Row<Target> (&rows)[size],
                         std::string_view name) {
  if (name.size() > 32)
    return {};
  std::string_view best;
  std::size_t best_distance = 3;
  for (const Row<Target> &row : rows) {
    std::array<std::size_t, 33> line{};
    for (std::size_t i = 0; i <= name.size(); ++i)
      line[i] = i;
    for (std::size_t j = 1; j <= row.name.size(); ++j) {
      std::size_t corner = line[0]++;
      for (std::size_t i = 1; i <= name.size(); ++i) {
        const std::size_t replace = corner + (name[i - 1] != row.name[j - 1]);
        corner = line[i];
        line[i] = std::min({replace, line[i] + 1, line[i - 1] + 1});
      }
    }
    if (line[name.size()] < best_distance) {
      best_distance = line[name.size()];
      best = row.name;
    }
  }
  return best;
}

template <class Target, std::size_t size>
std::optional<std::string> set(const Row<Target> (&rows)[size], Target &target,
                               const Pair &pair) {
  const Row<Target> *found = nullptr;
  for (const Row<Target> &row : rows)
    if (row.name == pair.name)
      found = &row;
  if (!found) {
    const std::string_view meant = similar(rows, pair.name);
    return "unknown option " + quoted(pair.name) +
           (meant.empty() ? std::string("; help=1 lists them")
                          : "; did you mean " + quoted(meant) + "?");
  }
  if (!pair.complete)
    return "option " + quoted(pair.name) +
           " needs a value: " + std::string(found->values);
  if (!found->set(target, pair.value))
    return "option " + quoted(pair.name) + " cannot be " + quoted(pair.value) +
           ": it takes " + std::string(found->values);
  return std::nullopt;
}

std::optional<std::string> parse_into(std::string_view text, Options &options,
                                      std::string_view source, int nesting);

// Each line holds options; # starts a comment.
std::optional<std::string> include(const std::string &path, Options &options,
                                   int nesting) {
  std::ifstream file(path);
  if (!file)
    return "option 'include': cannot read " + quoted(path);
  std::string line;
  for (int number = 1; std::getline(file, line); ++number) {
    line.resize(std::min(line.size(), line.find('#')));
    if (auto error = parse_into(
            line, options, path + ":" + std::to_string(number), nesting + 1))
      return error;
  }
  return std::nullopt;
}

std::optional<std::string> parse_into(std::string_view text, Options &options,
                                      std::string_view source, int nesting) {
  while (true) {
    text.remove_prefix(
        std::min(text.size(), text.find_first_not_of(separators)));
    if (text.empty())
      return std::nullopt;
    const Pair pair = next_pair(text);
    std::optional<std::string> error;
    if (pair.name != "include") {
      error = set(table, options, pair);
    } else {
      constexpr int most = 8;
      if (nesting == most)
        error = "option 'include' is nested too deeply";
      else if (auto inner = include(std::string(pair.value), options, nesting))
        return inner->starts_with("option")
                   ? std::string(source) + ": " + *inner
                   : *inner;
    }
    if (error)
      return std::string(source) + ": " + *error;
  }
}

} // namespace

std::optional<std::uint64_t> parse_duration(std::string_view text) {
  if (text == "0")
    return 0;
  double number = 0;
  const auto [end, error] = std::from_chars(
      text.data(), text.data() + text.size(), number, std::chars_format::fixed);
  if (error != std::errc() || !(number >= 0))
    return std::nullopt;
  constexpr std::pair<std::string_view, double> units[] = {
      {"ns", 1},  {"us", 1e3}, {"ms", 1e6},
      {"s", 1e9}, {"m", 60e9}, {"h", 3600e9}};
  const std::string_view unit =
      text.substr(static_cast<std::size_t>(end - text.data()));
  for (const auto &[name, factor] : units)
    if (unit == name) {
      const double ns = number * factor;
      // Below 2^63, and not rounded to "off".
      if (ns >= 9.2e18 || (ns > 0 && ns < 1))
        return std::nullopt;
      return static_cast<std::uint64_t>(ns + 0.5);
    }
  return std::nullopt;
}

std::optional<std::string> parse_options(std::string_view text,
                                         Options &options,
                                         std::string_view source) {
  Options parsed = options;
  if (auto error = parse_into(text, parsed, source, 0))
    return error;
  options = std::move(parsed);
  return std::nullopt;
}

std::optional<std::string> parse_pool_options(std::string_view text,
                                              PoolOptions &options,
                                              std::string_view source) {
  PoolOptions parsed = options;
  while (true) {
    text.remove_prefix(
        std::min(text.size(), text.find_first_not_of(separators)));
    if (text.empty())
      break;
    if (auto error = set(pool_table, parsed, next_pair(text)))
      return std::string(source) + ": " + *error;
  }
  options = parsed;
  return std::nullopt;
}

std::string options_help() {
  std::ostringstream out;
  out << "Options of Leash (LEASH_OPTIONS=name=value:name=value):\n";
  for (const Row<Options> &row : table)
    out << "  " << row.name << "\n        - " << row.meaning << "; "
        << row.values << " (default: "
        << (row.initial.empty() ? std::string_view("none") : row.initial)
        << ")\n";
  out << "  include\n        - read more options from a file, with # comments; "
         "a path (default: none)\n";
  return std::move(out).str();
}

std::string options_markdown() {
  std::ostringstream out;
  out << "| option | default | takes | meaning |\n|---|---|---|---|\n";
  for (const Row<Options> &row : table)
    out << "| `" << row.name << "` | "
        << (row.initial.empty() ? std::string()
                                : "`" + std::string(row.initial) + "`")
        << " | " << row.values << " | " << row.meaning << " |\n";
  out << "| `include` |  | a path | read more options from a file, with # "
         "comments |\n";
  return std::move(out).str();
}

} // namespace leash::report
