// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Names the frames of a record that was written without names, elsewhere or
// earlier.
#pragma once

#include "report/record.h"

#include <memory>
#include <string>

namespace leash::symbolize {

// Not thread-safe. Keeps every module it opened until its end.
class OfflineResolver {
public:
  // `debug_path` lists, separated by colons, where separate debug files lie
  // (".build-id" below it, or the module's own path).
  explicit OfflineResolver(std::string debug_path = "/usr/lib/debug");
  ~OfflineResolver();
  OfflineResolver(const OfflineResolver &) = delete;
  OfflineResolver &operator=(const OfflineResolver &) = delete;

  // The frames at `frame`'s offset in its module, inlined ones first. A module
  // whose build-id is not the frame's is taken for another one; then, and where
  // no module is found, its debug file is looked for by build-id. Without that
  // the frame comes back as it was.
  report::Stack resolve(const report::Frame &frame);
  // All frames of a stack; those that have a line are left alone.
  report::Stack resolve(const report::Stack &stack);

private:
  struct State;
  std::unique_ptr<State> state;
};

} // namespace leash::symbolize
