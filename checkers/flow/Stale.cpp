// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// What is used after its end: handles after their release, what was opened on
// them, what they lent.

#include "CallSite.h"
#include "llvm/ADT/StringExtras.h"

using namespace clang;

namespace leash::flow {

// Apart from the indices of acquires.
static constexpr unsigned AnonymousSite = 400, LoanSite = 500;

static bool isText(QualType T) {
  return T->isPointerType() && T->getPointeeType()->isAnyCharacterType();
}

unsigned Simulation::noteEnd(SourceLocation At, std::string By) {
  for (unsigned I = 0; I != Ends.size(); ++I)
    if (Ends[I].At == At && Ends[I].By == By)
      return I;
  Ends.push_back({At, std::move(By)});
  return Ends.size() - 1;
}

unsigned Simulation::siteOf(const Expr *E, unsigned Index, spec::KindId Kind) {
  auto [Found, New] = SiteIndex.try_emplace({E, Index}, Sites.size());
  if (New) {
    Site S;
    S.Acquire = Index >= LoanSite ? E : nullptr;
    S.Kind = Kind;
    Sites.push_back(std::move(S));
  }
  return Found->second;
}

bool Simulation::surelyReleases(const Summary &S) const {
  bool Any = false;
  for (const Ending &E : S.Endings) {
    if (E.Thrown || E.Input == Fate::Null)
      continue;
    if (E.Input != Fate::Released)
      return false;
    Any = true;
  }
  return S.Known && Any;
}

//===----------------------------------------------------------------------===//
// The end
//===----------------------------------------------------------------------===//

void Simulation::retire(Configuration &C, const Obligation &O,
                        SourceLocation At, StringRef By) {
  const unsigned End = noteEnd(At, By.str());
  const bool Open = O.State == Status::Open;
  Stale S;
  S.Site = O.Site;
  S.End = End;
  S.MayBeNull = !Open;
  S.ValueHandle = O.ValueHandle;
  for (const AccessPath &H : O.Holders)
    if (!H.temp())
      S.Holders.push_back(H);
  if (Open && !O.ValueHandle)
    for (const AccessPath &H : S.Holders)
      if (keepsFacts(H))
        C.setFact(H, Value::signs(Value::NonZero));
  llvm::erase_if(C.Stales, [&](const Stale &Old) {
    return Old.Why == Stale::Orphaned && Old.Site == O.Site;
  });
  C.Trail = step(C, {Step::Ended, true, nullptr, End, nullptr});
  expireLoans(C, End, [&](const Loan &L) {
    return L.FromSite && L.LenderSite == O.Site;
  });
  retire(C, std::move(S));
}

void Simulation::retire(Configuration &C, Stale S) {
  if (S.Holders.empty())
    return;
  // Enough to tell apart what matters.
  constexpr size_t Most = 6;
  if (C.Stales.size() == Most)
    C.Stales.erase(C.Stales.begin());
  C.Stales.push_back(std::move(S));
}

/// What was opened on \p O is of no use any more, though it is not released.
void Simulation::orphan(Configuration &C, const Obligation &O, unsigned End) {
  for (const Obligation &Each : C.Held) {
    const bool Needs = Each.NeedsSite == O.Site ||
                       (Each.Needs && llvm::is_contained(O.Holders, Each.Needs));
    if (!Needs || Each.Site == O.Site || !Each.isLive())
      continue;
    Stale S;
    S.Why = Stale::Orphaned;
    S.Site = Each.Site;
    S.End = End;
    S.MayBeNull = Each.State == Status::MaybeNull;
    for (const AccessPath &H : Each.Holders)
      if (!H.temp())
        S.Holders.push_back(H);
    retire(C, std::move(S));
  }
}

void Simulation::expireLoans(Configuration &C, unsigned End,
                             llvm::function_ref<bool(const Loan &)> Of) {
  for (size_t I = 0; I != C.Loans.size();) {
    if (!Of(C.Loans[I])) {
      ++I;
      continue;
    }
    const Loan L = C.Loans[I];
    C.Loans.erase(C.Loans.begin() + I);
    Stale S;
    S.Why = Stale::Lent;
    S.Site = L.Site;
    S.End = End;
    S.MayBeNull = true;
    S.addHolder(L.At);
    auto Same = llvm::find_if(C.Stales, [&](const Stale &Each) {
      return Each.Why == S.Why && Each.Site == S.Site && Each.End == End;
    });
    if (L.At.Root == AccessPath::Return && C.Leaving)
      report(C, S, L.At, C.Leaving->getBeginLoc(), StaleUse::Returned,
             Confidence::High);
    else if (Same != C.Stales.end())
      Same->addHolder(L.At);
    else
      retire(C, std::move(S));
  }
}

/// \p Call returns a pointer into what its argument stands for.
void Simulation::lend(Configuration &C, const CallSite &Call,
                      const spec::Function &F) {
  const spec::Lends &L = *F.Lends;
  const Expr *From = L.From.Where == spec::Slot::Receiver ? Call.Receiver
                     : L.From.Index < Call.Args.size()
                         ? Call.Args[L.From.Index]
                         : nullptr;
  if (!From || HasInput)
    return;
  Loan New;
  New.At = AccessPath::temporary(Call.E);
  spec::KindId Kind = spec::AnyKind;
  if (const Obligation *O = handleOf(From, C)) {
    New.FromSite = true;
    New.LenderSite = O->Site;
    Kind = Sites[O->Site].Kind;
  } else if (auto P = pathOf(From, C); P && !P->temp()) {
    New.Lender = *P;
    Kind = U.kindOf(strip(From)->getType()).value_or(spec::AnyKind);
  } else {
    return;
  }
  New.Site = siteOf(Call.E, LoanSite, Kind);
  Sites[New.Site].Lends = &F;
  Sites[New.Site].Callee = Call.name().str();
  constexpr size_t Most = 24;
  if (C.Loans.size() == Most)
    C.Loans.erase(C.Loans.begin());
  C.Loans.push_back(New);
}

/// `sqlite3_step(stmt)`: what was lent before has moved on.
void Simulation::endLoans(Configuration &C, const CallSite &Call) {
  llvm::SmallVector<unsigned, 4> Over;
  for (const Loan &L : C.Loans) {
    const spec::Function *By = Sites[L.Site].Lends;
    if (!By || !listed(By->Lends->Until, Call.name()) || Call.Args.empty() ||
        L.At.temp())
      continue;
    const Expr *Of = Call.Args[0];
    const Obligation *O = handleOf(Of, C);
    const auto P = pathOf(Of, C);
    if (L.FromSite ? O && O->Site == L.LenderSite : P && *P == L.Lender)
      Over.push_back(L.Site);
  }
  if (Over.empty())
    return;
  const unsigned Here =
      noteEnd(Call.E->getBeginLoc(), Call.name().str());
  C.Trail = step(C, {Step::Ended, true, nullptr, Here, nullptr});
  expireLoans(C, Here, [&](const Loan &L) {
    return llvm::is_contained(Over, L.Site);
  });
}

void Simulation::noteNeeds(Configuration &C, const CallSite &Call,
                           unsigned Index, const spec::Place &At) {
  const auto Site = SiteIndex.find({Call.E, Index});
  const Expr *Of = At.Where == spec::Slot::Receiver ? Call.Receiver
                   : At.Index < Call.Args.size()    ? Call.Args[At.Index]
                                                    : nullptr;
  if (!Of || Site == SiteIndex.end())
    return;
  std::optional<unsigned> NeedsSite;
  AccessPath Needs;
  if (const Obligation *O = handleOf(Of, C))
    NeedsSite = O->Site;
  else if (auto P = pathOf(Of, C); P && !P->temp())
    Needs = *P;
  for (Obligation &O : C.Held)
    if (O.Site == Site->second) {
      O.NeedsSite = NeedsSite;
      O.Needs = Needs;
    }
}

void Simulation::emptyOwner(Configuration &C, const CallSite &Call,
                            const AccessPath &P) {
  const SourceLocation At = Call.E->getBeginLoc();
  const Obligation *O = C.heldBy(P);
  const bool Emptied =
      O && findsStale() && !HasInput && O->State == Status::Open &&
      (Call.Args.empty() || eval(Call.Args[0], C).isZero());
  const unsigned Site = O ? O->Site : 0;
  const StringRef By = Call.name().empty() ? StringRef("=") : Call.name();
  letGo(C, P, Loss::Overwritten, At, /*Fields=*/true, By);
  if (!Emptied)
    return;
  if (keepsFacts(P))
    C.setFact(P, Value::signs(Value::Zero));
  Stale S;
  S.Why = Stale::Emptied;
  S.Site = Site;
  S.End = noteEnd(At, By.str());
  S.addHolder(P);
  retire(C, std::move(S));
}

/// What \p Call, by the catalogue or by a body in sight, releases although
/// nothing was known to be held: a parameter, a member.
void Simulation::retireReleased(Configuration &C, const CallSite &Call) {
  if (HasInput || !Call.Callee || Call.Construct)
    return;
  auto End = [&](const Expr *Arg, bool DropsIt) {
    const Expr *E = strip(Arg);
    bool ValueHandle = false;
    std::optional<AccessPath> P = pathOf(E, C);
    if (const auto *Unary = dyn_cast<UnaryOperator>(E);
        Unary && Unary->getOpcode() == UO_AddrOf) {
      P = pathOf(Unary->getSubExpr(), C);
      ValueHandle = true;
    }
    if (!P || P->temp() || C.heldBy(*P) || C.staleAt(*P) ||
        (!ValueHandle && eval(E, C).isZero()))
      return;
    const spec::KindId Kind =
        U.kindOf(E->getType()).value_or(spec::AnyKind);
    Stale S;
    S.Site = siteOf(Call.E, AnonymousSite, Kind);
    S.End = noteEnd(Call.E->getBeginLoc(), Call.name().str());
    S.MayBeNull = true;
    S.ValueHandle = ValueHandle;
    if (!DropsIt)
      S.addHolder(*P);
    C.Trail = step(C, {Step::Ended, true, nullptr, S.End, nullptr});
    expireLoans(C, S.End, [&](const Loan &L) {
      return !L.FromSite && L.Lender == *P;
    });
    retire(C, std::move(S));
  };
  auto IsHandle = [](const Expr *Arg) {
    const QualType T = strip(Arg)->getType();
    return T->isPointerType() && T->getPointeeType()->isRecordType();
  };
  if (const spec::Function *Spec = U.specOf(*Call.Callee)) {
    for (const spec::Release &R : Spec->Releases)
      if (R.Of.Where == spec::Slot::Argument && !R.Transfer &&
          R.When == spec::Outcome::Always &&
          (!R.MayRefuse || B.consumerOf(Call.E) == Consumer::Discarded) &&
          R.Of.Index < Call.Args.size() && IsHandle(Call.Args[R.Of.Index]))
        End(Call.Args[R.Of.Index], false);
    return;
  }
  const auto *E = dyn_cast<CallExpr>(Call.E);
  const FunctionDecl *Def = E && !Call.Closure ? U.definition(*E) : nullptr;
  if (!Def || !U.mayReleaseHandles(*Def))
    return;
  for (unsigned I = 0; I < Call.Args.size() && I < Def->getNumParams(); ++I) {
    const Expr *Arg = strip(Call.Args[I]);
    const ParmVarDecl *Param = Def->getParamDecl(I);
    if (!U.kindOf(Arg->getType()) ||
        Param->getType()->isReferenceType())
      continue;
    auto P = pathOf(Arg, C);
    if (!P || P->temp() || C.heldBy(*P) || C.staleAt(*P))
      continue;
    if (surelyReleases(U.summary(*Def,
                                 AccessPath::variable(Param->getCanonicalDecl()),
                                 givenFor(Call, *Def, C, /*Handles=*/true))))
      End(Arg, false);
  }
}

/// Names that are dead when \p To is entered say nothing any more.
void Simulation::dropDead(Configuration &C, const CFGBlock &To) {
  if (!Alive)
    Alive.emplace(B.cfg());
  C.dropStaleIf([&](const AccessPath &H) {
    const VarDecl *V = H.var();
    if (!V || !V->hasLocalStorage() || B.isAliased(V))
      return false;
    // What a caller sees is told in the summary.
    if (HasInput && isa<ParmVarDecl>(V))
      return false;
    return !Alive->isLive(V, To);
  });
}

//===----------------------------------------------------------------------===//
// Uses
//===----------------------------------------------------------------------===//

Stale *Simulation::staleOf(const Expr *E, Configuration &C) const {
  if (C.Stales.empty())
    return nullptr;
  E = strip(E);
  if (const auto *Unary = dyn_cast<UnaryOperator>(E);
      Unary && Unary->getOpcode() == UO_AddrOf) {
    const auto P = pathOf(Unary->getSubExpr(), C);
    Stale *S = P ? C.staleAt(*P) : nullptr;
    return S && S->ValueHandle ? S : nullptr;
  }
  if (const auto P = pathOf(E, C))
    if (Stale *S = C.staleAt(*P); S && !S->ValueHandle)
      return eval(E, C).isZero() && S->Why != Stale::Emptied ? nullptr : S;
  if (const Value V = eval(E, C); V.target())
    if (Stale *S = C.staleAt(V.target()); S && S->ValueHandle)
      return S;
  return nullptr;
}

void Simulation::report(Configuration &C, Stale &S, const AccessPath &Named,
                        SourceLocation At, StaleUse::Way How,
                        Confidence Sureness) {
  const Ended &End = Ends[S.End];
  if (!HasInput && llvm::none_of(StaleUses, [&](const StaleUse &Known) {
        return Known.Where == At && Known.How == How;
      })) {
    StaleUse Use;
    const Site &From = Sites[S.Site];
    switch (S.Why) {
    case Stale::Released:
      Use.What = StaleUse::Handle;
      break;
    case Stale::Emptied:
      Use.What = StaleUse::Owner;
      break;
    case Stale::Orphaned:
      Use.What = StaleUse::Dependent;
      break;
    case Stale::Lent:
      Use.What = StaleUse::Text;
      break;
    }
    Use.How = How;
    Use.Acquire = From.Acquire;
    Use.Kind = From.Kind;
    Use.Holder = Named.spelling();
    if (Use.Holder.empty() && S.Why == Stale::Emptied)
      for (const AccessPath &H : S.Holders)
        if (!H.temp())
          Use.Holder = H.spelling();
    Use.By = End.By;
    Use.EndedAt = End.At;
    Use.Where = At;
    Use.Path = pathSince(C, Step::Ended, S.End);
    Use.Sureness = Sureness;
    StaleUses.push_back(std::move(Use));
  }
  // Once is enough on one path.
  const unsigned Site = S.Site;
  llvm::erase_if(C.Stales, [&](const Stale &Each) { return Each.Site == Site; });
}

void Simulation::touch(Configuration &C, const Expr *E, const Stmt *At,
                       StaleUse::Way How, Confidence Sureness) {
  if (HasInput) {
    if (Obligation *O = handleOf(E, C))
      O->Used = true;
    return;
  }
  Stale *S = staleOf(E, C);
  if (!S)
    return;
  if (S->Why == Stale::Orphaned)
    How = StaleUse::Used;
  if (S->Why == Stale::Lent && How == StaleUse::ReleasedAgain)
    return; // nobody's to release: another check's affair
  if (S->Why == Stale::Emptied && How != StaleUse::Used)
    return; // to release nothing is fine
  E = strip(E);
  if (const auto *Unary = dyn_cast<UnaryOperator>(E);
      Unary && Unary->getOpcode() == UO_AddrOf)
    E = strip(Unary->getSubExpr());
  const auto Named = pathOf(E, C);
  report(C, *S, Named.value_or(S->Holders.front()), At->getBeginLoc(), How,
         Sureness);
}

void Simulation::look(Configuration &C, const Stmt *S) {
  if (C.Stales.empty() && (!HasInput || C.Held.empty()))
    return;
  if (const auto *Call = dyn_cast<CallExpr>(S)) {
    if (strip(Call) == Call)
      lookCall(C, CallSite(Call));
  } else if (const auto *Make = dyn_cast<CXXConstructExpr>(S)) {
    if (!Make->isElidable() && !Make->getConstructor()->isCopyOrMoveConstructor())
      lookCall(C, CallSite(Make));
  } else if (const auto *Return = dyn_cast<ReturnStmt>(S)) {
    lookReturned(C, Return);
  } else if (const auto *Delete = dyn_cast<CXXDeleteExpr>(S)) {
    touch(C, Delete->getArgument(), S, StaleUse::ReleasedAgain,
          Confidence::High);
  }
  lookInside(C, S);
}

/// True if \p S is an element of a block in its own right.
static bool isOwnElement(const Stmt *S) {
  return isa<BinaryOperator, UnaryOperator, CallExpr, CXXConstructExpr,
             CXXNewExpr, CXXDeleteExpr, CXXThrowExpr, LambdaExpr, InitListExpr,
             ReturnStmt, ConditionalOperator, CXXParenListInitExpr>(S);
}

/// Finds where \p S looks through a pointer.
void Simulation::lookInside(Configuration &C, const Stmt *S) {
  if (isa<UnaryExprOrTypeTraitExpr, LambdaExpr, CXXTypeidExpr,
          CXXNoexceptExpr>(S))
    return;
  if (const auto *Member = dyn_cast<MemberExpr>(S)) {
    if (Member->isArrow() && isa<FieldDecl>(Member->getMemberDecl()) &&
        Member->getMemberDecl()->getType()->isArrayType())
      return; // its address
    if (Member->isArrow())
      touch(C, Member->getBase(), S, StaleUse::Used, Confidence::High);
  } else if (const auto *Index = dyn_cast<ArraySubscriptExpr>(S)) {
    touch(C, Index->getBase(), S, StaleUse::Used, Confidence::High);
  } else if (const auto *Unary = dyn_cast<UnaryOperator>(S)) {
    if (Unary->getOpcode() == UO_AddrOf)
      return; // `&p->field` reads nothing
    if (Unary->getOpcode() == UO_Deref)
      touch(C, Unary->getSubExpr(), S, StaleUse::Used, Confidence::High);
  } else if (const auto *Binary = dyn_cast<BinaryOperator>(S)) {
    if (Binary->isLogicalOp())
      return; // the operands were run on the way here
  } else if (isa<AbstractConditionalOperator>(S)) {
    return;
  }
  for (const Stmt *Child : S->children())
    if (Child && !isOwnElement(Child))
      lookInside(C, Child);
}

/// `%p` prints a pointer and looks at nothing.
static bool printsPointer(const FunctionDecl &Callee,
                          llvm::ArrayRef<const Expr *> Args, unsigned Index) {
  const unsigned Named = Callee.getNumParams();
  if (!Named || Index < Named || Args.size() <= Named)
    return false;
  const auto *Format = dyn_cast<StringLiteral>(strip(Args[Named - 1]));
  if (!Format || !Format->isOrdinary())
    return false;
  const StringRef Text = Format->getString();
  unsigned Next = Named;
  for (size_t I = 0; I < Text.size(); ++I) {
    if (Text[I] != '%')
      continue;
    for (++I; I < Text.size() && !llvm::isAlpha(Text[I]) && Text[I] != '%'; ++I)
      Next += Text[I] == '*';
    while (I < Text.size() && StringRef("lhzjtqL").contains(Text[I]))
      ++I;
    if (I >= Text.size() || Text[I] == '%')
      continue;
    if (Next == Index)
      return Text[I] == 'p';
    ++Next;
  }
  return false;
}

/// `forget(conn)`, `log_closed(conn)`: it may care for the pointer alone.
static bool speaksOfEnds(StringRef Name) {
  return hasWord(
      Name,
      {"remov", "delet", "drop", "forget", "unlink", "erase", "detach", "reset",
       "invalid", "clean", "clear", "purge", "evict", "cancel", "dead", "gone",
       "lost", "abort", "closed", "freed", "null", "init", "log", "trace",
       "debug", "dump", "assert", "hash", "equal", "same", "compare"});
}

/// `pool_mark(pool, conn)`: something beside argument \p Index that may know it
/// by its address.
static bool hasKeeper(const Expr *Receiver, ArrayRef<const Expr *> Args,
                      unsigned Index) {
  if (Receiver)
    return true;
  for (unsigned I = 0; I != Args.size(); ++I) {
    const QualType T = strip(Args[I])->getType();
    if (I != Index && (T->isRecordType() ||
                       (T->isPointerType() &&
                        (T->getPointeeType()->isRecordType() ||
                         T->getPointeeType()->isPointerType() ||
                         T->isVoidPointerType()))))
      return true;
  }
  return false;
}

/// `exit_nicely(conn)`: it may never come back, though nothing says so.
static bool mayNotReturn(StringRef Name) {
  return hasWord(Name, {"exit", "die", "fatal", "abort", "panic", "bail", "quit",
                        "terminate", "throw", "raise", "usage", "croak"});
}

void Simulation::lookReturned(Configuration &C, const ReturnStmt *S) {
  const Expr *E = S->getRetValue();
  if (!E || HasInput || !E->getType()->isPointerType())
    return;
  touch(C, E, S, StaleUse::Returned, Confidence::High);
}

llvm::SmallVector<AccessPath, 2>
Simulation::calleeNames(const CallSite &Call, const FunctionDecl &Def,
                        const AccessPath &Held, Configuration &C) const {
  llvm::SmallVector<AccessPath, 2> Names;
  for (unsigned I = 0; I < Call.Args.size() && I < Def.getNumParams(); ++I) {
    const VarDecl *Param = Def.getParamDecl(I)->getCanonicalDecl();
    const auto [Base, Address] = reachedBy(Call.Args[I], C);
    if (!Base)
      continue;
    if (Held == *Base)
      Names.push_back(Address ? AccessPath::pointee(Param)
                              : AccessPath::variable(Param));
    else if (Held.Field && !Base->Field && Held == Base->field(Held.Field))
      Names.push_back(AccessPath::variable(Param, Held.Field));
  }
  if (Call.Receiver && !Call.Closure && Held.Field) {
    const Expr *Object = strip(Call.Receiver);
    if (isa<CXXThisExpr>(Object)) {
      if (Held.Root == AccessPath::This)
        Names.push_back(Held);
    } else if (auto Base = pathOf(Object, C);
               Base && !Base->Field && Held == Base->field(Held.Field)) {
      Names.push_back(AccessPath::thisField(Held.Field));
    }
  }
  return Names;
}

void Simulation::lookCall(Configuration &C, const CallSite &Call) {
  const FunctionDecl *Callee = Call.Callee;
  if (!Callee)
    return;
  const spec::Function *Spec = U.specOf(*Callee);
  const bool Library = Spec || U.isLibraryFunction(*Callee);
  const FunctionDecl *Def =
      Library || Call.Closure ? nullptr : Call.definition(U);
  // What is held and known does not change here.
  std::optional<std::vector<Unit::Given>> Given;
  auto SummaryOf = [&](const AccessPath &Name) -> const Summary & {
    if (!Given)
      Given = givenFor(Call, *Def, C, /*Handles=*/true);
    return U.summary(*Def, Name, *Given);
  };
  if (const auto *Operator = dyn_cast<CXXOperatorCallExpr>(Call.E);
      Operator && Call.Receiver && U.ownerClass(Call.Receiver->getType()) &&
      (Operator->getOperator() == OO_Arrow ||
       Operator->getOperator() == OO_Star))
    if (const Stale *S = staleOf(Call.Receiver, C);
        S && S->Why == Stale::Emptied)
      touch(C, Call.Receiver, Call.E, StaleUse::Used, Confidence::High);
  if ((Call.Receiver && U.ownerClass(Call.Receiver->getType())) ||
      (Call.Construct && U.ownerClass(Call.ResultType)))
    return;

  auto Concerns = [&](const Expr *Arg) {
    return HasInput ? handleOf(Arg, C) != nullptr : staleOf(Arg, C) != nullptr;
  };
  const bool System = !Library && U.isStandard(*Callee);
  for (unsigned I = 0; I != Call.Args.size(); ++I) {
    const Expr *Arg = Call.Args[I];
    if (!Concerns(Arg))
      continue;
    const QualType Param = I < Callee->getNumParams()
                               ? Callee->getParamDecl(I)->getType()
                               : QualType();
    const QualType T = strip(Arg)->getType();
    if (Library) {
      StaleUse::Way How = StaleUse::Used;
      bool Fills = false;
      if (Spec) {
        for (const spec::Release &R : Spec->Releases)
          if (R.Of.Where == spec::Slot::Argument && R.Of.Index == I)
            How = StaleUse::ReleasedAgain;
        for (const spec::Acquire &A : Spec->Acquires)
          Fills |= A.OnlyIfNullArgument == I ||
                   (A.From.Where == spec::Slot::Pointee && A.From.Index == I);
      }
      if (Fills) {
        // `mysql_init(m)`: the same place stands for something new.
        const Stale *S = HasInput ? nullptr : staleOf(Arg, C);
        if (S && S->ValueHandle)
          C.dropStaleIf([Of = S->Holders](const AccessPath &H) {
            return llvm::is_contained(Of, H);
          });
        else if (const auto P = pathOf(Arg, C); S && P)
          C.dropStale(*P);
        continue;
      }
      // A `void *` is the program's own, handed back to it one day.
      if (How == StaleUse::Used && !Param.isNull() &&
          Param->isVoidPointerType() && !isText(T))
        continue;
      touch(C, Arg, Call.E, How, Confidence::High);
      continue;
    }
    if (!Param.isNull() && Param->isReferenceType())
      continue; // the pointer itself
    if (System) {
      if (!isa<CXXMethodDecl>(Callee) && Unit::freesMemory(*Callee)) {
        touch(C, Arg, Call.E, StaleUse::ReleasedAgain, Confidence::High);
        continue;
      }
      // Of the standard library only texts and memory are an affair.
      const bool Memory = isText(T) || T->isVoidPointerType();
      if (Memory && (Param.isNull()
                         ? isText(T) && !printsPointer(*Callee, Call.Args, I)
                         : isText(Param) || Param->isVoidPointerType()))
        touch(C, Arg, Call.E, StaleUse::Used, Confidence::High);
      continue;
    }
    if (Def) {
      if (I >= Def->getNumParams()) {
        if (isText(T) && !printsPointer(*Callee, Call.Args, I))
          touch(C, Arg, Call.E, StaleUse::Used, Confidence::Medium);
        continue;
      }
      const AccessPath Name =
          AccessPath::variable(Def->getParamDecl(I)->getCanonicalDecl());
      const Summary &S = SummaryOf(Name);
      bool All = S.Known, Any = false, Released = true;
      for (const Ending &Each : S.Endings) {
        if (Each.Thrown || Each.Input == Fate::Null)
          continue;
        Any = true;
        All &= Each.Used || Each.Input == Fate::Released;
        Released &= Each.Input == Fate::Released;
      }
      if (All && Any)
        touch(C, Arg, Call.E,
              Released ? StaleUse::ReleasedAgain : StaleUse::Used,
              Confidence::High);
      continue;
    }
    // A function elsewhere: a pointer of the handle's own type is looked into,
    // unless the name says that it is only struck off a list.
    if (Callee->isOverloadedOperator() || (!isText(T) && hasKeeper(Call.Receiver, Call.Args, I)) ||
        Unit::nameHint(Call.name()) != NameHint::None ||
        speaksOfEnds(Call.name()))
      continue;
    const bool Looks = Param.isNull()
                           ? isText(T) && !printsPointer(*Callee, Call.Args, I)
                           : Param->isPointerType() &&
                                 !Param->getPointeeType()->isVoidType();
    if (Looks)
      touch(C, Arg, Call.E, StaleUse::Used, Confidence::Medium);
  }

  if (!Def && !Library && !System && mayNotReturn(Call.name()))
    C.Stales.clear();
  if (!Def || HasInput)
    return;
  // `reopen(&conn)`: what the body in sight may overwrite.
  for (const Stale &S : std::vector<Stale>(C.Stales))
    for (const AccessPath &H : S.Holders)
      for (const AccessPath &Name : calleeNames(Call, *Def, H, C)) {
        if (Name.Root == AccessPath::Variable && !Name.Field &&
            !Name.var()->getType()->isReferenceType())
          continue;
        const Summary &Known = SummaryOf(Name);
        if (!Known.Known || llvm::any_of(Known.Endings, [&](const Ending &E) {
              return E.Input != Fate::Null && E.Input != Fate::Released &&
                     !llvm::is_contained(E.Holders, Name);
            }))
          C.dropStale(H);
      }
  // `close_all(&ctx)`: what it finds inside.
  if (!U.mayReleaseHandles(*Def))
    return;
  for (size_t I = 0; I != C.Stales.size(); ++I) {
    if (C.Stales[I].Why != Stale::Released)
      continue;
    const auto Holders = C.Stales[I].Holders;
    bool Reported = false;
    for (const AccessPath &H : Holders) {
      for (const AccessPath &Name : calleeNames(Call, *Def, H, C)) {
        if (Name.Root == AccessPath::Variable && !Name.Field)
          continue; // seen above
        if (surelyReleases(SummaryOf(Name))) {
          report(C, C.Stales[I], H, Call.E->getBeginLoc(),
                 StaleUse::ReleasedAgain, Confidence::High);
          Reported = true;
          break;
        }
      }
      if (Reported)
        break;
    }
    if (Reported)
      break;
  }
}

/// The end of \p Root's scope: an owner that releases what was released by
/// hand, or from which something returned was lent.
void Simulation::lookDestroyed(Configuration &C, const AccessPath &Root,
                               QualType T, SourceLocation At) {
  for (Stale &S : C.Stales) {
    if (S.Why != Stale::Released)
      continue;
    const AccessPath *By = nullptr;
    for (const AccessPath &H : S.Holders) {
      if (!H.within(Root))
        continue;
      const CXXRecordDecl *Record = T->getAsCXXRecordDecl();
      const CXXDestructorDecl *Dtor =
          Record && Record->hasDefinition() ? Record->getDestructor() : nullptr;
      if (isOwning(H) ||
          (H.Field && Dtor && Dtor->isUserProvided() && U.definition(*Dtor) &&
           surelyReleases(U.summary(*Dtor, AccessPath::thisField(H.Field)))))
        By = &H;
    }
    if (By) {
      const AccessPath Named = *By;
      report(C, S, Named, At, StaleUse::ReleasedByScope, Confidence::High);
      break;
    }
  }
  C.dropStale(Root);
}

/// \p To is another name for what \p From names.
void Simulation::passOnStale(Configuration &C, const Expr *From,
                             const AccessPath &To) {
  if (C.Stales.empty() && C.Loans.empty())
    return;
  const Expr *E = strip(From);
  if (!E->getType()->isPointerType())
    return;
  if (Stale *S = staleOf(E, C); S && !S->ValueHandle)
    S->addHolder(To);
  // An element, or a part, of what was lent is lent, too.
  for (;;) {
    if (const auto *Index = dyn_cast<ArraySubscriptExpr>(E)) {
      if (!Index->getBase()->getType()->isPointerType() &&
          !Index->getBase()->getType()->isArrayType())
        return;
      E = strip(Index->getBase());
    } else if (const auto *Binary = dyn_cast<BinaryOperator>(E);
               Binary && Binary->isAdditiveOp()) {
      E = strip(Binary->getLHS()->getType()->isPointerType()
                    ? Binary->getLHS()
                    : Binary->getRHS());
    } else {
      break;
    }
  }
  if (const auto P = pathOf(E, C))
    for (size_t I = 0, End = C.Loans.size(); I != End; ++I)
      if (C.Loans[I].At == *P) {
        Loan Copy = C.Loans[I];
        Copy.At = To;
        if (!llvm::is_contained(C.Loans, Copy))
          C.Loans.push_back(Copy);
      }
}

} // namespace leash::flow
