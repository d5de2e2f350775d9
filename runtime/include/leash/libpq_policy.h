// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// libpq's connections, for a pool.
#ifndef LEASH_LIBPQ_POLICY_H
#define LEASH_LIBPQ_POLICY_H

#include <cstdint>
#include <string>

#include <libpq-fe.h>

#include "leash/connection_state.h"
#include "leash/deadline.h"
#include "leash/patience.h"

namespace leash {

/// A policy of BasicPool. See there for the contract of each member.
struct LibpqPolicy {
  using Handle = PGconn *;
  /// A connection string without pool_* keys.
  using Target = std::string;

  /// Without blocking, but for the look-up of a host's name. Also ends by the
  /// string's connect_timeout, times its hosts. Throws ConnectError.
  PGconn *connect(const std::string &conninfo, const Patience &patience) const;
  /// Does not wait for a server that has stopped to read.
  void close(PGconn *connection) const noexcept;
  /// Frees the memory and closes this process's copy of the socket without the
  /// message that would end the parent's session.
  void abandon(PGconn *connection) const noexcept;
  /// Asks the server to end the statement under way, up to three times, and
  /// waits each time: 1 s at most for the request, 100 ms for the statement.
  void cancel(PGconn *connection) const noexcept;
  /// An empty statement and its answer. A failed ping leaves it unusable.
  bool ping(PGconn *connection, Deadline deadline) const noexcept;
  /// Pipeline mode counts as busy. Reads the socket, without waiting, only if
  /// the last call failed.
  ConnectionState state(PGconn *connection) const noexcept;
  std::uint32_t backend_pid(PGconn *connection) const noexcept;
};

} // namespace leash
#endif
