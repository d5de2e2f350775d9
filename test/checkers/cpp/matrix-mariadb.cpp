// RUN: %check %s
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Each way to leak over mariadb, and the same code made right by hand, by
// unique_ptr, by a scope guard and by the cleanup attribute.

#include <cpp/mock_std.h>
#include <mysql.h>

struct Error {};
struct Release {
  void operator()(MYSQL_RES *p) const noexcept { mysql_free_result(p); }
};
using Owner = std::unique_ptr<MYSQL_RES, Release>;
static void releaseAtEnd(MYSQL_RES **p) { mysql_free_result(*p); }
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

int leaks_on_early_return(MYSQL *m, const char *sql) {
  MYSQL_RES *rows = mysql_store_result(m);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'rows' from 'mysql_store_result' is not released on every path
  if (mysql_num_fields(rows) != 1)
    return -1;
  int n = static_cast<int>(mysql_num_rows(rows));
  mysql_free_result(rows);
  return n;
}

int no_warning_early_return_by_hand(MYSQL *m, const char *sql) {
  MYSQL_RES *rows = mysql_store_result(m);
  if (mysql_num_fields(rows) != 1) {
    mysql_free_result(rows);
    return -1;
  }
  int n = static_cast<int>(mysql_num_rows(rows));
  mysql_free_result(rows);
  return n;
}

int no_warning_early_return_by_unique_ptr(MYSQL *m, const char *sql) {
  Owner rows(mysql_store_result(m));
  if (mysql_num_fields(rows.get()) != 1)
    return -1;
  return static_cast<int>(mysql_num_rows(rows.get()));
}

int no_warning_early_return_by_scope_guard(MYSQL *m, const char *sql) {
  MYSQL_RES *rows = mysql_store_result(m);
  Guard guard([&] { mysql_free_result(rows); });
  if (mysql_num_fields(rows) != 1)
    return -1;
  return static_cast<int>(mysql_num_rows(rows));
}

int no_warning_early_return_by_cleanup(MYSQL *m, const char *sql) {
  AT_END MYSQL_RES *rows = mysql_store_result(m);
  if (mysql_num_fields(rows) != 1)
    return -1;
  return static_cast<int>(mysql_num_rows(rows));
}

// goto

int leaks_on_goto(MYSQL *m, const char *sql) {
  int n = -1;
  {
    MYSQL_RES *rows = mysql_store_result(m);
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'rows' from 'mysql_store_result' is not released on every path
    if (mysql_num_fields(rows) != 1)
      goto out;
    n = static_cast<int>(mysql_num_rows(rows));
    mysql_free_result(rows);
  }
out:
  return n;
}

int no_warning_goto_by_hand(MYSQL *m, const char *sql) {
  int n = -1;
  {
    MYSQL_RES *rows = mysql_store_result(m);
    if (mysql_num_fields(rows) != 1) {
      mysql_free_result(rows);
      goto out;
    }
    n = static_cast<int>(mysql_num_rows(rows));
    mysql_free_result(rows);
  }
out:
  return n;
}

int no_warning_goto_by_unique_ptr(MYSQL *m, const char *sql) {
  int n = -1;
  {
    Owner rows(mysql_store_result(m));
    if (mysql_num_fields(rows.get()) != 1)
      goto out;
    n = static_cast<int>(mysql_num_rows(rows.get()));
  }
out:
  return n;
}

int no_warning_goto_by_scope_guard(MYSQL *m, const char *sql) {
  int n = -1;
  {
    MYSQL_RES *rows = mysql_store_result(m);
    Guard guard([&] { mysql_free_result(rows); });
    if (mysql_num_fields(rows) != 1)
      goto out;
    n = static_cast<int>(mysql_num_rows(rows));
  }
out:
  return n;
}

int no_warning_goto_by_cleanup(MYSQL *m, const char *sql) {
  int n = -1;
  {
    AT_END MYSQL_RES *rows = mysql_store_result(m);
    if (mysql_num_fields(rows) != 1)
      goto out;
    n = static_cast<int>(mysql_num_rows(rows));
  }
out:
  return n;
}

// continue in a loop

