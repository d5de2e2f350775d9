// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// A statement under way, as the tracker sees it.
#pragma once

#include <libpq-fe.h>

#include "leash/leash.h"

namespace leash::pool {

inline leash_transaction_state transaction_state(PGconn *connection) noexcept {
  switch (PQtransactionStatus(connection)) {
  case PQTRANS_IDLE:
    return LEASH_TXN_IDLE;
  case PQTRANS_ACTIVE:
    return LEASH_TXN_ACTIVE;
  case PQTRANS_INTRANS:
    return LEASH_TXN_OPEN;
  case PQTRANS_INERROR:
    return LEASH_TXN_FAILED;
  case PQTRANS_UNKNOWN:
    break;
  }
  return LEASH_TXN_UNKNOWN;
}

// Tells the tracker of the statement while it exists.
class Statement {
public:
  Statement(leash_lease lease, PGconn *connection, const char *sql) noexcept
      : lease_(lease), connection_(connection) {
    leash_statement_begin(lease_, sql);
  }
  Statement(const Statement &) = delete;
  Statement &operator=(const Statement &) = delete;
  ~Statement() { leash_statement_end(lease_, transaction_state(connection_)); }

private:
  leash_lease lease_;
  PGconn *connection_;
};

} // namespace leash::pool
