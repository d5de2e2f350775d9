// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The command line of the example service: runs a load of requests against a
// pool of four connections, with the leaking handlers or the corrected ones.

#include "audit.h"
#include "batch.h"
#include "export.h"
#include "handlers.h"
#include "shift.h"
#include "stock.h"

#include <chrono>
#include <cstdio>
#include <exception>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace {

using namespace orders;

/// The requests of one kind, leaking or corrected.
struct Service {
  decltype(&order_state) state;
  decltype(&order_cents) cents;
  decltype(&pay_order) pay;
  decltype(&limit_statements) limit;
  decltype(&expire_orders) expire;
  decltype(&count_orders) count;
};

constexpr Service Leaking = {order_state,      order_cents,   pay_order,
                             limit_statements, expire_orders, count_orders};
constexpr Service Fixed = {order_state_fixed,   order_cents_fixed,
                           pay_order_fixed,     limit_statements_fixed,
                           expire_orders_fixed, count_orders_fixed};

/// The orders of the schema are 1 to 4; 3 has no valid amount, 99 is unknown.
void serve(const Service &service, ConnectionPool &pool) {
  constexpr long Requested[] = {1, 2, 3, 4, 99, 1, 99, 2, 99, 4, 99, 1};
  for (const long id : Requested) {
    const auto state = service.state(pool, id);
    std::printf("order %ld is %s\n", id, state ? state->c_str() : "unknown");
    try {
      std::printf("order %ld costs %ld\n", id, service.cents(pool, id));
    } catch (const std::invalid_argument &error) {
      std::printf("order %ld: %s\n", id, error.what());
    }
  }
  std::printf("order 1 %s\n", service.pay(pool, 1) ? "paid" : "not paid");
  std::printf("order 1 %s\n", service.pay(pool, 1) ? "paid again" : "is paid");

  const Lease lease(pool);
  service.limit(lease.get(), 5000);
  std::printf("%d expired\n", service.expire(lease.get(), {2, 3, 99}));
  const Totals totals = service.count(lease.get());
  std::printf("%d orders, %d paid\n", totals.orders, totals.paid);
}

int usage(const char *program) {
  std::fprintf(stderr,
               "usage: %s [--fixed] CONNINFO COMMAND\n"
               "  serve              run the requests\n"
               "  shift [TASK]       do what goes wrong while it runs, or one "
               "task of it\n"
               "  export             write all orders as CSV\n"
               "  audit FILE         append a line to the sqlite3 audit log\n"
               "  stock HOST ARTICLE read a stock figure from MariaDB\n",
               program);
  return 2;
}

int run(const char *program, bool fixed, const std::vector<std::string> &args) {
  if (args.size() < 2)
    return usage(program);
  const std::string &conninfo = args[0];
  const std::string &command = args[1];
  if (command == "serve" && args.size() == 2) {
    ConnectionPool pool(conninfo, 4, std::chrono::milliseconds(500));
    serve(fixed ? Fixed : Leaking, pool);
    return 0;
  }
  if (command == "shift" && args.size() <= 3)
    return shift(conninfo, fixed, args.size() == 3 ? args[2] : "",
                 std::chrono::milliseconds(900))
               ? 0
               : usage(program);
  if (command == "export" && args.size() == 2) {
    const long lines = fixed ? ExportFixed(conninfo).write(stdout)
                             : Export(conninfo).write(stdout);
    std::fprintf(stderr, "%ld orders written\n", lines);
    return 0;
  }
#ifdef HAVE_SQLITE3
  if (command == "audit" && args.size() == 3)
    return (fixed ? audit_append_fixed : audit_append)(args[2].c_str(), "pay",
                                                       1) == 0
               ? 0
               : 1;
#endif
#ifdef HAVE_MARIADB
  if (command == "stock" && args.size() == 4) {
    const long pieces =
        (fixed ? stock_of_fixed : stock_of)(args[2].c_str(), args[3].c_str());
    if (pieces < 0)
      return 1;
    std::printf("%ld in stock\n", pieces);
    return 0;
  }
#endif
  return usage(program);
}

} // namespace

int main(int argc, char **argv) {
  std::vector<std::string> args(argv + 1, argv + argc);
  bool fixed = false;
  if (!args.empty() && args.front() == "--fixed") {
    fixed = true;
    args.erase(args.begin());
  }
  try {
    return run(argv[0], fixed, args);
  } catch (const std::exception &error) {
    std::fprintf(stderr, "orders-service: %s\n", error.what());
    return 1;
  }
}
