// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Calls and constructors as elements of a path: who answers for the callee, and
// what is no longer known afterwards.

#include "CallSite.h"

using namespace clang;

namespace leash::flow {

Simulation::CallSite::CallSite(const CallExpr *E) : E(E) {
  Callee = E->getDirectCallee();
  ResultType = E->getType();
  llvm::append_range(Args, E->arguments());
  if (const auto *Member = dyn_cast<CXXMemberCallExpr>(E)) {
    Receiver = Member->getImplicitObjectArgument();
  } else if (isa<CXXOperatorCallExpr>(E) &&
             isa_and_nonnull<CXXMethodDecl>(Callee) &&
             cast<CXXMethodDecl>(Callee)->isInstance() && !Args.empty()) {
    Receiver = Args.front();
    Args.erase(Args.begin());
  }
}

Simulation::CallSite::CallSite(const CXXConstructExpr *E) : E(E) {
  Callee = E->getConstructor();
  ResultType = E->getType();
  Construct = true;
  llvm::append_range(Args, E->arguments());
}

StringRef Simulation::CallSite::name() const {
  if (Callee && Callee->getDeclName().isIdentifier())
    return Callee->getName();
  if (Construct)
    return cast<CXXMethodDecl>(Callee)->getParent()->getName();
  return {};
}

bool isConstPointee(QualType T) {
  if (T->isReferenceType()) {
    // `T *const &` passes the pointer on just as `T *` does.
    const QualType Referred = T->getPointeeType();
    return Referred.isConstQualified() &&
           (!Referred->isPointerType() ||
            Referred->getPointeeType().isConstQualified());
  }
  return T->isPointerType() && T->getPointeeType().isConstQualified();
}

void Simulation::call(Configuration C, const CallExpr *E,
                      Configurations &Out) {
  if (strip(E) != E) { // std::move and its like
    Out.push_back(std::move(C));
    return;
  }
  CallSite Call(E);
  endHolds(C, Call);
  wait(C, Call);
  const size_t First = Out.size();
  withTransactions(std::move(C), Call, Out,
                   [&](Configuration Each, Configurations &Into) {
                     plainCall(std::move(Each), Call, E, Into);
                   });
  for (size_t I = First; I != Out.size(); ++I)
    takeHolds(Out[I], Call);
}

void Simulation::plainCall(Configuration C, CallSite Call, const CallExpr *E,
                           Configurations &Out) {
  if (const auto *Operator = dyn_cast<CXXOperatorCallExpr>(E);
      Operator && Operator->getOperator() == OO_Call && Call.Receiver) {
    const Expr *Object = strip(Call.Receiver);
    const auto *Lambda = dyn_cast<LambdaExpr>(Object);
    if (const auto *Ref = dyn_cast<DeclRefExpr>(Object))
      if (const auto *V = dyn_cast<VarDecl>(Ref->getDecl()))
        Lambda = B.closureOf(V);
    if (Lambda) {
      Call.Closure = Lambda;
      Configurations Work;
      applyBody(std::move(C), Call, Work);
      for (Configuration &Each : Work) {
        afterCall(Each, Call);
        Out.push_back(std::move(Each));
      }
      return;
    }
  }
  if (!Call.Callee) {
    // Through a pointer: anything may happen to what is passed.
    for (const Expr *Arg : Call.Args) {
      if (Obligation *O = handleOf(Arg, C))
        transfer(C, *O);
      else
        passByAddress(C, Arg, /*Const=*/false);
    }
    if (Context.getLangOpts().CPlusPlus)
      if (const ThrowSummary What = U.throws(*E); mayThrow(E, What))
        unwindAll(C, E, What);
    afterCall(C, Call);
    Out.push_back(std::move(C));
    return;
  }
  if (const spec::Function *Spec = U.specOf(*Call.Callee))
    return applySpec(std::move(C), Call, *Spec, Out);
  if (U.isLibraryFunction(*Call.Callee)) {
    afterCall(C, Call);
    Out.push_back(std::move(C));
    return;
  }
  if (applyOwner(C, Call) || applyStandard(C, Call)) {
    afterCall(C, Call);
    Out.push_back(std::move(C));
    return;
  }
  if (U.jumpsOut(*Call.Callee))
    return jump(std::move(C), E);
  if (U.neverReturns(*Call.Callee)) {
    // It may yet throw on its way.
    const ThrowSummary &What = U.throws(*Call.Callee);
    if (What.May == ThrowSummary::Yes) {
      Configurations Work;
      applyBody(std::move(C), Call, Work);
      return;
    }
    return;
  }
  Configurations Work;
  if (U.definition(*E)) {
    disarm(C, Call);
    if (U.mayJumpOut(*Call.Callee))
      perhapsJump(C, Call);
    applyBody(std::move(C), Call, Work);
  } else {
    const FunctionDecl *Overridden = U.definition(*Call.Callee);
    if (Overridden)
      passToOverridden(C, Call, *Overridden);
    applyUnknown(C, Call);
    const ThrowSummary What = U.throws(*E);
    if (mayThrow(E, What))
      unwindAll(C, E, What);
    Work.push_back(std::move(C));
    if (Overridden)
      produce(Work, Call, *Overridden);
    else if (const spec::Function *Seems = U.inferredAcquire(*Call.Callee);
             Seems && B.consumerOf(Call.E) == Consumer::Used)
      acquireInferred(Work, Call, *Seems);
  }
  for (Configuration &Each : Work) {
    afterCall(Each, Call);
    Out.push_back(std::move(Each));
  }
}

void Simulation::acquireInferred(Configurations &Work, const CallSite &Call,
                                 const spec::Function &F) {
  acquire(Work, Call, F, F.Acquires.front(), 0);
  for (Configuration &C : Work)
    if (Obligation *O = C.heldBy(AccessPath::temporary(Call.E)))
      O->Assumed = true;
}

/// A call that may run \p Def or what overrides it: what the one may release,
/// the other may.
void Simulation::passToOverridden(Configuration &C, const CallSite &Call,
                                  const FunctionDecl &Def) {
  for (unsigned I = 0; I < Call.Args.size() && I < Def.getNumParams(); ++I)
    if (Obligation *O = handleOf(Call.Args[I], C);
        O && U.summary(Def, AccessPath::variable(
                                Def.getParamDecl(I)->getCanonicalDecl()))
                 .mayRelease())
      transfer(C, *O);
}

void Simulation::construct(Configuration C, const CXXConstructExpr *E,
                           Configurations &Out) {
  if (E->isElidable() && E->getNumArgs() == 1) {
    Out.push_back(std::move(C));
    return;
  }
  CallSite Call(E);
  endHolds(C, Call);
  wait(C, Call);
  const size_t First = Out.size();
  withTransactions(std::move(C), Call, Out,
                   [&](Configuration Each, Configurations &Into) {
                     plainConstruct(std::move(Each), Call, E, Into);
                   });
  for (size_t I = First; I != Out.size(); ++I)
    takeHolds(Out[I], Call);
}

void Simulation::plainConstruct(Configuration C, CallSite Call,
                                const CXXConstructExpr *E,
                                Configurations &Out) {
  const AccessPath Here = AccessPath::temporary(E);
  const CXXConstructorDecl *Ctor = E->getConstructor();
  const bool Heap = [&] {
    const Stmt *Up = B.parent(E);
    while (Up && (isa<FullExpr>(Up) || isa<CXXBindTemporaryExpr>(Up)))
      Up = B.parent(Up);
    return isa_and_nonnull<CXXNewExpr>(Up);
  }();
  Configurations Work;
  if (applyOwner(C, Call)) {
    Work.push_back(std::move(C));
  } else if (Ctor->isCopyOrMoveConstructor() && !U.definition(*Ctor) &&
             E->getNumArgs() >= 1 && !U.inSystemHeader(*Ctor)) {
    if (auto From = pathOf(E->getArg(0), C))
      rebase(C, *From, Here, /*Copy=*/!Ctor->isMoveConstructor());
    Work.push_back(std::move(C));
  } else if (U.definition(*Ctor)) {
    passReferences(C, Call);
    applyBody(std::move(C), Call, Work);
  } else {
    // Of a constructor elsewhere, it is likeliest that it keeps what it gets.
    for (unsigned I = 0; I != Call.Args.size(); ++I) {
      const Expr *Arg = Call.Args[I];
      const bool Const = I < Ctor->getNumParams() &&
                         isConstPointee(Ctor->getParamDecl(I)->getType());
      if (Obligation *O = handleOf(Arg, C)) {
        if (!Const)
          transfer(C, *O);
      } else {
        passByAddress(C, Arg, Const);
      }
    }
    passClosures(C, Call);
    const ThrowSummary &What = U.throws(*Ctor);
    if (mayThrow(E, What))
      unwindAll(C, E, What);
    Work.push_back(std::move(C));
  }
  for (Configuration &Each : Work) {
    if (Heap)
      transferWithin(Each, Here);
    afterCall(Each, Call);
    Out.push_back(std::move(Each));
  }
}

/// An argument that is not a handle itself but lets the callee reach one:
/// `&res`, `&s`, `ctx`, a reference to a guard.
void Simulation::passByAddress(Configuration &C, const Expr *Arg, bool Const) {
  const Expr *E = strip(Arg);
  if (const auto Outer = enclosingObject(E); Outer && !Const) {
    transferWithin(C, *Outer);
    return;
  }
  std::optional<AccessPath> P;
  const auto *Unary = dyn_cast<UnaryOperator>(E);
  const bool Address = Unary && Unary->getOpcode() == UO_AddrOf;
  const Value V = Address ? Value::unknown() : eval(E, C);
  if (Address)
    P = pathOf(Unary->getSubExpr(), C);
  else if (V.target())
    P = V.target();
  else
    P = pathOf(E, C);
  if (!P || Const)
    return;
  transferWithin(C, *P);
  // The callee may also keep a pointer to memory that was nobody else's.
  if (Arg->isGLValue() || P->Root != AccessPath::Variable || V.target() ||
      V.isFresh() || Address) {
    noteWrite(C, *P, Value::unknown());
    if (const Stale *S = C.staleAt(*P); S && !S->ValueHandle)
      C.dropStale(*P);
  } else if (Arg->getType()->isPointerType()) {
    // By value: what it points to may change, not where it points.
    const ValueDecl *Pointer =
        P->Field ? static_cast<const ValueDecl *>(P->Field) : P->var();
    C.dropFactsIf([&](const AccessPath &F) {
      return F.cond() ? llvm::is_contained(F.cond()->Through, Pointer)
                      : F.Field && !P->Field && F.within(*P);
    });
  }
}

/// After any call: what it may have written is no longer known, and a result
/// that was only an argument has no holder left.
void Simulation::afterCall(Configuration &C, const CallSite &Call) {
  const bool Library = Call.Callee && U.isLibraryFunction(*Call.Callee);
  const bool Pure = Call.Callee && U.isPure(*Call.Callee);
  const bool System = Call.Callee && U.inSystemHeader(*Call.Callee);
  for (unsigned I = 0; I != Call.Args.size(); ++I) {
    const Expr *E = strip(Call.Args[I]);
    if (const auto *Unary = dyn_cast<UnaryOperator>(E);
        Unary && Unary->getOpcode() == UO_AddrOf && !Library)
      if (auto P = pathOf(Unary->getSubExpr(), C); P && !C.heldBy(*P)) {
        noteWrite(C, *P, Value::unknown());
        // A body in sight was looked into.
        if (const Stale *S = C.staleAt(*P);
            S && !S->ValueHandle && !(Call.Callee && U.definition(*Call.Callee)))
          C.dropStale(*P);
      }
    if (Pure || (Call.Callee && I < Call.Callee->getNumParams() &&
                 isConstPointee(Call.Callee->getParamDecl(I)->getType())))
      continue;
    // `memset(ctx, 0, sizeof *ctx)`
    if (auto P = pathOf(E, C); P && System && !Library && !P->Field)
      C.dropStaleIf(
          [&](const AccessPath &H) { return H.Field && H.within(*P); });
    // A handle's state may be another now.
    if (auto P = pathOf(E, C); P && P->var())
      C.dropFactsIf([&](const AccessPath &F) {
        return F.cond() && F.cond()->Calls &&
               llvm::is_contained(F.cond()->Mentions, P->var());
      });
  }
  if (!Pure && !Library && !System)
    for (Obligation &O : C.Held)
      O.Untouched = false;
  if (!Pure && !Library && !System && Call.Callee) {
    const auto *CE = dyn_cast<CallExpr>(Call.E);
    const bool Known =
        CE && !Call.Closure ? U.definition(*CE) : U.definition(*Call.Callee);
    auto Written = [&](const ValueDecl *D) {
      if (const auto *V = dyn_cast<VarDecl>(D)) {
        if (V->hasLocalStorage())
          return B.isAliased(V);
        return Known ? U.mayWrite(*Call.Callee, D)
                     : V->isExternallyVisible() && U.isWrittenHere(*V);
      }
      return Known && U.mayWrite(*Call.Callee, D);
    };
    auto Rewritten = [&](const AccessPath &F) {
      if (F.cond())
        return !F.cond()->Local && llvm::any_of(F.cond()->Mentions, Written);
      if (isPrivate(F))
        return false;
      if (F.Root == AccessPath::Pointee)
        return true;
      return Known ? Written(F.Field ? static_cast<const ValueDecl *>(F.Field)
                                     : F.var())
                   : !F.var() || F.Field ||
                         (F.var()->isExternallyVisible() &&
                          U.isWrittenHere(*F.var()));
    };
    C.dropFactsIf(Rewritten);
    if (!C.Stales.empty() || !C.Loans.empty())
      C.dropStaleIf([&](const AccessPath &H) {
        return H.Root == AccessPath::Pointee ? !Known : Rewritten(H);
      });
  }
  if (findsStale())
    retireReleased(C, Call);
  // f(PQexec(...)) with a callee that neither released nor kept it.
  for (const Expr *Arg : Call.Args) {
    const Expr *E = strip(Arg);
    if (!E->getType()->isPointerType() && !E->getType()->isIntegerType())
      continue;
    Obligation *O = C.heldBy(AccessPath::temporary(E));
    if (!O || isInput(*O))
      continue;
    if (llvm::all_of(O->Holders, [&](const AccessPath &P) {
          return P == AccessPath::temporary(E);
        }))
      lose(C, *O, Loss::Discarded, E->getBeginLoc());
    else
      O->removeHolder(AccessPath::temporary(E));
  }
}

} // namespace leash::flow
