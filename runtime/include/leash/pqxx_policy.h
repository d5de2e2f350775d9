// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// libpqxx's connections, for a pool.
#ifndef LEASH_PQXX_POLICY_H
#define LEASH_PQXX_POLICY_H

#include <cstdint>
#include <exception>
#include <memory>
#include <string>

#include <pqxx/pqxx>

#include "leash/basic_pool.h"
#include "leash/connection_state.h"
#include "leash/deadline.h"
#include "leash/errors.h"
#include "leash/patience.h"

namespace leash {

/// A policy of BasicPool for libpqxx 6; header only, link pqxx. See BasicPool
/// for the contract of each member.
///
/// libpqxx shows the transaction objects on a connection, not the session's
/// state: a BEGIN that was sent as text through a pqxx::nontransaction is not
/// seen when the connection comes back.
struct PqxxPolicy {
  using Handle = pqxx::connection *;
  /// A connection string without pool_* keys.
  using Target = std::string;

  /// Blocks and does not look at its patience: set connect_timeout in the
  /// string. Throws ConnectError.
  pqxx::connection *connect(const std::string &conninfo,
                            const Patience &) const {
    try {
      return std::make_unique<pqxx::connection>(conninfo).release();
    } catch (const pqxx::broken_connection &error) {
      throw ConnectError(error.what());
    }
  }
  void close(pqxx::connection *connection) const noexcept { delete connection; }
  /// Left as it is: libpqxx has no way to close without a word to the server.
  void abandon(pqxx::connection *) const noexcept {}
  void cancel(pqxx::connection *connection) const noexcept {
    try {
      connection->cancel_query();
    } catch (const std::exception &) { // it is closed anyway
    }
  }
  /// Blocks until the server answers or the connection breaks.
  bool ping(pqxx::connection *connection, Deadline) const noexcept {
    try {
      pqxx::nontransaction(*connection).exec("-- ping");
      return true;
    } catch (const std::exception &) {
      return false;
    }
  }
  ConnectionState state(pqxx::connection *connection) const noexcept {
    if (!connection->is_open())
      return ConnectionState::broken;
    try {
      // Sends nothing; refused beside another transaction object.
      const pqxx::nontransaction probe(*connection);
      return ConnectionState::clean;
    } catch (const pqxx::usage_error &) {
      return ConnectionState::in_transaction;
    } catch (const std::exception &) {
      return ConnectionState::broken;
    }
  }
  std::uint32_t backend_pid(pqxx::connection *connection) const noexcept {
    return static_cast<std::uint32_t>(connection->backendpid());
  }
};

using PqxxPool = BasicPool<PqxxPolicy>;

} // namespace leash
#endif
