// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Values, places and conditions in a configuration.

#include "Simulation.h"

using namespace clang;

namespace leash::flow {

std::optional<AccessPath> Simulation::pathOf(const Expr *E,
                                             const Configuration &C) const {
  E = strip(E);
  if (!E)
    return std::nullopt;
  if (const auto *Ref = dyn_cast<DeclRefExpr>(E)) {
    if (const auto *Binding = dyn_cast<BindingDecl>(Ref->getDecl()))
      return Binding->getBinding() ? pathOf(Binding->getBinding(), C)
                                   : std::nullopt;
    const auto *V = dyn_cast<VarDecl>(Ref->getDecl());
    if (!V)
      return std::nullopt;
    // A reference is its referent; one to a temporary is an object itself.
    if (const Expr *Of = B.referent(V))
      if (auto P = pathOf(Of, C); P && !P->temp())
        return P;
    return AccessPath::variable(V->getCanonicalDecl());
  }
  if (const auto *Member = dyn_cast<MemberExpr>(E)) {
    const auto *Field = dyn_cast<FieldDecl>(Member->getMemberDecl());
    if (!Field)
      return std::nullopt;
    Field = Field->getCanonicalDecl();
    const Expr *Base = strip(Member->getBase());
    if (isa<CXXThisExpr>(Base))
      return AccessPath::thisField(Field);
    if (Member->isArrow()) {
      const Value Pointer = eval(Base, C);
      if (Pointer.target() && !Pointer.target().Field)
        return Pointer.target().field(Field);
    }
    std::optional<AccessPath> P = pathOf(Base, C);
    if (!P || P->Field)
      return std::nullopt;
    if (P->Root == AccessPath::Pointee && Member->isArrow())
      return std::nullopt;
    return P->field(Field);
  }
  if (const auto *Unary = dyn_cast<UnaryOperator>(E)) {
    if (Unary->getOpcode() != UO_Deref)
      return std::nullopt;
    const Expr *Pointer = strip(Unary->getSubExpr());
    const Value Known = eval(Pointer, C);
    if (Known.target())
      return Known.target();
    std::optional<AccessPath> P = pathOf(Pointer, C);
    if (P && P->Root == AccessPath::Variable && !P->Field)
      return AccessPath::pointee(P->var());
    return std::nullopt;
  }
  if (const auto *Assign = dyn_cast<BinaryOperator>(E)) {
    if (Assign->getOpcode() == BO_Assign)
      return pathOf(Assign->getLHS(), C);
    if (Assign->getOpcode() == BO_Comma)
      return pathOf(Assign->getRHS(), C);
    return std::nullopt;
  }
  if (isa<CallExpr, CXXConstructExpr, ConditionalOperator, CoawaitExpr>(E))
    return AccessPath::temporary(E);
  return std::nullopt;
}

std::optional<AccessPath> Simulation::enclosingObject(const Expr *E) {
  const auto *Unary = dyn_cast_or_null<UnaryOperator>(strip(E));
  if (!Unary || Unary->getOpcode() != UO_AddrOf ||
      !Unary->getSubExpr()->getType()->isRecordType())
    return std::nullopt;
  const auto *Member = dyn_cast<MemberExpr>(strip(Unary->getSubExpr()));
  while (Member && !Member->isArrow())
    Member = dyn_cast<MemberExpr>(strip(Member->getBase()));
  const auto *Ref =
      Member ? dyn_cast<DeclRefExpr>(strip(Member->getBase())) : nullptr;
  const auto *V = Ref ? dyn_cast<VarDecl>(Ref->getDecl()) : nullptr;
  if (!V)
    return std::nullopt;
  return AccessPath::variable(V->getCanonicalDecl());
}

/// A handle of this type is an index into something, not a pointer.
static bool isNumber(const Expr *E) {
  return E->getType()->isIntegralOrEnumerationType();
}

/// What \p Op, as `+` or as `+=`, makes of two values.
Value Simulation::compute(BinaryOperatorKind Op, const Value &L,
                          const Value &R) {
  constexpr int64_t Small = int64_t(1) << 31;
  auto IsSmall = [](int64_t I) { return I > -Small && I < Small; };
  if (!R.exact() || !IsSmall(*R.exact()))
    return Value::unknown();
  const int64_t By = *R.exact();
  if (Op == BO_Add || Op == BO_AddAssign)
    return L.plus(By);
  if (Op == BO_Sub || Op == BO_SubAssign)
    return L.plus(-By);
  if (!L.exact() && (Op == BO_And || Op == BO_AndAssign) && By < 0 &&
      llvm::isPowerOf2_64(-By)) {
    // `rc & ~1` rounds down.
    Value Rounded;
    Rounded.narrowTo(L.least() & By, L.greatest() & By);
    return Rounded;
  }
  if (!L.exact() || !IsSmall(*L.exact()))
    return Value::unknown();
  const int64_t Left = *L.exact();
  switch (Op) {
  case BO_Mul:
  case BO_MulAssign:
    return Value::integer(Left * By);
  case BO_And:
  case BO_AndAssign:
    return Value::integer(Left & By);
  case BO_Or:
  case BO_OrAssign:
    return Value::integer(Left | By);
  case BO_Xor:
  case BO_XorAssign:
    return Value::integer(Left ^ By);
  case BO_Shl:
  case BO_ShlAssign:
    return By >= 0 && By < 31 ? Value::integer(Left * (int64_t(1) << By))
                              : Value::unknown();
  default:
    return Value::unknown();
  }
}

Value Simulation::eval(const Expr *E, const Configuration &C) const {
  E = strip(E);
  if (!E || E->isValueDependent())
    return Value::unknown();
  if (const auto *I = dyn_cast<IntegerLiteral>(E))
    return I->getValue().getSignificantBits() <= 64
               ? Value::integer(I->getValue().getSExtValue())
               : Value::unknown();
  if (const auto *Bool = dyn_cast<CXXBoolLiteralExpr>(E))
    return Value::integer(Bool->getValue());
  if (const auto *Ch = dyn_cast<CharacterLiteral>(E))
    return Value::integer(Ch->getValue());
  if (isa<CXXNullPtrLiteralExpr>(E) || isa<GNUNullExpr>(E) ||
      isa<ImplicitValueInitExpr>(E) || isa<CXXScalarValueInitExpr>(E))
    return Value::signs(Value::Zero);
  if (isa<StringLiteral>(E) || isa<CXXThisExpr>(E) || isa<LambdaExpr>(E))
    return Value::signs(Value::NonZero);
  if (const auto *Ref = dyn_cast<DeclRefExpr>(E)) {
    if (const auto *Constant = dyn_cast<EnumConstantDecl>(Ref->getDecl()))
      return Constant->getInitVal().isRepresentableByInt64()
                 ? Value::integer(Constant->getInitVal().getExtValue())
                 : Value::unknown();
    if (isa<FunctionDecl>(Ref->getDecl()))
      return Value::signs(Value::NonZero);
  }
  if (const auto *Unary = dyn_cast<UnaryOperator>(E)) {
    switch (Unary->getOpcode()) {
    case UO_AddrOf: {
      const Expr *Of = strip(Unary->getSubExpr());
      if (auto P = pathOf(Of, C);
          P && P->Root == AccessPath::Variable &&
          (P->var()->hasLocalStorage() || P->Field))
        return P->Field && P->var()->getType()->isPointerType()
                   ? Value::signs(Value::NonZero)
                   : Value::addressOf(*P);
      return Value::signs(Value::NonZero);
    }
    case UO_LNot: {
      const Value V = eval(Unary->getSubExpr(), C);
      if (V.isHandle())
        return C.Held[V.handleIndex()].State == Status::Open &&
                       !isNumber(strip(Unary->getSubExpr()))
                   ? Value::integer(0)
                   : Value::unknown();
      if (V.isZero())
        return Value::integer(1);
      return V.isNonZero() ? Value::integer(0) : Value::unknown();
    }
    case UO_Minus: {
      const Value V = eval(Unary->getSubExpr(), C);
      return V.exact() && *V.exact() != std::numeric_limits<int64_t>::min()
                 ? Value::integer(-*V.exact())
                 : Value::unknown();
    }
    case UO_Not: {
      const Value V = eval(Unary->getSubExpr(), C);
      return V.exact() ? Value::integer(~*V.exact()) : Value::unknown();
    }
    case UO_Plus:
    case UO_Extension:
      return eval(Unary->getSubExpr(), C);
    case UO_PreInc:
    case UO_PreDec:
      return eval(Unary->getSubExpr(), C);
    case UO_PostInc:
      return eval(Unary->getSubExpr(), C).plus(-1);
    case UO_PostDec:
      return eval(Unary->getSubExpr(), C).plus(1);
    case UO_Deref:
      break;
    default:
      return Value::unknown();
    }
  }
  if (const auto *Binary = dyn_cast<BinaryOperator>(E)) {
    const BinaryOperatorKind Op = Binary->getOpcode();
    if (Op == BO_Assign)
      return eval(Binary->getLHS(), C);
    if (Op == BO_Comma)
      return eval(Binary->getRHS(), C);
    const Value L = eval(Binary->getLHS(), C), R = eval(Binary->getRHS(), C);
    if (Binary->isComparisonOp() && !L.isHandle() && !R.isHandle()) {
      const bool Apart = !Value::compatible(L, R);
      const bool Equal = L.exact() && L.exact() == R.exact();
      const bool Below = L.greatest() < R.least();
      const bool Above = L.least() > R.greatest();
      auto Answer = [](bool Yes, bool No) {
        return Yes  ? Value::integer(1)
               : No ? Value::integer(0)
                    : Value::unknown();
      };
      switch (Op) {
      case BO_EQ:
        return Answer(Equal, Apart);
      case BO_NE:
        return Answer(Apart, Equal);
      case BO_LT:
        return Answer(Below, L.least() >= R.greatest());
      case BO_GT:
        return Answer(Above, L.greatest() <= R.least());
      case BO_LE:
        return Answer(L.greatest() <= R.least(), Above);
      case BO_GE:
        return Answer(L.least() >= R.greatest(), Below);
      default:
        return Value::unknown();
      }
    }
    if (Binary->isLogicalOp() && !L.isHandle() && !R.isHandle()) {
      const bool Or = Op == BO_LOr;
      if (Or ? L.isNonZero() || R.isNonZero() : L.isZero() || R.isZero())
        return Value::integer(Or);
      if (Or ? L.isZero() && R.isZero() : L.isNonZero() && R.isNonZero())
        return Value::integer(!Or);
    }
    return compute(Op, L, R);
  }
  if (const auto *Select = dyn_cast<ConditionalOperator>(E)) {
    const Value Known = C.fact(AccessPath::temporary(Select));
    if (const Obligation *O = C.heldBy(AccessPath::temporary(Select)))
      return Value::handle(C.indexOf(*O));
    return Known;
  }
  if (const auto *Elvis = dyn_cast<BinaryConditionalOperator>(E)) {
    const Value V = eval(Elvis->getCommon(), C);
    return V.isZero() ? eval(Elvis->getFalseExpr(), C) : V;
  }
  if (const auto *Init = dyn_cast<InitListExpr>(E))
    return Init->getNumInits() == 1 && !Init->getType()->isRecordType() &&
                   !Init->getType()->isArrayType()
               ? eval(Init->getInit(0), C)
               : Value::unknown();
  if (const auto *Block = dyn_cast<StmtExpr>(E)) {
    const CompoundStmt *Body = Block->getSubStmt();
    const auto *Last =
        Body->body_empty() ? nullptr : dyn_cast<Expr>(Body->body_back());
    return Last ? eval(Last, C) : Value::unknown();
  }
  if (const auto *Generic = dyn_cast<GenericSelectionExpr>(E))
    return eval(Generic->getResultExpr(), C);
  if (const auto *Choose = dyn_cast<ChooseExpr>(E))
    return eval(Choose->getChosenSubExpr(), C);
  if (const auto *Size = dyn_cast<UnaryExprOrTypeTraitExpr>(E))
    return Size->getKind() == UETT_SizeOf ? Value::signs(Value::Positive)
                                          : Value::unknown();
  if (isa<CXXNewExpr>(E))
    return Value::freshMemory();
  if (auto P = pathOf(E, C)) {
    if (const Obligation *O = C.heldBy(*P))
      return O->ValueHandle ? Value::unknown()
                            : Value::handle(C.indexOf(*O));
    return C.fact(*P);
  }
  return Value::unknown();
}

Obligation *Simulation::handleOf(const Expr *E, Configuration &C) const {
  const Value V = eval(E, C);
  if (V.isHandle())
    return &C.Held[V.handleIndex()];
  // `&m` of an object that is the resource itself.
  if (V.target())
    if (Obligation *O = C.heldBy(V.target()); O && O->ValueHandle)
      return O;
  if (const auto *Unary = dyn_cast<UnaryOperator>(strip(E));
      Unary && Unary->getOpcode() == UO_AddrOf)
    if (auto P = pathOf(Unary->getSubExpr(), C))
      if (Obligation *O = C.heldBy(*P); O && O->ValueHandle)
        return O;
  return nullptr;
}

bool Simulation::isLocal(const AccessPath &P, const Configuration &C) const {
  switch (P.Root) {
  case AccessPath::Temporary:
    return true;
  case AccessPath::This:
    return isa<CXXConstructorDecl>(B.function());
  case AccessPath::Variable: {
    const VarDecl *V = P.var();
    if (!V->hasLocalStorage() || V->getDeclContext() != &B.function() ||
        V->getType()->isReferenceType())
      return false;
    // What a member of a union holds may be released through another.
    if (P.Field && P.Field->getParent()->isUnion())
      return false;
    if (!P.Field || V->getType()->isRecordType())
      return true;
    return C.fact(AccessPath::variable(V)).isFresh();
  }
  default:
    return false;
  }
}

bool Simulation::isPrivate(const AccessPath &P) const {
  if (P.Root == AccessPath::Temporary || P.Root == AccessPath::Return)
    return true;
  const VarDecl *V = P.var();
  return P.Root == AccessPath::Variable && V->hasLocalStorage() &&
         V->getDeclContext() == &B.function() &&
         !V->getType()->isReferenceType() && !B.isAliased(V) &&
         (!P.Field || V->getType()->isRecordType());
}

bool Simulation::keepsFacts(const AccessPath &P) const {
  if (P.Root == AccessPath::Cond || P.Root == AccessPath::None)
    return false;
  const VarDecl *V = P.var();
  return !(V && V->getType().isVolatileQualified()) &&
         !(P.Field && P.Field->getType().isVolatileQualified()) &&
         !(V && !P.Field && P.Root == AccessPath::Variable &&
           B.isAliased(V));
}

void Simulation::forgetConditions(Configuration &C, const ValueDecl *D) {
  C.dropFactsIf([&](const AccessPath &P) {
    return P.cond() && llvm::is_contained(P.cond()->Mentions, D);
  });
}

void Simulation::noteWrite(Configuration &C, const AccessPath &P,
                           const Value &V) {
  if (P.Field)
    forgetConditions(C, P.Field);
  else if (const VarDecl *Var = P.var())
    forgetConditions(C, Var);
  if (!keepsFacts(P))
    return;
  // A number that no branch looks at is no help.
  const ValueDecl *Var = P.var();
  if (P.Field)
    Var = P.Field;
  if (Var && !V.isFresh() && !V.target() && !B.inCondition(Var) &&
      !Var->getType()->isPointerType())
    C.dropFact(P);
  else
    C.setFact(P, V);
}

bool Simulation::refine(Configuration &C, const Expr *E, uint8_t Signs) {
  return refine(C, E, [&](Value &V) { return V.narrow(Signs); });
}

bool Simulation::refine(Configuration &C, const Expr *E,
                        llvm::function_ref<bool(Value &)> Narrow) {
  E = strip(E);
  Value Known = eval(E, C);
  if (Known.isHandle()) {
    Obligation &O = C.Held[Known.handleIndex()];
    // The handle numbered 0 is one like any other.
    if (isNumber(E)) {
      Value Number = Sites[O.Site].Number;
      return Narrow(Number);
    }
    Value Number =
        O.State == Status::Open ? Value::signs(Value::NonZero) : Value();
    if (!Narrow(Number))
      return false;
    if (Number.isZero()) {
      if (O.State == Status::Transferred)
        C.remove(O);
      else
        nullify(C, O);
    } else if (Number.isNonZero() && O.State == Status::MaybeNull) {
      O.State = Status::Open;
    }
    return true;
  }
  if (!Narrow(Known))
    return false;
  const auto P = pathOf(E, C);
  if (P && keepsFacts(*P))
    C.setFact(*P, Known);
  // It was null already when it was released.
  if (P && Known.isZero() && !C.Stales.empty())
    if (const Stale *S = C.staleAt(*P); S && S->Why != Stale::Emptied)
      C.Stales.erase(C.Stales.begin() + (S - C.Stales.data()));
  return true;
}

bool Simulation::assumeCondition(Configuration &C, const Expr *E, bool Truth) {
  const ConditionUse Use = B.condition(E);
  if (!Use.Of)
    return true;
  const AccessPath P = AccessPath::condition(Use.Of);
  Value Known = C.fact(P);
  if (!Known.narrow(Truth ? Use.WhenTrue : Value::Any & ~Use.WhenTrue))
    return false;
  // Worth remembering only if another branch asks again.
  if (Use.Of->Uses > 1)
    C.setFact(P, Known);
  return true;
}

bool Simulation::assumeWhole(Configuration &C, const Expr *E, bool Truth) {
  const Stmt *Operand = E;
  for (const Stmt *Up = B.parent(E); Up; Operand = Up, Up = B.parent(Up)) {
    if (isa<ParenExpr, ImplicitCastExpr>(Up))
      continue;
    if (const auto *Not = dyn_cast<UnaryOperator>(Up);
        Not && Not->getOpcode() == UO_LNot) {
      Truth = !Truth;
      continue;
    }
    const auto *Binary = dyn_cast<BinaryOperator>(Up);
    if (!Binary || !Binary->isLogicalOp())
      return true;
    // The right operand is reached only if the left one left it open.
    if (Operand == Binary->getLHS() &&
        Truth != (Binary->getOpcode() == BO_LOr))
      return true;
    if (!assumeCondition(C, Binary, Truth))
      return false;
  }
  return true;
}

bool Simulation::assumeComparison(Configuration &C, const BinaryOperator *E,
                                  bool Truth) {
  BinaryOperatorKind Op = E->getOpcode();
  if (!Truth)
    Op = BinaryOperator::negateComparisonOp(Op);
  const Expr *L = E->getLHS(), *R = E->getRHS();
  Value Right = eval(R, C);
  if (!Right.exact() || eval(L, C).exact()) {
    const Value Left = eval(L, C);
    if (Left.exact() && !Right.exact()) {
      std::swap(L, R);
      Right = Left;
      Op = BinaryOperator::reverseComparisonOp(Op);
    }
  }
  const Value Left = eval(L, C);
  if (!Right.exact()) {
    // Two places compared: what is the same is equally null.
    if (Op == BO_EQ && !Value::compatible(Left, Right) && !Left.isHandle() &&
        !Right.isHandle())
      return false;
    return assumeCondition(C, E, Truth);
  }
  const int64_t N = *Right.exact();
  judge(C, L, Op, N);
  constexpr int64_t Lowest = std::numeric_limits<int64_t>::min();
  constexpr int64_t Highest = std::numeric_limits<int64_t>::max();
  bool Feasible = true;
  switch (Op) {
  case BO_EQ:
    Feasible = (N != 0 || !isOpenOn(C, L)) && !isSentinel(C, L, N) &&
               refine(C, L, [&](Value &V) { return V.narrowTo(N, N); });
    break;
  case BO_NE:
    Feasible = refine(C, L, [&](Value &V) { return V.exclude(N); });
    break;
  case BO_LT:
    Feasible = N != Lowest && refine(C, L, [&](Value &V) {
                 return V.narrowTo(Lowest, N - 1);
               });
    break;
  case BO_LE:
    Feasible =
        refine(C, L, [&](Value &V) { return V.narrowTo(Lowest, N); });
    break;
  case BO_GT:
    Feasible = N != Highest && refine(C, L, [&](Value &V) {
                 return V.narrowTo(N + 1, Highest);
               });
    break;
  case BO_GE:
    Feasible =
        refine(C, L, [&](Value &V) { return V.narrowTo(N, Highest); });
    break;
  default:
    break;
  }
  if (!Feasible)
    return false;
  return assumeCondition(C, E, Truth);
}

bool Simulation::assume(Configuration &C, const Expr *E, bool Truth) {
  E = strip(E);
  if (!E)
    return true;
  const uint8_t Signs = Truth ? Value::NonZero : Value::Zero;
  if (const auto *Unary = dyn_cast<UnaryOperator>(E);
      Unary && Unary->getOpcode() == UO_LNot)
    return assume(C, Unary->getSubExpr(), !Truth);
  if (const auto *Binary = dyn_cast<BinaryOperator>(E)) {
    if (Binary->getOpcode() == BO_Comma)
      return assume(C, Binary->getRHS(), Truth);
    if (Binary->getOpcode() == BO_Assign) {
      judge(C, Binary->getLHS(), Truth ? BO_NE : BO_EQ, 0);
      return refine(C, Binary->getLHS(), Signs);
    }
    if (Binary->isComparisonOp()) {
      const Value Known = eval(Binary, C);
      if (Known.exact() && (*Known.exact() != 0) != Truth)
        return false;
      if (Known.exact()) {
        BinaryOperatorKind Op = Binary->getOpcode();
        if (!Truth && Op != BO_Cmp)
          Op = BinaryOperator::negateComparisonOp(Op);
        if (const Value Right = eval(Binary->getRHS(), C); Right.exact())
          judge(C, Binary->getLHS(), Op, *Right.exact());
        return true;
      }
      return Binary->getOpcode() == BO_Cmp ||
             assumeComparison(C, Binary, Truth);
    }
    // `a && b` as one value: when true both are, when false nothing is sure.
    if (Binary->isLogicalOp() && !assumeCondition(C, Binary, Truth))
      return false;
    if (Binary->getOpcode() == BO_LAnd && Truth)
      return assume(C, Binary->getLHS(), true) &&
             assume(C, Binary->getRHS(), true);
    if (Binary->getOpcode() == BO_LOr && !Truth)
      return assume(C, Binary->getLHS(), false) &&
             assume(C, Binary->getRHS(), false);
    if (Binary->isLogicalOp()) {
      Configuration Left = C, Right = C;
      const bool ByLeft = assume(Left, Binary->getLHS(), Truth);
      const bool ByRight = assume(Right, Binary->getRHS(), Truth);
      if (ByLeft != ByRight)
        C = std::move(ByLeft ? Left : Right);
      return ByLeft || ByRight;
    }
  }
  // `if (guard)`, `guard == nullptr`: the resource inside is asked about.
  if (const auto *Member = dyn_cast<CXXMemberCallExpr>(E);
      Member && isa_and_nonnull<CXXConversionDecl>(Member->getMethodDecl()) &&
      U.ownerClass(Member->getObjectType()))
    return refine(C, Member->getImplicitObjectArgument(), Signs);
  if (const auto *Operator = dyn_cast<CXXOperatorCallExpr>(E)) {
    const auto Op = Operator->getOperator();
    if ((Op == OO_EqualEqual || Op == OO_ExclaimEqual) &&
        Operator->getNumArgs() == 2) {
      const Expr *L = Operator->getArg(0), *R = Operator->getArg(1);
      if (isa<CXXNullPtrLiteralExpr>(strip(L)))
        std::swap(L, R);
      if (isa<CXXNullPtrLiteralExpr>(strip(R)) && U.ownerClass(L->getType()))
        return refine(C, L,
                      (Op == OO_EqualEqual) == Truth ? Value::Zero
                                                     : Value::NonZero);
    }
    if (Op == OO_Exclaim && Operator->getNumArgs() == 1 &&
        U.ownerClass(Operator->getArg(0)->getType()))
      return refine(C, Operator->getArg(0),
                    Truth ? Value::Zero : Value::NonZero);
  }
  judge(C, E, Truth ? BO_NE : BO_EQ, 0);
  // What a transaction is open on is not null.
  if (!Truth && (isOpenOn(C, E) || isSentinel(C, E, 0)))
    return false;
  if (!refine(C, E, Signs))
    return false;
  return assumeCondition(C, E, Truth);
}

bool Simulation::splitOnTruth(const Configuration &C, const Expr *E,
                              Configurations &True, Configurations &False) {
  const Expr *Core = strip(E);
  const auto *Unary = dyn_cast<UnaryOperator>(Core);
  const auto *Binary = dyn_cast<BinaryOperator>(Core);
  const bool Boolean =
      (Unary && Unary->getOpcode() == UO_LNot) ||
      (Binary && (Binary->isComparisonOp() || Binary->isLogicalOp()));
  if (!Boolean)
    return false;
  // Only a question about something held is worth two configurations.
  llvm::SmallVector<const Stmt *, 8> Work{Core};
  bool Asks = false;
  while (!Work.empty() && !Asks) {
    const Stmt *S = Work.pop_back_val();
    if (!S)
      continue;
    if (const auto *Sub = dyn_cast<Expr>(S))
      if (isa<DeclRefExpr>(Sub) || isa<MemberExpr>(Sub) ||
          isa<UnaryOperator>(Sub)) {
        const Value V = eval(Sub, C);
        Asks |= V.isHandle() || outcomeOf(Sub, C) ||
                (!V.isUnknown() && !V.exact() && pathOf(Sub, C));
      }
    if (const auto *Call = dyn_cast<CallExpr>(S))
      Asks |= outcomeOf(Call, C) != nullptr;
    else
      for (const Stmt *Child : S->children())
        Work.push_back(Child);
  }
  if (!Asks)
    return false;
  Configuration Yes = C, No = C;
  if (assume(Yes, Core, true))
    True.push_back(std::move(Yes));
  if (assume(No, Core, false))
    False.push_back(std::move(No));
  return true;
}

} // namespace leash::flow
