// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Finds temporaries that nobody keeps, decides by what they stand for, says.

#include "DiscardedGuardCheck.h"
#include "clang/AST/ExprCXX.h"
#include "clang/AST/StmtCXX.h"
#include "llvm/ADT/StringExtras.h"

using namespace clang;

namespace leash::checks {

void DiscardedGuardCheck::check(flow::Unit &U) {
  Guards InUnit(U);
  Known = &InUnit;
  for (const FunctionDecl *F : U.functions())
    statements(F->getBody());
  Known = nullptr;
  Said.clear();
  Probes.clear();
}

bool DiscardedGuardCheck::firstAt(SourceLocation At) {
  return Said.insert(At).second; // instances of one template
}

/// Strips what stands between a statement and the value it drops.
static const Expr *made(const Expr *E) {
  for (;;) {
    E = E->IgnoreParens();
    if (const auto *Full = dyn_cast<FullExpr>(E))
      E = Full->getSubExpr();
    else if (const auto *Temporary = dyn_cast<MaterializeTemporaryExpr>(E))
      E = Temporary->getSubExpr();
    else if (const auto *Bind = dyn_cast<CXXBindTemporaryExpr>(E))
      E = Bind->getSubExpr();
    else if (const auto *Cast = dyn_cast<CastExpr>(E);
             Cast &&
             (isa<CXXFunctionalCastExpr>(E) || Cast->getCastKind() == CK_NoOp ||
              Cast->getCastKind() == CK_ConstructorConversion ||
              Cast->getCastKind() == CK_UserDefinedConversion) &&
             Cast->getSubExpr()->getType()->isRecordType())
      E = Cast->getSubExpr();
    else if (const auto *Make = dyn_cast<CXXConstructExpr>(E);
             Make && Make->isElidable() && Make->getNumArgs())
      E = Make->getArg(0);
    else
      return E;
  }
}

static bool isMade(const Expr *E) {
  // A reference into what is awaited, which ends with the statement.
  if (const auto *Await = dyn_cast<CoawaitExpr>(E);
      Await && (E->isXValue() ||
                (E->isLValue() && E->getType().isConstQualified())))
    return E->getType()->isRecordType() && isMade(made(Await->getOperand()));
  return E->isPRValue() && E->getType()->isRecordType() &&
         (isa<CallExpr, CXXConstructExpr, InitListExpr>(E) ||
          isa<CoawaitExpr>(E));
}

/// Looks at each place of \p S where a value is dropped.
void DiscardedGuardCheck::statements(const Stmt *S) {
  if (!S || isa<LambdaExpr>(S)) // a lambda is a function of its own
    return;
  auto Sub = [&](const Stmt *Child) {
    if (const auto *E = dyn_cast_or_null<Expr>(Child)) {
      discarded(E, Place::Statement);
      chains(E, E);
    }
  };
  switch (S->getStmtClass()) {
  case Stmt::CompoundStmtClass:
    for (const Stmt *Child : cast<CompoundStmt>(S)->body())
      Sub(Child);
    break;
  case Stmt::StmtExprClass: {
    // The last one is the value.
    const CompoundStmt *Block = cast<StmtExpr>(S)->getSubStmt();
    for (const Stmt *Child : Block->body()) {
      if (Child != Block->body_back())
        Sub(Child);
      statements(Child);
    }
    return;
  }
  case Stmt::IfStmtClass: {
    const auto *If = cast<IfStmt>(S);
    Sub(If->getInit());
    Sub(If->getThen());
    Sub(If->getElse());
    if (!If->getConditionVariable())
      condition(If->getCond());
    break;
  }
  case Stmt::WhileStmtClass: {
    const auto *While = cast<WhileStmt>(S);
    Sub(While->getBody());
    if (!While->getConditionVariable())
      condition(While->getCond());
    break;
  }
  case Stmt::DoStmtClass:
    Sub(cast<DoStmt>(S)->getBody());
    break;
  case Stmt::ForStmtClass: {
    const auto *For = cast<ForStmt>(S);
    Sub(For->getInit());
    Sub(For->getInc());
    Sub(For->getBody());
    break;
  }
  case Stmt::CXXForRangeStmtClass:
    Sub(cast<CXXForRangeStmt>(S)->getBody());
    break;
  case Stmt::SwitchStmtClass:
    Sub(cast<SwitchStmt>(S)->getBody());
    break;
  case Stmt::CaseStmtClass:
  case Stmt::DefaultStmtClass:
    Sub(cast<SwitchCase>(S)->getSubStmt());
    break;
  case Stmt::LabelStmtClass:
    Sub(cast<LabelStmt>(S)->getSubStmt());
    break;
  case Stmt::AttributedStmtClass:
    Sub(cast<AttributedStmt>(S)->getSubStmt());
    break;
  case Stmt::CXXTryStmtClass: {
    // Nothing but the question whether it throws.
    const CompoundStmt *Block = cast<CXXTryStmt>(S)->getTryBlock();
    if (Block->size() <= 2 && !Block->body_empty())
      Probes.insert(Block->body_front());
    break;
  }
  case Stmt::DeclStmtClass:
    declaration(cast<DeclStmt>(S));
    break;
  case Stmt::ReturnStmtClass:
    if (const Expr *E = cast<ReturnStmt>(S)->getRetValue())
      chains(E, E);
    break;
  case Stmt::BinaryOperatorClass:
    if (const auto *Comma = cast<BinaryOperator>(S);
        Comma->getOpcode() == BO_Comma)
      discarded(Comma->getLHS(), Place::Statement);
    break;
  default:
    break;
  }
  for (const Stmt *Child : S->children())
    statements(Child);
}

void DiscardedGuardCheck::discarded(const Expr *E, Place Where) {
  // A macro may have its reasons, as one that expects an exception.
  if (E->getBeginLoc().isMacroID() || Probes.contains(E))
    return;
  const Expr *Core = made(E);
  if (const auto *Cast = dyn_cast<ExplicitCastExpr>(Core);
      Cast && Cast->getCastKind() == CK_ToVoid)
    return discarded(Cast->getSubExpr(), Place::Cast);
  if (const auto *Binary = dyn_cast<BinaryOperator>(Core);
      Binary && Binary->getOpcode() == BO_Comma)
    return discarded(Binary->getRHS(), Where); // the left is walked over, too
  if (const auto *Either = dyn_cast<ConditionalOperator>(Core)) {
    discarded(Either->getTrueExpr(), Where);
    discarded(Either->getFalseExpr(), Where);
    return;
  }
  if (isMade(Core))
    if (const Guard What = Known->of(*Core))
      say(Core, What, Where);
}

/// `if (pool.acquire()) {`: the branch runs without it.
void DiscardedGuardCheck::condition(const Expr *E) {
  if (!E || E->getBeginLoc().isMacroID())
    return;
  E = E->IgnoreParenImpCasts();
  if (const auto *Full = dyn_cast<FullExpr>(E))
    E = Full->getSubExpr()->IgnoreParenImpCasts();
  const auto *Test = dyn_cast<CXXMemberCallExpr>(E);
  if (!Test || !isa_and_nonnull<CXXConversionDecl>(Test->getMethodDecl()))
    return;
  const Expr *Core = made(Test->getImplicitObjectArgument());
  if (isMade(Core) && !isa<CXXConstructExpr>(Core))
    if (const Guard What = Known->of(Core->getType());
        What.Is == Guard::Lease || What.Is == Guard::Transaction)
      say(Core, What, Place::Condition);
}

static bool writes(llvm::StringRef Text) {
  constexpr llvm::StringLiteral Verbs[] = {
      "ALTER",  "COPY",  "CREATE", "DELETE",  "DROP",   "GRANT",
      "INSERT", "MERGE", "REVOKE", "REPLACE", "UPDATE", "TRUNCATE"};
  Text = Text.ltrim();
  const std::string Word =
      Text.take_while([](char C) { return llvm::isAlpha(C); }).upper();
  return llvm::is_contained(Verbs, Word);
}

/// True if \p E is a constant text that writes, in whatever class it is
/// wrapped.
static bool writesText(const Expr *E) {
  for (;;) {
    E = made(E)->IgnoreParenImpCasts();
    if (const auto *Text = dyn_cast<StringLiteral>(E))
      return Text->getCharByteWidth() == 1 && writes(Text->getString());
    const auto *Make = dyn_cast<CXXConstructExpr>(E);
    if (!Make || !Make->getNumArgs())
      return false;
    E = Make->getArg(0);
  }
}

static bool callsOneOf(const Stmt *S, const spec::ScopeType &Type) {
  if (!S)
    return false;
  if (const auto *Call = dyn_cast<CXXMemberCallExpr>(S))
    if (const CXXMethodDecl *Method = Call->getMethodDecl();
        Method && Method->getDeclName().isIdentifier() &&
        (llvm::is_contained(Type.Commits, Method->getName()) ||
         llvm::is_contained(Type.RollsBack, Method->getName())))
      return true;
  return llvm::any_of(S->children(), [&](const Stmt *Child) {
    return callsOneOf(Child, Type);
  });
}

/// `work(conn).exec("INSERT ...")`: written, and rolled back at once.
void DiscardedGuardCheck::chains(const Expr *E, const Stmt *Of) {
  if (!E || isa<LambdaExpr>(E) || E->getBeginLoc().isMacroID())
    return;
  if (const auto *Call = dyn_cast<CXXMemberCallExpr>(E)) {
    const Expr *Object = Call->getImplicitObjectArgument();
    if (Object)
      if (const auto *Arrow =
              dyn_cast<CXXOperatorCallExpr>(Object->IgnoreParenImpCasts());
          Arrow && Arrow->getOperator() == OO_Arrow)
        Object = Arrow->getArg(0);
    // A method of a base class.
    const Expr *Core = Object ? made(Object->IgnoreParenImpCasts()) : nullptr;
    if (Core && isMade(Core))
      if (llvm::any_of(Call->arguments(), writesText))
        if (const Guard What = Known->of(*Core);
            What.Is == Guard::Transaction && What.Listed &&
            What.AtEnd == spec::ScopeEnd::RollsBack &&
            !callsOneOf(Of, *What.Listed) && firstAt(Core->getBeginLoc()))
          diag(Core->getBeginLoc(),
               "the transaction is rolled back at the end of this statement, "
               "with what it wrote; hold it in a variable and commit it");
  }
  for (const Stmt *Child : E->children())
    if (const auto *Part = dyn_cast_or_null<Expr>(Child))
      chains(Part, Of);
}

static const DeclContext *functionOf(const DeclContext *C) {
  while (C && !C->isFunctionOrMethod())
    C = C->getParent();
  return C;
}

/// True if \p V hides something, as a declaration does that was meant to use
/// it.
static bool hides(const VarDecl &V) {
  const DeclarationName Name = V.getDeclName();
  for (const DeclContext *C = V.getDeclContext(); C; C = C->getParent()) {
    if (const auto *Record = dyn_cast<CXXRecordDecl>(C)) {
      if (Record->hasMemberName(Name))
        return true;
    } else if (C->isFunctionOrMethod()) {
      for (const Decl *D : C->decls())
        if (const auto *Named = dyn_cast<ValueDecl>(D);
            Named && Named != &V && Named->getDeclName() == Name)
          return true;
    } else if (!C->lookup(Name).empty()) {
      return true;
    }
  }
  return false;
}

/// Declarations that were meant to make a guard.
void DiscardedGuardCheck::declaration(const DeclStmt *S) {
  for (const Decl *D : S->decls()) {
    if (D->getBeginLoc().isMacroID())
      continue;
    if (const auto *F = dyn_cast<FunctionDecl>(D)) {
      // `transaction tr();`, `transaction tr(session());`
      if (F->getStorageClass() == SC_Extern || F->hasBody())
        continue;
      if (const Guard What = Known->of(F->getReturnType());
          What && functionOf(F->getLexicalDeclContext()) &&
          firstAt(F->getLocation()))
        diag(
            F->getLocation(),
            "this declares a function %0 and makes no %select{lease|connection|"
            "transaction|guard}1; write its arguments in braces")
            << F << What.Is - 1;
    } else if (const auto *V = dyn_cast<VarDecl>(D)) {
      if (const Expr *Init = V->getInit())
        chains(Init, Init);
      // `Lease(pool);` makes an empty lease called `pool`.
      const TypeSourceInfo *Written = V->getTypeSourceInfo();
      const auto *Make = dyn_cast_or_null<CXXConstructExpr>(V->getInit());
      if (!Written || !Make || Make->getNumArgs() != 0 ||
          Written->getTypeLoc().getTypeLocClass() != TypeLoc::Paren ||
          !hides(*V))
        continue;
      if (const Guard What = Known->of(V->getType());
          What && firstAt(V->getLocation()))
        diag(V->getLocation(),
             "this declares a new variable %0 and does nothing with one of "
             "that name; give the %select{lease|connection|transaction|"
             "guard}1 a name")
            << V << What.Is - 1;
    }
  }
}

static std::string source(const Expr *E) {
  if (const auto *Await = dyn_cast<CoawaitExpr>(E))
    E = made(Await->getOperand());
  if (const auto *Call = dyn_cast<CallExpr>(E))
    if (const FunctionDecl *Callee = Call->getDirectCallee())
      return Callee->getNameAsString();
  if (const auto *Record = E->getType()->getAsCXXRecordDecl())
    return Record->getNameAsString();
  return {};
}

void DiscardedGuardCheck::say(const Expr *Made, const Guard &What,
                              Place Where) {
  // A lease borrowed and given back harms nobody who says that it is meant.
  if (Where == Place::Cast &&
      (What.Is == Guard::Lease || What.Is == Guard::Connection))
    return;
  const SourceLocation Here = place(Made->getBeginLoc());
  if (!firstAt(Here))
    return;
  if (What.Is == Guard::ScopeGuard) {
    diag(Here, "the guard from '%0' runs at the end of this statement; hold it "
               "in a variable")
        << source(Made);
    return;
  }
  unsigned How = 0;
  switch (What.AtEnd) {
  case spec::ScopeEnd::Releases:
  case spec::ScopeEnd::ReturnsDirty:
    How = What.Is == Guard::Lease ? 0 : What.Is == Guard::Connection ? 1 : 4;
    break;
  case spec::ScopeEnd::RollsBack:
    How = What.Is == Guard::Lease ? 0 : 2;
    break;
  case spec::ScopeEnd::Commits:
    How = 3;
    break;
  case spec::ScopeEnd::Nothing:
    How = 4;
    break;
  }
  diag(Here, "the %select{lease|connection|transaction}0 from '%1' is "
             "%select{given back|closed|rolled back|committed|ended}2 at the "
             "end of this %select{statement|condition}3; hold it in a variable")
      << What.Is - 1 << source(Made) << How << (Where == Place::Condition);
}

} // namespace leash::checks
