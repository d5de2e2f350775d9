// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// SOCI's connection_pool with its leases tracked.
#pragma once

#include "leash/tracked.h"

#include <soci/connection-pool.h>
#include <soci/session.h>

#include <chrono>
#include <climits>
#include <cstddef>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>

// C++17, header only. SOCI's own `soci::session sql(pool)` takes a connection
// that nobody sees: take it through leash::SociPool instead.
//
//   soci::connection_pool connections(8);  // opened as ever
//   leash::SociPool pool(connections, {"orders", "postgresql", 8});
//   leash::SociLease sql = pool.acquire();
//   sql->once << "select count(*) from orders", soci::into(count);
namespace leash {

// Reads a connection's transaction state, at the end of each use, on the
// thread that uses it. Must not throw, and not talk to the server.
using SociState = leash_transaction_state (*)(::soci::session &);

struct SociOptions {
  std::string name;
  std::string system = "other_sql"; // OpenTelemetry's db.system.name
  std::uint32_t max = 0;            // connections in the pool
  SociState state = nullptr;        // null: transactions left open are not seen
};

// No connection became free in time; the text names who holds them.
class SociExhausted : public std::runtime_error {
public:
  using std::runtime_error::runtime_error;
};

// A connection of the pool, given back when this ends. Movable; for one thread
// at a time. Its pool must outlive it.
class SociLease {
public:
  SociLease(SociLease &&other) noexcept
      : pool(std::exchange(other.pool, nullptr)), position(other.position),
        state(other.state), depth(other.depth),
        tracked(std::move(other.tracked)) {}
  SociLease &operator=(SociLease &&other) noexcept {
    if (this != &other) {
      release();
      pool = std::exchange(other.pool, nullptr);
      position = other.position;
      state = other.state;
      depth = other.depth;
      tracked = std::move(other.tracked);
    }
    return *this;
  }
  ~SociLease() { release(); }

  // Until the end of the full expression the lease counts as executing.
  TrackedUse<SociLease> operator->() { return TrackedUse<SociLease>(*this); }
  // Counts as one moment of use; not tied to what is done with the session.
  ::soci::session &operator*() {
    leash_touch(tracked.id());
    return get();
  }
  // Counts as executing while `work(session)` runs. `sql`, or null, is what
  // reports show, without its literals.
  template <class Work>
  decltype(auto) use(Work &&work, const char *sql = nullptr) {
    struct Scope {
      SociLease &lease;
      ~Scope() { lease.leave(); }
    };
    enter(sql);
    const Scope scope{*this};
    return std::forward<Work>(work)(get());
  }

  // Gives the connection back; a second call does nothing. One in a transaction
  // is reported, and given back as SOCI would: as it is.
  void release() noexcept {
    if (!pool)
      return;
    if (state)
      tracked.release(state(get()));
    else
      tracked.release();
    pool->give_back(position);
    pool = nullptr;
  }

  leash_lease id() const noexcept { return tracked.id(); }

private:
  friend class SociPool;
  friend class TrackedUse<SociLease>;

  SociLease(::soci::connection_pool &pool, std::size_t position,
            SociState state, const TrackedPool &tracker)
      : pool(&pool), position(position), state(state),
        tracked(tracker, &pool.at(position)) {}

  ::soci::session &get() { return pool->at(position); }
  void enter(const char *sql) {
    if (depth++ == 0)
      leash_statement_begin(tracked.id(), sql);
  }
  void leave() {
    if (--depth == 0)
      leash_statement_end(tracked.id(),
                          state ? state(get()) : LEASH_TXN_UNKNOWN);
  }

  ::soci::connection_pool *pool;
  std::size_t position;
  SociState state;
  unsigned depth = 0;
  TrackedLease tracked;
};

// Thread-safe, as the pool under it, which must outlive this.
class SociPool {
public:
  SociPool(::soci::connection_pool &pool, const SociOptions &options)
      : pool(pool), state(options.state),
        tracker(options.name, options.system, options.max) {}

  // Waits for as long as it takes, as soci::connection_pool::lease does.
  SociLease acquire() {
    TrackedWait wait(tracker);
    const std::size_t position = pool.lease();
    wait.ended(LEASH_WAIT_ACQUIRED);
    return SociLease(pool, position, state, tracker);
  }
  // Throws SociExhausted after `patience`.
  SociLease acquire(std::chrono::milliseconds patience) {
    if (std::optional<SociLease> lease = try_acquire(patience))
      return std::move(*lease);
    throw SociExhausted("no connection became free in " +
                        std::to_string(patience.count()) + " ms; " +
                        tracker.exhausted(patience));
  }
  std::optional<SociLease> try_acquire(std::chrono::milliseconds patience) {
    TrackedWait wait(tracker);
    std::size_t position = 0;
    const auto most = std::chrono::milliseconds(INT_MAX);
    if (!pool.try_lease(
            position,
            static_cast<int>((patience < most ? patience : most).count()))) {
      wait.ended(LEASH_WAIT_TIMEOUT);
      return std::nullopt;
    }
    wait.ended(LEASH_WAIT_ACQUIRED);
    return SociLease(pool, position, state, tracker);
  }

  leash_pool id() const noexcept { return tracker.id(); }

private:
  ::soci::connection_pool &pool;
  SociState state;
  TrackedPool tracker;
};

} // namespace leash
