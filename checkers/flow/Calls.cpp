// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// What a call does to what is held: by the catalogue, by the owner classes,
// by the callee's body, or, when nothing is known, by its signature and name.

#include "CallSite.h"
#include "Simulation.h"

using namespace clang;

namespace leash::flow {

//===----------------------------------------------------------------------===//
// The call as written
//===----------------------------------------------------------------------===//

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

/// True for a parameter through which the callee cannot release or keep.
static bool isConstPointee(QualType T) {
  if (T->isReferenceType()) {
    // `T *const &` passes the pointer on just as `T *` does.
    const QualType Referred = T->getPointeeType();
    return Referred.isConstQualified() &&
           (!Referred->isPointerType() ||
            Referred->getPointeeType().isConstQualified());
  }
  return T->isPointerType() && T->getPointeeType().isConstQualified();
}

//===----------------------------------------------------------------------===//
// Elements
//===----------------------------------------------------------------------===//

void Simulation::call(Configuration C, const CallExpr *E,
                      Configurations &Out) {
  if (strip(E) != E) { // std::move and its like
    Out.push_back(std::move(C));
    return;
  }
  CallSite Call(E);
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
    if (Context.getLangOpts().CPlusPlus && U.settings().StrictExceptions)
      unwind(C, E, QualType());
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
  if (U.definition(*Call.Callee)) {
    disarm(C, Call);
    applyBody(std::move(C), Call, Work);
  } else {
    applyUnknown(C, Call);
    const ThrowSummary &What = U.throws(*Call.Callee);
    if (What.May == ThrowSummary::Yes ||
        (What.May == ThrowSummary::Unknown && U.settings().StrictExceptions))
      unwindAll(C, E, What);
    Work.push_back(std::move(C));
  }
  for (Configuration &Each : Work) {
    afterCall(Each, Call);
    Out.push_back(std::move(Each));
  }
}

void Simulation::construct(Configuration C, const CXXConstructExpr *E,
                           Configurations &Out) {
  CallSite Call(E);
  const AccessPath Here = AccessPath::temporary(E);
  if (E->isElidable() && E->getNumArgs() == 1) {
    Out.push_back(std::move(C));
    return;
  }
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
    if (What.May == ThrowSummary::Yes ||
        (What.May == ThrowSummary::Unknown && U.settings().StrictExceptions))
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
  std::optional<AccessPath> P;
  if (const auto *Unary = dyn_cast<UnaryOperator>(E);
      Unary && Unary->getOpcode() == UO_AddrOf)
    P = pathOf(Unary->getSubExpr(), C);
  else if (const Value V = eval(E, C); V.target())
    P = V.target();
  else
    P = pathOf(E, C);
  if (!P)
    return;
  if (!Const) {
    transferWithin(C, *P);
    noteWrite(C, *P, Value::unknown());
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
      if (auto P = pathOf(Unary->getSubExpr(), C); P && !C.heldBy(*P))
        noteWrite(C, *P, Value::unknown());
    if (Pure || (Call.Callee && I < Call.Callee->getNumParams() &&
                 isConstPointee(Call.Callee->getParamDecl(I)->getType())))
      continue;
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
    const bool Known = U.definition(*Call.Callee);
    C.dropFactsIf([&](const AccessPath &F) {
      if (!F.cond() || F.cond()->Local)
        return false;
      return llvm::any_of(F.cond()->Mentions, [&](const ValueDecl *D) {
        if (const auto *V = dyn_cast<VarDecl>(D)) {
          if (V->hasLocalStorage())
            return B.isAliased(V);
          return Known ? U.mayWrite(*Call.Callee, D)
                       : V->isExternallyVisible();
        }
        return Known && U.mayWrite(*Call.Callee, D);
      });
    });
  }
  // f(PQexec(...)) with a callee that neither released nor kept it.
  for (const Expr *Arg : Call.Args) {
    const Expr *E = strip(Arg);
    if (!E->getType()->isPointerType())
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

//===----------------------------------------------------------------------===//
// By the catalogue
//===----------------------------------------------------------------------===//

static uint8_t signsOf(spec::Outcome O) {
  switch (O) {
  case spec::Outcome::Always:
    return Value::Any;
  case spec::Outcome::Zero:
    return Value::Zero;
  case spec::Outcome::NonZero:
    return Value::NonZero;
  case spec::Outcome::Positive:
    return Value::Positive;
  case spec::Outcome::Negative:
    return Value::Negative;
  }
  return Value::Any;
}

void Simulation::applySpec(Configuration C, const CallSite &Call,
                           const spec::Function &F, Configurations &Out) {
  if (F.Then == spec::Continuation::Jumps)
    return jump(std::move(C), Call.E);
  if (F.Then == spec::Continuation::Exits)
    return;
  const SourceLocation At = Call.E->getBeginLoc();
  const AccessPath Result = AccessPath::temporary(Call.E);

  Configurations Work;
  Work.push_back(std::move(C));
  for (const spec::Release &R : F.Releases) {
    Configurations Next;
    for (Configuration &Each : Work) {
      if (R.OnlyIfNonNullArgument && *R.OnlyIfNonNullArgument < Call.Args.size()) {
        const Value V = eval(Call.Args[*R.OnlyIfNonNullArgument], Each);
        if (V.isZero() || V.exact() == -1) { // SQLITE_STATIC, SQLITE_TRANSIENT
          Next.push_back(std::move(Each));
          continue;
        }
      }
      Configuration Kept = Each;
      Obligation *O = nullptr;
      const Expr *Of = nullptr;
      if (R.Of.Where == spec::Slot::Receiver)
        Of = Call.Receiver;
      else if (R.Of.Index < Call.Args.size())
        Of = Call.Args[R.Of.Index];
      if (Of) {
        O = handleOf(Of, Each);
        if (!O)
          if (const Expr *Under = strip(Of); R.Of.Where == spec::Slot::Pointee) {
            const Value V = eval(Under, Each);
            if (V.target())
              O = Each.heldBy(V.target());
            else if (auto P = pathOf(Under, Each); P && P->var() && !P->Field)
              O = Each.heldBy(AccessPath::pointee(P->var()));
          }
      }
      if (!O) {
        Next.push_back(std::move(Each));
        continue;
      }
      const Obligation Was = *O;
      if (R.Transfer)
        transfer(Each, *O);
      else
        release(Each, *O, At);
      const uint8_t Signs = signsOf(R.When);
      if (Signs != Value::Any) {
        Kept.setFact(Result, Value::signs(Value::Any & ~Signs));
        Next.push_back(std::move(Kept));
        Each.setFact(Result, Value::signs(Signs));
      }
      Next.push_back(std::move(Each));
    }
    Work = std::move(Next);
  }

  if (F.ReturnsArgument && *F.ReturnsArgument < Call.Args.size() &&
      llvm::none_of(F.Acquires, [](const spec::Acquire &A) {
        return A.OnlyIfNullArgument.has_value();
      })) {
    Configurations Next;
    for (Configuration &Each : Work) {
      Configuration Failed = Each;
      Failed.setFact(Result, Value::signs(Value::Zero));
      Next.push_back(std::move(Failed));
      if (Obligation *O = handleOf(Call.Args[*F.ReturnsArgument], Each);
          O && !O->ValueHandle) {
        if (O->State == Status::MaybeNull && !isInput(*O))
          O->State = Status::Open;
        O->addHolder(Result);
      } else if (O) {
        Each.setFact(Result, Value::addressOf(O->Holders.front()));
      } else {
        Each.setFact(Result, Value::signs(Value::NonZero));
      }
      Next.push_back(std::move(Each));
    }
    Work = std::move(Next);
  }

  unsigned Index = 0;
  for (const spec::Acquire &A : F.Acquires)
    acquire(Work, Call, F, A, Index++);
  for (Configuration &Each : Work) {
    passClosures(Each, Call);
    afterCall(Each, Call);
    Out.push_back(std::move(Each));
  }
}

void Simulation::acquire(Configurations &Work, const CallSite &Call,
                         const spec::Function &F, const spec::Acquire &A,
                         unsigned Index) {
  const AccessPath Result = AccessPath::temporary(Call.E);
  const StringRef Callee =
      Call.name().empty() ? StringRef(F.Name) : Call.name();
  const uint8_t Signs = signsOf(A.When);
  Configurations Next;
  for (Configuration &C : Work) {
    if (A.OnlyIfNullArgument && *A.OnlyIfNullArgument < Call.Args.size()) {
      const Expr *Given = Call.Args[*A.OnlyIfNullArgument];
      const Value V = eval(Given, C);
      if (!V.isZero()) {
        // `mysql_init(&m)`: the caller's own object is the resource.
        const auto *Unary = dyn_cast<UnaryOperator>(strip(Given));
        std::optional<AccessPath> P;
        if (Unary && Unary->getOpcode() == UO_AddrOf)
          P = pathOf(Unary->getSubExpr(), C);
        else if (V.target())
          P = V.target();
        if (P && isLocal(*P, C) && !HasInput) {
          letGo(C, *P, Loss::Overwritten, Call.E->getBeginLoc());
          hold(C, Call.E, Index, A.Kind, Callee, *P, false).ValueHandle = true;
          C.setFact(Result, Value::addressOf(*P));
        } else if (Obligation *O = handleOf(Given, C)) {
          O->addHolder(Result);
        }
        Next.push_back(std::move(C));
        continue;
      }
    }
    // Only on the outcomes that fill the place.
    Configuration Without = C;
    if (Signs != Value::Any) {
      const bool Can = refine(C, Call.E, Signs);
      if (refine(Without, Call.E, Value::Any & ~Signs)) {
        if (A.From.Where == spec::Slot::Pointee &&
            A.From.Index < Call.Args.size()) {
          const Expr *To = strip(Call.Args[A.From.Index]);
          if (const auto *Unary = dyn_cast<UnaryOperator>(To);
              Unary && Unary->getOpcode() == UO_AddrOf)
            if (auto P = pathOf(Unary->getSubExpr(), Without)) {
              letGo(Without, *P, Loss::Overwritten, Call.E->getBeginLoc(),
                    /*Fields=*/false);
              noteWrite(Without, *P, Value::signs(Value::Zero));
            }
        }
        Next.push_back(std::move(Without));
      }
      if (!Can)
        continue;
    }
    if (HasInput) {
      // Only the input's fate is asked; what is acquired here is not.
      if (A.From.Where == spec::Slot::Pointee &&
          A.From.Index < Call.Args.size())
        passByAddress(C, Call.Args[A.From.Index], /*Const=*/false);
      Next.push_back(std::move(C));
      continue;
    }

    if (A.From.Where == spec::Slot::Result) {
      hold(C, Call.E, Index, A.Kind, Callee, Result,
           A.MayBeNull && Signs == Value::Any);
      if (B.consumerOf(Call.E) != Consumer::Used) {
        Obligation *O = C.heldBy(Result);
        lose(C, *O, Loss::Discarded, Call.E->getBeginLoc());
      }
    } else if (A.From.Where == spec::Slot::Pointee &&
               A.From.Index < Call.Args.size()) {
      const Expr *To = strip(Call.Args[A.From.Index]);
      std::optional<AccessPath> P;
      if (const auto *Unary = dyn_cast<UnaryOperator>(To);
          Unary && Unary->getOpcode() == UO_AddrOf)
        P = pathOf(Unary->getSubExpr(), C);
      else if (const Value V = eval(To, C); V.target())
        P = V.target();
      else if (auto Pointer = pathOf(To, C);
               Pointer && Pointer->Root == AccessPath::Variable &&
               !Pointer->Field)
        P = To->getType()->isPointerType()
                ? AccessPath::pointee(Pointer->var())
                : *Pointer; // bound to a reference parameter
      if (P && isLocal(*P, C)) {
        letGo(C, *P, Loss::Overwritten, Call.E->getBeginLoc(),
              /*Fields=*/false);
        Obligation &O = hold(C, Call.E, Index, A.Kind, Callee, *P,
                             A.MayBeNull && Signs == Value::Any);
        // Filled memory that nothing local can release is the owner's affair.
        if (U.ownerClass(To->getType()))
          transfer(C, O);
        if (P->var())
          forgetConditions(C, P->var());
      } else if (P && (P->Root == AccessPath::Pointee ||
                       P->Root == AccessPath::This ||
                       (P->var() && isa<ParmVarDecl>(P->var())))) {
        Obligation &O =
            hold(C, Call.E, Index, A.Kind, Callee, *P, A.MayBeNull);
        transfer(C, O, *P);
      }
    }
    Next.push_back(std::move(C));
  }
  Work = std::move(Next);
}

//===----------------------------------------------------------------------===//
// By owner classes and the standard library
//===----------------------------------------------------------------------===//

static bool listed(const llvm::SmallVectorImpl<std::string> &Names,
                   StringRef Name) {
  return llvm::any_of(Names, [&](const std::string &N) { return N == Name; });
}

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
      if (P)
        if (Obligation *O = C.heldBy(*P))
          O->addHolder(Result);
      return true;
    }
    if (Operator->getOperator() != OO_Equal || Call.Args.empty())
      return true;
    if (P)
      letGo(C, *P, Loss::Overwritten, At);
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
      letGo(C, *P, Loss::Overwritten, At);
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
    if (P)
      C.setFact(*P, Value::signs(Value::Zero));
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
  }
  return true;
}

