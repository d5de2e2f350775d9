// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// What a client of the service may ask for. Each request exists twice: as it
// was first written, and corrected (`_fixed`).

#ifndef ORDERS_HANDLERS_H
#define ORDERS_HANDLERS_H

#include "pool.h"

#include <optional>
#include <string>

namespace orders {

/// The state of an order, or nothing if there is none of that number.
std::optional<std::string> order_state(ConnectionPool &pool, long id);
std::optional<std::string> order_state_fixed(ConnectionPool &pool, long id);

/// What an order costs. Throws std::invalid_argument if its amount is no
/// number.
long order_cents(ConnectionPool &pool, long id);
long order_cents_fixed(ConnectionPool &pool, long id);

/// Marks an open order as paid and books the payment; false if it is not open.
bool pay_order(ConnectionPool &pool, long id);
bool pay_order_fixed(ConnectionPool &pool, long id);

/// Makes the session's statements end after `ms` milliseconds.
void limit_statements(PGconn *conn, int ms);
void limit_statements_fixed(PGconn *conn, int ms);

} // namespace orders

#endif
