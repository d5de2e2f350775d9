// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Borrowing and returning: a plain pool, the tracker beside it, leash::Pool.
#include "call_stack.h"
#include "leash/basic_pool.h"
#include "leash/leash.h"
#include "plain_pool.h"
#include "suite.h"

#include <atomic>
#include <chrono>
#include <thread>

namespace leash::bench {
namespace {

constexpr unsigned threads = 8;

leash_pool registered() {
  static const leash_pool made = [] {
    leash_pool_info info{};
    info.size = sizeof info;
    info.name = "bench";
    return leash_pool_register(&info);
  }();
  return made;
}

void untracked(PlainPool &pool, std::uint64_t n) {
  for (std::uint64_t i = 0; i < n; ++i)
    pool.give_back(pool.borrow());
}

void tracked(PlainPool &pool, std::uint64_t n) {
  const leash_pool handle = registered();
  leash_acquire_info info{};
  info.size = sizeof info;
  for (std::uint64_t i = 0; i < n; ++i) {
    int *resource = pool.borrow();
    info.resource = resource;
    const leash_lease lease = leash_acquire(handle, &info);
    leash_release(lease);
    pool.give_back(resource);
  }
}

template <class Work> auto at_depth(Work work) {
  return [work](std::uint64_t n) {
    auto bottom = [&] { work(n); };
    deep_down(bottom);
  };
}

// Each operation from another of 64 stacks.
template <class Work> auto on_many_paths(Work work) {
  return [work](std::uint64_t n) {
    auto bottom = [&] { work(1); };
    for (std::uint64_t i = 0; i < n; ++i)
      deep_down(bottom, i % 64);
  };
}

// The cost of an operation when `threads` do it at once, in wall time.
double at_once(const std::function<void(std::uint64_t)> &work) {
  constexpr std::uint64_t n = 20'000;
  std::atomic<unsigned> ready{0};
  std::atomic<bool> go{false};
  std::vector<std::thread> all;
  for (unsigned i = 0; i < threads; ++i)
    all.emplace_back([&] {
      work(100);
      ready.fetch_add(1);
      go.wait(false);
      work(n);
    });
  while (ready.load() < threads)
    std::this_thread::yield();
  const auto begin = std::chrono::steady_clock::now();
  go.store(true);
  go.notify_all();
  for (std::thread &thread : all)
    thread.join();
  const std::chrono::duration<double, std::nano> time =
      std::chrono::steady_clock::now() - begin;
  return time.count() / (threads * n);
}

Cost with_options(const char *options, Cost cost) {
  return [=] {
    leash_set_option(options);
    return cost();
  };
}

struct Mode {
  const char *name, *options;
  double limit;
};

// Of what costs nothing, so that only the pool is measured.
struct NothingPolicy {
  using Handle = int *;
  using Target = int *;

  Handle connect(Target target, const Patience &) { return target; }
  void close(Handle) noexcept {}
  void abandon(Handle) noexcept {}
  void cancel(Handle) noexcept {}
  bool ping(Handle, Deadline) noexcept { return true; }
  ConnectionState state(Handle) noexcept { return ConnectionState::clean; }
  std::uint32_t backend_pid(Handle) noexcept { return 0; }
};
using NothingPool = BasicPool<NothingPolicy>;

NothingPool &nothing_pool() {
  static int nothing;
  static NothingPool pool(&nothing, [] {
    PoolConfig config;
    config.max_conns = threads;
    config.name = "nothing";
    return config;
  }());
  return pool;
}

void lend(std::uint64_t n) {
  NothingPool &pool = nothing_pool();
  for (std::uint64_t i = 0; i < n; ++i)
    benchmark::DoNotOptimize(pool.acquire().get());
}

} // namespace

void add_borrow(Suite &suite) {
  static PlainPool pool(threads);
  const auto plain = [](std::uint64_t n) { untracked(pool, n); };
  const auto leased = [](std::uint64_t n) { tracked(pool, n); };
  if (!library_is_there()) {
    suite.add("borrow/plain/not_linked", Timed(at_depth(plain)),
              Timed(at_depth(leased)), no_limit);
    suite.add("borrow/Pool/not_linked/over_plain", Timed(at_depth(plain)),
              Timed(at_depth(lend)), no_limit);
    return;
  }
  const Mode modes[] = {
      {"off", "enabled=0", no_limit},
      {"stack_none", "enabled=1:stack=none", no_limit},
      {"stack_site", "enabled=1:stack=site", no_limit},
      {"stack_full", tracking_on, suite.borrow_limit},
  };
  for (const Mode &mode : modes)
    suite.add(std::string("borrow/plain/") + mode.name, Timed(at_depth(plain)),
              with_options(mode.options, Timed(at_depth(leased))), mode.limit);
  suite.add("borrow/plain/64_stacks/stack_full", Timed(on_many_paths(plain)),
            with_options(tracking_on, Timed(on_many_paths(leased))), no_limit);
  for (const Mode &mode : modes)
    suite.add(
        std::string("borrow/plain/8_threads/") + mode.name,
        [=] { return at_once(at_depth(plain)); },
        with_options(mode.options, [=] { return at_once(at_depth(leased)); }),
        no_limit);

  const Cost off = with_options("enabled=0", Timed(at_depth(lend)));
  suite.add("borrow/Pool/over_plain", Timed(at_depth(plain)), off, no_limit);
  for (const Mode &mode : modes)
    if (mode.options != modes[0].options)
      suite.add(std::string("borrow/Pool/") + mode.name, off,
                with_options(mode.options, Timed(at_depth(lend))), no_limit);
  suite.add("borrow/Pool/8_threads/stack_full",
            with_options("enabled=0", [] { return at_once(at_depth(lend)); }),
            with_options(tracking_on, [] { return at_once(at_depth(lend)); }),
            no_limit);
}

} // namespace leash::bench
