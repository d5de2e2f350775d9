// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Finds through the engine, decides by the options, says.

#include "NestedAcquireCheck.h"
#include "clang/AST/DeclCXX.h"

using namespace clang;

namespace leash::checks {

NestedAcquireCheck::NestedAcquireCheck(StringRef Name,
                                       tidy::ClangTidyContext *Context,
                                       AnalysisPool &Pool)
    : LeashCheck(Name, Context, Pool) {
  settings().HeldCalls = true;
}

/// True if \p F is a test of GoogleTest, Catch2, doctest or Boost.Test: what
/// takes several connections there tests the pool.
static bool isTest(const FunctionDecl &F) {
  if (F.getDeclName().isIdentifier() &&
      (F.getName().starts_with("CATCH2_INTERNAL_TEST_") ||
       F.getName().starts_with("DOCTEST_ANON_FUNC_") ||
       F.getName() == "test_method"))
    return true;
  const auto *Method = dyn_cast<CXXMethodDecl>(&F);
  if (!Method)
    return false;
  bool Any = false;
  auto IsTest = [&](const CXXRecordDecl *Base) {
    Any |= Base->getQualifiedNameAsString() == "testing::Test";
    return true;
  };
  Method->getParent()->forallBases(IsTest);
  return Any;
}

void NestedAcquireCheck::check(flow::Unit &U) {
  llvm::DenseSet<SourceLocation> Said;
  for (const FunctionDecl *F : U.holdingFunctions()) {
    const flow::FunctionResult &Found = U.result(*F);
    noteDegraded(*F, Found);
    if (isTest(*F))
      continue;
    for (const flow::HeldCall &Each : Found.HeldCalls)
      if (!Each.Wait.By && Each.Sureness >= minimumConfidence() &&
          Said.insert(place(Each.At->getBeginLoc())).second)
        say(Each);
  }
}

void NestedAcquireCheck::say(const flow::HeldCall &Found) {
  const std::string Pool =
      Found.Pool.empty() ? "the same pool" : "'" + Found.Pool + "'";
  diag(place(Found.At->getBeginLoc()),
       "'%0' takes a second connection of %1 while %select{one|'%3'}2 is held; "
       "use that one or give it back before")
      << Found.Callee << Pool << !Found.Holder.empty() << Found.Holder;
  if (Found.Wait.At != Found.At)
    diag(place(Found.Wait.At->getBeginLoc()), "the second is taken here",
         DiagnosticIDs::Note);
  diag(place(Found.Taken->getBeginLoc()), "the first is taken here",
       DiagnosticIDs::Note);
  notePath(Found.Path);
}

} // namespace leash::checks
