// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// A ledger of accounts over sqlite3: the program that the fix-its are tried on.

#ifndef LEDGER_H
#define LEDGER_H

#include <sqlite3.h>
#include <string>
#include <vector>

namespace ledger {

struct Entry {
  std::string account;
  long cents;
};

/// Null if it cannot be opened; whoever calls closes it.
sqlite3 *open(const std::string &path);
bool create(sqlite3 *db);
bool post(sqlite3 *db, const std::string &account, long cents);
/// Both or neither; false if \p from has too little.
bool transfer(sqlite3 *db, const std::string &from, const std::string &to,
              long cents);
long balance(sqlite3 *db, const std::string &account);
/// In the order of their names.
std::vector<Entry> balances(sqlite3 *db);
/// Throws std::runtime_error if the entries do not add up to \p cents.
void audit(sqlite3 *db, long cents);
std::string last_account(sqlite3 *db, bool newest);
bool copy(sqlite3 *from, sqlite3 *to);
/// Rows of a new file's ledger, -1 if it cannot be opened.
long entries_in(const std::string &path);

} // namespace ledger

#endif
