// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// What the statements of one SQL text do to the connection's transaction.

#ifndef LEASH_CHECKERS_SQL_EFFECTS_H
#define LEASH_CHECKERS_SQL_EFFECTS_H

#include <cstdint>
#include <string_view>
#include <vector>

namespace leash::sql {

enum class Dialect : uint8_t {
  Any, ///< not known; where the others differ, as PostgreSQL
  PostgreSQL,
  SQLite,
  MySQL,
};

/// What one statement does. `COMMIT AND CHAIN` counts as two.
enum class Effect : uint8_t {
  Neutral,
  Opens,
  Commits, ///< or hands over, as PREPARE TRANSACTION does
  RollsBack,
  SetsSavepoint,
  ReleasesSavepoint,
  RollsBackToSavepoint,
  AutocommitOff, ///< from now on every statement is in a transaction
  AutocommitOn,  ///< what was open is committed
  Unknown,       ///< anything of the above
};

/// Stands in a text for a part that is not known, as a `%s` of a format.
/// It is taken for a part of the statement it stands in; a statement that
/// begins with it is Unknown.
inline constexpr char Hole = '\x1a';

/// The effects of the statements of \p Text in order, comments and empty
/// statements left out. What is in quotes, in a dollar-quoted body, between
/// the BEGIN and END of a routine or of a procedural block is no statement of
/// its own. Text that is no SQL is Neutral. Never fails; linear in the text.
std::vector<Effect> effects(std::string_view Text,
                            Dialect In = Dialect::Any);

} // namespace leash::sql

#endif
