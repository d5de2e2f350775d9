// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// What is not done for each lease: statements, reports, looks, snapshots; and
// what a lease takes in memory.
#include "call_stack.h"
#include "leash/leash.h"
#include "suite.h"

#include <chrono>
#include <cstdio>
#include <string>
#include <unistd.h>
#include <utility>
#include <vector>

namespace leash::bench {
namespace {

constexpr std::size_t many = 16'384;

leash_lease acquire_deep() {
  leash_lease lease = 0;
  auto bottom = [&] { lease = leash_acquire(0, nullptr); };
  deep_down(bottom);
  return lease;
}

void statement(benchmark::State &state) {
  leash_set_option(tracking_on);
  const leash_lease lease = acquire_deep();
  for (auto _ : state) {
    leash_statement_begin(
        lease, "select id, name from customers where city = 'Bonn' limit 10");
    leash_statement_end(lease, LEASH_TXN_IDLE);
  }
  leash_release(lease);
}

// A second release is reported by the thread that makes it: two stacks are
// named, and a record is written, to nowhere. The first has the debug
// information to open.
void report(benchmark::State &state, const char *format) {
  using Clock = std::chrono::steady_clock;
  leash_set_option(tracking_on);
  leash_set_option(format);
  double first = 0;
  for (auto _ : state) {
    const leash_lease lease = acquire_deep();
    leash_release(lease);
    const auto begin = Clock::now();
    auto bottom = [&] { leash_release(lease); };
    deep_down(bottom);
    const std::chrono::duration<double> time = Clock::now() - begin;
    state.SetIterationTime(time.count());
    if (first == 0)
      first = time.count();
  }
  state.counters["first_ms"] = first * 1e3;
  leash_set_option("log=stderr");
}

class Held {
public:
  Held() {
    leash_set_option(tracking_on);
    leases.assign(many, 0);
  }
  void take() {
    for (leash_lease &lease : leases)
      lease = acquire_deep();
  }
  Held(const Held &) = delete;
  Held &operator=(const Held &) = delete;
  ~Held() {
    for (const leash_lease lease : leases)
      leash_release(lease);
  }

  std::vector<leash_lease> leases;
};

void snapshot(benchmark::State &state, leash_format format) {
  Held held;
  held.take();
  std::size_t bytes = 0;
  for (auto _ : state) {
    bytes = 0;
    leash_snapshot(
        format,
        [](void *context, const char *, std::size_t length) {
          *static_cast<std::size_t *>(context) += length;
        },
        &bytes);
  }
  state.counters["held"] = static_cast<double>(held.leases.size());
  state.counters["bytes"] = static_cast<double>(bytes);
}

void look(benchmark::State &state) {
  Held held;
  held.take();
  for (auto _ : state)
    leash_check_now();
  state.counters["held"] = static_cast<double>(held.leases.size());
}

double resident() {
  long all = 0, pages = 0;
  if (std::FILE *file = std::fopen("/proc/self/statm", "r")) {
    if (std::fscanf(file, "%ld %ld", &all, &pages) != 2)
      pages = 0;
    std::fclose(file);
  }
  return static_cast<double>(pages * sysconf(_SC_PAGESIZE));
}

// Slots that were never used take none: this is the first to hold so many.
void memory(benchmark::State &state) {
  for (auto _ : state) {
    leash_release(acquire_deep());
    Held held;
    const double before = resident(); // the list included
    held.take();
    const double leased = resident();
    for (const leash_lease lease : held.leases) {
      leash_statement_begin(lease, "select 1");
      leash_statement_end(lease, LEASH_TXN_IDLE);
    }
    const double used = resident();
    state.counters["bytes_a_lease"] = (leased - before) / many;
    state.counters["bytes_with_statement"] = (used - before) / many;
  }
}

} // namespace

void add_report() {
  benchmark::RegisterBenchmark("memory", memory)->Iterations(1);
  benchmark::RegisterBenchmark("statement/begin_and_end", statement);
  for (const auto &[name, format] :
       {std::pair<const char *, const char *>{"report/text",
                                              "format=text:log=/dev/null"},
        {"report/json", "format=json:log=/dev/null"}})
    benchmark::RegisterBenchmark(
        name,
        [format = format](benchmark::State &state) { report(state, format); })
        ->UseManualTime()
        ->Iterations(200)
        ->Unit(benchmark::kMicrosecond);
  benchmark::RegisterBenchmark("look/16384_held", look)
      ->Unit(benchmark::kMicrosecond);
  for (const auto &[name, format] :
       {std::pair<const char *, leash_format>{"snapshot/16384_held/text",
                                              LEASH_FORMAT_TEXT},
        {"snapshot/16384_held/json", LEASH_FORMAT_JSON},
        {"snapshot/16384_held/prometheus", LEASH_FORMAT_PROMETHEUS},
        {"snapshot/16384_held/opentelemetry", LEASH_FORMAT_OPENTELEMETRY}})
    benchmark::RegisterBenchmark(name, [format =
                                            format](benchmark::State &state) {
      snapshot(state, format);
    })->Unit(benchmark::kMillisecond);
}

} // namespace leash::bench
