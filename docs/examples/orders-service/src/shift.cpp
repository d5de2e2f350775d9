// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The tasks of a shift, one after the other.

#include "shift.h"

#include "handlers.h"
#include "shipping.h"

#include <atomic>
#include <cstdio>
#include <functional>
#include <optional>
#include <stdexcept>
#include <thread>

namespace orders {

namespace {

/// What a task may use. The orders of the schema are 1 to 4; 3 has no valid
/// amount, 99 is unknown.
struct Desk {
  const std::string &conninfo;
  std::chrono::milliseconds quiet;
  ConnectionPool pool{conninfo, 8, std::chrono::milliseconds(500)};
  // What is read ahead stays till the end of the shift.
  std::optional<Preview> preview{};
};

struct Task {
  const char *name;
  const char *what;
  std::function<void(Desk &)> leaking, fixed;
};

template <class Request> void refused(Request request) {
  try {
    request();
  } catch (const std::exception &error) {
    std::printf("%s\n", error.what());
  }
}

/// Two orders at once on a pool of two; the courier waits for the other one, so
/// that both hold a connection.
template <class Ship> void ship_two(Desk &desk, Ship ship) {
  ConnectionPool pool(desk.conninfo, 2, std::chrono::milliseconds(200),
                      "shipping");
  pay_order_fixed(pool, 2);
  pay_order_fixed(pool, 4);
  std::atomic<int> here{0};
  const auto courier = [&](long) {
    ++here;
    for (int i = 0; i < 500 && here < 2; ++i)
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
  };
  std::thread other([&] { refused([&] { ship(pool, 2, courier); }); });
  refused([&] { ship(pool, 4, courier); });
  other.join();
}

template <class Busy> void count(Desk &desk, Busy turnover) {
  std::printf("%ld payments\n", turnover(desk.pool, desk.quiet));
}

const Task Tasks[] = {
    {"early-return", "an unknown order is asked for",
     [](Desk &desk) { order_state(desk.pool, 99); },
     [](Desk &desk) { order_state_fixed(desk.pool, 99); }},
    {"exception", "an order without a valid amount is refunded",
     [](Desk &desk) { refused([&] { refund_order(desk.pool, 3); }); },
     [](Desk &desk) { refused([&] { refund_order_fixed(desk.pool, 3); }); }},
    {"transaction", "an order that is no longer open is paid",
     [](Desk &desk) {
       pay_order_fixed(desk.pool, 1);
       pay_order(desk.pool, 1);
     },
     [](Desk &desk) {
       pay_order_fixed(desk.pool, 1);
       pay_order_fixed(desk.pool, 1);
     }},
    {"owner-gone", "an order is read ahead by a thread that ends",
     [](Desk &desk) { desk.preview.emplace(desk.pool); },
     [](Desk &desk) { PreviewFixed preview(desk.pool); }},
    {"deadlock", "two orders are shipped at once, each with two connections",
     [](Desk &desk) { ship_two(desk, ship_order); },
     [](Desk &desk) { ship_two(desk, ship_order_fixed); }},
    {"sleep", "a payment is waited for",
     [](Desk &desk) { await_payment(desk.pool, 3, desk.quiet); },
     [](Desk &desk) { await_payment_fixed(desk.pool, 3, desk.quiet); }},
    {"busy", "a long query runs: no leak, and no report",
     [](Desk &desk) { count(desk, turnover); },
     [](Desk &desk) { count(desk, turnover); }},
};

} // namespace

bool shift(const std::string &conninfo, bool fixed, const std::string &name,
           std::chrono::milliseconds quiet) {
  Desk desk{conninfo, quiet};
  bool found = false;
  for (const Task &task : Tasks) {
    if (!name.empty() && name != task.name)
      continue;
    found = true;
    std::printf("\n-- %s: %s\n", task.name, task.what);
    std::fflush(stdout);
    (fixed ? task.fixed : task.leaking)(desk);
    std::fflush(stdout);
    std::this_thread::sleep_for(quiet);
  }
  return found;
}

} // namespace orders
