// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The nightly jobs.

#ifndef ORDERS_BATCH_H
#define ORDERS_BATCH_H

#include "pool.h"

#include <vector>

namespace orders {

/// Closes each order of `ids` that is still open; how many it closed.
int expire_orders(PGconn *conn, const std::vector<long> &ids);
int expire_orders_fixed(PGconn *conn, const std::vector<long> &ids);

/// How many orders there are, and how many of them are paid.
struct Totals {
  int orders = 0;
  int paid = 0;
};
Totals count_orders(PGconn *conn);
Totals count_orders_fixed(PGconn *conn);

} // namespace orders

#endif
