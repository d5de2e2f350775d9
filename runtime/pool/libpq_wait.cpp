// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Waiting with poll().
#include "pool/libpq_wait.h"

#include <algorithm>
#include <cerrno>

#include <poll.h>

#include "leash/result.h"

namespace leash::pool {
namespace {

using namespace std::chrono_literals;

// Milliseconds for poll(): rounded up, at most a slice.
int slice_until(Deadline deadline) {
  constexpr auto slice = 50ms;
  if (deadline.is_never())
    return slice.count();
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(
      deadline.at() - Deadline::Clock::now());
  return static_cast<int>(std::clamp(left, 0ms, slice).count());
}

} // namespace

bool wait_for_socket(int socket, bool write,
                     const Patience &patience) noexcept {
  while (true) {
    pollfd entry = {socket,
                    static_cast<short>(write ? POLLIN | POLLOUT : POLLIN), 0};
    const int ready = poll(&entry, 1, slice_until(patience.deadline()));
    if (ready > 0)
      return true;
    if ((ready < 0 && errno != EINTR) || patience.ended())
      return false;
  }
}

bool run_within(PGconn *connection, const char *sql,
                Deadline deadline) noexcept {
  return PQsetnonblocking(connection, 1) == 0 && PQsendQuery(connection, sql) &&
         finish_within(connection, deadline) &&
         PQsetnonblocking(connection, 0) == 0;
}

bool finish_within(PGconn *connection, Deadline deadline) noexcept {
  const std::atomic<bool> never{false};
  const Patience patience(deadline, never);
  while (const int unsent = PQflush(connection)) {
    if (unsent < 0 || !wait_for_socket(PQsocket(connection), true, patience) ||
        !PQconsumeInput(connection))
      return false;
  }
  bool succeeded = true;
  while (true) {
    while (PQisBusy(connection)) {
      if (!wait_for_socket(PQsocket(connection), false, patience) ||
          !PQconsumeInput(connection))
        return false;
    }
    const Result result(PQgetResult(connection));
    if (!result)
      return succeeded;
    const ExecStatusType status = result.status();
    if (status == PGRES_COPY_IN || status == PGRES_COPY_OUT ||
        status == PGRES_COPY_BOTH)
      return false; // the same again and again
    succeeded = succeeded && status != PGRES_FATAL_ERROR;
  }
}

} // namespace leash::pool
