// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Reads one statement after the other and names its effect.

#include "Effects.h"
#include "Tokens.h"

#include <algorithm>
#include <array>

namespace leash::sql {

namespace {

template <size_t N>
bool isOneOf(const Token &T, const std::array<std::string_view, N> &Words) {
  return T.What == Token::Word &&
         std::find(Words.begin(), Words.end(), T.Text) != Words.end();
}

bool endsStatement(const Token &T) {
  return T.What == Token::End || T.What == Token::Semicolon;
}

class Reader {
public:
  Reader(std::string_view Text, Dialect In) : Source(Text, In), In(In) {
    advance();
  }

  std::vector<Effect> read() {
    while (Now.What != Token::End) {
      if (Now.What == Token::Semicolon)
        advance();
      else
        statement();
    }
    return std::move(Found);
  }

private:
  void advance() { Now = Source.next(); }
  bool accept(std::string_view Word) {
    if (!Now.is(Word))
      return false;
    advance();
    return true;
  }
  void finish() {
    while (!endsStatement(Now))
      advance();
  }
  void say(Effect E) {
    Found.push_back(E);
    finish();
  }

  void statement();
  void begin();
  void commit();
  void rollback();
  void maybeChained(Effect E);
  void autocommit();
  void create();
  bool block(unsigned Depth);

  /// After the keyword of a statement that needs no more.
  bool statementMayEnd() const {
    return endsStatement(Now) || Now.What == Token::Hole;
  }

