// RUN: %check %s --checks='-*,leash-manual-release'
// RUN: rm -rf %t && mkdir %t && cp %s %t/same.cpp
// RUN: %clang_tidy -quiet -checks=-*,leash-manual-release -config={} -fix %t/same.cpp -- -std=c++17 -I %inputs
// RUN: diff %s %t/same.cpp
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Found, but left to a person: an edit might change what the code does.

#include <cpp/mock_std.h>
#include <libpq-fe.h>
#include <mysql.h>
#include <setjmp.h>
#include <sqlite3.h>

struct Scope {
  ~Scope();
};
void scoped() { Scope here; }

int through_an_out_parameter(const char *path) {
  sqlite3 *db = nullptr;
  int ok = sqlite3_open(path, &db);
  // CHECK: :[[@LINE-1]]:12: warning: 'db' is released by hand on every path; hold it in a 'std::unique_ptr', so that every later path releases it, too [leash-manual-release]
  sqlite3_close(db);
  return ok;
}

bool asked_after_its_release(PGconn *conn) {
  PGresult *res = PQexec(conn, "SELECT 1");
  // CHECK: :[[@LINE-1]]:19: warning: 'res' is released by hand
  PQclear(res);
  return res != nullptr;
}

int in_an_expression() {
  MYSQL *m = mysql_init(nullptr);
  // CHECK: :[[@LINE-1]]:14: warning: 'm' is released by hand
  return mysql_close(m), 0;
}

static void done(PGresult *res) { PQclear(res); }
int by_a_helper(PGconn *conn) {
  PGresult *res = PQexec(conn, "SELECT 1");
  // CHECK: :[[@LINE-1]]:19: warning: 'res' is released by hand
  int n = PQntuples(res);
  done(res);
  return n;
}

#define FREE(res) PQclear(res)
void in_a_macro(PGconn *conn) {
  PGresult *res = PQexec(conn, "SELECT 1");
  // CHECK: :[[@LINE-1]]:19: warning: 'res' is released by hand
  FREE(res);
}

void two_in_one_declaration(PGconn *conn) {
  PGresult *a = PQexec(conn, "SELECT 1"), *b = PQexec(conn, "SELECT 2");
  // CHECK: :[[@LINE-1]]:17: warning: 'a' is released by hand
  // CHECK: :[[@LINE-2]]:48: warning: 'b' is released by hand
  PQclear(a);
  PQclear(b);
}

void with_a_jump(PGconn *conn, bool again) {
redo:
  PGresult *res = PQexec(conn, "SELECT 1");
  // CHECK: :[[@LINE-1]]:19: warning: 'res' is released by hand
  PQclear(res);
  if (again)
    goto redo;
}

jmp_buf out;
void jump() { longjmp(out, 1); }
void passed_by_a_jump(PGconn *conn, bool bad) {
  PGresult *res = PQexec(conn, "SELECT 1");
  // CHECK: :[[@LINE-1]]:19: warning: 'res' is released by hand
  PQclear(res);
  if (bad)
    jump();
}
