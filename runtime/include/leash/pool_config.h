// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The limits and times of a pool.
#ifndef LEASH_POOL_CONFIG_H
#define LEASH_POOL_CONFIG_H

#include <chrono>
#include <cstddef>
#include <limits>
#include <string>
#include <string_view>

namespace leash {

/// The greater of 4 and the number of processors, as pgxpool has it.
std::size_t default_max_conns() noexcept;

/// How a pool behaves. A plain value; the pool keeps its own copy. Every member
/// but `system` is also a `pool_*` key of a connection string, by the name in
/// brackets. Names, meaning and defaults of those that pgxpool has are its own.
struct PoolConfig {
  /// Most connections at once, those being opened or closed included; at least
  /// 1. [pool_max_conns]
  std::size_t max_conns = default_max_conns();
  /// The health check opens connections until there are this many.
  /// [pool_min_conns]
  std::size_t min_conns = 0;
  /// It also opens them until this many are idle. [pool_min_idle_conns]
  std::size_t min_idle_conns = 0;

  /// A connection older than this, plus a random part of the jitter, is closed
  /// when it is acquired, released or found idle. 0: no limit.
  /// [pool_max_conn_lifetime]
  std::chrono::nanoseconds max_conn_lifetime = std::chrono::hours(1);
  /// Spreads the ends of connections that were opened together. Any precision.
  /// [pool_max_conn_lifetime_jitter]
  std::chrono::nanoseconds max_conn_lifetime_jitter{0};
  /// One idle for longer is closed by the health check. 0: no limit.
  /// [pool_max_conn_idle_time]
  std::chrono::nanoseconds max_conn_idle_time = std::chrono::minutes(30);
  /// Time between two health checks; above 0. [pool_health_check_period]
  std::chrono::nanoseconds health_check_period = std::chrono::minutes(1);

  /// A connection idle for longer than this is pinged before it is lent, unless
  /// the hook should_ping decides. [pool_ping_after]
  std::chrono::nanoseconds ping_after = std::chrono::seconds(1);
  /// A ping without an answer for this long has failed. 0: no limit.
  /// [pool_ping_timeout]
  std::chrono::nanoseconds ping_timeout = std::chrono::seconds(5);

  /// How long an acquire without a deadline of its own waits. 0: for ever.
  /// [pool_acquire_timeout]
  std::chrono::nanoseconds acquire_timeout = std::chrono::seconds(30);
  /// Most acquires that may wait at once; one more is refused.
  /// [pool_max_waiters]
  std::size_t max_waiters = std::numeric_limits<std::size_t>::max();

  /// Time for one connection attempt, all hosts together. 0: no limit.
  /// [pool_connect_timeout]
  std::chrono::nanoseconds connect_timeout = std::chrono::seconds(30);
  /// Most connections opened at the same time, and most threads the pool has
  /// of its own; at least 1. [pool_max_connecting]
  std::size_t max_connecting = 4;
  /// Time for the ROLLBACK of a transaction that its scope ends. 0: no limit.
  /// [pool_rollback_timeout]
  std::chrono::nanoseconds rollback_timeout = std::chrono::seconds(5);

  /// This many failed connects within breaker_window stop connecting. 0: never.
  /// [pool_breaker_errors]
  std::size_t breaker_errors = 5;
  /// [pool_breaker_window]
  std::chrono::nanoseconds breaker_window = std::chrono::seconds(15);
  /// How long until one connect tries again. [pool_breaker_retry]
  std::chrono::nanoseconds breaker_retry = std::chrono::seconds(1);

  /// Of the pool, in reports and metrics; at most 63 bytes are kept, and empty
  /// is "pool-N". [pool_name]
  std::string name;
  /// OpenTelemetry's db.system.name.
  std::string system = "postgresql";

  /// Sets one member by its key: a number, or a duration in Go's spelling
  /// ("1h30m", "250ms", "0"). Throws ConfigError that names the key if there is
  /// no such key or the value does not parse; nothing changes then.
  void set(std::string_view key, std::string_view value);

  /// Throws ConfigError that names the first key whose value cannot be.
  void check() const;

  /// Takes the pool_* keys out of a libpq connection string, in either of its
  /// spellings, sets them here and returns the rest for libpq. Throws
  /// ConfigError if a key is unknown, a value bad, or libpq refuses the rest.
  std::string take_from(std::string_view conninfo);
};

} // namespace leash
#endif
