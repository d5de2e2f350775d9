// RUN: %check %s
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// What unwinding runs: the guards of the scopes an exception leaves, and no others.

#include <cpp/mock_std.h>
#include <libpq-fe.h>
#include <mysql.h>
#include <sqlite3.h>

struct Error {};
void work(int n) {
  if (n)
    throw Error();
}

struct Guard {
  PGresult *Res;
  explicit Guard(PGresult *r) : Res(r) {}
  Guard(const Guard &) = delete;
  ~Guard() { PQclear(Res); }
};
struct Unrelated {
  int Depth;
  ~Unrelated() { Depth = 0; }
};
struct Clear {
  void operator()(PGresult *r) const { PQclear(r); }
};

void leaks_when_thrown_before_the_guard(PGconn *c) {
  PGresult *res = PQexec(c, "SELECT 1");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'res' from 'PQexec' is not released on every path
  work(PQntuples(res));
  Guard guard(res);
}

void leaks_unguarded_neighbour(PGconn *c) {
  Guard guard(PQexec(c, "SELECT 1"));
  PGresult *other = PQexec(c, "SELECT 2");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'other' from 'PQexec' is not released on every path
  work(PQntuples(other));
  PQclear(other);
}

void leaks_although_an_unrelated_object_is_destroyed(PGconn *c) {
  PGresult *res = PQexec(c, "SELECT 1");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'res' from 'PQexec' is not released on every path
  Unrelated object{1};
  work(PQntuples(res));
  PQclear(res);
}

void leaks_after_guard_gave_up(PGconn *c) {
  std::unique_ptr<PGresult, Clear> owner(PQexec(c, "SELECT 1"));
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'PQexec' is n{{ot|ever}} released
  PGresult *res = owner.release();
  work(PQntuples(res));
  PQclear(res);
}

void leaks_handle_assigned_after_guards_scope(PGconn *c) {
  PGresult *res = nullptr;
  {
    Guard guard(PQexec(c, "SELECT 1"));
    work(PQntuples(guard.Res));
  }
  res = PQexec(c, "SELECT 2");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'res' from 'PQexec' is not released on every path
  work(PQntuples(res));
  PQclear(res);
}

void leaks_in_inner_block_before_handler(PGconn *c) {
  try {
    {
      PGresult *res = PQexec(c, "SELECT 1");
      // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'res' from 'PQexec' is not released on every path
      work(PQntuples(res));
      PQclear(res);
    }
    work(1);
  } catch (...) {
  }
}

void leaks_statement_before_its_guard(sqlite3 *db) {
  struct Finalize {
    void operator()(sqlite3_stmt *s) const { sqlite3_finalize(s); }
  };
  sqlite3_stmt *raw = nullptr;
  if (sqlite3_prepare_v2(db, "SELECT 1", -1, &raw, nullptr) != SQLITE_OK)
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'raw' from 'sqlite3_prepare_v2' is not released on every path
    return;
  work(sqlite3_column_count(raw));
  std::unique_ptr<sqlite3_stmt, Finalize> stmt(raw);
}

void leaks_rows_beside_a_guarded_handle() {
  struct Close {
    void operator()(MYSQL *m) const { mysql_close(m); }
  };
  std::unique_ptr<MYSQL, Close> m(mysql_init(nullptr));
  MYSQL_RES *rows = mysql_store_result(m.get());
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'rows' from 'mysql_store_result' is not released on every path
  work(static_cast<int>(mysql_num_rows(rows)));
  mysql_free_result(rows);
}

void no_warning_guard_live_at_throw(PGconn *c) {
  PGresult *res = PQexec(c, "SELECT 1");
  Guard guard(res);
  work(PQntuples(res));
}

void no_warning_guard_in_inner_scope(PGconn *c) {
  PGresult *res = PQexec(c, "SELECT 1");
  {
    Guard guard(res);
    work(PQntuples(res));
  }
  work(2);
}

void no_warning_guard_inside_try(PGconn *c) {
  PGresult *res = PQexec(c, "SELECT 1");
  try {
    Guard guard(res);
    work(PQntuples(res));
  } catch (const Error &) {
    return;
  }
}

void no_warning_guard_outside_try(PGconn *c) {
  Guard guard(PQexec(c, "SELECT 1"));
  try {
    work(PQntuples(guard.Res));
  } catch (const Error &) {
    work(1);
  }
}

void no_warning_two_guards_unwound(PGconn *c) {
  Guard first(PQexec(c, "SELECT 1"));
  Guard second(PQexec(c, "SELECT 2"));
  work(PQntuples(second.Res));
}

void no_warning_first_guard_when_second_acquire_throws(PGconn *c, int n) {
  Guard first(PQexec(c, "SELECT 1"));
  work(n);
  Guard second(PQexec(c, "SELECT 2"));
}

void no_warning_guard_in_loop_body(PGconn *c, int n) {
  for (int i = 0; i < n; ++i) {
    Guard guard(PQexec(c, "SELECT 1"));
    work(PQntuples(guard.Res));
  }
}

void no_warning_guard_in_loop_with_continue(PGconn *c, int n) {
  for (int i = 0; i < n; ++i) {
    Guard guard(PQexec(c, "SELECT 1"));
    if (PQntuples(guard.Res) == 0)
      continue;
    work(i);
  }
}

void no_warning_guard_left_by_goto(PGconn *c) {
  {
    Guard guard(PQexec(c, "SELECT 1"));
    if (PQntuples(guard.Res) == 0)
      goto done;
    work(1);
  }
done:
  return;
}

void no_warning_temporary_guard(PGconn *c) {
  work(
      PQntuples(std::unique_ptr<PGresult, Clear>(PQexec(c, "SELECT 1")).get()));
}

void no_warning_guard_as_condition(PGconn *c) {
  if (std::unique_ptr<PGresult, Clear> res{PQexec(c, "SELECT 1")})
    work(PQntuples(res.get()));
}

static void clearResult(PGresult **r) { PQclear(*r); }

void no_warning_cleanup_attribute_when_thrown(PGconn *c) {
  __attribute__((cleanup(clearResult))) PGresult *res = PQexec(c, "SELECT 1");
  work(PQntuples(res));
}

void no_warning_cleanup_attribute_on_return(PGconn *c) {
  __attribute__((cleanup(clearResult))) PGresult *res = nullptr;
  res = PQexec(c, "SELECT 1");
  if (PQntuples(res) == 0)
    return;
  work(1);
}
