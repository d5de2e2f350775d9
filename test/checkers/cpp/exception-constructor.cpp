// RUN: %check %s
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Constructors that throw: members are destroyed, the object's own destructor is not run.

#include <cpp/mock_std.h>
#include <libpq-fe.h>
#include <mysql.h>
#include <sqlite3.h>

struct Error {};
struct Finish {
  void operator()(PGconn *c) const { PQfinish(c); }
};
void require(bool ok) {
  if (!ok)
    throw Error();
}
struct Checked {
  explicit Checked(int n) {
    if (n < 0)
      throw Error();
  }
};
struct Plain {
  explicit Plain(int n) : Value(n) {}
  int Value;
};

// libpq

class LeaksConnectionInBody {
public:
  explicit LeaksConnectionInBody(const char *info) {
    Conn = PQconnectdb(info);
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'PQconnectdb' is n{{ot|ever}} released
    if (PQstatus(Conn) != CONNECTION_OK)
      throw Error();
  }
  ~LeaksConnectionInBody() { PQfinish(Conn); }

private:
  PGconn *Conn;
};

class LeaksConnectionFromInitialiser {
public:
  explicit LeaksConnectionFromInitialiser(const char *info)
      : Conn(PQconnectdb(info)) {
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'PQconnectdb' is n{{ot|ever}} released
    if (PQstatus(Conn) != CONNECTION_OK)
      throw std::runtime_error(PQerrorMessage(Conn));
  }
  ~LeaksConnectionFromInitialiser() { PQfinish(Conn); }

private:
  PGconn *Conn;
};

class LeaksConnectionWhenCalleeThrows {
public:
  explicit LeaksConnectionWhenCalleeThrows(const char *info)
      : Conn(PQconnectdb(info)) {
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'PQconnectdb' is n{{ot|ever}} released
    require(PQstatus(Conn) == CONNECTION_OK);
  }
  ~LeaksConnectionWhenCalleeThrows() { PQfinish(Conn); }

private:
  PGconn *Conn;
};

class LeaksConnectionWhenLaterMemberThrows {
public:
  LeaksConnectionWhenLaterMemberThrows(const char *info, int n)
      : Conn(PQconnectdb(info)),
        // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'PQconnectdb' is n{{ot|ever}} released
        Limit(n) {}
  ~LeaksConnectionWhenLaterMemberThrows() { PQfinish(Conn); }

private:
  PGconn *Conn;
  Checked Limit;
};

class LeaksResultMember {
public:
  explicit LeaksResultMember(PGconn *c) : Res(PQexec(c, "SELECT 1")) {
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'PQexec' is n{{ot|ever}} released
    require(PQntuples(Res) > 0);
  }
  ~LeaksResultMember() { PQclear(Res); }

private:
  PGresult *Res;
};

class LeaksLocalInConstructor {
public:
  explicit LeaksLocalInConstructor(PGconn *c) {
    PGresult *res = PQexec(c, "SELECT 1");
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'res' from 'PQexec' is not released on every path
    Rows = PQntuples(res);
    if (Rows == 0)
      throw Error();
    PQclear(res);
  }

private:
  int Rows;
};

class LeaksWhenHandlerDoesNotRelease {
public:
  explicit LeaksWhenHandlerDoesNotRelease(const char *info)
      : Conn(PQconnectdb(info)) {
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'PQconnectdb' is n{{ot|ever}} released
    try {
      require(PQstatus(Conn) == CONNECTION_OK);
    } catch (const Error &) {
      throw;
    }
  }
  ~LeaksWhenHandlerDoesNotRelease() { PQfinish(Conn); }

private:
  PGconn *Conn;
};

class LeaksOneOfTwoMembers {
public:
  explicit LeaksOneOfTwoMembers(const char *info)
      : Owned(PQconnectdb(info)), Raw(PQconnectdb(info)) {
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'PQconnectdb' is n{{ot|ever}} released
    require(PQstatus(Raw) == CONNECTION_OK);
  }
  ~LeaksOneOfTwoMembers() { PQfinish(Raw); }

private:
  std::unique_ptr<PGconn, Finish> Owned;
  PGconn *Raw;
};

class no_warning_finished_before_throw {
public:
  explicit no_warning_finished_before_throw(const char *info)
      : Conn(PQconnectdb(info)) {
    if (PQstatus(Conn) != CONNECTION_OK) {
      PQfinish(Conn);
      throw Error();
    }
  }
  ~no_warning_finished_before_throw() { PQfinish(Conn); }

private:
  PGconn *Conn;
};

