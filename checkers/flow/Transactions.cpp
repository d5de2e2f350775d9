// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The life of a transaction: begun, finished, left open; and what the result
// of the begin tells of it.

#include "CallSite.h"
#include "llvm/ADT/StringExtras.h"

using namespace clang;

namespace leash::flow {

Simulation::Simulation(Unit &U, Body &B, const Connection *Open,
                       const std::vector<Unit::Given> &Known)
    : U(U), B(B), Context(U.context()), HasInput(true), OfTransactions(true),
      Transacts(true),
      StepsLeft(B.blockCount() * U.settings().MaxStepsPerBlock + 1000) {
  Configuration Start;
  for (const auto &[Param, V] : Known)
    if (const AccessPath P = AccessPath::variable(Param); keepsFacts(P))
      Start.setFact(P, V);
  Begins.emplace_back();
  if (Open) {
    OpenTransaction T;
    T.Site = InputBegin;
    T.On = Open;
    Start.Begun.push_back(T);
  }
  begin(std::move(Start));
}

TransactionSummary Simulation::takeTransactions() {
  TransactionSummary S;
  S.Known = !Degraded;
  S.Endings = std::move(TransactionEndings);
  S.Ends = std::move(EndsOn);
  S.EndsForOthers = EndsForOthers && Begins.size() == 1;
  return S;
}

//===----------------------------------------------------------------------===//
// Begun and finished
//===----------------------------------------------------------------------===//

void Simulation::open(Configuration &C, const Expr *At, StringRef Text,
                      const Connection *On, const Connection *Also,
                      OutcomeRule Rule, bool Assumed) {
  const AccessPath Result = AccessPath::temporary(At);
  if (const uint8_t Signs = C.fact(Result).signMask();
      (Rule == OutcomeRule::Zero && !(Signs & Value::Zero)) ||
      ((Rule == OutcomeRule::NonZero || Rule == OutcomeRule::Handle) &&
       Signs == Value::Zero)) {
    C.BeginFailed = true;
    return;
  }
  auto [Found, New] = BeginIndex.try_emplace({At, On}, Begins.size());
  if (New) {
    Begin Made;
    Made.At = At;
    Made.Text = Text.str();
    Begins.push_back(std::move(Made));
  }
  const unsigned Site = Found->second;
  for (size_t I = 0; I != C.Begun.size(); ++I) {
    if (C.Begun[I].On != On)
      continue;
    if (C.Begun[I].Site != Site)
      return; // one begun before goes on
    leave(C, I, Way::BegunAgain, Fault::LeftOpen, At->getBeginLoc());
    break;
  }
  // A constructor keeps the connection in a member, under which the
  // destructor knows it.
  const auto *Ctor = dyn_cast<CXXConstructorDecl>(&B.function());
  const auto *Param =
      On->Root == Connection::Variable ? dyn_cast<ParmVarDecl>(On->Var) : nullptr;
  if (Ctor && Param && !Also)
    if (const FieldDecl *F = Connections::keptIn(*Ctor, *Param)) {
      ConnectionTable &Table = U.connections();
      Also = Table.rebased(On, Table.variable(Param),
                           Table.member(Table.thisObject(), F));
    }
  OpenTransaction T;
  T.Site = Site;
  T.On = On;
  T.Also = Also;
  T.Assumed = Assumed;
  C.Begun.push_back(T);
  C.Trail = step(C, {Step::Begun, true, At, Site, nullptr});
  if (Rule == OutcomeRule::Nothing)
    return;
  Outcomes.push_back({Site, Rule, nullptr});
  const BeginOutcome *Tells = &Outcomes.back();
  if (Obligation *O = C.heldBy(Result))
    O->Begun = Tells;
  else
    C.setFact(Result, C.fact(Result).telling(Tells));
}

void Simulation::finish(Configuration &C, size_t Index, SourceLocation At,
                        bool Commits) {
  Begin &Site = Begins[C.Begun[Index].Site];
  Site.Committed |= Commits;
  if (At.isValid() && !llvm::is_contained(Site.EndedAt, At))
    Site.EndedAt.push_back(At);
  if (OfTransactions && C.Begun[Index].Site == InputBegin)
    C.InputFate = Fate::Released;
  C.Begun.erase(C.Begun.begin() + Index);
}

static bool isOn(const OpenTransaction &T, const Connection *On) {
  return T.On == On || T.Also == On;
}

bool Simulation::isOpenOn(const Configuration &C, const Expr *E) {
  if (C.Begun.empty() || !E->getType()->isPointerType())
    return false;
  const Connection *On = B.connections().of(E);
  return On && llvm::any_of(C.Begun, [&](const OpenTransaction &T) {
           return isOn(T, On);
         });
}

void Simulation::finishOn(Configuration &C, const Connection *On,
                          SourceLocation At, bool Commits) {
  if (!llvm::is_contained(EndsOn, On))
    EndsOn.push_back(On);
  bool Any = false;
  for (size_t I = 0; I != C.Begun.size();) {
    if (isOn(C.Begun[I], On)) {
      Any = true;
      finish(C, I, At, Commits);
    } else {
      ++I;
    }
  }
  EndsForOthers |= !Any;
  if (!Any)
    perhapsFinishOn(C, On, /*Related=*/false);
}

/// The connection of \p On, or of what it holds, ends or goes to a pool.
void Simulation::giveBack(Configuration &C, const Connection *On,
                          SourceLocation At) {
  for (size_t I = 0; I != C.Begun.size();) {
    const OpenTransaction &T = C.Begun[I];
    if (T.On->within(*On) || (T.Also && T.Also->within(*On)))
      finish(C, I, At, /*Commits=*/false);
    else
      ++I;
  }
}

void Simulation::perhapsFinish(Configuration &C, size_t Index) {
  if (OfTransactions && C.Begun[Index].Site == InputBegin)
    C.InputFate = Fate::Moved;
  C.Begun.erase(C.Begun.begin() + Index);
}

/// Ends what runs on \p On, null for anything, or may do so under another
/// name. \p Related: also what is reached through it, or it through.
void Simulation::perhapsFinishOn(Configuration &C, const Connection *On,
                                 bool Related) {
  if (!llvm::is_contained(EndsOn, On))
    EndsOn.push_back(On);
  for (size_t I = 0; I != C.Begun.size();) {
    const OpenTransaction &T = C.Begun[I];
    auto Touches = [&](const Connection *Name) {
      return Name && (Related ? Name->within(*On) || On->within(*Name)
                              : B.connections().mayBeSame(*Name, *On));
    };
    if (!On || Touches(T.On) || Touches(T.Also))
      perhapsFinish(C, I);
    else
      ++I;
  }
}

void Simulation::perhapsFinishAll(Configuration &C) {
  perhapsFinishOn(C, nullptr, false);
}

void Simulation::leaveAtExit(Configuration &C) {
  if (C.Begun.empty() || OfTransactions)
    return;
  // What a constructor begins its destructor may finish.
  if (const auto *Ctor = dyn_cast<CXXConstructorDecl>(&B.function()))
    destroyOn(C, U.connections().thisObject(), Ctor->getFunctionObjectParameterType(),
              SourceLocation(), 0);
  leaveAll(C, Way::Return,
           C.Leaving ? C.Leaving->getBeginLoc() : endLocation());
}

bool Simulation::isShared(const Connection &On) const {
  if (On.Root != Connection::Variable)
    return true;
  return isa<ParmVarDecl>(On.Var) || !On.Var->hasLocalStorage() ||
         On.Var->getDeclContext() != &B.function();
}

/// True if \p On is reached by a local pointer that this function got from
/// somewhere and has not opened: it outlives the function.
bool Simulation::isBorrowed(const Configuration &C, const Connection &On) const {
  if (On.Root != Connection::Variable || !On.Var->getType()->isPointerType())
    return false;
  const AccessPath Pointer = AccessPath::variable(On.Var);
  return llvm::none_of(C.Held, [&](const Obligation &O) {
    return llvm::any_of(O.Holders, [&](const AccessPath &H) {
      return H.within(Pointer);
    });
  });
}

void Simulation::leave(Configuration &C, size_t Index, Way How, Fault What,
                       SourceLocation At) {
  const OpenTransaction T = C.Begun[Index];
  C.Begun.erase(C.Begun.begin() + Index);
  Begin &Site = Begins[T.Site];
  if (OfTransactions || !Site.At || Site.Found || T.Noted)
    return;
  Site.Found = unfinished(C, T, How, What, At);
}

Unfinished Simulation::unfinished(const Configuration &C,
                                  const OpenTransaction &T, Way How, Fault What,
                                  SourceLocation At) const {
  const Begin &Site = Begins[T.Site];
  Unfinished Left;
  Left.Begin = Site.At;
  Left.On = T.On->Spelling;
  Left.Text = Site.Text;
  Left.What = What;
  Left.How = How;
  Left.Where = At;
  Left.Path = pathSince(C, Step::Begun, T.Site);
  Left.Shared = isShared(*T.On);
  Left.Borrowed = isBorrowed(C, *T.On);
  Left.Kept = T.Also || T.On->Root == Connection::This;
  Left.Sureness = T.Assumed ? Confidence::Medium : Confidence::High;
  return Left;
}

void Simulation::leaveAll(Configuration &C, Way How, SourceLocation At) {
  while (!C.Begun.empty())
    leave(C, C.Begun.size() - 1, How,
          Begins[C.Begun.back().Site].AtScopeEnd, At);
}

/// `ctx->in_transaction = true`: whoever calls knows that it is open.
void Simulation::noteHandover(Configuration &C, const Expr *Written) {
  if (C.Begun.empty())
    return;
  Written = strip(Written);
  const ValueDecl *D = nullptr;
  if (const auto *Member = dyn_cast<MemberExpr>(Written)) {
    D = Member->getMemberDecl();
    // A local struct's own members are no news to anybody.
    if (const Connection *On = B.connections().of(Member); On && !isShared(*On))
      return;
  } else if (const auto *Ref = dyn_cast<DeclRefExpr>(Written)) {
    const auto *V = dyn_cast<VarDecl>(Ref->getDecl());
    if (V && (!V->hasLocalStorage() || V->getType()->isReferenceType()))
      D = V;
  } else if (const auto *Unary = dyn_cast<UnaryOperator>(Written)) {
    if (const auto *Ref = dyn_cast<DeclRefExpr>(strip(Unary->getSubExpr())))
      D = Ref->getDecl();
  }
  if (!D || !D->getType().getNonReferenceType()->isScalarType())
    return;
  const std::string Name = D->getNameAsString();
  const StringRef N = Name;
  if (hasWord(N, {"trans", "txn", "xact", "begun", "began", "commit", "nest",
                  "depth", "level", "batch"}) ||
      N.equals_insensitive("tx") || N.ends_with("_tx") || N.ends_with("Tx") ||
      N.contains("tx_") || N.contains("inTx"))
    for (OpenTransaction &T : C.Begun)
      T.Noted = true;
}

/// An assignment may hand the connection on, or say that a transaction is open.
void Simulation::noteAssignment(Configuration &C, const BinaryOperator &S) {
  if (!eval(S.getRHS(), C).isZero())
    noteHandover(C, S.getLHS());
  if (!S.getRHS()->getType()->isPointerType())
    return;
  const Connection *From = B.connections().of(S.getRHS());
  if (!From || From->Root != Connection::Variable || isShared(*From))
    return;
  const Connection *To = B.connections().of(S.getLHS());
  if (!To || isShared(*To))
    perhapsFinishOn(C, From, /*Related=*/true);
}

/// What is returned is the caller's, with its transaction.
void Simulation::handOut(Configuration &C, const Expr *E) {
  const Connection *Of = B.connections().of(E);
  if (Of && Of->Root == Connection::Variable && !isShared(*Of) &&
      !E->getType()->isIntegralOrEnumerationType())
    perhapsFinishOn(C, Of, /*Related=*/true);
}

/// \p O, perhaps the connection of a transaction, is released.
void Simulation::releaseUnder(Configuration &C, const Obligation &O,
                              SourceLocation At) {
  const spec::KindId Kind = Sites[O.Site].Kind;
  const bool Lease = Kind != spec::AnyKind && U.model().kind(Kind).Lease;
  for (const AccessPath &P : O.Holders) {
    if (!P.var())
      continue;
    const Connection *On = U.connections().variable(P.var());
    if (P.Field)
      On = U.connections().member(On, P.Field);
    for (size_t I = Lease ? C.Begun.size() : 0; I-- != 0;)
      if (C.Begun[I].On->within(*On))
        leave(C, I, Way::GivenBack, Fault::ReturnedDirty,
              At.isValid() ? At : endLocation());
    giveBack(C, On, At);
  }
}

//===----------------------------------------------------------------------===//
// Ends of scopes
//===----------------------------------------------------------------------===//

/// The object \p Object of type \p T is destroyed: its destructor may end
/// transactions, and so may those of its bases and members.
void Simulation::destroyOn(Configuration &C, const Connection *Object,
                           QualType T, SourceLocation At, unsigned Depth) {
  auto Concerned = [&] {
    return llvm::any_of(C.Begun, [&](const OpenTransaction &Each) {
      return Each.On->within(*Object) ||
             (Each.Also && Each.Also->within(*Object));
    });
  };
  const CXXRecordDecl *Record = T->getAsCXXRecordDecl();
  if (!Record || !Record->hasDefinition() || !Concerned())
    return;
  if (const spec::ScopeType *Type = U.scopeType(T)) {
    if (Type->AtEnd == spec::ScopeEnd::Nothing)
      return;
    if (Type->AtEnd == spec::ScopeEnd::ReturnsDirty) {
      for (size_t I = C.Begun.size(); I-- != 0;)
        if (C.Begun[I].On->within(*Object))
          leave(C, I, Way::ScopeEnd, Fault::ReturnedDirty, At);
      return;
    }
    giveBack(C, Object, At);
    return;
  }
  if (Record->hasTrivialDestructor())
    return;
  if (U.ownerClass(T) || U.inSystemHeader(*Record)) {
    giveBack(C, Object, At);
    return;
  }
  const CXXDestructorDecl *Dtor = Record->getDestructor();
  if (Dtor && Dtor->isUserProvided()) {
    const FunctionDecl *Def = U.definition(*Dtor);
    if (!Def) {
      giveBack(C, Object, SourceLocation());
      return;
    }
    ConnectionTable &Table = U.connections();
    for (size_t I = C.Begun.size(); I-- != 0;) {
      const OpenTransaction Each = C.Begun[I];
      const Connection *Name = Each.On->within(*Object) ? Each.On
                               : Each.Also && Each.Also->within(*Object)
                                   ? Each.Also
                                   : nullptr;
      if (!Name)
        continue;
      const TransactionSummary &S = U.transactions(
          *Def, Table.rebased(Name, Object, Table.thisObject()), {});
      const bool Ends =
          !S.Known || llvm::any_of(S.Endings, [](const TransactionEnding &E) {
            return E.Input != Fate::Kept;
          });
      if (Ends)
        finish(C, I, At,
               llvm::any_of(S.Endings, [](const TransactionEnding &E) {
                 return E.Committed;
               }));
    }
  }
  if (Depth > 4)
    return;
  for (const CXXBaseSpecifier &Base : Record->bases())
    destroyOn(C, Object, Base.getType(), At, Depth + 1);
  for (const FieldDecl *F : Record->fields())
    if (F->getType()->isRecordType())
      destroyOn(C, U.connections().member(Object, F), F->getType(), At,
                Depth + 1);
}

/// True if \p Text is a query, as far as can be told.
static bool reads(StringRef Text) {
  const std::string Word =
      Text.ltrim(" \t\r\n(").take_while(llvm::isAlpha).upper();
  return llvm::is_contained({"SELECT", "SHOW", "EXPLAIN", "VALUES", "TABLE",
                             "FETCH", "PRAGMA", "DECLARE"},
                            StringRef(Word));
}

namespace {
/// What is done with a guard, in any order.
struct GuardUses {
  const VarDecl *V;
  const spec::ScopeType &Type;
  unsigned Queries = 0, Others = 0;

