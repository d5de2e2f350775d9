// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Begin and end of a transaction.
#include "leash/transaction.h"

#include <utility>

#include "leash/errors.h"
#include "pool/clocks.h"
#include "pool/libpq_wait.h"
#include "pool/statement.h"

namespace leash {
namespace {

const char *clause(Isolation isolation) {
  switch (isolation) {
  case Isolation::session_default:
    return "";
  case Isolation::read_uncommitted:
    return " ISOLATION LEVEL READ UNCOMMITTED";
  case Isolation::read_committed:
    return " ISOLATION LEVEL READ COMMITTED";
  case Isolation::repeatable_read:
    return " ISOLATION LEVEL REPEATABLE READ";
  case Isolation::serializable:
    return " ISOLATION LEVEL SERIALIZABLE";
  }
  return "";
}

} // namespace

std::string TransactionOptions::begin() const {
  std::string sql = "BEGIN";
  sql += clause(isolation);
  if (access != Access::session_default)
    sql += access == Access::read_only ? " READ ONLY" : " READ WRITE";
  if (deferral != Deferral::session_default)
    sql += deferral == Deferral::deferrable ? " DEFERRABLE" : " NOT DEFERRABLE";
  return sql;
}

Transaction::Transaction(Lease &lease, const TransactionOptions &options)
    : lease_(&lease) {
  begin(options);
}

Transaction::Transaction(Lease &&lease, const TransactionOptions &options)
    : own_(std::move(lease)), lease_(&own_) {
  begin(options);
}

Transaction::~Transaction() {
  if (!active())
    return;
  PGconn *connection = get();
  // A busy connection would have to be waited for: it comes back dirty, and is
  // cancelled and closed.
  if (!lease_->inherited() &&
      PQtransactionStatus(connection) != PQTRANS_ACTIVE) {
    const pool::Statement statement(lease_->tracked(), connection, "ROLLBACK");
    pool::run_within(connection, "ROLLBACK",
                     pool::within(lease_->rollback_timeout()));
  }
  end();
}

void Transaction::begin(const TransactionOptions &options) {
  if (get() && PQtransactionStatus(get()) != PQTRANS_IDLE &&
      PQstatus(get()) == CONNECTION_OK)
    throw PoolError("a transaction on a connection that is in one already");
  lease_->exec(options.begin());
  leash_transaction(lease_->tracked(), pool::transaction_state(get()));
}

void Transaction::commit() {
  if (!active())
    throw PoolError("a commit of a transaction that has ended");
  Result result;
  try {
    result = lease_->exec("COMMIT");
  } catch (...) {
    end();
    throw;
  }
  const std::string command(result.command());
  end();
  // The server answers the COMMIT of a failed transaction with ROLLBACK.
  if (command != "COMMIT")
    throw CommitError("the transaction was rolled back: a statement of it had "
                      "failed");
}

void Transaction::rollback() {
  if (!active())
    return;
  lease_->exec("ROLLBACK");
  end();
}

bool Transaction::active() const noexcept {
  return !ended_ && get() && PQtransactionStatus(get()) != PQTRANS_IDLE;
}

void Transaction::end() noexcept {
  ended_ = true;
  if (!lease_->inherited() && get())
    leash_transaction(lease_->tracked(), pool::transaction_state(get()));
  own_.release();
}

} // namespace leash
