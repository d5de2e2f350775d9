// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Numbers that a function writes to say that it took nothing:
//
//   if (PQresultStatus(begun) != PGRES_COMMAND_OK)
//     mode = NO_MODE;
//   ...
//   if (mode != NO_MODE)
//     commit(conn);
//
// Where the begin worked, `mode` is what it was before, and that is taken not
// to be NO_MODE.

#include "Simulation.h"
#include "clang/AST/ASTContext.h"
#include "clang/Basic/SourceManager.h"

using namespace clang;

namespace leash::flow {

void Simulation::noteSentinel(const Configuration &C, const BinaryOperator &S) {
  const bool TookNothing =
      C.BeginFailed || (C.Trail && C.Held.empty() && C.Begun.empty());
  if (!TookNothing || HasInput || S.getOpcode() != BO_Assign)
    return;
  const VarDecl *V = variableOf(S.getLHS());
  if (!V || !V->hasLocalStorage() || !B.inCondition(V))
    return;
  const std::optional<int64_t> Number = eval(S.getRHS(), C).exact();
  if (Number && llvm::none_of(Sentinels, [&](const Sentinel &Each) {
        return Each.Assigns == &S;
      }))
    Sentinels.push_back({&S, V, *Number});
}

/// True if \p V is written in \p S later than at \p After, but for \p Known.
static bool isWrittenAfter(const Stmt *S, const VarDecl *V,
                           SourceLocation After, const Stmt *Known,
                           const Body &B, const SourceManager &SM) {
  if (!S || S == Known)
    return false;
  if (const auto *Ref = dyn_cast<DeclRefExpr>(S)) {
    const auto *Read = dyn_cast_or_null<ImplicitCastExpr>(B.parent(Ref));
    return Ref->getDecl() == V &&
           !(Read && Read->getCastKind() == CK_LValueToRValue) &&
           SM.isBeforeInTranslationUnit(After, Ref->getLocation());
  }
  return llvm::any_of(S->children(), [&](const Stmt *Child) {
    return isWrittenAfter(Child, V, After, Known, B, SM);
  });
}

/// True if \p E, which is asked about while something is held, is not \p N:
/// that would say that nothing is.
bool Simulation::isSentinel(const Configuration &C, const Expr *E,
                            int64_t N) const {
  if (Sentinels.empty() || (C.Held.empty() && C.Begun.empty()))
    return false;
  const VarDecl *V = variableOf(E);
  const auto Found = llvm::find_if(Sentinels, [&](const Sentinel &Each) {
    return Each.Of == V && Each.Number == N;
  });
  if (!V || Found == Sentinels.end() || eval(E, C).exact())
    return false;
  const Expr *Taken = C.Begun.empty() ? Sites[C.Held.front().Site].Acquire
                                      : Begins[C.Begun.front().Site].At;
  return Taken &&
         !isWrittenAfter(B.function().getBody(), V, Taken->getBeginLoc(),
                         Found->Assigns, B, Context.getSourceManager());
}

} // namespace leash::flow
