// RUN: %check %s
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Roads into an owning object: conversion, assignment, address of a member.

#include <cpp/mock_std.h>
#include <libpq-fe.h>
#include <sqlite3.h>

struct Error {};

class Holder {
  PGresult *Res;

public:
  Holder() : Res(nullptr) {}
  Holder(PGresult *r) : Res(r) {}
  Holder(Holder &&o) noexcept : Res(std::exchange(o.Res, nullptr)) {}
  Holder &operator=(PGresult *r) {
    PQclear(Res);
    Res = r;
    return *this;
  }
  Holder &operator=(Holder &&o) noexcept {
    std::swap(Res, o.Res);
    return *this;
  }
  ~Holder() { PQclear(Res); }
  PGresult *get() const { return Res; }
  int rows() const { return PQntuples(Res); }
};
struct Db {
  sqlite3 *Raw = nullptr;
  ~Db() { sqlite3_close(Raw); }
};
class Stmt {
  sqlite3_stmt *Raw = nullptr;

public:
  ~Stmt() { sqlite3_finalize(Raw); }
  sqlite3_stmt **address() { return &Raw; }
  sqlite3_stmt **operator&() { return &Raw; }
  sqlite3_stmt *get() { return Raw; }
};
struct Finalize {
  void operator()(sqlite3_stmt *s) const { sqlite3_finalize(s); }
};
class IntoUnique {
  std::unique_ptr<sqlite3_stmt, Finalize> &Target;
  sqlite3_stmt *Raw = nullptr;

public:
  explicit IntoUnique(std::unique_ptr<sqlite3_stmt, Finalize> &t) : Target(t) {}
  ~IntoUnique() { Target.reset(Raw); }
  operator sqlite3_stmt **() { return &Raw; }
};
struct Plain {
  sqlite3 *Raw = nullptr;
};
struct Impl {
  PGresult *Res = nullptr;
};
int consume(Holder h) { return h.rows(); }
int look(const Holder &h) { return h.rows(); }
void consumeElsewhere(Holder h);

void no_warning_implicit_conversion(PGconn *c) {
  Holder h = PQexec(c, "SELECT 1");
  if (h.rows() == 0)
    throw Error();
}

Holder no_warning_implicit_conversion_in_return(PGconn *c) {
  return PQexec(c, "SELECT 1");
}

void no_warning_implicit_conversion_of_argument(PGconn *c) {
  consume(PQexec(c, "SELECT 1"));
  look(PQexec(c, "SELECT 2"));
  consumeElsewhere(PQexec(c, "SELECT 3"));
}

void no_warning_assigned_from_raw(PGconn *c) {
  Holder h;
  h = PQexec(c, "SELECT 1");
  h = PQexec(c, "SELECT 2");
}

void no_warning_assigned_from_temporary(PGconn *c) {
  Holder h;
  h = Holder(PQexec(c, "SELECT 1"));
}

void no_warning_method_on_temporary(PGconn *c) {
  int n = Holder(PQexec(c, "SELECT 1")).rows();
  (void)n;
}

void no_warning_made_by_make_unique(PGconn *c) {
  auto h = std::make_unique<Holder>(PQexec(c, "SELECT 1"));
  if (h->rows() == 0)
    throw Error();
}

void no_warning_owner_in_aggregate(PGconn *c) {
  struct Both {
    Holder First, Second;
  };
  Both both{PQexec(c, "SELECT 1"), PQexec(c, "SELECT 2")};
  if (both.First.rows() == 0)
    return;
}

void no_warning_owner_in_array(PGconn *c) {
  Holder all[] = {PQexec(c, "SELECT 1"), PQexec(c, "SELECT 2")};
  (void)all;
}

void no_warning_owner_kept_alive_by_reference(PGconn *c) {
  const Holder &h = Holder(PQexec(c, "SELECT 1"));
  if (h.rows() == 0)
    throw Error();
}