  const VarDecl *objectOf(const Expr *E) const {
    E = strip(E);
    if (const auto *Arrow = dyn_cast<CXXOperatorCallExpr>(E);
        Arrow && Arrow->getNumArgs() == 1)
      E = Arrow->getArg(0);
    return variableOf(E);
  }
  void count(const Stmt *S, Texts &Known) {
    if (!S)
      return;
    if (const auto *Call = dyn_cast<CXXMemberCallExpr>(S);
        Call && objectOf(Call->getImplicitObjectArgument()) == V) {
      const CXXMethodDecl *Method = Call->getMethodDecl();
      if (Method && Method->getDeclName().isIdentifier() &&
          (listed(Type.Commits, Method->getName()) ||
           listed(Type.RollsBack, Method->getName())))
        return;
      bool Query = false;
      for (const Expr *Arg : Call->arguments()) {
        const Texts::Alternatives All = Known.of(Arg, nullptr);
        Query |= !All.empty() && llvm::all_of(All, [](const std::string &Each) {
          return reads(Each);
        });
        count(Arg, Known);
      }
      ++(Query ? Queries : Others);
      return;
    }
    if (const auto *Ref = dyn_cast<DeclRefExpr>(S))
      Others += Ref->getDecl() == V;
    for (const Stmt *Child : S->children())
      count(Child, Known);
  }
};
} // namespace

/// True if \p V, a transaction, is used for nothing but queries: then there is
/// no work to lose.
static bool readsOnly(Body &B, const VarDecl &V, const spec::ScopeType &Type) {
  GuardUses Uses{&V, Type};
  Uses.count(B.function().getBody(), B.texts());
  return Uses.Queries != 0 && Uses.Others == 0;
}

/// The variable \p V ends.
void Simulation::endOfScope(Configuration &C, const VarDecl *V,
                            SourceLocation At) {
  if (!Transacts)
    return;
  const AccessPath P = AccessPath::variable(V);
  for (size_t I = C.ScopeCalls.size(); I-- != 0;) {
    if (!(C.ScopeCalls[I].Owner == P))
      continue;
    const FunctionDecl *Runs = C.ScopeCalls[I].Runs;
    C.ScopeCalls.erase(C.ScopeCalls.begin() + I);
    for (size_t J = C.Begun.size(); J-- != 0;) {
      const TransactionSummary &S = U.transactions(*Runs, C.Begun[J].On, {});
      if (!S.Known || llvm::any_of(S.Endings, [](const TransactionEnding &E) {
            return E.Input != Fate::Kept;
          }))
        finish(C, J, At, /*Commits=*/false);
    }
  }
  if (C.Begun.empty())
    return;
  QualType T = V->getType();
  if (T->isReferenceType())
    return;
  while (const auto *Array = T->getAsArrayTypeUnsafe())
    T = Array->getElementType();
  // A guard that commits, or rolls back, what nobody told it to.
  for (size_t I = C.Begun.size(); I-- != 0;) {
    const Fault What = Begins[C.Begun[I].Site].AtScopeEnd;
    if (What == Fault::LeftOpen || C.Begun[I].On != U.connections().variable(V))
      continue;
    const auto *Return = dyn_cast_or_null<ReturnStmt>(C.Leaving);
    const Expr *Answer = Return ? Return->getRetValue() : nullptr;
    const Value Known = C.fact(AccessPath::returned());
    const bool GivesUp =
        Answer && (Answer->getType()->isBooleanType() ||
                           Answer->getType()->isPointerType()
                       ? Known.isZero()
                       : Known.greatest() < 0);
    // One that can be told to commit does not do so for an exception.
    const spec::ScopeType *Type = U.transactionType(T);
    const bool Unwinds = !At.isValid();
    const bool Wrong =
        What == Fault::LostWork
            ? !Unwinds && !GivesUp && !(Type && readsOnly(B, *V, *Type))
            : (Unwinds ? !Type || Type->Commits.empty() : GivesUp);
    // Where another path commits by hand, this one was not meant to.
    Begin &Site = Begins[C.Begun[I].Site];
    if (!Wrong && What == Fault::CommittedHalf && Return && !OfTransactions &&
        !C.Begun[I].Noted && !Site.IfCommitted)
      Site.IfCommitted = unfinished(C, C.Begun[I], Way::ScopeEnd, What,
                                    Return->getBeginLoc());
    if (Wrong)
      leave(C, I, Unwinds ? Way::Exception : Way::ScopeEnd, What,
            Return    ? Return->getBeginLoc()
            : Unwinds ? C.Trail->At->getBeginLoc()
                      : At);
    else
      finish(C, I, SourceLocation(), /*Commits=*/false); // not by hand
  }
  if (const spec::ScopeType *Type = U.scopeType(T);
      Type && !Type->LentBy.empty() && !U.isLent(*Type, *V, B.function()))
    giveBack(C, U.connections().variable(V), At); // a connection of its own
  else
    destroyOn(C, U.connections().variable(V), T, At, 0);
  if (const auto *Cleanup = V->getAttr<CleanupAttr>()) {
    const Connection *Object = B.connections().of(V);
    const FunctionDecl *Def = U.definition(*Cleanup->getFunctionDecl());
    for (size_t I = C.Begun.size(); I-- != 0;) {
      if (!C.Begun[I].On->within(*Object))
        continue;
      if (Def && Def->getNumParams() == 1) {
        ConnectionTable &Table = U.connections();
        const TransactionSummary &S = U.transactions(
            *Def,
            Table.rebased(C.Begun[I].On, Object,
                          Table.variable(Def->getParamDecl(0))),
            {});
        if (S.Known && llvm::all_of(S.Endings, [](const TransactionEnding &E) {
              return E.Input == Fate::Kept;
            }))
          continue;
      }
      finish(C, I, At, /*Commits=*/false);
    }
  }
}

//===----------------------------------------------------------------------===//
// Did it begin, or acquire?
//===----------------------------------------------------------------------===//

const BeginOutcome *Simulation::outcomeOf(const Expr *E,
                                          const Configuration &C) const {
  if (!Transacts || C.Begun.empty())
    return nullptr;
  E = strip(E);
  if (!E)
    return nullptr;
  const Value V = eval(E, C);
  if (V.isHandle())
    return C.Held[V.handleIndex()].Begun;
  if (V.outcome())
    return V.outcome();
  // `res.get()`, of an owner.
  if (const auto *Member = dyn_cast<CXXMemberCallExpr>(E);
      Member && Member->getMethodDecl() &&
      Member->getMethodDecl()->getDeclName().isIdentifier())
    if (const spec::OwnerClass *Owner = U.ownerClass(Member->getObjectType());
        Owner && llvm::is_contained(Owner->Peek,
                                    Member->getMethodDecl()->getName()))
      return outcomeOf(Member->getImplicitObjectArgument(), C);
  const auto P = pathOf(E, C);
  if (!P)
    return nullptr;
  if (const Obligation *O = C.heldBy(*P); O && O->Begun)
    return O->Begun;
  return C.fact(*P).outcome();
}

void Simulation::neverBegan(Configuration &C, unsigned Site) {
  if (OfTransactions && Site == InputBegin)
    return;
  const size_t Before = C.Begun.size();
  llvm::erase_if(C.Begun,
                 [&](const OpenTransaction &T) { return T.Site == Site; });
  C.BeginFailed |= C.Begun.size() != Before;
}

static bool holds(int64_t V, BinaryOperatorKind Op, int64_t N) {
  switch (Op) {
  case BO_EQ:
    return V == N;
  case BO_NE:
    return V != N;
  case BO_LT:
    return V < N;
  case BO_LE:
    return V <= N;
  case BO_GT:
    return V > N;
  case BO_GE:
    return V >= N;
  default:
    return true;
  }
}

/// True if a constant of that name stands for success.
static bool soundsGood(StringRef Name) {
  auto Has = [&](StringRef Word) { return Name.contains_insensitive(Word); };
  if (Has("not_ok") || Has("notok") || Has("fail") || Has("err") || Has("bad"))
    return false;
  return Has("ok") || Has("succe") || Has("done") || Has("no_error") ||
         Has("good");
}

/// `E Op N` holds on this path: that may say that a begin failed.
void Simulation::judge(Configuration &C, const Expr *E, BinaryOperatorKind Op,
                       int64_t N) {
  const BeginOutcome *Told = outcomeOf(E, C);
  if (!Told)
    return;
  bool MaySucceed = false;
  switch (Told->Rule) {
  case OutcomeRule::Zero:
    MaySucceed = holds(0, Op, N);
    break;
  case OutcomeRule::NonZero:
  case OutcomeRule::Handle:
    for (const int64_t V : {int64_t(1), int64_t(-1), N, N + 1, N - 1})
      MaySucceed |= V != 0 && holds(V, Op, N);
    // A flag or a count of one is not asked for more.
    if (Told->Rule == OutcomeRule::NonZero && Op == BO_EQ && N == 0)
      MaySucceed = false;
    break;
  case OutcomeRule::Status: {
    bool AsksGood = false;
    for (const EnumConstantDecl *Each : Told->Codes->enumerators())
      if (soundsGood(Each->getName())) {
        const int64_t Good = Each->getInitVal().getExtValue();
        AsksGood |= Good == N;
        MaySucceed |= holds(Good, Op, N);
      }
    // Of several good codes the one that is asked for is meant.
    if (Op == BO_NE && AsksGood)
      MaySucceed = false;
    break;
  }
  default:
    return; // judgeByShape()
  }
  if (!MaySucceed)
    neverBegan(C, Told->Site);
}

/// True if \p S ends by leaving the statements after it out.
static bool leavesEarly(const Stmt *S, Unit &U) {
  if (!S)
    return false;
  if (const auto *Block = dyn_cast<CompoundStmt>(S))
    return !Block->body_empty() && leavesEarly(Block->body_back(), U);
  if (isa<ReturnStmt, GotoStmt, BreakStmt, ContinueStmt>(S))
    return true;
  if (const auto *If = dyn_cast<IfStmt>(S))
    return leavesEarly(If->getThen(), U) && leavesEarly(If->getElse(), U);
  if (const auto *Do = dyn_cast<DoStmt>(S)) // a macro
    return leavesEarly(Do->getBody(), U) && !isa<BreakStmt, ContinueStmt>(S);
  if (const auto *E = dyn_cast<Expr>(S)) {
    E = strip(E);
    if (isa<CXXThrowExpr>(E))
      return true;
    const auto *Call = dyn_cast<CallExpr>(E);
    const FunctionDecl *Callee = Call ? Call->getDirectCallee() : nullptr;
    return Callee && U.neverReturns(*Callee);
  }
  return false;
}

/// True if the result of \p Call is what \p V is set to.
bool Simulation::storesInto(const Expr *Call, const VarDecl *V) const {
  const Stmt *Up = B.parent(Call);
  while (Up && (isa<ParenExpr, ImplicitCastExpr, CStyleCastExpr>(Up) ||
                isa<ExprWithCleanups>(Up)))
    Up = B.parent(Up);
  const auto *Assign = dyn_cast_or_null<BinaryOperator>(Up);
  return Assign && Assign->getOpcode() == BO_Assign
             ? variableOf(Assign->getLHS()) == V
             : V->hasInit() && strip(V->getInit()) == Call;
}

/// True if \p E is the result that tells whether \p O was acquired.
bool Simulation::tellsOf(const Expr *E, const Obligation &O) const {
  const Site &From = Sites[O.Site];
  if (!O.isLive() || From.Met.isUnknown())
    return false;
  const VarDecl *V = variableOf(E);
  return V ? storesInto(From.Acquire, V) : strip(E) == From.Acquire;
}

/// If the answer \p Truth to a question that does not say which answer is good
/// is the bad one: the branch that gives up early. Nothing if it cannot be told.
static std::optional<bool> meansFailure(const CFGBlock &Block, bool Truth,
                                        Unit &U) {
  const Stmt *Terminator = Block.getTerminatorStmt();
  // The side that goes on is the good one.
  if (const auto *Logical = dyn_cast_or_null<BinaryOperator>(Terminator))
    return Truth != (Logical->getOpcode() == BO_LAnd);
  const auto *If = dyn_cast_or_null<IfStmt>(Terminator);
  const Stmt *Then = If ? If->getThen() : nullptr;
  const Stmt *Else = If ? If->getElse() : nullptr;
  const bool ThenLeaves = leavesEarly(Then, U);
  const bool ElseLeaves = leavesEarly(Else, U);
  if (If && ThenLeaves != ElseLeaves) {
    // `if (ok) { work; return 0; }` does its work in the branch that leaves.
    const auto *Block = dyn_cast_or_null<CompoundStmt>(Then);
    const bool Long = Block && Block->size() > 4 && ThenLeaves;
    return Truth == (ThenLeaves && !Long);
  }
  if (If && !Else && !ThenLeaves) {
    const auto *Block = dyn_cast<CompoundStmt>(Then);
    if (Block && Block->size() > 2)
      return !Truth;
  }
  return std::nullopt;
}

/// What asks a begin's result in a way that does not say which answer is good.
void Simulation::judgeByShape(Configuration &C, const CFGBlock &Block,
                              const Expr *Cond, bool Truth) {
  const BeginOutcome *Told = nullptr;
  llvm::SmallVector<const Stmt *, 8> Work{Cond};
  while (!Work.empty() && !Told) {
    const Stmt *S = Work.pop_back_val();
    if (!S)
      continue;
    if (const auto *E = dyn_cast<Expr>(S)) {
      const BeginOutcome *Here = outcomeOf(E, C);
      if (Here && (Here->Rule == OutcomeRule::Guess ||
                   Here->Rule == OutcomeRule::Object))
        Told = Here;
      if (isa<CallExpr>(strip(E)))
        continue; // its arguments are no longer the question
    }
    for (const Stmt *Child : S->children())
      Work.push_back(Child);
  }
  if (Told && meansFailure(Block, Truth, U).value_or(true))
    neverBegan(C, Told->Site);
}

/// `if (check(conn, rc))` of another file: it tells by the result \c rc of an
/// acquire whether there is anything to release.
void Simulation::judgeElsewhere(Configuration &C, const CFGBlock &Block,
                                const Expr *Cond, bool Truth) {
  llvm::SmallVector<const Stmt *, 8> Work{Cond};
  while (!Work.empty()) {
    const Stmt *S = Work.pop_back_val();
    if (!S)
      continue;
    llvm::append_range(Work, S->children());
    const auto *Call = dyn_cast<CallExpr>(S);
    const FunctionDecl *F = Call ? Call->getDirectCallee() : nullptr;
    if (!F || U.definition(*F) || !U.isOwn(*F))
      continue;
    if (!meansFailure(Block, Truth, U).value_or(true))
      return;
    for (const Expr *Arg : Call->arguments()) {
      const Value Known = eval(Arg, C);
      if (Known.isUnknown() || !Arg->getType()->isIntegerType())
        continue;
      for (size_t I = 0; I != C.Held.size();) {
        Obligation &O = C.Held[I];
        if (tellsOf(Arg, O) && Value::compatible(Known, Sites[O.Site].Met))
          transfer(C, O);
        else
          ++I;
      }
    }
  }
}

/// `conn.execute("BEGIN", result, ec);`: the error code tells whether \p Site
/// has begun.
void Simulation::noteErrorCode(Configuration &C, const CallSite &Call,
                               unsigned Site) {
  for (const Expr *Arg : Call.Args) {
    const VarDecl *V = variableOf(Arg);
    const CXXRecordDecl *Record =
        V ? V->getType().getNonReferenceType()->getAsCXXRecordDecl() : nullptr;
    if (!Record || !Record->getIdentifier() ||
        !Record->getName().contains("error_code"))
      continue;
    Outcomes.push_back({Site, OutcomeRule::Zero, nullptr});
    C.setFact(AccessPath::variable(V), Value().telling(&Outcomes.back()));
    return;
  }
}

const BeginOutcome *Simulation::outcomeGiven(const Configuration &C,
                                             const CallSite &Call) const {
  const BeginOutcome *From = nullptr;
  if (Call.Receiver)
    From = outcomeOf(Call.Receiver, C);
  for (const Expr *Arg : Call.Args)
    if (!From)
      From = outcomeOf(Arg, C);
  return From;
}

/// The result of a call on something that tells of a begin tells of it, too.
void Simulation::carryOutcome(Configuration &C, const CallSite &Call,
                              const BeginOutcome *From) {
  if (!Transacts || C.Begun.empty() || Call.ResultType->isVoidType())
    return;
  const AccessPath Result = AccessPath::temporary(Call.E);
  if (C.fact(Result).outcome())
    return;
  if (!Call.Construct)
    From = outcomeGiven(C, Call);
  if (!From)
    return;
  // An owner has taken what it was given by now; the name still tells.
  if (Call.Construct)
    for (const Expr *Arg : Call.Args)
      if (const auto P = pathOf(strip(Arg), C); P && !C.heldBy(*P))
        C.setFact(*P, C.fact(*P).telling(From));
  QualType T = Call.ResultType.getNonReferenceType();
  BeginOutcome Tells{From->Site, OutcomeRule::Guess, nullptr};
  const StringRef Name = Call.name();
  if (const auto *Enum = T->getAs<EnumType>()) {
    const EnumDecl *Codes = Enum->getDecl()->getDefinition();
    if (Codes && llvm::any_of(Codes->enumerators(),
                              [](const EnumConstantDecl *Each) {
                                return soundsGood(Each->getName());
                              })) {
      Tells.Rule = OutcomeRule::Status;
      Tells.Codes = Codes;
    }
  } else if (T->isBooleanType()) {
    const bool Negative =
        Name.contains_insensitive("err") || Name.contains_insensitive("fail") ||
        Name.contains_insensitive("bad") || Name.contains_insensitive("null") ||
        (From->Rule == OutcomeRule::Zero && Call.Callee &&
         isa<CXXConversionDecl>(Call.Callee)) ||
        (isa<CXXOperatorCallExpr>(Call.E) &&
         cast<CXXOperatorCallExpr>(Call.E)->getOperator() == OO_Exclaim);
    Tells.Rule = Negative ? OutcomeRule::Zero : OutcomeRule::NonZero;
  } else if (T->isPointerType() && T->getPointeeType()->isAnyCharacterType()) {
    return; // a message
  } else if (Call.Construct) {
    Tells.Rule = OutcomeRule::Object; // `const Result res(PQexec(..));`
  } else if (T->isPointerType() && From->Rule == OutcomeRule::Object) {
    Tells.Rule = OutcomeRule::Handle; // `res.get()`
  } else if (T->isIntegerType() && From->Rule == OutcomeRule::Zero &&
             Name == "value") {
    Tells.Rule = OutcomeRule::Zero; // of an error code
  }
  Outcomes.push_back(Tells);
  if (Obligation *O = C.heldBy(Result))
    O->Begun = &Outcomes.back();
  else
    C.setFact(Result, C.fact(Result).telling(&Outcomes.back()));
}

} // namespace leash::flow
