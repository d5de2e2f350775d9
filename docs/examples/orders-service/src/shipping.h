// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// What happens to an order once it is paid. Each request exists twice: as it
// was first written, and corrected (`_fixed`).

#ifndef ORDERS_SHIPPING_H
#define ORDERS_SHIPPING_H

#include "pool.h"

#include <chrono>
#include <functional>
#include <memory>
#include <string>

namespace orders {

/// Notes that an order was refunded, and how much that is. Throws
/// std::invalid_argument if its amount is no number.
long refund_order(ConnectionPool &pool, long id);
long refund_order_fixed(ConnectionPool &pool, long id);

/// The first open order, read ahead on a thread of its own.
class Preview {
public:
  explicit Preview(ConnectionPool &pool);
  const std::string &customer() const { return customer_; }

private:
  PGconn *conn_ = nullptr;
  std::string customer_;
};

class PreviewFixed {
public:
  explicit PreviewFixed(ConnectionPool &pool);
  const std::string &customer() const { return customer_; }

private:
  std::string customer_;
};

/// Asks the courier to fetch an order and notes that it was sent.
using Courier = std::function<void(long id)>;
void ship_order(ConnectionPool &pool, long id, const Courier &courier);
void ship_order_fixed(ConnectionPool &pool, long id, const Courier &courier);

/// Looks twice whether an order is paid, `pause` apart.
bool await_payment(ConnectionPool &pool, long id,
                   std::chrono::milliseconds pause);
bool await_payment_fixed(ConnectionPool &pool, long id,
                         std::chrono::milliseconds pause);

/// The turnover, by a statement that takes `duration`. Long, but nothing leaks.
long turnover(ConnectionPool &pool, std::chrono::milliseconds duration);

} // namespace orders

#endif
