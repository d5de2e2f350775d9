// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// What a call does by the callee's body: its summaries applied; or, when
// nothing is known, by its signature and name.

#include "CallSite.h"

using namespace clang;

namespace leash::flow {

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

/// Ends what was taken within anything that \p Call is handed.
void Simulation::releasePartsOf(Configuration &C, const CallSite &Call) {
  const SourceLocation At = Call.E->getBeginLoc();
  if (Call.Receiver)
    releaseWithin(C, Call.Receiver, At);
  for (const Expr *Arg : Call.Args)
    if (const auto *Unary = dyn_cast<UnaryOperator>(strip(Arg));
        Unary && Unary->getOpcode() == UO_AddrOf)
      releaseWithin(C, Unary->getSubExpr(), At);
    else
      releaseWithin(C, Arg, At);
}

Simulation::Reached Simulation::reachedBy(const Expr *Arg,
                                          const Configuration &C) const {
  const Expr *E = strip(Arg);
  if (const Value V = eval(E, C); V.target())
    return {V.target(), true};
  if (const auto *Unary = dyn_cast<UnaryOperator>(E);
      Unary && Unary->getOpcode() == UO_AddrOf)
    return {pathOf(Unary->getSubExpr(), C), true};
  return {pathOf(E, C), false};
}

std::vector<Unit::Given> Simulation::givenFor(const CallSite &Call,
                                              const FunctionDecl &Def,
                                              const Configuration &C,
                                              bool Handles) const {
  std::vector<Unit::Given> Given;
  for (unsigned I = 0; I < Call.Args.size() && I < Def.getNumParams(); ++I) {
    Value V = eval(Call.Args[I], C).plain();
    if (V.isHandle()) {
      if (!Handles || C.Held[V.handleIndex()].State != Status::Open)
        continue;
      V = Value::signs(Value::NonZero);
    }
    if (!V.isUnknown() && !V.isFresh() && !V.target() &&
        U.branchesOn(Def, *Def.getParamDecl(I)))
      Given.push_back({Def.getParamDecl(I), V});
  }
  return Given;
}

/// \p Given in `failed(rc)`, where \c rc tells whether something held was
/// acquired, for each sign that says that it was not; none if nothing tells.
Simulation::Contraries
Simulation::contraries(const CallSite &Call,
                       const std::vector<Unit::Given> &Given,
                       const Configuration &C) const {
  Contraries All;
  for (size_t I = 0; I != Given.size() && All.empty(); ++I) {
    const Expr *Arg = Call.Args[Given[I].first->getFunctionScopeIndex()];
    if (llvm::none_of(C.Held,
                      [&](const Obligation &O) { return tellsOf(Arg, O); }))
      continue;
    for (const uint8_t Sign : {Value::Negative, Value::Zero, Value::Positive})
      if (!(Given[I].second.signMask() & Sign)) {
        All.push_back(Given);
        All.back()[I].second = Value::signs(Sign);
      }
  }
  return All;
}

/// The endings of \p S but for those that come about on one of the
/// \p Otherwise, too, and so say nothing of what was given.
std::vector<Ending> Simulation::tellingEndings(const Summary &S,
                                               const FunctionDecl &Def,
                                               std::optional<AccessPath> Input,
                                               const Contraries &Otherwise) {
  for (const std::vector<Unit::Given> &Given : Otherwise) {
    const Summary &Other = U.summary(Def, Input, Given);
    if (!Other.Known)
      continue;
    std::vector<Ending> Rest = S.Endings;
    llvm::erase_if(Rest, [&](const Ending &E) {
      return llvm::is_contained(Other.Endings, E);
    });
    if (!Rest.empty() && Rest.size() < S.Endings.size())
      return Rest;
    // `return open && rc == 0;`
    if (Rest.size() == 1 && Other.Endings.size() == 1)
      if (const auto Answer = Other.Endings.front().Returned.exact()) {
        Value &Now = Rest.front().Returned;
        if (Def.getReturnType()->isBooleanType())
          Now.narrowTo(0, 1);
        if (Now.exclude(*Answer))
          return Rest;
      }
  }
  return S.Endings;
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
  if (!C.Held.empty() && U.endsParts(*Def))
    releasePartsOf(C, Call);
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
      if (Obligation *O = handleOf(Arg, C);
          O && U.readsVariadicPointers(*Def))
        transfer(C, *O);
      continue;
    }
    if (const auto Outer = enclosingObject(E))
      transferWithin(C, *Outer);
    const ParmVarDecl *Param = Def->getParamDecl(I);
    const AccessPath ParamPath = AccessPath::variable(Param->getCanonicalDecl());
    if (Obligation *O = handleOf(Arg, C)) {
      if (!O->Holders.empty())
        Add(O->Holders.front(), ParamPath);
      continue;
    }
    const auto [Base, Address] = reachedBy(Arg, C);
    if (!Base)
      continue;
    // `ctx_freep(&ctx)`: what ctx points to is two steps away.
    if (Address && Base->var() && !Base->Field &&
        Base->var()->getType()->isPointerType()) {
      for (size_t J = 0; J != C.Held.size();) {
        if (llvm::any_of(C.Held[J].Holders, [&](const AccessPath &H) {
              return H.Field && H.within(*Base);
            }))
          transfer(C, C.Held[J]);
        else
          ++J;
      }
    }
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
  const bool MayThrow = mayThrow(Call.E, What);
  Configurations Work, Thrown;
  if (MayThrow)
    Thrown.push_back(C);
  Work.push_back(std::move(C));
  passClosures(Work.front(), Call);
  const std::vector<Ending> *Now = nullptr;
  auto Apply = [&](Configuration Each, const Passed &P, const Ending &E,
                   Configurations &Into) {
    Obligation *O = Each.heldBy(P.Caller);
    if (!O) {
      Into.push_back(std::move(Each));
      return;
    }
    if (!E.Thrown) {
      Value Known = Each.fact(Result);
      if (!Known.meet(E.Returned))
        return;
      if (!Each.heldBy(Result))
        Each.setFact(Result, Known);
    }
    switch (E.Input) {
    case Fate::Null:
      if (O->State == Status::Open)
        return;
      nullify(Each, *O);
      break;
    case Fate::Released: {
      // Where it may not have been, and the result does not tell, nobody knows.
      const bool Sure = findsStale() &&
                        llvm::none_of(*Now, [&](const Ending &F) {
                          return F.Input == Fate::Kept && !F.Thrown &&
                                 Value::compatible(E.Returned, F.Returned);
                        });
      if (Sure && !llvm::is_contained(E.Holders, P.Callee) &&
          !(P.Callee.Root == AccessPath::Variable && !P.Callee.Field &&
            !P.Callee.var()->getType()->isReferenceType()))
        O->removeHolder(P.Caller);
      release(Each, *O, At,
              Sure ? std::optional(Call.name()) : std::nullopt);
      break;
    }
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
  const bool MayEnd = What.May == ThrowSummary::Yes || U.mayExit(*Def);
  // `if (!ok(rc))`: what it answers to this.
  const bool Answers = !Work.front().Held.empty() &&
                       Call.ResultType->isIntegralOrEnumerationType();
  if (!Inputs.empty() || MayEnd || Answers)
    Given = givenFor(Call, *Def, Work.front(), /*Handles=*/false);
  const Contraries Otherwise =
      Answers ? contraries(Call, Given, Work.front()) : Contraries();
  if (Inputs.empty() && (MayEnd || Answers) && !Given.empty()) {
    const Summary &S = U.summary(*Def, std::nullopt, Given);
    auto IsThrown = [](const Ending &E) { return E.Thrown; };
    std::optional<Value> Answer;
    for (const Ending &E : tellingEndings(S, *Def, std::nullopt, Otherwise))
      if (!E.Thrown)
        Answer = Answer ? Value::join(*Answer, E.Returned, /*Widen=*/false)
                        : E.Returned;
    if (S.Known && Answer && !Answer->isUnknown() && !Answer->isHandle() &&
        !Work.front().heldBy(Result)) {
      Value Known = Work.front().fact(Result);
      if (Known.meet(Answer->plain()))
        Work.front().setFact(Result, Known);
    }
    if (S.Known && llvm::none_of(S.Endings, IsThrown))
      Thrown.clear();
    if (S.Known && llvm::all_of(S.Endings, IsThrown))
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
    Now = &S.Endings;
    // "Releases, or not, and the result does not tell": leave it at that.
    std::vector<Ending> Endings =
        tellingEndings(S, *Def, P.Callee, Otherwise);
    llvm::erase_if(Endings, [&](const Ending &E) {
      return E.Input == Fate::Kept && !E.Thrown &&
             llvm::any_of(S.Endings, [&](const Ending &F) {
               return !F.Thrown &&
                      (F.Input == Fate::Released || F.Input == Fate::Moved) &&
                      Value::compatible(E.Returned, F.Returned);
             });
    });
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
    else if (S.mayRelease()) // before or after, nobody knows
      for (Configuration &Each : Thrown)
        if (Obligation *O = Each.heldBy(P.Caller))
          transfer(Each, *O);
    Work = std::move(Next);
  }
  // 3. What it hands out, and its transactions.
  produce(Work, Call, *Def);
  applyTransactions(Work, Thrown, Call, *Def);
  for (Configuration &Each : Thrown)
    unwindAll(Each, Call.E, What);

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
  const Renaming Names(*this, Call, Def);
  Configurations Next;
  for (Configuration &C : Work)
    for (const Production &P : All) {
      Configuration Each = C;
      Value Known = Each.fact(Result);
      if (!Known.meet(P.Returned))
        continue;
      Each.setFact(Result, Known);
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
          Site &Made = Sites[hold(Each, Call.E, Index, Item.Kind, Call.name(),
                                  *At, Item.MayBeNull)
                                 .Site];
          // One of several pools is none that is known.
          const Connection *Pool = poolToCaller(Item.Pool, Call, Names);
          Made.Pool = Made.Pool && Made.Pool != Pool ? nullptr : Pool;
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

void Simulation::applyUnknown(Configuration &C, const CallSite &Call) {
  const FunctionDecl &F = *Call.Callee;
  // `wrapper = res`, `list << conn`: an operator elsewhere keeps it.
  NameHint Hint = F.isOverloadedOperator() ? NameHint::Stores
                                           : Unit::nameHint(Call.name());
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
  if (Hint == NameHint::Releases)
    releasePartsOf(C, Call);
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
    // A number by reference to const is copied, and may be kept.
    const bool Const = !Param.isNull() && isConstPointee(Param) &&
                       !strip(Arg)->getType()->isIntegerType();
    const bool Untyped = !Param.isNull() && Param->isPointerType() &&
                         Param->getPointeeType()->isVoidType();
    if (Obligation *O = handleOf(Arg, C)) {
      // A text in the `...` is printed.
      const bool Kept = Untyped && (Hint == NameHint::Releases ||
                                    Hint == NameHint::Stores);
      if ((Const && !Kept) ||
          (Param.isNull() && Arg->getType()->isPointerType() &&
           Arg->getType()->getPointeeType()->isAnyCharacterType()))
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
    if (Arg->getType()->isRecordType() &&
        (!Const || Hint == NameHint::Stores || Hint == NameHint::MayStore)) {
      // By value: a guard moved or copied in. By reference to const: copied, if
      // its name says so.
      if (auto P = pathOf(Arg, C))
        transferWithin(C, *P);
    }
    // Of `const void *` the bytes may be copied, the handle among them.
    passByAddress(C, Arg, Const && !Param->isVoidPointerType());
  }
  passClosures(C, Call);
}

} // namespace leash::flow
