// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The text form of a record: one that is read at three in the morning.
#include "report/text.h"

#include "report/json.h"
#include "report/names.h"
#include "report/own_frames.h"

#include <algorithm>
#include <cstdio>
#include <string_view>

namespace leash::report {
namespace {

std::string hexadecimal(std::uint64_t number) {
  char text[24];
  std::snprintf(text, sizeof text, "0x%llx",
                static_cast<unsigned long long>(number));
  return text;
}

std::string counted(std::uint64_t count, std::string_view noun) {
  return std::to_string(count) + " " + std::string(noun) +
         (count == 1 ? "" : "s");
}

// What came from outside (names, a tracker's message) is kept from forging
// lines or moving the cursor.
std::string printable(std::string_view text) {
  std::string out(text);
  for (char &c : out)
    if (static_cast<unsigned char>(c) < ' ' || c == '\x7f')
      c = ' ';
  return out;
}

std::string quoted(std::string_view name) {
  return "'" + printable(name) + "'";
}

// "connection of pool 'orders'".
std::string subject(const Lease &lease) {
  std::string kind = lease.kind.empty() ? "resource" : lease.kind;
  std::replace(kind.begin(), kind.end(), '_', ' ');
  return lease.pool.empty() ? kind : kind + " of pool " + quoted(lease.pool);
}

std::string held_headline(const Record &record, const Lease &lease) {
  const std::string held = format_duration(lease.held_ns);
  const std::string inactive = format_duration(lease.inactive_ns);
  switch (record.reason) {
  case Reason::executing:
    return "runs a long statement, held for " + held;
  case Reason::inactive:
    return "held for " + held + ", not used for " + inactive;
  case Reason::idle_in_transaction:
    return "held for " + held + ", idle in an open transaction for " + inactive;
  case Reason::never_used:
    return "held for " + held + " and never used";
  case Reason::owner_gone:
    return "held for " + held + " by a thread that has ended";
  default:
    return "held for " + held + ", in use";
  }
}

std::string dirt(Reason reason) {
  switch (reason) {
  case Reason::in_transaction:
    return "given back with its transaction open";
  case Reason::busy:
    return "given back with a statement running or results unread";
  case Reason::broken:
    return "given back broken";
  default:
    return "given back in a state no next user may have";
  }
}

std::string headline(const Record &record) {
  const Lease none;
  const Lease &lease = record.leases.empty() ? none : record.leases.front();
  switch (record.event) {
  case Event::held:
    return subject(lease) + " " + held_headline(record, lease) +
           (record.tier > 1
                ? " (report " + std::to_string(record.tier) + " of it)"
                : "");
  case Event::returned:
    return subject(lease) + " reported before was given back, after " +
           format_duration(lease.held_ns);
  case Event::exhausted:
    return "pool " + quoted(record.pool.name) + " is exhausted: an acquire " +
           "gave up after " + format_duration(record.waited_ns) + "; " +
           std::to_string(record.pool.held) + " of " +
           std::to_string(record.pool.max) + " held, " +
           std::to_string(record.pool.waiting) + " waiting";
  case Event::dirty_return:
    return subject(lease) + " " + dirt(record.reason) + ", after " +
           format_duration(lease.held_ns);
  case Event::double_release:
    return subject(lease) + " given back a second time";
  case Event::leaked_at_exit:
    return subject(lease) + " still held at exit, for " +
           format_duration(lease.held_ns);
  case Event::unmatched_suppression:
    return "suppression never matched: " + printable(record.message);
  case Event::tracker:
    break;
  }
  return printable(record.message);
}

std::string advice(const Record &record) {
  switch (record.event) {
  case Event::held:
    break;
  case Event::exhausted:
    return "the holders above keep the pool empty: shorten what they do while "
           "they hold, return what is idle, then think of a larger pool";
  case Event::dirty_return:
    switch (record.reason) {
    case Reason::in_transaction:
      return "commit or roll back on every path before the connection goes "
             "back; a transaction object that rolls back at its scope's end "
             "does";
    case Reason::busy:
      return "read every result (PQgetResult until it returns null) or cancel "
             "the statement before the connection goes back";
    default:
      return "close a broken connection instead of giving it back";
    }
  case Event::double_release:
    return "two owners gave the same lease back; let one object own it";
  case Event::leaked_at_exit:
    return "give it back on every path out of the function that took it; an "
           "owner object does";
  default:
    return {};
  }
  switch (record.reason) {
  case Reason::executing:
    return "this is a slow statement, not a leak: look at it in "
           "pg_stat_activity";
  case Reason::inactive:
    return "give it back before other work, and on every path; if this hold "
           "is meant, say so with leash_expect_hold";
  case Reason::idle_in_transaction:
    return "commit or roll back before other work: until then its locks stay "
           "and vacuum is held up";
  case Reason::never_used:
    return "acquire it where it is first used";
  case Reason::owner_gone:
    return "nobody is left to give it back: hold it in an object that does so "
           "when its scope ends, or hand it over with leash_transfer";
  default:
    return "shorten the work between acquire and release; if this hold is "
           "meant, say so with leash_expect_hold";
  }
}

std::string_view severity_word(Severity severity) {
  constexpr std::string_view words[] = {"note", "WARNING", "ERROR"};
  return words[static_cast<std::size_t>(severity)];
}

void replace_all(std::string &text, std::string_view from,
                 std::string_view to) {
  for (std::size_t at = 0; (at = text.find(from, at)) != std::string::npos;
       at += to.size())
    text.replace(at, from.size(), to);
}

// A function as one would write it. A name that fills more than a line loses
// its parameters, then what is in its angle brackets.
std::string shown(const Frame &frame) {
  constexpr std::size_t most = 90;
  std::string name = printable(frame.function);
  if (is_libc(frame)) { // __GI___nanosleep
    if (name.starts_with("__GI_"))
      name.erase(0, 5);
    name.erase(0, std::min(name.find_first_not_of('_'), name.size() - 1));
  }
  replace_all(name, "std::__cxx11::", "std::");
  replace_all(name, "[abi:cxx11]", "");
  replace_all(
      name,
      "std::basic_string<char, std::char_traits<char>, std::allocator<char> >",
      "std::string");
  if (name.size() <= most)
    return name;
  name = qualified_name(std::string(name));
  if (name.size() > most) {
    std::string outer;
    std::size_t depth = 0;
    for (std::size_t i = 0; i < name.size(); ++i) {
      const bool arrow = name[i] == '>' && i > 0 && name[i - 1] == '-';
      if (name[i] == '>' && !arrow && depth > 0 && --depth == 0)
        outer += "..";
      if (depth == 0)
        outer += name[i];
      if (name[i] == '<')
        ++depth;
    }
    name = outer;
  }
  return name + "(..)";
}

void add_stack(std::string &out, std::string_view title,
               std::span<const Frame> stack, const std::string &indent) {
  if (!stack.empty())
    out += indent + std::string(title) + "\n" + to_text(stack, indent + "  ");
}

std::string by_whom(const Lease &lease, const std::string &indent) {
  std::string out = indent + "by ";
  out += lease.thread ? "thread " + std::to_string(lease.thread)
                      : "a thread that has ended";
  if (!lease.thread_name.empty())
    out += (lease.thread ? " " : ", ") + quoted(lease.thread_name);
  if (lease.backend_pid)
    out += ", back-end " + std::to_string(lease.backend_pid);
  if (lease.resource)
    out += ", at " + hexadecimal(lease.resource);
  out += ", " + counted(lease.statements, "statement");
  if (!lease.transaction.empty())
    out += ", transaction " + lease.transaction;
  if (lease.transaction_ns)
    out += " for " + format_duration(lease.transaction_ns);
  if (!lease.stack_id.empty())
    out += ", stack " + lease.stack_id;
  return out + "\n";
}

// Of one that was told whole before.
std::string in_short(const Lease &lease, const std::string &indent) {
  std::string out = by_whom(lease, indent);
  const std::span<const Frame> stack = user_frames(lease.acquired);
  if (!stack.empty())
    out += indent + "acquired, as told before, by\n" +
           to_text(stack.first(1), indent + "  ");
  return out;
}

} // namespace

std::string format_duration(std::uint64_t ns) {
  char text[64];
  const auto number = static_cast<double>(ns);
  if (ns < 1'000)
    std::snprintf(text, sizeof text, "%d ns", static_cast<int>(ns));
  else if (ns < 1'000'000)
    std::snprintf(text, sizeof text, "%.3g us", number / 1e3);
  else if (ns < 1'000'000'000)
    std::snprintf(text, sizeof text, "%.0f ms", number / 1e6);
  else if (ns < 120'000'000'000)
    std::snprintf(text, sizeof text, "%.1f s", number / 1e9);
  else if (const std::uint64_t s = ns / 1'000'000'000; s < 7'200)
    std::snprintf(text, sizeof text, "%d min %d s", static_cast<int>(s / 60),
                  static_cast<int>(s % 60));
  else
    std::snprintf(text, sizeof text, "%llu h %d min",
                  static_cast<unsigned long long>(s / 3'600),
                  static_cast<int>(s / 60 % 60));
  return text;
}

std::string to_text(std::span<const Frame> stack, const std::string &indent) {
  std::string out;
  std::size_t number = 0;
  const bool all = std::all_of(stack.begin(), stack.end(),
                               [](const Frame &f) { return is_standard(f); });
  for (const Frame &frame : stack) {
    if (!all && is_standard(frame))
      continue;
    out += indent + "#" + std::to_string(number++) + " ";
    out += frame.function.empty() ? "??" : shown(frame);
    if (!frame.file.empty())
      out += " " + printable(frame.file) + ":" + std::to_string(frame.line);
    else if (!frame.module.empty())
      out +=
          " (" + printable(frame.module) + "+" + hexadecimal(frame.offset) +
          ")" +
          (frame.build_id.empty() ? "" : " (build-id " + frame.build_id + ")");
    else
      out += " (" + hexadecimal(frame.pc) + ")";
    out += "\n";
  }
  return out;
}

std::string to_text(const Lease &lease, const std::string &indent) {
  std::string out = by_whom(lease, indent);
  add_stack(out, "acquired by", user_frames(lease.acquired), indent);
  add_stack(out, "transaction begun by", user_frames(lease.begun), indent);
  add_stack(out, "its thread is now in", current_frames(lease.current), indent);
  if (!lease.statement.empty())
    out += indent + "last statement: " + printable(lease.statement) + "\n";
  return out;
}

std::string to_text(const Record &record) {
  std::string time = format_time(record.time_us);
  time[10] = ' ';
  std::string out = time.substr(0, 23) + "Z leash[" +
                    std::to_string(record.pid) + "] " +
                    std::string(severity_word(record.severity)) + ": " +
                    headline(record) + "\n";
  for (std::size_t i = 0; i < record.leases.size(); ++i) {
    const Lease &lease = record.leases[i];
    if (record.event == Event::exhausted)
      out += "  holder " + std::to_string(i + 1) + ": held for " +
             format_duration(lease.held_ns) +
             (lease.inactive_ns
                  ? ", not used for " + format_duration(lease.inactive_ns)
                  : ", runs a statement") +
             "\n";
    if (record.event == Event::held && record.tier > 1)
      out += in_short(lease, "  ");
    else if (record.event != Event::returned)
      out += to_text(lease, record.event == Event::exhausted ? "    " : "  ");
  }
  if (record.folded)
    out += "  and " + std::to_string(record.folded) +
           " more with the same stack\n";
  if (record.event == Event::exhausted && !record.message.empty())
    out += "  " + printable(record.message) + "\n";
  if (const std::string what = advice(record); !what.empty())
    out += "  what to do: " + what + "\n";
  return out;
}

} // namespace leash::report
