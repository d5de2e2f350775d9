// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The walk over a function's blocks: merging, branching, leaving.

#include "Simulation.h"
#include "clang/AST/ASTContext.h"

using namespace clang;

namespace leash::flow {

Simulation::Simulation(Unit &U, Body &B)
    : U(U), B(B), Context(U.context()), HasInput(false),
      Transacts(U.settings().Transactions && U.beginsTransactions(B.function())),
      StepsLeft(B.blockCount() * U.settings().MaxStepsPerBlock + 1000),
      Tracks(U.looksForWaits() && U.takes(B.function())) {
  begin(Configuration());
}

Simulation::Simulation(Unit &U, Body &B, std::optional<AccessPath> Input,
                       const std::vector<Unit::Given> &Known)
    : U(U), B(B), Context(U.context()), HasInput(true),
      StepsLeft(B.blockCount() * U.settings().MaxStepsPerBlock + 1000) {
  Configuration Start;
  for (const auto &[Param, V] : Known)
    if (const AccessPath P = AccessPath::variable(Param); keepsFacts(P))
      Start.setFact(P, V);
  if (Input) {
    Sites.emplace_back();
    Obligation O;
    O.State = Status::MaybeNull;
    O.addHolder(*Input);
    Start.Held.push_back(std::move(O));
  }
  begin(std::move(Start));
}

void Simulation::begin(Configuration Start) {
  Blocks.resize(B.blockCount());
  for (const CFGBlock *Block : B.cfg())
    if (Block)
      Blocks[Block->getBlockID()].Block = Block;
  enter(std::move(Start), nullptr, &B.cfg().getEntry());
}

FunctionResult Simulation::run() {
  while (!Queue.empty()) {
    const unsigned Id = *Queue.begin();
    Queue.erase(Queue.begin());
    BlockState &State = Blocks[Id];
    Configurations Work;
    for (size_t I = 0; I != State.Seen.size(); ++I)
      if (State.Pending[I]) {
        State.Pending[I] = false;
        Work.push_back(State.Seen[I]);
      }
    if (StepsLeft < Work.size()) {
      Degraded = true;
      break;
    }
    StepsLeft -= Work.size();
    runBlock(*State.Block, std::move(Work));
  }

  FunctionResult Result;
  Result.Degraded = Degraded;
  Result.StaleUses = std::move(StaleUses);
  if (Degraded)
    for (StaleUse &Use : Result.StaleUses)
      Use.Sureness = Confidence::Low;
  Result.Productions = std::move(Productions);
  Result.Keeps = std::move(Keeps);
  Result.HeldCalls = std::move(HeldCalls);
  if (Degraded)
    for (HeldCall &Each : Result.HeldCalls)
      Each.Sureness = Confidence::Low;
  else if (Leases)
    Result.Leases = std::move(*Leases);
  const bool IsMain = B.function().isMain();
  for (Site &S : Sites) {
    if (!S.Found)
      continue;
    Leak &L = *S.Found;
    // What `main` never releases on any path is left to the process's end;
    // what it releases on some paths was forgotten on this one.
    if (IsMain && L.How == Loss::Return && S.ReleasedAt.empty())
      continue;
    L.Holder = S.Holder;
    L.ReleasedAt = S.ReleasedAt;
    if (Degraded)
      L.Sureness = Confidence::Low;
    Result.Leaks.push_back(std::move(L));
  }
  for (Begin &Each : Begins) {
    if (!Each.Found && Each.Committed)
      Each.Found = std::move(Each.IfCommitted);
    if (!Each.Found)
      continue;
    Unfinished &Left = *Each.Found;
    // As with what leaks: the end of the process ends it.
    if (IsMain && Left.How == Way::Return && Each.EndedAt.empty())
      continue;
    if (Each.Switch && Each.EndedAt.empty())
      continue;
    Left.EndedAt = Each.EndedAt;
    Left.Committed = Each.Committed;
    if (Degraded)
      Left.Sureness = Confidence::Low;
    Result.Transactions.push_back(std::move(Left));
  }
  return Result;
}

Pauses Simulation::findWaits() {
  AsksWaits = true;
  run();
  return Degraded ? Pauses() : std::move(Waits);
}

Summary Simulation::takeSummary() {
  Summary S;
  S.Known = !Degraded;
  S.Endings = std::move(Endings);
  return S;
}

const Step *Simulation::step(const Configuration &C, Step S) {
  S.Before = C.Trail;
  return new (StepMemory.Allocate<Step>()) Step(S);
}

SourceLocation Simulation::endLocation() const {
  const Stmt *Code = B.function().getBody();
  return Code->getEndLoc();
}

void Simulation::enter(Configuration C, const CFGBlock *From,
                       const CFGBlock *To) {
  if (!To)
    return;
  if (To == &B.cfg().getExit())
    return atExit(std::move(C));
  // Around a loop, what others can write has had time to change.
  if (From && B.isLoopHead(*To) && To->getBlockID() >= From->getBlockID())
    C.dropFactsIf([](const AccessPath &P) {
      return P.cond() && (!P.cond()->Local || P.cond()->Calls);
    });
  BlockState &State = Blocks[To->getBlockID()];
  if (!C.Stales.empty() || !C.Loans.empty()) {
    dropDead(C, *To);
    // What is held comes first.
    if (State.Seen.size() >= U.settings().MaxConfigurations / 2)
      C.Stales.clear();
  }
  C.normalize();
  // A few turns exactly, as many as a small state machine takes; what counts
  // up or down settles at once.
  constexpr unsigned ExactTurns = 10;
  const bool LoopHead = B.isLoopHead(*To);
  const bool Settle = LoopHead && ++State.Joins > ExactTurns;
  auto Widen = [&](const AccessPath &P) {
    return Settle || (LoopHead && P.var() && B.isCounter(P.var()));
  };
  for (size_t I = 0; I != State.Seen.size(); ++I)
    if (State.Seen[I].sameState(C)) {
      if (State.Seen[I].intersectFacts(C, Widen)) {
        State.Pending[I] = true;
        Queue.insert(To->getBlockID());
      }
      return;
    }
  if (State.Seen.size() < U.settings().MaxConfigurations) {
    State.Seen.push_back(std::move(C));
    State.Pending.push_back(true);
    Queue.insert(To->getBlockID());
    return;
  }
  Degraded = true;
  Configuration &Last = State.Seen.back();
  bool Changed = Last.forgetDifferences(C);
  Changed |= Last.intersectFacts(C, Widen);
  if (Changed) {
    State.Pending.back() = true;
    Queue.insert(To->getBlockID());
  }
}

/// True if \p S changes nothing that is tracked: its operands were elements of
/// their own.
static bool isInert(const Stmt *S) {
  if (const auto *Binary = dyn_cast<BinaryOperator>(S))
    return !Binary->isAssignmentOp();
  if (const auto *Unary = dyn_cast<UnaryOperator>(S))
    return !Unary->isIncrementDecrementOp();
  return isa<DeclRefExpr, ImplicitCastExpr, MemberExpr, IntegerLiteral>(S);
}

void Simulation::runBlock(const CFGBlock &Block, Configurations Work) {
  if (const auto *Catch = dyn_cast_or_null<CXXCatchStmt>(Block.getLabel()))
    for (Configuration &C : Work)
      if (!C.Held.empty() || !C.Begun.empty() || !C.Stales.empty() ||
          !C.Holds.empty())
        C.Trail = step(C, {Step::Caught, true, Catch, 0, nullptr});
  Configurations Next;
  for (const CFGElement &E : Block) {
    if (const auto S = E.getAs<CFGStmt>(); S && findsStale())
      for (Configuration &C : Work)
        look(C, S->getStmt());
    if (const auto S = E.getAs<CFGStmt>(); S && isInert(S->getStmt())) {
      for (Configuration &C : Work)
        purgeTemporaries(C, S->getStmt());
      continue;
    }
    Next.clear();
    for (Configuration &C : Work)
      element(std::move(C), E, Next);
    if (Next.size() == 1) {
      Work.clear();
      Work.push_back(std::move(Next.front()));
      Work.front().normalize();
      continue;
    }
    // What an element split may be one again after the next.
    Work.clear();
    for (Configuration &C : Next) {
      C.normalize();
      auto Same = llvm::find_if(
          Work, [&](const Configuration &W) { return W.sameState(C); });
      if (Same != Work.end() && Next.size() > 4)
        Same->intersectFacts(C);
      else
        Work.push_back(std::move(C));
    }
    if (Work.empty())
      return;
  }
  if (Block.hasNoReturnElement())
    return;
  for (Configuration &C : Work)
    branch(Block, std::move(C));
}

static const VarDecl *variable(const Expr *E) {
  const auto *Ref = dyn_cast<DeclRefExpr>(E->IgnoreParenImpCasts());
  return Ref ? dyn_cast<VarDecl>(Ref->getDecl()) : nullptr;
}

/// True if \p V is assigned in \p S, or \p Counted there.
static bool isWritten(const Stmt *S, const VarDecl *V, bool Counted) {
  if (const auto *Binary = dyn_cast<BinaryOperator>(S)) {
    if (Binary->isAssignmentOp() && variable(Binary->getLHS()) == V)
      return true;
  } else if (const auto *Unary = dyn_cast<UnaryOperator>(S)) {
    if (Counted && Unary->isIncrementDecrementOp() &&
        variable(Unary->getSubExpr()) == V)
      return true;
  }
  return llvm::any_of(S->children(), [&](const Stmt *Child) {
    return Child && isWritten(Child, V, Counted);
  });
}

/// True if every turn of \p Loop takes \p Counter one on towards \p Bound.
static bool goesTo(const Stmt *Loop, const VarDecl *Counter,
                   const Expr *Bound) {
  const VarDecl *N = variable(Bound);
  for (const Stmt *Child : Loop->children()) {
    const auto *For = dyn_cast<ForStmt>(Loop);
    if (!Child || (For && Child == For->getInit()))
      continue;
    if (isWritten(Child, Counter, false) || (N && isWritten(Child, N, true)))
      return false;
  }
  return true;
}

/// Leaving `for (..; i < n; i++)` by its condition, a counter that goes one by
/// one has just arrived.
void Simulation::arrive(Configuration &C, const Stmt *Loop, const Expr *Cond) {
  if (!isa<ForStmt, WhileStmt, DoStmt>(Loop))
    return;
  const auto *Compare = dyn_cast<BinaryOperator>(strip(Cond));
  if (!Compare || (Compare->getOpcode() != BO_LT &&
                   Compare->getOpcode() != BO_GT))
    return;
  const Expr *L = Compare->getLHS(), *R = Compare->getRHS();
  auto IsCounter = [&](const Expr *E) {
    const auto P = pathOf(E, C);
    return P && P->var() && !P->Field && isLocal(*P, C) &&
           B.stepsByOne(P->var());
  };
  if (!IsCounter(L))
    std::swap(L, R);
  if (!IsCounter(L) || !variable(L) || !goesTo(Loop, variable(L), R))
    return;
  if (const auto Number = eval(R, C).exact()) {
    Configuration There = C;
    if (refine(There, L, [&](Value &V) {
          return V.narrowTo(*Number, *Number);
        }))
      C = std::move(There);
  }
  // Said of the variables, too: the numbers of other turns are others.
  const VarDecl *N = variable(R);
  if (!N || !N->hasLocalStorage() || B.isAliased(N))
    return;
  if (const ConditionUse Use = B.condition(Compare);
      Use.Of && Use.Of->Uses > 1)
    C.setFact(AccessPath::condition(Use.Of), Value::integer(0));
}

void Simulation::branch(const CFGBlock &Block, Configuration C) {
  const Stmt *Terminator = Block.getTerminatorStmt();
  if (const auto *Switch = dyn_cast_or_null<SwitchStmt>(Terminator))
    return branchSwitch(Block, *Switch, C);

  const auto *Cond = Block.succ_size() == 2 && Terminator &&
                             Block.getTerminator().isStmtBranch()
                         ? Block.getLastCondition()
                         : nullptr;
  if (!Cond) {
    if (Block.succ_size() == 1)
      return enter(std::move(C), &Block, *Block.succ_begin());
    for (const CFGBlock *Succ : Block.succs())
      enter(C, &Block, Succ);
    return;
  }
  if (const std::optional<bool> Fixed = B.fixedTruth(Block))
    return enter(std::move(C), &Block, *(Block.succ_begin() + !*Fixed));
  bool Truth = true;
  for (const CFGBlock *Succ : Block.succs()) {
    Configuration Next = Truth ? C : std::move(C);
    if (Succ && assume(Next, Cond, Truth) && assumeWhole(Next, Cond, Truth)) {
      if (!Truth)
        arrive(Next, Terminator, Cond);
      if (!Next.Begun.empty())
        judgeByShape(Next, Block, Cond, Truth);
      if (!Next.Held.empty() && !HasInput)
        judgeElsewhere(Next, Block, Cond, Truth);
      if (!Next.Holds.empty())
        judgeHolds(Next, Cond, Truth);
      if (const auto *Select = dyn_cast<ConditionalOperator>(Terminator))
        Next.setFact(AccessPath::temporary(Select), Value::integer(Truth));
      if (!Next.Held.empty() || !Next.Begun.empty() || !Next.Stales.empty() ||
          !Next.Holds.empty() || HasInput)
        Next.Trail = step(Next, {Step::Branch, Truth, Cond, 0, nullptr});
      enter(std::move(Next), &Block, Succ);
    }
    Truth = !Truth;
  }
}

void Simulation::branchSwitch(const CFGBlock &Block, const SwitchStmt &Switch,
                              const Configuration &C) {
  const Expr *Cond = Switch.getCond();
  Value Known = eval(Cond, C);
  if (Expr::EvalResult Result; mayBeConstant(Cond, Context) &&
                               Cond->EvaluateAsInt(Result, Context) &&
                               Result.Val.getInt().isRepresentableByInt64())
    Known = Value::integer(Result.Val.getInt().getExtValue());
  for (const CFGBlock *Succ : Block.succs()) {
    if (!Succ)
      continue;
    Configuration Next = C;
    const auto *Case = dyn_cast_or_null<CaseStmt>(Succ->getLabel());
    if (Case) {
      if (!Case->getRHS()) {
        const auto Number = Case->getLHS()->EvaluateKnownConstInt(Context);
        if (Number.isRepresentableByInt64()) {
          const int64_t N = Number.getExtValue();
          judge(Next, Cond, BO_EQ, N);
          if ((Known.exact() && *Known.exact() != N) ||
              !refine(Next, Cond,
                      [&](Value &V) { return V.narrowTo(N, N); }))
            continue;
        }
      }
    } else {
      // The default is not taken by a value that has a case of its own.
      std::vector<int64_t> Cases;
      for (const SwitchCase *Each = Switch.getSwitchCaseList(); Each;
           Each = Each->getNextSwitchCase())
        if (const auto *Labelled = dyn_cast<CaseStmt>(Each);
            Labelled && !Labelled->getRHS())
          if (const auto Number =
                  Labelled->getLHS()->EvaluateKnownConstInt(Context);
              Number.isRepresentableByInt64())
            Cases.push_back(Number.getExtValue());
      for (const int64_t N : Cases)
        judge(Next, Cond, BO_NE, N);
      llvm::sort(Cases);
      // From both ends, since an interval has no holes.
      auto Exclude = [&](Value &V) {
        auto Differs = [&](int64_t N) { return V.exclude(N); };
        return llvm::all_of(Cases, Differs) &&
               llvm::all_of(llvm::reverse(Cases), Differs);
      };
      Value Rest = Known;
      if (!Rest.isHandle() && (!Exclude(Rest) || !refine(Next, Cond, Exclude)))
        continue;
    }
    if (!Next.Held.empty() || !Next.Begun.empty() || !Next.Stales.empty() ||
        !Next.Holds.empty())
      Next.Trail =
          step(Next, {Step::Case, true,
                      Case ? static_cast<const Stmt *>(Case) : &Switch, 0,
                      nullptr});
    enter(std::move(Next), &Block, Succ);
  }
}

/// Adds \p New to what a caller is told. Past \p Most, what differs only in
/// numbers of the same sign becomes one, as in a function that returns its
/// counter.
template <typename Outcome>
void Simulation::addOutcome(std::vector<Outcome> &All, Outcome New,
                            size_t Most) {
  auto Absorb = [](Outcome &Old, const Outcome &Other) {
    if (Old.Returned.signMask() != Other.Returned.signMask())
      return false;
    Outcome Same = Other;
    Same.Returned = Old.Returned;
    if (!(Same == Old))
      return false;
    Old.Returned = Value::join(Old.Returned, Other.Returned, /*Widen=*/true);
    return true;
  };
  if (auto Old = llvm::find(All, New); Old != All.end()) {
    if constexpr (std::is_same_v<Outcome, Ending>)
      Old->Used &= New.Used;
    return;
  }
  All.push_back(std::move(New));
  if (All.size() <= Most)
    return;
  std::vector<Outcome> Fewer;
  for (const Outcome &Each : All)
    if (llvm::none_of(Fewer, [&](Outcome &Old) { return Absorb(Old, Each); }))
      Fewer.push_back(Each);
  All = std::move(Fewer);
  Degraded |= All.size() > Most;
}

void Simulation::endInput(const Configuration &C, bool Thrown, QualType Type) {
  if (OfTransactions)
    return endTransactions(C, Thrown, Type);
  Ending E;
  E.Thrown = Thrown;
  E.ThrownType = Type;
  E.Input = C.InputFate;
  if (!Thrown)
    E.Returned = C.fact(AccessPath::returned()).plain();
  // Locals end here; what remains is what a caller can see.
  auto Ends = [&](const AccessPath &P) {
    if (P.Root == AccessPath::Temporary)
      return true;
    const VarDecl *V = P.var();
    return V && !isa<ParmVarDecl>(V) && V->hasLocalStorage() &&
           V->getDeclContext() == &B.function();
  };
  for (const Stale &S : C.Stales)
    if (S.Why == Stale::Released) {
      E.Holders = S.Holders;
      llvm::erase_if(E.Holders, Ends);
    }
  for (const Obligation &O : C.Held)
    if (isInput(O)) {
      E.Used = O.Used;
      E.Holders = O.Holders;
      llvm::erase_if(E.Holders, Ends);
      if (O.State == Status::Transferred)
        E.Input = Fate::Moved;
      if (llvm::any_of(O.Holders, [](const AccessPath &P) {
            return P.Root == AccessPath::Return;
          }))
        E.Returned = Value::signs(Value::NonZero);
    }
  addOutcome(Endings, std::move(E), /*Most=*/24);
}

static bool isNamedBegin(const FunctionDecl &F) {
  const IdentifierInfo *Name = F.getIdentifier();
  return Name && hasWord(Name->getName(), {"begin", "start", "tran", "tx"});
}

/// Records one way in which the function under summary ends.
void Simulation::endTransactions(const Configuration &C, bool Thrown,
                                 QualType Type) {
  TransactionEnding E;
  E.Thrown = Thrown;
  E.ThrownType = Type;
  E.Input = C.InputFate;
  E.Committed = Begins[InputBegin].Committed;
  E.BeginFailed = C.BeginFailed;
  const Value Returned = C.fact(AccessPath::returned());
  const BeginOutcome *Tells = Returned.outcome();
  if (const Obligation *O = C.heldBy(AccessPath::returned()))
    Tells = O->Begun;
  if (!Thrown)
    E.Returned = Returned.plain();
  for (const OpenTransaction &T : C.Begun) {
    const bool Kept = T.Also && isShared(*T.Also);
    if (T.Site == InputBegin || (!isShared(*T.On) && !Kept))
      continue;
    // Set up so for good, unless it is called `begin`.
    if (Begins[T.Site].Switch && !isNamedBegin(B.function()))
      continue;
    TransactionEnding::Opening O;
    O.On = T.On;
    O.Also = T.Also;
    O.Assumed = T.Assumed;
    O.Noted = T.Noted;
    if (Tells && Tells->Site == T.Site)
      O.Rule = Tells->Rule == OutcomeRule::Status ? OutcomeRule::Guess
                                                  : Tells->Rule;
    E.Opened.push_back(O);
  }
  addOutcome(TransactionEndings, std::move(E), /*Most=*/24);
}

void Simulation::noteKept(const Obligation &O) {
  for (const AccessPath &H : O.Holders)
    if (H.Root == AccessPath::This && H.Field && !ownedField(H)) {
      const Site &S = Sites[O.Site];
      if (llvm::none_of(Keeps, [&](const Kept &K) {
            return K.Acquire == S.Acquire && K.Field == H.Field;
          }))
        Keeps.push_back({S.Acquire, S.Kind, S.Callee, H.Field});
    }
}

void Simulation::atExit(Configuration C) {
  while (!C.Guards.empty())
    fireGuards(C, C.Guards.back().Owner, endLocation());
  if (HasInput)
    endInput(C, false, QualType());
  leaveAtExit(C);
  if (Tracks)
    noteLeased(C);

  Production P;
  P.Returned = C.fact(AccessPath::returned()).plain();
  for (size_t I = 0; I != C.Held.size();) {
    Obligation &O = C.Held[I];
    if (isInput(O)) {
      ++I;
      continue;
    }
    noteKept(O);
    const AccessPath *Out = nullptr;
    bool Owned = false;
    for (const AccessPath &H : O.Holders) {
      const VarDecl *V = H.var();
      if (H.Root == AccessPath::Return ||
          (H.Root == AccessPath::Pointee && V && isa<ParmVarDecl>(V)) ||
          (H.Field && V && isa<ParmVarDecl>(V) &&
           (V->getType()->isPointerType() || V->getType()->isReferenceType())) ||
          (!H.Field && V && isa<ParmVarDecl>(V) &&
           V->getType()->isReferenceType()))
        Out = &H;
      Owned |= isOwning(H) || H.Root == AccessPath::This;
    }
    if (Out) {
      P.Items.push_back({Sites[O.Site].Kind, *Out,
                         O.State == Status::MaybeNull &&
                             Out->Root == AccessPath::Return,
                         Sites[O.Site].Pool});
      if (Out->Root == AccessPath::Return && !Out->Field)
        P.Returned = Value::signs(O.State == Status::MaybeNull
                                      ? Value::Any
                                      : Value::NonZero);
    } else if (O.isLive() && !Owned) {
      const SourceLocation At =
          C.Leaving ? C.Leaving->getBeginLoc() : endLocation();
      lose(C, O, Loss::Return, At);
      continue; // lose() took it out
    }
    ++I;
  }
  addOutcome(Productions, std::move(P), /*Most=*/12);
}

} // namespace leash::flow
