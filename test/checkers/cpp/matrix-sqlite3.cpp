// RUN: %check %s
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Each way to leak over sqlite3, and the same code made right by hand, by
// unique_ptr, by a scope guard and by the cleanup attribute.

#include <cpp/mock_std.h>
#include <sqlite3.h>

struct Error {};
int length(const char *text) noexcept;
struct Release {
  void operator()(sqlite3_stmt *p) const noexcept { sqlite3_finalize(p); }
};
using Owner = std::unique_ptr<sqlite3_stmt, Release>;
static void releaseAtEnd(sqlite3_stmt **p) { sqlite3_finalize(*p); }
#define AT_END __attribute__((cleanup(releaseAtEnd)))
template <class F> class Guard {
  F Fn;
  bool Armed = true;

public:
  explicit Guard(F f) : Fn(std::move(f)) {}
  Guard(const Guard &) = delete;
  ~Guard() {
    if (Armed)
      Fn();
  }
  void dismiss() { Armed = false; }
};

// early return

int leaks_on_early_return(sqlite3 *db, const char *sql) {
  sqlite3_stmt *stmt = nullptr;
  if (sqlite3_prepare_v2(db, sql, -1, &stmt, nullptr) != SQLITE_OK)
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'stmt' from 'sqlite3_prepare_v2' is not released on every path
    return -1;
  if (sqlite3_step(stmt) != SQLITE_ROW)
    return -1;
  int n = sqlite3_column_int(stmt, 0);
  sqlite3_finalize(stmt);
  return n;
}

int no_warning_early_return_by_hand(sqlite3 *db, const char *sql) {
  sqlite3_stmt *stmt = nullptr;
  if (sqlite3_prepare_v2(db, sql, -1, &stmt, nullptr) != SQLITE_OK)
    return -1;
  if (sqlite3_step(stmt) != SQLITE_ROW) {
    sqlite3_finalize(stmt);
    return -1;
  }
  int n = sqlite3_column_int(stmt, 0);
  sqlite3_finalize(stmt);
  return n;
}

int no_warning_early_return_by_unique_ptr(sqlite3 *db, const char *sql) {
  sqlite3_stmt *raw = nullptr;
  if (sqlite3_prepare_v2(db, sql, -1, &raw, nullptr) != SQLITE_OK)
    return -1;
  Owner stmt(raw);
  if (sqlite3_step(stmt.get()) != SQLITE_ROW)
    return -1;
  return sqlite3_column_int(stmt.get(), 0);
}

int no_warning_early_return_by_scope_guard(sqlite3 *db, const char *sql) {
  sqlite3_stmt *stmt = nullptr;
  if (sqlite3_prepare_v2(db, sql, -1, &stmt, nullptr) != SQLITE_OK)
    return -1;
  Guard guard([&] { sqlite3_finalize(stmt); });
  if (sqlite3_step(stmt) != SQLITE_ROW)
    return -1;
  return sqlite3_column_int(stmt, 0);
}

int no_warning_early_return_by_cleanup(sqlite3 *db, const char *sql) {
  AT_END sqlite3_stmt *stmt = nullptr;
  if (sqlite3_prepare_v2(db, sql, -1, &stmt, nullptr) != SQLITE_OK)
    return -1;
  if (sqlite3_step(stmt) != SQLITE_ROW)
    return -1;
  return sqlite3_column_int(stmt, 0);
}

// goto

int leaks_on_goto(sqlite3 *db, const char *sql) {
  int n = -1;
  {
    sqlite3_stmt *stmt = nullptr;
    if (sqlite3_prepare_v2(db, sql, -1, &stmt, nullptr) != SQLITE_OK)
      // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'stmt' from 'sqlite3_prepare_v2' is not released on every path
      return -1;
    if (sqlite3_step(stmt) != SQLITE_ROW)
      goto out;
    n = sqlite3_column_int(stmt, 0);
    sqlite3_finalize(stmt);
  }
out:
  return n;
}

int no_warning_goto_by_hand(sqlite3 *db, const char *sql) {
  int n = -1;
  {
    sqlite3_stmt *stmt = nullptr;
    if (sqlite3_prepare_v2(db, sql, -1, &stmt, nullptr) != SQLITE_OK)
      return -1;
    if (sqlite3_step(stmt) != SQLITE_ROW) {
      sqlite3_finalize(stmt);
      goto out;
    }
    n = sqlite3_column_int(stmt, 0);
    sqlite3_finalize(stmt);
  }
out:
  return n;
}

