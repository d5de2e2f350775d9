// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// What all checks of one translation unit share: the model their options
// describe, and the engine's answers, so that the engine runs once for all.

#ifndef LEASH_CHECKERS_CHECKS_ANALYSIS_H
#define LEASH_CHECKERS_CHECKS_ANALYSIS_H

#include "../flow/Unit.h"
#include "../spec/Sources.h"
#include <map>
#include <mutex>

namespace clang::tidy {
class ClangTidyContext;
}

namespace leash::checks {

/// What checks must agree on to share an analysis.
struct AnalysisOptions {
  std::string Catalogue; ///< path of a user's YAML file, or empty
  std::string Pairs;     ///< rows of acquire/release pairs, or empty
  std::string PairsName; ///< of the option, for messages
  bool StrictExceptions = false;
  unsigned MaxConfigurations = flow::Settings().MaxConfigurations;
  unsigned MaxStepsPerBlock = flow::Settings().MaxStepsPerBlock;
  friend auto operator<=>(const AnalysisOptions &,
                          const AnalysisOptions &) = default;
};

/// Not thread-safe: clang-tidy and clangd run the checks of one translation
/// unit in one thread.
class Analysis {
public:
  explicit Analysis(const AnalysisOptions &Options);

  const spec::Model &known() const { return Known; }
  /// Adjusted by the checks' constructors; fixed once a unit is asked for.
  flow::Settings &settings() { return Bounds; }

  /// The unit of \p Context, made when first asked for.
  flow::Unit &unit(clang::ASTContext &Context);
  /// Ends it, and records what it cost where LEASH_STATISTICS says.
  void endUnit();

  /// What is wrong with the options, and with marks met so far; each is given
  /// out once.
  std::vector<spec::Problem> takeProblems();
  /// True the first time: the checks of a unit say once that it does not parse.
  bool sayBroken() { return !std::exchange(SaidBroken, true); }
  /// True the first time for a function that reached a bound.
  bool sayDegraded(const clang::FunctionDecl &F) {
    return SaidDegraded.insert(&F).second;
  }
  /// Counts the time a check spends.
  void spend(std::chrono::duration<double> Time) { Spent += Time; }

private:
  void load();

  spec::Model Known;
  bool Loaded = false; ///< the built-in catalogue
  flow::Settings Bounds;
  std::vector<spec::Problem> Problems;
  std::unique_ptr<flow::Unit> Now;
  size_t ProblemsTaken = 0; ///< of the unit's
  bool SaidBroken = false;
  llvm::DenseSet<const clang::FunctionDecl *> SaidDegraded;
  std::chrono::duration<double> Spent{0};
};

/// Finds the analysis of a run for each of its checks. Thread-safe: clangd
/// makes the checks of several files at once.
class AnalysisPool {
public:
  std::shared_ptr<Analysis> get(const clang::tidy::ClangTidyContext *Run,
                                const AnalysisOptions &Options);

private:
  std::mutex Mutex; // guards Running
  std::map<std::pair<const clang::tidy::ClangTidyContext *, AnalysisOptions>,
           std::weak_ptr<Analysis>>
      Running;
};

} // namespace leash::checks

#endif
