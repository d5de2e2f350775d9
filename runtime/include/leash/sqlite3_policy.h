// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// SQLite's connections, for a pool.
#ifndef LEASH_SQLITE3_POLICY_H
#define LEASH_SQLITE3_POLICY_H

#include <cstdint>
#include <string>

#include <sqlite3.h>

#include "leash/basic_pool.h"
#include "leash/connection_state.h"
#include "leash/deadline.h"
#include "leash/errors.h"
#include "leash/patience.h"

namespace leash {

/// A policy of BasicPool; header only, link sqlite3. See BasicPool for the
/// contract of each member.
struct Sqlite3Policy {
  using Handle = sqlite3 *;
  /// A file name or, with SQLITE_OPEN_URI in `flags`, a URI. Each connection to
  /// ":memory:" is a database of its own: use a URI with cache=shared.
  using Target = std::string;

  /// Of sqlite3_open_v2.
  int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_URI |
              SQLITE_OPEN_NOMUTEX;
  /// Milliseconds that a statement waits for a locked table.
  int busy_timeout = 1000;

  /// Opens a file: does not look at its patience. Throws ConnectError.
  sqlite3 *connect(const std::string &name, const Patience &) const {
    sqlite3 *connection = nullptr;
    if (sqlite3_open_v2(name.c_str(), &connection, flags, nullptr) !=
        SQLITE_OK) {
      const ConnectError error(connection ? sqlite3_errmsg(connection)
                                          : "out of memory");
      sqlite3_close_v2(connection);
      throw error;
    }
    sqlite3_busy_timeout(connection, busy_timeout);
    return connection;
  }
  /// Statements that are not finalised keep it alive until they are.
  void close(sqlite3 *connection) const noexcept {
    sqlite3_close_v2(connection);
  }
  /// Left as it is: SQLite allows no use of it in a forked child, nor a close.
  void abandon(sqlite3 *) const noexcept {}
  void cancel(sqlite3 *connection) const noexcept {
    sqlite3_interrupt(connection);
  }
  bool ping(sqlite3 *, Deadline) const noexcept { return true; }
  /// Busy: a statement has been stepped, and neither reset nor finalised.
  ConnectionState state(sqlite3 *connection) const noexcept {
    for (sqlite3_stmt *statement = sqlite3_next_stmt(connection, nullptr);
         statement; statement = sqlite3_next_stmt(connection, statement))
      if (sqlite3_stmt_busy(statement))
        return ConnectionState::busy;
    return sqlite3_get_autocommit(connection) ? ConnectionState::clean
                                              : ConnectionState::in_transaction;
  }
  std::uint32_t backend_pid(sqlite3 *) const noexcept { return 0; }
};

using Sqlite3Pool = BasicPool<Sqlite3Policy>;

} // namespace leash
#endif
