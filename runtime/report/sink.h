// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Where records go: a descriptor or a file, as text or JSON Lines.
#pragma once

#include "report/options.h"
#include "report/record.h"

#include <atomic>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <sys/types.h>

namespace leash::report {

// Thread-safe, also in a child forked while another thread was writing. Waits
// about two seconds for a reader that is stuck, then not again before it reads:
// a record that cannot be written is counted, and the next one that can is
// preceded by a record that says how many were lost.
class Sink {
public:
  Sink() = default; // stderr, text
  ~Sink();
  Sink(const Sink &) = delete;
  Sink &operator=(const Sink &) = delete;

  // Records go to `log` (as Options::log) from now on. Returns a sentence on
  // failure, and the sink stays as it was. Files are created 0600, appended to.
  [[nodiscard]] std::optional<std::string> open(const std::string &log,
                                                Format format);

  // True if it was written whole. Throws bad_alloc if there is no memory for
  // its text: nothing is written or counted then, and it may be tried again.
  bool write(const Record &record);
  // Counts a record that was given up for want of memory.
  void give_up() noexcept;
  // Text that is no record: the options' help.
  bool write_text(std::string_view text) noexcept;

  // Since the start.
  std::uint64_t written() const noexcept { return written_count; }
  std::uint64_t dropped() const noexcept { return dropped_count; }

private:
  class Lock;

  std::string render(const Record &record) const;
  bool write_locked(std::string_view text) noexcept;
  void reopen_if_needed();

  std::atomic<pid_t> owner{0}; // of the lock, a process: survives a fork
  // Guarded by the lock.
  int fd = 2;
  bool owned = false; // `fd` was opened here
  bool was_socket = false;
  std::string path; // as given; %p not yet replaced
  Format format = Format::text;
  pid_t opened_by = 0;
  bool torn = false; // the last record was cut off in its middle
  // Of the last record that was lost; also stored without the lock.
  std::atomic<int> last_error{0};
  std::uint64_t told = 0; // of the dropped records

  std::atomic<std::uint64_t> written_count{0};
  std::atomic<std::uint64_t> dropped_count{0};
};

} // namespace leash::report
