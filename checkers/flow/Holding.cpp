// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// What is held while a call waits: leases and transactions, in handles and in
// objects, and the calls, however deep, that keep them waiting.

#include "CallSite.h"
#include "../module/Compat.h"
#include "clang/AST/StmtCXX.h"

using namespace clang;

namespace leash::flow {

//===----------------------------------------------------------------------===//
// Names of pools
//===----------------------------------------------------------------------===//

/// The pool that \p E denotes; null if it cannot be named, or is none.
const Connection *Simulation::poolAt(const Expr *E) {
  if (!E)
    return nullptr;
  QualType T = E->getType().getNonReferenceType();
  if (U.isConnection(T))
    return nullptr;
  if (T->isPointerType())
    T = T->getPointeeType();
  // A transaction can be asked for what its client can, but is no pool.
  if (U.heldType(T))
    return nullptr;
  const Connection *Of = B.connections().of(E);
  const auto *Ctor = dyn_cast<CXXConstructorDecl>(&B.function());
  if (!Of || !Ctor || Of->Root != Connection::This)
    return Of;
  // Under the name by which the caller of a constructor knows it.
  ConnectionTable &Table = U.connections();
  for (const ParmVarDecl *P : Ctor->parameters())
    if (const FieldDecl *F = Connections::keptIn(*Ctor, *P))
      if (const Connection *Member = Table.member(Table.thisObject(), F);
          Of->within(*Member))
        return Table.rebased(Of, Member, Table.variable(P));
  return Of;
}

static bool isRecordOrPointer(QualType T) {
  T = T.getNonReferenceType();
  if (T->isPointerType())
    T = T->getPointeeType();
  return T->isRecordType() || T->isVoidType();
}

const Connection *Simulation::poolOf(const CallSite &Call,
                                     const spec::Acquire &A) {
  if (A.Pool)
    return poolAt(Call.at(*A.Pool));
  if (Call.Receiver)
    return poolAt(Call.Receiver);
  // `pool_get(pool)`; or `pool_get()`, which knows the one there is.
  std::string Named = "pool of " + Call.name().str();
  for (unsigned I = 0; I != Call.Args.size(); ++I) {
    if (A.From.Where == spec::Slot::Pointee && A.From.Index == I)
      continue;
    const Expr *Arg = Call.Args[I];
    if (!Texts::isText(Arg->getType()) && isRecordOrPointer(Arg->getType()))
      return poolAt(Arg);
    const Expr *E = strip(Arg);
    if (const auto *Number = dyn_cast<IntegerLiteral>(E))
      Named += "#" + llvm::toString(Number->getValue(), 10, false);
    else if (const auto *Text = dyn_cast<StringLiteral>(E))
      Named += "'" + Text->getBytes().str() + "'";
    else
      return nullptr;
  }
  return U.connections().call(Named, "");
}

/// The name in this function of a pool that what \p Call runs knows as \p Pool.
const Connection *Simulation::poolToCaller(const Connection *Pool,
                                           const CallSite &Call,
                                           const Renaming &Names) {
  if (!Pool)
    return nullptr;
  // A member of an object made here is what its constructor was given.
  if (Pool->Root == Connection::This && Call.Receiver) {
    const VarDecl *V = variableOf(Call.Receiver);
    const Expr *Init =
        V && V->hasLocalStorage() && V->getInit() ? strip(V->getInit()) : nullptr;
    if (const auto *Make = dyn_cast_or_null<CXXConstructExpr>(Init)) {
      const FunctionDecl *Body = U.definition(*Make->getConstructor());
      const auto *Ctor = dyn_cast_or_null<CXXConstructorDecl>(Body);
      ConnectionTable &Table = U.connections();
      for (unsigned I = 0; Ctor && I < Make->getNumArgs() &&
                           I < Ctor->getNumParams(); ++I)
        if (const FieldDecl *F =
                Connections::keptIn(*Ctor, *Ctor->getParamDecl(I))) {
          const Connection *Member = Table.member(Table.thisObject(), F);
          const Connection *Given = B.connections().of(Make->getArg(I));
          if (Given && Pool->within(*Member))
            return Table.rebased(Pool, Member, Given);
        }
    }
  }
  return Names.toCaller(Pool);
}

static unsigned countAssignments(const Stmt *S, const VarDecl *V) {
  if (!S)
    return 0;
  unsigned Count = 0;
  if (const auto *Binary = dyn_cast<BinaryOperator>(S);
      Binary && Binary->isAssignmentOp())
    if (const auto *Ref = dyn_cast<DeclRefExpr>(strip(Binary->getLHS())))
      Count += Ref->getDecl()->getCanonicalDecl() == V;
  if (const auto *Operator = dyn_cast<CXXOperatorCallExpr>(S);
      Operator && Operator->isAssignmentOp())
    if (const auto *Ref = dyn_cast<DeclRefExpr>(strip(Operator->getArg(0))))
      Count += Ref->getDecl()->getCanonicalDecl() == V;
  for (const Stmt *Child : S->children())
    Count += countAssignments(Child, V);
  return Count;
}

/// True if \p V, an object, is given to anything but its own methods and the
/// constructors of what holds its connections.
static bool isShown(const Stmt *S, const VarDecl *V, Unit &U, bool Owned) {
  if (!S)
    return false;
  if (const auto *Ref = dyn_cast<DeclRefExpr>(S))
    return !Owned && Ref->getDecl()->getCanonicalDecl() == V;
  if (const auto *Call = dyn_cast<CXXMemberCallExpr>(S)) {
    for (const Expr *Arg : Call->arguments())
      if (isShown(Arg, V, U, false))
        return true;
    return isShown(Call->getImplicitObjectArgument(), V, U, true);
  }
  if (const auto *Make = dyn_cast<CXXConstructExpr>(S)) {
    const bool Holds = U.heldType(Make->getType()) ||
                       U.takes(*Make->getConstructor());
    return llvm::any_of(Make->arguments(), [&](const Expr *Arg) {
      return isShown(Arg, V, U, Holds);
    });
  }
  if (const auto *Lambda = dyn_cast<LambdaExpr>(S))
    return llvm::any_of(Lambda->captures(), [&](const LambdaCapture &C) {
      return C.capturesVariable() &&
             C.getCapturedVar()->getCanonicalDecl() == V;
    });
  const bool Through = isa<ImplicitCastExpr, ParenExpr, MemberExpr>(S);
  return llvm::any_of(S->children(), [&](const Stmt *Child) {
    return isShown(Child, V, U, Owned && Through);
  });
}

/// True if \p Pool names one pool throughout the function, one that others use,
/// too.
bool Simulation::isSettled(const Connection &Pool) {
  // `pools[i]`: another one in the next turn.
  if (StringRef(Pool.Id).contains("[,"))
    return false;
  if (Pool.Root != Connection::Variable)
    return true;
  const VarDecl *V = Pool.Var;
  if (!V->hasLocalStorage() || V->getType()->isReferenceType())
    return true;
  const Stmt *Code = B.function().getBody();
  const bool Given = isa<ParmVarDecl>(V);
  if (countAssignments(Code, V) + (Given || V->hasInit()) > 1)
    return V->getType()->isRecordType() && !U.ownerClass(V->getType());
  // A pool of this function's own: nobody else can be waiting.
  if (!Given && V->getType()->isRecordType() && !U.ownerClass(V->getType()))
    return isShown(Code, V, U, false);
  return true;
}

//===----------------------------------------------------------------------===//
// What waits
//===----------------------------------------------------------------------===//

static void gatherCalled(const Stmt *S, llvm::StringSet<> &Into) {
  if (!S)
    return;
  if (const auto *Call = dyn_cast<CallExpr>(S))
    if (const FunctionDecl *Callee = Call->getDirectCallee();
        Callee && Callee->getDeclName().isIdentifier())
      Into.insert(Callee->getName());
  for (const Stmt *Child : S->children())
    gatherCalled(Child, Into);
}

bool Simulation::callsAny(llvm::ArrayRef<std::string> Names) {
  if (Names.empty())
    return false;
  if (!CalledNames) {
    CalledNames.emplace();
    gatherCalled(B.function().getBody(), *CalledNames);
  }
  return llvm::any_of(
      Names, [&](const std::string &Name) { return CalledNames->contains(Name); });
}

/// What a constant duration is in milliseconds.
static std::optional<int64_t> milliseconds(const Expr *E, ASTContext &Context) {
  E = E->IgnoreParenImpCasts(); // a temporary's wrapper, too
  const auto *Type = dyn_cast_or_null<ClassTemplateSpecializationDecl>(
      E->getType().getNonReferenceType()->getAsCXXRecordDecl());
  if (!Type || Type->getTemplateArgs().size() != 2 ||
      Type->getName() != "duration")
    return std::nullopt;
  const auto *Ratio =
      Type->getTemplateArgs()[1].getKind() == TemplateArgument::Type
          ? dyn_cast_or_null<ClassTemplateSpecializationDecl>(
                Type->getTemplateArgs()[1].getAsType()->getAsCXXRecordDecl())
          : nullptr;
  if (!Ratio || Ratio->getTemplateArgs().size() != 2 ||
      Ratio->getTemplateArgs()[0].getKind() != TemplateArgument::Integral ||
      Ratio->getTemplateArgs()[1].getKind() != TemplateArgument::Integral)
    return std::nullopt;
  Expr::EvalResult Known;
  if (E->isValueDependent() || !E->EvaluateAsConstantExpr(Known, Context) ||
      !Known.Val.isStruct() || Known.Val.getStructNumFields() != 1 ||
      !Known.Val.getStructField(0).isInt())
    return std::nullopt;
  const double Seconds =
      double(Known.Val.getStructField(0).getInt().getExtValue()) *
      double(Ratio->getTemplateArgs()[0].getAsIntegral().getExtValue()) /
      double(Ratio->getTemplateArgs()[1].getAsIntegral().getExtValue());
  return int64_t(Seconds * 1000);
}

static bool isZero(const Expr *E, ASTContext &Context) {
  if (isa<ImplicitValueInitExpr>(E))
    return true;
  if (const auto *List = dyn_cast<InitListExpr>(E))
    return llvm::all_of(List->inits(), [&](const Expr *Each) {
      return isZero(Each, Context);
    });
  Expr::EvalResult Known;
  return !E->isValueDependent() && E->getType()->isIntegerType() &&
         E->EvaluateAsInt(Known, Context) && Known.Val.getInt() == 0;
}

/// False if \p S gives a member of \p V a value other than zero, or hands it
/// on to be filled. \p Any: some member is set.
static bool staysZero(const Stmt *S, const VarDecl *V, ASTContext &Context,
                      bool &Any) {
  if (!S)
    return true;
  if (const auto *Binary = dyn_cast<BinaryOperator>(S);
      Binary && Binary->isAssignmentOp()) {
    const Expr *To = strip(Binary->getLHS());
    if (const auto *Member = dyn_cast<MemberExpr>(To))
      To = strip(Member->getBase());
    const auto *Ref = dyn_cast<DeclRefExpr>(To);
    if (Ref && Ref->getDecl()->getCanonicalDecl() == V) {
      Any = true;
      return isZero(Binary->getRHS(), Context);
    }
  }
  return llvm::all_of(S->children(), [&](const Stmt *Child) {
    return staysZero(Child, V, Context, Any);
  });
}

/// True if \p E is the address of a local structure of zeros: no time at all.
static bool pointsToZeros(const Expr *E, const Stmt *Code,
                          ASTContext &Context) {
  const auto *Address = dyn_cast<UnaryOperator>(strip(E));
  if (!Address || Address->getOpcode() != UO_AddrOf)
    return false;
  const VarDecl *V = variableOf(Address->getSubExpr());
  if (!V || !V->hasLocalStorage() || isa<ParmVarDecl>(V) ||
      !V->getType()->isRecordType())
    return false;
  bool Any = false;
  if (const Expr *Init = V->getInit(); Init && !isa<CXXConstructExpr>(Init)) {
    if (!isZero(Init, Context))
      return false;
    Any = true;
  }
  return staysZero(Code, V->getCanonicalDecl(), Context, Any) && Any;
}

/// True if \p Call, of which the catalogue says \p By, makes its caller wait.
bool Simulation::blocks(const spec::Blocking &By, const CallSite &Call,
                        const Configuration &C) {
  auto Given = [&](unsigned Index) {
    return Index < Call.Args.size() ? Call.Args[Index] : nullptr;
  };
  if (By.Brief)
    if (const Expr *Arg = Given(By.Brief->Index)) {
      std::optional<int64_t> Time = milliseconds(Arg, Context);
      if (!Time && Arg->getType()->isIntegralOrEnumerationType()) {
        Time = eval(Arg, C).exact();
        Expr::EvalResult Known;
        if (!Time && !Arg->isValueDependent() &&
            Arg->EvaluateAsInt(Known, Context))
          Time = Known.Val.getInt().getExtValue();
      }
      if ((Time && *Time >= 0 && *Time < By.Brief->Limit) ||
          pointsToZeros(Arg, B.function().getBody(), Context))
        return false;
    }
  if (By.UnlessBits)
    if (const Expr *Arg = Given(By.UnlessBits->Index)) {
      Expr::EvalResult Known;
      if (!Arg->isValueDependent() && Arg->EvaluateAsInt(Known, Context) &&
          Known.Val.getInt().getExtValue() & By.UnlessBits->Value)
        return false;
    }
  if (By.OnlyIf) {
    const Expr *Of = Call.at(*By.OnlyIf);
    const Expr *E = Of ? strip(Of) : nullptr;
    std::string Name;
    if (const auto *Ref = dyn_cast_or_null<DeclRefExpr>(E))
      Name = Ref->getDecl()->getQualifiedNameAsString();
    else if (E && E->getType()->isIntegerType())
      if (const auto Number = eval(E, C).exact())
        Name = std::to_string(*Number);
    if (!llvm::is_contained(By.OnlyIfIs, Name))
      return false;
  }
  return !callsAny(By.UnlessBeside);
}

/// `pool.try_acquire()`, `pool.try_lease(at, 0)`: answers at once.
static bool givesUp(StringRef Name, llvm::ArrayRef<const Expr *> Args,
                    ASTContext &Context) {
  if (!Name.contains_insensitive("try"))
    return false;
  const Expr *Limit = nullptr;
  for (const Expr *Arg : Args) {
    const QualType T = Arg->getType().getNonReferenceType();
    if (isa<CXXDefaultArgExpr>(Arg))
      continue;
    if (T->isIntegerType() ? !Arg->isLValue() : milliseconds(Arg, Context) ||
                                                    T->isRecordType())
      Limit = Arg;
  }
  return !Limit || isZero(Limit, Context) || milliseconds(Limit, Context) == 0;
}

std::optional<Simulation::Taking> Simulation::takenBy(const CallSite &Call,
                                                      bool &Waits) {
  Taking T;
  T.At = Call.E;
  T.By = Call.name().str();
  const spec::Function *Spec = Call.Callee ? U.specOf(*Call.Callee) : nullptr;
  if (Spec && Spec->Leases) {
    T.Pool = poolAt(Call.at(Spec->Leases->Pool));
    Waits = Spec->Leases->Waits;
    // `transaction->newTransaction()` is within the one there is.
    if (!T.Pool && Call.at(Spec->Leases->Pool) &&
        U.heldType(Call.at(Spec->Leases->Pool)->getType()))
      return std::nullopt;
    return T;
  }
  if (!Call.Callee || (Spec && !Spec->Acquires.empty()))
    return std::nullopt;
  const spec::ScopeType *Type = nullptr;
  const Expr *On = nullptr;
  if (Call.Construct) {
    const auto *Ctor = cast<CXXConstructorDecl>(Call.Callee);
    Type = U.scopeType(Call.ResultType);
    if (!Type || Ctor->isCopyOrMoveConstructor())
      return std::nullopt;
    const unsigned Index = Type->On.value_or(0);
    if (Index < Call.Args.size() &&
        !isa<CXXDefaultArgExpr>(Call.Args[Index]))
      On = Call.Args[Index];
    if (Type->Is == spec::Role::Lease) {
      // Of a session on a backend of its own no pool knows.
      if (!On || Texts::isText(On->getType()) ||
          !isRecordOrPointer(On->getType()) || U.heldType(On->getType()) ||
          (!Type->LentBy.empty() && !U.isLent(*Type, *Call.E)))
        return std::nullopt;
    } else if (!Type->Begins) {
      return std::nullopt;
    }
  } else {
    if (Call.Callee->getReturnType()->isReferenceType() ||
        (isa<CXXOperatorCallExpr>(Call.E) &&
         cast<CXXOperatorCallExpr>(Call.E)->getOperator() != OO_Call))
      return std::nullopt;
    Type = U.heldType(Call.ResultType);
    if (!Type)
      return std::nullopt;
    // What is handed in comes out again.
    auto IsSame = [&](const Expr *E) {
      return E && U.heldType(E->getType()) == Type;
    };
    if (IsSame(Call.Receiver) || llvm::any_of(Call.Args, IsSame))
      return std::nullopt;
    On = Call.Receiver;
    for (const Expr *Arg : Call.Args)
      if (!On && !Texts::isText(Arg->getType()) &&
          isRecordOrPointer(Arg->getType()))
        On = Arg;
  }
  if (Type->AtEnd == spec::ScopeEnd::Nothing ||
      (Type->Is != spec::Role::Lease && Type->Is != spec::Role::Transaction))
    return std::nullopt;
  T.Transaction = Type->Is == spec::Role::Transaction;
  T.Pool = T.Transaction ? (On ? B.connections().of(On) : nullptr) : poolAt(On);
  Waits = !T.Transaction && Type->Waits &&
          !givesUp(Call.name(), Call.Args, Context) &&
          !(Call.Args.empty() && !Call.Construct &&
            U.isOptional(Call.ResultType));
  return T;
}

//===----------------------------------------------------------------------===//
// While it waits
//===----------------------------------------------------------------------===//

bool Simulation::isLease(const Obligation &O) const {
  const spec::KindId Kind = Sites[O.Site].Kind;
  return O.isLive() && Kind != spec::AnyKind && U.model().kind(Kind).Lease;
}

/// What is held in \p C; while summarising, the input, or, if there is none,
/// whatever a caller may hold.
llvm::SmallVector<Simulation::HeldThing, 4>
Simulation::heldThings(const Configuration &C) const {
  llvm::SmallVector<HeldThing, 4> All;
  if (HasInput && !OfTransactions && Sites.empty()) {
    All.emplace_back();
    return All;
  }
  for (const Obligation &O : C.Held)
    if (HasInput ? O.isLive() : isLease(O))
      All.push_back({&O, nullptr, nullptr});
  for (const Hold &H : C.Holds)
    if (!Takings[H.Site].Transaction)
      All.push_back({nullptr, &H, nullptr});
  for (const Hold &H : C.Holds)
    if (Takings[H.Site].Transaction)
      All.push_back({nullptr, &H, nullptr});
  for (const OpenTransaction &T : C.Begun)
    if (!HasInput || T.Site == InputBegin)
      All.push_back({nullptr, nullptr, &T});
  return All;
}

void Simulation::notePause(const Pause &P) {
  constexpr size_t MaxPauses = 8;
  if (!llvm::is_contained(Waits, P) && Waits.size() < MaxPauses)
    Waits.push_back(P);
}

/// \p P happens at \p At, with \p Held held.
void Simulation::pauseUnder(const Configuration &C, const HeldThing &Held,
                            const Expr *At, StringRef Callee, const Pause &P) {
  if (HasInput)
    return notePause(P);
  HeldCall Found;
  Found.At = At;
  Found.Callee = Callee.str();
  Found.Wait = P;
  const Connection *Pool = nullptr;
  if (Held.Handle) {
    const Site &S = Sites[Held.Handle->Site];
    Found.Taken = S.Acquire;
    Found.TakenBy = S.Callee;
    Found.Holder = S.Holder;
    Pool = S.Pool;
    if (Held.Handle->Assumed)
      Found.Sureness = Confidence::Medium;
  } else if (Held.Object) {
    const Taking &T = Takings[Held.Object->Site];
    Found.Taken = T.At;
    Found.TakenBy = T.By;
    Found.Holder = Held.Object->Owner.spelling();
    Found.Transaction = T.Transaction;
    Found.ByObject = true;
    Pool = T.Pool;
  } else {
    const Begin &Site = Begins[Held.Begun->Site];
    Found.Taken = Site.At;
    Found.TakenBy = Site.Text;
    Found.Holder = Held.Begun->On->Spelling;
    Found.Transaction = true;
    if (Held.Begun->Assumed)
      Found.Sureness = Confidence::Medium;
  }
  if (!P.By && (Found.Transaction || !Pool || Pool != P.Pool ||
                !isSettled(*Pool)))
    return;
  auto Same = [&](const HeldCall &Other) {
    return Other.At == At && !Other.Wait.By == !P.By;
  };
  // The transaction of a connection that is lent is the same trouble.
  if (Found.Transaction && llvm::any_of(HeldCalls, Same))
    return;
  if (llvm::any_of(HeldCalls, [&](const HeldCall &Other) {
        return Same(Other) && Other.Taken == Found.Taken;
      }))
    return;
  if (!Found.Transaction)
    llvm::erase_if(HeldCalls, [&](const HeldCall &Other) {
      return Same(Other) && Other.Transaction;
    });
  if (Pool && !Found.Transaction)
    Found.Pool = Pool->Spelling;
  Found.Path =
      Held.Handle   ? pathSince(C, Step::Acquired, Held.Handle->Site)
      : Held.Object ? pathSince(C, Step::Kept, Held.Object->Site)
                    : pathSince(C, Step::Begun, Held.Begun->Site);
  HeldCalls.push_back(std::move(Found));
}

/// The `co_await` whose value \p E, a call of `await_resume`, is; or null.
static const CoawaitExpr *awaitedBy(const Expr *E, const Body &B) {
  const auto *Call = dyn_cast<CXXMemberCallExpr>(E);
  const CXXMethodDecl *Method = Call ? Call->getMethodDecl() : nullptr;
  if (!Method || !Method->getDeclName().isIdentifier() ||
      Method->getName() != "await_resume")
    return nullptr;
  for (const Stmt *Up = B.parent(E); isa_and_nonnull<Expr>(Up);
       Up = B.parent(Up))
    if (const auto *Await = dyn_cast<CoawaitExpr>(Up))
      return Await;
  return nullptr;
}

/// Before \p Call: what is held while it waits, itself or in a body in sight.
void Simulation::wait(Configuration &C, const CallSite &Call) {
  if (!Call.Callee || !looksForWaits())
    return;
  const auto Things = heldThings(C);
  if (Things.empty())
    return;
  if (const CoawaitExpr *Await = awaitedBy(Call.E, B))
    return await(C, *Await);
  const FunctionDecl &F = *Call.Callee;
  auto All = [&](const Pause &P) {
    for (const HeldThing &Each : Things)
      pauseUnder(C, Each, Call.E, P.Callee, P);
  };
  if (const spec::Blocking *By = U.blocking(F)) {
    if (blocks(*By, Call, C))
      All({Call.E, Call.name().empty() ? By->Name : Call.name().str(), By,
           nullptr});
    return;
  }
  if (const spec::Function *Spec = U.specOf(F); Spec && !Spec->Leases) {
    for (const spec::Acquire &A : Spec->Acquires)
      if (A.Kind != spec::AnyKind && U.model().kind(A.Kind).Lease && A.Waits &&
          !givesUp(Call.name(), Call.Args, Context))
        if (const Connection *Pool = poolOf(Call, A))
          All({Call.E, Call.name().str(), nullptr, Pool});
    return;
  }
  bool Waits = false;
  if (const std::optional<Taking> T = takenBy(Call, Waits)) {
    if (Waits && T->Pool)
      All({Call.E, T->By, nullptr, T->Pool});
    return;
  }
  const FunctionDecl *Def = Call.definition(U);
  if (Def && U.pauses(*Def) && !U.isLibraryFunction(F))
    waitInside(C, Call, *Def);
}

void Simulation::waitInside(Configuration &C, const CallSite &Call,
                            const FunctionDecl &Def) {
  const Renaming Names(*this, Call, Def);
  const std::vector<Unit::Given> Given =
      givenFor(Call, Def, C, /*Handles=*/true);
  const auto *Method = dyn_cast<CXXMethodDecl>(&Def);
  const bool Lambda = Method && Method->getParent()->isLambda();
  for (const HeldThing &Held : heldThings(C)) {
    std::optional<AccessPath> Input;
    const Connection *Open = nullptr;
    if (Held.Handle)
      for (const AccessPath &H : Held.Handle->Holders)
        if (!Input) {
          const auto Inside = calleeNames(Call, Def, H, C);
          if (!Inside.empty())
            Input = Inside.front();
          else if (Lambda && H.var())
            Input = H;
        }
    if (Held.Begun) {
      Open = Names.toCallee(Held.Begun->On);
      if (!Open && Held.Begun->Also)
        Open = Names.toCallee(Held.Begun->Also);
    }
    for (Pause P : Pauses(U.waits(Def, Input, Open, Given))) {
      if (P.By && callsAny(P.By->UnlessBeside))
        continue;
      // A closure knows what it captures by the same name.
      const bool Captured =
          Lambda && P.Pool && P.Pool->Root != Connection::Call &&
          !(P.Pool->Var && isa<ParmVarDecl>(P.Pool->Var) &&
            P.Pool->Var->getDeclContext() == &Def);
      if (!P.By && !Captured && !(P.Pool = poolToCaller(P.Pool, Call, Names)))
        continue;
      pauseUnder(C, Held, Call.E,
                 Call.name().empty() ? StringRef(P.Callee) : Call.name(), P);
    }
  }
}

/// `co_await` of something that has nothing to do with what is held.
void Simulation::await(Configuration &C, const CoawaitExpr &E) {
  if (E.isImplicit() || !looksForWaits())
    return;
  const auto Things = heldThings(C);
  if (Things.empty())
    return;
  const Expr *Operand = strip(E.getOperand());
  const auto *Call = dyn_cast_or_null<CallExpr>(Operand);
  const FunctionDecl *Callee = Call ? Call->getDirectCallee() : nullptr;
  if (!Callee || U.definition(*Callee) || U.specOf(*Callee) ||
      U.blocking(*Callee) || U.heldType(E.getType()))
    return;
  const CallSite Site(Call);
  if (Unit::speaksSql(Site.name()) ||
      Unit::nameHint(Site.name()) == NameHint::Releases)
    return;
  // What is given the connection, or is made of it, speaks to the database.
  auto Concerns = [&](const Stmt *S, auto &&Self) -> bool {
    if (!S)
      return false;
    if (const auto *Of = dyn_cast<Expr>(S)) {
      QualType T = Of->getType().getNonReferenceType();
      if (T->isPointerType())
        T = T->getPointeeType();
      const CXXRecordDecl *Record = T->getAsCXXRecordDecl();
      if (U.isConnection(T) || U.heldType(T) || U.scopeType(T) ||
          (Record && Record->getIdentifier() &&
           spec::speaksOfPool(Record->getName())))
        return true;
      if (const auto *Ref = dyn_cast<DeclRefExpr>(Of))
        if (const auto *V = dyn_cast<VarDecl>(Ref->getDecl());
            V && V->hasLocalStorage() && !isa<ParmVarDecl>(V) && V->hasInit() &&
            V->getInit() != S && T->isRecordType() && Self(V->getInit(), Self))
          return true;
    }
    return llvm::any_of(S->children(),
                        [&](const Stmt *Child) { return Self(Child, Self); });
  };
  if (Concerns(Call, Concerns))
    return;
  static const spec::Blocking Await = [] {
    spec::Blocking B;
    B.Name = "co_await";
    B.What = "waits for something other than the database";
    return B;
  }();
  for (const HeldThing &Each : Things)
    pauseUnder(C, Each, &E, "co_await", {&E, "co_await", &Await, nullptr});
}

//===----------------------------------------------------------------------===//
// Objects that hold
//===----------------------------------------------------------------------===//

void Simulation::addHold(Configuration &C, Taking T, const AccessPath &Owner) {
  auto [Found, New] = TakingIndex.try_emplace(T.At, Takings.size());
  if (New)
    Takings.push_back(T);
  const unsigned Index = Found->second;
  constexpr size_t MaxHolds = 6;
  if (C.Holds.size() >= MaxHolds)
    C.Holds.erase(C.Holds.begin());
  C.Holds.push_back({Index, Owner});
  C.Trail = step(C, {Step::Kept, true, T.At, Index, nullptr});
}

/// The object behind `*p`, `p->`, `p.get()` and `&p`.
std::optional<AccessPath> Simulation::ownerOf(const Expr *E,
                                              const Configuration &C) const {
  for (;;) {
    E = strip(E);
    if (!E)
      return std::nullopt;
    if (const auto *Operator = dyn_cast<CXXOperatorCallExpr>(E);
        Operator && (Operator->getOperator() == OO_Arrow ||
                     Operator->getOperator() == OO_Star)) {
      E = Operator->getArg(0);
      continue;
    }
    if (const auto *Call = dyn_cast<CXXMemberCallExpr>(E);
        Call && Call->getNumArgs() == 0 && Call->getMethodDecl() &&
        Call->getMethodDecl()->getDeclName().isIdentifier()) {
      const StringRef Name = Call->getMethodDecl()->getName();
      if (Name == "get" || Name == "value" || Name == "conn" ||
          Name == "connection") {
        E = Call->getImplicitObjectArgument();
        continue;
      }
    }
    if (const auto *Unary = dyn_cast<UnaryOperator>(E);
        Unary && (Unary->getOpcode() == UO_AddrOf ||
                  Unary->getOpcode() == UO_Deref)) {
      const Expr *Of = strip(Unary->getSubExpr());
      if (isa<CXXThisExpr>(Of))
        return std::nullopt;
      E = Of;
      continue;
    }
    return pathOf(E, C);
  }
}

/// What \p Call, about to run, takes from objects that hold something.
void Simulation::endHolds(Configuration &C, const CallSite &Call) {
  if (C.Holds.empty() || !Call.Callee)
    return;
  const FunctionDecl &F = *Call.Callee;
  const auto *Method = dyn_cast<CXXMethodDecl>(&F);
  const FunctionDecl *Def = Call.definition(U);
  const StringRef Name = Call.name();
  const bool Frees = Unit::endsByName(Name);
  auto Drop = [&](auto Which) {
    llvm::erase_if(C.Holds, Which);
  };
  if (Call.Receiver && !Call.Construct) {
    const bool This = isa<CXXThisExpr>(strip(Call.Receiver));
    const auto P = This ? std::optional<AccessPath>()
                        : ownerOf(Call.Receiver, C);
    const auto *Operator = dyn_cast<CXXOperatorCallExpr>(Call.E);
    const bool Assigns = Operator && Operator->getOperator() == OO_Equal;
    const bool Const = Method && Method->isConst();
    Drop([&](const Hold &H) {
      if (This ? H.Owner.Root != AccessPath::This
               : !P || !(H.Owner.within(*P) || P->within(H.Owner)))
        return false;
      const FieldDecl *Field = This ? H.Owner.Field : Takings[H.Site].Field;
      if (Def && Field && U.mayEnd(*Def, *Field))
        return true;
      if (This)
        return !Def && Frees;
      const spec::ScopeType *Type = U.heldType(Call.Receiver->getType());
      return Assigns || (Frees && !Const && !Def) || (Type && Frees) ||
             (Type && endsIt(*Type, Name));
    });
    // The right side's goes over.
    if (Assigns && P && Call.Args.size() == 1)
      if (const auto From = pathOf(Call.Args[0], C))
        for (Hold &H : C.Holds)
          if (H.Owner.within(*From))
            H.Owner = H.Owner.rebased(*P);
  }
  for (unsigned I = 0; I != Call.Args.size(); ++I) {
    const Expr *Arg = Call.Args[I];
    const auto Whole = pathOf(Arg, C);
    const auto Owner = ownerOf(Arg, C);
    const ParmVarDecl *Param =
        I < F.getNumParams() ? F.getParamDecl(I) : nullptr;
    if (Whole && Arg->isXValue() && Whole->Root != AccessPath::Temporary) {
      for (size_t J = 0; J != C.Holds.size();) {
        if (!C.Holds[J].Owner.within(*Whole)) {
          ++J;
        } else if (Call.Construct) {
          C.Holds[J].Owner =
              C.Holds[J].Owner.rebased(AccessPath::temporary(Call.E));
          ++J;
        } else if (Def && Param &&
                   !U.mayEnd(*Def, *Def->getParamDecl(I))) {
          ++J; // by `&&`, and only looked at
        } else {
          C.Holds.erase(C.Holds.begin() + J);
        }
      }
      continue;
    }
    if (!Owner)
      continue;
    Drop([&](const Hold &H) {
      if (!H.Owner.within(*Owner) && !Owner->within(H.Owner))
        return false;
      if (Def && I < Def->getNumParams())
        return U.mayEnd(*Def, *Def->getParamDecl(I));
      return Frees || Name == "swap";
    });
  }
}

/// After \p Call: objects that hold something from now on.
void Simulation::takeHolds(Configuration &C, const CallSite &Call) {
  if (!Tracks || HasInput || !Call.Callee)
    return;
  const FunctionDecl &F = *Call.Callee;
  if (const CoawaitExpr *Await = awaitedBy(Call.E, B))
    if (const Expr *Of = strip(Await->getOperand()))
      return rebase(C, AccessPath::temporary(Of), AccessPath::temporary(Await),
                    /*Copy=*/false);
  AccessPath Result = AccessPath::temporary(Call.E);
  bool Waits = false;
  if (std::optional<Taking> T = takenBy(Call, Waits))
    return addHold(C, *T, Result);
  if (U.specOf(F))
    return;
  CallSite Inner = Call;
  const FunctionDecl *Def = nullptr;
  if (const CXXConstructorDecl *Ctor = Unit::constructorMadeBy(F)) {
    Inner.Callee = Ctor;
    Inner.Construct = true;
    Inner.ResultType = typeOf(*Ctor->getParent(), Context);
    if (Call.Receiver) { // std::optional::emplace
      const auto Into = pathOf(Call.Receiver, C);
      if (!Into)
        return;
      Result = *Into;
    }
    if (std::optional<Taking> T = takenBy(Inner, Waits))
      return addHold(C, *T, Result);
    Def = U.definition(*Ctor);
  } else {
    Def = Call.definition(U);
  }
  if (!Def || !U.takes(*Def))
    return;
  const std::vector<Leased> &Kept = U.leases(*Def);
  if (Kept.empty())
    return;
  const Renaming Names(*this, Inner, *Def);
  for (const Leased &L : Kept) {
    Taking T;
    T.At = Call.E;
    T.By = Call.name().str();
    T.Pool = L.Transaction ? nullptr
                           : poolToCaller(L.Pool, Inner, Names);
    T.Transaction = L.Transaction;
    if (L.At.Root == AccessPath::This) {
      T.Field = L.At.Field;
      if (!Inner.Construct) {
        if (!Call.Receiver)
          continue;
        if (isa<CXXThisExpr>(strip(Call.Receiver)))
          Result = AccessPath::thisField(L.At.Field);
        else if (const auto P = pathOf(Call.Receiver, C);
                 P && P->var() && !P->Field && P->var()->hasLocalStorage() &&
                 P->var()->getType()->isRecordType())
          Result = *P;
        else
          continue;
      }
    }
    addHold(C, T, Result);
    break; // one connection, whatever else goes with it
  }
}

/// `if (!lease)`: on the one branch there is nothing to hold.
void Simulation::judgeHolds(Configuration &C, const Expr *Cond, bool Truth) {
  const Expr *E = strip(Cond);
  while (const auto *Unary = dyn_cast_or_null<UnaryOperator>(E)) {
    if (Unary->getOpcode() != UO_LNot)
      return;
    Truth = !Truth;
    E = strip(Unary->getSubExpr());
  }
  const Expr *Of = nullptr;
  auto IsNull = [&](const Expr *Side) {
    return Side->isNullPointerConstant(Context,
                                       Expr::NPC_ValueDependentIsNotNull) ||
           isa<CXXNullPtrLiteralExpr>(strip(Side));
  };
  if (const auto *Operator = dyn_cast_or_null<CXXOperatorCallExpr>(E)) {
    const OverloadedOperatorKind Kind = Operator->getOperator();
    if (Kind == OO_Exclaim) {
      Of = Operator->getArg(0);
      Truth = !Truth;
    } else if ((Kind == OO_EqualEqual || Kind == OO_ExclaimEqual) &&
               Operator->getNumArgs() == 2) {
      const bool Right = IsNull(Operator->getArg(1));
      if (!Right && !IsNull(Operator->getArg(0)))
        return;
      Of = Operator->getArg(Right ? 0 : 1);
      if (Kind == OO_EqualEqual)
        Truth = !Truth;
    }
  } else if (const auto *Binary = dyn_cast_or_null<BinaryOperator>(E)) {
    if (!Binary->isEqualityOp() || !IsNull(Binary->getRHS()))
      return;
    Of = Binary->getLHS();
    if (Binary->getOpcode() == BO_EQ)
      Truth = !Truth;
  } else if (const auto *Call = dyn_cast_or_null<CXXMemberCallExpr>(E)) {
    const CXXMethodDecl *Method = Call->getMethodDecl();
    if (!Method || Call->getNumArgs())
      return;
    if (isa<CXXConversionDecl>(Method)) {
      Of = Call->getImplicitObjectArgument();
    } else if (Method->getDeclName().isIdentifier() &&
               Method->getReturnType()->isBooleanType()) {
      const StringRef Name = Method->getName();
      if (hasWord(Name, {"null", "empty"}))
        Truth = !Truth;
      else if (!hasWord(Name, {"has_value", "valid", "is_open", "isopen",
                               "connected"}) &&
               !Name.equals_insensitive("ok"))
        return;
      Of = Call->getImplicitObjectArgument();
    }
  }
  if (!Of || Truth)
    return;
  if (const auto P = ownerOf(Of, C))
    C.dropHolds(*P);
}

/// A closure may end what it has by reference, whenever it runs; what it has by
/// move is its own.
void Simulation::dropCaptured(Configuration &C, const LambdaExpr &L) {
  const CXXMethodDecl *Runs = L.getCallOperator();
  auto Init = L.capture_init_begin();
  for (const LambdaCapture &Capture : L.captures()) {
    const Expr *From = *Init++;
    if (!Capture.capturesVariable())
      continue;
    const auto *V = dyn_cast<VarDecl>(Capture.getCapturedVar());
    if (!V)
      continue;
    if (V->isInitCapture()) {
      const Expr *Of = V->getInit() ? V->getInit() : From;
      if (const auto *Make = dyn_cast_or_null<CXXConstructExpr>(
              Of ? Of->IgnoreParenImpCasts() : nullptr);
          Make && Make->getNumArgs())
        Of = Make->getArg(0);
      if (Of && !V->getType()->isReferenceType())
        if (const auto P = pathOf(Of, C))
          C.dropHolds(*P);
      continue;
    }
    const AccessPath P = AccessPath::variable(V->getCanonicalDecl());
    if (llvm::any_of(C.Holds,
                     [&](const Hold &H) { return H.Owner.within(P); }) &&
        (!Runs || Runs->isDependentContext() || U.mayEnd(*Runs, *V)))
      C.dropHolds(P);
  }
}

/// The function returns: what a caller has in the object it gets, or has
/// called a method of.
void Simulation::noteLeased(const Configuration &C) {
  std::vector<Leased> Here;
  for (const Obligation &O : C.Held) {
    if (!Tracks || Sites[O.Site].Kind == spec::AnyKind ||
        !U.model().kind(Sites[O.Site].Kind).Lease)
      continue;
    for (const AccessPath &H : O.Holders)
      if (H.Root == AccessPath::This && H.Field)
        Here.push_back({H, Sites[O.Site].Pool, false});
  }
  for (const Hold &H : C.Holds)
    if (H.Owner.Root == AccessPath::Return || H.Owner.Root == AccessPath::This) {
      const Taking &T = Takings[H.Site];
      Here.push_back({H.Owner, T.Transaction ? nullptr : T.Pool,
                      T.Transaction});
    }
  // Leases before transactions, of which they are the greater trouble.
  llvm::stable_sort(Here, [](const Leased &A, const Leased &B) {
    return A.Transaction < B.Transaction;
  });
  if (!Leases)
    Leases = std::move(Here);
  else
    llvm::erase_if(*Leases, [&](const Leased &L) {
      return !llvm::is_contained(Here, L);
    });
}

} // namespace leash::flow
