// RUN: %check %s
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Handles in members, and methods that take and release them.

#include <cpp/mock_std.h>
#include <libpq-fe.h>
#include <mysql.h>
#include <sqlite3.h>

struct Error {};

class Session {
  PGconn *Conn = nullptr;
  PGresult *Res = nullptr;
  int Rows = 0;

public:
  void clear() {
    PQclear(Res);
    Res = nullptr;
  }

  void no_warning_stored_in_member(const char *sql) { Res = PQexec(Conn, sql); }

  void no_warning_stored_through_this(const char *sql) {
    this->Res = PQexec(this->Conn, sql);
  }

  void no_warning_local_then_member(const char *sql) {
    PGresult *res = PQexec(Conn, sql);
    Rows = PQntuples(res);
    Res = res;
  }

  void no_warning_member_released_first(const char *sql) {
    PQclear(Res);
    Res = PQexec(Conn, sql);
  }

  void no_warning_member_released_by_method() {
    Res = PQexec(Conn, "SELECT 1");
    Rows = PQntuples(Res);
    clear();
  }

  void no_warning_member_kept_when_thrown(const char *sql) {
    Res = PQexec(Conn, sql);
    if (PQntuples(Res) == 0)
      throw Error();
    clear();
  }

  int no_warning_local_released(const char *sql) {
    PGresult *res = PQexec(Conn, sql);
    int n = PQntuples(res);
    PQclear(res);
    return n;
  }

  PGresult *no_warning_returned(const char *sql) { return PQexec(Conn, sql); }

  bool no_warning_checked_by_method(const char *sql) {
    PGresult *res = PQexec(Conn, sql);
    if (!check(res))
      return false;
    PQclear(res);
    return true;
  }

  static void no_warning_static_member_function(PGconn *c) {
    PGresult *res = PQexec(c, "SELECT 1");
    PQclear(res);
  }

  bool check(PGresult *res) {
    if (PQresultStatus(res) == PGRES_TUPLES_OK)
      return true;
    PQclear(res);
    return false;
  }

  bool looksGood(PGresult *res) const {
    return PQresultStatus(res) == PGRES_TUPLES_OK;
  }

  PGresult *run(const char *sql) {
    PGresult *res = PQexec(Conn, sql);
    ++Rows;
    return res;
  }

  bool runInto(const char *sql, PGresult *&out) {
    out = PQexec(Conn, sql);
    return PQresultStatus(out) == PGRES_TUPLES_OK;
  }

  int leaks_local_on_return(const char *sql) {
    PGresult *res = PQexec(Conn, sql);
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'res' from 'PQexec' is not released on every path
    if (PQresultStatus(res) != PGRES_TUPLES_OK)
      return -1;
    int n = PQntuples(res);
    PQclear(res);
    return n;
  }

  int leaks_local_on_throw(const char *sql) {
    PGresult *res = PQexec(Conn, sql);
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'res' from 'PQexec' is not released on every path
    if (PQresultStatus(res) != PGRES_TUPLES_OK)
      throw Error();
    int n = PQntuples(res);
    PQclear(res);
    return n;
  }

  bool leaks_when_check_only_reads(const char *sql) {
    PGresult *res = PQexec(Conn, sql);
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'res' from 'PQexec' is not released on every path
    if (!looksGood(res))
      return false;
    PQclear(res);
    return true;
  }

  int leaks_from_wrapper_method(const char *sql) {
    PGresult *res = run(sql);
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'res' from '{{.*}}run' is not released on every path
    if (PQntuples(res) == 0)
      return -1;
    PQclear(res);
    return 0;
  }

  int leaks_from_wrapper_with_reference(const char *sql) {
    PGresult *res = nullptr;
    if (!runInto(sql, res))
      // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'res' from '{{.*}}runInto' is not released on every path
      return -1;
    int n = PQntuples(res);
    PQclear(res);
    return n;
  }

  int no_warning_from_wrapper_with_reference(const char *sql) {
    PGresult *res = nullptr;
    if (!runInto(sql, res)) {
      PQclear(res);
      return -1;
    }
    int n = PQntuples(res);
    PQclear(res);
    return n;
  }

  void leaks_member_overwritten() {
    Res = PQexec(Conn, "SELECT 1");
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'PQexec' is n{{ot|ever}} released
    Res = PQexec(Conn, "SELECT 2");
  }

  void leaks_discarded() {
    PQexec(Conn, "COMMIT");
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: result of 'PQexec' is never released
  }

  static int leaks_in_static_member_function(PGconn *c) {
    PGresult *res = PQexec(c, "SELECT 1");
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'res' from 'PQexec' is not released on every path
    return PQntuples(res);
  }

  ~Session() {
    clear();
    PQfinish(Conn);
  }
};

class Base {
public:
  virtual ~Base() {}
  virtual void use(PGresult *res);
};

void leaks_when_virtual_borrower_returns(PGconn *c, Base &b, bool ok) {
  PGresult *res = PQexec(c, "SELECT 1");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'res' from 'PQexec' is not released on every path
  b.use(res);
  if (!ok)
    return;
  PQclear(res);
}

class Statement {
  sqlite3_stmt *Stmt = nullptr;

public:
  bool no_warning_prepared_into_member(sqlite3 *db, const char *sql) {
    return sqlite3_prepare_v2(db, sql, -1, &Stmt, nullptr) == SQLITE_OK;
  }
  bool no_warning_finalised_before_prepared_again(sqlite3 *db,
                                                  const char *sql) {
    sqlite3_finalize(Stmt);
    return sqlite3_prepare_v2(db, sql, -1, &Stmt, nullptr) == SQLITE_OK;
  }
  int leaks_local_statement(sqlite3 *db) {
    sqlite3_stmt *stmt;
    if (sqlite3_prepare_v2(db, "SELECT 1", -1, &stmt, nullptr) != SQLITE_OK)
      // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'stmt' from 'sqlite3_prepare_v2' is not released on every path
      return -1;
    if (sqlite3_step(stmt) != SQLITE_ROW)
      return -1;
    int n = sqlite3_column_int(stmt, 0);
    sqlite3_finalize(stmt);
    return n;
  }
};

struct Outer {
  struct Inner {
    static bool leaks_in_nested_class(MYSQL *m) {
      MYSQL_RES *rows = mysql_use_result(m);
      // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'rows' from 'mysql_use_result' is not released on every path
      if (!rows)
        return false;
      if (!mysql_fetch_row(rows))
        return false;
      mysql_free_result(rows);
      return true;
    }
    static bool no_warning_in_nested_class(MYSQL *m) {
      MYSQL_RES *rows = mysql_use_result(m);
      if (!rows)
        return false;
      bool any = mysql_fetch_row(rows) != nullptr;
      mysql_free_result(rows);
      return any;
    }
  };
};

struct Query {
  PGresult *Res;
  explicit operator bool() const { return Res != nullptr; }
  void free() {
    PQclear(Res);
    Res = nullptr;
  }
};

void no_warning_released_by_method_of_local(PGconn *c) {
  Query q;
  q.Res = PQexec(c, "SELECT 1");
  q.free();
}

void leaks_when_method_of_local_is_skipped(PGconn *c) {
  Query q;
  q.Res = PQexec(c, "SELECT 1");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'q.Res' from 'PQexec' is not released on every path
  if (PQntuples(q.Res) == 0)
    return;
  q.free();
}
