// RUN: %check %s
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Templates: each leak is told once, whatever the number of instantiations.

#include <cpp/mock_std.h>
#include <libpq-fe.h>
#include <sqlite3.h>

struct Error {};

template <class T> int leaksInFunctionTemplate(PGconn *c, T limit) {
  PGresult *res = PQexec(c, "SELECT 1");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'res' from 'PQexec' is not released on every path
  if (PQntuples(res) > limit)
    return -1;
  PQclear(res);
  return 0;
}

template <class Conn> void leaksOfDependentConnection(Conn *c) {
  PGresult *res = PQexec(c, "SELECT 1");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'res' from 'PQexec' is not released on every path
  PQntuples(res);
}

template <class T> struct Table {
  PGconn *Conn;
  int leaksInMember() {
    PGresult *res = PQexec(Conn, T::sql());
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'res' from 'PQexec' is not released on every path
    if (PQresultStatus(res) != PGRES_TUPLES_OK)
      return -1;
    int n = PQntuples(res);
    PQclear(res);
    return n;
  }
  int no_warning_in_member() {
    PGresult *res = PQexec(Conn, T::sql());
    int n = PQntuples(res);
    PQclear(res);
    return n;
  }
};

template <class F> void leaksWhenCallbackThrows(PGconn *c, F callback) {
  PGresult *res = PQexec(c, "SELECT 1");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'res' from 'PQexec' is not released on every path
  callback(PQntuples(res));
  PQclear(res);
}

template <class F> void no_warning_callback_is_clean(PGconn *c, F callback) {
  PGresult *res = PQexec(c, "SELECT 1");
  callback(PQntuples(res));
  PQclear(res);
}

template <bool Keep> PGresult *leaksInOneInstantiation(PGconn *c) {
  PGresult *res = PQexec(c, "SELECT 1");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'res' from 'PQexec' is not released on every path
  if constexpr (Keep)
    return res;
  else
    return nullptr;
}

template <class... Ts> void leaksInVariadic(PGconn *c, Ts... values) {
  PGresult *res = PQexec(c, "SELECT 1");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'res' from 'PQexec' is not released on every path
  int sum = (0 + ... + values);
  if (sum == 0)
    return;
  PQclear(res);
}

template <class T> struct Traits;
template <> struct Traits<PGresult> {
  static void free(PGresult *r) { PQclear(r); }
};
template <> struct Traits<PGconn> {
  static void free(PGconn *c) { PQfinish(c); }
};
template <class T> struct Scoped {
  T *Ptr;
  explicit Scoped(T *p) : Ptr(p) {}
  Scoped(const Scoped &) = delete;
  ~Scoped() { Traits<T>::free(Ptr); }
};
template <class T> void dispose(T *p) { Traits<T>::free(p); }

template <class F> auto withResult(PGconn *c, F f) {
  PGresult *res = PQexec(c, "SELECT 1");
  auto value = f(res);
  PQclear(res);
  return value;
}

struct Users {
  static const char *sql() { return "SELECT * FROM users"; }
};
struct Orders {
  static const char *sql() { return "SELECT * FROM orders"; }
};

void no_warning_released_by_traits(PGconn *c) {
  Scoped<PGresult> res(PQexec(c, "SELECT 1"));
  if (PQntuples(res.Ptr) == 0)
    throw Error();
}

void no_warning_released_by_function_template(const char *info) {
  PGconn *conn = PQconnectdb(info);
  dispose(PQexec(conn, "SELECT 1"));
  dispose(conn);
}

void no_warning_loan_to_a_callable(PGconn *c) {
  int n = withResult(c, [](PGresult *r) { return PQntuples(r); });
  (void)n;
}

template <class T> void no_warning_never_instantiated(T *c) {
  PGresult *res = query(c);
  (void)res;
}

void instantiate(PGconn *c) {
  leaksInFunctionTemplate(c, 1);
  leaksInFunctionTemplate(c, 2L);
  leaksInFunctionTemplate(c, 3.0);
  leaksOfDependentConnection(c);
  Table<Users>{c}.leaksInMember();
  Table<Orders>{c}.leaksInMember();
  Table<Users>{c}.no_warning_in_member();
  Table<Orders>{c}.no_warning_in_member();
  leaksWhenCallbackThrows(c, [](int n) {
    if (n == 0)
      throw Error();
  });
  no_warning_callback_is_clean(c, [](int n) { return n + 1; });
  PQclear(leaksInOneInstantiation<true>(c));
  leaksInOneInstantiation<false>(c);
  leaksInVariadic(c, 1, 2, 3);
  leaksInVariadic(c, 1);
}
