// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Words each use of what has ended.

#include "UseAfterReleaseCheck.h"

using namespace clang;
using leash::flow::StaleUse;

namespace leash::checks {

UseAfterReleaseCheck::UseAfterReleaseCheck(StringRef Name,
                                           tidy::ClangTidyContext *Context,
                                           AnalysisPool &Pool)
    : LeashCheck(Name, Context, Pool) {
  settings().StaleUses = true;
}

void UseAfterReleaseCheck::check(flow::Unit &U) {
  llvm::DenseSet<SourceLocation> Said;
  for (const FunctionDecl *F : U.eventfulFunctions()) {
    const flow::FunctionResult &Found = U.result(*F);
    noteDegraded(*F, Found);
    for (const StaleUse &Use : Found.StaleUses)
      if (Use.Sureness >= minimumConfidence() &&
          Said.insert(place(Use.Where)).second)
        say(Use);
  }
}

void UseAfterReleaseCheck::say(const StaleUse &Use) {
  const SourceLocation Here = place(Use.Where);
  const std::string Noun =
      Use.Kind == spec::AnyKind ? "resource" : known().kind(Use.Kind).Noun;
  const std::string What =
      Use.Holder.empty() ? "the " + Noun : "'" + Use.Holder + "'";
  const std::string By =
      Use.By.empty() ? "the end of a scope" : "'" + Use.By + "'";
  switch (Use.What) {
  case StaleUse::Handle:
  case StaleUse::Owner:
    switch (Use.How) {
    case StaleUse::Used:
      diag(Here, "%0 is used after %1 released it; use it before")
          << What << By;
      break;
    case StaleUse::ReleasedAgain:
      diag(Here, "%0 is released a second time, after %1; set it to null there "
                 "or release it once")
          << What << By;
      break;
    case StaleUse::ReleasedByScope:
      diag(Here, "%0 is released a second time by its guard, after %1; leave "
                 "it to the guard or make the guard let go")
          << What << By;
      break;
    case StaleUse::Returned:
      diag(Here, "%0 is returned after %1 released it; return null or release "
                 "it later")
          << What << By;
      break;
    }
    break;
  case StaleUse::Dependent:
    diag(Here, "%0 is used after %1 ended what it was opened on; finalize it "
               "before")
        << What << By;
    break;
  case StaleUse::Text:
    if (Use.How == StaleUse::Returned)
      diag(Here, "%0 is returned after %1 ended the %2 it points into; return "
                 "a copy")
          << (Use.Holder.empty() ? "a pointer" : What) << By << Noun;
    else
      diag(Here, "%0 is used after %1 ended what it points into; copy it "
                 "before")
          << What << By;
    break;
  }
  if (Use.Acquire)
    diag(place(Use.Acquire->getBeginLoc()),
         Use.What == StaleUse::Text ? "it points into the %0 from here"
                                    : "the %0 was acquired here",
         DiagnosticIDs::Note)
        << Noun;
  if (Use.EndedAt.isValid())
    diag(place(Use.EndedAt), "%0 here", DiagnosticIDs::Note)
        << (Use.What == StaleUse::Text        ? "ended"
            : Use.What == StaleUse::Dependent ? "closed"
                                              : "released");
  notePath(Use.Path);
}

} // namespace leash::checks
