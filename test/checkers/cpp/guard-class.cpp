// RUN: %check %s
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Hand-written guards, known by what their destructor does.

#include <cpp/mock_std.h>
#include <libpq-fe.h>
#include <mysql.h>
#include <sqlite3.h>

struct Error {};
void require(bool ok) {
  if (!ok)
    throw Error();
}

class ResultGuard {
  PGresult *Res;

public:
  explicit ResultGuard(PGresult *r) : Res(r) {}
  ResultGuard(const ResultGuard &) = delete;
  ~ResultGuard() { PQclear(Res); }
  PGresult *get() const { return Res; }
};

class GuardWithClose {
  PGresult *Res = nullptr;

public:
  GuardWithClose() {}
  explicit GuardWithClose(PGresult *r) { Res = r; }
  ~GuardWithClose() { close(); }
  void close() {
    if (Res) {
      PQclear(Res);
      Res = nullptr;
    }
  }
  void attach(PGresult *r) {
    close();
    Res = r;
  }
  PGresult *detach() {
    PGresult *r = Res;
    Res = nullptr;
    return r;
  }
};

class MovableGuard {
  PGconn *Conn;

public:
  explicit MovableGuard(PGconn *c) : Conn(c) {}
  MovableGuard(MovableGuard &&o) noexcept : Conn(o.Conn) { o.Conn = nullptr; }
  MovableGuard &operator=(MovableGuard &&o) noexcept {
    if (this != &o) {
      if (Conn)
        PQfinish(Conn);
      Conn = o.Conn;
      o.Conn = nullptr;
    }
    return *this;
  }
  ~MovableGuard() {
    if (Conn)
      PQfinish(Conn);
  }
  PGconn *get() const { return Conn; }
};

class GuardInBase {
protected:
  sqlite3_stmt *Stmt = nullptr;
  explicit GuardInBase(sqlite3_stmt *s) : Stmt(s) {}
  ~GuardInBase() { sqlite3_finalize(Stmt); }
};
class DerivedGuard : GuardInBase {
public:
  explicit DerivedGuard(sqlite3_stmt *s) : GuardInBase(s) {}
  sqlite3_stmt *get() const { return Stmt; }
};

class GuardInMember {
  ResultGuard Held;

public:
  explicit GuardInMember(PGresult *r) : Held(r) {}
  PGresult *get() const { return Held.get(); }
};

class GuardByReference {
  PGresult *&Ref;

public:
  explicit GuardByReference(PGresult *&r) : Ref(r) {}
  ~GuardByReference() {
    PQclear(Ref);
    Ref = nullptr;
  }
};

class GuardByPointer {
  sqlite3_stmt **Slot;

public:
  explicit GuardByPointer(sqlite3_stmt **s) : Slot(s) {}
  ~GuardByPointer() { sqlite3_finalize(*Slot); }
};

class DismissibleGuard {
  PGresult *Res;
  bool Active = true;

public:
  explicit DismissibleGuard(PGresult *r) : Res(r) {}
  ~DismissibleGuard() {
    if (Active)
      PQclear(Res);
  }
  void dismiss() { Active = false; }
};

class DestructorElsewhere {
  PGresult *Res;

public:
  explicit DestructorElsewhere(PGresult *r);
  ~DestructorElsewhere();
};

class View {
  PGresult *Res;

public:
  explicit View(PGresult *r) : Res(r) {}
  int rows() const { return PQntuples(Res); }
};

class LoggingView {
  PGresult *Res;
  int Rows = 0;

public:
  explicit LoggingView(PGresult *r) : Res(r) {}
  ~LoggingView() { Rows = 0; }
  int rows() const { return PQntuples(Res); }
};

class SelfConnecting {
  PGconn *Conn;

public:
  explicit SelfConnecting(const char *info) : Conn(PQconnectdb(info)) {}
  ~SelfConnecting() { PQfinish(Conn); }
  PGconn *get() { return Conn; }
};

