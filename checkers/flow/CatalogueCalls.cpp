// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// What a call does by the catalogue: acquires, releases, transfers.

#include "CallSite.h"
#include "llvm/ADT/StringExtras.h"

using namespace clang;

namespace leash::flow {

namespace {
/// What a result is when an outcome is met, and what it is otherwise.
struct Results {
  Value Met, Missed;
};
} // namespace

static Results resultsOf(spec::Outcome O) {
  auto BySign = [](uint8_t Signs) {
    return Results{Value::signs(Signs), Value::signs(Value::Any & ~Signs)};
  };
  switch (O) {
  case spec::Outcome::Always:
    break;
  case spec::Outcome::Zero:
    return BySign(Value::Zero);
  case spec::Outcome::NonZero:
    return BySign(Value::NonZero);
  case spec::Outcome::Positive:
    return BySign(Value::Positive);
  case spec::Outcome::Negative:
    return BySign(Value::Negative);
  case spec::Outcome::ZeroOrOne: {
    Value Met;
    Met.narrowTo(0, 1);
    return {Met, Value::signs(Value::Negative)};
  }
  }
  return {};
}

static bool narrow(Value &V, const Value &To) {
  return (!To.isNonZero() || V.exclude(0)) &&
         V.narrowTo(To.least(), To.greatest());
}

/// The object or argument that \p P speaks of, or null.
const Expr *Simulation::CallSite::at(const spec::Place &P) const {
  if (P.Where == spec::Slot::Receiver)
    return Receiver;
  return P.Where != spec::Slot::Result && P.Index < Args.size() ? Args[P.Index]
                                                                : nullptr;
}

/// The value that \p Only asks for, as far as it is known here.
std::optional<int64_t> Simulation::constantAt(const CallSite &Call,
                                              const spec::ArgumentIs &Only,
                                              const Configuration &C) const {
  return Only.Index < Call.Args.size() ? eval(Call.Args[Only.Index], C).exact()
                                       : std::nullopt;
}

/// What was taken within \p Parent, a connection, say, ends with it: all that
/// came from a call that was handed the same.
void Simulation::releaseWithin(Configuration &C, const Expr *Parent,
                               SourceLocation At) {
  const std::optional<AccessPath> Whole = pathOf(Parent, C);
  if (!Whole)
    return;
  auto IsWithin = [&](const Expr *Arg) {
    const auto P = pathOf(Arg, C);
    return P && !P->temp() && (Whole->within(*P) || P->within(*Whole));
  };
  for (size_t I = 0; I != C.Held.size();) {
    const Expr *From = Sites[C.Held[I].Site].Acquire;
    const auto *Taken = dyn_cast_or_null<CallExpr>(From);
    if (Taken && U.model().kind(Sites[C.Held[I].Site].Kind).Part &&
        llvm::any_of(Taken->arguments(), IsWithin))
      release(C, C.Held[I], At);
    else
      ++I;
  }
}

/// `mprintf("%z", text)`: gives back the arguments that the conversion
/// \p Letter takes; all of them, if the format is out of sight.
void Simulation::releaseFormatted(Configuration &C, const CallSite &Call,
                                  char Letter) {
  const unsigned Named = Call.Callee->getNumParams();
  if (!Named || Call.Args.size() <= Named)
    return;
  auto Give = [&](unsigned Index) {
    if (Index < Call.Args.size())
      if (Obligation *O = handleOf(Call.Args[Index], C))
        release(C, *O, Call.E->getBeginLoc());
  };
  unsigned Next = Named;
  const auto *Format = dyn_cast<StringLiteral>(strip(Call.Args[Named - 1]));
  if (!Format || !Format->isOrdinary()) {
    while (Next < Call.Args.size())
      Give(Next++);
    return;
  }
  const StringRef Text = Format->getString();
  for (size_t I = 0; I < Text.size(); ++I) {
    if (Text[I] != '%')
      continue;
    for (++I; I < Text.size() && !llvm::isAlpha(Text[I]) && Text[I] != '%'; ++I)
      Next += Text[I] == '*'; // a width or precision
    while (I < Text.size() && (Text[I] == 'l' || Text[I] == 'h'))
      ++I;
    if (I >= Text.size() || Text[I] == '%')
      continue;
    if (Text[I] == Letter)
      Give(Next);
    ++Next;
  }
}

void Simulation::applySpec(Configuration C, const CallSite &Call,
                           const spec::Function &F, Configurations &Out) {
  if (F.Then == spec::Continuation::Jumps)
    return jump(std::move(C), Call.E);
  if (F.Then == spec::Continuation::Exits)
    return;
  if (findsStale()) {
    if (!C.Loans.empty())
      endLoans(C, Call);
    if (F.Lends)
      lend(C, Call, F);
  }
  // An error code or a number that it is given by reference is written.
  for (unsigned I = 0;
       I != std::min<size_t>(Call.Args.size(), Call.Callee->getNumParams());
       ++I) {
    const QualType T = Call.Callee->getParamDecl(I)->getType();
    if (!T->isLValueReferenceType() || T->getPointeeType().isConstQualified())
      continue;
    const auto *Record = T->getPointeeType()->getAsCXXRecordDecl();
    if (T->getPointeeType()->isArithmeticType() ||
        (Record && Record->getIdentifier() &&
         Record->getName().contains("error_code")))
      if (const auto P = pathOf(Call.Args[I], C))
        noteWrite(C, *P, Value::unknown());
  }
  if (F.Releases.empty() && F.Acquires.empty() && !F.ReturnsArgument &&
      !F.FormatReleases && F.Throws.empty()) {
    passClosures(C, Call);
    afterCall(C, Call);
    Out.push_back(std::move(C));
    return;
  }
  const SourceLocation At = Call.E->getBeginLoc();
  const AccessPath Result = AccessPath::temporary(Call.E);

  Configurations Work;
  Work.push_back(std::move(C));
  for (const spec::Release &R : F.Releases) {
    Configurations Next;
    for (Configuration &Each : Work) {
      if (R.Within) {
        if (const Expr *Parent = Call.at(R.Of))
          releaseWithin(Each, Parent, At);
        Next.push_back(std::move(Each));
        continue;
      }
      if (R.OnlyIf && constantAt(Call, *R.OnlyIf, Each).value_or(
                          R.OnlyIf->Value) != R.OnlyIf->Value) {
        Next.push_back(std::move(Each));
        continue;
      }
      if (R.OnlyIfNonNullArgument && *R.OnlyIfNonNullArgument < Call.Args.size()) {
        const Value V = eval(Call.Args[*R.OnlyIfNonNullArgument], Each);
        if (V.isZero() || V.exact() == -1) { // SQLITE_STATIC, SQLITE_TRANSIENT
          Next.push_back(std::move(Each));
          continue;
        }
      }
      Obligation *O = nullptr;
      if (const Expr *Of = Call.at(R.Of)) {
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
      const Results When = resultsOf(R.When);
      if (!When.Met.isUnknown()) {
        Next.push_back(Each);
        Next.back().setFact(Result, When.Missed);
      }
      if (R.Transfer) {
        transfer(Each, *O);
      } else if (findsStale() && R.MayRefuse &&
                 B.consumerOf(Call.E) != Consumer::Discarded) {
        Configuration Refused = Each;
        release(Refused, *Refused.heldBy(O->Holders.front()), At);
        Refused.setFact(Result, Value::signs(Value::NonZero));
        Next.push_back(std::move(Refused));
        release(Each, *O, At, Call.name());
        Each.setFact(Result, Value::signs(Value::Zero));
      } else {
        const Obligation Gone = *O;
        release(Each, *O, At, Call.name());
        if (R.EndsDependents && findsStale())
          orphan(Each, Gone, noteEnd(At, Call.name().str()));
      }
      if (!When.Met.isUnknown())
        Each.setFact(Result, When.Met);
      Next.push_back(std::move(Each));
    }
    Work = std::move(Next);
  }

  if (F.FormatReleases)
    for (Configuration &Each : Work)
      releaseFormatted(Each, Call, F.FormatReleases);

  if (!F.Throws.empty())
    if (const ThrowSummary &What = U.throws(*Call.Callee);
        What.May == ThrowSummary::Yes)
      for (const Configuration &Each : Work)
        unwindAll(Each, Call.E, What);

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

static bool isReference(const FunctionDecl *F, unsigned Index) {
  return F && Index < F->getNumParams() &&
         F->getParamDecl(Index)->getType()->isReferenceType();
}

void Simulation::acquire(Configurations &Work, const CallSite &Call,
                         const spec::Function &F, const spec::Acquire &A,
                         unsigned Index) {
  const AccessPath Result = AccessPath::temporary(Call.E);
  const StringRef Callee =
      Call.name().empty() ? StringRef(F.Name) : Call.name();
  const Results When = resultsOf(A.When);
  const bool Certain = !When.Met.isUnknown();
  Configurations Next;
  for (Configuration &C : Work) {
    if (A.OnlyIf && constantAt(Call, *A.OnlyIf, C) != A.OnlyIf->Value) {
      Next.push_back(std::move(C));
      continue;
    }
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
    if (Certain) {
      Configuration Without = C;
      const bool Can =
          refine(C, Call.E, [&](Value &V) { return narrow(V, When.Met); });
      if (refine(Without, Call.E,
                 [&](Value &V) { return narrow(V, When.Missed); })) {
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
      hold(C, Call.E, Index, A.Kind, Callee, Result, A.MayBeNull && !Certain);
      Sites[C.heldBy(Result)->Site].Number = When.Met;
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
        P = To->getType()->isPointerType() && !isReference(Call.Callee, A.From.Index)
                ? AccessPath::pointee(Pointer->var())
                : *Pointer;
      if (P && P->temp()) {
        // `&cache[key]`: wherever the reference leads.
      } else if (P && isLocal(*P, C)) {
        letGo(C, *P, Loss::Overwritten, Call.E->getBeginLoc(),
              /*Fields=*/false);
        Obligation &O = hold(C, Call.E, Index, A.Kind, Callee, *P,
                             A.MayBeNull && !Certain);
        Sites[O.Site].Met = When.Met;
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
    if (A.Needs && findsStale())
      noteNeeds(C, Call, Index, *A.Needs);
    if (U.looksForWaits() && U.model().kind(A.Kind).Lease)
      if (const auto At = SiteIndex.find({Call.E, Index}); At != SiteIndex.end())
        Sites[At->second].Pool = poolOf(Call, A);
    Next.push_back(std::move(C));
  }
  Work = std::move(Next);
}

} // namespace leash::flow
