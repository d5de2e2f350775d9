// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The ledger's own tests: what it answers, and that it leaves nothing open.

#include "ledger.h"
#include <cstdio>
#include <stdexcept>

static int failures = 0;

static void expect(bool met, const char *what) {
  if (!met) {
    std::printf("failed: %s\n", what);
    ++failures;
  }
}

static bool audits(sqlite3 *db, long cents) {
  try {
    ledger::audit(db, cents);
    return true;
  } catch (const std::runtime_error &) {
    return false;
  }
}

int main() {
  sqlite3 *db = ledger::open(":memory:");
  if (!db)
    return 2;
  expect(!ledger::post(db, "anna", 1), "nothing is posted before create()");
  expect(!audits(db, 0), "no ledger cannot be audited");
  expect(ledger::balances(db).empty(), "no ledger has no balances");
  expect(ledger::create(db), "a ledger is made");
  expect(ledger::post(db, "bert", 500), "an entry is posted");
  expect(ledger::post(db, "anna", 300), "another one is posted");
  expect(ledger::balance(db, "bert") == 500, "a balance is known");
  expect(ledger::balance(db, "carl") == 0, "an unknown account has nothing");
  expect(ledger::transfer(db, "bert", "carl", 200), "enough is transferred");
  expect(!ledger::transfer(db, "anna", "carl", 301), "too much is not");
  expect(ledger::balance(db, "bert") == 300 &&
             ledger::balance(db, "carl") == 200,
         "a transfer moves what it says");
  const auto all = ledger::balances(db);
  expect(all.size() == 3 && all[0].account == "anna" && all[2].cents == 200,
         "balances come in order");
  expect(audits(db, 800), "the entries add up");
  expect(!audits(db, 801), "and to nothing else");
  expect(ledger::last_account(db, true) == "carl" &&
             ledger::last_account(db, false) == "carl",
         "the last account is known");

  sqlite3 *other = ledger::open(":memory:");
  expect(ledger::copy(db, other), "a ledger is copied");
  expect(ledger::balance(other, "carl") == 200, "with its entries");
  expect(ledger::entries_in(":memory:") == 0, "a new ledger is empty");
  expect(ledger::entries_in("/nowhere/ledger") == -1, "no file, no ledger");

  // Refused while a statement or a backup is left.
  expect(sqlite3_close(other) == SQLITE_OK, "the copy has nothing open");
  expect(sqlite3_close(db) == SQLITE_OK, "the ledger has nothing open");
  std::printf("%s\n", failures ? "not as expected" : "all as expected");
  return failures != 0;
}
