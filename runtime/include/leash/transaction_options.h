// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// How a transaction begins.
#ifndef LEASH_TRANSACTION_OPTIONS_H
#define LEASH_TRANSACTION_OPTIONS_H

#include <string>

namespace leash {

enum class Isolation {
  session_default,
  read_uncommitted,
  read_committed,
  repeatable_read,
  serializable
};
enum class Access { session_default, read_write, read_only };
enum class Deferral { session_default, deferrable, not_deferrable };

/// What is session_default is left out of the BEGIN.
struct TransactionOptions {
  Isolation isolation = Isolation::session_default;
  Access access = Access::session_default;
  /// Of effect only if serializable and read only.
  Deferral deferral = Deferral::session_default;

  /// The statement: "BEGIN ISOLATION LEVEL SERIALIZABLE READ ONLY".
  std::string begin() const;
};

} // namespace leash
#endif