/// Allocation, `std::swap`, `std::exchange`, and everything else of the
/// system's headers. False if \p Call is none of these.
bool Simulation::applyStandard(Configuration &C, const CallSite &Call) {
  const FunctionDecl &F = *Call.Callee;
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
  if (PlainC && (Name == "free" || Name == "g_free" || Name == "cfree")) {
    if (Call.Args.empty())
      return true;
    if (Obligation *O = handleOf(Call.Args[0], C))
      release(C, *O, At);
    else if (auto P = pathOf(Call.Args[0], C); P && P->var() && !P->Field)
      letGo(C, *P, Loss::HolderFreed, At);
    return true;
  }
  if (PlainC &&
      (Name == "malloc" || Name == "calloc" || Name == "g_malloc" ||
       Name == "g_malloc0" || Name == "xmalloc" || Name == "xcalloc" ||
       Name == "strdup" || Name == "emalloc")) {
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
      if (Cxx ? !Const : Untyped && Name != "memset" && Name != "memcpy")
        transfer(C, *O);
    } else if (Cxx && (!Const || Arg->getType()->isRecordType())) {
      // A guard moved into a container, an object handed to a thread.
      if (auto P = pathOf(Arg, C);
          P && (Arg->isXValue() || P->temp() || !Const))
        transferWithin(C, *P);
    } else if (!Cxx && Name != "memset" && !Param.isNull() &&
               Param->isVoidPointerType()) {
      // `memcpy(slot, &res, sizeof res)`: its bytes live on elsewhere.
      passByAddress(C, Arg, /*Const=*/false);
    }
  }
  passClosures(C, Call);
  const ThrowSummary &What = U.throws(F);
  if (What.May == ThrowSummary::Yes ||
      (What.May == ThrowSummary::Unknown && U.settings().StrictExceptions))
    unwindAll(C, Call.E, What);
  if (U.neverReturns(F) && !Context.getLangOpts().CPlusPlus)
    return true; // the CFG ends the block
  return true;
}