  Tokens Source;
  Dialect In;
  Token Now;
  std::vector<Effect> Found;
};

/// Skips to the end of a `BEGIN ... END` that \p Depth of have begun, and to
/// the end of its statement; true if something in it ends a transaction.
bool Reader::block(unsigned Depth) {
  bool Ends = false;
  while (Now.What != Token::End) {
    if (Now.What == Token::Semicolon && Depth == 0)
      break;
    if (Now.is("COMMIT") || Now.is("ROLLBACK"))
      Ends = true;
    if (Now.is("BEGIN") || Now.is("CASE")) {
      ++Depth;
    } else if (Now.is("END")) {
      advance();
      // IF and the loops were not counted; END CASE closes what CASE opened.
      constexpr std::array<std::string_view, 5> Uncounted = {
          "IF", "LOOP", "WHILE", "REPEAT", "FOR"};
      constexpr std::array<std::string_view, 3> Counted = {"CASE", "TRY",
                                                           "CATCH"};
      const bool Loop = isOneOf(Now, Uncounted);
      if (!Loop && Depth)
        --Depth;
      if (!Loop && !isOneOf(Now, Counted))
        continue;
    }
    advance();
  }
  return Ends;
}

void Reader::begin() {
  constexpr std::array<std::string_view, 12> Modes = {
      "TRANSACTION", "TRAN",       "WORK",      "DEFERRED", "IMMEDIATE",
      "EXCLUSIVE",   "CONCURRENT", "ISOLATION", "READ",     "DEFERRABLE",
      "READONLY",    "DISTRIBUTED"};
  if (statementMayEnd() || isOneOf(Now, Modes))
    return say(Effect::Opens);
  if (accept("NOT")) {
    if (Now.is("DEFERRABLE"))
      return say(Effect::Opens);
  } else if (Now.What != Token::Word) {
    return say(Effect::Neutral); // `BEGIN:VCALENDAR`
  }
  // `BEGIN p(:1); END;` of Oracle and others.
  const bool Ends = block(1);
  Found.push_back(Ends ? Effect::Unknown : Effect::Neutral);
}

/// `AND CHAIN` begins the next transaction.
void Reader::maybeChained(Effect E) {
  Found.push_back(E);
  while (!endsStatement(Now)) {
    if (accept("AND")) {
      if (Now.is("CHAIN"))
        Found.push_back(Effect::Opens);
    } else {
      advance();
    }
  }
}

void Reader::commit() {
  constexpr std::array<std::string_view, 6> Follow = {
      "WORK", "TRANSACTION", "TRAN", "AND", "RELEASE", "NO"};
  if (Now.is("PREPARED")) // of another transaction
    return say(Effect::Neutral);
  if (statementMayEnd() || isOneOf(Now, Follow))
    return maybeChained(Effect::Commits);
  say(Effect::Neutral);
}

void Reader::rollback() {
  constexpr std::array<std::string_view, 6> Follow = {
      "WORK", "TRANSACTION", "TRAN", "AND", "RELEASE", "NO"};
  if (Now.is("PREPARED"))
    return say(Effect::Neutral);
  if (Now.is("WORK") || Now.is("TRANSACTION") || Now.is("TRAN"))
    advance();
  if (Now.is("TO"))
    return say(Effect::RollsBackToSavepoint);
  if (statementMayEnd() || isOneOf(Now, Follow) ||
      Now.What == Token::Word) // of that name, in some dialects
    return maybeChained(Effect::RollsBack);
  say(Effect::Neutral);
}

/// `SET [SESSION] autocommit = 0`, alone or one of several.
void Reader::autocommit() {
  bool Named = false;
  while (!endsStatement(Now)) {
    if (Now.is("AUTOCOMMIT") || Now.is("IMPLICIT_TRANSACTIONS")) {
      const bool Inverse = Now.is("IMPLICIT_TRANSACTIONS");
      advance();
      while (Now.isPunctuation('=') || Now.isPunctuation(':') || Now.is("TO"))
        advance();
      constexpr std::array<std::string_view, 3> Off = {"0", "OFF", "FALSE"};
      constexpr std::array<std::string_view, 3> On = {"1", "ON", "TRUE"};
      if (isOneOf(Now, Off))
        return say(Inverse ? Effect::AutocommitOn : Effect::AutocommitOff);
      if (isOneOf(Now, On))
        return say(Inverse ? Effect::AutocommitOff : Effect::AutocommitOn);
      return say(Effect::Unknown);
    }
    Named |= Now.What == Token::Word;
    if (Now.What == Token::Hole && !Named) // `SET %s`
      return say(In == Dialect::PostgreSQL || In == Dialect::SQLite
                     ? Effect::Neutral
                     : Effect::Unknown);
    advance();
  }
  Found.push_back(Effect::Neutral);
}

/// Up to a routine's body, in which a semicolon ends nothing.
void Reader::create() {
  bool Routine = false, Temporary = false;
  while (!endsStatement(Now)) {
    constexpr std::array<std::string_view, 5> Routines = {
        "FUNCTION", "PROCEDURE", "TRIGGER", "EVENT", "PACKAGE"};
    Temporary |= Now.is("TEMPORARY");
    Routine |= isOneOf(Now, Routines);
    if (Routine && Now.is("BEGIN")) {
      advance();
      block(1);
      break;
    }
    advance();
  }
  Found.push_back(In == Dialect::MySQL && !Temporary ? Effect::Commits
                                                     : Effect::Neutral);
}

void Reader::statement() {
  if (Now.What == Token::Hole)
    return say(Effect::Unknown);
  if (Now.What != Token::Word)
    return say(Effect::Neutral);
  const Token First = Now;
  advance();
  if (First.is("BEGIN"))
    return begin();
  if (First.is("COMMIT"))
    return commit();
  if (First.is("ROLLBACK"))
    return rollback();
  if (First.is("END") || First.is("ABORT")) {
    constexpr std::array<std::string_view, 3> Follow = {"WORK", "TRANSACTION",
                                                        "AND"};
    if (!statementMayEnd() && !isOneOf(Now, Follow))
      return say(Effect::Neutral);
    return maybeChained(First.is("END") ? Effect::Commits : Effect::RollsBack);
  }
  if (First.is("START")) {
    if (Now.What == Token::Hole)
      return say(Effect::Unknown);
    return say(Now.is("TRANSACTION") ? Effect::Opens : Effect::Neutral);
  }
  if (First.is("SAVEPOINT") || First.is("SAVE"))
    return say(Effect::SetsSavepoint);
  if (First.is("RELEASE"))
    return say(Effect::ReleasesSavepoint);
  if (First.is("PREPARE")) // a second phase elsewhere will end it
    return say(Now.is("TRANSACTION") ? Effect::Commits : Effect::Neutral);
  if (First.is("SET"))
    return autocommit();
  if (First.is("CREATE"))
    return create();
  if (First.is("XA"))
    return say(Effect::Unknown);
  if (First.is("CALL") || First.is("EXECUTE"))
    return say(In == Dialect::PostgreSQL || In == Dialect::SQLite
                   ? Effect::Neutral
                   : Effect::Unknown);
  if (In == Dialect::MySQL) {
    constexpr std::array<std::string_view, 7> Implicit = {
        "ALTER", "DROP", "TRUNCATE", "RENAME", "GRANT", "REVOKE", "LOCK"};
    if (isOneOf(First, Implicit) && !Now.is("TEMPORARY"))
      return say(Effect::Commits);
  }
  if (First.Glued) {
    // `SELECT%s` is whole, `COM%s` might be anything.
    constexpr std::array<std::string_view, 10> Whole = {
        "SELECT", "INSERT", "UPDATE", "DELETE", "VALUES",
        "DROP",   "ALTER",  "COPY",   "LOCK",   "PRAGMA"};
    return say(isOneOf(First, Whole) ? Effect::Neutral : Effect::Unknown);
  }
  say(Effect::Neutral);
}

} // namespace

std::vector<Effect> effects(std::string_view Text, Dialect In) {
  return Reader(Text, In).read();
}

} // namespace leash::sql
