// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Makes records of leases and writes them.
#pragma once

#include "report/metrics_endpoint.h"
#include "report/options.h"
#include "report/record.h"
#include "report/sink.h"
#include "report/snapshot.h"
#include "report/suppressions.h"
#include "symbolize/symbolizer.h"
#include "track/lease_copy.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace leash::track {

class Tracker;

// Thread-safe. Takes milliseconds: looks up functions and lines. May throw
// bad_alloc, unless marked otherwise; callers turn that into out_of_memory().
class Reporter {
public:
  explicit Reporter(Tracker &tracker) : tracker(tracker) {}

  // Options' log, suppressions and endpoint. A sentence if they cannot be had.
  std::optional<std::string> configure(const report::Options &options);
  // .. when they change from `before`. Suppressions and `own` are read without
  // a lock, so they cannot change.
  std::optional<std::string> reconfigure(const report::Options &before,
                                         const report::Options &after);
  void text(std::string_view text) noexcept { sink.write_text(text); }
  void default_suppressions(const char *text);

  // One report. False if it is suppressed.
  bool lease(report::Event event, report::Reason reason, const LeaseCopy &lease,
             std::uint64_t now, std::uint64_t folded, unsigned tier,
             std::span<const std::uintptr_t> current = {});
  // All holders with both stacks.
  void exhausted(std::uint32_t pool, const std::vector<LeaseCopy> &leases,
                 std::uint64_t now, std::uint64_t waited, std::uint64_t folded);
  // About Leash itself.
  void about_tracker(std::string_view message) noexcept;
  static void out_of_memory() noexcept;
  // .. and the report it was for is not tried again.
  void lost() noexcept;

  // Who holds a pool's connections, in a few lines.
  std::string holders(std::uint32_t pool, const std::vector<LeaseCopy> &leases,
                      std::uint64_t now);
  std::string format_stack(std::span<const std::uintptr_t> frames);
  report::Lease describe(const LeaseCopy &lease, std::uint64_t now);
  report::Stack resolve(std::span<const std::uintptr_t> frames);

  void unmatched_suppressions();
  void stop_endpoint() noexcept { endpoint.stop(); }
  const report::Sink &output() const noexcept { return sink; }
  // Gives the debug information back if it was not used lately.
  void trim(std::uint64_t now) noexcept;
  // In a forked child: whatever another thread was doing is void.
  void after_fork_in_child() noexcept;

private:
  std::optional<std::string> serve(const std::string &path);
  report::Record record(report::Event event, std::uint32_t pool);
  report::Stack current_stack(const LeaseCopy &lease);
  report::Stack resolve_locked(std::span<const std::uintptr_t> frames,
                               bool first_is_exact = false);

  Tracker &tracker;
  report::Sink sink;
  report::Suppressions suppressions;
  std::vector<std::string> own; // patterns
  report::MetricsEndpoint endpoint;
  // Guards what follows. Held while symbols are read, so for long.
  std::mutex mutex;
  std::unique_ptr<symbolize::Symbolizer> symbolizer;
  std::uint64_t symbolizer_used = 0;
  // Of the processes that this one was forked from. They may be half changed
  // and are not used; a leak checker finds them here.
  std::array<symbolize::Symbolizer *, 8> inherited{};
};

// "connection", "result", ..
const char *name_of(leash_kind kind) noexcept;
const char *name_of(leash_transaction_state state) noexcept;
// Equal for equal stacks, also in another run of the same program.
std::string stack_id(const report::Stack &stack);
bool owner_is_gone(const LeaseCopy &lease) noexcept;

} // namespace leash::track