int no_warning_goto_by_unique_ptr(sqlite3 *db, const char *sql) {
  int n = -1;
  {
    sqlite3_stmt *raw = nullptr;
    if (sqlite3_prepare_v2(db, sql, -1, &raw, nullptr) != SQLITE_OK)
      return -1;
    Owner stmt(raw);
    if (sqlite3_step(stmt.get()) != SQLITE_ROW)
      goto out;
    n = sqlite3_column_int(stmt.get(), 0);
  }
out:
  return n;
}

int no_warning_goto_by_scope_guard(sqlite3 *db, const char *sql) {
  int n = -1;
  {
    sqlite3_stmt *stmt = nullptr;
    if (sqlite3_prepare_v2(db, sql, -1, &stmt, nullptr) != SQLITE_OK)
      return -1;
    Guard guard([&] { sqlite3_finalize(stmt); });
    if (sqlite3_step(stmt) != SQLITE_ROW)
      goto out;
    n = sqlite3_column_int(stmt, 0);
  }
out:
  return n;
}

int no_warning_goto_by_cleanup(sqlite3 *db, const char *sql) {
  int n = -1;
  {
    AT_END sqlite3_stmt *stmt = nullptr;
    if (sqlite3_prepare_v2(db, sql, -1, &stmt, nullptr) != SQLITE_OK)
      return -1;
    if (sqlite3_step(stmt) != SQLITE_ROW)
      goto out;
    n = sqlite3_column_int(stmt, 0);
  }
out:
  return n;
}

// continue in a loop

int leaks_on_continue(sqlite3 *db, const char *sql) {
  int n = 0;
  for (int i = 0; i < 3; ++i) {
    sqlite3_stmt *stmt = nullptr;
    if (sqlite3_prepare_v2(db, sql, -1, &stmt, nullptr) != SQLITE_OK)
      // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'stmt' from 'sqlite3_prepare_v2' is not released on every path
      continue;
    if (sqlite3_step(stmt) != SQLITE_ROW)
      continue;
    n += sqlite3_column_int(stmt, 0);
    sqlite3_finalize(stmt);
  }
  return n;
}

int no_warning_continue_by_hand(sqlite3 *db, const char *sql) {
  int n = 0;
  for (int i = 0; i < 3; ++i) {
    sqlite3_stmt *stmt = nullptr;
    if (sqlite3_prepare_v2(db, sql, -1, &stmt, nullptr) != SQLITE_OK)
      continue;
    if (sqlite3_step(stmt) != SQLITE_ROW) {
      sqlite3_finalize(stmt);
      continue;
    }
    n += sqlite3_column_int(stmt, 0);
    sqlite3_finalize(stmt);
  }
  return n;
}

int no_warning_continue_by_unique_ptr(sqlite3 *db, const char *sql) {
  int n = 0;
  for (int i = 0; i < 3; ++i) {
    sqlite3_stmt *raw = nullptr;
    if (sqlite3_prepare_v2(db, sql, -1, &raw, nullptr) != SQLITE_OK)
      continue;
    Owner stmt(raw);
    if (sqlite3_step(stmt.get()) != SQLITE_ROW)
      continue;
    n += sqlite3_column_int(stmt.get(), 0);
  }
  return n;
}

int no_warning_continue_by_scope_guard(sqlite3 *db, const char *sql) {
  int n = 0;
  for (int i = 0; i < 3; ++i) {
    sqlite3_stmt *stmt = nullptr;
    if (sqlite3_prepare_v2(db, sql, -1, &stmt, nullptr) != SQLITE_OK)
      continue;
    Guard guard([&] { sqlite3_finalize(stmt); });
    if (sqlite3_step(stmt) != SQLITE_ROW)
      continue;
    n += sqlite3_column_int(stmt, 0);
  }
  return n;
}

int no_warning_continue_by_cleanup(sqlite3 *db, const char *sql) {
  int n = 0;
  for (int i = 0; i < 3; ++i) {
    AT_END sqlite3_stmt *stmt = nullptr;
    if (sqlite3_prepare_v2(db, sql, -1, &stmt, nullptr) != SQLITE_OK)
      continue;
    if (sqlite3_step(stmt) != SQLITE_ROW)
      continue;
    n += sqlite3_column_int(stmt, 0);
  }
  return n;
}

// reassignment

int leaks_on_reassignment(sqlite3 *db, const char *sql) {
  sqlite3_stmt *stmt = nullptr;
  if (sqlite3_prepare_v2(db, sql, -1, &stmt, nullptr) != SQLITE_OK)
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'stmt' from 'sqlite3_prepare_v2' is not released on every path
    return -1;
  int n = sqlite3_column_int(stmt, 0);
  if (sqlite3_prepare_v2(db, sql, -1, &stmt, nullptr) != SQLITE_OK)
    return -1;
  n += sqlite3_column_int(stmt, 0);
  sqlite3_finalize(stmt);
  return n;
}

