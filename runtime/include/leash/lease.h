// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// A libpq connection on loan, with exec.
#ifndef LEASH_LEASE_H
#define LEASH_LEASE_H

#include <chrono>
#include <cstddef>
#include <string>

#include "leash/basic_lease.h"
#include "leash/libpq_policy.h"
#include "leash/param.h"
#include "leash/result.h"

namespace leash {

/// See BasicLease. get() is a PGconn for all that libpq can do; it must not be
/// given to PQfinish or PQreset.
class Lease : public BasicLease<LibpqPolicy> {
public:
  using BasicLease::BasicLease;

  /// Runs a text of any number of statements and waits for all; the result is
  /// the last one's. Throws SqlError, and PoolError on an empty lease.
  Result exec(const std::string &sql) { return run(sql.c_str(), nullptr, 0); }
  /// Runs one statement with parameters $1, $2, ..: see Param.
  template <class... Params>
  Result exec(const std::string &sql, const Params &...params) {
    const Param list[] = {Param(params)...};
    return run(sql.c_str(), list, sizeof...(params));
  }

private:
  friend class Transaction;
  friend class Savepoint;

  Result run(const char *sql, const Param *params, std::size_t count);
  std::chrono::nanoseconds rollback_timeout() const noexcept;
};

} // namespace leash
#endif
