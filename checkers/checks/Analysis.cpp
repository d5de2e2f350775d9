// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Makes, shares and ends the analysis of a translation unit.

#include "Analysis.h"
#include "clang/Basic/SourceManager.h"
#include "llvm/Support/Format.h"
#include "llvm/Support/raw_ostream.h"

using namespace clang;

namespace leash::checks {

Analysis::Analysis(const AnalysisOptions &Options) {
  Bounds.StrictExceptions = Options.StrictExceptions;
  Bounds.MaxConfigurations = Options.MaxConfigurations;
  Bounds.MaxStepsPerBlock = Options.MaxStepsPerBlock;
  // Clang-tidy also makes checks only to ask for their options: those need the
  // catalogue if it has to be told what is wrong with the user's.
  if (Options.Catalogue.empty() && Options.Pairs.empty())
    return;
  load();
  if (!Options.Catalogue.empty())
    spec::addYamlFile(Known, Options.Catalogue, Problems);
  if (!Options.Pairs.empty())
    spec::addPairs(Known, Options.Pairs, Options.PairsName, Problems);
}

void Analysis::load() {
  if (!std::exchange(Loaded, true))
    spec::addBuiltinCatalogue(Known);
}

flow::Unit &Analysis::unit(ASTContext &Context) {
  if (!Now || &Now->context() != &Context) {
    endUnit();
    Now = std::make_unique<flow::Unit>(Context, Known, Bounds);
    if (Now->concernsBuiltin())
      load();
  }
  return *Now;
}

/// Appends what one run saw to the file that LEASH_STATISTICS names, for the
/// field trial's figures.
static void writeStatistics(const flow::Unit &U, double Seconds) {
  const char *Path = std::getenv("LEASH_STATISTICS");
  if (!Path || !*Path)
    return;
  std::error_code Error;
  llvm::raw_fd_ostream Out(Path, Error, llvm::sys::fs::OF_Append);
  if (Error) {
    llvm::errs() << "leash: cannot write LEASH_STATISTICS file '" << Path
                 << "': " << Error.message() << '\n';
    return;
  }
  const SourceManager &SM = U.context().getSourceManager();
  const OptionalFileEntryRef File =
      SM.getFileEntryRefForID(SM.getMainFileID());
  // One write, so that runs side by side do not mix lines.
  std::string Line;
  llvm::raw_string_ostream(Line)
      << (File ? File->getName() : "<unknown>")
      << " functions=" << U.functionCount() << " events=" << U.simulatedCount()
      << " simulated=" << U.simulatedCount()
      << " degraded=" << U.degradedCount()
      << llvm::format(" seconds=%.6f\n", Seconds);
  Out << Line;
}

void Analysis::endUnit() {
  if (!Now)
    return;
  writeStatistics(*Now, Spent.count());
  Now.reset();
  ProblemsTaken = 0;
  SaidBroken = false;
  SaidDegraded.clear();
  Spent = {};
}

std::vector<spec::Problem> Analysis::takeProblems() {
  std::vector<spec::Problem> Taken = std::exchange(Problems, {});
  if (Now) {
    llvm::append_range(
        Taken, llvm::ArrayRef(Now->problems()).drop_front(ProblemsTaken));
    ProblemsTaken = Now->problems().size();
  }
  return Taken;
}

std::shared_ptr<Analysis>
AnalysisPool::get(const tidy::ClangTidyContext *Run,
                  const AnalysisOptions &Options) {
  const std::lock_guard Lock(Mutex);
  std::erase_if(Running, [](const auto &Each) { return Each.second.expired(); });
  std::weak_ptr<Analysis> &Known = Running[{Run, Options}];
  std::shared_ptr<Analysis> Shared = Known.lock();
  if (!Shared)
    Known = Shared = std::make_shared<Analysis>(Options);
  return Shared;
}

} // namespace leash::checks
