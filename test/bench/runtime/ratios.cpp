// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Pairs, medians, the table.
#include "ratios.h"

#include <algorithm>
#include <cstdio>

namespace leash::bench {
namespace {

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  const std::size_t middle = values.size() / 2;
  return values.size() % 2 ? values[middle]
                           : (values[middle - 1] + values[middle]) / 2;
}

double least(const std::vector<double> &values) {
  return *std::min_element(values.begin(), values.end());
}

} // namespace

double Timed::seconds(std::uint64_t n) const {
  timespec from, to;
  clock_gettime(clock, &from);
  operations(n);
  clock_gettime(clock, &to);
  return static_cast<double>(to.tv_sec - from.tv_sec) +
         static_cast<double>(to.tv_nsec - from.tv_nsec) * 1e-9;
}

double Timed::operator()() {
  constexpr double wanted = 2e-3;
  if (count == 0) {
    operations(16); // so that no first time is taken for the usual one
    for (count = 1; std::min(seconds(count), seconds(count)) < wanted;
         count *= 2) {
    }
  }
  return seconds(count) * 1e9 / static_cast<double>(count);
}

void Ratios::measure(benchmark::State &state, const std::string &name,
                     const Cost &base, const Cost &with, double limit) {
  std::vector<double> bases, withs, ratios;
  base(); // not counted: first touches, learning
  with();
  for (auto _ : state) {
    double costs[2];
    const unsigned first = ratios.size() % 2;
    for (const unsigned which : {first, 1 - first})
      costs[which] = which ? with() : base();
    bases.push_back(costs[0]);
    withs.push_back(costs[1]);
    ratios.push_back(costs[1] / costs[0]);
    state.SetIterationTime((costs[0] + costs[1]) * 1e-9);
  }
  const Row row{name,
                median(bases),
                median(withs),
                median(ratios),
                least(withs) / least(bases),
                limit};
  state.counters["base_ns"] = row.base;
  state.counters["with_ns"] = row.with;
  state.counters["ratio"] = row.ratio;
  state.counters["best_ratio"] = row.best;
  state.counters["limit"] = row.limit;
  rows.push_back(row);
}

bool Ratios::tell() const {
  bool good = true;
  if (!rows.empty())
    std::printf("\n%-44s %9s %9s %7s %7s %7s\n", "ratio", "base ns", "with ns",
                "median", "best", "limit");
  for (const Row &row : rows) {
    std::printf("%-44s %9.1f %9.1f %7.2f %7.2f ", row.name.c_str(), row.base,
                row.with, row.ratio, row.best);
    if (row.limit == no_limit)
      std::printf("%7s\n", "none");
    else
      std::printf("%7.2f%s\n", row.limit, row.broken() ? "  OVER" : "");
    good = good && !row.broken();
  }
  std::fflush(stdout);
  for (const Row &row : rows)
    if (row.broken())
      std::fprintf(stderr,
                   "over its limit: %s: %.2f (best times: %.2f), limit %.2f\n",
                   row.name.c_str(), row.ratio, row.best, row.limit);
  return good;
}

} // namespace leash::bench
