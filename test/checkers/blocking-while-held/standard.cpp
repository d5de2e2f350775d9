// RUN: %check %s --checks='-*,leash-blocking-while-held' --config='{CheckOptions: {leash.Pairs: "app::Pool::take/app::Pool::give_back(0)"}}' -- -std=c++20
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The standard library's own ways to wait, and a pool known by a pair.

#include <chrono>
#include <condition_variable>
#include <fstream>
#include <future>
#include <iostream>
#include <libpq-fe.h>
#include <semaphore>
#include <string>
#include <thread>

using namespace std::chrono_literals;

namespace app {
class Pool {
public:
  PGconn *take();
  void give_back(PGconn *conn);
};
class Lease {
public:
  explicit Lease(Pool &pool) : pool_(pool), conn_(pool.take()) {}
  ~Lease() { pool_.give_back(conn_); }
  Lease(const Lease &) = delete;
  PGconn *get() const { return conn_; }

private:
  Pool &pool_;
  PGconn *conn_;
};
} // namespace app

void sleeps(app::Pool &pool, std::chrono::milliseconds pause) {
  const app::Lease lease(pool);
  std::this_thread::sleep_for(0ms);
  std::this_thread::sleep_for(std::chrono::microseconds(20));
  std::this_thread::sleep_for(1s);
  // CHECK: :[[@LINE-1]]:3: warning: 'sleep_for' sleeps while 'lease', taken from a pool, is held
  // CHECK: :[[@LINE-5]]:20: note: taken here
  std::this_thread::sleep_for(pause);
  // CHECK: :[[@LINE-1]]:3: warning: 'sleep_for' sleeps
  std::this_thread::sleep_until(std::chrono::steady_clock::now() + pause);
  // CHECK: :[[@LINE-1]]:3: warning: 'sleep_until' sleeps
}

void by_hand(app::Pool &pool) {
  PGconn *conn = pool.take();
  std::this_thread::sleep_for(1s);
  // CHECK: :[[@LINE-1]]:3: warning: 'sleep_for' sleeps while 'conn', taken from a pool, is held
  pool.give_back(conn);
  std::this_thread::sleep_for(1s);
}

int waits(app::Pool &pool, std::future<int> &answer, std::thread &worker,
          std::condition_variable &ready, std::unique_lock<std::mutex> &lock,
          std::counting_semaphore<4> &slots) {
  const app::Lease lease(pool);
  if (answer.wait_for(0s) != std::future_status::ready)
    answer.wait();
  // CHECK: :[[@LINE-1]]:5: warning: 'wait' waits for another thread
  ready.wait(lock);
  // CHECK: :[[@LINE-1]]:3: warning: 'wait' waits for another thread
  ready.wait(lock, [] { return true; });
  // CHECK: :[[@LINE-1]]:3: warning: 'wait' waits for another thread
  slots.acquire();
  // CHECK: :[[@LINE-1]]:3: warning: 'acquire' waits for another thread
  worker.join();
  // CHECK: :[[@LINE-1]]:3: warning: 'join' waits for another thread
  return answer.get();
  // CHECK: :[[@LINE-1]]:10: warning: 'get' waits for another thread
}

void reads(app::Pool &pool, const char *path) {
  const app::Lease lease(pool);
  std::ifstream file(path);
  std::string line;
  int n;
  std::getline(file, line);
  file >> n;
  std::getline(std::cin, line);
  // CHECK: :[[@LINE-1]]:3: warning: 'getline' reads from the terminal
  std::cin >> n;
  // CHECK: :[[@LINE-1]]:3: warning: '{{.*}}>>' reads from the terminal
}

void not_while_held(app::Pool &pool, std::future<int> &answer) {
  {
    const app::Lease lease(pool);
    PQexec(lease.get(), "SELECT 1");
  }
  answer.wait();
}

void in_a_lambda_that_ends(app::Pool &pool) {
  const auto paid = [&] {
    const app::Lease lease(pool);
    return PQstatus(lease.get()) == CONNECTION_OK;
  };
  if (paid())
    return;
  std::this_thread::sleep_for(1s);
  paid();
}
