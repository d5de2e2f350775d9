// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Flags, and the limits at the end.
#include "leash/leash.h"
#include "suite.h"

#include <charconv>
#include <cstdio>
#include <string_view>
#include <thread>

// The watchdog runs, as in a program that is watched, but has nothing to tell.
extern "C" const char *leash_default_options(void) {
  return "threshold=1h:txn_idle=1h:slots=20000";
}

int main(int argc, char **argv) {
  constexpr std::string_view flag = "--pairs=";
  int pairs = 31;
  // Our flag is taken out before the library sees the others.
  int kept = 1;
  for (int i = 1; i < argc; ++i) {
    const std::string_view arg = argv[i];
    if (!arg.starts_with(flag)) {
      argv[kept++] = argv[i];
      continue;
    }
    const char *end = arg.data() + arg.size();
    const auto [stop, error] =
        std::from_chars(arg.data() + flag.size(), end, pairs);
    if (error != std::errc() || stop != end || pairs < 1) {
      std::fprintf(stderr, "%s: not a number of pairs: %s\n", argv[0], argv[i]);
      return 2;
    }
  }
  argc = kept;
  argv[argc] = nullptr;
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv))
    return 2;

  leash::bench::Ratios ratios;
  leash::bench::Suite suite(ratios, pairs, LEASH_BENCH_BORROW_LIMIT);
  // A lock costs a third while the process has only ever had one thread.
  std::thread([] {}).join();
  leash::bench::add_borrow(suite);
  leash::bench::add_select(suite);
  if (leash::bench::library_is_there())
    leash::bench::add_report();
  benchmark::RunSpecifiedBenchmarks();
  benchmark::Shutdown();
  return ratios.tell() ? 0 : 1;
}