//===----------------------------------------------------------------------===//
// Closures
//===----------------------------------------------------------------------===//

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

//===----------------------------------------------------------------------===//
// By the callee's body
//===----------------------------------------------------------------------===//

namespace {
/// Something held that the callee can reach, in both sides' terms.
struct Passed {
  AccessPath Caller, Callee;
};
} // namespace

std::optional<AccessPath>
Simulation::toCaller(const AccessPath &P, const CallSite &Call,
                     const Configuration &C) const {
  switch (P.Root) {
  case AccessPath::Return: {
    AccessPath R = AccessPath::temporary(Call.E, P.Field);
    return R;
  }
  case AccessPath::This: {
    if (Call.Construct)
      return AccessPath::temporary(Call.E, P.Field);
    if (!Call.Receiver)
      return std::nullopt;
    const Expr *Object = strip(Call.Receiver);
    if (isa<CXXThisExpr>(Object))
      return P;
    auto Base = pathOf(Object, C);
    if (const Value V = eval(Object, C); V.target())
      Base = V.target();
    if (!Base || Base->Field)
      return std::nullopt;
    return Base->field(P.Field);
  }
  case AccessPath::Variable:
  case AccessPath::Pointee: {
    const auto *Param = dyn_cast<ParmVarDecl>(P.var());
    if (!Param)
      return Call.Closure ? std::optional(P) : std::nullopt;
    const unsigned I = Param->getFunctionScopeIndex();
    if (I >= Call.Args.size())
      return std::nullopt;
    const Expr *Arg = strip(Call.Args[I]);
    if (P.Root == AccessPath::Variable && !P.Field) {
      if (Param->getType()->isReferenceType())
        return pathOf(Arg, C);
      return std::nullopt; // the callee's own copy
    }
    // *p or p->f of what the argument points to.
    std::optional<AccessPath> Base;
    if (const Value V = eval(Arg, C); V.target())
      Base = V.target();
    else if (const auto *Unary = dyn_cast<UnaryOperator>(Arg);
             Unary && Unary->getOpcode() == UO_AddrOf)
      Base = pathOf(Unary->getSubExpr(), C);
    else if (P.Root == AccessPath::Pointee) {
      if (auto Var = pathOf(Arg, C);
          Var && Var->Root == AccessPath::Variable && !Var->Field)
        Base = AccessPath::pointee(Var->var());
      return Base;
    } else
      Base = pathOf(Arg, C);
    if (!Base)
      return std::nullopt;
    if (P.Field && Base->Field)
      return std::nullopt;
    return P.Field ? Base->field(P.Field) : *Base;
  }
  default:
    return std::nullopt;
  }
}