int leaks_on_continue(MYSQL *m, const char *sql) {
  int n = 0;
  for (int i = 0; i < 3; ++i) {
    MYSQL_RES *rows = mysql_store_result(m);
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'rows' from 'mysql_store_result' is not released on every path
    if (mysql_num_fields(rows) != 1)
      continue;
    n += static_cast<int>(mysql_num_rows(rows));
    mysql_free_result(rows);
  }
  return n;
}

int no_warning_continue_by_hand(MYSQL *m, const char *sql) {
  int n = 0;
  for (int i = 0; i < 3; ++i) {
    MYSQL_RES *rows = mysql_store_result(m);
    if (mysql_num_fields(rows) != 1) {
      mysql_free_result(rows);
      continue;
    }
    n += static_cast<int>(mysql_num_rows(rows));
    mysql_free_result(rows);
  }
  return n;
}

int no_warning_continue_by_unique_ptr(MYSQL *m, const char *sql) {
  int n = 0;
  for (int i = 0; i < 3; ++i) {
    Owner rows(mysql_store_result(m));
    if (mysql_num_fields(rows.get()) != 1)
      continue;
    n += static_cast<int>(mysql_num_rows(rows.get()));
  }
  return n;
}

int no_warning_continue_by_scope_guard(MYSQL *m, const char *sql) {
  int n = 0;
  for (int i = 0; i < 3; ++i) {
    MYSQL_RES *rows = mysql_store_result(m);
    Guard guard([&] { mysql_free_result(rows); });
    if (mysql_num_fields(rows) != 1)
      continue;
    n += static_cast<int>(mysql_num_rows(rows));
  }
  return n;
}

int no_warning_continue_by_cleanup(MYSQL *m, const char *sql) {
  int n = 0;
  for (int i = 0; i < 3; ++i) {
    AT_END MYSQL_RES *rows = mysql_store_result(m);
    if (mysql_num_fields(rows) != 1)
      continue;
    n += static_cast<int>(mysql_num_rows(rows));
  }
  return n;
}

// reassignment

int leaks_on_reassignment(MYSQL *m, const char *sql) {
  MYSQL_RES *rows = mysql_store_result(m);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'rows' from 'mysql_store_result' is not released on every path
  int n = static_cast<int>(mysql_num_rows(rows));
  rows = mysql_store_result(m);
  n += static_cast<int>(mysql_num_rows(rows));
  mysql_free_result(rows);
  return n;
}

int no_warning_reassignment_by_hand(MYSQL *m, const char *sql) {
  MYSQL_RES *rows = mysql_store_result(m);
  int n = static_cast<int>(mysql_num_rows(rows));
  mysql_free_result(rows);
  rows = mysql_store_result(m);
  n += static_cast<int>(mysql_num_rows(rows));
  mysql_free_result(rows);
  return n;
}

int no_warning_reassignment_by_unique_ptr(MYSQL *m, const char *sql) {
  Owner rows(mysql_store_result(m));
  int n = static_cast<int>(mysql_num_rows(rows.get()));
  rows.reset(mysql_store_result(m));
  return n + static_cast<int>(mysql_num_rows(rows.get()));
}

int no_warning_reassignment_by_scope_guard(MYSQL *m, const char *sql) {
  MYSQL_RES *rows = mysql_store_result(m);
  Guard guard([&] { mysql_free_result(rows); });
  int n = static_cast<int>(mysql_num_rows(rows));
  mysql_free_result(rows);
  rows = mysql_store_result(m);
  return n + static_cast<int>(mysql_num_rows(rows));
}

int no_warning_reassignment_by_cleanup(MYSQL *m, const char *sql) {
  AT_END MYSQL_RES *rows = mysql_store_result(m);
  int n = static_cast<int>(mysql_num_rows(rows));
  mysql_free_result(rows);
  rows = mysql_store_result(m);
  return n + static_cast<int>(mysql_num_rows(rows));
}

// discarded

int leaks_when_discarded(MYSQL *m, const char *sql) {
  return static_cast<int>(mysql_num_rows(mysql_store_result(m)));
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: result of 'mysql_store_result' is never released
}

int no_warning_discarded_by_hand(MYSQL *m, const char *sql) {
  MYSQL_RES *p = mysql_store_result(m);
  int n = static_cast<int>(mysql_num_rows(p));
  mysql_free_result(p);
  return n;
}

int no_warning_discarded_by_unique_ptr(MYSQL *m, const char *sql) {
  return static_cast<int>(mysql_num_rows(Owner(mysql_store_result(m)).get()));
}

