// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Splits SQL text into the few kinds of token that tell statements apart.

#ifndef LEASH_CHECKERS_SQL_TOKENS_H
#define LEASH_CHECKERS_SQL_TOKENS_H

#include "Effects.h"
#include <string>

namespace leash::sql {

struct Token {
  enum Kind : uint8_t {
    End,
    Word,   ///< an unquoted name or number, in upper case
    Quoted, ///< a string or quoted identifier, dollar quoting included
    Hole,
    Semicolon,
    Other, ///< a single character of punctuation
  };
  Kind What = End;
  std::string Text; ///< of a Word, or the character of an Other
  bool Glued = false; ///< a hole follows with nothing between

  bool is(std::string_view Word) const { return What == Kind::Word && Text == Word; }
  bool isPunctuation(char C) const { return What == Other && Text[0] == C; }
};

/// Reads tokens one after the other; comments and white space are left out.
class Tokens {
public:
  Tokens(std::string_view Text, Dialect In) : Rest(Text), In(In) {}
  Token next();

private:
  void skipBlank();
  void skipLine();
  void skipComment();
  void skipQuoted(char Quote, bool Backslash);
  bool skipDollarQuoted();
  bool at(std::string_view Prefix) const {
    return Rest.substr(0, Prefix.size()) == Prefix;
  }
  void skip(size_t Count) {
    Rest.remove_prefix(Count < Rest.size() ? Count : Rest.size());
  }

  std::string_view Rest;
  Dialect In;
  bool LineBegins = true; ///< only blanks since the line or statement began
};

} // namespace leash::sql

#endif
