// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// What a call does by owner classes, the standard library and closures.

#include "CallSite.h"

using namespace clang;

namespace leash::flow {

/// False if the deleter of the smart pointer that \p Call makes or refills is
/// in sight and does not release.
bool Simulation::deleterReleases(const CallSite &Call) const {
  const FunctionDecl *Deleter = nullptr;
  auto FromType = [&](QualType T) {
    const CXXRecordDecl *Record = T->getAsCXXRecordDecl();
    if (!Record || !Record->hasDefinition())
      return;
    for (const CXXMethodDecl *Method : Record->methods())
      if (Method->getOverloadedOperator() == OO_Call &&
          Method->getNumParams() == 1)
        Deleter = Method;
  };
  if (Call.Args.size() >= 2) {
    const Expr *E = strip(Call.Args[1]);
    if (const auto *Unary = dyn_cast<UnaryOperator>(E);
        Unary && Unary->getOpcode() == UO_AddrOf)
      E = strip(Unary->getSubExpr());
    if (const auto *Ref = dyn_cast<DeclRefExpr>(E);
        Ref && isa<FunctionDecl>(Ref->getDecl()))
      Deleter = cast<FunctionDecl>(Ref->getDecl());
    else
      FromType(E->getType());
  } else {
    const QualType Owner =
        Call.Construct ? Call.ResultType : Call.Receiver->getType();
    const auto *Special = dyn_cast_or_null<ClassTemplateSpecializationDecl>(
        Owner.getNonReferenceType()->getAsCXXRecordDecl());
    if (Special && Special->getTemplateArgs().size() >= 2 &&
        Special->getTemplateArgs()[1].getKind() == TemplateArgument::Type)
      FromType(Special->getTemplateArgs()[1].getAsType());
  }
  if (!Deleter)
    return true;
  const FunctionDecl *Def = U.definition(*Deleter);
  return !Def || Def->getNumParams() != 1 ||
         U.summary(*Def, AccessPath::variable(Def->getParamDecl(0)))
             .mayRelease();
}

/// A smart pointer's constructors and methods. False if \p Call is not one.
bool Simulation::applyOwner(Configuration &C, const CallSite &Call) {
  const AccessPath Result = AccessPath::temporary(Call.E);
  const SourceLocation At = Call.E->getBeginLoc();
  auto TakeFirst = [&](const AccessPath &Into) {
    if (Call.Args.empty() || !deleterReleases(Call))
      return;
    if (Obligation *O = handleOf(Call.Args[0], C)) {
      const bool WasOwned = llvm::any_of(
          O->Holders, [&](const AccessPath &P) { return isOwning(P) && !P.temp(); });
      if (!WasOwned || Call.Args[0]->getType()->isRecordType())
        O->Holders.clear();
      O->addHolder(Into);
      nameHolder(*O, Into);
    }
  };
  if (Call.Construct) {
    if (!U.ownerClass(Call.ResultType))
      return false;
    const auto *Ctor = cast<CXXConstructorDecl>(Call.Callee);
    if (!Call.Args.empty() && U.ownerClass(Call.Args[0]->getType())) {
      if (auto From = pathOf(Call.Args[0], C))
        rebase(C, *From, Result, /*Copy=*/Ctor->isCopyConstructor());
    } else {
      TakeFirst(Result);
    }
    passClosures(C, Call);
    return true;
  }
  if (!Call.Receiver || !U.ownerClass(Call.Receiver->getType()))
    return false;
  const spec::OwnerClass *Owner = U.ownerClass(Call.Receiver->getType());
  const Expr *Object = strip(Call.Receiver);
  std::optional<AccessPath> P = pathOf(Object, C);
  if (const auto *Operator = dyn_cast<CXXOperatorCallExpr>(Call.E)) {
    if (Operator->getOperator() == OO_Arrow ||
        Operator->getOperator() == OO_Star) {
      if (P) {
        if (Obligation *O = C.heldBy(*P))
          O->addHolder(Result);
        if (Stale *S = C.staleAt(*P))
          S->addHolder(Result);
      }
      return true;
    }
    if (Operator->getOperator() != OO_Equal || Call.Args.empty())
      return true;
    if (P)
      emptyOwner(C, Call, *P);
    if (auto From = pathOf(Call.Args[0], C);
        From && U.ownerClass(Call.Args[0]->getType())) {
      if (P && (isLocal(*P, C) || P->Root == AccessPath::This)) {
        const bool Copy = !Call.Args[0]->isXValue() && !From->temp();
        rebase(C, *From, *P, Copy);
      } else {
        transferWithin(C, *From);
      }
    }
    return true;
  }
  const StringRef Name = Call.name();
  if (listed(Owner->Take, Name)) {
    if (P) {
      // What it is given may be what it holds already.
      if (!Call.Args.empty())
        if (Obligation *O = handleOf(Call.Args[0], C); O && O->heldBy(*P))
          return true;
      emptyOwner(C, Call, *P);
      if (isLocal(*P, C)) {
        TakeFirst(*P);
        return true;
      }
    }
    if (!Call.Args.empty())
      if (Obligation *O = handleOf(Call.Args[0], C))
        transfer(C, *O);
  } else if (listed(Owner->Give, Name)) {
    if (Obligation *O = P ? C.heldBy(*P) : nullptr) {
      O->removeHolder(*P);
      O->addHolder(Result);
      if (B.consumerOf(Call.E) != Consumer::Used && !isInput(*O)) {
        O->removeHolder(Result);
        if (O->Holders.empty())
          lose(C, *O, Loss::Discarded, At);
      }
    }
    if (P) {
      C.dropStale(*P);
      C.setFact(*P, Value::signs(Value::Zero));
    }
  } else if (listed(Owner->Exchange, Name) && !Call.Args.empty()) {
    auto Other = pathOf(Call.Args[0], C);
    if (P && Other) {
      const AccessPath Aside = Result;
      rebase(C, *P, Aside, false);
      rebase(C, *Other, *P, false);
      rebase(C, Aside, *Other, false);
    }
  } else if (listed(Owner->Peek, Name)) {
    if (Obligation *O = P ? C.heldBy(*P) : nullptr)
      O->addHolder(Result);
    else if (P)
      C.setFact(Result, C.fact(*P));
    if (Stale *S = P ? C.staleAt(*P) : nullptr)
      S->addHolder(Result);
  }
  return true;
}

/// Allocation, `std::swap`, `std::exchange`, and everything else of the
/// system's headers. False if \p Call is none of these.
bool Simulation::applyStandard(Configuration &C, const CallSite &Call) {
  const FunctionDecl &F = *Call.Callee;
  if (!U.isStandard(F))
    return false;
  const AccessPath Result = AccessPath::temporary(Call.E);
  const SourceLocation At = Call.E->getBeginLoc();
  const StringRef Name = Call.name();
  const bool PlainC = !isa<CXXMethodDecl>(F) && (F.isExternC() || F.getBuiltinID());
  if (F.isReplaceableGlobalAllocationFunction())
    return true;

  if (F.isInStdNamespace() && Call.Args.size() == 2 && Name == "swap") {
    auto L = pathOf(Call.Args[0], C), R = pathOf(Call.Args[1], C);
    if (L && R) {
      const Value A = C.fact(*L), D = C.fact(*R);
      rebase(C, *L, Result, false);
      rebase(C, *R, *L, false);
      rebase(C, Result, *R, false);
      noteWrite(C, *L, D);
      noteWrite(C, *R, A);
    }
    return true;
  }
  if (F.isInStdNamespace() && Call.Args.size() == 2 && Name == "exchange") {
    if (auto P = pathOf(Call.Args[0], C)) {
      const Value Old = C.fact(*P);
      if (C.heldBy(*P))
        rebase(C, *P, Result, false);
      else
        C.setFact(Result, Old);
      if (Obligation *O = handleOf(Call.Args[1], C))
        O->addHolder(*P);
      else
        noteWrite(C, *P, eval(Call.Args[1], C));
      if (B.consumerOf(Call.E) != Consumer::Used)
        if (Obligation *O = C.heldBy(Result); O && O->Holders.size() == 1)
          lose(C, *O, Loss::Discarded, At);
    }
    return true;
  }
  if (PlainC && Unit::freesMemory(F)) {
    if (Obligation *O = handleOf(Call.Args[0], C))
      release(C, *O, At, Name);
    else if (auto P = pathOf(Call.Args[0], C); P && P->var() && !P->Field)
      letGo(C, *P, Loss::HolderFreed, At);
    return true;
  }
  if (PlainC && Unit::allocatesMemory(F)) {
    C.setFact(Result, Value::freshMemory());
    return true;
  }
  if (!U.inSystemHeader(F) && !F.getBuiltinID())
    return false;

  // Nothing in the system's headers releases a database handle; what is
  // passed by value into C++ templates, or untyped into C, is kept there.
  const bool Cxx = !PlainC;
  for (unsigned I = 0; I != Call.Args.size(); ++I) {
    const Expr *Arg = Call.Args[I];
    const QualType Param =
        I < F.getNumParams() ? F.getParamDecl(I)->getType() : QualType();
    const bool Untyped = !Param.isNull() && Param->isPointerType() &&
                         Param->getPointeeType()->isVoidType() &&
                         !Param->getPointeeType().isConstQualified();
    const bool Const = Param.isNull() || isConstPointee(Param);
    if (Obligation *O = handleOf(Arg, C)) {
      if (strip(Arg)->getType()->isIntegerType()) {
        // A number is printed or compared by value, and stored by reference.
        if (Cxx && !Param.isNull() && Param->isReferenceType())
          transfer(C, *O);
      } else if (Cxx ? !Const : Untyped && Name != "memset" && Name != "memcpy")
        transfer(C, *O);
    } else if (Cxx && (!Const || Arg->getType()->isRecordType())) {
      // A guard moved into a container, an object handed to a thread; a struct
      // copied into a container, with the handle in it.
      if (auto P = pathOf(Arg, C);
          P && (Arg->isXValue() || P->temp() || !Const ||
                Unit::nameHint(Name) != NameHint::None ||
                F.isOverloadedOperator()))
        transferWithin(C, *P);
    } else if (!Cxx && Name != "memset" && !Param.isNull() &&
               Param->isVoidPointerType()) {
      // `memcpy(slot, &res, sizeof res)`: its bytes live on elsewhere.
      passByAddress(C, Arg, /*Const=*/false);
    }
  }
  passClosures(C, Call);
  const ThrowSummary &What = U.throws(F);
  if (mayThrow(Call.E, What))
    unwindAll(C, Call.E, What);
  return true;
}

bool Simulation::closureReleases(const LambdaExpr *L, const AccessPath &P) {
  const CXXMethodDecl *Body = L->getCallOperator();
  // Of a generic lambda nothing can be told: do not guess that it does not.
  return !Body || Body->isDependentContext() ||
         U.summary(*Body, P).mayRelease();
}

bool Simulation::closureReleases(const LambdaExpr *L, const VarDecl *V) {
  V = V->getCanonicalDecl();
  if (closureReleases(L, AccessPath::variable(V)))
    return true;
  QualType T = V->getType().getNonReferenceType();
  if (T->isPointerType())
    T = T->getPointeeType();
  if (const RecordDecl *Record = T->getAsRecordDecl();
      Record && !U.ownerClass(T))
    for (const FieldDecl *F : Record->fields())
      if (F->getType()->isPointerType() &&
          closureReleases(L, AccessPath::variable(V, F->getCanonicalDecl())))
        return true;
  return false;
}

/// A lambda given to a call: kept by a guard until a scope ends, or by
/// something that may call it whenever it likes.
void Simulation::passClosures(Configuration &C, const CallSite &Call) {
  for (const Expr *Arg : Call.Args) {
    const Expr *E = strip(Arg);
    const auto *Lambda = dyn_cast<LambdaExpr>(E);
    while (!Lambda) {
      const auto *Make = dyn_cast<CXXConstructExpr>(E);
      if (!Make || Make->getNumArgs() < 1)
        break;
      E = strip(Make->getArg(0));
      Lambda = dyn_cast<LambdaExpr>(E);
    }
    if (!Lambda)
      if (const auto *Ref = dyn_cast<DeclRefExpr>(E))
        if (const auto *V = dyn_cast<VarDecl>(Ref->getDecl()))
          Lambda = B.closureOf(V);
    if (!Lambda)
      continue;
    // `std::function f = [&]{...}`: found again through its variable.
    if (Call.Construct && U.isCallableWrapper(Call.ResultType) &&
        B.initializedBy(Call.E))
      continue;
    const CXXRecordDecl *Object = Call.ResultType->getAsCXXRecordDecl();
    const bool Guard = Object && U.destructorActs(*Object);
    const AccessPath Owner = AccessPath::temporary(Call.E);
    auto Keep = [&](const AccessPath &Target) {
      if (!Guard) {
        transferWithin(C, Target);
        return;
      }
      C.Guards.push_back({Owner, Target});
      // A guard that nobody keeps acts at once.
      if (B.consumerOf(Call.E) == Consumer::Discarded)
        fireGuards(C, Owner, Call.E->getBeginLoc());
    };
    for (const LambdaCapture &Capture : Lambda->captures()) {
      if (Capture.capturesThis()) {
        const auto *Method = dyn_cast<CXXMethodDecl>(&B.function());
        if (!Method || !Guard)
          continue;
        for (const FieldDecl *F : Method->getParent()->fields())
          if (F->getType()->isPointerType() &&
              closureReleases(Lambda,
                              AccessPath::thisField(F->getCanonicalDecl())))
            Keep(AccessPath::thisField(F->getCanonicalDecl()));
        continue;
      }
      if (!Capture.capturesVariable())
        continue;
      const auto *V = dyn_cast<VarDecl>(Capture.getCapturedVar());
      if (!V)
        continue;
      if (const Expr *Of = V->isInitCapture() ? V->getInit() : nullptr) {
        // [g = std::move(guard)], [h = res]
        escapeMentioned(C, Of);
        continue;
      }
      const AccessPath P = AccessPath::variable(V->getCanonicalDecl());
      // By value: what it holds now is what the closure will release.
      if (Capture.getCaptureKind() == LCK_ByCopy &&
          llvm::none_of(C.Held, [&](const Obligation &O) {
            return llvm::any_of(O.Holders, [&](const AccessPath &H) {
              return H.within(P);
            });
          }))
        continue;
      if (closureReleases(Lambda, V))
        Keep(P);
    }
  }
}

/// `Guard g(&res)`, `Guard g(res)` by reference: an object whose destructor
/// looks into a variable of ours releases what that then holds.
void Simulation::passReferences(Configuration &C, const CallSite &Call) {
  const CXXRecordDecl *Object = Call.ResultType->getAsCXXRecordDecl();
  if (!Object || !U.destructorActs(*Object))
    return;
  for (unsigned I = 0;
       I < Call.Args.size() && I < Call.Callee->getNumParams(); ++I) {
    const QualType Param = Call.Callee->getParamDecl(I)->getType();
    const Expr *E = strip(Call.Args[I]);
    std::optional<AccessPath> P;
    if (Param->isLValueReferenceType() &&
        Param->getPointeeType()->isPointerType() &&
        !Param->getPointeeType().isConstQualified())
      P = pathOf(E, C);
    else if (Param->isPointerType() && Param->getPointeeType()->isPointerType())
      P = eval(E, C).target();
    if (P && *P && P->var() && isLocal(*P, C))
      C.Guards.push_back({AccessPath::temporary(Call.E), *P});
  }
}

} // namespace leash::flow
