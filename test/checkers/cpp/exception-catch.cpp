// RUN: %check %s
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Which handler an exception reaches, and what is released there.

#include <cpp/mock_std.h>
#include <libpq-fe.h>
#include <mysql.h>
#include <sqlite3.h>

struct Base {
  virtual ~Base() {}
};
struct Derived : Base {};
struct Unrelated {};

void throwsBase(int n) {
  if (n)
    throw Base();
}
void throwsDerived(int n) {
  if (n)
    throw Derived();
}
void throwsInt(int n) {
  if (n)
    throw n;
}
void note(const char *text) noexcept;

void leaks_when_handler_returns(PGconn *c) {
  PGresult *res = PQexec(c, "SELECT 1");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'res' from 'PQexec' is not released on every path
  try {
    throwsBase(PQntuples(res));
  } catch (const Base &) {
    return;
  }
  PQclear(res);
}

void leaks_when_handler_rethrows(PGconn *c) {
  PGresult *res = PQexec(c, "SELECT 1");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'res' from 'PQexec' is not released on every path
  try {
    throwsBase(PQntuples(res));
  } catch (...) {
    note("failed");
    throw;
  }
  PQclear(res);
}

void leaks_when_handler_throws_another(PGconn *c) {
  PGresult *res = PQexec(c, "SELECT 1");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'res' from 'PQexec' is not released on every path
  try {
    throwsBase(PQntuples(res));
  } catch (const Base &) {
    throw Unrelated();
  }
  PQclear(res);
}

void leaks_when_no_handler_matches(PGconn *c) {
  PGresult *res = PQexec(c, "SELECT 1");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'res' from 'PQexec' is not released on every path
  try {
    throwsBase(PQntuples(res));
  } catch (const Unrelated &) {
  }
  PQclear(res);
}

void leaks_when_only_derived_is_caught(PGconn *c) {
  PGresult *res = PQexec(c, "SELECT 1");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'res' from 'PQexec' is not released on every path
  try {
    throwsBase(PQntuples(res));
  } catch (const Derived &) {
    PQclear(res);
    return;
  }
  PQclear(res);
}

void leaks_when_integers_differ(PGconn *c) {
  PGresult *res = PQexec(c, "SELECT 1");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'res' from 'PQexec' is not released on every path
  try {
    throwsInt(PQntuples(res));
  } catch (long) {
  }
  PQclear(res);
}

void leaks_handle_declared_inside_try(PGconn *c) {
  try {
    PGresult *res = PQexec(c, "SELECT 1");
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'res' from 'PQexec' is not released on every path
    throwsBase(PQntuples(res));
    PQclear(res);
  } catch (const Base &) {
    note("failed");
  }
}

void leaks_in_one_of_two_handlers(PGconn *c) {
  PGresult *res = PQexec(c, "SELECT 1");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'res' from 'PQexec' is not released on every path
  try {
    throwsBase(PQntuples(res));
    throwsInt(PQnfields(res));
  } catch (const Base &) {
    PQclear(res);
    return;
  } catch (int) {
    return;
  }
  PQclear(res);
}

void leaks_when_inner_handler_rethrows_past_release(PGconn *c) {
  try {
    PGresult *res = PQexec(c, "SELECT 1");
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'res' from 'PQexec' is not released on every path
    try {
      throwsBase(PQntuples(res));
    } catch (const Unrelated &) {
      PQclear(res);
      throw;
    }
    PQclear(res);
  } catch (...) {
  }
}

int leaks_when_exception_becomes_error_code(const char *info) {
  PGconn *conn = nullptr;
  try {
    conn = PQconnectdb(info);
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'conn' from 'PQconnectdb' is not released on every path
    throwsBase(PQstatus(conn));
    PQfinish(conn);
    return 0;
  } catch (...) {
    return -1;
  }
}

void leaks_statement_when_caught_without_release(sqlite3 *db) {
  sqlite3_stmt *stmt = nullptr;
  try {
    if (sqlite3_prepare_v2(db, "SELECT 1", -1, &stmt, nullptr) != SQLITE_OK)
      // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'stmt' from 'sqlite3_prepare_v2' is not released on every path
      return;
    throwsInt(sqlite3_step(stmt));
    sqlite3_finalize(stmt);
  } catch (int) {
    note("failed");
  }
}

void leaks_rows_when_loop_goes_on_after_catch(MYSQL *m, int n) {
  for (int i = 0; i < n; ++i) {
    try {
      MYSQL_RES *rows = mysql_store_result(m);
      // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'rows' from 'mysql_store_result' is not released on every path
      throwsInt(static_cast<int>(mysql_num_rows(rows)));
      mysql_free_result(rows);
    } catch (int) {
      continue;
    }
  }
}

void leaks_in_function_try_block(PGconn *c) try {
  PGresult *res = PQexec(c, "SELECT 1");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'res' from 'PQexec' is not released on every path
  throwsBase(PQntuples(res));
  PQclear(res);
} catch (const Base &) {
  note("failed");
}