class no_warning_member_is_unique_ptr {
public:
  explicit no_warning_member_is_unique_ptr(const char *info)
      : Conn(PQconnectdb(info)) {
    require(PQstatus(Conn.get()) == CONNECTION_OK);
  }

private:
  std::unique_ptr<PGconn, Finish> Conn;
};

class Handle {
public:
  explicit Handle(PGconn *c) : Conn(c) {}
  Handle(const Handle &) = delete;
  ~Handle() { PQfinish(Conn); }
  PGconn *get() const { return Conn; }

private:
  PGconn *Conn;
};

class no_warning_member_is_hand_written_guard {
public:
  explicit no_warning_member_is_hand_written_guard(const char *info)
      : Conn(PQconnectdb(info)) {
    require(PQstatus(Conn.get()) == CONNECTION_OK);
  }

private:
  Handle Conn;
};

class no_warning_base_owns {
  struct Base {
    PGconn *Conn;
    explicit Base(PGconn *c) : Conn(c) {}
    ~Base() { PQfinish(Conn); }
  };
  struct Session : Base {
    explicit Session(const char *info) : Base(PQconnectdb(info)) {
      require(PQstatus(Conn) == CONNECTION_OK);
    }
  };
};

class no_warning_delegating_constructor_ran_to_its_end {
public:
  explicit no_warning_delegating_constructor_ran_to_its_end(const char *info)
      : Conn(PQconnectdb(info)) {}
  no_warning_delegating_constructor_ran_to_its_end(const char *info, int n)
      : no_warning_delegating_constructor_ran_to_its_end(info) {
    require(n > 0);
  }
  ~no_warning_delegating_constructor_ran_to_its_end() { PQfinish(Conn); }

private:
  PGconn *Conn;
};

class no_warning_delegates_to_empty_then_acquires {
  no_warning_delegates_to_empty_then_acquires() : Conn(nullptr) {}

public:
  explicit no_warning_delegates_to_empty_then_acquires(const char *info)
      : no_warning_delegates_to_empty_then_acquires() {
    Conn = PQconnectdb(info);
    require(PQstatus(Conn) == CONNECTION_OK);
  }
  ~no_warning_delegates_to_empty_then_acquires() { PQfinish(Conn); }

private:
  PGconn *Conn;
};

class no_warning_throws_before_acquire {
public:
  no_warning_throws_before_acquire(const char *info, int n) : Limit(n) {
    require(n > 0);
    Conn = PQconnectdb(info);
  }
  ~no_warning_throws_before_acquire() { PQfinish(Conn); }

private:
  Checked Limit;
  PGconn *Conn;
};

class no_warning_handler_finishes_and_rethrows {
public:
  explicit no_warning_handler_finishes_and_rethrows(const char *info)
      : Conn(PQconnectdb(info)) {
    try {
      require(PQstatus(Conn) == CONNECTION_OK);
    } catch (...) {
      PQfinish(Conn);
      throw;
    }
  }
  ~no_warning_handler_finishes_and_rethrows() { PQfinish(Conn); }

private:
  PGconn *Conn;
};

class no_warning_later_member_cannot_throw {
public:
  no_warning_later_member_cannot_throw(const char *info, int n)
      : Conn(PQconnectdb(info)), Limit(n) {}
  ~no_warning_later_member_cannot_throw() { PQfinish(Conn); }

private:
  PGconn *Conn;
  Plain Limit;
};

class no_warning_acquired_by_method_that_throws {
public:
  no_warning_acquired_by_method_that_throws() : Conn(nullptr) {}
  ~no_warning_acquired_by_method_that_throws() { PQfinish(Conn); }
  void open(const char *info) {
    Conn = PQconnectdb(info);
    require(PQstatus(Conn) == CONNECTION_OK);
  }

private:
  PGconn *Conn;
};

// sqlite3

class LeaksDatabase {
public:
  explicit LeaksDatabase(const char *path) {
    if (sqlite3_open(path, &Db) != SQLITE_OK)
      // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'sqlite3_open' is n{{ot|ever}} released
      throw Error();
  }
  ~LeaksDatabase() { sqlite3_close(Db); }

private:
  sqlite3 *Db = nullptr;
};

