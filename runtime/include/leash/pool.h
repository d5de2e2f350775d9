// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// A pool of PostgreSQL connections over libpq.
#ifndef LEASH_POOL_H
#define LEASH_POOL_H

#include <functional>
#include <string>
#include <string_view>
#include <utility>

#include "leash/basic_pool.h"
#include "leash/lease.h"
#include "leash/transaction.h"

namespace leash {

/// See BasicPool for the contract. Acquire, use, and let the scope give back:
///
///     leash::Pool pool("postgresql://db/app?pool_max_conns=8");
///     auto lease = pool.acquire(std::chrono::seconds(2));
///     leash::Transaction transaction(lease);
///     transaction.exec("UPDATE stock SET n = n - $1 WHERE id = $2", 1, id);
///     transaction.commit();
class Pool : public BasicPool<LibpqPolicy, Lease> {
public:
  /// A URI or a key=value string; its pool_* keys override `config`. Throws
  /// ConfigError. Connects to nothing yet.
  explicit Pool(std::string_view conninfo, PoolConfig config = {},
                Hooks hooks = {})
      : Pool(split(conninfo, std::move(config)), std::move(hooks)) {}

  /// A transaction on a connection that it gives back at its end. Throws what
  /// acquire() and Transaction throw.
  LEASH_DETAIL_INLINE Transaction
  begin(const TransactionOptions &options = {}) {
    return Transaction(acquire(), options);
  }
  LEASH_DETAIL_INLINE Transaction
  begin(Deadline deadline, const TransactionOptions &options = {}) {
    return Transaction(acquire(deadline), options);
  }
  /// Calls `use` with a transaction and commits it, unless an exception leaves
  /// `use`: that rolls back. Returns nothing of `use`.
  template <class Use>
  LEASH_DETAIL_INLINE void
  in_transaction(Use &&use, const TransactionOptions &options = {}) {
    Transaction transaction(acquire(), options);
    std::invoke(std::forward<Use>(use), transaction);
    transaction.commit();
  }
  /// Lease::exec on a connection for this call.
  template <class... Params>
  LEASH_DETAIL_INLINE Result exec(const std::string &sql,
                                  const Params &...params) {
    return acquire().exec(sql, params...);
  }
  /// Takes a connection and runs an empty statement on it: throws if the server
  /// cannot be reached.
  LEASH_DETAIL_INLINE void ping() { acquire().exec("-- ping"); }

private:
  struct Parts {
    std::string conninfo;
    PoolConfig config;
  };
  static Parts split(std::string_view conninfo, PoolConfig config) {
    std::string rest = config.take_from(conninfo);
    return {std::move(rest), std::move(config)};
  }
  Pool(Parts parts, Hooks hooks)
      : BasicPool(std::move(parts.conninfo), std::move(parts.config),
                  std::move(hooks)) {}
};

} // namespace leash
#endif
