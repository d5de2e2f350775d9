// RUN: %check %s
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Each way to leak over libpq, and the same code made right by hand, by
// unique_ptr, by a scope guard and by the cleanup attribute.

#include <cpp/mock_std.h>
#include <libpq-fe.h>

struct Error {};
struct Release {
  void operator()(PGresult *p) const noexcept { PQclear(p); }
};
using Owner = std::unique_ptr<PGresult, Release>;
static void releaseAtEnd(PGresult **p) { PQclear(*p); }
#define AT_END __attribute__((cleanup(releaseAtEnd)))
template <class F> class Guard {
  F Fn;
  bool Armed = true;

public:
  explicit Guard(F f) : Fn(std::move(f)) {}
  Guard(const Guard &) = delete;
  ~Guard() {
    if (Armed)
      Fn();
  }
  void dismiss() { Armed = false; }
};

// early return

int leaks_on_early_return(PGconn *c, const char *sql) {
  PGresult *res = PQexec(c, sql);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'res' from 'PQexec' is not released on every path
  if (PQresultStatus(res) != PGRES_TUPLES_OK)
    return -1;
  int n = PQntuples(res);
  PQclear(res);
  return n;
}

int no_warning_early_return_by_hand(PGconn *c, const char *sql) {
  PGresult *res = PQexec(c, sql);
  if (PQresultStatus(res) != PGRES_TUPLES_OK) {
    PQclear(res);
    return -1;
  }
  int n = PQntuples(res);
  PQclear(res);
  return n;
}

int no_warning_early_return_by_unique_ptr(PGconn *c, const char *sql) {
  Owner res(PQexec(c, sql));
  if (PQresultStatus(res.get()) != PGRES_TUPLES_OK)
    return -1;
  return PQntuples(res.get());
}

int no_warning_early_return_by_scope_guard(PGconn *c, const char *sql) {
  PGresult *res = PQexec(c, sql);
  Guard guard([&] { PQclear(res); });
  if (PQresultStatus(res) != PGRES_TUPLES_OK)
    return -1;
  return PQntuples(res);
}

int no_warning_early_return_by_cleanup(PGconn *c, const char *sql) {
  AT_END PGresult *res = PQexec(c, sql);
  if (PQresultStatus(res) != PGRES_TUPLES_OK)
    return -1;
  return PQntuples(res);
}

// goto

int leaks_on_goto(PGconn *c, const char *sql) {
  int n = -1;
  {
    PGresult *res = PQexec(c, sql);
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'res' from 'PQexec' is not released on every path
    if (PQresultStatus(res) != PGRES_TUPLES_OK)
      goto out;
    n = PQntuples(res);
    PQclear(res);
  }
out:
  return n;
}

int no_warning_goto_by_hand(PGconn *c, const char *sql) {
  int n = -1;
  {
    PGresult *res = PQexec(c, sql);
    if (PQresultStatus(res) != PGRES_TUPLES_OK) {
      PQclear(res);
      goto out;
    }
    n = PQntuples(res);
    PQclear(res);
  }
out:
  return n;
}

int no_warning_goto_by_unique_ptr(PGconn *c, const char *sql) {
  int n = -1;
  {
    Owner res(PQexec(c, sql));
    if (PQresultStatus(res.get()) != PGRES_TUPLES_OK)
      goto out;
    n = PQntuples(res.get());
  }
out:
  return n;
}

int no_warning_goto_by_scope_guard(PGconn *c, const char *sql) {
  int n = -1;
  {
    PGresult *res = PQexec(c, sql);
    Guard guard([&] { PQclear(res); });
    if (PQresultStatus(res) != PGRES_TUPLES_OK)
      goto out;
    n = PQntuples(res);
  }
out:
  return n;
}

int no_warning_goto_by_cleanup(PGconn *c, const char *sql) {
  int n = -1;
  {
    AT_END PGresult *res = PQexec(c, sql);
    if (PQresultStatus(res) != PGRES_TUPLES_OK)
      goto out;
    n = PQntuples(res);
  }
out:
  return n;
}

