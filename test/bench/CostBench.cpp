// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// What the check costs: pairs of runs, interleaved, and the median of their
// ratios against a limit.

#include "Inputs.h"
#include "Tidy.h"

#include <algorithm>
#include <benchmark/benchmark.h>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace {

using namespace leash::bench;

double median(std::vector<double> Values) {
  std::sort(Values.begin(), Values.end());
  const std::size_t Middle = Values.size() / 2;
  return Values.size() % 2 ? Values[Middle]
                           : (Values[Middle - 1] + Values[Middle]) / 2;
}

/// Limits that were broken, told at the end.
std::vector<std::string> Broken;

using Runner = std::function<Cost(const Input &, Checks)>;

/// The median of the pairs' ratios, and the ratio of the best times, against
/// the limit. Other work on the machine only ever adds time, to either side:
/// over the limit is what exceeds it by both. \p Limit 0: for information.
void judge(benchmark::State &State, const std::string &Name,
           const std::vector<double> &Ratios, const std::vector<double> &Over,
           const std::vector<double> &Under, double Limit) {
  const double Best = *std::min_element(Over.begin(), Over.end()) /
                      *std::min_element(Under.begin(), Under.end());
  const double Ratio = median(Ratios);
  State.counters["ratio"] = Ratio;
  State.counters["best_ratio"] = Best;
  State.counters["limit"] = Limit;
  if (Limit != 0 && Ratio > Limit && Best > Limit) {
    char Line[200];
    std::snprintf(Line, sizeof Line, "%s: %.3f (best times: %.3f), limit %.3f",
                  Name.c_str(), Ratio, Best, Limit);
    Broken.push_back(Line);
  }
}

/// The cost with the check over the cost without, and both in \p Unit seconds,
/// so that instructions can be shown as if each took a nanosecond. A and B take
/// turns at going first, so that a slow spell of the machine favours neither.
void addedCost(benchmark::State &State, const std::string &Name,
               const Input &In, const Runner &Run, Checks Baseline,
               double Limit, double Unit) {
  std::vector<double> Without, With, Ratios;
  Cost Costs[2];
  for (auto _ : State) {
    const bool WithFirst = Ratios.size() % 2;
    for (const bool Second : {false, true}) {
      const bool Leash = WithFirst != Second;
      Costs[Leash] = Run(In, Leash ? Checks::Leash : Baseline);
      if (!Costs[Leash].Error.empty()) {
        State.SkipWithError(Costs[Leash].Error.c_str());
        Broken.push_back(Name + ": " + Costs[Leash].Error);
        return;
      }
    }
    Without.push_back(Costs[0].Amount);
    With.push_back(Costs[1].Amount);
    Ratios.push_back(Costs[1].Amount / Costs[0].Amount);
    State.SetIterationTime((Costs[0].Amount + Costs[1].Amount) * Unit);
  }
  State.counters["without_ms"] = median(Without) * Unit * 1e3;
  State.counters["with_ms"] = median(With) * Unit * 1e3;
  State.counters["findings"] = Costs[1].Findings;
  judge(State, Name, Ratios, With, Without, Limit);
}

/// The time on an input twice the size over the time on the single one.
/// `check_ratio` is the same of the check alone: what it adds to the larger
/// over what it adds to the smaller.
void growth(benchmark::State &State, const std::string &Name,
            const Input &Single, const Input &Double, double Limit) {
  const Input *Inputs[2] = {&Single, &Double};
  std::vector<double> Times[2], Added[2], Ratios;
  unsigned Findings = 0;
  for (auto _ : State) {
    double With[2], Total = 0;
    for (unsigned I = 0; I != 2; ++I) {
      const unsigned Which = (I + Ratios.size()) % 2;
      double Without = 0;
      for (const Checks C : {Checks::None, Checks::Leash}) {
        const Cost Run = tidyInProcess(*Inputs[Which], C);
        if (!Run.Error.empty()) {
          State.SkipWithError(Run.Error.c_str());
          Broken.push_back(Name + ": " + Run.Error);
          return;
        }
        (C == Checks::None ? Without : With[Which]) = Run.Amount;
        Total += Run.Amount;
        Findings = Run.Findings;
      }
      Times[Which].push_back(With[Which]);
      Added[Which].push_back(With[Which] - Without);
    }
    Ratios.push_back(With[1] / With[0]);
    State.SetIterationTime(Total);
  }
  State.counters["single_ms"] = median(Times[0]) * 1e3;
  State.counters["double_ms"] = median(Times[1]) * 1e3;
  State.counters["check_single_ms"] = median(Added[0]) * 1e3;
  State.counters["check_double_ms"] = median(Added[1]) * 1e3;
  State.counters["check_ratio"] = median(Added[1]) / median(Added[0]);
  State.counters["findings"] = Findings;
  judge(State, Name, Ratios, Times[1], Times[0], Limit);
}

