// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// What a policy tells of a connection that comes back.
#ifndef LEASH_CONNECTION_STATE_H
#define LEASH_CONNECTION_STATE_H

namespace leash {

enum class ConnectionState {
  clean,          ///< the next user may have it
  in_transaction, ///< one is open, failed or not
  busy,           ///< a statement runs, results are unread, a COPY is under way
  broken          ///< the connection is lost
};

} // namespace leash
#endif
