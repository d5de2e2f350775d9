// RUN: %check %s --checks='-*,leash-nested-acquire' --config='{CheckOptions: {leash.Catalogue: %S/Inputs/pool.yaml}}'
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Two connections of one pool at once, kept by objects.

#include "cpp/mock_std.h"

namespace app {
class Pool;
class Lease {
public:
  Lease() noexcept;
  explicit Lease(Pool &pool);
  Lease(Lease &&) noexcept;
  Lease &operator=(Lease &&) noexcept;
  ~Lease();
  int exec(const char *sql);
  void release();
  explicit operator bool() const noexcept;
};
class Growing {
public:
  explicit Growing(Pool &pool);
  ~Growing();
};
class Pool {
public:
  explicit Pool(int size);
  Lease acquire();
  Lease acquire_for(int milliseconds);
  Lease try_acquire();
  std::optional<Lease> poll();
  int size() const;
};
class Transaction;
class Client {
public:
  std::shared_ptr<Transaction> newTransaction();
  int exec(const char *sql);
};
class Transaction : public Client {
public:
  ~Transaction();
  void rollback();
};
Pool &pool();
Pool &pool_of(const char *name);
} // namespace app

void twice(app::Pool &pool) {
  app::Lease a(pool);
  auto b = pool.acquire();
  // CHECK: :[[@LINE-1]]:12: warning: 'acquire' takes a second connection of 'pool' while 'a' is held
  // CHECK: :[[@LINE-3]]:14: note: the first is taken here
}

void by_constructor(app::Pool &pool) {
  auto a = pool.acquire();
  app::Lease b(pool);
  // CHECK: :[[@LINE-1]]:14: warning: 'Lease' takes a second connection of 'pool' while 'a' is held
}

void with_a_deadline(app::Pool &pool) {
  auto a = pool.acquire();
  auto b = pool.acquire_for(500);
  // CHECK: :[[@LINE-1]]:12: warning: 'acquire_for' takes a second connection of 'pool' while 'a' is held
}

void that_give_up(app::Pool &pool) {
  auto a = pool.acquire();
  auto b = pool.try_acquire();
  auto c = pool.poll();
  app::Growing d(pool);
}

void one_after_the_other(app::Pool &pool) {
  {
    app::Lease a(pool);
    a.exec("SELECT 1");
  }
  app::Lease b(pool);
}

void released(app::Pool &pool) {
  app::Lease a(pool);
  a.release();
  app::Lease b(pool);
}

void keep(app::Lease lease);

void moved_on(app::Pool &pool) {
  app::Lease a(pool);
  keep(std::move(a));
  app::Lease b(pool);
}

void round_after_round(app::Pool &pool) {
  for (int i = 0; i < pool.size(); ++i) {
    app::Lease a(pool);
    a.exec("SELECT 1");
  }
}

void taken_anew(app::Pool &pool) {
  app::Lease a = pool.acquire();
  a = app::Lease();
  a = pool.acquire();
}

void taken_anew_while_held(app::Pool &pool) {
  app::Lease a = pool.acquire();
  a = pool.acquire();
  // CHECK: :[[@LINE-1]]:7: warning: 'acquire' takes a second connection of 'pool' while 'a' is held
}

void warmed_up(app::Pool &pool, std::vector<app::Lease> &all) {
  for (int i = 0; i < pool.size(); ++i)
    all.push_back(pool.acquire());
}

void of_functions() {
  auto a = app::pool().acquire();
  auto b = app::pool().acquire();
  // CHECK: :[[@LINE-1]]:12: warning: 'acquire' takes a second connection of 'pool()' while 'a' is held
  auto c = app::pool_of("reports").acquire();
}

void of_primary_and_replica(app::Pool &primary, app::Pool &replica) {
  app::Lease a(primary), b(replica);
}

void of_its_own() {
  app::Pool pool(2);
  app::Lease a(pool), b(pool);
}

void serve(app::Pool &pool);

void of_its_own_but_shared() {
  app::Pool pool(2);
  std::thread worker([&] { serve(pool); });
  app::Lease a(pool), b(pool);
  // CHECK: :[[@LINE-1]]:23: warning: 'Lease' takes a second connection of 'pool' while 'a' is held
  worker.join();
}

void through_a_pointer(const std::shared_ptr<app::Pool> &pool) {
  auto a = pool->acquire();
  auto b = pool->acquire();
  // CHECK: :[[@LINE-1]]:12: warning: 'acquire' takes a second connection of 'pool' while 'a' is held
}

void if_there_is_one(app::Pool &pool) {
  auto a = pool.try_acquire();
  if (a) {
    a.exec("SELECT 1");
    return;
  }
  auto b = pool.acquire();
}

// A transaction that keeps a connection of its client.

void two_transactions(app::Client &client) {
  auto a = client.newTransaction();
  auto b = client.newTransaction();
  // CHECK: :[[@LINE-1]]:12: warning: 'newTransaction' takes a second connection of 'client' while 'a' is held
  auto c = a->newTransaction();
}

// Through callees.

class Audit {
public:
  explicit Audit(app::Pool &pool) : pool_(pool) {}
  void write(const char *text) {
    app::Lease lease(pool_);
    lease.exec(text);
  }
  void write(app::Lease &lease, const char *text) { lease.exec(text); }

private:
  app::Pool &pool_;
};

void audited(app::Pool &pool) {
  Audit audit(pool);
  app::Lease lease(pool);
  audit.write(lease, "began");
  audit.write("done");
  // CHECK: :[[@LINE-1]]:3: warning: 'write' takes a second connection of 'pool' while 'lease' is held
  // CHECK: note: the second is taken here
}

void audited_elsewhere(app::Pool &pool, app::Pool &log) {
  Audit audit(log);
  app::Lease lease(pool);
  audit.write("done");
}

class Orders {
public:
  Orders(app::Pool &pool, app::Pool &replica)
      : pool_(pool), replica_(replica) {}
  void pay(long id) {
    app::Lease lease(pool_);
    if (find(id))
      notify(id);
    // CHECK: :[[@LINE-1]]:7: warning: 'notify' takes a second connection of 'pool_' while 'lease' is held
  }
  void pay_right(long id) {
    {
      app::Lease lease(pool_);
      lease.exec("UPDATE");
    }
    notify(id);
  }

private:
  bool find(long) {
    app::Lease lease(replica_);
    return lease.exec("SELECT");
  }
  void notify(long) {
    app::Lease lease(pool_);
    lease.exec("NOTIFY");
  }
  app::Pool &pool_, &replica_;
};

static app::Lease take(app::Pool &pool) {
  app::Lease lease(pool);
  lease.exec("SET search_path = app");
  return lease;
}

void made_ready(app::Pool &pool) {
  auto a = take(pool);
  auto b = take(pool);
  // CHECK: :[[@LINE-1]]:12: warning: 'take' takes a second connection of 'pool' while 'a' is held
}

static void give(app::Lease &lease) { lease.release(); }

void given_back_by_a_helper(app::Pool &pool) {
  app::Lease a(pool);
  give(a);
  app::Lease b(pool);
}

void by_a_lambda(app::Pool &pool) {
  app::Lease a(pool);
  auto count = [&] {
    app::Lease b(pool);
    return b.exec("SELECT count(*)");
  };
  count();
  // CHECK: :[[@LINE-1]]:3: warning: 'Lease' takes a second connection of 'pool' while 'a' is held
}

namespace testing {
class Test {
public:
  virtual ~Test();
};
} // namespace testing

class PoolTest : public testing::Test {
public:
  void body() {
    app::Lease a(pool_), b(pool_);
  }

private:
  app::Pool pool_{2};
};
