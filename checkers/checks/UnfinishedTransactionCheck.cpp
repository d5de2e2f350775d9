// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Finds through the engine, decides by the options, says.

#include "UnfinishedTransactionCheck.h"
#include "clang/Basic/SourceManager.h"

using namespace clang;
using leash::flow::Fault;
using leash::flow::Way;

namespace leash::checks {

static constexpr llvm::StringLiteral OptionStrictLostWork = "StrictLostWork";

UnfinishedTransactionCheck::UnfinishedTransactionCheck(
    StringRef Name, tidy::ClangTidyContext *Context, AnalysisPool &Pool)
    : LeashCheck(Name, Context, Pool),
      StrictLostWork(Options.get(OptionStrictLostWork, false)) {
  settings().Transactions = true;
  settings().StrictLostWork |= StrictLostWork;
}

void UnfinishedTransactionCheck::storeOptions(
    tidy::ClangTidyOptions::OptionMap &Opts) {
  LeashCheck::storeOptions(Opts);
  Options.store(Opts, OptionStrictLostWork, StrictLostWork);
}

void UnfinishedTransactionCheck::check(flow::Unit &U) {
  for (const FunctionDecl *F : U.beginningFunctions())
    noteDegraded(*F, U.result(*F));
  llvm::DenseSet<SourceLocation> Said;
  for (const flow::Unfinished &T : U.unfinished())
    if (T.Sureness >= minimumConfidence() &&
        (T.What != Fault::LostWork || StrictLostWork) &&
        Said.insert(place(T.Begin->getBeginLoc())).second)
      say(T);
}

void UnfinishedTransactionCheck::say(const flow::Unfinished &T) {
  const SourceLocation Here = place(T.Begin->getBeginLoc());
  const std::string On = T.On.empty() ? "" : " on '" + T.On + "'";
  switch (T.What) {
  case Fault::LeftOpen:
    diag(Here, "the transaction begun here%0 is not finished on every path; "
               "commit or roll back before leaving or hold it in a guard")
        << On;
    break;
  case Fault::ReturnedDirty:
    diag(Here, "the transaction begun here%0 is still open when the connection "
               "goes back to its pool; commit or roll back first")
        << On;
    break;
  case Fault::CommittedHalf:
    diag(Here, "the transaction begun here%0 is committed by the end of its "
               "scope on a path that gives up; roll it back there")
        << On;
    break;
  case Fault::LostWork:
    diag(Here, "the transaction begun here%0 is rolled back by the end of its "
               "scope on a path without an error; commit it there")
        << On;
    break;
  }
  notePath(T.Path);
  const SourceLocation Out = place(T.Where);
  switch (T.How) {
  case Way::Return:
    diag(Out, "leaves the function here with the transaction open",
         DiagnosticIDs::Note);
    break;
  case Way::Exception:
    diag(Out, "an exception leaves here with the transaction open",
         DiagnosticIDs::Note);
    break;
  case Way::Jump:
    diag(Out, "jumps out of the function here with the transaction open",
         DiagnosticIDs::Note);
    break;
  case Way::BegunAgain:
    diag(Out, "begun again here while the last one is open",
         DiagnosticIDs::Note);
    break;
  case Way::GivenBack:
    diag(Out, "the connection is given back here", DiagnosticIDs::Note);
    break;
  case Way::ScopeEnd:
    diag(Out, "the scope of what was declared here ends with the transaction "
              "open",
         DiagnosticIDs::Note);
    break;
  }
  constexpr size_t MaxEnds = 2;
  for (size_t I = 0; I != std::min(MaxEnds, T.EndedAt.size()); ++I)
    diag(place(T.EndedAt[I]), "finished here on another path",
         DiagnosticIDs::Note);
}

} // namespace leash::checks
