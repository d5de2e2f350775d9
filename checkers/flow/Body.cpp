// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Indexes a function body once, so that the simulation asks cheap questions.

#include "Body.h"
#include "Connections.h"
#include "Texts.h"
#include "Unit.h"
#include "Value.h"
#include "clang/AST/ASTContext.h"
#include "clang/AST/DeclCXX.h"
#include "clang/AST/ExprCXX.h"

using namespace clang;

namespace leash::flow {

/// `std::move(x)` and its like: the same object under another type.
static const Expr *passedThrough(const CallExpr *Call) {
  // Not getDirectCallee(): this is asked of every call again and again.
  const auto *Cast = dyn_cast<ImplicitCastExpr>(Call->getCallee());
  const auto *Ref = Cast ? dyn_cast<DeclRefExpr>(Cast->getSubExpr()) : nullptr;
  const auto *FD = Ref ? dyn_cast<FunctionDecl>(Ref->getDecl()) : nullptr;
  if (!FD || Call->getNumArgs() < 1)
    return nullptr;
  // A plain function of C; the builtins have an identifier that says so.
  const IdentifierInfo *Name = FD->getIdentifier();
  if (!Name || (Name->getBuiltinID() == 0 &&
                FD->getDeclContext()->isTranslationUnit()))
    return nullptr;
  if (unsigned Id = FD->getBuiltinID()) {
    switch (Id) {
    case Builtin::BImove:
    case Builtin::BIforward:
    case Builtin::BImove_if_noexcept:
    case Builtin::BIas_const:
    case Builtin::BIaddressof:
    case Builtin::BI__builtin_expect:
    case Builtin::BI__builtin_expect_with_probability:
    case Builtin::BI__builtin_launder:
      return Id == Builtin::BIaddressof ? nullptr : Call->getArg(0);
    default:
      return nullptr;
    }
  }
  if (!FD->isInStdNamespace() || Call->getNumArgs() != 1)
    return nullptr;
  return Name->isStr("move") || Name->isStr("forward") ||
                 Name->isStr("as_const") || Name->isStr("move_if_noexcept") ||
                 Name->isStr("launder")
             ? Call->getArg(0)
             : nullptr;
}

const Expr *strip(const Expr *E) {
  while (E) {
    // By class, since nearly every question about an expression begins here.
    switch (E->getStmtClass()) {
    case Stmt::DeclRefExprClass:
    case Stmt::IntegerLiteralClass:
    case Stmt::MemberExprClass:
    case Stmt::BinaryOperatorClass:
    case Stmt::StringLiteralClass:
      return E;
    case Stmt::ImplicitCastExprClass:
    case Stmt::CStyleCastExprClass:
      E = cast<CastExpr>(E)->getSubExpr();
      continue;
    case Stmt::ParenExprClass:
      E = cast<ParenExpr>(E)->getSubExpr();
      continue;
    case Stmt::CallExprClass: {
      const Expr *Through = passedThrough(cast<CallExpr>(E));
      if (!Through)
        return E;
      E = Through;
      continue;
    }
    default:
      break;
    }
    const Expr *Before = E;
    E = E->IgnoreParens();
    if (E != Before)
      continue;
    if (const auto *Cast = dyn_cast<CastExpr>(E)) {
      E = Cast->getSubExpr();
    } else if (const auto *Full = dyn_cast<FullExpr>(E)) {
      E = Full->getSubExpr();
    } else if (const auto *Temp = dyn_cast<MaterializeTemporaryExpr>(E)) {
      E = Temp->getSubExpr();
    } else if (const auto *Bind = dyn_cast<CXXBindTemporaryExpr>(E)) {
      E = Bind->getSubExpr();
    } else if (const auto *Subst = dyn_cast<SubstNonTypeTemplateParmExpr>(E)) {
      E = Subst->getReplacement();
    } else if (const auto *Opaque = dyn_cast<OpaqueValueExpr>(E);
               Opaque && Opaque->getSourceExpr()) {
      E = Opaque->getSourceExpr();
    } else if (const auto *Default = dyn_cast<CXXDefaultArgExpr>(E)) {
      E = Default->getExpr();
    } else if (const auto *Default = dyn_cast<CXXDefaultInitExpr>(E)) {
      E = Default->getExpr();
    } else if (const auto *Make = dyn_cast<CXXConstructExpr>(E);
               Make && Make->isElidable() && Make->getNumArgs() == 1) {
      E = Make->getArg(0);
    } else if (const auto *Call = dyn_cast<CallExpr>(E)) {
      const Expr *Through = passedThrough(Call);
      if (!Through)
        return E;
      E = Through;
    } else {
      return E;
    }
  }
  return E;
}

const VarDecl *variableOf(const Expr *E) {
  const auto *Ref = dyn_cast_or_null<DeclRefExpr>(strip(E));
  return Ref ? dyn_cast<VarDecl>(Ref->getDecl()) : nullptr;
}

bool hasWord(StringRef Name, ArrayRef<StringRef> Words) {
  return llvm::any_of(
      Words, [&](StringRef W) { return Name.contains_insensitive(W); });
}

bool soundsLikeLog(StringRef Name) {
  return hasWord(Name, {"log", "print", "debug", "trace", "warn", "error"});
}

bool mayBeConstant(const Stmt *S, const ASTContext &Context) {
  if (const auto *Ref = dyn_cast<DeclRefExpr>(S)) {
    const auto *V = dyn_cast<VarDecl>(Ref->getDecl());
    return !V || V->mightBeUsableInConstantExpressions(Context);
  }
  if (const auto *Call = dyn_cast<CallExpr>(S)) {
    const FunctionDecl *Callee = Call->getDirectCallee();
    if (!Callee || !(Callee->isConstexpr() || Callee->getBuiltinID()))
      return false;
  }
  if (isa<CXXThisExpr, CXXNewExpr, CXXThrowExpr, StmtExpr>(S))
    return false;
  return llvm::all_of(S->children(), [&](const Stmt *Child) {
    return !Child || mayBeConstant(Child, Context);
  });
}

Body::Body(const FunctionDecl &F, Unit &U) : F(F), U(U) {}
Body::~Body() = default;

Texts &Body::texts() {
  if (!TextsHere)
    TextsHere = std::make_unique<Texts>(*this, U);
  return *TextsHere;
}

Connections &Body::connections() const {
  if (!ConnectionsHere)
    ConnectionsHere = std::make_unique<Connections>(*this, U);
  return *ConnectionsHere;
}

std::unique_ptr<Body> Body::build(const FunctionDecl &F, Unit &U) {
  Stmt *Code = F.getBody();
  if (!Code || F.isDependentContext())
    return nullptr;
  CFG::BuildOptions Options;
  // What is constant is asked once a branch, in fixedTruth(): cheaper.
  Options.PruneTriviallyFalseEdges = false;
  Options.AddInitializers = true;
  Options.AddImplicitDtors = true;
  Options.AddCXXDefaultInitExprInCtors = true;
  for (Stmt::StmtClass Class :
       {Stmt::BinaryOperatorClass, Stmt::CompoundAssignOperatorClass,
        Stmt::UnaryOperatorClass, Stmt::CallExprClass,
        Stmt::CXXMemberCallExprClass, Stmt::CXXOperatorCallExprClass,
        Stmt::CXXConstructExprClass, Stmt::CXXTemporaryObjectExprClass,
        Stmt::CXXNewExprClass, Stmt::CXXDeleteExprClass,
        Stmt::CXXThrowExprClass, Stmt::LambdaExprClass,
        Stmt::InitListExprClass, Stmt::ReturnStmtClass,
        Stmt::ConditionalOperatorClass, Stmt::CXXParenListInitExprClass})
    Options.setAlwaysAdd(Class);
  std::unique_ptr<CFG> Graph =
      CFG::buildCFG(&F, Code, &U.context(), Options);
  if (!Graph)
    return nullptr;

  std::unique_ptr<Body> B(new Body(F, U));
  B->Graph = std::move(Graph);
  B->Parents.reserve(256);
  if (const auto *Ctor = dyn_cast<CXXConstructorDecl>(&F))
    for (const CXXCtorInitializer *Init : Ctor->inits())
      B->index(Init->getInit(), nullptr, false);
  B->index(Code, nullptr, false);
  for (const auto &[Made, From] : B->Graph->synthetic_stmts())
    B->Synthetic[Made] = From;
  for (const CFGBlock *Block : *B->Graph) {
    if (!Block)
      continue;
    if (const auto *Catch = dyn_cast_or_null<CXXCatchStmt>(Block->getLabel()))
      B->Handlers[Catch] = Block;
    const Stmt *Cond = Block->getTerminatorCondition(/*StripParens=*/false);
    const CFGBlock *Never = nullptr;
    if (const auto *E = dyn_cast_or_null<Expr>(Cond)) {
      // Of `a && b` the last block asks for `b`, and knows the whole.
      const Expr *Last = Block->getLastCondition();
      B->noteUse(E);
      if (Last && strip(Last) != strip(E))
        B->noteUse(Last);
      bool Truth;
      if (Last && Block->succ_size() == 2 && mayBeConstant(Last, U.context()) &&
          Last->EvaluateAsBooleanCondition(Truth, U.context())) {
        B->FixedTruths[Block->getBlockID()] = Truth;
        Never = *(Block->succ_begin() + (Truth ? 1 : 0));
      }
    }
    // Clang numbers blocks from the exit upwards, so an edge to a number not
    // below its source goes back.
    for (const CFGBlock *Succ : Block->succs())
      if (Succ && Succ != Never && Succ->getBlockID() >= Block->getBlockID())
        B->LoopHeads.insert(Succ->getBlockID());
  }
  return B;
}

void Body::noteUse(const Expr *E) {
  if (const ConditionUse Use = condition(E); Use.Of)
    ++const_cast<Condition *>(Use.Of)->Uses;
}

void Body::noteCounter(const Expr *E, bool Strides) {
  if (const auto *Ref = dyn_cast<DeclRefExpr>(E->IgnoreParenImpCasts()))
    if (const auto *V = dyn_cast<VarDecl>(Ref->getDecl())) {
      Counters.insert(V->getCanonicalDecl());
      if (Strides)
        Striding.insert(V->getCanonicalDecl());
    }
}

void Body::index(const Stmt *S, const CXXTryStmt *Try, bool Asked) {
  if (!S)
    return;
  // The child that a branch depends on; the others inherit.
  const Stmt *Question = nullptr;
  bool AllAsked = Asked;
  switch (S->getStmtClass()) {
  case Stmt::DeclRefExprClass:
    if (Asked)
      ConditionDecls.insert(cast<ValueDecl>(
          cast<DeclRefExpr>(S)->getDecl()->getCanonicalDecl()));
    return;
  case Stmt::IntegerLiteralClass:
  case Stmt::StringLiteralClass:
    return;
  case Stmt::MemberExprClass:
    if (Asked)
      ConditionDecls.insert(cast<ValueDecl>(
          cast<MemberExpr>(S)->getMemberDecl()->getCanonicalDecl()));
    break;
  case Stmt::DeclStmtClass:
    for (const Decl *D : cast<DeclStmt>(S)->decls())
      if (const auto *V = dyn_cast<VarDecl>(D)) {
        indexVariable(V, S);
        AllAsked |= V->getType()->isIntegralOrEnumerationType();
      }
    break;
  case Stmt::UnaryOperatorClass: {
    const auto *Unary = cast<UnaryOperator>(S);
    if (Unary->getOpcode() == UO_LNot) {
      AllAsked = true;
    } else if (Unary->isIncrementDecrementOp()) {
      noteCounter(Unary->getSubExpr());
    } else if (Unary->getOpcode() == UO_AddrOf) {
      // `&v` given to a call is seen there; kept anywhere else it is an alias.
      const Stmt *Up = parent(S);
      while (Up && (isa<CastExpr>(Up) || isa<ParenExpr>(Up)))
        Up = parent(Up);
      if (!Up || !isa<CallExpr>(Up))
        if (const auto *Ref = dyn_cast<DeclRefExpr>(
                Unary->getSubExpr()->IgnoreParenImpCasts()))
          if (const auto *V = dyn_cast<VarDecl>(Ref->getDecl()))
            if (!V->getType()->isRecordType())
              Aliased.insert(V);
    }
    break;
  }
  case Stmt::LambdaExprClass: {
    const auto *Lambda = cast<LambdaExpr>(S);
    for (const LambdaCapture &Capture : Lambda->captures())
      if (Capture.capturesVariable() && Capture.getCaptureKind() == LCK_ByRef)
        if (const auto *V = dyn_cast<VarDecl>(Capture.getCapturedVar()))
          Aliased.insert(V);
    // Its body is a function of its own.
    for (const Expr *Init : Lambda->capture_inits())
      child(Init, S, Try, Asked);
    return;
  }
  case Stmt::CXXTryStmtClass: {
    const auto *T = cast<CXXTryStmt>(S);
    HasTry = true;
    OuterTry[T] = Try;
    child(T->getTryBlock(), S, T, false);
    for (unsigned I = 0; I != T->getNumHandlers(); ++I)
      child(T->getHandler(I), S, Try, false);
    return;
  }
  case Stmt::IfStmtClass:
    Question = cast<IfStmt>(S)->getCond();
    break;
  case Stmt::WhileStmtClass:
    Question = cast<WhileStmt>(S)->getCond();
    break;
  case Stmt::DoStmtClass:
    Question = cast<DoStmt>(S)->getCond();
    break;
  case Stmt::ForStmtClass:
    Question = cast<ForStmt>(S)->getCond();
    break;
  case Stmt::SwitchStmtClass:
    Question = cast<SwitchStmt>(S)->getCond();
    break;
  case Stmt::ConditionalOperatorClass:
  case Stmt::BinaryConditionalOperatorClass:
    Question = cast<AbstractConditionalOperator>(S)->getCond();
    break;
  case Stmt::BinaryOperatorClass:
  case Stmt::CompoundAssignOperatorClass: {
    const auto *Binary = cast<BinaryOperator>(S);
    // A question kept in a variable is a branch put off.
    if (Binary->isLogicalOp() || Binary->isComparisonOp())
      AllAsked = true;
    else if (Binary->isAssignmentOp())
      Question = Binary->getRHS();
    if (Binary->getOpcode() == BO_AddAssign ||
        Binary->getOpcode() == BO_SubAssign)
      noteCounter(Binary->getLHS(), /*Strides=*/true);
    break;
  }
  case Stmt::ReturnStmtClass:
    // A caller branches on it.
    if (const Expr *What = cast<ReturnStmt>(S)->getRetValue();
        What && What->getType()->isIntegralOrEnumerationType())
      AllAsked = true;
    break;
  case Stmt::OpaqueValueExprClass:
    // The value of `x ?: y` is seen where it is written, its first operand.
    if (const Expr *Source = cast<OpaqueValueExpr>(S)->getSourceExpr();
        Source && !Parents.contains(Source))
      child(Source, S, Try, Asked);
    return;
  default:
    if (const auto *Call = dyn_cast<CallExpr>(S))
      return indexCall(Call, Try, Asked);
  }
  for (const Stmt *Child : S->children())
    child(Child, S, Try, AllAsked || (Question && Child == Question));
}

void Body::child(const Stmt *Child, const Stmt *Of, const CXXTryStmt *Try,
                 bool Asked) {
  if (!Child)
    return;
  Parents[Child] = Of;
  index(Child, Try, Asked);
}

void Body::indexCall(const CallExpr *Call, const CXXTryStmt *Try, bool Asked) {
  // `check(rc)`: the callee branches on it for us.
  const FunctionDecl *Callee = Call->getDirectCallee();
  const bool Seen = Callee && U.definition(*Callee);
  if (Callee && Callee->getIdentifier())
    CallsSetjmp |= Callee->getName().ends_with("setjmp") ||
                   Callee->hasAttr<ReturnsTwiceAttr>();
  for (const Stmt *Child : Call->children())
    child(Child, Call, Try,
          Asked || (Seen && Child && Child != Call->getCallee() &&
                    cast<Expr>(Child)->getType()->isIntegralOrEnumerationType()));
}

void Body::indexVariable(const VarDecl *V, const Stmt *S) {
  Declarations[V] = S;
  if (V->hasLocalStorage() && (V->getType()->isRecordType() ||
                               V->hasAttr<CleanupAttr>()))
    Locals.push_back(V->getCanonicalDecl());
  const Expr *Init = V->getInit();
  if (!Init)
    return;
  const Expr *Inner = strip(Init);
  if (isa<CXXConstructExpr>(Inner))
    Initialized[Inner] = V;
  // A lambda, or a callable wrapper made from one.
  const Expr *Callable = Inner;
  while (const auto *Make = dyn_cast<CXXConstructExpr>(Callable)) {
    if (Make->getNumArgs() < 1)
      break;
    Callable = strip(Make->getArg(0));
  }
  if (const auto *Lambda = dyn_cast<LambdaExpr>(Callable);
      Lambda && (Inner == Lambda || U.isCallableWrapper(V->getType())))
    Closures[V] = Lambda;
  if (V->getType()->isReferenceType())
    if (const auto *Ref = dyn_cast<DeclRefExpr>(Inner))
      if (const auto *Of = dyn_cast<VarDecl>(Ref->getDecl()))
        if (!V->getType()->getPointeeType().isConstQualified())
          Aliased.insert(Of);
}

const Expr *Body::referent(const VarDecl *V) const {
  if (!V->getType()->isReferenceType() || isa<ParmVarDecl>(V) || !V->hasInit())
    return nullptr;
  return V->getInit();
}

Consumer Body::consumerOf(const Expr *E) const {
  const Stmt *Child = E;
  for (const Stmt *Up = parent(E); Up; Child = Up, Up = parent(Up)) {
    if (const auto *Cast = dyn_cast<CastExpr>(Up)) {
      if (Cast->getCastKind() == CK_ToVoid)
        return Consumer::Discarded;
      if (Cast->getCastKind() == CK_PointerToBoolean)
        return Consumer::Tested;
      continue;
    }
    if (isa<ParenExpr>(Up) || isa<FullExpr>(Up) ||
        isa<MaterializeTemporaryExpr>(Up) || isa<CXXBindTemporaryExpr>(Up))
      continue;
    if (const auto *Binary = dyn_cast<BinaryOperator>(Up)) {
      if (Binary->getOpcode() == BO_Comma) {
        if (Binary->getLHS() == Child)
          return Consumer::Discarded;
        continue;
      }
      if (Binary->isComparisonOp() || Binary->isLogicalOp())
        return Consumer::Tested;
      return Consumer::Used;
    }
    if (const auto *Unary = dyn_cast<UnaryOperator>(Up))
      return Unary->getOpcode() == UO_LNot ? Consumer::Tested : Consumer::Used;
    if (const auto *Select = dyn_cast<ConditionalOperator>(Up)) {
      if (Select->getCond() == Child)
        return Consumer::Tested;
      continue;
    }
    if (isa<BinaryConditionalOperator>(Up))
      return Consumer::Used;
    if (const auto *If = dyn_cast<IfStmt>(Up))
      return If->getCond() == Child ? Consumer::Tested : Consumer::Discarded;
    if (const auto *While = dyn_cast<WhileStmt>(Up))
      return While->getCond() == Child ? Consumer::Tested
                                       : Consumer::Discarded;
    if (const auto *Do = dyn_cast<DoStmt>(Up))
      return Do->getCond() == Child ? Consumer::Tested : Consumer::Discarded;
    if (const auto *For = dyn_cast<ForStmt>(Up))
      return For->getCond() == Child ? Consumer::Tested : Consumer::Discarded;
    if (const auto *Block = dyn_cast<CompoundStmt>(Up)) {
      const Stmt *Outer = parent(Block);
      if (Outer && isa<StmtExpr>(Outer) && !Block->body_empty() &&
          Block->body_back() == Child) {
        Up = Outer;
        continue;
      }
      return Consumer::Discarded;
    }
    if (isa<SwitchCase>(Up) || isa<LabelStmt>(Up) ||
        isa<AttributedStmt>(Up) || isa<CXXForRangeStmt>(Up))
      return Consumer::Discarded;
    return Consumer::Used;
  }
  // The body's own statement, or a constructor's initialiser.
  return isa<CXXConstructorDecl>(F) ? Consumer::Used : Consumer::Discarded;
}

const Stmt *Body::fullStatement(const Stmt *S) const {
  const Stmt *Top = Synthetic.lookup(S);
  if (!Top)
    Top = S;
  while (const Stmt *Up = parent(Top)) {
    if (!isa<Expr>(Up) && !isa<DeclStmt>(Up) && !isa<ReturnStmt>(Up))
      break;
    Top = Up;
  }
  return Top;
}

const CXXTryStmt *Body::enclosingTry(const Stmt *S) const {
  if (!HasTry)
    return nullptr;
  const Stmt *Child = S;
  for (const Stmt *Up = parent(S); Up; Child = Up, Up = parent(Up))
    if (const auto *Try = dyn_cast<CXXTryStmt>(Up))
      if (Try->getTryBlock() == Child)
        return Try;
  return nullptr;
}

bool Body::declaredIn(const VarDecl *V, const CXXTryStmt *T) const {
  const Stmt *At = Declarations.lookup(V);
  for (const CXXTryStmt *Try = At ? enclosingTry(At) : nullptr; Try;
       Try = OuterTry.lookup(Try))
    if (Try == T)
      return true;
  return false;
}

static void noteThrough(const Expr *Pointer, Condition &C) {
  Pointer = Pointer->IgnoreParenCasts();
  if (const auto *Ref = dyn_cast<DeclRefExpr>(Pointer))
    C.Through.push_back(cast<ValueDecl>(Ref->getDecl()->getCanonicalDecl()));
  else if (const auto *Member = dyn_cast<MemberExpr>(Pointer))
    C.Through.push_back(Member->getMemberDecl());
}

bool Body::profile(const Expr *E, Condition &C) const {
  E = E->IgnoreParenImpCasts();
  if (E->isValueDependent())
    return false;
  C.Id.AddInteger(E->getStmtClass());
  if (const auto *Ref = dyn_cast<DeclRefExpr>(E)) {
    const auto *D = cast<ValueDecl>(Ref->getDecl()->getCanonicalDecl());
    C.Id.AddPointer(D);
    if (const auto *V = dyn_cast<VarDecl>(D)) {
      if (V->getType().isVolatileQualified())
        return false;
      C.Mentions.push_back(V);
      if (!V->hasLocalStorage() || isAliased(V))
        C.Local = false;
    }
    return true;
  }
  if (const auto *Member = dyn_cast<MemberExpr>(E)) {
    const auto *Field = dyn_cast<FieldDecl>(Member->getMemberDecl());
    if (!Field || Field->getType().isVolatileQualified())
      return false;
    C.Id.AddPointer(Field);
    C.Mentions.push_back(Field);
    C.Local = false;
    if (Member->isArrow())
      noteThrough(Member->getBase(), C);
    return profile(Member->getBase(), C);
  }
  if (isa<CXXThisExpr>(E))
    return true;
  if (const auto *I = dyn_cast<IntegerLiteral>(E)) {
    I->getValue().Profile(C.Id);
    return true;
  }
  if (const auto *B = dyn_cast<CXXBoolLiteralExpr>(E)) {
    C.Id.AddBoolean(B->getValue());
    return true;
  }
  if (const auto *Ch = dyn_cast<CharacterLiteral>(E)) {
    C.Id.AddInteger(Ch->getValue());
    return true;
  }
  if (isa<CXXNullPtrLiteralExpr>(E) || isa<GNUNullExpr>(E))
    return true;
  if (const auto *Str = dyn_cast<clang::StringLiteral>(E)) {
    C.Id.AddString(Str->getBytes());
    return true;
  }
  if (const auto *Cast = dyn_cast<ExplicitCastExpr>(E))
    return profile(Cast->getSubExpr(), C);
  if (const auto *Unary = dyn_cast<UnaryOperator>(E)) {
    if (Unary->isIncrementDecrementOp())
      return false;
    if (Unary->getOpcode() == UO_Deref) {
      C.Local = false;
      noteThrough(Unary->getSubExpr(), C);
    }
    C.Id.AddInteger(Unary->getOpcode());
    return profile(Unary->getSubExpr(), C);
  }
  if (const auto *Binary = dyn_cast<BinaryOperator>(E)) {
    if (Binary->isAssignmentOp() || Binary->getOpcode() == BO_Comma)
      return false;
    C.Id.AddInteger(Binary->getOpcode());
    return profile(Binary->getLHS(), C) && profile(Binary->getRHS(), C);
  }
  if (const auto *Index = dyn_cast<ArraySubscriptExpr>(E)) {
    C.Local = false;
    noteThrough(Index->getBase(), C);
    return profile(Index->getBase(), C) && profile(Index->getIdx(), C);
  }
  if (const auto *Size = dyn_cast<UnaryExprOrTypeTraitExpr>(E)) {
    C.Id.AddPointer(Size);
    return true;
  }
  if (const auto *Call = dyn_cast<CallExpr>(E)) {
    const FunctionDecl *FD = Call->getDirectCallee();
    if (!FD || !U.isPure(*FD))
      return false;
    C.Id.AddPointer(FD->getCanonicalDecl());
    if (const auto *Method = dyn_cast<CXXMemberCallExpr>(Call)) {
      C.Local = false;
      if (!profile(Method->getImplicitObjectArgument(), C))
        return false;
    } else {
      C.Calls = true;
    }
    for (const Expr *Arg : Call->arguments())
      if (!profile(Arg, C))
        return false;
    return true;
  }
  return false;
}

static bool isZeroLiteral(const Expr *E) {
  E = strip(E);
  if (const auto *I = dyn_cast<IntegerLiteral>(E))
    return I->getValue().isZero();
  return isa<CXXNullPtrLiteralExpr, GNUNullExpr>(E);
}

ConditionUse Body::condition(const Expr *E) {
  auto [At, New] = ConditionCache.try_emplace(E);
  if (!New)
    return At->second;
  ConditionUse Use;
  Use.WhenTrue = Value::NonZero;
  const Expr *Core = strip(E);
  bool Negated = false;
  while (const auto *Not = dyn_cast<UnaryOperator>(Core)) {
    if (Not->getOpcode() != UO_LNot)
      break;
    Negated = !Negated;
    Core = strip(Not->getSubExpr());
  }
  auto Made = std::make_unique<Condition>();
  bool Known;
  if (const auto *Binary = dyn_cast<BinaryOperator>(Core);
      Binary && Binary->isComparisonOp() &&
      Binary->getOpcode() != BO_Cmp) {
    const Expr *L = Binary->getLHS(), *R = Binary->getRHS();
    BinaryOperatorKind Op = Binary->getOpcode();
    auto Swap = [&] {
      std::swap(L, R);
      Op = BinaryOperator::reverseComparisonOp(Op);
    };
    if (isZeroLiteral(L))
      Swap();
    if (isZeroLiteral(R)) {
      Known = profile(L, *Made);
    } else {
      Condition Left, Right;
      Known = profile(L, Left) && profile(R, Right);
      if (Right.Id < Left.Id) {
        Swap();
        std::swap(Left.Id, Right.Id);
      }
      Made->Id.AddInteger(BO_Cmp);
      Made->Id.AddNodeID(Left.Id);
      Made->Id.AddNodeID(Right.Id);
      Made->Mentions = std::move(Left.Mentions);
      Made->Mentions.append(Right.Mentions.begin(), Right.Mentions.end());
      Made->Through = std::move(Left.Through);
      Made->Through.append(Right.Through.begin(), Right.Through.end());
      Made->Local = Left.Local && Right.Local;
      Made->Calls = Left.Calls || Right.Calls;
    }
    Use.WhenTrue = Op == BO_EQ   ? Value::Zero
                   : Op == BO_NE ? Value::NonZero
                   : Op == BO_LT ? Value::Negative
                   : Op == BO_GT ? Value::Positive
                   : Op == BO_LE ? Value::Negative | Value::Zero
                                 : Value::Zero | Value::Positive;
  } else {
    Known = profile(Core, *Made);
  }
  if (Negated)
    Use.WhenTrue = Value::Any & ~Use.WhenTrue;
  if (Known && !Made->Mentions.empty()) {
    void *Where = nullptr;
    if (Condition *Old = Conditions.FindNodeOrInsertPos(Made->Id, Where)) {
      Use.Of = Old;
    } else {
      Conditions.InsertNode(Made.get(), Where);
      Use.Of = Made.get();
      OwnedConditions.push_back(std::move(Made));
    }
  }
  return ConditionCache[E] = Use;
}

} // namespace leash::flow
