// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Finds through the engine, decides by the options, says.

#include "BlockingWhileHeldCheck.h"

using namespace clang;

namespace leash::checks {

BlockingWhileHeldCheck::BlockingWhileHeldCheck(
    StringRef Name, tidy::ClangTidyContext *Context, AnalysisPool &Pool)
    : LeashCheck(Name, Context, Pool) {
  settings().HeldCalls = true;
  settings().Transactions = true;
}

void BlockingWhileHeldCheck::check(flow::Unit &U) {
  llvm::DenseSet<std::pair<SourceLocation, SourceLocation>> Said;
  for (const FunctionDecl *F : U.holdingFunctions()) {
    const flow::FunctionResult &Found = U.result(*F);
    noteDegraded(*F, Found);
    for (const flow::HeldCall &Each : Found.HeldCalls)
      if (Each.Wait.By && Each.Sureness >= minimumConfidence() &&
          Said.insert({place(Each.At->getBeginLoc()),
                       place(Each.Taken->getBeginLoc())})
              .second)
        say(Each);
  }
}

void BlockingWhileHeldCheck::say(const flow::HeldCall &Found) {
  const std::string Holder =
      Found.Holder.empty() ? "" : "'" + Found.Holder + "'";
  if (Found.Transaction)
    diag(place(Found.At->getBeginLoc()),
         "'%0' %1 while the transaction%select{| on %3| %3}2 is open; commit or "
         "roll back before")
        << Found.Callee << Found.Wait.By->What
        << (Holder.empty() ? 0 : Found.ByObject ? 2 : 1) << Holder;
  else
    diag(place(Found.At->getBeginLoc()),
         "'%0' %1 while %select{a connection of a pool|%3, taken from a "
         "pool,}2 is held; give it back before")
        << Found.Callee << Found.Wait.By->What << !Holder.empty() << Holder;
  if (Found.Wait.At != Found.At)
    diag(place(Found.Wait.At->getBeginLoc()), "it leads to '%0' here",
         DiagnosticIDs::Note)
        << Found.Wait.Callee;
  diag(place(Found.Taken->getBeginLoc()),
       Found.Transaction ? "the transaction begins here" : "taken here",
       DiagnosticIDs::Note);
  notePath(Found.Path);
}

} // namespace leash::checks
