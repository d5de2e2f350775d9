// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// What the pool needs of libpq.
#include "leash/libpq_policy.h"

#include <algorithm>
#include <cstdlib>
#include <memory>
#include <string_view>

#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "leash/errors.h"
#include "pool/cancel_within.h"
#include "pool/libpq_wait.h"

namespace leash {
namespace {

struct Finish {
  void operator()(PGconn *connection) const noexcept { PQfinish(connection); }
};
using Owned = std::unique_ptr<PGconn, Finish>;

[[noreturn]] void fail(PGconn *connection) {
  std::string what = PQerrorMessage(connection);
  what.erase(what.find_last_not_of('\n') + 1);
  throw ConnectError(what.empty() ? "the connection failed" : what);
}

// PQconnectPoll leaves connect_timeout to its caller. libpq applies it to each
// host, and takes 1 for 2.
Deadline own_deadline(PGconn *connection) {
  const std::unique_ptr<PQconninfoOption, decltype(&PQconninfoFree)> options(
      PQconninfo(connection), &PQconninfoFree);
  long seconds = 0;
  long hosts = 1;
  for (PQconninfoOption *option = options.get(); option && option->keyword;
       ++option) {
    if (!option->val)
      continue;
    const std::string_view key = option->keyword;
    const std::string_view value = option->val;
    if (key == "connect_timeout")
      seconds = std::strtol(option->val, nullptr, 10);
    else if (key == "host" || key == "hostaddr")
      hosts = std::max<long>(hosts,
                             1 + std::count(value.begin(), value.end(), ','));
  }
  if (seconds <= 0)
    return Deadline::never();
  return std::chrono::seconds(std::max(seconds, 2L)) * hosts;
}

// After a failed write libpq calls the connection good until it has read the
// end of the stream, with the server's last words before it.
bool lost_by_last_call(PGconn *connection) {
  if (*PQerrorMessage(connection) == '\0')
    return false;
  pollfd entry = {PQsocket(connection), POLLIN, 0};
  while (poll(&entry, 1, 0) > 0)
    if (!PQconsumeInput(connection))
      return true;
  return false;
}

// Does the other end still read? A call that has something to send waits for
// that, without a deadline.
bool takes_more(PGconn *connection) {
  pollfd entry = {PQsocket(connection), POLLOUT, 0};
  return PQsocket(connection) < 0 || poll(&entry, 1, 0) != 0;
}

} // namespace

PGconn *LibpqPolicy::connect(const std::string &conninfo,
                             const Patience &patience) const {
  if (patience.closing())
    throw ConnectError("the pool is being closed");
  Owned connection(PQconnectStart(conninfo.c_str()));
  if (!connection)
    throw ConnectError("out of memory");
  if (PQstatus(connection.get()) == CONNECTION_BAD)
    fail(connection.get());
  const Patience both = patience.earlier(own_deadline(connection.get()));
  // As the manual has it: as if the last answer had been "writing".
  PostgresPollingStatusType next = PGRES_POLLING_WRITING;
  while (next != PGRES_POLLING_OK) {
    if (next == PGRES_POLLING_FAILED)
      fail(connection.get());
    if (!pool::wait_for_socket(PQsocket(connection.get()),
                               next == PGRES_POLLING_WRITING, both))
      throw ConnectError(both.closing() ? "the pool is being closed"
                                        : "the server did not answer in time");
    next = PQconnectPoll(connection.get());
  }
  return connection.release();
}

void LibpqPolicy::close(PGconn *connection) const noexcept {
  if (!takes_more(connection))
    shutdown(PQsocket(connection), SHUT_RDWR);
  PQfinish(connection);
}

void LibpqPolicy::abandon(PGconn *connection) const noexcept {
  // PQfinish writes a Terminate message, over TLS a farewell as well: to
  // nobody.
  const int socket = PQsocket(connection);
  const int nowhere = open("/dev/null", O_RDWR | O_CLOEXEC);
  if (socket >= 0 && (nowhere < 0 || dup2(nowhere, socket) < 0))
    return; // leaked rather than said
  if (nowhere >= 0)
    ::close(nowhere);
  PQfinish(connection);
}

void LibpqPolicy::cancel(PGconn *connection) const noexcept {
  using namespace std::chrono_literals;
  // A request that arrives before the statement does is lost, and the server
  // would notice the end of the connection only after the statement's.
  for (int tries = 0; tries != 3; ++tries) {
    if (PQtransactionStatus(connection) != PQTRANS_ACTIVE ||
        PQstatus(connection) != CONNECTION_OK)
      return;
    if (!pool::cancel_within(connection, 1s) || !takes_more(connection))
      return; // at best: it is closed anyway
    pool::finish_within(connection, 100ms);
  }
}

bool LibpqPolicy::ping(PGconn *connection, Deadline deadline) const noexcept {
  return pool::run_within(connection, "-- ping", deadline);
}

ConnectionState LibpqPolicy::state(PGconn *connection) const noexcept {
  if (PQstatus(connection) != CONNECTION_OK)
    return ConnectionState::broken;
  if (PQpipelineStatus(connection) != PQ_PIPELINE_OFF)
    return ConnectionState::busy;
  switch (PQtransactionStatus(connection)) {
  case PQTRANS_IDLE:
    if (lost_by_last_call(connection))
      return ConnectionState::broken;
    // The next user expects calls that wait; nothing is unsent when idle.
    if (PQisnonblocking(connection) && PQsetnonblocking(connection, 0) != 0)
      return ConnectionState::broken;
    return ConnectionState::clean;
  case PQTRANS_INTRANS:
  case PQTRANS_INERROR:
    return ConnectionState::in_transaction;
  case PQTRANS_ACTIVE:
    return ConnectionState::busy;
  case PQTRANS_UNKNOWN:
    break;
  }
  return ConnectionState::broken;
}

std::uint32_t LibpqPolicy::backend_pid(PGconn *connection) const noexcept {
  return static_cast<std::uint32_t>(PQbackendPID(connection));
}

} // namespace leash