void no_warning_conditional_owner(PGconn *c, bool wanted) {
  Holder h = wanted ? Holder(PQexec(c, "SELECT 1")) : Holder();
  if (!wanted)
    return;
  h.rows();
}

int no_warning_database_opened_into_member(const char *path) {
  Db db;
  if (sqlite3_open(path, &db.Raw) != SQLITE_OK)
    return -1;
  return sqlite3_changes(db.Raw);
}

int no_warning_statement_filled_through_accessor(sqlite3 *db) {
  Stmt stmt;
  if (sqlite3_prepare_v2(db, "SELECT 1", -1, stmt.address(), nullptr) !=
      SQLITE_OK)
    return -1;
  return sqlite3_step(stmt.get());
}

int no_warning_statement_filled_through_operator(sqlite3 *db) {
  Stmt stmt;
  if (sqlite3_prepare_v2(db, "SELECT 1", -1, &stmt, nullptr) != SQLITE_OK)
    return -1;
  return sqlite3_step(stmt.get());
}

int no_warning_statement_filled_through_out_ptr(sqlite3 *db) {
  std::unique_ptr<sqlite3_stmt, Finalize> stmt;
  if (sqlite3_prepare_v2(db, "SELECT 1", -1, IntoUnique(stmt), nullptr) !=
      SQLITE_OK)
    return -1;
  return sqlite3_step(stmt.get());
}

class Pimpl {
  Impl *P;
  PGconn *Conn = PQconnectdb("");

public:
  Pimpl() : P(new Impl) {}
  ~Pimpl() {
    PQclear(P->Res);
    PQfinish(Conn);
    delete P;
  }
  void no_warning_stored_behind_pointer_member(const char *sql) {
    P->Res = PQexec(Conn, sql);
  }
  void no_warning_local_stored_behind_pointer_member(const char *sql) {
    PGresult *res = PQexec(Conn, sql);
    P->Res = res;
  }
};

void no_warning_owner_that_holds_null(PGconn *c, bool wanted) {
  Holder h = nullptr;
  if (wanted)
    h = PQexec(c, "SELECT 1");
}

int leaks_database_opened_into_plain_struct(const char *path) {
  Plain db;
  if (sqlite3_open(path, &db.Raw) != SQLITE_OK)
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'db.Raw' from 'sqlite3_open' is not released on every path
    return -1;
  int n = sqlite3_changes(db.Raw);
  sqlite3_close(db.Raw);
  return n;
}

void leaks_copy_made_from_owner(PGconn *c) {
  Holder h = PQexec(c, "SELECT 1");
  PGresult *copy = PQcopyResult(h.get(), PG_COPYRES_TUPLES);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'copy' from 'PQcopyResult' is not released on every path
  if (PQntuples(copy) == 0)
    return;
  PQclear(copy);
}

class RollsBack {
  PGconn *Conn;

public:
  explicit RollsBack(PGconn *c) : Conn(c) {}
  ~RollsBack() {
    PQexec(Conn, "ROLLBACK");
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: result of 'PQexec' is never released
  }
};

class no_warning_rolls_back {
  PGconn *Conn;

public:
  explicit no_warning_rolls_back(PGconn *c) : Conn(c) {}
  ~no_warning_rolls_back() { PQclear(PQexec(Conn, "ROLLBACK")); }
};

void leaks_beside_a_guard_that_ends_a_transaction(PGconn *c) {
  RollsBack transaction(c);
  PGresult *res = PQexec(c, "SELECT 1");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'res' from 'PQexec' is not released on every path
  if (PQntuples(res) == 0)
    return;
  PQclear(res);
}

void leaks_beside_a_heap_owner(PGconn *c) {
  Holder *h = new Holder(PQexec(c, "SELECT 1"));
  h->rows();
  delete h;
  PGresult *res = PQexec(c, "SELECT 2");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'res' from 'PQexec' is not released on every path
  h = new Holder();
  delete h;
  (void)res;
}
