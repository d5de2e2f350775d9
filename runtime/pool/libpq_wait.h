// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// libpq calls that end by a deadline.
#pragma once

#include <libpq-fe.h>

#include "leash/patience.h"

namespace leash::pool {

// Waits until the socket can be read, or written if asked; false at the
// deadline, or once `patience` ends, which is looked at every 50 ms.
bool wait_for_socket(int socket, bool write, const Patience &patience) noexcept;

// Runs one statement without parameters, whose result is of no interest. False
// if it failed or was not done by the deadline: the connection is busy then.
bool run_within(PGconn *connection, const char *sql,
                Deadline deadline) noexcept;

// The part of it after the sending: reads all results and drops them.
bool finish_within(PGconn *connection, Deadline deadline) noexcept;

} // namespace leash::pool
