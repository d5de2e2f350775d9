// RUN: %check %s
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Control flow that C++ adds, and operands that are never evaluated.

#include <cpp/mock_std.h>
#include <libpq-fe.h>
#include <mysql.h>
#include <sqlite3.h>

struct Error {};
struct Names {
  const char *const *begin() const;
  const char *const *end() const;
};
struct Pair {
  PGresult *Res;
  int Count;
};
Pair fetch(PGconn *c) {
  PGresult *res = PQexec(c, "SELECT 1");
  return {res, PQntuples(res)};
}
[[noreturn]] void die(const char *text);

// declarations in conditions

void no_warning_declared_in_if(PGconn *c) {
  if (PGresult *res = PQexec(c, "SELECT 1")) {
    PQntuples(res);
    PQclear(res);
  }
}

void no_warning_declared_in_if_auto(PGconn *c) {
  if (auto *res = PQexec(c, "SELECT 1"); res)
    PQclear(res);
}

void no_warning_declared_in_if_with_else(PGconn *c) {
  if (auto *res = PQexec(c, "SELECT 1");
      PQresultStatus(res) == PGRES_TUPLES_OK) {
    PQntuples(res);
    PQclear(res);
  } else {
    PQclear(res);
  }
}

void no_warning_declared_in_while(PGconn *c) {
  while (PGresult *res = PQgetResult(c))
    PQclear(res);
}

void no_warning_declared_in_switch(PGconn *c) {
  switch (PGresult *res = PQexec(c, "SELECT 1"); PQresultStatus(res)) {
  case PGRES_TUPLES_OK:
    PQclear(res);
    break;
  default:
    PQclear(res);
    break;
  }
}

void leaks_declared_in_if(PGconn *c) {
  if (PGresult *res = PQexec(c, "SELECT 1"))
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'res' from 'PQexec' is not released on every path
    PQntuples(res);
}

void leaks_declared_in_if_initialiser(PGconn *c) {
  if (auto *res = PQexec(c, "SELECT 1"); PQntuples(res) > 0)
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'res' from 'PQexec' is not released on every path
    PQclear(res);
}

void leaks_declared_in_if_initialiser_on_return(PGconn *c) {
  if (auto *res = PQexec(c, "SELECT 2");
      // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'res' from 'PQexec' is not released on every path
      PQresultStatus(res) != PGRES_TUPLES_OK)
    return;
  else
    PQclear(res);
}

void no_warning_declared_in_if_else_dies(PGconn *c) {
  if (auto *res = PQexec(c, "SELECT 1"); PQresultStatus(res) == PGRES_TUPLES_OK)
    PQclear(res);
  else
    die(PQresultErrorMessage(res));
}

void leaks_declared_in_while(PGconn *c) {
  while (PGresult *res = PQgetResult(c)) {
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'res' from 'PQgetResult' is not released on every path
    if (PQresultStatus(res) == PGRES_FATAL_ERROR)
      break;
    PQclear(res);
  }
}

void leaks_declared_in_switch(PGconn *c) {
  switch (PGresult *res = PQexec(c, "SELECT 1"); PQresultStatus(res)) {
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'res' from 'PQexec' is not released on every path
  case PGRES_TUPLES_OK:
    PQclear(res);
    break;
  default:
    break;
  }
}

// range-for

void no_warning_range_for(PGconn *c, const Names &names) {
  for (const char *name : names) {
    PGresult *res = PQexec(c, name);
    PQclear(res);
  }
}

void leaks_on_continue_in_range_for(PGconn *c, const Names &names) {
  for (const char *name : names) {
    PGresult *res = PQexec(c, name);
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'res' from 'PQexec' is not released on every path
    if (PQresultStatus(res) != PGRES_COMMAND_OK)
      continue;
    PQclear(res);
  }
}

bool leaks_on_return_from_range_for(PGconn *c, const Names &names) {
  for (const char *name : names) {
    PGresult *res = PQexec(c, name);
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'res' from 'PQexec' is not released on every path
    if (PQntuples(res) > 0)
      return true;
    PQclear(res);
  }
  return false;
}

void leaks_rows_on_break_from_range_for(MYSQL *m, const Names &names) {
  for (const char *name : names) {
    mysql_query(m, name);
    MYSQL_RES *rows = mysql_store_result(m);
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'rows' from 'mysql_store_result' is not released on every path
    if (!rows)
      continue;
    if (mysql_num_rows(rows) == 0)
      break;
    mysql_free_result(rows);
  }
}

// structured bindings

void no_warning_structured_binding(PGconn *c) {
  auto [res, count] = fetch(c);
  (void)count;
  PQclear(res);
}

void no_warning_structured_binding_of_local(PGconn *c) {
  Pair pair{PQexec(c, "SELECT 1"), 0};
  auto &[res, count] = pair;
  (void)count;
  PQclear(res);
}

// ternary, comma, short circuit

void no_warning_ternary_acquire(PGconn *c, bool all) {
  PGresult *res = all ? PQexec(c, "SELECT * FROM t") : nullptr;
  PQclear(res);
}

