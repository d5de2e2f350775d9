// RUN: %check %s
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Members that are released, or whose release is somebody else's affair.

#include <cpp/mock_std.h>
#include <libpq-fe.h>
#include <sqlite3.h>

class Released {
  PGconn *Conn;

public:
  explicit Released(const char *info) : Conn(PQconnectdb(info)) {}
  Released(const Released &) = delete;
  ~Released() { PQfinish(Conn); }
};

class ReleasedByClose {
  PGconn *Conn = nullptr;

public:
  void open(const char *info) { Conn = PQconnectdb(info); }
  void close() {
    if (Conn)
      PQfinish(Conn);
    Conn = nullptr;
  }
  ~ReleasedByClose() { close(); }
};

static void finish(PGconn **conn) {
  PQfinish(*conn);
  *conn = nullptr;
}
class ReleasedByAHelper {
  PGconn *Conn;

public:
  explicit ReleasedByAHelper(const char *info) : Conn(PQconnectdb(info)) {}
  ~ReleasedByAHelper() { finish(&Conn); }
};

class DestructorElsewhere {
  PGconn *Conn;

public:
  explicit DestructorElsewhere(const char *info) : Conn(PQconnectdb(info)) {}
  ~DestructorElsewhere();
};

class CloseElsewhere {
  PGconn *Conn;
  void shutdown();

public:
  explicit CloseElsewhere(const char *info) : Conn(PQconnectdb(info)) {}
  ~CloseElsewhere() { shutdown(); }
};

class HalfElsewhere {
  PGconn *Conn;

public:
  explicit HalfElsewhere(const char *info) : Conn(PQconnectdb(info)) {}
  void stop();
};

class CloseThatIsCalled {
  PGconn *Conn = nullptr;

public:
  void open(const char *info) { Conn = PQconnectdb(info); }
  void close() { PQfinish(Conn); }
};
void run() {
  CloseThatIsCalled c;
  c.open("");
  c.close();
}

struct Finish {
  void operator()(PGconn *c) const { PQfinish(c); }
};
class CloseForOtherFiles {
  PGconn *Conn = nullptr;

public:
  void open(const char *info) { Conn = PQconnectdb(info); }
  void close() { PQfinish(Conn); }
};

class SmartPointer {
  std::unique_ptr<PGconn, Finish> Conn;

public:
  explicit SmartPointer(const char *info) : Conn(PQconnectdb(info)) {}
  void again(const char *info) { Conn.reset(PQconnectdb(info)); }
};

class Borrows {
  PGconn *Conn;

public:
  explicit Borrows(PGconn *conn) : Conn(conn) {}
};

class StaticMember {
  static PGconn *Conn;

public:
  static void open(const char *info) { Conn = PQconnectdb(info); }
};

class Singleton {
  PGconn *Conn;
  Singleton() : Conn(PQconnectdb("")) {}

public:
  static Singleton &instance() {
    static Singleton one;
    return one;
  }
};

class Global {
  PGconn *Conn;

public:
  Global() : Conn(PQconnectdb("")) {}
};
static Global global;

class ReleasingBase {
protected:
  PGconn *Conn = nullptr;
  ~ReleasingBase() { PQfinish(Conn); }
};
class DerivedFromIt : ReleasingBase {
public:
  explicit DerivedFromIt(const char *info) { Conn = PQconnectdb(info); }
};

class HoldingBase {
protected:
  PGconn *Conn = nullptr;
  void open(const char *info) { Conn = PQconnectdb(info); }
};
class ReleasingDerived : HoldingBase {
public:
  explicit ReleasingDerived(const char *info) { open(info); }
  ~ReleasingDerived() { PQfinish(Conn); }
};

class GivesItUp {
  PGconn *Conn;

public:
  explicit GivesItUp(const char *info) : Conn(PQconnectdb(info)) {}
  PGconn *take() { return std::exchange(Conn, nullptr); }
};
PGconn *take_over() {
  GivesItUp g("");
  return g.take();
}

struct Session {
  PGconn *conn = nullptr;
  void open(const char *info) { conn = PQconnectdb(info); }
};
void end(Session *s) {
  PQfinish(s->conn);
  delete s;
}

class ReleasedInTheConstructorToo {
  PGconn *Conn;

public:
  explicit ReleasedInTheConstructorToo(const char *info)
      : Conn(PQconnectdb(info)) {
    if (PQstatus(Conn) != CONNECTION_OK) {
      PQfinish(Conn);
      throw std::runtime_error("no connection");
    }
  }
  ~ReleasedInTheConstructorToo() { PQfinish(Conn); }
};

class Registry {
public:
  void adopt(PGconn *);
};
class HandsItOn {
  PGconn *Conn;

public:
  HandsItOn(Registry &r, const char *info) : Conn(PQconnectdb(info)) {
    r.adopt(Conn);
  }
};

class GuardMember {
  PGconn *Conn;
  struct Closer {
    PGconn *&C;
    ~Closer() { PQfinish(C); }
  } Close{Conn};

public:
  explicit GuardMember(const char *info) : Conn(PQconnectdb(info)) {}
};

class ReleasedByALambda {
  PGconn *Conn;
  std::function<void()> Close;

public:
  explicit ReleasedByALambda(const char *info)
      : Conn(PQconnectdb(info)), Close([this] { PQfinish(Conn); }) {}
  ~ReleasedByALambda() { Close(); }
};
