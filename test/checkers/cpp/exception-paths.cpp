// RUN: %check %s
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Exceptions in loops, switches and nested functions, and what other paths release.

#include <cpp/mock_std.h>
#include <libpq-fe.h>
#include <mysql.h>
#include <sqlite3.h>

struct Error {};
struct Retry : Error {};
void work(int n) {
  if (n < 0)
    throw Retry();
  if (n > 100)
    throw Error();
}
void pause() noexcept;

bool leaks_between_retries(PGconn *c) {
  for (int attempt = 0; attempt < 3; ++attempt) {
    try {
      PGresult *res = PQexec(c, "SELECT 1");
      // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'res' from 'PQexec' is not released on every path
      work(PQntuples(res));
      PQclear(res);
      return true;
    } catch (const Retry &) {
      pause();
    }
  }
  return false;
}

bool no_warning_between_retries(PGconn *c) {
  for (int attempt = 0; attempt < 3; ++attempt) {
    PGresult *res = PQexec(c, "SELECT 1");
    try {
      work(PQntuples(res));
      PQclear(res);
      return true;
    } catch (const Retry &) {
      PQclear(res);
      pause();
    } catch (...) {
      PQclear(res);
      throw;
    }
  }
  return false;
}

void leaks_second_of_two(PGconn *c) {
  PGresult *first = PQexec(c, "SELECT 1");
  PGresult *second = nullptr;
  try {
    second = PQexec(c, "SELECT 2");
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'second' from 'PQexec' is not released on every path
    work(PQntuples(second));
  } catch (...) {
    PQclear(first);
    throw;
  }
  PQclear(first);
  PQclear(second);
}

void no_warning_two_released_in_handler(PGconn *c) {
  PGresult *first = PQexec(c, "SELECT 1");
  PGresult *second = nullptr;
  try {
    second = PQexec(c, "SELECT 2");
    work(PQntuples(second));
  } catch (...) {
    PQclear(second);
    PQclear(first);
    throw;
  }
  PQclear(first);
  PQclear(second);
}

void no_warning_released_then_rethrown_as_other(PGconn *c) {
  PGresult *res = PQexec(c, "SELECT 1");
  try {
    work(PQntuples(res));
  } catch (const Error &) {
    PQclear(res);
    throw std::runtime_error("wrapped");
  }
  PQclear(res);
}

void no_warning_throw_inside_catch_is_caught_outside(PGconn *c) {
  PGresult *res = PQexec(c, "SELECT 1");
  try {
    try {
      work(PQntuples(res));
    } catch (const Retry &) {
      throw Error();
    }
  } catch (const Error &) {
    pause();
  }
  PQclear(res);
}

void leaks_when_handlers_work_throws(PGconn *c) {
  PGresult *res = PQexec(c, "SELECT 1");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'res' from 'PQexec' is not released on every path
  try {
    work(PQntuples(res));
  } catch (const Error &) {
    work(PQnfields(res));
  }
  PQclear(res);
}

void leaks_in_handler_acquire(PGconn *c, int n) {
  try {
    work(n);
  } catch (const Error &) {
    PGresult *res = PQexec(c, "ROLLBACK");
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'res' from 'PQexec' is not released on every path
    if (PQresultStatus(res) != PGRES_COMMAND_OK)
      throw;
    PQclear(res);
  }
}

void no_warning_handler_acquire(PGconn *c, int n) {
  try {
    work(n);
  } catch (const Error &) {
    PGresult *res = PQexec(c, "ROLLBACK");
    PQclear(res);
    throw;
  }
}

int leaks_on_throw_from_loop_with_break(sqlite3 *db) {
  sqlite3_stmt *stmt = nullptr;
  int total = 0;
  if (sqlite3_prepare_v2(db, "SELECT n FROM t", -1, &stmt, nullptr) !=
      // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'stmt' from 'sqlite3_prepare_v2' is not released on every path
      SQLITE_OK)
    return -1;
  for (;;) {
    int rc = sqlite3_step(stmt);
    if (rc == SQLITE_DONE)
      break;
    if (rc != SQLITE_ROW)
      throw Error();
    total += sqlite3_column_int(stmt, 0);
  }
  sqlite3_finalize(stmt);
  return total;
}

int no_warning_loop_with_break(sqlite3 *db) {
  sqlite3_stmt *stmt = nullptr;
  int total = 0, rc;
  if (sqlite3_prepare_v2(db, "SELECT n FROM t", -1, &stmt, nullptr) !=
      SQLITE_OK)
    return -1;
  while ((rc = sqlite3_step(stmt)) == SQLITE_ROW)
    total += sqlite3_column_int(stmt, 0);
  sqlite3_finalize(stmt);
  if (rc != SQLITE_DONE)
    throw Error();
  return total;
}

void leaks_rows_when_a_row_throws(MYSQL *m) {
  MYSQL_RES *rows = mysql_use_result(m);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'rows' from 'mysql_use_result' is not released on every path
  if (!rows)
    return;
  while (mysql_fetch_row(rows))
    work(static_cast<int>(mysql_num_fields(rows)));
  mysql_free_result(rows);
}

void no_warning_flag_set_in_handler(MYSQL *m) {
  MYSQL_RES *rows = mysql_use_result(m);
  bool failed = false;
  try {
    work(static_cast<int>(mysql_num_fields(rows)));
  } catch (...) {
    failed = true;
  }
  if (rows)
    mysql_free_result(rows);
  if (failed)
    throw Error();
}

void leaks_only_when_flag_is_set(MYSQL *m) {
  MYSQL_RES *rows = mysql_use_result(m);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'rows' from 'mysql_use_result' is not released on every path
  bool failed = false;
  try {
    work(static_cast<int>(mysql_num_fields(rows)));
  } catch (...) {
    failed = true;
  }
  if (failed)
    return;
  mysql_free_result(rows);
}

void no_warning_exception_kept_for_later(PGconn *c, std::exception &kept) {
  PGresult *res = PQexec(c, "SELECT 1");
  try {
    work(PQntuples(res));
  } catch (std::exception &e) {
    kept = e;
  } catch (...) {
  }
  PQclear(res);
}

void no_warning_goto_out_of_try(PGconn *c) {
  PGresult *res = PQexec(c, "SELECT 1");
  try {
    if (PQntuples(res) == 0)
      goto out;
    work(1);
  } catch (...) {
    goto out;
  }
out:
  PQclear(res);
}

void leaks_on_return_out_of_try(PGconn *c) {
  PGresult *res = PQexec(c, "SELECT 1");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'res' from 'PQexec' is not released on every path
  try {
    if (PQntuples(res) == 0)
      return;
  } catch (...) {
  }
  PQclear(res);
}

struct Recursive {
  static void descend(PGconn *c, int depth) {
    if (depth == 0)
      throw Error();
    PGresult *res = PQexec(c, "SELECT 1");
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'res' from 'PQexec' is not released on every path
    descend(c, depth - 1);
    PQclear(res);
  }
  static void no_warning_descend(PGconn *c, int depth) {
    if (depth == 0)
      return;
    PGresult *res = PQexec(c, "SELECT 1");
    no_warning_descend(c, depth - 1);
    PQclear(res);
  }
};

void no_warning_thrown_in_dead_branch(PGconn *c) {
  PGresult *res = PQexec(c, "SELECT 1");
  if (sizeof(int) == 1)
    throw Error();
  PQclear(res);
}