// continue in a loop

int leaks_on_continue(PGconn *c, const char *sql) {
  int n = 0;
  for (int i = 0; i < 3; ++i) {
    PGresult *res = PQexec(c, sql);
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'res' from 'PQexec' is not released on every path
    if (PQresultStatus(res) != PGRES_TUPLES_OK)
      continue;
    n += PQntuples(res);
    PQclear(res);
  }
  return n;
}

int no_warning_continue_by_hand(PGconn *c, const char *sql) {
  int n = 0;
  for (int i = 0; i < 3; ++i) {
    PGresult *res = PQexec(c, sql);
    if (PQresultStatus(res) != PGRES_TUPLES_OK) {
      PQclear(res);
      continue;
    }
    n += PQntuples(res);
    PQclear(res);
  }
  return n;
}

int no_warning_continue_by_unique_ptr(PGconn *c, const char *sql) {
  int n = 0;
  for (int i = 0; i < 3; ++i) {
    Owner res(PQexec(c, sql));
    if (PQresultStatus(res.get()) != PGRES_TUPLES_OK)
      continue;
    n += PQntuples(res.get());
  }
  return n;
}

int no_warning_continue_by_scope_guard(PGconn *c, const char *sql) {
  int n = 0;
  for (int i = 0; i < 3; ++i) {
    PGresult *res = PQexec(c, sql);
    Guard guard([&] { PQclear(res); });
    if (PQresultStatus(res) != PGRES_TUPLES_OK)
      continue;
    n += PQntuples(res);
  }
  return n;
}

int no_warning_continue_by_cleanup(PGconn *c, const char *sql) {
  int n = 0;
  for (int i = 0; i < 3; ++i) {
    AT_END PGresult *res = PQexec(c, sql);
    if (PQresultStatus(res) != PGRES_TUPLES_OK)
      continue;
    n += PQntuples(res);
  }
  return n;
}

// reassignment

int leaks_on_reassignment(PGconn *c, const char *sql) {
  PGresult *res = PQexec(c, sql);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'res' from 'PQexec' is not released on every path
  int n = PQntuples(res);
  res = PQexec(c, sql);
  n += PQntuples(res);
  PQclear(res);
  return n;
}

int no_warning_reassignment_by_hand(PGconn *c, const char *sql) {
  PGresult *res = PQexec(c, sql);
  int n = PQntuples(res);
  PQclear(res);
  res = PQexec(c, sql);
  n += PQntuples(res);
  PQclear(res);
  return n;
}

int no_warning_reassignment_by_unique_ptr(PGconn *c, const char *sql) {
  Owner res(PQexec(c, sql));
  int n = PQntuples(res.get());
  res.reset(PQexec(c, sql));
  return n + PQntuples(res.get());
}

int no_warning_reassignment_by_scope_guard(PGconn *c, const char *sql) {
  PGresult *res = PQexec(c, sql);
  Guard guard([&] { PQclear(res); });
  int n = PQntuples(res);
  PQclear(res);
  res = PQexec(c, sql);
  return n + PQntuples(res);
}

int no_warning_reassignment_by_cleanup(PGconn *c, const char *sql) {
  AT_END PGresult *res = PQexec(c, sql);
  int n = PQntuples(res);
  PQclear(res);
  res = PQexec(c, sql);
  return n + PQntuples(res);
}

// discarded

int leaks_when_discarded(PGconn *c, const char *sql) {
  return PQntuples(PQexec(c, sql));
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: result of 'PQexec' is never released
}

int no_warning_discarded_by_hand(PGconn *c, const char *sql) {
  PGresult *p = PQexec(c, sql);
  int n = PQntuples(p);
  PQclear(p);
  return n;
}

int no_warning_discarded_by_unique_ptr(PGconn *c, const char *sql) {
  return PQntuples(Owner(PQexec(c, sql)).get());
}

