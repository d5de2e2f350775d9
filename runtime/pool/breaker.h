// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Stops connecting to a server that keeps refusing, and tries it now and then.
#pragma once

#include <vector>

#include "pool/instant.h"

namespace leash::pool {

// A circuit breaker without a clock. Closed until `errors` connects failed
// within `window`; open for `retry`; then half-open: one connect may try, and
// its outcome closes or opens it again. Not synchronised.
class Breaker {
public:
  // No error ever opens it if `errors` is 0.
  Breaker(std::size_t errors, Duration window, Duration retry);

  // May a connect start now? It changes nothing; started() must follow a yes.
  bool allows(Instant now) const;
  void started(Instant now);
  void succeeded();
  void failed(Instant now);

  bool open() const { return state_ != State::closed; }
  // When an open breaker allows the next connect.
  Instant retry_at() const { return retry_at_; }

private:
  enum class State { closed, open, probing };

  State state_ = State::closed;
  Duration window_;
  Duration retry_;
  Instant retry_at_{};
  std::vector<Instant> errors_; // a ring of the newest
  std::size_t next_ = 0;
  std::size_t seen_ = 0;
};

} // namespace leash::pool
