// RUN: %check %s --checks='-*,leash-blocking-while-held,leash-nested-acquire' --config='{CheckOptions: {leash.Pairs: "shop::Pool::checkout/shop::Pool::checkin(0);cpool_take/cpool_back(1);dbh_open/dbh_close"}}' -- -std=c++20
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Code that looks as if it waited with something in its hands, and does not.

#include <chrono>
#include <condition_variable>
#include <deque>
#include <functional>
#include <libpq-fe.h>
#include <memory>
#include <mutex>
#include <optional>
#include <poll.h>
#include <string>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>
#include <vector>

namespace shop {

class Pool {
public:
  PGconn *checkout();
  void checkin(PGconn *conn);
};

struct GiveBack {
  Pool *pool;
  void operator()(PGconn *conn) const { pool->checkin(conn); }
};
using Handle = std::unique_ptr<PGconn, GiveBack>;

Handle borrow(Pool &pool) { return Handle(pool.checkout(), GiveBack{&pool}); }

// A method of one's own named as a call that waits.
class Feed {
public:
  void connect(PGconn *conn);
  int poll(int timeout);
  std::string recv();
  void wait() const;
};

void own_methods(Pool &pool, Feed &feed) {
  Handle conn = borrow(pool);
  feed.connect(conn.get());
  feed.poll(500);
  feed.recv();
  feed.wait();
}

// The pool's own locks, and its own sleep when it has none.
class OwnPool {
public:
  PGconn *take() {
    std::unique_lock lock(mutex_);
    returned_.wait(lock, [this] { return !idle_.empty(); });
    PGconn *conn = idle_.front();
    idle_.pop_front();
    return conn;
  }
  void fill(Pool &from, int n) {
    for (int i = 0; i < n; ++i)
      idle_.push_back(from.checkout());
    std::this_thread::sleep_for(std::chrono::seconds(1));
  }

private:
  std::mutex mutex_;
  std::condition_variable returned_;
  std::deque<PGconn *> idle_;
};

// Handed to a thread, which holds it from then on.
void given_to_a_thread(Pool &pool) {
  Handle conn = borrow(pool);
  std::thread worker([conn = std::move(conn)] { PQexec(conn.get(), "VACUUM"); });
  worker.join();
}

// The sleep is in a closure that runs later.
void slept_elsewhere(Pool &pool, std::vector<std::function<void()>> &later) {
  Handle conn = borrow(pool);
  later.push_back([] { sleep(5); });
}

// A sleep that no path with the connection reaches.
int either_or(Pool &pool, bool enabled) {
  if (!enabled) {
    sleep(10);
    return 0;
  }
  Handle conn = borrow(pool);
  return PQntuples(PQexec(conn.get(), "SELECT 1"));
}

int flag_tells(Pool &pool, bool use) {
  PGconn *conn = nullptr;
  if (use)
    conn = pool.checkout();
  if (!use)
    sleep(1);
  if (use)
    pool.checkin(conn);
  return 0;
}

// Given back by the end of a lambda that is called at once.
int called_at_once(Pool &pool) {
  const int rows = [&] {
    Handle conn = borrow(pool);
    return PQntuples(PQexec(conn.get(), "SELECT 1"));
  }();
  sleep(rows);
  return rows;
}

void emptied(Pool &pool) {
  std::optional<Handle> conn(borrow(pool));
  PQexec(conn->get(), "SELECT 1");
  conn.reset();
  sleep(1);
}

// Handed on by value, and given back there.
void finish(Handle conn) { PQexec(conn.get(), "DISCARD ALL"); }

void finished_elsewhere(Pool &pool) {
  Handle conn = borrow(pool);
  finish(std::move(conn));
  sleep(1);
  Handle again = borrow(pool);
}

// A notification is waited for on the connection's own socket.
void listens(Pool &pool) {
  Handle conn = borrow(pool);
  PQexec(conn.get(), "LISTEN orders");
  pollfd one{PQsocket(conn.get()), POLLIN, 0};
  while (poll(&one, 1, 30000) >= 0) {
    PQconsumeInput(conn.get());
    while (PGnotify *n = PQnotifies(conn.get()))
      PQfreemem(n);
  }
}

// A class with a connection of its own and a loop that sleeps.
class Daemon {
public:
  explicit Daemon(const char *info) : conn_(PQconnectdb(info)) {}
  ~Daemon() { PQfinish(conn_); }
  void run() {
    for (;;) {
      PQclear(PQexec(conn_, "SELECT take_job()"));
      std::this_thread::sleep_for(std::chrono::seconds(10));
    }
  }

private:
  PGconn *conn_;
};

// Texts that only speak of transactions.
void speaks_of_it(PGconn *conn) {
  PQclear(PQexec(conn, "SELECT 'BEGIN'"));
  sleep(1);
  PQclear(PQexec(conn, "BEGIN; SELECT 1; COMMIT"));
  sleep(1);
}

} // namespace shop

// A pair that says nothing of a pool is no lease.
struct dbh;
extern "C" dbh *dbh_open();
extern "C" void dbh_close(dbh *);
struct cpool;
extern "C" PGconn *cpool_take(cpool *);
extern "C" void cpool_back(cpool *, PGconn *);

void not_of_a_pool() {
  dbh *one = dbh_open();
  dbh *two = dbh_open();
  sleep(1);
  dbh_close(two);
  dbh_close(one);
}

void of_two(cpool *a, cpool *b) {
  PGconn *from = cpool_take(a), *to = cpool_take(b);
  cpool_back(b, to);
  cpool_back(a, from);
}

// As many as there are, on purpose, into something that keeps them.
void warm(cpool *pool, std::vector<PGconn *> &all, int n) {
  for (int i = 0; i < n; ++i)
    all.push_back(cpool_take(pool));
  for (PGconn *conn : all)
    cpool_back(pool, conn);
}