void Simulation::applyBody(Configuration C, const CallSite &Call,
                           Configurations &Out) {
  const FunctionDecl *Def = U.definition(*Call.Callee);
  // A wrapper's own operator() says nothing; the lambda inside does.
  if (Call.Closure && (!Def || U.isCallableWrapper(Call.Receiver->getType())))
    Def = Call.Closure->getCallOperator();
  if (!Def || Def->isDependentContext()) {
    applyUnknown(C, Call);
    Out.push_back(std::move(C));
    return;
  }
  // 1. Pair what is held with the callee's names for it.
  llvm::SmallVector<Passed, 4> Inputs;
  auto Add = [&](const AccessPath &Caller, const AccessPath &Callee) {
    if (llvm::none_of(Inputs,
                      [&](const Passed &P) { return P.Caller == Caller; }))
      Inputs.push_back({Caller, Callee});
  };
  for (unsigned I = 0; I != Call.Args.size(); ++I) {
    const Expr *Arg = Call.Args[I];
    const Expr *E = strip(Arg);
    if (I >= Def->getNumParams()) {
      continue; // variadic: a body rarely does more than print these
    }
    const ParmVarDecl *Param = Def->getParamDecl(I);
    const QualType PT = Param->getType();
    const AccessPath ParamPath = AccessPath::variable(Param->getCanonicalDecl());
    if (Obligation *O = handleOf(Arg, C)) {
      if (!O->Holders.empty())
        Add(O->Holders.front(), ParamPath);
      continue;
    }
    std::optional<AccessPath> Base;
    bool Address = false;
    if (const Value V = eval(E, C); V.target()) {
      Base = V.target();
      Address = true;
    } else if (const auto *Unary = dyn_cast<UnaryOperator>(E);
               Unary && Unary->getOpcode() == UO_AddrOf) {
      Base = pathOf(Unary->getSubExpr(), C);
      Address = true;
    } else {
      Base = pathOf(E, C);
    }
    if (!Base)
      continue;
    for (const Obligation &O : C.Held)
      for (const AccessPath &H : O.Holders) {
        if (!H.within(*Base) &&
            !(H.Field && !Base->Field && H == Base->field(H.Field)))
          continue;
        if (H == *Base)
          Add(H, Address ? AccessPath::pointee(Param->getCanonicalDecl())
                         : ParamPath);
        else if (H.Field && !Base->Field)
          Add(H, AccessPath::variable(Param->getCanonicalDecl(), H.Field));
      }
    (void)PT;
  }
  if (Call.Receiver && !Call.Closure) {
    const Expr *Object = strip(Call.Receiver);
    if (isa<CXXThisExpr>(Object)) {
      for (const Obligation &O : C.Held)
        for (const AccessPath &H : O.Holders)
          if (H.Root == AccessPath::This)
            Add(H, H);
    } else {
      std::optional<AccessPath> Base = pathOf(Object, C);
      if (const Value V = eval(Object, C); V.target())
        Base = V.target();
      if (Base && !Base->Field)
        for (const Obligation &O : C.Held)
          for (const AccessPath &H : O.Holders)
            if (H.within(*Base) && H.Field)
              Add(H, AccessPath::thisField(H.Field));
    }
  }
  if (Call.Closure)
    for (const LambdaCapture &Capture : Call.Closure->captures())
      if (Capture.capturesVariable())
        if (const auto *V = dyn_cast<VarDecl>(Capture.getCapturedVar()))
          for (const Obligation &O : C.Held)
            for (const AccessPath &H : O.Holders)
              if (H.within(AccessPath::variable(V->getCanonicalDecl())))
                Add(H, H);

  // 2. Apply the endings of each in turn.
  const AccessPath Result = AccessPath::temporary(Call.E);
  const SourceLocation At = Call.E->getBeginLoc();
  const ThrowSummary &What = U.throws(*Def);
  const bool MayThrow =
      What.May == ThrowSummary::Yes ||
      (What.May == ThrowSummary::Unknown && U.settings().StrictExceptions);
  Configurations Work, Thrown;
  if (MayThrow)
    Thrown.push_back(C);
  Work.push_back(std::move(C));
  passClosures(Work.front(), Call);
  auto Apply = [&](Configuration Each, const Passed &P, const Ending &E,
                   Configurations &Into) {
    Obligation *O = Each.heldBy(P.Caller);
    if (!O) {
      Into.push_back(std::move(Each));
      return;
    }
    if (!E.Thrown) {
      Value Known = Each.fact(Result);
      if (!Value::compatible(Known, E.Returned))
        return;
      if (Known.isUnknown())
        Known = E.Returned;
      if (!Each.heldBy(Result))
        Each.setFact(Result, Known);
    }
    switch (E.Input) {
    case Fate::Null:
      if (O->State == Status::Open)
        return;
      nullify(Each, *O);
      break;
    case Fate::Released:
      release(Each, *O, At);
      break;
    case Fate::Kept:
    case Fate::Moved: {
      const bool Gone = E.Input == Fate::Moved;
      bool Seen = false;
      const bool Copy = P.Callee.Root == AccessPath::Variable &&
                        !P.Callee.Field &&
                        !P.Callee.var()->getType()->isReferenceType();
      llvm::SmallVector<AccessPath, 2> Now;
      for (const AccessPath &H : E.Holders) {
        if (H == P.Callee) {
          if (!Gone)
            Seen = true;
          continue;
        }
        if (auto There = toCaller(H, Call, Each))
          Now.push_back(*There);
      }
      // Moved out of where it was, as by `release()` or a move constructor.
      if (!Copy && !Seen && !E.Thrown) {
        const AccessPath Was = P.Caller;
        O->removeHolder(Was);
      }
      bool Tracked = Seen || Copy;
      for (const AccessPath &There : Now)
        if (isLocal(There, Each) || There.Root == AccessPath::This) {
          O->addHolder(There);
          Tracked = true;
          if (There == Result)
            Each.dropFact(Result);
        } else {
          Tracked = false;
          transfer(Each, *O);
          O = nullptr;
          break;
        }
      if (!O)
        break;
      if (Gone && Now.empty())
        transfer(Each, *O);
      else if (!Tracked && O->Holders.empty() && !isInput(*O))
        lose(Each, *O, Loss::HolderFreed, At);
      else if (Gone && !Now.empty() && O->State == Status::Transferred)
        O->State = Status::Open;
      break;
    }
    }
    Into.push_back(std::move(Each));
  };
  // What the callee's branches depend on and is known here.
  std::vector<Unit::Given> Given;
  if (!Inputs.empty() || What.May == ThrowSummary::Yes)
    for (unsigned I = 0; I < Call.Args.size() && I < Def->getNumParams(); ++I) {
      const ParmVarDecl *Param = Def->getParamDecl(I);
      const Value V = eval(Call.Args[I], Work.front());
      if (!V.isHandle() && !V.isUnknown() && !V.isFresh() && !V.target() &&
          U.branchesOn(*Def, *Param))
        Given.push_back({Param, V});
    }
  if (Inputs.empty() && What.May == ThrowSummary::Yes && !Given.empty()) {
    const Summary &S = U.summary(*Def, std::nullopt, Given);
    auto Thrown_ = [](const Ending &E) { return E.Thrown; };
    if (S.Known && llvm::none_of(S.Endings, Thrown_))
      Thrown.clear();
    if (S.Known && llvm::all_of(S.Endings, Thrown_))
      Work.clear();
  }
  for (const Passed &P : Inputs) {
    const Summary &S = U.summary(*Def, P.Callee, Given);
    if (!S.Known) {
      for (Configuration &Each : Work)
        if (Obligation *O = Each.heldBy(P.Caller))
          O->Assumed = true;
      continue;
    }
    // "Releases, or not, and the result does not tell": leave it at that.
    llvm::SmallVector<Ending, 4> Endings;
    for (const Ending &E : S.Endings) {
      const bool Ambiguous =
          E.Input == Fate::Kept && !E.Thrown &&
          llvm::any_of(S.Endings, [&](const Ending &F) {
            return !F.Thrown &&
                   (F.Input == Fate::Released || F.Input == Fate::Moved) &&
                   Value::compatible(E.Returned, F.Returned);
          });
      if (!Ambiguous)
        Endings.push_back(E);
    }
    Configurations Next, NextThrown;
    for (Configuration &Each : Work) {
      if (!Each.heldBy(P.Caller)) {
        Next.push_back(std::move(Each));
        continue;
      }
      for (const Ending &E : Endings)
        if (!E.Thrown)
          Apply(Each, P, E, Next);
    }
    bool AnyThrown = false;
    for (Configuration &Each : Thrown)
      for (const Ending &E : S.Endings)
        if (E.Thrown) {
          AnyThrown = true;
          Apply(Each, P, E, NextThrown);
        }
    if (AnyThrown || !MayThrow || What.May == ThrowSummary::Yes)
      Thrown = std::move(NextThrown);
    Work = std::move(Next);
  }
  for (Configuration &Each : Thrown)
    unwindAll(Each, Call.E, What);

  // 3. What it hands out.
  produce(Work, Call, *Def);

  // What is returned and not looked at is lost here.
  for (Configuration &Each : Work) {
    Obligation *O = Each.heldBy(Result);
    if (O && !isInput(*O) && B.consumerOf(Call.E) != Consumer::Used) {
      O->removeHolder(Result);
      if (O->Holders.empty())
        lose(Each, *O, Loss::Discarded, At);
    }
    Out.push_back(std::move(Each));
  }
}