void no_warning_ternary_of_two(PGconn *c, bool all) {
  auto *res = all ? PQexec(c, "SELECT * FROM t") : PQexec(c, "SELECT 1");
  PQclear(res);
}

void leaks_ternary_acquire(PGconn *c, bool all) {
  PGresult *res = all ? PQexec(c, "SELECT * FROM t") : nullptr;
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'res' from 'PQexec' is not released on every path
  if (!all)
    return;
  PQntuples(res);
}

void no_warning_flag_remembers_acquire(PGconn *c, bool wanted) {
  PGresult *res = nullptr;
  bool have = false;
  if (wanted) {
    res = PQexec(c, "SELECT 1");
    have = true;
  }
  if (have)
    PQclear(res);
}

// never evaluated

void no_warning_in_sizeof(PGconn *c) { (void)sizeof(PQexec(c, "SELECT 1")); }

void no_warning_in_decltype(PGconn *c) {
  decltype(PQexec(c, "SELECT 1")) res = nullptr;
  (void)res;
}

void no_warning_in_noexcept(PGconn *c) {
  constexpr bool quiet = noexcept(PQexec(c, "SELECT 1"));
  (void)quiet;
}

auto no_warning_in_trailing_return(PGconn *c) -> decltype(PQexec(c, "")) {
  return nullptr;
}

void no_warning_in_alignof(PGconn *c) {
  (void)alignof(decltype(PQexec(c, "SELECT 1")));
}

void no_warning_in_static_assert(PGconn *c) {
  static_assert(std::is_same_v<decltype(PQexec(c, "")), PGresult *>);
}

// if constexpr

template <bool Wanted> void maybeQuery(PGconn *c) {
  if constexpr (Wanted) {
    PGresult *res = PQexec(c, "SELECT 1");
    PQclear(res);
  }
}

void no_warning_if_constexpr(PGconn *c) {
  maybeQuery<true>(c);
  maybeQuery<false>(c);
}

void no_warning_discarded_constexpr_branch(PGconn *c) {
  if constexpr (sizeof(void *) == 1) {
    PGresult *res = PQexec(c, "SELECT 1");
    PQntuples(res);
  }
}

void leaks_in_taken_constexpr_branch(PGconn *c) {
  if constexpr (sizeof(void *) > 1) {
    PGresult *res = PQexec(c, "SELECT 1");
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'res' from 'PQexec' is not released on every path
    PQntuples(res);
  }
}

void no_warning_release_in_taken_constexpr_branch(PGconn *c) {
  PGresult *res = PQexec(c, "SELECT 1");
  if constexpr (sizeof(void *) > 1)
    PQclear(res);
}

// ends of the world

void no_warning_after_noreturn(PGconn *c) {
  PGresult *res = PQexec(c, "SELECT 1");
  if (!res)
    die("no result");
  if (PQresultStatus(res) == PGRES_FATAL_ERROR)
    std::terminate();
  if (PQntuples(res) == 0)
    std::exit(1);
  PQclear(res);
}

void no_warning_unreachable_acquire(PGconn *c) {
  return;
  PGresult *res = PQexec(c, "SELECT 1");
  PQntuples(res);
}

void no_warning_acquire_under_false(PGconn *c) {
  if (false) {
    PGresult *res = PQexec(c, "SELECT 1");
    PQntuples(res);
  }
}

void no_warning_acquire_after_throw(PGconn *c) {
  throw Error();
  PGresult *res = PQexec(c, "SELECT 1");
  PQntuples(res);
}

// discarded

void leaks_discarded_result(PGconn *c) {
  PQexec(c, "BEGIN");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: result of 'PQexec' is never released
}

void leaks_discarded_by_void_cast(PGconn *c) {
  static_cast<void>(PQexec(c, "COMMIT"));
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: result of 'PQexec' is never released
}

void leaks_compared_and_discarded(PGconn *c) {
  if (PQresultStatus(PQexec(c, "SELECT 1")) != PGRES_TUPLES_OK)
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: result of 'PQexec' is never released
    return;
}

void no_warning_released_in_the_same_expression(PGconn *c) {
  PQclear(PQexec(c, "BEGIN"));
}

// overwritten

void leaks_overwritten(PGconn *c) {
  auto *res = PQexec(c, "SELECT 1");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'res' from 'PQexec' is not released on every path
  res = PQexec(c, "SELECT 2");
  PQclear(res);
}

void leaks_statement_overwritten(sqlite3 *db) {
  sqlite3_stmt *stmt = nullptr;
  if (sqlite3_prepare_v2(db, "SELECT 1", -1, &stmt, nullptr) != SQLITE_OK)
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'stmt' from 'sqlite3_prepare_v2' is not released on every path
    return;
  if (sqlite3_prepare_v2(db, "SELECT 2", -1, &stmt, nullptr) != SQLITE_OK)
    return;
  sqlite3_finalize(stmt);
}

// main: what it never releases is left to the end of the process

int main(int argc, char **argv) {
  PGconn *conn = PQconnectdb(argc > 1 ? argv[1] : "");
  if (PQstatus(conn) != CONNECTION_OK)
    throw Error();
  return 0;
}