template <class T, void (*Free)(T *)> class Owned {
  T *Ptr;

public:
  explicit Owned(T *p) : Ptr(p) {}
  Owned(Owned &&o) : Ptr(o.Ptr) { o.Ptr = nullptr; }
  ~Owned() {
    if (Ptr)
      Free(Ptr);
  }
  operator T *() const { return Ptr; }
};

void no_warning_guard_on_early_return(PGconn *c) {
  ResultGuard res(PQexec(c, "SELECT 1"));
  if (PQntuples(res.get()) == 0)
    return;
  require(PQnfields(res.get()) == 1);
}

void no_warning_raw_put_in_guard(PGconn *c) {
  PGresult *raw = PQexec(c, "SELECT 1");
  ResultGuard guard{raw};
  if (PQntuples(raw) == 0)
    return;
  require(PQnfields(raw) == 1);
}

void no_warning_guard_on_heap_in_unique_ptr(PGconn *c) {
  std::unique_ptr<ResultGuard> res(new ResultGuard(PQexec(c, "SELECT 1")));
  require(PQntuples(res->get()) > 0);
}

void no_warning_destructor_calls_close(PGconn *c) {
  GuardWithClose res(PQexec(c, "SELECT 1"));
  require(c != nullptr);
}

void no_warning_closed_early(PGconn *c) {
  GuardWithClose res(PQexec(c, "SELECT 1"));
  res.close();
  require(c != nullptr);
}

void no_warning_attached_later(PGconn *c) {
  GuardWithClose res;
  res.attach(PQexec(c, "SELECT 1"));
  require(c != nullptr);
  res.attach(PQexec(c, "SELECT 2"));
}

void no_warning_detached_and_cleared(PGconn *c) {
  GuardWithClose res(PQexec(c, "SELECT 1"));
  PGresult *raw = res.detach();
  PQclear(raw);
}

void no_warning_move_only_guard_moved(const char *info) {
  MovableGuard first(PQconnectdb(info));
  MovableGuard second(std::move(first));
  require(PQstatus(second.get()) == CONNECTION_OK);
}

MovableGuard no_warning_move_only_guard_returned(const char *info) {
  MovableGuard conn(PQconnectdb(info));
  require(PQstatus(conn.get()) == CONNECTION_OK);
  return conn;
}

void no_warning_guard_in_vector(const char *info,
                                std::vector<MovableGuard> &v) {
  v.push_back(MovableGuard(PQconnectdb(info)));
  v.emplace_back(PQconnectdb(info));
}

void no_warning_base_class_releases(sqlite3 *db) {
  sqlite3_stmt *raw = nullptr;
  if (sqlite3_prepare_v2(db, "SELECT 1", -1, &raw, nullptr) != SQLITE_OK)
    return;
  DerivedGuard stmt(raw);
  require(sqlite3_step(stmt.get()) == SQLITE_ROW);
}

void no_warning_member_releases(PGconn *c) {
  GuardInMember res(PQexec(c, "SELECT 1"));
  require(PQntuples(res.get()) > 0);
}

void no_warning_guard_refers_to_variable(PGconn *c) {
  PGresult *res = nullptr;
  GuardByReference guard(res);
  res = PQexec(c, "SELECT 1");
  require(PQntuples(res) > 0);
}

void no_warning_guard_points_to_variable(sqlite3 *db) {
  sqlite3_stmt *stmt = nullptr;
  GuardByPointer guard(&stmt);
  if (sqlite3_prepare_v2(db, "SELECT 1", -1, &stmt, nullptr) != SQLITE_OK)
    return;
  require(sqlite3_step(stmt) == SQLITE_ROW);
}

void no_warning_dismissed_after_release(PGconn *c) {
  PGresult *res = PQexec(c, "SELECT 1");
  DismissibleGuard guard(res);
  require(PQntuples(res) > 0);
  PQclear(res);
  guard.dismiss();
}

PGresult *no_warning_dismissed_to_return(PGconn *c) {
  PGresult *res = PQexec(c, "SELECT 1");
  DismissibleGuard guard(res);
  require(PQntuples(res) > 0);
  guard.dismiss();
  return res;
}

