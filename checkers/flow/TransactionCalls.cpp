// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// What a call does to transactions: by the catalogue, by the text it is given,
// by the callee's body, or, when nothing is known, perhaps by its name.

#include "CallSite.h"
#include "llvm/ADT/StringExtras.h"

using namespace clang;

namespace leash::flow {

/// First one thing happens to the transaction that is open, then another may
/// be begun.
struct Simulation::Act {
  enum Kind : uint8_t {
    Nothing,
    Ends,
    Perhaps,  ///< it may have ended
    GivesBack ///< the connection ends
  };
  Kind First = Nothing;
  bool Commits = false;
  bool Related = false; ///< Perhaps: also what is reached through the object
  bool Lease = false;   ///< GivesBack: to a pool
  bool Begins = false;
  bool Assumed = false;
  bool Switch = false; ///< of autocommit
  const Connection *On = nullptr; ///< null: it cannot be named
  OutcomeRule Rule = OutcomeRule::Nothing;
  Fault AtScopeEnd = Fault::LeftOpen; ///< of a guard that was begun
  std::string Text;
};

/// `db_exec`, `runQuery`: what sends a text to a database, by its name.
bool Unit::speaksSql(StringRef Name) {
  if (soundsLikeLog(Name) ||
      hasWord(Name, {"parse", "expect", "append", "match", "compar", "find",
                     "assert", "escape", "quote", "http", "select", "test",
                     // `executing(conn, sql)` is told of it, and does not do it.
                     "executing", "executed", "querying", "queried"}))
    return false;
  return hasWord(Name, {"exec", "query", "sql", "command", "statement", "stmt",
                        "_cmd", "perform"}) ||
         Name == "run" || Name == "Run" || Name == "cmd" ||
         Name.ends_with("_run") || Name == "dbdo" || Name == "db_do";
}

/// What gets a connection under that name may finish its transaction.
static bool soundsFinishing(StringRef Name) {
  return Unit::nameHint(Name) == NameHint::Releases ||
         hasWord(Name, {"commit", "rollback", "abort", "undo", "revert",
                        "complete", "recover", "handle", "bail", "finali",
                        "endtrans", "end_trans", "endtx", "stop", "restart",
                        "reconnect", "shutdown"});
}

static bool mentionsFinish(const Expr *E) {
  E = strip(E);
  StringRef Name;
  if (const auto *Unary = dyn_cast_or_null<UnaryOperator>(E))
    E = strip(Unary->getSubExpr());
  if (const auto *Ref = dyn_cast_or_null<DeclRefExpr>(E)) {
    if (Ref->getDecl()->getDeclName().isIdentifier())
      Name = Ref->getDecl()->getName();
  } else if (const auto *Member = dyn_cast_or_null<MemberExpr>(E)) {
    if (Member->getMemberDecl()->getDeclName().isIdentifier())
      Name = Member->getMemberDecl()->getName();
  } else if (const auto *At = dyn_cast_or_null<ArraySubscriptExpr>(E)) {
    return mentionsFinish(At->getIdx()) || mentionsFinish(At->getBase());
  }
  return hasWord(Name, {"commit", "rollback", "abort"});
}

//===----------------------------------------------------------------------===//
// Texts
//===----------------------------------------------------------------------===//

const std::string *Simulation::parameterText(const ParmVarDecl *P,
                                             const Configuration &C) const {
  return C.fact(AccessPath::variable(P)).knownText();
}

Texts::Alternatives Simulation::textsOf(const Expr *E,
                                        const Configuration &C) {
  return B.texts().of(E, [&](const ParmVarDecl *P) {
    return parameterText(P, C);
  });
}

namespace {
/// The effects of all statements of a text as one.
struct Net {
  bool Ends = false, Commits = false, Begins = false, Perhaps = false;
};
} // namespace

static Net netOf(StringRef Text, sql::Dialect In) {
  Net N;
  for (const sql::Effect E : sql::effects({Text.data(), Text.size()}, In)) {
    switch (E) {
    case sql::Effect::Opens:
    case sql::Effect::AutocommitOff:
      N.Begins = true;
      break;
    case sql::Effect::Commits:
    case sql::Effect::RollsBack:
    case sql::Effect::AutocommitOn:
      if (!N.Begins) {
        N.Ends = true;
        N.Commits = E != sql::Effect::RollsBack;
      }
      N.Begins = false;
      break;
    case sql::Effect::Unknown:
      N.Perhaps = true;
      N.Begins = false;
      break;
    default:
      break;
    }
  }
  return N;
}

bool Unit::opensTransaction(StringRef Text) {
  return netOf(Text, sql::Dialect::Any).Begins;
}

/// A text of the same effect, so that a helper is looked at once for all
/// inserts; empty where nothing is known.
static std::string representative(const std::string &Text) {
  const Net N = netOf(Text, sql::Dialect::Any);
  if (N.Perhaps)
    return {};
  if (N.Ends && N.Begins)
    return N.Commits ? "COMMIT AND CHAIN" : "ROLLBACK AND CHAIN";
  if (N.Ends)
    return N.Commits ? "COMMIT" : "ROLLBACK";
  if (N.Begins)
    return "BEGIN";
  // A word alone may be a part of something longer.
  return StringRef(Text).trim().contains(' ') ? "SELECT 1" : Text;
}

static StringRef shown(StringRef Text) {
  Text = Text.trim();
  Text = Text.take_until([](char C) { return C == ';' || C == sql::Hole; });
  return Text.take_front(40).rtrim();
}

void Simulation::actOfText(Acts &All, const CallSite &Call,
                           const Configuration &C, unsigned Text,
                           const Connection *On, sql::Dialect In,
                           OutcomeRule Rule, bool Assumed) {
  // Of several constructors one may take a text.
  if (Text >= Call.Args.size() || isa<CXXDefaultArgExpr>(Call.Args[Text]) ||
      (Call.Construct && !Texts::isText(Call.Args[Text]->getType())))
    return;
  for (const std::string &Each : textsOf(Call.Args[Text], C)) {
    const Net N = netOf(Each, In);
    Act A;
    A.On = On;
    A.Rule = Rule;
    A.Assumed = Assumed;
    A.Begins = N.Begins;
    A.Commits = N.Commits;
    A.First = N.Perhaps ? Act::Perhaps : N.Ends ? Act::Ends : Act::Nothing;
    if (A.Begins)
      A.Text = shown(Each).str();
    if (llvm::none_of(All, [&](const Act &Other) {
          return Other.First == A.First && Other.Begins == A.Begins;
        }))
      All.push_back(std::move(A));
  }
}

//===----------------------------------------------------------------------===//
// One call
//===----------------------------------------------------------------------===//

OutcomeRule Simulation::ruleOf(const CallSite &Call,
                               const spec::Function *F) const {
  const QualType T = Call.ResultType.getNonReferenceType();
  if (Call.Construct || T->isVoidType())
    return OutcomeRule::Nothing;
  if (F && F->Runs && F->Runs->When == spec::Outcome::Zero)
    return OutcomeRule::Zero;
  if (F && F->Runs && F->Runs->When == spec::Outcome::NonZero)
    return OutcomeRule::NonZero;
  if (T->isBooleanType())
    return OutcomeRule::NonZero;
  if (T->isPointerType())
    return OutcomeRule::Handle;
  if (T->isRecordType())
    return OutcomeRule::Object;
  return OutcomeRule::Guess;
}

/// True if the call is given \p On, or something that leads to it.
bool Simulation::handedOver(const CallSite &Call, const Connection &On) {
  auto Leads = [&](const Expr *E) {
    if (!E)
      return false;
    const Connection *Of = B.connections().of(E);
    return Of && (On.within(*Of) || Of->within(On));
  };
  if (On.Root == Connection::Implied)
    return true;
  return Leads(Call.Receiver) || llvm::any_of(Call.Args, Leads) ||
         (On.Root == Connection::This && Call.Receiver &&
          isa<CXXThisExpr>(strip(Call.Receiver))) ||
         // Of a global or what a function returns anybody may know.
         On.Root == Connection::Call ||
         (On.Root == Connection::Variable && !On.Var->hasLocalStorage());
}

/// The local variable that \p E, on its way through the pointers and copies of
/// guards, initialises; null if there is none.
static const VarDecl *guardMadeBy(const Expr *E, const Body &B) {
  for (const Stmt *Up = B.parent(E); Up; Up = B.parent(Up)) {
    if (const auto *Decls = dyn_cast<DeclStmt>(Up)) {
      const auto *V = Decls->isSingleDecl()
                          ? dyn_cast<VarDecl>(Decls->getSingleDecl())
                          : nullptr;
      return V && V->hasLocalStorage() && V->getType()->isRecordType() ? V
                                                                       : nullptr;
    }
    if (!isa<CastExpr, FullExpr, CXXBindTemporaryExpr, MaterializeTemporaryExpr,
             CXXConstructExpr, ParenExpr, InitListExpr, CoawaitExpr>(Up))
      return nullptr;
  }
  return nullptr;
}

/// True if \p Make makes a guard, or an owner of a new one, and is not given
/// another.
static bool makesGuard(const CXXConstructExpr &Make, Unit &U) {
  if (Make.getConstructor()->isCopyOrMoveConstructor())
    return false;
  return U.scopeType(Make.getType()) ||
         (Make.getNumArgs() && isa<CXXNewExpr>(strip(Make.getArg(0))));
}

/// A reference to a guard is somebody else's, but what is awaited.
static bool returnsItsOwn(const FunctionDecl *Callee) {
  return !Callee || !Callee->getReturnType()->isReferenceType() ||
         (Callee->getDeclName().isIdentifier() &&
          Callee->getName() == "await_resume");
}

/// The local guard that \p Call, a constructor, moves from or copies into
/// something other than an argument; null if none.
static const VarDecl *movedFrom(const Expr *Call, const Body &B) {
  const auto *Make = dyn_cast<CXXConstructExpr>(Call);
  if (!Make || !Make->getConstructor()->isCopyOrMoveConstructor() ||
      Make->isElidable())
    return nullptr;
  const bool Moves = Make->getConstructor()->isMoveConstructor();
  if (!Moves)
    for (const Stmt *Up = B.parent(Make); Up; Up = B.parent(Up)) {
      if (isa<CallExpr>(Up))
        return nullptr;
      if (!isa<Expr>(Up))
        break;
    }
  return variableOf(Make->getArg(0));
}

Simulation::Acts Simulation::actsOf(const CallSite &Call,
                                    const Configuration &C) {
  Acts All;
  if (!Transacts)
    return All;
  // A guard that does by itself at the end of its scope what may be wrong.
  auto GuardBegins = [&](const spec::ScopeType *Type) {
    const VarDecl *V = Type ? guardMadeBy(Call.E, B) : nullptr;
    const bool Commits = V && Type->AtEnd == spec::ScopeEnd::Commits;
    const bool Loses = V && Type->AtEnd == spec::ScopeEnd::RollsBack &&
                       U.settings().StrictLostWork && !Type->Commits.empty();
    if (!Commits && !Loses)
      return;
    Act A;
    A.Begins = true;
    A.On = U.connections().variable(V);
    A.AtScopeEnd = Commits ? Fault::CommittedHalf : Fault::LostWork;
    All.push_back(std::move(A));
  };
  // Another owner takes it, or shares it for longer.
  auto LivesOn = [&](const VarDecl *V) {
    Act A;
    A.First = Act::Perhaps;
    A.On = U.connections().variable(V);
    All.push_back(std::move(A));
  };
  if (Call.Callee && !Call.Construct && !C.Begun.empty())
    for (const Expr *Arg : Call.Args) {
      const VarDecl *V = variableOf(Arg);
      const bool Keeps =
          Call.Callee->getOverloadedOperator() == OO_Equal ||
          Unit::nameHint(Call.name()) == NameHint::Stores ||
          (U.isStandard(*Call.Callee) && isa<CXXMethodDecl>(*Call.Callee));
      if (V && Keeps && U.transactionType(V->getType())) {
        LivesOn(V);
        return All;
      }
    }
  const spec::Function *Spec = Call.Callee ? U.specOf(*Call.Callee) : nullptr;
  if (const spec::ScopeType *Type = U.transactionType(Call.ResultType)) {
    // What is listed begins one if it is said to.
    const bool Begins =
        Call.Construct ? Type->Begins &&
                             makesGuard(*cast<CXXConstructExpr>(Call.E), U)
                       : !Spec ? returnsItsOwn(Call.Callee)
                               : llvm::any_of(Spec->Transactions,
                                               [](const auto &T) {
                                                 return T.What ==
                                                        spec::TransactionEffect::
                                                            Begins;
                                               });
    if (Begins)
      GuardBegins(Type);
    else if (const VarDecl *From = movedFrom(Call.E, B))
      LivesOn(From);
    return All;
  }
  if (Call.Receiver && !C.Begun.empty()) {
    const Expr *Object = strip(Call.Receiver);
    if (const auto *Arrow = dyn_cast<CXXOperatorCallExpr>(Object))
      Object = strip(Arrow->getArg(0));
    const auto *Ref = dyn_cast<DeclRefExpr>(Object);
    const auto *V = Ref ? dyn_cast<VarDecl>(Ref->getDecl()) : nullptr;
    const spec::ScopeType *Type = V ? U.transactionType(V->getType()) : nullptr;
    const StringRef Name = Call.name();
    if (Type && (listed(Type->Commits, Name) || listed(Type->RollsBack, Name))) {
      Act A;
      A.First = Act::Ends;
      A.Commits = listed(Type->Commits, Name);
      A.On = U.connections().variable(V);
      All.push_back(std::move(A));
      return All;
    }
  }
  // `lease.return_without_reset()`, `connection.close()`
  if (Call.Receiver && !C.Begun.empty())
    if (const spec::ScopeType *Type = U.scopeType(Call.Receiver->getType());
        Type && Type->Is != spec::Role::Transaction) {
      const bool Dirty = listed(Type->ReturnsDirty, Call.name());
      if (Dirty || listed(Type->Releases, Call.name()))
        if (const Connection *On = B.connections().of(Call.Receiver)) {
          Act A;
          A.First = Act::GivesBack;
          A.Lease = Dirty;
          A.On = On;
          All.push_back(std::move(A));
          return All;
        }
    }
  auto Perhaps = [&](const Connection *On, bool Related) {
    Act A;
    A.First = Act::Perhaps;
    A.On = On;
    A.Related = Related;
    All.push_back(std::move(A));
  };
  auto PerhapsRelated = [&](bool Sounds) {
    for (const OpenTransaction &T : C.Begun)
      if (Sounds && (handedOver(Call, *T.On) ||
                     (T.Also && handedOver(Call, *T.Also)))) {
        Perhaps(T.On, /*Related=*/true);
        return;
      }
  };
  if (!Call.Callee) {
    PerhapsRelated(true);
    return All;
  }
  const FunctionDecl &F = *Call.Callee;
  auto At = [&](const spec::Place &P) -> const Expr * {
    if (P.Where == spec::Slot::Receiver)
      return Call.Receiver;
    if (P.Where == spec::Slot::Result)
      return Call.E;
    if (P.Where == spec::Slot::Any)
      return nullptr;
    return P.Index < Call.Args.size() ? Call.Args[P.Index] : nullptr;
  };
  auto Named = [&](const Expr *E) {
    return E ? B.connections().of(E) : nullptr;
  };
  if (Spec) {
    if (Spec->Runs)
      actOfText(All, Call, C, Spec->Runs->Text, Named(At(Spec->Runs->On)),
                Spec->Runs->Speaks, ruleOf(Call, Spec), /*Assumed=*/false);
    for (const spec::TransactionEffect &T : Spec->Transactions) {
      if (T.Of.Where == spec::Slot::Result)
        continue; // the value's own affair
      Act A;
      A.On = Named(At(T.Of));
      A.Text = Call.name().str();
      A.Begins = T.What == spec::TransactionEffect::Begins;
      A.First = A.Begins ? Act::Nothing : Act::Ends;
      A.Commits = T.What == spec::TransactionEffect::Commits ||
                  T.What == spec::TransactionEffect::Ends;
      A.Rule = T.When == spec::Outcome::Zero      ? OutcomeRule::Zero
               : T.When == spec::Outcome::NonZero ? OutcomeRule::NonZero
               : Call.ResultType->isBooleanType() ? OutcomeRule::NonZero
                                                  : OutcomeRule::Nothing;
      bool Other = false, Unsure = false;
      for (const std::optional<spec::ArgumentIs> &If : {T.OnlyIf, T.AndIf})
        if (If && If->Index < Call.Args.size()) {
          const Value V = eval(Call.Args[If->Index], C);
          Other |= V.exact() && *V.exact() != If->Value;
          Unsure |= !V.exact();
        }
      A.Switch = A.Begins && T.OnlyIf;
      if (Other)
        continue;
      if (Unsure)
        Perhaps(A.On, false);
      else
        All.push_back(std::move(A));
    }
    for (const spec::Release &R : Spec->Releases) {
      const Expr *Of = At(R.Of);
      const Connection *On = Named(Of);
      if (!On || C.Begun.empty())
        continue;
      Act A;
      A.First = R.Transfer ? Act::Perhaps : Act::GivesBack;
      A.Related = true;
      A.On = On;
      Configuration &Mutable = const_cast<Configuration &>(C);
      if (const Obligation *O = handleOf(Of, Mutable);
          O && Sites[O->Site].Kind != spec::AnyKind)
        A.Lease = U.model().kind(Sites[O->Site].Kind).Lease;
      All.push_back(std::move(A));
    }
    if (All.empty() && !C.Begun.empty() &&
        llvm::any_of(Call.Args, mentionsFinish))
      Perhaps(nullptr, false);
    return All;
  }
  if (U.isLibraryFunction(F)) {
    if (!C.Begun.empty() && (llvm::any_of(Call.Args, mentionsFinish) ||
                             soundsFinishing(Call.name())))
      PerhapsRelated(true);
    return All;
  }
  if (U.neverReturns(F) || U.ownerClass(Call.Receiver
                                            ? Call.Receiver->getType()
                                            : Call.ResultType))
    return All;
  const FunctionDecl *Def = Call.definition(U);
  if (Def && U.transacts(*Def))
    return All; // applyTransactions()
  const bool System = U.inSystemHeader(F);
  if (Call.Construct || F.getBuiltinID() ||
      (System && !isa<CXXMethodDecl>(F) && F.isExternC()))
    return All;
  // A text to something that runs it, by its name.
  const StringRef Name = Call.name();
  if (Unit::speaksSql(Name) && !F.isInStdNamespace())
    for (unsigned I = 0; I != Call.Args.size(); ++I) {
      if (!Texts::isText(Call.Args[I]->getType()))
        continue;
      const Connection *On = nullptr;
      const auto *Conn = llvm::find_if(Call.Args, [&](const Expr *Arg) {
        return U.isConnection(Arg->getType());
      });
      if (Conn != Call.Args.end()) {
        On = Named(*Conn);
      } else if (Call.Receiver) {
        On = Named(Call.Receiver);
      } else {
        for (const Expr *Arg : Call.Args) {
          QualType T = Arg->getType().getNonReferenceType();
          if (Texts::isText(T))
            continue;
          if (T->isPointerType())
            T = T->getPointeeType();
          if (!T->isRecordType() && !T->isVoidType())
            continue;
          On = Named(Arg);
          break;
        }
        if (!On)
          On = U.connections().implied();
      }
      Acts Found;
      actOfText(Found, Call, C, I, On, sql::Dialect::Any, ruleOf(Call, nullptr),
                /*Assumed=*/true);
      // Which of several texts is the statement is told by its effect.
      const bool Tells = llvm::any_of(Found, [](const Act &A) {
        return A.Begins || A.First == Act::Ends;
      });
      if (Tells)
        return Found;
      if (llvm::any_of(Found,
                       [](const Act &A) { return A.First == Act::Perhaps; }))
        All = std::move(Found);
    }
  if (!All.empty())
    return All;
  if (!System && soundsFinishing(Name))
    PerhapsRelated(true);
  return All;
}

void Simulation::actBefore(Configuration &C, const CallSite &Call,
                           const Act &A) {
  const SourceLocation At = Call.E->getBeginLoc();
  switch (A.First) {
  case Act::Nothing:
    break;
  case Act::Ends:
    if (A.On)
      finishOn(C, A.On, At, A.Commits);
    else
      perhapsFinishAll(C);
    break;
  case Act::Perhaps:
    if (A.On)
      perhapsFinishOn(C, A.On, A.Related);
    else
      perhapsFinishAll(C);
    break;
  case Act::GivesBack:
    if (!llvm::is_contained(EndsOn, A.On))
      EndsOn.push_back(A.On);
    if (A.Lease) {
      for (size_t I = C.Begun.size(); I-- != 0;)
        if (C.Begun[I].On->within(*A.On))
          leave(C, I, Way::GivenBack, Fault::ReturnedDirty, At);
    }
    giveBack(C, A.On, At);
    break;
  }
}

void Simulation::actAfter(Configuration &C, const CallSite &Call,
                          const Act &A) {
  if (A.Begins && A.On) {
    open(C, Call.E, A.Text, A.On, nullptr, A.Rule, A.Assumed);
    if (const auto At = BeginIndex.find({Call.E, A.On});
        A.Switch && At != BeginIndex.end())
      Begins[At->second].Switch = true;
    if (A.AtScopeEnd != Fault::LeftOpen && !C.Begun.empty() &&
        C.Begun.back().On == A.On)
      Begins[C.Begun.back().Site].AtScopeEnd = A.AtScopeEnd;
    if (A.Rule == OutcomeRule::Nothing && !C.Begun.empty() &&
        C.Begun.back().On == A.On)
      noteErrorCode(C, Call, C.Begun.back().Site);
  }
  if (!A.Begins && A.First == Act::Nothing && Call.Callee &&
      !U.specOf(*Call.Callee) && !U.isLibraryFunction(*Call.Callee) &&
      !U.isStandard(*Call.Callee) && !U.definition(*Call.Callee))
    for (OpenTransaction &T : C.Begun)
      if (handedOver(Call, *T.On))
        T.Assumed = true;
}

/// Runs \p Plain between what the call ends and what it begins.
void Simulation::withTransactions(
    Configuration C, const CallSite &Call, Configurations &Out,
    llvm::function_ref<void(Configuration, Configurations &)> Plain) {
  if (!Transacts)
    return Plain(std::move(C), Out);
  Acts All = actsOf(Call, C);
  // What is given back is given back in any case; the rest are alternatives.
  for (const Act &A : All)
    if (A.First == Act::GivesBack)
      actBefore(C, Call, A);
  llvm::erase_if(All, [](const Act &A) { return A.First == Act::GivesBack; });
  if (All.empty())
    All.emplace_back();
  for (const Act &A : All) {
    Configuration Each = C;
    actBefore(Each, Call, A);
    const BeginOutcome *Given =
        Call.Construct ? outcomeGiven(Each, Call) : nullptr;
    Configurations Work;
    Plain(std::move(Each), Work);
    for (Configuration &After : Work) {
      // An error code now tells of this call.
      for (unsigned I = 0; Call.Callee && I != Call.Args.size() &&
                           I < Call.Callee->getNumParams();
           ++I) {
        const QualType T = Call.Callee->getParamDecl(I)->getType();
        if (const VarDecl *V = T->isLValueReferenceType() &&
                                       !T->getPointeeType().isConstQualified()
                                   ? variableOf(Call.Args[I])
                                   : nullptr;
            V && After.fact(AccessPath::variable(V)).outcome())
          After.dropFact(AccessPath::variable(V));
      }
      carryOutcome(After, Call, Given);
      actAfter(After, Call, A);
      passTransactionClosures(After, Call);
      Out.push_back(std::move(After));
    }
  }
}

//===----------------------------------------------------------------------===//
// Bodies
//===----------------------------------------------------------------------===//

Simulation::Renaming::Renaming(Simulation &S, const CallSite &Call,
                               const FunctionDecl &Def)
    : Table(S.U.connections()), Closure(Call.Closure) {
  for (unsigned I = 0; I < Call.Args.size() && I < Def.getNumParams(); ++I)
    if (const Connection *Of = S.B.connections().of(Call.Args[I]))
      Bindings.push_back({Table.variable(Def.getParamDecl(I)), Of});
  const auto *Method = dyn_cast<CXXMethodDecl>(&Def);
  if (Call.Construct) {
    Bindings.push_back({Table.thisObject(), nullptr});
    Made = S.B.initializedBy(Call.E);
  } else if (Call.Receiver && !Call.Closure && Method && Method->isInstance()) {
    if (const Connection *Of = S.B.connections().of(Call.Receiver))
      Bindings.push_back({Table.thisObject(), Of});
  }
}

bool Simulation::Renaming::isGlobal(const Connection &On) const {
  return On.Root == Connection::Call || On.Root == Connection::Implied ||
         (On.Root == Connection::Variable && !On.Var->hasLocalStorage()) ||
         Closure;
}

const Connection *Simulation::Renaming::toCallee(const Connection *On) const {
  const Binding *Best = nullptr;
  for (const Binding &Each : Bindings)
    if (Each.Caller && On->within(*Each.Caller) &&
        (!Best || Best->Caller->Id.size() < Each.Caller->Id.size()))
      Best = &Each;
  if (Best)
    return Table.rebased(On, Best->Caller, Best->Callee);
  return isGlobal(*On) ? On : nullptr;
}

const Connection *Simulation::Renaming::toCaller(const Connection *On) const {
  if (!On)
    return nullptr;
  if (Made && On->Root == Connection::This)
    return Table.rebased(On, Table.thisObject(), Table.variable(Made));
  if (On->Root == Connection::This || On->Root == Connection::Variable)
    for (const Binding &Each : Bindings)
      if (Each.Caller && On->Root == Each.Callee->Root &&
          On->Var == Each.Callee->Var)
        return Table.rebased(On, Each.Callee, Each.Caller);
  return isGlobal(*On) ? On : nullptr;
}

void Simulation::applyTransactions(Configurations &Work,
                                   Configurations &Thrown,
                                   const CallSite &Call,
                                   const FunctionDecl &Def) {
  if (!Transacts || !U.transacts(Def))
    return;
  const SourceLocation At = Call.E->getBeginLoc();
  const AccessPath Result = AccessPath::temporary(Call.E);
  const Renaming Names(*this, Call, Def);

  // The texts it is given, each combination's first alternatives.
  llvm::SmallVector<std::vector<Unit::Given>, 2> Cases(1);
  if (!Work.empty() || !Thrown.empty()) {
    const Configuration &C = Work.empty() ? Thrown.front() : Work.front();
    for (unsigned I = 0; I < Call.Args.size() && I < Def.getNumParams(); ++I) {
      const auto *Param =
          cast<ParmVarDecl>(Def.getParamDecl(I)->getCanonicalDecl());
      if (Texts::isText(Param->getType())) {
        llvm::SmallVector<const std::string *, 2> Known;
        for (const std::string &Text : textsOf(Call.Args[I], C)) {
          const std::string Stands = representative(Text);
          const std::string *Kept =
              Stands.empty() ? nullptr : U.internedText(Stands);
          if (!llvm::is_contained(Known, Kept))
            Known.push_back(Kept);
        }
        if (Known.size() > 3 || Cases.size() > 3)
          continue;
        llvm::SmallVector<std::vector<Unit::Given>, 2> More;
        for (const std::string *Text : Known)
          for (std::vector<Unit::Given> Each : Cases) {
            if (Text)
              Each.push_back({Param, Value::text(Text)});
            More.push_back(std::move(Each));
          }
        Cases = std::move(More);
        continue;
      }
      const Value V = eval(Call.Args[I], C).plain();
      if (!V.isHandle() && !V.isUnknown() && !V.isFresh() && !V.target() &&
          U.branchesOn(Def, *Param))
        for (std::vector<Unit::Given> &Each : Cases)
          Each.push_back({Param, V});
    }
  }

  auto Apply = [&](const Configuration &Before, const OpenTransaction *Input,
                   const TransactionSummary &S, bool WasThrown,
                   Configurations &Into) {
    // An answer that does not tell "ended" from "still open" counts as ended;
    // "begun" from "not begun" as not begun, unless the begin failed.
    auto Alike = [&](const TransactionEnding &E, auto Other) {
      return llvm::any_of(S.Endings, [&](const TransactionEnding &F) {
        return F.Thrown == E.Thrown && Other(F) &&
               Value::compatible(E.Returned, F.Returned);
      });
    };
    bool Any = false;
    for (const TransactionEnding &E : S.Endings) {
      if (E.Thrown != WasThrown)
        continue;
      if (Input && E.Input == Fate::Kept && !WasThrown &&
          Alike(E, [](const TransactionEnding &F) {
            return F.Input != Fate::Kept;
          }))
        continue;
      if (E.BeginFailed && E.Opened.empty() &&
          Alike(E, [](const TransactionEnding &F) {
            return !F.Opened.empty();
          }))
        continue;
      Configuration C = Before;
      if (!WasThrown) {
        Value Known = C.fact(Result);
        if (!Known.meet(E.Returned))
          continue;
        if (!E.Returned.isUnknown() && !C.heldBy(Result))
          C.setFact(Result, Known);
      }
      Any = true;
      if (Input && E.Input != Fate::Kept) {
        for (size_t I = 0; I != C.Begun.size(); ++I)
          if (C.Begun[I] == *Input) {
            if (E.Input == Fate::Moved)
              perhapsFinish(C, I);
            else
              finish(C, I, At, E.Committed);
            break;
          }
      }
      for (const TransactionEnding::Opening &O : E.Opened) {
        const bool Ambiguous = Alike(E, [&](const TransactionEnding &F) {
          return !F.BeginFailed &&
                 llvm::none_of(F.Opened,
                               [&](const TransactionEnding::Opening &P) {
                                 return P.On == O.On;
                               });
        });
        const Connection *On = Names.toCaller(O.On), *Also = Names.toCaller(O.Also);
        if (!On)
          std::swap(On, Also);
        // What throws has most likely failed to begin; what begins and then
        // throws at something else is told of in its own body.
        if (!On || Ambiguous || O.Noted || WasThrown)
          continue;
        open(C, Call.E, Call.name(), On, Also, O.Rule, O.Assumed);
      }
      Into.push_back(std::move(C));
    }
    if (!Any && (WasThrown || S.Endings.empty() || !S.Known))
      Into.push_back(Before);
  };

  auto Run = [&](Configurations &All, bool WasThrown) {
    Configurations Next;
    for (Configuration &C : All)
      for (const std::vector<Unit::Given> &Given : Cases) {
        Configuration Each = C;
        const OpenTransaction *Input = nullptr;
        const Connection *InputName = nullptr;
        for (const OpenTransaction &T : Each.Begun) {
          const Connection *Name = Names.toCallee(T.On);
          if (!Name && T.Also)
            Name = Names.toCallee(T.Also);
          if (Name) {
            Input = &T;
            InputName = Name;
            break;
          }
        }
        const std::optional<OpenTransaction> Kept =
            Input ? std::optional(*Input) : std::nullopt;
        const TransactionSummary &S = U.transactions(Def, InputName, Given);
        // Others that it may end under names that are not theirs here.
        for (size_t I = 0; I != Each.Begun.size();) {
          const OpenTransaction &T = Each.Begun[I];
          const bool Mapped = Kept && T == *Kept;
          const bool Ended =
              !S.Known ? handedOver(Call, *T.On)
                       : !Mapped && llvm::any_of(S.Ends, [&](const Connection
                                                                 *End) {
                           if (!End)
                             return true;
                           const Connection *Name = Names.toCaller(End);
                           return Name ? B.connections().mayBeSame(*Name, *T.On)
                                       : isShared(*T.On) &&
                                             End->Root != Connection::Variable;
                         });
          if (Ended)
            perhapsFinish(Each, I);
          else
            ++I;
        }
        for (const Connection *End : S.Ends)
          if (const Connection *Name = Names.toCaller(End);
              Name && !llvm::is_contained(EndsOn, Name))
            EndsOn.push_back(Name);
        if (Each.Begun.empty() && !S.Ends.empty())
          EndsForOthers = true;
        if (!S.Known)
          Next.push_back(std::move(Each));
        else
          Apply(Each, Kept ? &*Kept : nullptr, S, WasThrown, Next);
      }
    All = std::move(Next);
  };
  Run(Work, false);
  Run(Thrown, true);
}

/// A lambda handed to a call: a guard runs it when its scope ends; anything
/// else may run it whenever it likes.
void Simulation::passTransactionClosures(Configuration &C,
                                         const CallSite &Call) {
  if (!Transacts)
    return;
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
    // A guard that a closure keeps lives on in it.
    if (Lambda)
      for (const LambdaCapture &Capture : Lambda->captures())
        if (Capture.capturesVariable() &&
            Capture.getCaptureKind() == LCK_ByCopy)
          if (const auto *V = dyn_cast<VarDecl>(Capture.getCapturedVar()))
            for (size_t I = C.Begun.size(); I-- != 0;)
              if (C.Begun[I].On == U.connections().variable(V))
                perhapsFinish(C, I);
    const CXXMethodDecl *Runs = Lambda ? Lambda->getCallOperator() : nullptr;
    if (!Runs || Runs->isDependentContext())
      continue;
    if (!U.transacts(*Runs))
      continue;
    if (Call.Construct && U.isCallableWrapper(Call.ResultType) &&
        B.initializedBy(Call.E))
      continue;
    const CXXRecordDecl *Object = Call.ResultType->getAsCXXRecordDecl();
    if (Object && U.destructorActs(*Object)) {
      C.ScopeCalls.push_back({AccessPath::temporary(Call.E), Runs});
      continue;
    }
    if (!U.transactions(*Runs, nullptr, {}).Ends.empty())
      perhapsFinishAll(C);
  }
}

} // namespace leash::flow
