// RUN: %check %s
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Members that hold what their class acquired, and that nothing releases.

#include <cpp/mock_std.h>
#include <libpq-fe.h>
#include <mysql.h>
#include <sqlite3.h>

class NoDestructor {
  PGconn *Conn;

public:
  explicit NoDestructor(const char *info) { Conn = PQconnectdb(info); }
  // CHECK: :[[@LINE-1]]:52: warning: 'Conn' keeps the connection from 'PQconnectdb', and 'NoDestructor' never releases it; call 'PQfinish' in a destructor or hold it in a guard [leash-unreleased-member]
  // CHECK: :[[@LINE-5]]:11: note: the member is declared here
  bool ok() const { return PQstatus(Conn) == CONNECTION_OK; }
};

class InitialisedInTheList {
  PGconn *Conn;

public:
  explicit InitialisedInTheList(const char *info) : Conn(PQconnectdb(info)) {}
  // CHECK: :[[@LINE-1]]:58: warning: 'Conn' keeps the connection from 'PQconnectdb'
};

class ForgetsOne {
  PGconn *Conn;
  PGresult *Rows = nullptr;

public:
  explicit ForgetsOne(const char *info) : Conn(PQconnectdb(info)) {
    Rows = PQexec(Conn, "SELECT 1");
    // CHECK: :[[@LINE-1]]:12: warning: 'Rows' keeps the result from 'PQexec', and 'ForgetsOne' never releases it; call 'PQclear' in a destructor
    // CHECK: :[[@LINE-6]]:13: note: the member is declared here
    // CHECK: :[[@LINE+3]]:3: note: the destructor does not release it
  }
  ForgetsOne(const ForgetsOne &) = delete;
  ~ForgetsOne() { PQfinish(Conn); }
};

class ThroughAnOutParameter {
  sqlite3 *Db = nullptr;

public:
  bool open(const char *path) { return sqlite3_open(path, &Db) == SQLITE_OK; }
  // CHECK: :[[@LINE-1]]:40: warning: 'Db' keeps the connection from 'sqlite3_open'
};

class ByALocalVariable {
  MYSQL *Handle = nullptr;

public:
  void connect() {
    MYSQL *fresh = mysql_init(nullptr);
    // CHECK: :[[@LINE-1]]:20: warning: 'Handle' keeps the connection from 'mysql_init'
    if (!fresh)
      return;
    Handle = fresh;
  }
};

class CloseThatNobodyCalls {
  PGconn *Conn;

public:
  explicit CloseThatNobodyCalls(const char *info) : Conn(PQconnectdb(info)) {}
  // CHECK: :[[@LINE-1]]:58: warning: 'Conn' keeps the connection from 'PQconnectdb', and 'CloseThatNobodyCalls' never releases it
  // CHECK: :[[@LINE-5]]:11: note: the member is declared here
  // CHECK: :[[@LINE+1]]:8: note: released here, where nothing in this file calls it
  void close() {
    PQfinish(Conn);
    Conn = nullptr;
  }
};
void use_it() { CloseThatNobodyCalls c("host=db"); }

class DestructorThatOnlyLogs {
  PGconn *Conn;
  int Uses = 0;

public:
  explicit DestructorThatOnlyLogs(const char *info) : Conn(PQconnectdb(info)) {}
  // CHECK: :[[@LINE-1]]:60: warning: 'Conn' keeps the connection from 'PQconnectdb'
  ~DestructorThatOnlyLogs() { PQerrorMessage(Conn); }
};

static PGconn *dial(const char *host) { return PQconnectdb(host); }
class ThroughAHelper {
  PGconn *Conn = nullptr;

public:
  explicit ThroughAHelper(const char *host) { Conn = dial(host); }
  // CHECK: :[[@LINE-1]]:54: warning: 'Conn' keeps the connection from 'dial'
};

class Base {
protected:
  PGconn *Conn = nullptr;
};
class Derived : public Base {
public:
  explicit Derived(const char *info) { Conn = PQconnectdb(info); }
  // CHECK: :[[@LINE-1]]:47: warning: 'Conn' keeps the connection from 'PQconnectdb', and 'Base' never releases it
};

template <class Traits> class InATemplate {
  PGconn *Conn;

public:
  explicit InATemplate(const char *info) : Conn(PQconnectdb(info)) {}
  // CHECK: :[[@LINE-1]]:49: warning: 'Conn' keeps the connection from 'PQconnectdb'
};
void instances() {
  InATemplate<int> one("");
  InATemplate<char> two("");
}