void Simulation::produce(Configurations &Work, const CallSite &Call,
                         const FunctionDecl &Def) {
  if (HasInput)
    return;
  const std::vector<Production> &All = U.productions(Def);
  if (llvm::all_of(All, [](const Production &P) { return P.Items.empty(); }))
    return;
  // Handed out on one path, and on another something else of the caller's
  // knowledge under the same answer: no obligation can be told from that.
  const AccessPath Result = AccessPath::temporary(Call.E);
  const bool Pointer = Call.ResultType->isPointerType();
  for (const Production &P : All) {
    const bool Returns = llvm::any_of(P.Items, [](const Produced &I) {
      return I.At.Root == AccessPath::Return && !I.At.Field;
    });
    if (Pointer && !Returns && !P.Returned.isZero() &&
        llvm::any_of(All, [](const Production &Q) {
          return llvm::any_of(Q.Items, [](const Produced &I) {
            return I.At.Root == AccessPath::Return && !I.At.Field;
          });
        }))
      return;
  }
  Configurations Next;
  for (Configuration &C : Work)
    for (const Production &P : All) {
      Configuration Each = C;
      const Value Known = Each.fact(Result);
      if (!Value::compatible(Known, P.Returned))
        continue;
      Each.setFact(Result, Known.isUnknown() ? P.Returned : Known);
      unsigned Index = 100; // apart from the indices of direct acquires
      for (const Produced &Item : P.Items) {
        ++Index;
        std::optional<AccessPath> At = toCaller(Item.At, Call, Each);
        if (!At)
          continue;
        // An owner that nobody keeps releases at once.
        if (At->temp() && Call.ResultType->isRecordType() &&
            B.consumerOf(Call.E) != Consumer::Used)
          continue;
        if (At->Root == AccessPath::Temporary || isLocal(*At, Each)) {
          letGo(Each, *At, Loss::Overwritten, Call.E->getBeginLoc(),
                /*Fields=*/false);
          // Into a guard: it owns from now on.
          if (At->var() && !At->Field && isOwning(*At))
            continue;
          hold(Each, Call.E, Index, Item.Kind, Call.name(), *At,
               Item.MayBeNull);
        } else if (At->Root == AccessPath::Pointee ||
                   (At->var() && isa<ParmVarDecl>(At->var()))) {
          transfer(Each,
                   hold(Each, Call.E, Index, Item.Kind, Call.name(), *At,
                        Item.MayBeNull),
                   *At);
        }
      }
      Next.push_back(std::move(Each));
    }
  Work = std::move(Next);
}