int no_warning_reassignment_by_hand(sqlite3 *db, const char *sql) {
  sqlite3_stmt *stmt = nullptr;
  if (sqlite3_prepare_v2(db, sql, -1, &stmt, nullptr) != SQLITE_OK)
    return -1;
  int n = sqlite3_column_int(stmt, 0);
  sqlite3_finalize(stmt);
  if (sqlite3_prepare_v2(db, sql, -1, &stmt, nullptr) != SQLITE_OK)
    return -1;
  n += sqlite3_column_int(stmt, 0);
  sqlite3_finalize(stmt);
  return n;
}

int no_warning_reassignment_by_unique_ptr(sqlite3 *db, const char *sql) {
  sqlite3_stmt *raw = nullptr;
  if (sqlite3_prepare_v2(db, sql, -1, &raw, nullptr) != SQLITE_OK)
    return -1;
  Owner stmt(raw);
  int n = sqlite3_column_int(stmt.get(), 0);
  if (sqlite3_prepare_v2(db, sql, -1, &raw, nullptr) != SQLITE_OK)
    return -1;
  stmt.reset(raw);
  return n + sqlite3_column_int(stmt.get(), 0);
}

int no_warning_reassignment_by_scope_guard(sqlite3 *db, const char *sql) {
  sqlite3_stmt *stmt = nullptr;
  if (sqlite3_prepare_v2(db, sql, -1, &stmt, nullptr) != SQLITE_OK)
    return -1;
  Guard guard([&] { sqlite3_finalize(stmt); });
  int n = sqlite3_column_int(stmt, 0);
  sqlite3_finalize(stmt);
  if (sqlite3_prepare_v2(db, sql, -1, &stmt, nullptr) != SQLITE_OK)
    return -1;
  return n + sqlite3_column_int(stmt, 0);
}

int no_warning_reassignment_by_cleanup(sqlite3 *db, const char *sql) {
  AT_END sqlite3_stmt *stmt = nullptr;
  if (sqlite3_prepare_v2(db, sql, -1, &stmt, nullptr) != SQLITE_OK)
    return -1;
  int n = sqlite3_column_int(stmt, 0);
  sqlite3_finalize(stmt);
  if (sqlite3_prepare_v2(db, sql, -1, &stmt, nullptr) != SQLITE_OK)
    return -1;
  return n + sqlite3_column_int(stmt, 0);
}

// discarded

int leaks_when_discarded(sqlite3 *db, const char *sql) {
  return length(sqlite3_mprintf("%s", sql));
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: result of 'sqlite3_mprintf' is never released
}

int no_warning_discarded_by_hand(sqlite3 *db, const char *sql) {
  char *p = sqlite3_mprintf("%s", sql);
  int n = length(p);
  sqlite3_free(p);
  return n;
}

int no_warning_discarded_by_unique_ptr(sqlite3 *db, const char *sql) {
  std::unique_ptr<char, void (*)(void *)> p(sqlite3_mprintf("%s", sql),
                                            sqlite3_free);
  return length(p.get());
}

int no_warning_discarded_by_scope_guard(sqlite3 *db, const char *sql) {
  char *p = sqlite3_mprintf("%s", sql);
  Guard guard([p] { sqlite3_free(p); });
  return length(p);
}

static void freeAtEnd(char **p) { sqlite3_free(*p); }

int no_warning_discarded_by_cleanup(sqlite3 *db, const char *sql) {
  __attribute__((cleanup(freeAtEnd))) char *p = sqlite3_mprintf("%s", sql);
  return length(p);
}

// exception

int leaks_on_exception(sqlite3 *db, const char *sql) {
  sqlite3_stmt *stmt = nullptr;
  if (sqlite3_prepare_v2(db, sql, -1, &stmt, nullptr) != SQLITE_OK)
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'stmt' from 'sqlite3_prepare_v2' is not released on every path
    return -1;
  if (sqlite3_step(stmt) != SQLITE_ROW)
    throw Error();
  int n = sqlite3_column_int(stmt, 0);
  sqlite3_finalize(stmt);
  return n;
}