class LeaksStatement {
public:
  LeaksStatement(sqlite3 *db, const char *sql, int value) {
    if (sqlite3_prepare_v2(db, sql, -1, &Stmt, nullptr) != SQLITE_OK)
      // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'sqlite3_prepare_v2' is n{{ot|ever}} released
      throw Error();
    if (sqlite3_bind_int(Stmt, 1, value) != SQLITE_OK)
      throw Error();
  }
  ~LeaksStatement() { sqlite3_finalize(Stmt); }

private:
  sqlite3_stmt *Stmt = nullptr;
};

class no_warning_database_closed_before_throw {
public:
  explicit no_warning_database_closed_before_throw(const char *path) {
    if (sqlite3_open(path, &Db) != SQLITE_OK) {
      sqlite3_close(Db);
      throw Error();
    }
  }
  ~no_warning_database_closed_before_throw() { sqlite3_close(Db); }

private:
  sqlite3 *Db = nullptr;
};

class no_warning_prepare_failed_nothing_to_finalise {
public:
  no_warning_prepare_failed_nothing_to_finalise(sqlite3 *db, const char *sql) {
    if (sqlite3_prepare_v2(db, sql, -1, &Stmt, nullptr) != SQLITE_OK)
      throw Error();
  }
  ~no_warning_prepare_failed_nothing_to_finalise() { sqlite3_finalize(Stmt); }

private:
  sqlite3_stmt *Stmt = nullptr;
};

// MariaDB

class LeaksHandle {
public:
  explicit LeaksHandle(const char *host) : My(mysql_init(nullptr)) {
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'mysql_init' is n{{ot|ever}} released
    if (!My)
      throw Error();
    if (!mysql_real_connect(My, host, "u", "p", "d", 0, nullptr, 0))
      throw Error();
  }
  ~LeaksHandle() { mysql_close(My); }

private:
  MYSQL *My;
};

class no_warning_handle_closed_before_throw {
public:
  explicit no_warning_handle_closed_before_throw(const char *host)
      : My(mysql_init(nullptr)) {
    if (!My)
      throw Error();
    if (!mysql_real_connect(My, host, "u", "p", "d", 0, nullptr, 0)) {
      mysql_close(My);
      throw Error();
    }
  }
  ~no_warning_handle_closed_before_throw() { mysql_close(My); }

private:
  MYSQL *My;
};

class no_warning_handle_in_unique_ptr {
public:
  explicit no_warning_handle_in_unique_ptr(const char *host)
      : My(mysql_init(nullptr)) {
    if (!mysql_real_connect(My.get(), host, "u", "p", "d", 0, nullptr, 0))
      throw Error();
  }

private:
  struct Close {
    void operator()(MYSQL *m) const { mysql_close(m); }
  };
  std::unique_ptr<MYSQL, Close> My;
};

// A constructor called between acquire and release.

void leaks_when_local_objects_constructor_throws(PGconn *c) {
  PGresult *res = PQexec(c, "SELECT 1");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'res' from 'PQexec' is not released on every path
  Checked limit(PQntuples(res));
  PQclear(res);
  (void)limit;
}

void leaks_when_temporarys_constructor_throws(PGconn *c) {
  PGresult *res = PQexec(c, "SELECT 1");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'res' from 'PQexec' is not released on every path
  (void)Checked(PQntuples(res));
  PQclear(res);
}

void leaks_when_constructor_in_new_throws(PGconn *c) {
  PGresult *res = PQexec(c, "SELECT 1");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'res' from 'PQexec' is not released on every path
  Checked *limit = new Checked(PQntuples(res));
  PQclear(res);
  delete limit;
}

void no_warning_local_objects_constructor_is_clean(PGconn *c) {
  PGresult *res = PQexec(c, "SELECT 1");
  Plain limit(PQntuples(res));
  PQclear(res);
  (void)limit;
}

void no_warning_constructed_before_acquire(PGconn *c, int n) {
  Checked limit(n);
  PGresult *res = PQexec(c, "SELECT 1");
  PQclear(res);
  (void)limit;
}

void no_warning_constructor_in_new_is_clean(PGconn *c) {
  PGresult *res = PQexec(c, "SELECT 1");
  Plain *limit = new Plain(PQntuples(res));
  PQclear(res);
  delete limit;
}

void no_warning_local_constructor_throws_under_guard(const char *info) {
  std::unique_ptr<PGconn, Finish> conn(PQconnectdb(info));
  Checked limit(PQsocket(conn.get()));
  (void)limit;
}