void no_warning_released_in_handler(PGconn *c) {
  PGresult *res = PQexec(c, "SELECT 1");
  try {
    throwsBase(PQntuples(res));
  } catch (const Base &) {
    PQclear(res);
    return;
  }
  PQclear(res);
}

void no_warning_released_and_rethrown(PGconn *c) {
  PGresult *res = PQexec(c, "SELECT 1");
  try {
    throwsBase(PQntuples(res));
  } catch (...) {
    PQclear(res);
    throw;
  }
  PQclear(res);
}

void no_warning_released_after_handler(PGconn *c) {
  PGresult *res = PQexec(c, "SELECT 1");
  try {
    throwsBase(PQntuples(res));
  } catch (const Base &) {
    note("failed");
  }
  PQclear(res);
}

void no_warning_derived_reaches_base_handler(PGconn *c) {
  PGresult *res = PQexec(c, "SELECT 1");
  try {
    throwsDerived(PQntuples(res));
  } catch (const Base &) {
    note("failed");
  }
  PQclear(res);
}

void no_warning_standard_error_reaches_standard_base(PGconn *c) {
  PGresult *res = PQexec(c, "SELECT 1");
  try {
    if (PQntuples(res) == 0)
      throw std::invalid_argument("empty");
  } catch (const std::exception &) {
    note("failed");
  }
  PQclear(res);
}

void no_warning_thrown_value_reaches_handler_by_value(PGconn *c) {
  PGresult *res = PQexec(c, "SELECT 1");
  try {
    throwsInt(PQntuples(res));
  } catch (int) {
    note("failed");
  }
  PQclear(res);
}

void no_warning_pointer_reaches_pointer_handler(PGconn *c) {
  PGresult *res = PQexec(c, "SELECT 1");
  try {
    if (PQntuples(res) == 0)
      throw "empty";
  } catch (const char *) {
    note("failed");
  }
  PQclear(res);
}

void no_warning_every_handler_releases(PGconn *c) {
  PGresult *res = PQexec(c, "SELECT 1");
  try {
    throwsBase(PQntuples(res));
    throwsInt(PQnfields(res));
  } catch (const Base &) {
    PQclear(res);
    throw;
  } catch (...) {
    PQclear(res);
    return;
  }
  PQclear(res);
}

void no_warning_outer_handler_releases(PGconn *c) {
  PGresult *res = PQexec(c, "SELECT 1");
  try {
    try {
      throwsBase(PQntuples(res));
    } catch (const Unrelated &) {
      note("inner");
    }
  } catch (...) {
    note("outer");
  }
  PQclear(res);
}

void no_warning_inner_rethrow_caught_outside(PGconn *c) {
  PGresult *res = PQexec(c, "SELECT 1");
  try {
    try {
      throwsBase(PQntuples(res));
    } catch (const Base &) {
      note("inner");
      throw;
    }
  } catch (const Base &) {
    note("outer");
  }
  PQclear(res);
}

void no_warning_null_checked_in_handler(const char *info) {
  PGconn *conn = nullptr;
  try {
    throwsInt(info == nullptr);
    conn = PQconnectdb(info);
    throwsBase(PQstatus(conn));
  } catch (...) {
    if (conn)
      PQfinish(conn);
    return;
  }
  PQfinish(conn);
}

void no_warning_null_release_in_handler(const char *info) {
  PGconn *conn = nullptr;
  try {
    conn = PQconnectdb(info);
    throwsBase(PQstatus(conn));
  } catch (...) {
    PQfinish(conn);
    throw;
  }
  PQfinish(conn);
}

void no_warning_function_try_block_without_handle(PGconn *c) try {
  PGresult *res = PQexec(c, "SELECT 1");
  int n = PQntuples(res);
  PQclear(res);
  throwsInt(n);
} catch (int) {
  note("failed");
}

void no_warning_statement_finalised_in_handler(sqlite3 *db) {
  sqlite3_stmt *stmt = nullptr;
  try {
    if (sqlite3_prepare_v2(db, "SELECT 1", -1, &stmt, nullptr) != SQLITE_OK)
      return;
    throwsInt(sqlite3_step(stmt));
  } catch (int) {
    sqlite3_finalize(stmt);
    return;
  }
  sqlite3_finalize(stmt);
}

void no_warning_rows_freed_after_handler(MYSQL *m) {
  MYSQL_RES *rows = mysql_store_result(m);
  try {
    throwsInt(static_cast<int>(mysql_num_rows(rows)));
  } catch (...) {
    note("failed");
  }
  mysql_free_result(rows);
}

int no_warning_retry_until_it_works(PGconn *c) {
  for (int attempt = 0; attempt < 3; ++attempt) {
    PGresult *res = PQexec(c, "SELECT 1");
    try {
      throwsBase(PQntuples(res));
      PQclear(res);
      return 1;
    } catch (const Base &) {
      PQclear(res);
    }
  }
  return 0;
}
