// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Poco's Data::SessionPool with its sessions tracked.
#pragma once

#include "leash/tracked.h"

#include <Poco/Data/Session.h>
#include <Poco/Data/SessionPool.h>

#include <atomic>
#include <optional>
#include <string>
#include <utility>

// C++17, header only. Poco's own get() lends a session that nobody sees: take
// it through leash::PocoPool instead.
//
//   Poco::Data::SessionPool sessions("PostgreSQL", "...");
//   leash::PocoPool pool(sessions, "orders", "postgresql");
//   leash::PocoLease session = pool.acquire();
//   session.use([&](Poco::Data::Session &s) { s << "select 1", now; });
namespace leash {

// A session of the pool, given back when this ends, provided that no copy of
// the Poco session was kept. Movable; for one thread at a time. Its pool must
// outlive it.
class PocoLease {
public:
  PocoLease(PocoLease &&other) noexcept
      : session(std::move(other.session)), depth(other.depth),
        tracked(std::move(other.tracked)) {
    other.session.reset();
  }
  PocoLease &operator=(PocoLease &&other) noexcept {
    if (this != &other) {
      release();
      session = std::move(other.session);
      other.session.reset();
      depth = other.depth;
      tracked = std::move(other.tracked);
    }
    return *this;
  }
  ~PocoLease() { release(); }

  // Until the end of the full expression the lease counts as executing.
  TrackedUse<PocoLease> operator->() { return TrackedUse<PocoLease>(*this); }
  // Counts as one moment of use; not tied to what is done with the session.
  Poco::Data::Session &operator*() {
    leash_touch(tracked.id());
    return get();
  }
  // Counts as executing while `work(session)` runs. `sql`, or null, is what
  // reports show, without its literals.
  template <class Work>
  decltype(auto) use(Work &&work, const char *sql = nullptr) {
    struct Scope {
      PocoLease &lease;
      ~Scope() { lease.leave(); }
    };
    enter(sql);
    const Scope scope{*this};
    return std::forward<Work>(work)(get());
  }

  // Gives the session back; a second call does nothing. One in a transaction is
  // reported; Poco then rolls it back or not, as its connector does.
  void release() noexcept {
    if (!session)
      return;
    tracked.release(state());
    session.reset();
  }

  leash_lease id() const noexcept { return tracked.id(); }

private:
  friend class PocoPool;
  friend class TrackedUse<PocoLease>;

  PocoLease(Poco::Data::Session lent, const TrackedPool &tracker)
      : session(std::move(lent)), tracked(tracker, session->impl()) {}

  Poco::Data::Session &get() { return *session; }
  leash_transaction_state state() noexcept {
    try {
      return session->isTransaction() ? LEASH_TXN_OPEN : LEASH_TXN_IDLE;
    } catch (...) { // closed, or a connector that cannot tell
      return LEASH_TXN_UNKNOWN;
    }
  }
  void enter(const char *sql) {
    if (depth++ == 0)
      leash_statement_begin(tracked.id(), sql);
  }
  void leave() {
    if (--depth == 0)
      leash_statement_end(tracked.id(), state());
  }

  std::optional<Poco::Data::Session> session;
  unsigned depth = 0;
  TrackedLease tracked;
};

// Thread-safe, as the pool under it, which must outlive this. Poco's name of a
// pool holds its connection string: give it one that may be shown.
class PocoPool {
public:
  PocoPool(Poco::Data::SessionPool &pool, const std::string &name,
           const std::string &system = "other_sql")
      : pool(pool),
        tracker(name, system, static_cast<std::uint32_t>(pool.capacity())) {
    leash_pool_set_counters(tracker.id(), count, this);
  }
  ~PocoPool() { leash_pool_set_counters(tracker.id(), nullptr, nullptr); }
  PocoPool(const PocoPool &) = delete;
  PocoPool &operator=(const PocoPool &) = delete;

  // Throws Poco::Data::SessionPoolExhaustedException as Poco does, without
  // waiting, with a text that names who holds the sessions.
  PocoLease acquire() {
    TrackedWait wait(tracker);
    try {
      Poco::Data::Session session = pool.get();
      wait.ended(LEASH_WAIT_ACQUIRED);
      ++acquires;
      return PocoLease(std::move(session), tracker);
    } catch (const Poco::Data::SessionPoolExhaustedException &) {
      wait.ended(LEASH_WAIT_TIMEOUT);
      throw Poco::Data::SessionPoolExhaustedException(
          "no session is free", tracker.exhausted(std::chrono::nanoseconds(0)));
    }
  }

  leash_pool id() const noexcept { return tracker.id(); }

private:
  static void count(void *self, leash_pool_counters *out) {
    Poco::Data::SessionPool &pool = static_cast<PocoPool *>(self)->pool;
    out->acquire_count = static_cast<PocoPool *>(self)->acquires;
    out->acquired_conns = pool.used();
    out->idle_conns = pool.idle();
    out->max_conns = pool.capacity();
    out->total_conns = pool.allocated();
  }

  Poco::Data::SessionPool &pool;
  std::atomic<std::int64_t> acquires{0};
  TrackedPool tracker;
};

} // namespace leash