/// `guard.dismiss()`, whatever its name: a method that writes what the
/// destructor asks before it acts.
void Simulation::disarm(Configuration &C, const CallSite &Call) {
  const auto *Method = dyn_cast<CXXMethodDecl>(Call.Callee);
  if (!Method || Method->isConst() || !Call.Receiver || Call.Closure)
    return;
  const auto P = pathOf(Call.Receiver, C);
  if (!P || !P->var() || P->Field ||
      !U.switchesOffDestructor(*Method))
    return;
  llvm::erase_if(C.Guards,
                 [&](const ScopeRelease &G) { return G.Owner == *P; });
  for (size_t I = 0; I != C.Held.size();) {
    Obligation &O = C.Held[I];
    const size_t Before = O.Holders.size();
    llvm::erase_if(O.Holders, [&](const AccessPath &H) {
      return H.Field && H.within(*P);
    });
    if (Before && O.Holders.empty())
      transfer(C, O);
    else
      ++I;
  }
}

//===----------------------------------------------------------------------===//
// By signature and name
//===----------------------------------------------------------------------===//

void Simulation::applyUnknown(Configuration &C, const CallSite &Call) {
  const FunctionDecl &F = *Call.Callee;
  NameHint Hint = Unit::nameHint(Call.name());
  const auto *Method = dyn_cast<CXXMethodDecl>(&F);

  // A method of an object that holds something, or of a guard.
  if (Call.Receiver) {
    const Expr *Object = strip(Call.Receiver);
    if (auto P = pathOf(Object, C); P && P->var()) {
      const bool Const = Method && Method->isConst();
      const spec::ScopeGuard *Guard = U.scopeGuard(Object->getType());
      const StringRef Name = Call.name();
      if ((Guard && listed(Guard->Dismiss, Name)) ||
          (!Guard && (Name == "dismiss" || Name == "release" ||
                      Name == "cancel" || Name == "disarm" ||
                      Name == "Dismiss" || Name == "Cancel")))
        llvm::erase_if(C.Guards,
                       [&](const ScopeRelease &G) { return G.Owner == *P; });
      if (!Const)
        transferWithin(C, *P);
    }
  }
  // Does it have somewhere to keep what it is given?
  bool Room = Call.Receiver || Call.ResultType->isPointerType() ||
              Call.ResultType->isRecordType();
  for (const ParmVarDecl *P : F.parameters()) {
    const QualType T = P->getType();
    const bool Pointer = T->isPointerType() || T->isReferenceType();
    if (Pointer && !T->getPointeeType().isConstQualified() &&
        (T->getPointeeType()->isRecordType() ||
         T->getPointeeType()->isVoidType() ||
         T->getPointeeType()->isPointerType()))
      Room |= llvm::none_of(Call.Args, [&](const Expr *Arg) {
        const unsigned I = P->getFunctionScopeIndex();
        return I < Call.Args.size() && Call.Args[I] == Arg &&
               handleOf(Arg, C);
      });
  }
  for (unsigned I = 0; I != Call.Args.size(); ++I) {
    const Expr *Arg = Call.Args[I];
    const QualType Param =
        I < F.getNumParams() ? F.getParamDecl(I)->getType() : QualType();
    const bool Const = !Param.isNull() && isConstPointee(Param);
    const bool Untyped = !Param.isNull() && Param->isPointerType() &&
                         Param->getPointeeType()->isVoidType();
    if (Obligation *O = handleOf(Arg, C)) {
      if (Const)
        continue;
      if (Hint == NameHint::Releases || Hint == NameHint::Stores ||
          (Hint == NameHint::MayStore && Room) ||
          (Untyped && !Param->getPointeeType().isConstQualified()) ||
          (!Param.isNull() && Param->isReferenceType()))
        transfer(C, *O); // a `T *const &` is a container's, a `T *&` a change
      else if (Call.ResultType->isPointerType() &&
               Context.hasSameUnqualifiedType(Call.ResultType, Arg->getType()))
        transfer(C, *O); // `res = checked(res)`: the same one, or not
      else
        O->Assumed = true;
      continue;
    }
    if (Arg->getType()->isRecordType() && !Const) {
      // By value: a guard moved or copied in.
      if (auto P = pathOf(Arg, C))
        transferWithin(C, *P);
    }
    passByAddress(C, Arg, Const);
  }
  passClosures(C, Call);
}

} // namespace leash::flow
