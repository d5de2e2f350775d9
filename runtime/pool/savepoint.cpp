// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Savepoints by scope.
#include "leash/savepoint.h"

#include "leash/errors.h"
#include "pool/clocks.h"
#include "pool/libpq_wait.h"
#include "pool/statement.h"

namespace leash {

Savepoint::Savepoint(Transaction &transaction)
    : transaction_(&transaction), outer_(transaction.innermost_),
      name_("leash_" + std::to_string(++transaction.savepoints_)),
      undo_("ROLLBACK TO SAVEPOINT " + name_ + "; RELEASE SAVEPOINT " + name_) {
  if (!transaction.active())
    throw PoolError("a savepoint in a transaction that has ended");
  transaction_->exec("SAVEPOINT " + name_);
  transaction_->innermost_ = this;
}

Savepoint::~Savepoint() {
  if (ended_)
    return;
  end();
  Lease &lease = transaction_->lease();
  if (!transaction_->active() || lease.inherited())
    return;
  PGconn *connection = transaction_->get();
  if (PQtransactionStatus(connection) == PQTRANS_ACTIVE)
    return; // busy: the transaction will come back dirty
  const pool::Statement statement(lease.tracked(), connection, undo_.c_str());
  pool::run_within(connection, undo_.c_str(),
                   pool::within(lease.rollback_timeout()));
}

void Savepoint::release() {
  if (ended_ || !transaction_->active())
    throw PoolError("a release of a savepoint that has ended");
  transaction_->exec("RELEASE SAVEPOINT " + name_);
  end();
}

void Savepoint::rollback() {
  if (ended_ || !transaction_->active())
    return;
  transaction_->exec(undo_);
  end();
}

// For the server, those within have ended with it.
void Savepoint::end() noexcept {
  Savepoint *inner = transaction_->innermost_;
  for (; inner != this; inner = inner->outer_)
    inner->ended_ = true;
  ended_ = true;
  transaction_->innermost_ = outer_;
}

} // namespace leash