int no_warning_discarded_by_scope_guard(PGconn *c, const char *sql) {
  PGresult *p = PQexec(c, sql);
  Guard guard([p] { PQclear(p); });
  return PQntuples(p);
}

int no_warning_discarded_by_cleanup(PGconn *c, const char *sql) {
  AT_END PGresult *p = PQexec(c, sql);
  return PQntuples(p);
}

// exception

int leaks_on_exception(PGconn *c, const char *sql) {
  PGresult *res = PQexec(c, sql);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'res' from 'PQexec' is not released on every path
  if (PQresultStatus(res) != PGRES_TUPLES_OK)
    throw Error();
  int n = PQntuples(res);
  PQclear(res);
  return n;
}

int no_warning_exception_by_hand(PGconn *c, const char *sql) {
  PGresult *res = PQexec(c, sql);
  if (PQresultStatus(res) != PGRES_TUPLES_OK) {
    PQclear(res);
    throw Error();
  }
  int n = PQntuples(res);
  PQclear(res);
  return n;
}

int no_warning_exception_by_unique_ptr(PGconn *c, const char *sql) {
  Owner res(PQexec(c, sql));
  if (PQresultStatus(res.get()) != PGRES_TUPLES_OK)
    throw Error();
  return PQntuples(res.get());
}

int no_warning_exception_by_scope_guard(PGconn *c, const char *sql) {
  PGresult *res = PQexec(c, sql);
  Guard guard([&] { PQclear(res); });
  if (PQresultStatus(res) != PGRES_TUPLES_OK)
    throw Error();
  return PQntuples(res);
}

int no_warning_exception_by_cleanup(PGconn *c, const char *sql) {
  AT_END PGresult *res = PQexec(c, sql);
  if (PQresultStatus(res) != PGRES_TUPLES_OK)
    throw Error();
  return PQntuples(res);
}

// throwing constructor

class LeaksInThrowingConstructor {
  PGresult *Held = nullptr;

public:
  LeaksInThrowingConstructor(PGconn *c, const char *sql) {
    Held = PQexec(c, sql);
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'PQexec' is n{{ot|ever}} released
    if (PQresultStatus(Held) != PGRES_TUPLES_OK)
      throw Error();
  }
  ~LeaksInThrowingConstructor() { PQclear(Held); }
};

class no_warning_throwing_constructor_by_hand {
  PGresult *Held = nullptr;

public:
  no_warning_throwing_constructor_by_hand(PGconn *c, const char *sql) {
    Held = PQexec(c, sql);
    if (PQresultStatus(Held) != PGRES_TUPLES_OK) {
      PQclear(Held);
      throw Error();
    }
  }
  ~no_warning_throwing_constructor_by_hand() { PQclear(Held); }
};

class no_warning_throwing_constructor_by_unique_ptr {
  Owner Held;

public:
  no_warning_throwing_constructor_by_unique_ptr(PGconn *c, const char *sql) {
    Held.reset(PQexec(c, sql));
    if (PQresultStatus(Held.get()) != PGRES_TUPLES_OK)
      throw Error();
  }
};

class no_warning_throwing_constructor_by_scope_guard {
  PGresult *Held = nullptr;

public:
  no_warning_throwing_constructor_by_scope_guard(PGconn *c, const char *sql) {
    Guard guard([this] { PQclear(Held); });
    Held = PQexec(c, sql);
    if (PQresultStatus(Held) != PGRES_TUPLES_OK)
      throw Error();
    guard.dismiss();
  }
  ~no_warning_throwing_constructor_by_scope_guard() { PQclear(Held); }
};

class no_warning_throwing_constructor_by_cleanup {
  PGresult *Held = nullptr;

public:
  no_warning_throwing_constructor_by_cleanup(PGconn *c, const char *sql) {
    AT_END PGresult *res = PQexec(c, sql);
    if (PQresultStatus(res) != PGRES_TUPLES_OK)
      throw Error();
    Held = res;
    res = nullptr;
  }
  ~no_warning_throwing_constructor_by_cleanup() { PQclear(Held); }
};
