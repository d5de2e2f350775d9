// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Statements on a lease.
#include "leash/lease.h"

#include <vector>

#include "leash/errors.h"
#include "pool/statement.h"

namespace leash {
namespace {

[[noreturn]] void fail(PGconn *connection, const Result &result) {
  const char *state =
      result ? PQresultErrorField(result.get(), PG_DIAG_SQLSTATE) : nullptr;
  std::string what =
      result ? PQresultErrorMessage(result.get()) : PQerrorMessage(connection);
  what.erase(what.find_last_not_of('\n') + 1);
  throw SqlError(what, state ? state : "");
}

} // namespace

Result Lease::run(const char *sql, const Param *params, std::size_t count) {
  PGconn *connection = get();
  if (!connection)
    throw PoolError("a statement on an empty lease");
  if (inherited())
    throw PoolError("a statement on a connection of the parent process");
  std::vector<const char *> values(count);
  for (std::size_t i = 0; i != count; ++i)
    values[i] = params[i].c_str();
  Result result;
  {
    const pool::Statement statement(tracked(), connection, sql);
    // Without parameters the simple protocol: it takes several statements.
    result = Result(
        count == 0 ? PQexec(connection, sql)
                   : PQexecParams(connection, sql, static_cast<int>(count),
                                  nullptr, values.data(), nullptr, nullptr, 0));
  }
  const ExecStatusType status = result.status();
  if (status == PGRES_FATAL_ERROR || status == PGRES_BAD_RESPONSE)
    fail(connection, result);
  return result;
}

std::chrono::nanoseconds Lease::rollback_timeout() const noexcept {
  return shell()->config().rollback_timeout;
}

} // namespace leash
