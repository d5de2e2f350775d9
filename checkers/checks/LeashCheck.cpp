// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Options and notes that all checks share.

#include "LeashCheck.h"
#include "clang/ASTMatchers/ASTMatchFinder.h"
#include "clang/Basic/SourceManager.h"
#include <chrono>

using namespace clang;
using namespace clang::ast_matchers;
using leash::flow::Confidence;

llvm::ArrayRef<std::pair<Confidence, llvm::StringRef>>
clang::tidy::OptionEnumMapping<Confidence>::getEnumMapping() {
  static constexpr std::pair<Confidence, StringRef> Mapping[] = {
      {Confidence::Low, "low"},
      {Confidence::Medium, "medium"},
      {Confidence::High, "high"}};
  return Mapping;
}

namespace leash::checks {

static constexpr llvm::StringLiteral Everywhere = "leash";
static constexpr llvm::StringLiteral OptionCatalogue = "Catalogue";
static constexpr llvm::StringLiteral OptionPairs = "Pairs";
static constexpr llvm::StringLiteral OptionStrictExceptions =
    "StrictExceptions";
static constexpr llvm::StringLiteral OptionMinimumConfidence =
    "MinimumConfidence";
static constexpr llvm::StringLiteral OptionMaxConfigurations =
    "MaxConfigurations";
static constexpr llvm::StringLiteral OptionMaxSteps = "MaxStepsPerBlock";

// Where none is named, the value of `leash.NAME` counts for every check.
template <typename T>
T LeashCheck::sharedOption(StringRef Option, T Default) const {
  return Options.get(Option, ForAll.get(Option, Default));
}
template <>
std::string LeashCheck::sharedOption(StringRef Option,
                                     std::string Default) const {
  return Options.get(Option, ForAll.get(Option, Default)).str();
}

LeashCheck::LeashCheck(StringRef Name, tidy::ClangTidyContext *Context,
                       AnalysisPool &Pool)
    : ClangTidyCheck(Name, Context),
      ForAll(Everywhere, Context->getOptions().CheckOptions, Context),
      MinimumConfidence(
          sharedOption(OptionMinimumConfidence, Confidence::Medium)) {
  Common.Catalogue = sharedOption(OptionCatalogue, std::string());
  Common.Pairs = sharedOption(OptionPairs, std::string());
  if (!Common.Pairs.empty())
    Common.PairsName =
        (Options.get(OptionPairs) ? Name : StringRef(Everywhere)).str() + "." +
        OptionPairs.str();
  Common.StrictExceptions =
      sharedOption(OptionStrictExceptions, Common.StrictExceptions);
  auto Positive = [&](StringRef Option, unsigned Default) {
    if (const unsigned Value = sharedOption(Option, Default))
      return Value;
    complain({((Options.get(Option) ? Name : StringRef(Everywhere)) + "." +
               Option)
                  .str(),
              0, "", "must be at least 1"});
    return Default;
  };
  Common.MaxConfigurations =
      Positive(OptionMaxConfigurations, Common.MaxConfigurations);
  Common.MaxStepsPerBlock = Positive(OptionMaxSteps, Common.MaxStepsPerBlock);
  Shared = Pool.get(Context, Common);
  complainOfAll();
}

void LeashCheck::complain(const spec::Problem &P) {
  std::string Where = P.File;
  if (P.Line)
    Where += ":" + std::to_string(P.Line);
  if (!P.Key.empty())
    Where += ": '" + P.Key + "'";
  // As an error: knowledge that was asked for and is missing must not look
  // like code without findings.
  configurationDiag("%0: %1", DiagnosticIDs::Error) << Where << P.Message;
}

void LeashCheck::complainOfAll() {
  for (const spec::Problem &P : Shared->takeProblems())
    complain(P);
}

void LeashCheck::storeOptions(tidy::ClangTidyOptions::OptionMap &Opts) {
  auto Store = [&](StringRef Option, auto Value, auto Default) {
    Options.store(Opts, Option, Value);
    ForAll.store(Opts, Option, ForAll.get(Option, Default));
  };
  const AnalysisOptions Default;
  Store(OptionCatalogue, StringRef(Common.Catalogue), StringRef());
  Store(OptionPairs, StringRef(Common.Pairs), StringRef());
  Store(OptionStrictExceptions, Common.StrictExceptions,
        Default.StrictExceptions);
  Store(OptionMinimumConfidence, MinimumConfidence, Confidence::Medium);
  Store(OptionMaxConfigurations, Common.MaxConfigurations,
        Default.MaxConfigurations);
  Store(OptionMaxSteps, Common.MaxStepsPerBlock, Default.MaxStepsPerBlock);
}

void LeashCheck::registerMatchers(MatchFinder *Finder) {
  Finder->addMatcher(translationUnitDecl().bind("unit"), this);
}

void LeashCheck::check(const MatchFinder::MatchResult &Result) {
  const auto Start = std::chrono::steady_clock::now();
  Sources = Result.SourceManager;
  flow::Unit &Unit = Shared->unit(*Result.Context);
  if (concerns(Unit)) {
    // Half an AST has holes where the releases were.
    if (!Result.Context->getDiagnostics().hasUncompilableErrorOccurred())
      check(Unit);
    else if (Shared->sayBroken())
      diag(Sources->getLocForStartOfFile(Sources->getMainFileID()),
           "this file does not parse and is not checked for %0; mend its "
           "errors first")
          << subject();
  }
  complainOfAll();
  Shared->spend(std::chrono::steady_clock::now() - Start);
}

void LeashCheck::onEndOfTranslationUnit() { Shared->endUnit(); }

void LeashCheck::noteDegraded(const FunctionDecl &F,
                              const flow::FunctionResult &Found) {
  if (Found.Degraded && Shared->sayDegraded(F))
    diag(F.getLocation(),
         "%0 has more paths than are followed one by one; %1 in it may be "
         "missed",
         DiagnosticIDs::Remark)
        << &F << subject();
}

SourceLocation LeashCheck::place(SourceLocation Loc) const {
  return Sources->getExpansionLoc(Loc);
}

void LeashCheck::notePath(ArrayRef<flow::Milestone> Path) {
  // The last turns are the ones that matter; a long way in says little.
  constexpr size_t MaxMilestones = 4;
  for (const flow::Milestone &M : Path.take_back(MaxMilestones)) {
    StringRef Words;
    switch (M.What) {
    case flow::Milestone::True:
      Words = "when this condition is true";
      break;
    case flow::Milestone::False:
      Words = "when this condition is false";
      break;
    case flow::Milestone::Case:
      Words = "when this case is taken";
      break;
    case flow::Milestone::Caught:
      Words = "when this handler is entered";
      break;
    }
    diag(place(M.At), Words, DiagnosticIDs::Note);
  }
}

} // namespace leash::checks
