// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Exceptions and jumps. Clang's CFG has no edge for a destructor on the way
// out of an exception, so the way out is worked out here from the scopes.

#include "CallSite.h"

using namespace clang;

namespace leash::flow {

/// True if the member \p H is a base's whose destructor releases it.
bool Simulation::inheritedAndReleased(const AccessPath &H) {
  const auto *Method = dyn_cast<CXXMethodDecl>(&B.function());
  return Method && H.Field &&
         llvm::any_of(Method->getParent()->bases(),
                      [&](const CXXBaseSpecifier &Base) {
                        return destructorReleases(Base.getType(), H.Field);
                      });
}

/// Ends the scopes inside \p Try's block, or, for a null \p Try, all of the
/// function's: guards release, then what only dying variables held is lost.
void Simulation::unwindScopes(Configuration &C, const CXXTryStmt *Try,
                              SourceLocation At) {
  auto Dies = [&](const AccessPath &P) {
    if (P.Root == AccessPath::Temporary)
      return true;
    if (P.Root == AccessPath::This || P.Root == AccessPath::Return)
      return P.Root == AccessPath::This && !Try;
    const VarDecl *V = P.var();
    if (!V || P.Root == AccessPath::Pointee || !V->hasLocalStorage())
      return false;
    if (V->getDeclContext() != &B.function())
      return false;
    return !Try || B.declaredIn(V, Try);
  };
  for (size_t I = C.Guards.size(); I-- != 0;)
    if (I < C.Guards.size() && Dies(C.Guards[I].Owner))
      fireGuards(C, C.Guards[I].Owner, SourceLocation());

  llvm::erase_if(C.Holds, [&](const Hold &H) { return Dies(H.Owner); });
  if (!C.Begun.empty() || !C.ScopeCalls.empty())
    for (const VarDecl *V : B.locals())
      if (Dies(AccessPath::variable(V)))
        endOfScope(C, V, SourceLocation());
  const auto *Ctor = dyn_cast<CXXConstructorDecl>(&B.function());
  for (size_t I = 0; I != C.Held.size();) {
    Obligation &O = C.Held[I];
    const bool Input = isInput(O);
    bool Released = false, Remains = false;
    for (const AccessPath &H : O.Holders) {
      if (!Dies(H)) {
        Remains = true;
        continue;
      }
      // Base classes and members of a constructor that throws are destroyed;
      // its own destructor does not run, unless it delegated.
      if (H.Root == AccessPath::This) {
        if (!Ctor || Ctor->isDelegatingConstructor())
          Remains = true;
        else if (ownedField(H) || inheritedAndReleased(H))
          Released = true;
        continue;
      }
      if (isOwning(H) || H.Root == AccessPath::Temporary) {
        Released = true;
        continue;
      }
      const VarDecl *V = H.var();
      if (H.Field && destructorReleases(V->getType().getNonReferenceType(),
                                        H.Field))
        Released = true;
      else if (V->hasAttr<CleanupAttr>()) {
        Configuration Probe = C;
        runCleanup(Probe, V);
        Released |= Probe.Held.size() != C.Held.size();
      }
    }
    if (Released) {
      release(C, O, SourceLocation());
      continue;
    }
    if (!Remains && !Input && O.isLive()) {
      lose(C, O, Loss::Exception, At);
      continue;
    }
    if (Try)
      llvm::erase_if(O.Holders, Dies);
    ++I;
  }
}

void Simulation::unwind(Configuration C, const Stmt *From, QualType Type) {
  const SourceLocation At = From->getBeginLoc();
  for (const CXXTryStmt *Try = B.enclosingTry(From); Try;
       Try = B.enclosingTry(Try)) {
    unwindScopes(C, Try, At);
    for (unsigned I = 0; I != Try->getNumHandlers(); ++I) {
      const CXXCatchStmt *Handler = Try->getHandler(I);
      const bool Sure = catches(Handler, Type);
      if (!Sure && !Type.isNull())
        continue;
      if (const CFGBlock *Block = B.handlerBlock(Handler))
        enter(C, nullptr, Block);
      if (Sure)
        return;
    }
  }
  const auto *Proto = B.function().getType()->getAs<FunctionProtoType>();
  if (Proto && !isUnresolvedExceptionSpec(Proto->getExceptionSpecType()) &&
      Proto->isNothrow())
    return; // std::terminate
  if (B.function().isMain())
    return; // likewise
  if (HasInput) {
    Configuration Ended = C;
    unwindScopes(Ended, nullptr, At);
    endInput(Ended, true, Type);
    return;
  }
  unwindScopes(C, nullptr, At);
  leaveAll(C, Way::Exception, At);
}

/// True if \p From is taken to throw: surely, or, where nobody knows, because a
/// handler of this function waits for it. One in main mostly ends the program.
bool Simulation::mayThrow(const Stmt *From, const ThrowSummary &What) const {
  switch (What.May) {
  case ThrowSummary::No:
    return false;
  case ThrowSummary::Yes:
    return true;
  case ThrowSummary::Unknown:
    break;
  }
  return U.settings().StrictExceptions ||
         (What.Expected && !B.function().isMain() && B.enclosingTry(From));
}

/// What nobody knows to throw is thrown to the nearest handlers, and no further.
void Simulation::enterHandlers(Configuration C, const Stmt *From) {
  for (Obligation &O : C.Held)
    O.Assumed = true;
  for (OpenTransaction &T : C.Begun)
    T.Assumed = true;
  const CXXTryStmt *Try = B.enclosingTry(From);
  unwindScopes(C, Try, From->getBeginLoc());
  for (unsigned I = 0; I != Try->getNumHandlers(); ++I)
    if (const CFGBlock *Block = B.handlerBlock(Try->getHandler(I)))
      enter(C, nullptr, Block);
}

void Simulation::unwindAll(const Configuration &C, const Stmt *From,
                           const ThrowSummary &What) {
  if (What.May == ThrowSummary::Unknown && !U.settings().StrictExceptions)
    return enterHandlers(C, From);
  if (What.Types.empty()) {
    unwind(C, From, QualType());
    return;
  }
  for (QualType T : What.Types)
    unwind(C, From, T);
  if (What.AndUnknown && U.settings().StrictExceptions)
    unwind(C, From, QualType());
}

void Simulation::jump(Configuration C, const Stmt *From) {
  if (B.callsSetjmp())
    return; // may well come back to this very function
  if (HasInput) {
    endInput(C, true, QualType());
    return;
  }
  leaveAll(C, Way::Jump, From->getBeginLoc());
  for (size_t I = 0; I != C.Held.size();) {
    Obligation &O = C.Held[I];
    // In C++ a jump over a destructor is undefined; do not guess.
    const bool Held = llvm::any_of(O.Holders, [&](const AccessPath &P) {
      return isOwning(P) || P.Root == AccessPath::This;
    });
    if (Held || !O.isLive())
      ++I;
    else
      lose(C, O, Loss::Jump, From->getBeginLoc());
  }
}

/// The path on which a helper jumps out, apart from those on which it returns.
void Simulation::perhapsJump(const Configuration &C, const CallSite &Call) {
  const FunctionDecl &Def = *U.definition(*Call.Callee);
  const std::vector<Unit::Given> Given =
      givenFor(Call, Def, C, /*Handles=*/false);
  auto Jumps = [](const Ending &E) { return E.Thrown; };
  const Summary &Any = U.summary(Def, std::nullopt, Given);
  if (!Any.Known || llvm::none_of(Any.Endings, Jumps))
    return;
  Configuration Jumped = C;
  for (unsigned I = 0; I < Call.Args.size() && I < Def.getNumParams(); ++I) {
    const Expr *Arg = Call.Args[I];
    const ParmVarDecl *Param = Def.getParamDecl(I);
    Obligation *O = handleOf(Arg, Jumped);
    if (!O) {
      // It may release what it can reach.
      passByAddress(Jumped, Arg, isConstPointee(Param->getType()));
      continue;
    }
    const Summary &S =
        U.summary(Def, AccessPath::variable(Param->getCanonicalDecl()), Given);
    if (!S.Known || llvm::none_of(S.Endings, [](const Ending &E) {
          return E.Thrown && E.Input == Fate::Kept;
        }))
      transfer(Jumped, *O);
  }
  jump(std::move(Jumped), Call.E);
}

} // namespace leash::flow