void no_warning_destructor_defined_elsewhere(PGconn *c) {
  DestructorElsewhere guard(PQexec(c, "SELECT 1"));
  require(c != nullptr);
}

void no_warning_guard_acquires_itself(const char *info) {
  SelfConnecting conn(info);
  require(PQstatus(conn.get()) == CONNECTION_OK);
}

void no_warning_guard_template_over_function(PGconn *c) {
  Owned<PGresult, PQclear> res(PQexec(c, "SELECT 1"));
  require(PQntuples(res) > 0);
}

void no_warning_guard_template_over_mysql(MYSQL *m) {
  Owned<MYSQL_RES, mysql_free_result> rows(mysql_store_result(m));
  if (!rows)
    return;
  require(mysql_num_rows(rows) > 0);
}

void no_warning_view_of_what_is_released_by_hand(PGconn *c) {
  PGresult *res = PQexec(c, "SELECT 1");
  View view(res);
  int n = view.rows();
  PQclear(res);
  (void)n;
}

void leaks_behind_a_view(PGconn *c) {
  PGresult *res = PQexec(c, "SELECT 1");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'res' from 'PQexec' is not released on every path
  View view(res);
  if (view.rows() == 0)
    return;
  PQclear(res);
}

void leaks_behind_a_view_with_destructor(PGconn *c) {
  PGresult *res = PQexec(c, "SELECT 1");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'res' from 'PQexec' is not released on every path
  LoggingView view(res);
  if (view.rows() == 0)
    return;
  PQclear(res);
}

void leaks_into_a_view(PGconn *c) {
  View view(PQexec(c, "SELECT 1"));
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'PQexec' is n{{ot|ever}} released
  view.rows();
}

void leaks_on_return_before_the_guard(PGconn *c) {
  PGresult *res = PQexec(c, "SELECT 1");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'res' from 'PQexec' is not released on every path
  if (PQresultStatus(res) != PGRES_TUPLES_OK)
    return;
  ResultGuard guard(res);
}

void leaks_after_dismissal(PGconn *c) {
  PGresult *res = PQexec(c, "SELECT 1");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'res' from 'PQexec' is not released on every path
  DismissibleGuard guard(res);
  guard.dismiss();
  if (PQntuples(res) == 0)
    return;
  PQclear(res);
}

void leaks_when_dismissed_too_early(PGconn *c) {
  PGresult *res = PQexec(c, "SELECT 1");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'res' from 'PQexec' is not released on every path
  DismissibleGuard guard(res);
  guard.dismiss();
  require(PQntuples(res) > 0);
  PQclear(res);
}

void leaks_after_detach(PGconn *c) {
  GuardWithClose guard(PQexec(c, "SELECT 1"));
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'PQexec' is n{{ot|ever}} released
  PGresult *res = guard.detach();
  if (PQntuples(res) == 0)
    return;
  PQclear(res);
}

void leaks_on_heap_guard_never_deleted_on_a_path(PGconn *c) {
  PGresult *res = PQexec(c, "SELECT 1");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'res' from 'PQexec' is not released on every path
  if (PQntuples(res) == 0)
    return;
  ResultGuard *guard = new ResultGuard(res);
  delete guard;
}

void leaks_overwritten_under_reference_guard(PGconn *c) {
  PGresult *res = nullptr;
  GuardByReference guard(res);
  res = PQexec(c, "SELECT 1");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'res' from 'PQexec' is not released on every path
  res = PQexec(c, "SELECT 2");
}

void leaks_statement_before_guard(sqlite3 *db) {
  sqlite3_stmt *raw = nullptr;
  if (sqlite3_prepare_v2(db, "SELECT 1", -1, &raw, nullptr) != SQLITE_OK)
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'raw' from 'sqlite3_prepare_v2' is not released on every path
    return;
  if (sqlite3_bind_int(raw, 1, 1) != SQLITE_OK)
    return;
  DerivedGuard stmt(raw);
}
