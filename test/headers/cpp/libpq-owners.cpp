// RUN: %check %s -- -I/usr/include/postgresql
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The real libpq header with the standard library's own owners.

#include <functional>
#include <libpq-fe.h>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>

struct Clear {
  void operator()(PGresult *r) const noexcept { PQclear(r); }
};
using Result = std::unique_ptr<PGresult, Clear>;
void sink(Result res);

void require(bool ok) {
  if (!ok)
    throw std::runtime_error("requirement failed");
}

void leaks_on_throw(PGconn *c) {
  PGresult *res = PQexec(c, "SELECT 1");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'res' from 'PQexec' is not released on every path
  if (PQresultStatus(res) != PGRES_TUPLES_OK)
    throw std::runtime_error(PQerrorMessage(c));
  PQclear(res);
}

std::string leaks_when_callee_throws(PGconn *c) {
  PGresult *res = PQexec(c, "SELECT version()");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'res' from 'PQexec' is not released on every path
  require(PQntuples(res) == 1);
  std::string version = PQgetvalue(res, 0, 0);
  PQclear(res);
  return version;
}

void leaks_connection_on_return(const char *info) {
  PGconn *conn = PQconnectdb(info);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'conn' from 'PQconnectdb' is not released on every path
  if (PQstatus(conn) != CONNECTION_OK)
    return;
  PQfinish(conn);
}

void leaks_discarded(PGconn *c) {
  PQexec(c, "COMMIT");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: result of 'PQexec' is never released
}

void leaks_when_release_is_discarded(PGconn *c) {
  Result res(PQexec(c, "SELECT 1"));
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'PQexec' is n{{ot|ever}} released
  (void)res.release();
}

void leaks_released_pointer_on_return(PGconn *c) {
  Result res(PQexec(c, "SELECT 1"));
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'PQexec' is n{{ot|ever}} released
  PGresult *raw = res.release();
  if (PQntuples(raw) == 0)
    return;
  PQclear(raw);
}

void leaks_when_shared_deleter_is_empty(PGconn *c) {
  std::shared_ptr<PGresult> res(PQexec(c, "SELECT 1"), [](PGresult *) {});
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'PQexec' is n{{ot|ever}} released
  PQntuples(res.get());
}

void leaks_before_wrapping(const char *info) {
  PGconn *raw = PQconnectdb(info);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'raw' from 'PQconnectdb' is not released on every path
  require(PQstatus(raw) == CONNECTION_OK);
  std::unique_ptr<PGconn, decltype(&PQfinish)> conn(raw, &PQfinish);
}

class LeaksInConstructor {
  PGconn *Conn;

public:
  explicit LeaksInConstructor(const std::string &info)
      : Conn(PQconnectdb(info.c_str())) {
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'PQconnectdb' is n{{ot|ever}} released
    if (PQstatus(Conn) != CONNECTION_OK)
      throw std::runtime_error(PQerrorMessage(Conn));
  }
  ~LeaksInConstructor() { PQfinish(Conn); }
};

class no_warning_member_is_owner {
  std::unique_ptr<PGconn, decltype(&PQfinish)> Conn;

public:
  explicit no_warning_member_is_owner(const std::string &info)
      : Conn(PQconnectdb(info.c_str()), &PQfinish) {
    if (PQstatus(Conn.get()) != CONNECTION_OK)
      throw std::runtime_error(PQerrorMessage(Conn.get()));
  }
};

void no_warning_functor_deleter(PGconn *c) {
  Result res(PQexec(c, "SELECT 1"));
  require(PQntuples(res.get()) == 1);
}

void no_warning_function_deleter(const char *info) {
  std::unique_ptr<PGconn, decltype(&PQfinish)> conn(PQconnectdb(info),
                                                    &PQfinish);
  require(PQstatus(conn.get()) == CONNECTION_OK);
}

void no_warning_function_pointer_deleter(const char *info) {
  std::unique_ptr<PGconn, void (*)(PGconn *)> conn(PQconnectdb(info), PQfinish);
  require(PQstatus(conn.get()) == CONNECTION_OK);
}

void no_warning_lambda_deleter(PGconn *c) {
  auto clear = [](PGresult *r) { PQclear(r); };
  std::unique_ptr<PGresult, decltype(clear)> res(PQexec(c, "SELECT 1"), clear);
  require(PQntuples(res.get()) == 1);
}

void no_warning_std_function_deleter(PGconn *c) {
  std::unique_ptr<PGresult, std::function<void(PGresult *)>> res(
      PQexec(c, "SELECT 1"), [](PGresult *r) { PQclear(r); });
  require(PQntuples(res.get()) == 1);
}

void no_warning_shared_ptr(const char *info) {
  std::shared_ptr<PGconn> conn(PQconnectdb(info), PQfinish);
  require(PQstatus(conn.get()) == CONNECTION_OK);
}

void no_warning_shared_ptr_reset(const char *info) {
  std::shared_ptr<PGconn> conn;
  conn.reset(PQconnectdb(info), PQfinish);
  conn.reset(PQconnectdb(info), [](PGconn *c) { PQfinish(c); });
}

void no_warning_reset(PGconn *c, int n) {
  Result res;
  for (int i = 0; i < n; ++i) {
    res.reset(PQexec(c, "SELECT 1"));
    require(PQntuples(res.get()) == 1);
  }
}

void no_warning_moved(PGconn *c) {
  Result first(PQexec(c, "SELECT 1"));
  Result second = std::move(first);
  sink(std::move(second));
  sink(Result(PQexec(c, "SELECT 2")));
}

void no_warning_swapped(PGconn *c) {
  Result first(PQexec(c, "SELECT 1")), second;
  std::swap(first, second);
  first.swap(second);
}

void no_warning_exchanged(PGconn *c) {
  PGresult *res = PQexec(c, "SELECT 1");
  PQclear(std::exchange(res, nullptr));
}

PGresult *no_warning_released_to_caller(PGconn *c) {
  Result res(PQexec(c, "SELECT 1"));
  require(PQntuples(res.get()) == 1);
  return res.release();
}

void no_warning_caught_and_cleared(PGconn *c) {
  PGresult *res = PQexec(c, "SELECT 1");
  try {
    require(PQntuples(res) == 1);
  } catch (const std::exception &) {
    PQclear(res);
    throw;
  }
  PQclear(res);
}

void no_warning_strings_may_allocate(PGconn *c) {
  PGresult *res = PQexec(c, "SELECT name FROM t");
  std::string name = PQgetvalue(res, 0, 0);
  name += "!";
  PQclear(res);
}
