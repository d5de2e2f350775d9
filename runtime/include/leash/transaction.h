// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// A transaction that its scope ends.
#ifndef LEASH_TRANSACTION_H
#define LEASH_TRANSACTION_H

#include <string>

#include "leash/lease.h"
#include "leash/transaction_options.h"

namespace leash {

class Savepoint;

/// Begins with its construction. Only commit() commits: without it, the end of
/// the scope rolls back. Used by one thread at a time. Neither copies nor
/// moves; functions may still return one, and std::optional hold one.
class Transaction {
public:
  /// On a lease that must outlive it. Throws SqlError; then none has begun.
  /// PoolError if the connection is in a transaction already.
  explicit Transaction(Lease &lease, const TransactionOptions &options = {});
  /// On a lease of its own, which it gives back as soon as it has ended.
  explicit Transaction(Lease &&lease, const TransactionOptions &options = {});
  Transaction(const Transaction &) = delete;
  Transaction &operator=(const Transaction &) = delete;
  /// Rolls back unless it has ended; for up to rollback_timeout. If it cannot,
  /// because the connection is busy or lost, the lease comes back dirty and the
  /// connection is closed, which rolls back as well. Throws nothing, also while
  /// an exception unwinds.
  ~Transaction();

  /// As Lease::exec. A failed statement fails the transaction: the server
  /// accepts only a rollback then, of it or of the Savepoint around it.
  template <class... Params>
  Result exec(const std::string &sql, const Params &...params) {
    return lease().exec(sql, params...);
  }

  /// Throws CommitError if a statement had failed, so that the server rolled
  /// back; SqlError if the commit itself failed. In both cases the transaction
  /// has ended, but after an SqlError without an sqlstate() the connection was
  /// lost, and nobody knows whether it was committed. PoolError if it had
  /// ended.
  void commit();
  /// Throws SqlError. Does nothing if it has ended.
  void rollback();

  /// Has neither commit() nor rollback() ended it, nor a statement of its own?
  bool active() const noexcept;

  Lease &lease() noexcept { return *lease_; }
  PGconn *get() const noexcept { return lease_->get(); }

private:
  friend class Savepoint;

  void begin(const TransactionOptions &options);
  void end() noexcept;

  Lease own_;
  Lease *lease_;
  bool ended_ = false;
  unsigned savepoints_ = 0; // made so far: names the next
  Savepoint *innermost_ = nullptr;
};

} // namespace leash
#endif
