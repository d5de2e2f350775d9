// RUN: %check %s
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Null handles, flags and return values in C++ dress.

#include <cpp/mock_std.h>
#include <libpq-fe.h>
#include <mysql.h>
#include <sqlite3.h>

struct Error {};
void use(const PGresult *res);
void use(const PGresult &res);
enum class Outcome { Good, Bad };

Outcome classify(const PGresult *res) {
  return PQresultStatus(res) == PGRES_TUPLES_OK ? Outcome::Good : Outcome::Bad;
}

void no_warning_null_compared_with_nullptr(PGconn *c) {
  PGresult *res = PQexec(c, "SELECT 1");
  if (res == nullptr)
    throw Error();
  PQclear(res);
}

void no_warning_null_tested_by_negation(MYSQL *m) {
  MYSQL_RES *rows = mysql_store_result(m);
  if (!rows)
    throw Error();
  mysql_free_result(rows);
}

void no_warning_null_tested_by_boolean(MYSQL *m) {
  auto *rows = mysql_store_result(m);
  const bool have = rows != nullptr;
  if (!have)
    return;
  mysql_free_result(rows);
}

void no_warning_null_tested_twice(PGconn *c) {
  PGresult *res = PQexec(c, "SELECT 1");
  if (res)
    use(res);
  if (res)
    PQclear(res);
}

void no_warning_brace_initialised(PGconn *c) {
  PGresult *res{PQexec(c, "SELECT 1")};
  PQclear(res);
}

void no_warning_reference_to_handle(PGconn *c) {
  PGresult *res = PQexec(c, "SELECT 1");
  PGresult *&alias = res;
  PQclear(alias);
}

void no_warning_const_pointer_to_handle(PGconn *c) {
  PGresult *const res = PQexec(c, "SELECT 1");
  use(res);
  PQclear(res);
}

void no_warning_dereferenced_to_reference(PGconn *c) {
  PGresult *res = PQexec(c, "SELECT 1");
  if (!res)
    return;
  use(*res);
  PQclear(res);
}

void no_warning_code_kept_in_const(sqlite3 *db) {
  sqlite3_stmt *stmt = nullptr;
  const int rc = sqlite3_prepare_v2(db, "SELECT 1", -1, &stmt, nullptr);
  if (rc == SQLITE_OK)
    sqlite3_finalize(stmt);
}

void no_warning_code_kept_in_boolean(sqlite3 *db) {
  sqlite3_stmt *stmt = nullptr;
  const bool ok =
      sqlite3_prepare_v2(db, "SELECT 1", -1, &stmt, nullptr) == SQLITE_OK;
  if (!ok)
    throw Error();
  sqlite3_finalize(stmt);
}

void no_warning_code_declared_in_if(sqlite3 *db) {
  sqlite3_stmt *stmt = nullptr;
  if (int rc = sqlite3_prepare_v2(db, "SELECT 1", -1, &stmt, nullptr);
      rc != SQLITE_OK)
    throw Error();
  sqlite3_finalize(stmt);
}

void no_warning_same_status_asked_twice(PGconn *c) {
  PGresult *first = PQexec(c, "SELECT 1");
  PGresult *second = nullptr;
  if (PQresultStatus(first) == PGRES_TUPLES_OK)
    second = PQexec(c, "SELECT 2");
  if (PQresultStatus(first) == PGRES_TUPLES_OK)
    PQclear(second);
  PQclear(first);
}

void no_warning_flag_ored(PGconn *c, bool quick) {
  PGresult *res = nullptr;
  if (!quick)
    res = PQexec(c, "SELECT 1");
  if (quick)
    return;
  PQclear(res);
}

void no_warning_cast_and_back(PGconn *c) {
  void *opaque = PQexec(c, "SELECT 1");
  PQclear(static_cast<PGresult *>(opaque));
}

void no_warning_reinterpreted(PGconn *c) {
  auto *bytes = reinterpret_cast<char *>(PQexec(c, "SELECT 1"));
  PQclear(reinterpret_cast<PGresult *>(bytes));
}

void leaks_when_found_good_by_enum(PGconn *c) {
  PGresult *res = PQexec(c, "SELECT 1");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'res' from 'PQexec' is not released on every path
  if (classify(res) == Outcome::Bad)
    return;
  PQclear(res);
}

void leaks_on_wrong_null_test(PGconn *c) {
  PGresult *res = PQexec(c, "SELECT 1");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'res' from 'PQexec' is not released on every path
  if (res != nullptr)
    return;
  PQclear(res);
}

void leaks_when_code_is_inverted(sqlite3 *db) {
  sqlite3_stmt *stmt = nullptr;
  const int rc = sqlite3_prepare_v2(db, "SELECT 1", -1, &stmt, nullptr);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'stmt' from 'sqlite3_prepare_v2' is not released on every path
  if (rc == SQLITE_OK)
    return;
  sqlite3_finalize(stmt);
}

void leaks_brace_initialised(PGconn *c) {
  PGresult *res{PQexec(c, "SELECT 1")};
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'res' from 'PQexec' is not released on every path
  use(res);
}

void leaks_const_pointer(PGconn *c) {
  PGresult *const res = PQexec(c, "SELECT 1");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'res' from 'PQexec' is not released on every path
  use(res);
}

void leaks_after_dereference_to_reference(PGconn *c) {
  PGresult *res = PQexec(c, "SELECT 1");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'res' from 'PQexec' is not released on every path
  use(*res);
}

void leaks_after_cast(PGconn *c) {
  void *opaque = PQexec(c, "SELECT 1");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'opaque' from 'PQexec' is not released on every path
  use(static_cast<PGresult *>(opaque));
}
