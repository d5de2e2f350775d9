// RUN: rm -rf %t && mkdir %t && cp %s %t/fixed.cpp
// RUN: %clang_tidy -quiet -checks=-*,leash-manual-release -config={} -fix %t/fixed.cpp -- -std=c++14 -I %inputs
// RUN: FileCheck %s --input-file=%t/fixed.cpp
// RUN: %clangxx -std=c++14 -I %inputs -fsyntax-only -Wall -Wextra -Werror %t/fixed.cpp
// RUN: %clang_tidy -quiet -checks=-*,leash-*,leash-manual-release -warnings-as-errors=* -config={} %t/fixed.cpp -- -std=c++14 -I %inputs
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// What the fix-it makes of a function compiles, and nothing is found in it.

// CHECK: #include <memory>
#include <string>
#include <libpq-fe.h>
#include <sqlite3.h>

int early_return(PGconn *conn) {
  PGresult *res = PQexec(conn, "SELECT 1");
  if (PQresultStatus(res) != PGRES_TUPLES_OK) {
    PQclear(res);
    return -1;
  }
  int rows = PQntuples(res);
  PQclear(res);
  return rows;
}
// CHECK-LABEL: int early_return(PGconn *conn) {
// CHECK-NEXT: std::unique_ptr<PGresult, decltype(&PQclear)> res(PQexec(conn, "SELECT 1"), &PQclear);
// CHECK-NEXT: if (PQresultStatus(res.get()) != PGRES_TUPLES_OK) {
// CHECK-NEXT: res.reset();
// CHECK-NEXT: return -1;
// CHECK: int rows = PQntuples(res.get());
// CHECK-NEXT: res.reset();

std::string by_auto(PGconn *conn) {
  auto *res = PQexec(conn, "SELECT 1");
  std::string text = PQntuples(res) > 0 ? PQgetvalue(res, 0, 0) : "";
  PQclear(res);
  return text;
}
// CHECK-LABEL: std::string by_auto(PGconn *conn) {
// CHECK-NEXT: std::unique_ptr<PGresult, decltype(&PQclear)> res(PQexec(conn, "SELECT 1"), &PQclear);

bool assigned_later(PGconn *conn, bool fast) {
  PGresult *res;
  if (fast)
    res = PQexec(conn, "SELECT 1");
  else
    res = PQexec(conn, "SELECT 2");
  const bool found = res != NULL && PQntuples(res) > 0;
  PQclear(res);
  return found;
}
// CHECK-LABEL: bool assigned_later(PGconn *conn, bool fast) {
// CHECK-NEXT: std::unique_ptr<PGresult, decltype(&PQclear)> res(nullptr, &PQclear);
// CHECK-NEXT: if (fast)
// CHECK-NEXT: res.reset(PQexec(conn, "SELECT 1"));
// CHECK-NEXT: else
// CHECK-NEXT: res.reset(PQexec(conn, "SELECT 2"));
// CHECK-NEXT: res.get() != NULL && PQntuples(res.get()) > 0;

int one_after_the_other(PGconn *conn) {
  PGresult *res = PQexec(conn, "SELECT 1");
  int rows = PQntuples(res);
  PQclear(res);
  res = NULL;
  res = PQexec(conn, "SELECT 2");
  rows += PQntuples(res);
  PQclear(res);
  return rows;
}
// CHECK-LABEL: int one_after_the_other(PGconn *conn) {
// CHECK: res.reset();
// CHECK-NEXT: res = NULL;
// CHECK-NEXT: res.reset(PQexec(conn, "SELECT 2"));

void in_a_loop(PGconn *conn, int n) {
  PGresult *res = nullptr;
  for (int i = 0; i < n; ++i) {
    res = PQexec(conn, "SELECT 1");
    if (!res)
      continue;
    if (res)
      PQclear(res);
  }
}
// CHECK-LABEL: void in_a_loop(PGconn *conn, int n) {
// CHECK-NEXT: std::unique_ptr<PGresult, decltype(&PQclear)> res(nullptr, &PQclear);
// CHECK: res.reset(PQexec(conn, "SELECT 1"));
// CHECK-NEXT: if (!res)
// CHECK-NEXT: continue;
// CHECK-NEXT: if (res)
// CHECK-NEXT: res.reset();

static sqlite3_stmt *prepare(sqlite3 *db, const char *sql) {
  sqlite3_stmt *stmt = nullptr;
  if (sqlite3_prepare_v2(db, sql, -1, &stmt, nullptr) != SQLITE_OK)
    return nullptr;
  return stmt;
}

int from_a_function_of_this_file(sqlite3 *db) {
  sqlite3_stmt *const stmt = prepare(db, "SELECT 1");
  int n = 0;
  while (stmt && sqlite3_step(stmt) == SQLITE_ROW)
    ++n;
  sqlite3_finalize(stmt);
  return n;
}
// CHECK-LABEL: int from_a_function_of_this_file(sqlite3 *db) {
// CHECK-NEXT: std::unique_ptr<sqlite3_stmt, decltype(&sqlite3_finalize)> stmt(prepare(db, "SELECT 1"), &sqlite3_finalize);
// CHECK: while (stmt && sqlite3_step(stmt.get()) == SQLITE_ROW)

int two_at_once(PGconn *conn, sqlite3 *db) {
  PGresult *res = PQexec(conn, "SELECT 1");
  sqlite3_stmt *stmt = prepare(db, PQgetvalue(res, 0, 0));
  const int found = sqlite3_step(stmt);
  sqlite3_finalize(stmt);
  PQclear(res);
  return found;
}
// CHECK-LABEL: int two_at_once(PGconn *conn, sqlite3 *db) {
// CHECK: stmt(prepare(db, PQgetvalue(res.get(), 0, 0)), &sqlite3_finalize);
