// RUN: %check %s -checks=-*,leash-use-after-release
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Handles that guards hold, used or released beside them.

#include "cpp/mock_std.h"
#include <libpq-fe.h>
#include <sqlite3.h>

struct Finish {
  void operator()(PGconn *c) const { PQfinish(c); }
};
struct Clear {
  void operator()(PGresult *r) const { PQclear(r); }
};
using Conn = std::unique_ptr<PGconn, Finish>;
using Result = std::unique_ptr<PGresult, Clear>;

void by_hand_beside_a_guard(const char *info) {
  Conn conn(PQconnectdb(info));
  PQstatus(conn.get());
  PQfinish(conn.get());
  // CHECK: :[[@LINE-3]]:{{[0-9]+}}: warning: 'conn' is released a second time by its guard, after 'PQfinish'; leave it to the guard or make the guard let go
}

int raw_alias_after_reset(PGconn *c) {
  Result res(PQexec(c, "SELECT 1"));
  PGresult *raw = res.get();
  res.reset();
  return PQntuples(raw);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'raw' is used after 'reset' released it
}

int empty_guard(PGconn *c) {
  Result res(PQexec(c, "SELECT 1"));
  if (!res)
    return 0;
  res.reset();
  return PQntuples(res.get());
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'res' is used after 'reset' released it
}

int alias_after_the_scope(PGconn *c) {
  PGresult *raw = nullptr;
  {
    Result res(PQexec(c, "SELECT 1"));
    raw = res.get();
  }
  return PQntuples(raw);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'raw' is used after the end of a scope released it
}

const char *text_of_a_guarded_result(PGconn *c) {
  Result res(PQexec(c, "SELECT name FROM t"));
  return PQgetvalue(res.get(), 0, 0);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: a pointer is returned after the end of a scope ended the result it points into; return a copy
}

std::string text_made_a_string_too_late(PGconn *c) {
  PGresult *res = PQexec(c, "SELECT name FROM t");
  const char *name = PQgetvalue(res, 0, 0);
  PQclear(res);
  return std::string(name);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'name' is used after 'PQclear' ended what it points into
}

class Session {
public:
  void close() {
    PQfinish(conn_);
    note();
    PQfinish(conn_);
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'conn_' is released a second time, after 'PQfinish'
  }
  void note() const {}

private:
  PGconn *conn_ = nullptr;
};

struct Holder {
  PGresult *r;
  explicit Holder(PGresult *r) : r(r) {}
  ~Holder() { PQclear(r); }
};

void by_hand_beside_a_class(PGconn *c) {
  Holder h(PQexec(c, "SELECT 1"));
  PQclear(h.r);
  // CHECK: :[[@LINE-2]]:{{[0-9]+}}: warning: 'h.r' is released a second time by its guard, after 'PQclear'
}

// Right, however much it looks otherwise.

void guard_let_go(const char *info) {
  Conn conn(PQconnectdb(info));
  PQfinish(conn.release());
}

void raw_released_after_letting_go(const char *info) {
  Conn conn(PQconnectdb(info));
  PGconn *raw = conn.release();
  PQfinish(raw);
}

void by_hand_then_let_go(const char *info) {
  Conn conn(PQconnectdb(info));
  PQfinish(conn.get());
  conn.release();
}

int reset_to_another(PGconn *c) {
  Result res(PQexec(c, "SELECT 1"));
  res.reset(PQexec(c, "SELECT 2"));
  return PQntuples(res.get());
}

int assigned_another(PGconn *c) {
  Result res(PQexec(c, "SELECT 1"));
  res = Result(PQexec(c, "SELECT 2"));
  return PQntuples(res.get());
}

int asked_first(PGconn *c) {
  Result res(PQexec(c, "SELECT 1"));
  res.reset();
  if (res)
    return PQntuples(res.get());
  return 0;
}

void moved_on(const char *info, std::vector<Conn> &all) {
  Conn conn(PQconnectdb(info));
  PGconn *raw = conn.get();
  all.push_back(std::move(conn));
  PQstatus(raw);
}

void shared(PGconn *c) {
  std::shared_ptr<PGresult> a(PQexec(c, "SELECT 1"), PQclear);
  std::shared_ptr<PGresult> b = a;
  PGresult *raw = a.get();
  a.reset();
  PQntuples(raw);
}

std::string copied_in_time(PGconn *c) {
  PGresult *res = PQexec(c, "SELECT name FROM t");
  std::string name = PQgetvalue(res, 0, 0);
  PQclear(res);
  return name;
}

std::string copied_out_of_a_guard(PGconn *c) {
  Result res(PQexec(c, "SELECT name FROM t"));
  return PQgetvalue(res.get(), 0, 0);
}

class Reconnecting {
public:
  void again(const char *info) {
    PQfinish(conn_);
    open(info);
    PQexec(conn_, "SELECT 1");
  }
  void close() {
    PQfinish(conn_);
    conn_ = nullptr;
  }
  void twice() {
    close();
    close();
  }

private:
  void open(const char *info) { conn_ = PQconnectdb(info); }
  PGconn *conn_ = nullptr;
};

class Closing {
public:
  void restart() {
    PQfinish(conn_);
    start();
    PQstatus(conn_);
  }

private:
  void start();
  PGconn *conn_ = nullptr;
};

struct Nulling {
  PGresult *r;
  explicit Nulling(PGresult *r) : r(r) {}
  void clear() {
    PQclear(r);
    r = nullptr;
  }
  ~Nulling() { clear(); }
};

void cleared_early(PGconn *c) {
  Nulling n(PQexec(c, "SELECT 1"));
  n.clear();
}

void swapped(PGconn *c) {
  PGresult *a = PQexec(c, "SELECT 1"), *b = PQexec(c, "SELECT 2");
  PQclear(a);
  std::swap(a, b);
  PQntuples(a);
  PQclear(a);
}
