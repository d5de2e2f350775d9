// RUN: %check %s
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Guards that the code has of its own, known by what their destructors do.

#include <cpp/mock_std.h>
#include <libpq-fe.h>

class Transaction {
  PGconn *Conn;
  bool Done = false;

public:
  explicit Transaction(PGconn *conn) : Conn(conn) {
    PQclear(PQexec(Conn, "BEGIN"));
  }
  Transaction(const Transaction &) = delete;
  void commit() {
    PQclear(PQexec(Conn, "COMMIT"));
    Done = true;
  }
  ~Transaction() {
    if (!Done)
      PQclear(PQexec(Conn, "ROLLBACK"));
  }
};

class Session {
  PGconn *Conn;

public:
  explicit Session(const char *info) : Conn(PQconnectdb(info)) {}
  Session(const Session &) = delete;
  ~Session() { PQfinish(Conn); }
  bool ok() const { return PQstatus(Conn) == CONNECTION_OK; }
};

class AtExit {
  std::function<void()> What;

public:
  explicit AtExit(std::function<void()> what) : What(what) {}
  ~AtExit() { What(); }
};

class Tx {
  PGconn *Conn;

public:
  explicit Tx(PGconn *conn) : Conn(conn) { PQclear(PQexec(Conn, "BEGIN")); }
  Tx(const Tx &) = delete;
  ~Tx() { PQclear(PQexec(Conn, "ROLLBACK")); }
};

// The name does not say that it is held: it may be all of a job.
class Importer {
  PGconn *Conn;

public:
  explicit Importer(PGconn *conn);
  ~Importer() { PQclear(PQexec(Conn, "ROLLBACK")); }
};

void short_name(PGconn *conn) {
  Tx{conn};
  // CHECK: :[[@LINE-1]]:3: warning: the transaction from 'Tx' is rolled back at the end of this statement; hold it in a variable [leash-discarded-guard]
  Importer{conn};
}

struct Finish {
  void operator()(PGconn *conn) const { PQfinish(conn); }
};
std::unique_ptr<PGconn, Finish> borrow_connection();

void transaction(PGconn *conn) {
  Transaction{conn};
  // CHECK: :[[@LINE-1]]:3: warning: the transaction from 'Transaction' is rolled back at the end of this statement; hold it in a variable [leash-discarded-guard]
}

void connection() {
  Session("host=db");
  // CHECK: :[[@LINE-1]]:3: warning: the connection from 'Session' is closed at the end of this statement
}

void guard(PGconn *conn) {
  AtExit([conn] { PQfinish(conn); });
  // CHECK: :[[@LINE-1]]:3: warning: the guard from 'AtExit' runs at the end of this statement
}

void lease_of_a_pool() {
  borrow_connection();
  // CHECK: :[[@LINE-1]]:3: warning: the lease from 'borrow_connection' is given back at the end of this statement
}

// What stays silent.

void no_warning_when_held(PGconn *conn) {
  Transaction tr(conn);
  Session session("host=db");
  AtExit end([conn] { PQstatus(conn); });
  auto lease = borrow_connection();
  tr.commit();
}

bool no_warning_when_used() { return Session("host=db").ok(); }

class NightlyJob {
  PGconn *Conn;

public:
  explicit NightlyJob(const char *info) : Conn(PQconnectdb(info)) {
    PQclear(PQexec(Conn, "VACUUM"));
  }
  NightlyJob(const NightlyJob &) = delete;
  ~NightlyJob() { PQfinish(Conn); }
};
void no_warning_for_a_class_that_does_the_whole_job() {
  NightlyJob("host=db");
}

class Reply {
  std::function<void()> Done;

public:
  explicit Reply(std::function<void()> done) : Done(done) {}
  ~Reply() { Done(); }
};
Reply send(const char *what);
void no_warning_for_a_callback_of_another_class() { send("hello"); }
