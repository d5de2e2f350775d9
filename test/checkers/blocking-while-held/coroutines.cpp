// RUN: %check %s --checks='-*,leash-blocking-while-held,leash-nested-acquire' --config='{CheckOptions: {leash.Catalogue: %inputs/cpp/guards.yaml}}' -- -std=c++20
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// What a coroutine holds while it is suspended.

#include <coroutine>

namespace db {
class lease {
public:
  lease(lease &&) noexcept;
  ~lease();
};
class pool {
public:
  lease acquire();
};
class result {};
} // namespace db

namespace io {
template <class T> struct task {
  struct promise_type {
    task get_return_object();
    std::suspend_never initial_suspend() noexcept;
    std::suspend_always final_suspend() noexcept;
    void unhandled_exception();
    void return_void();
  };
  bool await_ready() const noexcept;
  void await_suspend(std::coroutine_handle<>) const noexcept;
  T await_resume() const;
};
template <> struct task<void> {
  struct promise_type {
    task get_return_object();
    std::suspend_never initial_suspend() noexcept;
    std::suspend_always final_suspend() noexcept;
    void unhandled_exception();
    void return_void();
  };
  bool await_ready() const noexcept;
  void await_suspend(std::coroutine_handle<>) const noexcept;
  void await_resume() const;
};
task<int> fetch(const char *url);
task<db::lease> acquire(db::pool &pool);
task<db::result> exec(db::lease &lease, const char *sql);
} // namespace io

io::task<void> fetches(db::pool &pool) {
  auto l = pool.acquire();
  co_await io::exec(l, "SELECT 1");
  co_await io::fetch("http://example.org/");
  // CHECK: :[[@LINE-1]]:3: warning: 'co_await' waits for something other than the database while 'l', taken from a pool, is held
}

io::task<void> fetches_before(db::pool &pool) {
  const int n = co_await io::fetch("http://example.org/");
  auto l = co_await io::acquire(pool);
  if (n)
    co_await io::exec(l, "SELECT 1");
}

io::task<void> fetches_between(db::pool &pool) {
  auto l = co_await io::acquire(pool);
  co_await io::exec(l, "SELECT 1");
  co_await io::fetch("http://example.org/");
  // CHECK: :[[@LINE-1]]:3: warning: 'co_await' waits for something other than the database while 'l'
}

io::task<void> gives_back_before(db::pool &pool) {
  {
    auto l = co_await io::acquire(pool);
    co_await io::exec(l, "SELECT 1");
  }
  co_await io::fetch("http://example.org/");
}

io::task<void> twice(db::pool &pool) {
  auto a = co_await io::acquire(pool);
  auto b = co_await io::acquire(pool);
  // CHECK: :[[@LINE-1]]:21: warning: 'acquire' takes a second connection of 'pool' while 'a' is held
}
