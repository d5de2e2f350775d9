// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// A part of a transaction that its scope undoes.
#ifndef LEASH_SAVEPOINT_H
#define LEASH_SAVEPOINT_H

#include <string>

#include "leash/transaction.h"

namespace leash {

/// Set with its construction. Only release() keeps what came since: without it,
/// the end of the scope rolls back to it, also when a statement has failed.
/// They nest; when an outer one ends, those within have ended, too. Does
/// nothing once the transaction has ended. Used by one thread at a time.
class Savepoint {
public:
  /// In a transaction that must outlive it. Throws SqlError.
  explicit Savepoint(Transaction &transaction);
  Savepoint(const Savepoint &) = delete;
  Savepoint &operator=(const Savepoint &) = delete;
  /// Rolls back to it unless it has ended; if that fails, the transaction stays
  /// failed. Throws nothing.
  ~Savepoint();

  template <class... Params>
  Result exec(const std::string &sql, const Params &...params) {
    return transaction_->exec(sql, params...);
  }

  /// Keeps what came since, as a part of the transaction. Throws SqlError, and
  /// PoolError if it had ended.
  void release();
  /// Undoes what came since. Throws SqlError. Does nothing if it has ended.
  void rollback();

private:
  void end() noexcept;

  Transaction *transaction_;
  Savepoint *outer_;
  const std::string name_;
  const std::string undo_; // its statement
  bool ended_ = false;
};

} // namespace leash
#endif
