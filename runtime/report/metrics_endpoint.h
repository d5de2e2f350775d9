// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// A snapshot on request, over a unix socket.
#pragma once

#include "leash/leash.h"

#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace leash::report {

// Answers GET /metrics (Prometheus), /json, /otel and /text, on one thread with
// all signals blocked. The socket is made with mode 0600: its owner may read.
class MetricsEndpoint {
public:
  // Called on the endpoint's thread. May throw: answered with status 500.
  using Source = std::function<std::string(leash_format)>;

  MetricsEndpoint();
  ~MetricsEndpoint(); // stops
  MetricsEndpoint(const MetricsEndpoint &) = delete;
  MetricsEndpoint &operator=(const MetricsEndpoint &) = delete;

  // Listens on `path`. Returns a sentence on failure: a path that is too long,
  // no socket, or one that another process serves. A dead one is replaced.
  [[nodiscard]] std::optional<std::string> start(const std::string &path,
                                                 Source source);
  // Returns when the thread has ended, within about a second. Removes the
  // socket. In a forked child, forgets the parent's endpoint instead.
  void stop() noexcept;
  bool running() const noexcept;

private:
  struct State;
  std::unique_ptr<State> state;
};

} // namespace leash::report
