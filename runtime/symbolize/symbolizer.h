// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Turns return addresses into functions, files and lines, with libdw.
#pragma once

#include "report/record.h"

#include <cstdint>
#include <memory>
#include <span>

namespace leash::symbolize {

// Of the running process. Not thread-safe: one thread, or one lock, uses it.
// Never called on an acquire or a release. Modules that were loaded since the
// last call are found. Memory (tens of megabytes of debug information) is kept
// until `trim`.
class Symbolizer {
public:
  Symbolizer();
  ~Symbolizer();
  Symbolizer(const Symbolizer &) = delete;
  Symbolizer &operator=(const Symbolizer &) = delete;

  // Inlined calls become frames of their own, innermost first. `pcs` are return
  // addresses: the call is looked up one byte before. The first may be the
  // exact address of an interrupted instruction instead.
  report::Stack resolve(std::span<const std::uintptr_t> pcs,
                        bool first_is_exact = false);

  // Gives the debug information back.
  void trim() noexcept;

private:
  struct State;
  std::unique_ptr<State> state;
};

} // namespace leash::symbolize
