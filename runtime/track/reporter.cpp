// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Turns leases into records.
#include "track/reporter.h"
#include "report/own_frames.h"
#include "report/text.h"
#include "track/atomic_text.h"
#include "track/current_stack.h"
#include "track/tracker.h"

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <ctime>
#include <fcntl.h>
#include <new>
#include <string>
#include <unistd.h>

namespace leash::track {
namespace {

std::int64_t wall_clock_us() noexcept {
  timespec time{};
  clock_gettime(CLOCK_REALTIME, &time);
  return std::int64_t{time.tv_sec} * 1'000'000 + time.tv_nsec / 1000;
}

// The name it has now; what it was at its first acquire if it has ended.
std::string thread_name(const LeaseCopy &lease) {
  if (!lease.owner)
    return {};
  if (!owner_is_gone(lease)) {
    const std::string path =
        "/proc/self/task/" + std::to_string(lease.owner->tid.load()) + "/comm";
    const int fd = open(path.c_str(), O_RDONLY | O_CLOEXEC);
    char name[32];
    const ssize_t length = fd < 0 ? -1 : read(fd, name, sizeof name);
    if (fd >= 0)
      close(fd);
    if (length > 1)
      return {name, static_cast<std::size_t>(length) - 1};
  }
  // The state may serve another thread by now.
  if (lease.owner->generation.load() > lease.owner_generation + 1 ||
      (owner_is_gone(lease) && lease.owner->used.load()))
    return {};
  return load_text(lease.owner->name).data();
}

} // namespace

const char *name_of(leash_kind kind) noexcept {
  switch (kind) {
  case LEASH_CONNECTION:
    return "connection";
  case LEASH_PRIVATE:
    return "private_connection";
  case LEASH_RESULT:
    return "result";
  case LEASH_STATEMENT:
    return "statement";
  case LEASH_TRANSACTION:
    return "transaction";
  }
  return "resource";
}

const char *name_of(leash_transaction_state state) noexcept {
  switch (state) {
  case LEASH_TXN_IDLE:
    return "idle";
  case LEASH_TXN_ACTIVE:
    return "active";
  case LEASH_TXN_OPEN:
    return "open";
  case LEASH_TXN_FAILED:
    return "failed";
  case LEASH_TXN_UNKNOWN:
    break;
  }
  return "unknown";
}

bool owner_is_gone(const LeaseCopy &lease) noexcept {
  return lease.owner &&
         lease.owner->generation.load() != lease.owner_generation;
}

// FNV-1a over the modules' file names and the offsets in them: addresses differ
// from run to run.
std::string stack_id(const report::Stack &stack) {
  std::uint64_t hash = 0xcbf29ce484222325;
  const auto add = [&](const char *bytes, std::size_t size) {
    for (std::size_t i = 0; i < size; ++i)
      hash = (hash ^ static_cast<unsigned char>(bytes[i])) * 0x100000001b3;
  };
  for (const report::Frame &frame : stack) {
    if (frame.inlined)
      continue;
    const std::size_t slash = frame.module.rfind('/');
    const std::string file = slash == std::string::npos
                                 ? frame.module
                                 : frame.module.substr(slash + 1);
    add(file.data(), file.size());
    add(reinterpret_cast<const char *>(&frame.offset), sizeof frame.offset);
  }
  char text[17] = "0000000000000000";
  char digits[16];
  const auto end = std::to_chars(digits, digits + 16, hash, 16).ptr;
  std::copy(digits, end, text + 16 - (end - digits));
  return {text, 16};
}

std::optional<std::string> Reporter::configure(const report::Options &options) {
  if (auto error = sink.open(options.log, options.format))
    return error;
  if (!options.suppressions.empty())
    if (auto error = suppressions.add_file(options.suppressions))
      return error;
  own = report::own_patterns(options.own);
  return serve(options.metrics);
}

std::optional<std::string> Reporter::reconfigure(const report::Options &before,
                                                 const report::Options &after) {
  if (before.suppressions != after.suppressions)
    return "suppressions can only be set at the start";
  if (before.own != after.own)
    return "own can only be set at the start";
  if (before.log != after.log || before.format != after.format)
    if (auto error = sink.open(after.log, after.format))
      return error;
  if (before.metrics != after.metrics)
    return serve(after.metrics);
  return std::nullopt;
}

std::optional<std::string> Reporter::serve(const std::string &path) {
  endpoint.stop();
  if (path.empty())
    return std::nullopt;
  return endpoint.start(path, [this](leash_format format) {
    std::string text;
    tracker.snapshot(
        format,
        [](void *out, const char *piece, std::size_t length) {
          static_cast<std::string *>(out)->append(piece, length);
        },
        &text);
    return text;
  });
}

void Reporter::default_suppressions(const char *text) {
  if (!text)
    return;
  if (const auto error = suppressions.add(text, "leash_default_suppressions"))
    about_tracker(*error);
}

report::Record Reporter::record(report::Event event, std::uint32_t pool) {
  report::Record record;
  record.event = event;
  record.time_us = wall_clock_us();
  record.process = program_invocation_short_name;
  record.pid = getpid();
  if (pool == UINT32_MAX)
    return record;
  const PoolEntry &entry = tracker.pools[pool];
  record.pool.name = load_text(entry.name).data();
  record.pool.system = load_text(entry.system).data();
  record.pool.max = entry.max.load();
  record.pool.waiting = static_cast<std::uint32_t>(
      std::max<std::int64_t>(entry.waiting.load(), 0));
  for (std::uint32_t i = 0; i < tracker.slab.high(); ++i) {
    const Slot &slot = tracker.slab.slot(i);
    if (slot.generation.load() % 2 == 1 && slot.pool.load() == pool &&
        slot.kind.load() == LEASH_CONNECTION && !slot.inherited.load())
      ++record.pool.held;
  }
  return record;
}

report::Stack Reporter::resolve_locked(std::span<const std::uintptr_t> frames,
                                       bool first_is_exact) {
  if (frames.empty())
    return {};
  if (!symbolizer)
    symbolizer = std::make_unique<symbolize::Symbolizer>();
  symbolizer_used = Clock::now();
  report::Stack stack = symbolizer->resolve(frames, first_is_exact);
  report::mark_own(stack, own);
  return stack;
}

report::Stack Reporter::resolve(std::span<const std::uintptr_t> frames) {
  const std::lock_guard lock(mutex);
  return resolve_locked(frames);
}

report::Lease Reporter::describe(const LeaseCopy &lease, std::uint64_t now) {
  report::Lease out;
  out.id = lease.handle();
  out.kind = name_of(lease.kind);
  out.pool = load_text(tracker.pools[lease.pool].name).data();
  out.resource = lease.resource;
  out.backend_pid = lease.backend_pid;
  out.thread =
      lease.owner && !owner_is_gone(lease) ? lease.owner->tid.load() : 0;
  out.thread_name = thread_name(lease);
  out.held_ns = lease.held(now);
  out.inactive_ns = lease.inactive(now);
  out.transaction_ns =
      lease.transaction_since ? since(lease.transaction_since, now) : 0;
  out.transaction = name_of(lease.transaction);
  out.statements = lease.statements;
  out.statement = lease.statement.data();
  const std::lock_guard lock(mutex);
  out.acquired = resolve_locked({lease.frames.data(), lease.frame_count});
  out.begun = resolve_locked({lease.begin.data(), lease.begin_count});
  out.stack_id = stack_id(out.acquired);
  return out;
}

report::Stack Reporter::current_stack(const LeaseCopy &lease) {
  if (!tracker.settings.current_stack.load() || !lease.owner ||
      owner_is_gone(lease))
    return {};
  std::uintptr_t frames[max_frames];
  const std::lock_guard lock(mutex);
  const unsigned count = capture_thread(lease.owner->tid.load(), frames);
  return resolve_locked({frames, count}, true);
}

bool Reporter::lease(report::Event event, report::Reason reason,
                     const LeaseCopy &lease, std::uint64_t now,
                     std::uint64_t folded, unsigned tier,
                     std::span<const std::uintptr_t> current) {
  report::Record out = record(event, lease.pool);
  out.reason = reason;
  out.severity = event == report::Event::returned ? report::Severity::info
                 : event == report::Event::double_release
                     ? report::Severity::error
                     : severity_of(reason);
  out.leases.push_back(describe(lease, now));
  if (suppressions.matches(event, reason, out.leases.front()))
    return false;
  if (!current.empty())
    out.leases.front().current = resolve(current);
  else if (event == report::Event::held)
    out.leases.front().current = current_stack(lease);
  out.folded = folded;
  out.tier = tier;
  sink.write(out);
  return true;
}

void Reporter::exhausted(std::uint32_t pool,
                         const std::vector<LeaseCopy> &leases,
                         std::uint64_t now, std::uint64_t waited,
                         std::uint64_t folded) {
  report::Record out = record(report::Event::exhausted, pool);
  out.severity = report::Severity::error;
  out.waited_ns = waited;
  out.folded = folded;
  for (const LeaseCopy &lease : leases) {
    out.leases.push_back(describe(lease, now));
    out.leases.back().current = current_stack(lease);
  }
  sink.write(out);
}

std::string Reporter::holders(std::uint32_t pool,
                              const std::vector<LeaseCopy> &leases,
                              std::uint64_t now) {
  constexpr std::size_t shown = 5;
  const PoolEntry &entry = tracker.pools[pool];
  const std::string max =
      entry.max.load() ? " of " + std::to_string(entry.max.load()) : "";
  std::string text = "pool \"" + std::string(load_text(entry.name).data()) +
                     "\": " + std::to_string(leases.size()) + max + " held";
  for (std::size_t i = 0; i < leases.size() && i < shown; ++i) {
    const report::Lease lease = describe(leases[i], now);
    text += (i == 0 ? ": " : "; ") + report::format_duration(lease.held_ns);
    if (leases[i].executing_since != 0)
      text += ", executing";
    else if (leases[i].transaction_since != 0)
      text += ", idle in transaction";
    if (owner_is_gone(leases[i]))
      text += ", its thread has ended";
    else
      text += ", thread " + std::to_string(lease.thread) +
              (lease.thread_name.empty() ? "" : " (" + lease.thread_name + ")");
    const auto frames = report::user_frames(lease.acquired);
    if (frames.empty())
      continue;
    const report::Frame &top = frames.front();
    text += ", acquired in " +
            (top.function.empty() ? std::string("?") : top.function);
    if (!top.file.empty())
      text += " at " + top.file + ":" + std::to_string(top.line);
  }
  if (leases.size() > shown)
    text += "; and " + std::to_string(leases.size() - shown) + " more";
  return text;
}

std::string Reporter::format_stack(std::span<const std::uintptr_t> frames) {
  const report::Stack stack = resolve(frames);
  return report::to_text(report::user_frames(stack), "");
}

void Reporter::about_tracker(std::string_view message) noexcept {
  try {
    report::Record out = record(report::Event::tracker, UINT32_MAX);
    out.message = message;
    sink.write(out);
  } catch (...) {
    lost();
  }
}

void Reporter::lost() noexcept {
  sink.give_up();
  out_of_memory();
}

void Reporter::out_of_memory() noexcept {
  // Who tries again, does so at each look.
  static std::atomic<std::uint64_t> said{0};
  constexpr std::uint64_t again = 1'000'000'000;
  const std::uint64_t now = kernel_now();
  std::uint64_t last = said.load();
  if ((last != 0 && now - last < again) ||
      !said.compare_exchange_strong(last, now))
    return;
  static constexpr char text[] =
      "leash: out of memory or resources; a report is late or lost\n";
  [[maybe_unused]] const ssize_t written =
      write(STDERR_FILENO, text, sizeof text - 1);
}

void Reporter::unmatched_suppressions() {
  for (const std::string &unused : suppressions.unused()) {
    report::Record out =
        record(report::Event::unmatched_suppression, UINT32_MAX);
    out.severity = report::Severity::info;
    out.message = unused;
    sink.write(out);
  }
}

void Reporter::trim(std::uint64_t now) noexcept {
  constexpr std::uint64_t keep = 30'000'000'000;
  // In use just now, then: no need to wait.
  const std::unique_lock lock(mutex, std::try_to_lock);
  if (lock && symbolizer && since(symbolizer_used, now) > keep)
    symbolizer.reset();
}

void Reporter::after_fork_in_child() noexcept {
  new (&mutex) std::mutex;
  std::rotate(inherited.begin(), inherited.end() - 1, inherited.end());
  inherited[0] = symbolizer.release();
  forget_request();
  endpoint.stop();
}

} // namespace leash::track
