// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// A request to cancel that does not wait for ever.
#pragma once

#include <libpq-fe.h>

#include "leash/deadline.h"

namespace leash::pool {

// Asks the server to end what the connection runs. False if it did not take the
// request until the deadline. libpq has no way to give up on a server that
// accepts and does not answer: the request is made by a thread of its own,
// which is then left to it.
bool cancel_within(PGconn *connection, Deadline deadline) noexcept;

} // namespace leash::pool
