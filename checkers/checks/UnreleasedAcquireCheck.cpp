// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Finds through the engine, decides by the options, says.

#include "UnreleasedAcquireCheck.h"
#include "clang/Basic/SourceManager.h"

using namespace clang;
using leash::flow::Loss;

namespace leash::checks {

void UnreleasedAcquireCheck::check(flow::Unit &U) {
  llvm::DenseSet<SourceLocation> Said;
  for (const FunctionDecl *F : U.eventfulFunctions()) {
    const flow::FunctionResult &Found = U.result(*F);
    noteDegraded(*F, Found);
    for (const flow::Leak &L : Found.Leaks)
      if (L.Sureness >= minimumConfidence() &&
          Said.insert(place(L.Acquire->getBeginLoc())).second)
        say(L);
  }
}

void UnreleasedAcquireCheck::say(const flow::Leak &L) {
  const spec::Kind &Kind = known().kind(L.Kind);
  const SourceLocation Here = place(L.Acquire->getBeginLoc());
  // "call 'PQclear'", but "delete it".
  const bool Delete = Kind.Release == "delete";
  if (L.Holder.empty())
    diag(Here, "result of '%0' is never released; %select{call '%2' on|delete}1"
               " it or hold it in a guard")
        << L.Callee << Delete << Kind.Release;
  else
    diag(Here, "'%0' from '%1' is not released on every path; "
               "%select{call '%3'|delete it}2 before leaving or hold it in a "
               "guard")
        << L.Holder << L.Callee << Delete << Kind.Release;

  notePath(L.Path);
  const SourceLocation Out = place(L.Where);
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
    diag(place(L.ReleasedAt[I]), "released here on another path",
         DiagnosticIDs::Note);
}

} // namespace leash::checks
