// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The owner of a libpq result that the corrected functions use.

#ifndef ORDERS_RESULT_H
#define ORDERS_RESULT_H

#include <libpq-fe.h>
#include <memory>

namespace orders {

struct ClearResult {
  void operator()(PGresult *res) const { PQclear(res); }
};
using Result = std::unique_ptr<PGresult, ClearResult>;

struct FinishConnection {
  void operator()(PGconn *conn) const { PQfinish(conn); }
};
using Connection = std::unique_ptr<PGconn, FinishConnection>;

} // namespace orders

#endif
