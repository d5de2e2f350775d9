// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The lexical rules that PostgreSQL, SQLite and MySQL share, and where not.

#include "Tokens.h"

namespace leash::sql {

// By hand: those of <cctype> depend on the locale, and on the sign of char.
static bool isBlank(char C) {
  return C == ' ' || (C >= '\t' && C <= '\r') || C == '\0';
}
static bool isDigit(char C) { return C >= '0' && C <= '9'; }
static bool isLetter(char C) {
  return (C >= 'a' && C <= 'z') || (C >= 'A' && C <= 'Z') || C == '_' ||
         static_cast<unsigned char>(C) >= 0x80;
}
static bool isWord(char C) { return isLetter(C) || isDigit(C) || C == '$'; }
static char upper(char C) { return C >= 'a' && C <= 'z' ? C - 'a' + 'A' : C; }

void Tokens::skipLine() {
  const size_t Newline = Rest.find('\n');
  skip(Newline == std::string_view::npos ? Rest.size() : Newline);
}

void Tokens::skipComment() {
  const bool Nests = In == Dialect::PostgreSQL || In == Dialect::Any;
  skip(2);
  for (unsigned Depth = 1; Depth && !Rest.empty();) {
    if (at("*/")) {
      --Depth;
      skip(2);
    } else if (Nests && at("/*")) {
      ++Depth;
      skip(2);
    } else {
      skip(1);
    }
  }
}

void Tokens::skipBlank() {
  while (!Rest.empty()) {
    if (isBlank(Rest.front())) {
      LineBegins |= Rest.front() == '\n';
      skip(1);
    } else if (at("--")) {
      skipLine();
    } else if (at("/*!") && In != Dialect::PostgreSQL &&
               In != Dialect::SQLite) {
      // MySQL runs what is in it; the number is the least version that does.
      skip(3);
      while (!Rest.empty() && isDigit(Rest.front()))
        skip(1);
    } else if (at("/*")) {
      skipComment();
    } else if (at("*/")) {
      skip(2);
    } else if (Rest.front() == '#' &&
               (In == Dialect::MySQL || (In == Dialect::Any && LineBegins))) {
      skipLine();
    } else {
      return;
    }
  }
}

void Tokens::skipQuoted(char Quote, bool Backslash) {
  skip(1);
  while (!Rest.empty()) {
    const char C = Rest.front();
    if (C == '\\' && Backslash) {
      skip(2);
    } else if (C != Quote) {
      skip(1);
    } else if (Rest.size() > 1 && Rest[1] == Quote) {
      skip(2);
    } else {
      skip(1);
      return;
    }
  }
}

bool Tokens::skipDollarQuoted() {
  if (In == Dialect::MySQL || In == Dialect::SQLite)
    return false;
  size_t Length = 1;
  if (Rest.size() > 1 && isDigit(Rest[1]))
    return false; // a parameter
  while (Length < Rest.size() && (isLetter(Rest[Length]) || isDigit(Rest[Length])))
    ++Length;
  if (Length == Rest.size() || Rest[Length] != '$')
    return false;
  const std::string_view Tag = Rest.substr(0, Length + 1);
  const size_t Close = Rest.find(Tag, Tag.size());
  skip(Close == std::string_view::npos ? Rest.size() : Close + Tag.size());
  return true;
}

Token Tokens::next() {
  skipBlank();
  Token T;
  if (Rest.empty())
    return T;
  LineBegins = false;
  const char C = Rest.front();
  if (C == Hole) {
    T.What = Token::Hole;
    skip(1);
    // `%s%s`, or a hole in the middle of a name: all one.
    while (!Rest.empty() && (Rest.front() == Hole || isWord(Rest.front())))
      skip(1);
    return T;
  }
  if (C == ';') {
    T.What = Token::Semicolon;
    LineBegins = true; // nor does an operator begin a statement
    skip(1);
    return T;
  }
  const bool MySQL = In == Dialect::MySQL;
  if ((C == 'E' || C == 'e') && Rest.size() > 1 && Rest[1] == '\'' && !MySQL) {
    T.What = Token::Quoted;
    skip(1);
    skipQuoted('\'', /*Backslash=*/true);
    return T;
  }
  if (C == '\'' || C == '"' || (C == '`' && In != Dialect::PostgreSQL)) {
    T.What = Token::Quoted;
    skipQuoted(C, MySQL && C != '`');
    return T;
  }
  if (C == '$' && skipDollarQuoted()) {
    T.What = Token::Quoted;
    return T;
  }
  if (isLetter(C) || isDigit(C)) {
    T.What = Token::Word;
    while (!Rest.empty() && isWord(Rest.front())) {
      T.Text.push_back(upper(Rest.front()));
      skip(1);
    }
    T.Glued = !Rest.empty() && Rest.front() == Hole;
    return T;
  }
  T.What = Token::Other;
  T.Text.assign(1, C);
  skip(1);
  return T;
}

} // namespace leash::sql
