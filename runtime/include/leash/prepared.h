// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The answer of the hook that prepares a connection for its next user.
#ifndef LEASH_PREPARED_H
#define LEASH_PREPARED_H

#include <exception>
#include <utility>

namespace leash {

/// Four ways, as pgxpool's PrepareConn has them:
///
///     usable | error | then
///     -------|-------|------------------------------------------------------
///     true   | none  | the connection is lent
///     true   | set   | it goes back to the pool, and acquire throws the error
///     false  | none  | it is closed, and acquire takes another
///     false  | set   | it is closed, and acquire throws the error
///
/// A hook that throws answers the fourth.
struct Prepared {
  Prepared(bool usable = true, std::exception_ptr error = nullptr) noexcept
      : usable(usable), error(std::move(error)) {}

  bool usable;
  std::exception_ptr error;
};

} // namespace leash
#endif
