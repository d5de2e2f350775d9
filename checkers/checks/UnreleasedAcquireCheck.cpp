// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Finds through the engine, decides by the options, says.

#include "UnreleasedAcquireCheck.h"
#include "../flow/Unit.h"
#include "clang/ASTMatchers/ASTMatchFinder.h"
#include "clang/Basic/SourceManager.h"
#include "llvm/Support/raw_ostream.h"
#include <chrono>

using namespace clang;
using namespace clang::ast_matchers;
using leash::flow::Confidence;
using leash::flow::Loss;

llvm::ArrayRef<std::pair<Confidence, llvm::StringRef>>
clang::tidy::OptionEnumMapping<Confidence>::getEnumMapping() {
  static constexpr std::pair<Confidence, StringRef> Mapping[] = {
      {Confidence::Low, "low"},
      {Confidence::Medium, "medium"},
      {Confidence::High, "high"}};
  return Mapping;
}

namespace leash::checks {

static constexpr llvm::StringLiteral OptionCatalogue = "Catalogue";
static constexpr llvm::StringLiteral OptionPairs = "Pairs";
static constexpr llvm::StringLiteral OptionStrictExceptions =
    "StrictExceptions";
static constexpr llvm::StringLiteral OptionMinimumConfidence =
    "MinimumConfidence";
static constexpr llvm::StringLiteral OptionMaxConfigurations =
    "MaxConfigurations";
static constexpr llvm::StringLiteral OptionMaxSteps = "MaxStepsPerBlock";

UnreleasedAcquireCheck::UnreleasedAcquireCheck(
    StringRef Name, tidy::ClangTidyContext *Context)
    : ClangTidyCheck(Name, Context),
      Catalogue(Options.get(OptionCatalogue, "")),
      Pairs(Options.get(OptionPairs, "")),
      MinimumConfidence(
          Options.get(OptionMinimumConfidence, Confidence::Medium)) {
  Bounds.StrictExceptions =
      Options.get(OptionStrictExceptions, Bounds.StrictExceptions);
  Bounds.MaxConfigurations =
      Options.get(OptionMaxConfigurations, Bounds.MaxConfigurations);
  Bounds.MaxStepsPerBlock =
      Options.get(OptionMaxSteps, Bounds.MaxStepsPerBlock);
  auto MustBePositive = [&](StringRef Option, unsigned &Value,
                            unsigned Default) {
    if (Value)
      return;
    Problems.push_back(
        {(Name + "." + Option).str(), 0, "", "must be at least 1"});
    Value = Default;
  };
  MustBePositive(OptionMaxConfigurations, Bounds.MaxConfigurations,
                 flow::Settings().MaxConfigurations);
  MustBePositive(OptionMaxSteps, Bounds.MaxStepsPerBlock,
                 flow::Settings().MaxStepsPerBlock);

  spec::addBuiltinCatalogue(Known);
  if (!Catalogue.empty())
    spec::addYamlFile(Known, Catalogue, Problems);
  if (!Pairs.empty())
    spec::addPairs(Known, Pairs, (Name + "." + OptionPairs).str(), Problems);
  for (const spec::Problem &P : Problems)
    complain(P);
}

void UnreleasedAcquireCheck::complain(const spec::Problem &P) {
  std::string Where = P.File;
  if (P.Line)
    Where += ":" + std::to_string(P.Line);
  if (!P.Key.empty())
    Where += ": '" + P.Key + "'";
  // As an error: knowledge that was asked for and is missing must not look
  // like code without findings.
  configurationDiag("%0: %1", DiagnosticIDs::Error) << Where << P.Message;
}

void UnreleasedAcquireCheck::storeOptions(
    tidy::ClangTidyOptions::OptionMap &Opts) {
  Options.store(Opts, OptionCatalogue, Catalogue);
  Options.store(Opts, OptionPairs, Pairs);
  Options.store(Opts, OptionStrictExceptions, Bounds.StrictExceptions);
  Options.store(Opts, OptionMinimumConfidence, MinimumConfidence);
  Options.store(Opts, OptionMaxConfigurations, Bounds.MaxConfigurations);
  Options.store(Opts, OptionMaxSteps, Bounds.MaxStepsPerBlock);
}

void UnreleasedAcquireCheck::registerMatchers(MatchFinder *Finder) {
  Finder->addMatcher(translationUnitDecl().bind("unit"), this);
}

/// Appends what one run saw to the file that LEASH_STATISTICS names, for the
/// field trial's figures.
static void writeStatistics(StringRef File, unsigned Functions,
                            unsigned Eventful, unsigned Degraded,
                            double Seconds) {
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
  // One write, so that runs side by side do not mix lines.
  std::string Line;
  llvm::raw_string_ostream(Line)
      << File << " functions=" << Functions << " events=" << Eventful
      << " simulated=" << Eventful << " degraded=" << Degraded
      << llvm::format(" seconds=%.6f\n", Seconds);
  Out << Line;
}

void UnreleasedAcquireCheck::check(const MatchFinder::MatchResult &Result) {
  ASTContext &Context = *Result.Context;
  const SourceManager &SM = *Result.SourceManager;
  const auto Start = std::chrono::steady_clock::now();
  flow::Unit Unit(Context, Known, Bounds);
  unsigned Eventful = 0, DegradedCount = 0;
  const bool Broken = Context.getDiagnostics().hasUncompilableErrorOccurred();
  if (Broken) {
    // Half an AST has holes where the releases were.
    if (Unit.mentionsAcquires())
      diag(SM.getLocForStartOfFile(SM.getMainFileID()),
           "this file does not parse and is not checked for unreleased "
           "acquires; mend its errors first");
  } else if (Unit.mentionsAcquires()) {
    llvm::DenseSet<SourceLocation> Said;
    for (const FunctionDecl *F : Unit.eventfulFunctions()) {
      ++Eventful;
      const flow::FunctionResult &Found = Unit.result(*F);
      if (Found.Degraded) {
        ++DegradedCount;
        diag(F->getLocation(),
             "%0 has more paths than are followed one by one; unreleased "
             "acquires in it may be missed",
             DiagnosticIDs::Remark)
            << F;
      }
      for (const flow::Leak &L : Found.Leaks)
        if (L.Sureness >= MinimumConfidence &&
            Said.insert(SM.getExpansionLoc(L.Acquire->getBeginLoc())).second)
          say(L, SM);
    }
  }
  for (const spec::Problem &P : Unit.problems())
    complain(P);
  const std::chrono::duration<double> Took =
      std::chrono::steady_clock::now() - Start;
  writeStatistics(SM.getFileEntryRefForID(SM.getMainFileID())
                      ? SM.getFileEntryRefForID(SM.getMainFileID())->getName()
                      : StringRef("<unknown>"),
                  Unit.functionCount(), Eventful, DegradedCount, Took.count());
}

void UnreleasedAcquireCheck::say(const flow::Leak &L, const SourceManager &SM) {
  const spec::Kind &Kind = Known.kind(L.Kind);
  // In a macro the finding belongs where the macro is used: that is the line
  // a person can change or mark.
  auto At = [&](SourceLocation Loc) { return SM.getExpansionLoc(Loc); };
  const SourceLocation Here = At(L.Acquire->getBeginLoc());
  if (L.Holder.empty())
    diag(Here, "result of '%0' is never released; call '%1' on it or hold it "
               "in a guard")
        << L.Callee << Kind.Release;
  else
    diag(Here, "'%0' from '%1' is not released on every path; call '%2' "
               "before leaving or hold it in a guard")
        << L.Holder << L.Callee << Kind.Release;

  // The last turns are the ones that matter; a long way in says little.
  constexpr size_t MaxMilestones = 4;
  const size_t First = L.Path.size() > MaxMilestones
                           ? L.Path.size() - MaxMilestones
                           : 0;
  for (size_t I = First; I != L.Path.size(); ++I) {
    const flow::Milestone &M = L.Path[I];
    switch (M.What) {
    case flow::Milestone::True:
      diag(At(M.At), "when this condition is true", DiagnosticIDs::Note);
      break;
    case flow::Milestone::False:
      diag(At(M.At), "when this condition is false", DiagnosticIDs::Note);
      break;
    case flow::Milestone::Case:
      diag(At(M.At), "when this case is taken", DiagnosticIDs::Note);
      break;
    case flow::Milestone::Caught:
      diag(At(M.At), "when this handler is entered", DiagnosticIDs::Note);
      break;
    }
  }
  const SourceLocation Out = At(L.Where);
  switch (L.How) {
  case Loss::Discarded:
    break;
  case Loss::Overwritten:
    diag(Out, "'%0' is overwritten here while it still holds the %1",
         DiagnosticIDs::Note)
        << L.Holder << Kind.Noun;
    break;
  case Loss::ScopeEnd:
    diag(Out, "'%0' begins anew here; the %1 it held is lost",
         DiagnosticIDs::Note)
        << L.Holder << Kind.Noun;
    break;
  case Loss::HolderFreed:
    diag(Out, "the memory that holds the %0 is freed here",
         DiagnosticIDs::Note)
        << Kind.Noun;
    break;
  case Loss::Return:
    diag(Out, "leaves the function here without releasing it",
         DiagnosticIDs::Note);
    break;
  case Loss::Exception:
    diag(Out, "an exception leaves here without releasing it",
         DiagnosticIDs::Note);
    break;
  case Loss::Jump:
    diag(Out, "jumps out of the function here without releasing it",
         DiagnosticIDs::Note);
    break;
  }
  constexpr size_t MaxReleases = 2;
  for (size_t I = 0; I != std::min(MaxReleases, L.ReleasedAt.size()); ++I)
    diag(At(L.ReleasedAt[I]), "released here on another path",
         DiagnosticIDs::Note);
}

} // namespace leash::checks
