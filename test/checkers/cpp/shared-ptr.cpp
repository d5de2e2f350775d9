// RUN: %check %s
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// shared_ptr with a deleter that releases.

#include <cpp/mock_std.h>
#include <libpq-fe.h>
#include <mysql.h>
#include <sqlite3.h>

struct Finish {
  void operator()(PGconn *c) const { PQfinish(c); }
};
struct Error {};
void keepElsewhere(std::shared_ptr<PGconn> c);

void no_warning_function_deleter(const char *info) {
  std::shared_ptr<PGconn> conn(PQconnectdb(info), PQfinish);
  if (PQstatus(conn.get()) != CONNECTION_OK)
    throw Error();
}

void no_warning_functor_deleter(const char *info) {
  std::shared_ptr<PGconn> conn(PQconnectdb(info), Finish());
  if (PQstatus(conn.get()) != CONNECTION_OK)
    return;
}

void no_warning_lambda_deleter(const char *info) {
  std::shared_ptr<PGconn> conn(PQconnectdb(info),
                               [](PGconn *c) { PQfinish(c); });
}

void no_warning_lambda_deleter_that_captures(const char *info, int *open) {
  std::shared_ptr<PGconn> conn(PQconnectdb(info), [open](PGconn *c) {
    --*open;
    PQfinish(c);
  });
}

void no_warning_copied(const char *info) {
  std::shared_ptr<PGconn> conn(PQconnectdb(info), PQfinish);
  std::shared_ptr<PGconn> copy = conn;
  keepElsewhere(copy);
}

std::shared_ptr<PGconn> no_warning_returned(const char *info) {
  std::shared_ptr<PGconn> conn(PQconnectdb(info), PQfinish);
  return conn;
}

std::shared_ptr<PGconn> no_warning_made_in_the_return(const char *info) {
  return std::shared_ptr<PGconn>(PQconnectdb(info), PQfinish);
}

void no_warning_reset_with_deleter(const char *info) {
  std::shared_ptr<PGconn> conn;
  conn.reset(PQconnectdb(info), PQfinish);
  conn.reset();
}

void no_warning_raw_wrapped_at_once(const char *info) {
  PGconn *raw = PQconnectdb(info);
  std::shared_ptr<PGconn> conn(raw, PQfinish);
  if (PQstatus(raw) != CONNECTION_OK)
    return;
}

void no_warning_captured_by_copy(const char *info) {
  std::shared_ptr<PGconn> conn(PQconnectdb(info), PQfinish);
  std::function<int()> later = [conn] { return PQsocket(conn.get()); };
  later();
}

void no_warning_from_unique_ptr(const char *info) {
  std::unique_ptr<PGconn, Finish> owner(PQconnectdb(info));
  std::shared_ptr<PGconn> conn(std::move(owner));
}

void no_warning_rows(MYSQL *m) {
  std::shared_ptr<MYSQL_RES> rows(mysql_store_result(m), mysql_free_result);
  if (!rows)
    return;
  mysql_fetch_row(rows.get());
}

void no_warning_database(const char *path) {
  sqlite3 *raw = nullptr;
  int rc = sqlite3_open(path, &raw);
  std::shared_ptr<sqlite3> db(raw, sqlite3_close);
  if (rc != SQLITE_OK)
    throw Error();
}

void leaks_with_empty_deleter(PGconn *c) {
  std::shared_ptr<PGresult> res(PQexec(c, "SELECT 1"), [](PGresult *) {});
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'PQexec' is n{{ot|ever}} released
  PQntuples(res.get());
}

void leaks_on_throw_before_wrapping(const char *info) {
  PGconn *raw = PQconnectdb(info);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'raw' from 'PQconnectdb' is not released on every path
  if (PQstatus(raw) != CONNECTION_OK)
    throw Error();
  std::shared_ptr<PGconn> conn(raw, PQfinish);
}

void leaks_on_return_before_wrapping(MYSQL *m) {
  MYSQL_RES *raw = mysql_store_result(m);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'raw' from 'mysql_store_result' is not released on every path
  if (mysql_num_rows(raw) == 0)
    return;
  std::shared_ptr<MYSQL_RES> rows(raw, mysql_free_result);
}

void leaks_the_one_not_shared(const char *info) {
  std::shared_ptr<PGconn> first(PQconnectdb(info), PQfinish);
  PGconn *second = PQconnectdb(info);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'second' from 'PQconnectdb' is not released on every path
  if (PQstatus(second) != CONNECTION_OK)
    return;
  PQfinish(second);
}
