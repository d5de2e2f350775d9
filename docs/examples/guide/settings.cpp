// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// What a program may say to the tracker: defaults, changes, exceptions.
#include <leash/leash.h>
#include <leash/pool.h>

#include <chrono>
#include <csignal>
#include <cstdio>
#include <memory>
#include <string>
#include <unistd.h>

extern "C" const char *leash_default_options() {
  return "threshold=10s:txn_idle=1s:own='orders::Database::'";
}

extern "C" const char *leash_default_suppressions() {
  return "# reads for minutes, by design\n"
         "held:^orders::nightly_export\n"
         "pool:^archive$\n";
}

std::string metrics() {
  std::string text;
  leash_snapshot(
      LEASH_FORMAT_PROMETHEUS,
      [](void *out, const char *piece, std::size_t length) {
        static_cast<std::string *>(out)->append(piece, length);
      },
      &text);
  return text;
}

int main() {
  std::signal(SIGUSR1, [](int) { leash_dump(STDERR_FILENO); });

  leash::Pool pool("pool_name=orders pool_max_conns=8");
  leash_set_option("threshold=250ms:format=json");
  leash_set_pool_option(pool.tracked(), "threshold=1m");

  leash::Lease report = pool.acquire();
  report.expect_hold(std::chrono::minutes(10));

  leash_ignore_begin();
  static leash::Lease listener = pool.acquire(); // for good
  leash_ignore_end();

  std::raise(SIGUSR1);
  std::fputs(metrics().c_str(), stdout);
}
