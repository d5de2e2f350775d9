// RUN: %check %s -- -std=c++20
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Coroutines: a frame is a scope like any other.

#include <coroutine>
#include <libpq-fe.h>

struct Task {
  struct promise_type {
    Task get_return_object() noexcept { return {}; }
    std::suspend_never initial_suspend() noexcept { return {}; }
    std::suspend_never final_suspend() noexcept { return {}; }
    void return_void() noexcept {}
    void unhandled_exception() noexcept {}
  };
};
struct Ready {
  bool await_ready() noexcept;
  void await_suspend(std::coroutine_handle<>) noexcept;
  int await_resume() noexcept;
};
struct Guard {
  PGresult *Res;
  explicit Guard(PGresult *r) : Res(r) {}
  Guard(const Guard &) = delete;
  ~Guard() { PQclear(Res); }
};

Task leaks_on_early_co_return(PGconn *c) {
  PGresult *res = PQexec(c, "SELECT 1");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'res' from 'PQexec' is not released on every path
  if (co_await Ready{} == 0)
    co_return;
  PQclear(res);
}

Task leaks_at_the_end_of_a_coroutine(PGconn *c) {
  PGresult *res = PQexec(c, "SELECT 1");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'res' from 'PQexec' is not released on every path
  co_await Ready{};
  PQntuples(res);
}

Task no_warning_released_after_await(PGconn *c) {
  PGresult *res = PQexec(c, "SELECT 1");
  co_await Ready{};
  PQclear(res);
}

Task no_warning_guard_in_frame(PGconn *c) {
  Guard res(PQexec(c, "SELECT 1"));
  if (co_await Ready{} == 0)
    co_return;
  PQntuples(res.Res);
}

Task no_warning_released_on_both_paths(PGconn *c) {
  PGresult *res = PQexec(c, "SELECT 1");
  if (co_await Ready{} == 0) {
    PQclear(res);
    co_return;
  }
  PQclear(res);
}