template <typename Body> void add(const std::string &Name, int Pairs, Body B) {
  benchmark::RegisterBenchmark(Name.c_str(),
                               [=](benchmark::State &State) { B(State, Name); })
      ->UseManualTime()
      ->Iterations(Pairs)
      ->Unit(benchmark::kMillisecond);
}

std::vector<Input> allInputs() {
  std::vector<Input> All = {withoutDatabase(100, true), withoutDatabaseInC(100),
                            databaseInCxx(120), databaseInC(120),
                            functions(400)};
  for (const Shape S : allShapes())
    All.push_back(branches(S, 4000));
  return All;
}

/// Writes the inputs to \p Folder, to be read or profiled; the exit status.
int writeInputs(const std::string &Folder) {
  for (const Input &In : allInputs()) {
    const std::string Path = Folder + "/" + In.Name;
    std::ofstream Out(Path);
    if (!(Out << In.Text << std::flush)) {
      std::fprintf(stderr, "cannot write %s\n", Path.c_str());
      return 2;
    }
  }
  return 0;
}

/// The limit is on the program's time, over that of clang-tidy with an idle
/// check. Beside it: over clang-tidy that does not even walk the AST, and
/// without the program's start, the larger part for a short file.
void addAddedCost(const std::string &Name, int Pairs, const Input &In,
                  double Limit, bool Instructions) {
  auto Add = [&](const char *How, int Pairs, const Runner &Run,
                 Checks Baseline, double Limit, double Unit) {
    add("added_cost/" + std::string(How) + "/" + Name, Pairs,
        [=](benchmark::State &State, const std::string &Name) {
          addedCost(State, Name, In, Run, Baseline, Limit, Unit);
        });
  };
  if (Instructions) {
    Add("instructions", 1, countInstructions, Checks::Idle, 0, 1e-9);
    Add("instructions_bare", 1, countInstructions, Checks::None, 0, 1e-9);
    return;
  }
  Add("program", Pairs, tidyAsProgram, Checks::Idle, Limit, 1);
  Add("program_bare", Pairs, tidyAsProgram, Checks::None, 0, 1);
  Add("in_process", Pairs, tidyInProcess, Checks::None, 0, 1);
}

void addGrowth(const std::string &Name, int Pairs, const Input &Single,
               const Input &Double, double Limit) {
  add("growth/" + Name, Pairs,
      [=](benchmark::State &State, const std::string &Name) {
        growth(State, Name, Single, Double, Limit);
      });
}

} // namespace

int main(int Argc, char **Argv) {
  int Pairs = 15;
  bool Instructions = false;
  // Our flags are taken out before the library sees the others.
  int Kept = 1;
  for (int I = 1; I < Argc; ++I) {
    const std::string_view Arg = Argv[I];
    if (Arg.substr(0, 8) == "--pairs=") {
      Pairs = std::atoi(Argv[I] + 8);
      if (Pairs < 1) {
        std::fprintf(stderr, "%s: not a number of pairs: %s\n", Argv[0],
                     Argv[I]);
        return 2;
      }
    } else if (Arg == "--instructions") {
      Instructions = true;
    } else if (Arg.substr(0, 15) == "--write-inputs=") {
      return writeInputs(Argv[I] + 15);
    } else {
      Argv[Kept++] = Argv[I];
    }
  }
  Argc = Kept;
  Argv[Argc] = nullptr;
  benchmark::Initialize(&Argc, Argv);
  if (benchmark::ReportUnrecognizedArguments(Argc, Argv))
    return 2;

  addAddedCost("no_database_cxx", Pairs, withoutDatabase(100, false), 1.02,
               Instructions);
  addAddedCost("no_call_cxx", Pairs, withoutDatabase(100, true), 1.02,
               Instructions);
  addAddedCost("no_call_c", Pairs, withoutDatabaseInC(100), 1.02, Instructions);
  addAddedCost("database_cxx", Pairs, databaseInCxx(120), 1.10, Instructions);
  addAddedCost("database_c", Pairs, databaseInC(120), 1.10, Instructions);
  if (!Instructions) {
    for (const Shape S : allShapes())
      addGrowth(std::string("branches_2000_4000/") + name(S), Pairs,
                branches(S, 2000), branches(S, 4000), 2.5);
    addGrowth("functions_200_400", Pairs, functions(200), functions(400), 2.2);
  }

  benchmark::RunSpecifiedBenchmarks();
  benchmark::Shutdown();

  for (const std::string &Line : Broken)
    std::fprintf(stderr, "over its limit: %s\n", Line.c_str());
  return Broken.empty() ? 0 : 1;
}
