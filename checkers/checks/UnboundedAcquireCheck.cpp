// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Finds calls by the catalogue, asks their arguments for a limit, says.

#include "UnboundedAcquireCheck.h"
#include "clang/AST/ExprCXX.h"
#include "llvm/ADT/StringSet.h"

using namespace clang;

namespace leash::checks {

namespace {

struct Wait {
  const Expr *At;
  const spec::Unbounded *Known;
  llvm::ArrayRef<const Expr *> Args;
};

/// Gathers the calls of a unit that the catalogue speaks of.
class Gatherer {
public:
  Gatherer(flow::Unit &U) : U(U) {
    for (const spec::Unbounded &W : U.model().unbounded())
      if (!W.Setter.empty())
        Setters.insert(W.Setter);
  }
  void walk(const Stmt *S);
  bool isSet(const spec::Unbounded &W) const { return Set.contains(&W); }
  std::vector<Wait> Waits;

private:
  void call(const Expr *E, const FunctionDecl &Callee,
            llvm::ArrayRef<const Expr *> Args);

  flow::Unit &U;
  llvm::StringSet<> Setters;
  llvm::DenseSet<const spec::Unbounded *> Set;
};

} // namespace

void Gatherer::call(const Expr *E, const FunctionDecl &Callee,
                    llvm::ArrayRef<const Expr *> Args) {
  if (!Callee.getDeclName().isIdentifier() && !isa<CXXMethodDecl>(Callee))
    return;
  const std::string Name = !isa<CXXMethodDecl>(Callee) && Callee.isExternC()
                               ? Callee.getNameAsString()
                               : Callee.getQualifiedNameAsString();
  if (Setters.contains(Name))
    for (const spec::Unbounded &W : U.model().unbounded()) {
      if (W.Setter != Name || W.SetterArgument.Index >= Args.size())
        continue;
      Expr::EvalResult Value;
      const Expr *Arg = Args[W.SetterArgument.Index];
      // What is not constant may be the option in question.
      if (Arg->isValueDependent() || !Arg->EvaluateAsInt(Value, U.context()) ||
          Value.Val.getInt() == W.SetterArgument.Value)
        Set.insert(&W);
    }
  if (const spec::Unbounded *Known = U.model().findUnbounded(Name))
    Waits.push_back({E, Known, Args});
}

void Gatherer::walk(const Stmt *S) {
  if (!S || isa<LambdaExpr>(S)) // a lambda is a function of its own
    return;
  if (const auto *Call = dyn_cast<CallExpr>(S)) {
    if (const FunctionDecl *Callee = Call->getDirectCallee())
      call(Call, *Callee, {Call->getArgs(), Call->getNumArgs()});
  } else if (const auto *Make = dyn_cast<CXXConstructExpr>(S)) {
    const CXXConstructorDecl *Ctor = Make->getConstructor();
    if (!Ctor->isCopyOrMoveConstructor())
      call(Make, *Ctor, {Make->getArgs(), Make->getNumArgs()});
  }
  for (const Stmt *Child : S->children())
    walk(Child);
}

static const Expr *inner(const Expr *E) {
  for (;;) {
    E = E->IgnoreParenImpCasts();
    if (const auto *Full = dyn_cast<FullExpr>(E))
      E = Full->getSubExpr();
    else if (const auto *Bind = dyn_cast<CXXBindTemporaryExpr>(E))
      E = Bind->getSubExpr();
    else if (const auto *Temporary = dyn_cast<MaterializeTemporaryExpr>(E))
      E = Temporary->getSubExpr();
    else if (const auto *Cast = dyn_cast<ExplicitCastExpr>(E))
      E = Cast->getSubExpr();
    else if (const auto *Make = dyn_cast<CXXConstructExpr>(E);
             Make && Make->getNumArgs() &&
             !isa<CXXDefaultArgExpr>(Make->getArg(0)))
      E = Make->getArg(0);
    else
      return E;
  }
}

/// True if \p E is a text, or an array of texts, that is known and has none of
/// \p Words in it.
static bool lacks(const Expr *E, llvm::ArrayRef<std::string> Words,
                  ASTContext &Context, bool Element = false) {
  E = inner(E);
  if (const auto *Ref = dyn_cast<DeclRefExpr>(E))
    if (const auto *V = dyn_cast<VarDecl>(Ref->getDecl());
        V && V->getAnyInitializer() && !V->getType()->isRecordType() &&
        (V->getType().isConstQualified() || V->getType()->isArrayType()))
      E = inner(V->getAnyInitializer());
  if (const auto *Text = dyn_cast<StringLiteral>(E)) {
    if (Text->getCharByteWidth() != 1)
      return false;
    // What is left empty comes from the environment.
    const llvm::StringRef Whole = Text->getString();
    return (Element || !Whole.trim().empty()) &&
           llvm::none_of(Words, [&](const std::string &Word) {
             return Whole.contains(Word);
           });
  }
  if (const auto *List = dyn_cast<InitListExpr>(E))
    // One with room left over is filled in later.
    return List->getNumInits() && !List->hasArrayFiller() &&
           llvm::all_of(List->inits(), [&](const Expr *Each) {
             return Each->isNullPointerConstant(
                        Context, Expr::NPC_ValueDependentIsNotNull) ||
                    lacks(Each, Words, Context, /*Element=*/true);
           });
  return false;
}

void UnboundedAcquireCheck::check(flow::Unit &U) {
  Gatherer Calls(U);
  for (const FunctionDecl *F : U.functions()) {
    if (const auto *Ctor = dyn_cast<CXXConstructorDecl>(F))
      for (const CXXCtorInitializer *Init : Ctor->inits())
        Calls.walk(Init->getInit());
    Calls.walk(F->getBody());
  }
  llvm::DenseSet<SourceLocation> Said;
  for (const Wait &W : Calls.Waits) {
    const spec::Unbounded &Known = *W.Known;
    const auto Stated = [&](unsigned Index) {
      return Index < W.Args.size() && !isa<CXXDefaultArgExpr>(W.Args[Index]);
    };
    if ((Known.Given && Stated(*Known.Given)) || Calls.isSet(Known))
      continue;
    if (Known.Text && !(Stated(*Known.Text) &&
                        lacks(W.Args[*Known.Text], Known.Words, U.context())))
      continue;
    const SourceLocation Here = place(W.At->getBeginLoc());
    if (Said.insert(Here).second)
      diag(Here, "'%0' waits without a limit; %1")
          << Known.Name << Known.Advice;
  }
}

} // namespace leash::checks
