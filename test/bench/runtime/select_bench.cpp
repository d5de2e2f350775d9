// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The same beside the shortest statement there is, in wall time.
#include "leash/leash.h"
#include "leash/pool.h"
#include "plain_pool.h"
#include "suite.h"
#include "throwaway_server.h"

#include <cstdio>
#include <libpq-fe.h>
#include <memory>
#include <stdexcept>

namespace leash::bench {
namespace {

constexpr char text[] = "SELECT 1";

struct Server {
  ThrowawayServer &server = ThrowawayServer::get();
  std::unique_ptr<PGconn, decltype(&PQfinish)> connection{
      PQconnectdb(server.conninfo().c_str()), PQfinish};
  PlainPool plain{1};
  Pool pool{server.conninfo()};

  Server() {
    if (PQstatus(connection.get()) != CONNECTION_OK)
      throw std::runtime_error(PQerrorMessage(connection.get()));
  }
};

void select(PGconn *connection) {
  PGresult *result = PQexec(connection, text);
  if (PQresultStatus(result) != PGRES_TUPLES_OK) {
    PQclear(result);
    throw std::runtime_error(PQerrorMessage(connection));
  }
  PQclear(result);
}

Server &server() {
  static Server one;
  return one;
}

void bare(std::uint64_t n) {
  for (std::uint64_t i = 0; i < n; ++i)
    select(server().connection.get());
}

// On the connection of the pool: another server process may run on another
// processor, which is a difference of its own.
void bare_in_pool(std::uint64_t n) {
  const Lease lease = server().pool.acquire();
  for (std::uint64_t i = 0; i < n; ++i)
    select(lease.get());
}

void borrowed(std::uint64_t n) {
  leash_acquire_info info{};
  info.size = sizeof info;
  for (std::uint64_t i = 0; i < n; ++i) {
    int *resource = server().plain.borrow();
    info.resource = resource;
    const leash_lease lease = leash_acquire(0, &info);
    leash_statement_begin(lease, text);
    select(server().connection.get());
    leash_statement_end(lease, LEASH_TXN_IDLE);
    leash_release(lease);
    server().plain.give_back(resource);
  }
}

void pooled(std::uint64_t n) {
  for (std::uint64_t i = 0; i < n; ++i)
    server().pool.acquire().exec(text);
}

Cost with_options(const char *options, void (*work)(std::uint64_t)) {
  return [options, timed = Timed(work, CLOCK_MONOTONIC)]() mutable {
    leash_set_option(options);
    return timed();
  };
}

} // namespace

void add_select(Suite &suite) {
  if (!ThrowawayServer::get().available()) {
    std::fprintf(stderr, "select_1: left out, PostgreSQL's server is not "
                         "installed (Debian package postgresql)\n");
    return;
  }
  suite.add("select_1/borrowed_tracked/over_bare",
            with_options("enabled=0", bare),
            with_options(tracking_on, borrowed), no_limit);
  suite.add("select_1/Pool_untracked/over_bare",
            with_options("enabled=0", bare_in_pool),
            with_options("enabled=0", pooled), no_limit);
  suite.add("select_1/Pool_tracked/over_bare",
            with_options("enabled=0", bare_in_pool),
            with_options(tracking_on, pooled), no_limit);
}

} // namespace leash::bench