int no_warning_exception_by_hand(sqlite3 *db, const char *sql) {
  sqlite3_stmt *stmt = nullptr;
  if (sqlite3_prepare_v2(db, sql, -1, &stmt, nullptr) != SQLITE_OK)
    return -1;
  if (sqlite3_step(stmt) != SQLITE_ROW) {
    sqlite3_finalize(stmt);
    throw Error();
  }
  int n = sqlite3_column_int(stmt, 0);
  sqlite3_finalize(stmt);
  return n;
}

int no_warning_exception_by_unique_ptr(sqlite3 *db, const char *sql) {
  sqlite3_stmt *raw = nullptr;
  if (sqlite3_prepare_v2(db, sql, -1, &raw, nullptr) != SQLITE_OK)
    return -1;
  Owner stmt(raw);
  if (sqlite3_step(stmt.get()) != SQLITE_ROW)
    throw Error();
  return sqlite3_column_int(stmt.get(), 0);
}

int no_warning_exception_by_scope_guard(sqlite3 *db, const char *sql) {
  sqlite3_stmt *stmt = nullptr;
  if (sqlite3_prepare_v2(db, sql, -1, &stmt, nullptr) != SQLITE_OK)
    return -1;
  Guard guard([&] { sqlite3_finalize(stmt); });
  if (sqlite3_step(stmt) != SQLITE_ROW)
    throw Error();
  return sqlite3_column_int(stmt, 0);
}

int no_warning_exception_by_cleanup(sqlite3 *db, const char *sql) {
  AT_END sqlite3_stmt *stmt = nullptr;
  if (sqlite3_prepare_v2(db, sql, -1, &stmt, nullptr) != SQLITE_OK)
    return -1;
  if (sqlite3_step(stmt) != SQLITE_ROW)
    throw Error();
  return sqlite3_column_int(stmt, 0);
}

// throwing constructor

class LeaksInThrowingConstructor {
  sqlite3_stmt *Held = nullptr;

public:
  LeaksInThrowingConstructor(sqlite3 *db, const char *sql) {
    if (sqlite3_prepare_v2(db, sql, -1, &Held, nullptr) != SQLITE_OK)
      // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'sqlite3_prepare_v2' is n{{ot|ever}} released
      throw Error();
    if (sqlite3_step(Held) != SQLITE_ROW)
      throw Error();
  }
  ~LeaksInThrowingConstructor() { sqlite3_finalize(Held); }
};

class no_warning_throwing_constructor_by_hand {
  sqlite3_stmt *Held = nullptr;

public:
  no_warning_throwing_constructor_by_hand(sqlite3 *db, const char *sql) {
    if (sqlite3_prepare_v2(db, sql, -1, &Held, nullptr) != SQLITE_OK)
      throw Error();
    if (sqlite3_step(Held) != SQLITE_ROW) {
      sqlite3_finalize(Held);
      throw Error();
    }
  }
  ~no_warning_throwing_constructor_by_hand() { sqlite3_finalize(Held); }
};

class no_warning_throwing_constructor_by_unique_ptr {
  Owner Held;

public:
  no_warning_throwing_constructor_by_unique_ptr(sqlite3 *db, const char *sql) {
    sqlite3_stmt *raw = nullptr;
    if (sqlite3_prepare_v2(db, sql, -1, &raw, nullptr) != SQLITE_OK)
      throw Error();
    Held.reset(raw);
    if (sqlite3_step(Held.get()) != SQLITE_ROW)
      throw Error();
  }
};

class no_warning_throwing_constructor_by_scope_guard {
  sqlite3_stmt *Held = nullptr;

public:
  no_warning_throwing_constructor_by_scope_guard(sqlite3 *db, const char *sql) {
    Guard guard([this] { sqlite3_finalize(Held); });
    if (sqlite3_prepare_v2(db, sql, -1, &Held, nullptr) != SQLITE_OK)
      throw Error();
    if (sqlite3_step(Held) != SQLITE_ROW)
      throw Error();
    guard.dismiss();
  }
  ~no_warning_throwing_constructor_by_scope_guard() { sqlite3_finalize(Held); }
};

class no_warning_throwing_constructor_by_cleanup {
  sqlite3_stmt *Held = nullptr;

public:
  no_warning_throwing_constructor_by_cleanup(sqlite3 *db, const char *sql) {
    AT_END sqlite3_stmt *stmt = nullptr;
    if (sqlite3_prepare_v2(db, sql, -1, &stmt, nullptr) != SQLITE_OK)
      throw Error();
    if (sqlite3_step(stmt) != SQLITE_ROW)
      throw Error();
    Held = stmt;
    stmt = nullptr;
  }
  ~no_warning_throwing_constructor_by_cleanup() { sqlite3_finalize(Held); }
};
