// RUN: %check %s --checks='-*,leash-blocking-while-held' --config='{CheckOptions: {leash.Catalogue: %inputs/cpp/guards.yaml}}' -- -std=c++20
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Leases and transactions that objects keep, of a library and of one's own.

#include "cpp/mock_guards.h"
#include <libpq-fe.h>
#include <unistd.h>

void sleeps(db::pool &pool) {
  db::lease l = pool.acquire();
  l.exec("SELECT 1");
  sleep(1);
  // CHECK: :[[@LINE-1]]:3: warning: 'sleep' sleeps while 'l', taken from a pool, is held; give it back before
  // CHECK: :[[@LINE-4]]:17: note: taken here
}

void by_constructor(db::pool &pool) {
  db::lease l(pool);
  sleep(1);
  // CHECK: :[[@LINE-1]]:3: warning: 'sleep' sleeps while 'l'
}

void in_a_scope(db::pool &pool) {
  {
    db::lease l(pool);
    l.exec("SELECT 1");
  }
  sleep(1);
}

void released(db::pool &pool) {
  db::lease l(pool);
  l.release();
  sleep(1);
}

void overwritten(db::pool &pool) {
  auto l = pool.acquire();
  l = db::lease();
  sleep(1);
}

void consume(db::lease l);
void look(db::lease &l);

void moved_on(db::pool &pool) {
  auto l = pool.acquire();
  consume(std::move(l));
  sleep(1);
}

void moved_to_another(db::pool &pool) {
  auto l = pool.acquire();
  db::lease other(std::move(l));
  sleep(1);
  // CHECK: :[[@LINE-1]]:3: warning: 'sleep' sleeps while 'other'
}

void lent(db::pool &pool) {
  auto l = pool.acquire();
  look(l);
  sleep(1);
  // CHECK: :[[@LINE-1]]:3: warning: 'sleep' sleeps while 'l'
}

void into_a_container(db::pool &pool, std::vector<db::lease> &all) {
  all.push_back(pool.acquire());
  sleep(1);
}

void perhaps_none(db::pool &pool) {
  for (;;) {
    auto l = pool.poll();
    if (!l) {
      sleep(1);
      continue;
    }
    return;
  }
}

void perhaps_one(db::pool &pool) {
  auto l = pool.poll();
  if (l)
    sleep(1);
  // CHECK: :[[@LINE-1]]:5: warning: 'sleep' sleeps while 'l'
  else
    sleep(1);
}

void optional_reset(db::pool &pool) {
  std::optional<db::lease> l = pool.poll();
  l.reset();
  sleep(1);
}

void thrown_past(db::pool &pool) {
  try {
    auto l = pool.acquire();
    if (l.exec("SELECT 1").empty())
      throw std::runtime_error("none");
  } catch (const std::exception &) {
    sleep(1);
  }
}

void outside_of_the_try(db::pool &pool) {
  auto l = pool.acquire();
  try {
    throw std::runtime_error("none");
  } catch (const std::exception &) {
    sleep(1);
    // CHECK: :[[@LINE-1]]:5: warning: 'sleep' sleeps while 'l'
  }
}

void in_a_transaction(db::connection &conn) {
  db::transaction t(conn);
  sleep(1);
  // CHECK: :[[@LINE-1]]:3: warning: 'sleep' sleeps while the transaction 't' is open; commit or roll back before
  // CHECK: note: the transaction begins here
  t.commit();
  sleep(1);
}

void in_a_transaction_of_a_function(db::connection &conn) {
  auto t = db::start_transaction(conn);
  sleep(1);
  // CHECK: :[[@LINE-1]]:3: warning: 'sleep' sleeps while the transaction 't' is open
}

void on_a_lease(db::pool &pool, db::connection &conn) {
  auto l = pool.acquire();
  db::transaction t(conn);
  sleep(1);
  // CHECK: :[[@LINE-1]]:3: warning: 'sleep' sleeps while 'l'
  t.commit();
}

// Classes of one's own: they do what their constructors and destructors do.

class Unit {
public:
  explicit Unit(db::pool &pool) : lease_(pool) {}
  void finish() { lease_.release(); }
  void look() {}

private:
  db::lease lease_;
};

void member_keeps_it(db::pool &pool) {
  Unit u(pool);
  u.look();
  sleep(1);
  // CHECK: :[[@LINE-1]]:3: warning: 'sleep' sleeps while 'u'
}

void member_gives_it_back(db::pool &pool) {
  Unit u(pool);
  u.finish();
  sleep(1);
}

void on_the_heap(db::pool &pool) {
  auto u = std::make_unique<Unit>(pool);
  sleep(1);
  // CHECK: :[[@LINE-1]]:3: warning: 'sleep' sleeps while 'u'
  u.reset();
  sleep(1);
}

static void hand_back(db::lease &l) { l.release(); }
static void only_look(db::lease &l) { l.exec("SELECT 1"); }
static db::lease take(db::pool &pool) { return pool.acquire(); }

void helpers(db::pool &pool) {
  auto l = take(pool);
  only_look(l);
  sleep(1);
  // CHECK: :[[@LINE-1]]:3: warning: 'sleep' sleeps while 'l'
  hand_back(l);
  sleep(1);
}

void closure_ends_it(db::pool &pool) {
  auto l = pool.acquire();
  auto finish = [&] { l.release(); };
  finish();
  sleep(1);
}

void closure_has_it(db::pool &pool) {
  auto l = pool.acquire();
  auto later = [l = std::move(l)]() mutable { l.exec("SELECT 1"); };
  sleep(1);
}

class Worker {
public:
  explicit Worker(db::pool &pool) : pool_(pool) {}
  void round() {
    open();
    sleep(1);
    // CHECK: :[[@LINE-1]]:5: warning: 'sleep' sleeps while 'lease_'
    close();
    sleep(1);
  }

private:
  void open() { lease_ = pool_.acquire(); }
  void close() { lease_ = db::lease(); }
  db::pool &pool_;
  db::lease lease_;
};