int no_warning_discarded_by_scope_guard(MYSQL *m, const char *sql) {
  MYSQL_RES *p = mysql_store_result(m);
  Guard guard([p] { mysql_free_result(p); });
  return static_cast<int>(mysql_num_rows(p));
}

int no_warning_discarded_by_cleanup(MYSQL *m, const char *sql) {
  AT_END MYSQL_RES *p = mysql_store_result(m);
  return static_cast<int>(mysql_num_rows(p));
}

// exception

int leaks_on_exception(MYSQL *m, const char *sql) {
  MYSQL_RES *rows = mysql_store_result(m);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'rows' from 'mysql_store_result' is not released on every path
  if (mysql_num_fields(rows) != 1)
    throw Error();
  int n = static_cast<int>(mysql_num_rows(rows));
  mysql_free_result(rows);
  return n;
}

int no_warning_exception_by_hand(MYSQL *m, const char *sql) {
  MYSQL_RES *rows = mysql_store_result(m);
  if (mysql_num_fields(rows) != 1) {
    mysql_free_result(rows);
    throw Error();
  }
  int n = static_cast<int>(mysql_num_rows(rows));
  mysql_free_result(rows);
  return n;
}

int no_warning_exception_by_unique_ptr(MYSQL *m, const char *sql) {
  Owner rows(mysql_store_result(m));
  if (mysql_num_fields(rows.get()) != 1)
    throw Error();
  return static_cast<int>(mysql_num_rows(rows.get()));
}

int no_warning_exception_by_scope_guard(MYSQL *m, const char *sql) {
  MYSQL_RES *rows = mysql_store_result(m);
  Guard guard([&] { mysql_free_result(rows); });
  if (mysql_num_fields(rows) != 1)
    throw Error();
  return static_cast<int>(mysql_num_rows(rows));
}

int no_warning_exception_by_cleanup(MYSQL *m, const char *sql) {
  AT_END MYSQL_RES *rows = mysql_store_result(m);
  if (mysql_num_fields(rows) != 1)
    throw Error();
  return static_cast<int>(mysql_num_rows(rows));
}

// throwing constructor

class LeaksInThrowingConstructor {
  MYSQL_RES *Held = nullptr;

public:
  LeaksInThrowingConstructor(MYSQL *m, const char *sql) {
    Held = mysql_store_result(m);
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'mysql_store_result' is n{{ot|ever}} released
    if (mysql_num_fields(Held) != 1)
      throw Error();
  }
  ~LeaksInThrowingConstructor() { mysql_free_result(Held); }
};

class no_warning_throwing_constructor_by_hand {
  MYSQL_RES *Held = nullptr;

public:
  no_warning_throwing_constructor_by_hand(MYSQL *m, const char *sql) {
    Held = mysql_store_result(m);
    if (mysql_num_fields(Held) != 1) {
      mysql_free_result(Held);
      throw Error();
    }
  }
  ~no_warning_throwing_constructor_by_hand() { mysql_free_result(Held); }
};

class no_warning_throwing_constructor_by_unique_ptr {
  Owner Held;

public:
  no_warning_throwing_constructor_by_unique_ptr(MYSQL *m, const char *sql) {
    Held.reset(mysql_store_result(m));
    if (mysql_num_fields(Held.get()) != 1)
      throw Error();
  }
};

class no_warning_throwing_constructor_by_scope_guard {
  MYSQL_RES *Held = nullptr;

public:
  no_warning_throwing_constructor_by_scope_guard(MYSQL *m, const char *sql) {
    Guard guard([this] { mysql_free_result(Held); });
    Held = mysql_store_result(m);
    if (mysql_num_fields(Held) != 1)
      throw Error();
    guard.dismiss();
  }
  ~no_warning_throwing_constructor_by_scope_guard() { mysql_free_result(Held); }
};

class no_warning_throwing_constructor_by_cleanup {
  MYSQL_RES *Held = nullptr;

public:
  no_warning_throwing_constructor_by_cleanup(MYSQL *m, const char *sql) {
    AT_END MYSQL_RES *rows = mysql_store_result(m);
    if (mysql_num_fields(rows) != 1)
      throw Error();
    Held = rows;
    rows = nullptr;
  }
  ~no_warning_throwing_constructor_by_cleanup() { mysql_free_result(Held); }
};
