// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Finds local handles whose every use is understood, decides whether a smart
// pointer can stand in their place, says.

#include "ManualReleaseCheck.h"
#include "../flow/Reads.h"
#include "clang/AST/ExprCXX.h"
#include "clang/Lex/Lexer.h"
#include "llvm/ADT/MapVector.h"

using namespace clang;

llvm::ArrayRef<
    std::pair<leash::checks::ManualReleaseCheck::Style, llvm::StringRef>>
clang::tidy::OptionEnumMapping<
    leash::checks::ManualReleaseCheck::Style>::getEnumMapping() {
  using Style = leash::checks::ManualReleaseCheck::Style;
  static constexpr std::pair<Style, StringRef> Mapping[] = {
      {Style::Auto, "auto"}, {Style::Always, "always"}};
  return Mapping;
}

namespace leash::checks {

static constexpr llvm::StringLiteral OptionStyle = "Style";
static constexpr llvm::StringLiteral OptionIncludeStyle = "IncludeStyle";

ManualReleaseCheck::ManualReleaseCheck(StringRef Name,
                                       tidy::ClangTidyContext *Context,
                                       AnalysisPool &Pool)
    : OnRequestCheck(Name, Context, Pool),
      Wanted(Options.get(OptionStyle, Style::Auto)),
      Inserter(Options.getLocalOrGlobal(OptionIncludeStyle,
                                        tidy::utils::IncludeSorter::IS_LLVM),
               areDiagsSelfContained()) {}

void ManualReleaseCheck::registerPPCallbacks(const SourceManager &,
                                             Preprocessor *PP, Preprocessor *) {
  Inserter.registerPreprocessor(PP);
}

void ManualReleaseCheck::storeOptions(tidy::ClangTidyOptions::OptionMap &Opts) {
  OnRequestCheck::storeOptions(Opts);
  Options.store(Opts, OptionStyle, Wanted);
  Options.store(Opts, OptionIncludeStyle, Inserter.getStyle());
}

/// A local pointer, everything done with it, and the edits that would make it
/// a smart pointer.
struct ManualReleaseCheck::Candidate {
  const VarDecl *Var = nullptr;
  const DeclStmt *Declared = nullptr;
  std::vector<const CallExpr *> Acquires, Releases;
  /// The one function that releases it; null: none, or several.
  const FunctionDecl *Releaser = nullptr;
  bool Escapes = false;   ///< somebody else may have it: nothing to report
  bool Rewritable = true; ///< the edits are known to be right
  std::vector<const DeclRefExpr *> Gets; ///< become `v.get()`
  std::vector<const BinaryOperator *> Assigns;
};

namespace {

/// Strips what `.get()` may stand inside of.
bool isTransparent(const Stmt *S) {
  if (const auto *Cast = dyn_cast<ImplicitCastExpr>(S))
    return Cast->getCastKind() == CK_NoOp || Cast->getCastKind() == CK_BitCast;
  return isa<ParenExpr, FullExpr, ExplicitCastExpr>(S);
}

bool isNull(const Expr *E, ASTContext &Context) {
  return E->isNullPointerConstant(Context, Expr::NPC_ValueDependentIsNotNull);
}

bool returnsFresh(const flow::Production &P) {
  return llvm::any_of(P.Items, [](const flow::Produced &Item) {
    return Item.At.Root == flow::AccessPath::Return && !Item.At.Field;
  });
}

/// The call that \p E is, if its result is to be released; or null.
const CallExpr *acquiring(flow::Unit &U, const Expr *E) {
  const auto *Call = E ? dyn_cast<CallExpr>(E->IgnoreParenCasts()) : nullptr;
  const FunctionDecl *Callee = Call ? Call->getDirectCallee() : nullptr;
  if (!Callee)
    return nullptr;
  const spec::Function *Spec = U.specOf(*Callee);
  const bool Fresh =
      Spec ? llvm::any_of(Spec->Acquires,
                          [](const spec::Acquire &A) {
                            return A.From.Where == spec::Slot::Result;
                          })
           : llvm::any_of(U.productions(*Callee), returnsFresh);
  return Fresh ? Call : nullptr;
}

/// False if what \p Call returns may be somebody else's now and then, as that
/// of a function that looks into a cache first.
bool isAlwaysFresh(flow::Unit &U, const CallExpr &Call) {
  const FunctionDecl &Callee = *Call.getDirectCallee();
  return U.specOf(Callee) ||
         llvm::all_of(U.productions(Callee), [](const flow::Production &P) {
           return returnsFresh(P) || P.Returned.isZero();
         });
}

} // namespace

/// Looks at every use of the local pointers of one function.
class ManualReleaseCheck::Finder {
public:
  Finder(flow::Unit &U, const FunctionDecl &F) : U(U), Context(U.context()) {
    walk(F.getBody());
    for (auto &[V, C] : All)
      C.Rewritable &= !Obscure;
  }
  llvm::MapVector<const VarDecl *, Candidate> All;

private:
  void walk(const Stmt *S);
  void declared(const DeclStmt *S);
  void use(const DeclRefExpr *Ref, Candidate &C);
  void argument(const CallExpr *Call, unsigned Index, const DeclRefExpr *Ref,
                Candidate &C);
  void assigned(const BinaryOperator *S, Candidate &C);
  void address(const UnaryOperator *Of, unsigned Up, Candidate &C);
  void callee(const FunctionDecl &Callee);
  /// The \p Up-th statement around the one that is looked at.
  const Stmt *around(unsigned Up) const {
    return Up < Path.size() ? Path[Path.size() - 1 - Up] : nullptr;
  }
  bool isStatement(unsigned Up) const;
  bool followsRelease(const Stmt *S, unsigned Up, const Candidate &C) const;

  flow::Unit &U;
  ASTContext &Context;
  llvm::SmallVector<const Stmt *, 32> Path; ///< outermost first
  /// Something else may end the handles, or a jump leave or enter a scope.
  bool Obscure = false;
};

void ManualReleaseCheck::Finder::declared(const DeclStmt *S) {
  for (const Decl *D : S->decls()) {
    const auto *V = dyn_cast<VarDecl>(D);
    if (!V || !V->hasLocalStorage() || !V->getType()->isPointerType())
      continue;
    Candidate C;
    C.Var = V;
    C.Declared = S;
    const Stmt *Up = around(0);
    C.Rewritable =
        S->isSingleDecl() && Up && isa<CompoundStmt>(Up) &&
        !V->getBeginLoc().isMacroID() && !V->getEndLoc().isMacroID() &&
        !V->getType().isVolatileQualified() &&
        !V->getType()->getPointeeType().isConstQualified() && !V->hasAttrs();
    if (const Expr *Init = V->getInit()) {
      if (const CallExpr *Call = acquiring(U, Init)) {
        C.Acquires.push_back(Call);
        C.Escapes |= !isAlwaysFresh(U, *Call);
      } else if (!isNull(Init, Context))
        C.Escapes = true; // another name for something
      C.Rewritable &= V->getInitStyle() == VarDecl::CInit &&
                      !Init->getBeginLoc().isMacroID();
      // `(PGresult *)f()`: only a cast that is not written is one.
      C.Rewritable &= !isa<ExplicitCastExpr>(Init->IgnoreParenImpCasts());
    }
    All.insert({V, std::move(C)});
  }
}

/// True if the expression \p Up levels around is a statement, or cast to void
/// to be one.
bool ManualReleaseCheck::Finder::isStatement(unsigned Up) const {
  const Stmt *Outer = around(Up);
  while (Outer && isa<FullExpr>(Outer))
    Outer = around(++Up);
  if (const auto *Cast = dyn_cast_or_null<ExplicitCastExpr>(Outer);
      Cast && Cast->getCastKind() == CK_ToVoid)
    Outer = around(++Up);
  if (!Outer)
    return false;
  const Stmt *Inner = Up ? around(Up - 1) : nullptr;
  if (isa<CompoundStmt, SwitchCase, LabelStmt>(Outer))
    return true;
  if (const auto *If = dyn_cast<IfStmt>(Outer))
    return !Inner || Inner != If->getCond();
  if (const auto *While = dyn_cast<WhileStmt>(Outer))
    return !Inner || Inner != While->getCond();
  if (const auto *For = dyn_cast<ForStmt>(Outer))
    return Inner && (Inner == For->getBody() || Inner == For->getInc());
  return false;
}

/// True if \p S, a statement \p Up levels below its block, comes right behind
/// a release of \p C.
bool ManualReleaseCheck::Finder::followsRelease(const Stmt *S, unsigned Up,
                                                const Candidate &C) const {
  const auto *Block = dyn_cast_or_null<CompoundStmt>(around(Up));
  const Stmt *Before = nullptr;
  if (Block)
    for (const Stmt *Each : Block->body()) {
      if (Each == S)
        break;
      Before = Each;
    }
  if (const auto *E = dyn_cast_or_null<Expr>(Before))
    Before = E->IgnoreParenCasts();
  return Before && llvm::is_contained(C.Releases, Before);
}

void ManualReleaseCheck::Finder::assigned(const BinaryOperator *S,
                                          Candidate &C) {
  // around(0) is what S stands in.
  if (isNull(S->getRHS(), Context)) {
    C.Rewritable &= followsRelease(S, 0, C);
  } else if (const CallExpr *Call = acquiring(U, S->getRHS())) {
    C.Acquires.push_back(Call);
    C.Assigns.push_back(S);
    C.Escapes |= !isAlwaysFresh(U, *Call);
    C.Rewritable &= isStatement(0) && !S->getBeginLoc().isMacroID() &&
                    !S->getEndLoc().isMacroID() &&
                    !isa<ExplicitCastExpr>(S->getRHS()->IgnoreParenImpCasts());
  } else {
    C.Escapes = true;
  }
}

void ManualReleaseCheck::Finder::argument(const CallExpr *Call, unsigned Index,
                                          const DeclRefExpr *Ref,
                                          Candidate &C) {
  const FunctionDecl *Callee = Call->getDirectCallee();
  if (!Callee) {
    C.Escapes = true;
    return;
  }
  if (isa<CXXOperatorCallExpr>(Call)) {
    C.Gets.push_back(Ref); // `out << text`
    return;
  }
  const spec::Function *Spec = U.specOf(*Callee);
  if (Spec) {
    for (const spec::Release &R : Spec->Releases) {
      if (R.Of.Where != spec::Slot::Argument || R.Of.Index != Index || R.Within)
        continue;
      if (R.Transfer) {
        C.Escapes = true;
        return;
      }
      C.Releases.push_back(Call);
      // The call is the path's end; it must be what a deleter does.
      const bool Same = !C.Releaser || C.Releaser == Callee->getCanonicalDecl();
      C.Releaser = Callee->getCanonicalDecl();
      C.Rewritable &= Same && !R.OnlyIf && Callee->getNumParams() == 1 &&
                      !Callee->isVariadic() && !isa<CXXMethodDecl>(Callee) &&
                      Callee->getDeclName().isIdentifier() &&
                      !Call->getBeginLoc().isMacroID() &&
                      !Call->getEndLoc().isMacroID();
      return;
    }
    C.Gets.push_back(Ref);
    return;
  }
  if (flow::Unit::freesMemory(*Callee)) {
    C.Escapes = true;
    return;
  }
  if (const FunctionDecl *Def = U.definition(*Callee);
      Def && Index < Def->getNumParams()) {
    const ParmVarDecl *P = Def->getParamDecl(Index);
    const auto *Key = cast<VarDecl>(P->getCanonicalDecl());
    if (P->getType()->isReferenceType() ||
        U.summary(*Def, flow::AccessPath::variable(Key)).mayRelease()) {
      // By a helper, or kept by it: the engine knows which; edits do not.
      C.Rewritable = false;
      for (const flow::Ending &E :
           U.summary(*Def, flow::AccessPath::variable(Key)).Endings)
        C.Escapes |= E.Input == flow::Fate::Moved;
      C.Releases.push_back(Call);
      return;
    }
    C.Gets.push_back(Ref);
    return;
  }
  const bool Hinted =
      Callee->getDeclName().isIdentifier() && !U.isLibraryFunction(*Callee) &&
      !U.inSystemHeader(*Callee) &&
      flow::Unit::nameHint(Callee->getName()) != flow::NameHint::None;
  if (Hinted || (Index < Callee->getNumParams() &&
                 Callee->getParamDecl(Index)->getType()->isReferenceType()))
    C.Escapes = true;
  else
    C.Gets.push_back(Ref);
}

/// `sqlite3_open(path, &db)` acquires, too; any other address may be kept.
void ManualReleaseCheck::Finder::address(const UnaryOperator *Of, unsigned Up,
                                         Candidate &C) {
  C.Rewritable = false;
  const Stmt *Inner = Of, *Outer = around(Up + 1);
  for (unsigned I = Up + 1; Outer && isTransparent(Outer); Outer = around(++I))
    Inner = Outer;
  const auto *Call = dyn_cast_or_null<CallExpr>(Outer);
  const FunctionDecl *Callee = Call ? Call->getDirectCallee() : nullptr;
  const spec::Function *Spec = Callee ? U.specOf(*Callee) : nullptr;
  if (Spec)
    for (const spec::Acquire &A : Spec->Acquires)
      if (A.From.Where == spec::Slot::Pointee &&
          A.From.Index < Call->getNumArgs() &&
          Call->getArg(A.From.Index) == Inner) {
        C.Acquires.push_back(Call);
        return;
      }
  C.Escapes = true;
}

/// What the use \p Ref, the innermost of the path, does.
void ManualReleaseCheck::Finder::use(const DeclRefExpr *Ref, Candidate &C) {
  if (Ref->getBeginLoc().isMacroID())
    C.Rewritable = false;
  unsigned Up = 0;
  const Stmt *Outer = around(Up);
  while (Outer && isa<ParenExpr>(Outer))
    Outer = around(++Up);
  if (const auto *Assign = dyn_cast_or_null<BinaryOperator>(Outer);
      Assign && Assign->getOpcode() == BO_Assign &&
      Assign->getLHS()->IgnoreParens() == Ref) {
    const auto Inner = Path;
    Path.truncate(Path.size() - 1 - Up);
    assigned(Assign, C);
    Path = Inner;
    return;
  }
  if (const auto *Of = dyn_cast_or_null<UnaryOperator>(Outer);
      Of && Of->getOpcode() == UO_AddrOf)
    return address(Of, Up, C);
  const auto *Load = dyn_cast_or_null<ImplicitCastExpr>(Outer);
  if (!Load || Load->getCastKind() != CK_LValueToRValue) {
    C.Escapes = true; // its address, a reference to it
    return;
  }
  const Stmt *Inner = Load;
  Outer = around(++Up);
  while (Outer && isTransparent(Outer)) {
    if (const auto *Cast = dyn_cast<ExplicitCastExpr>(Outer);
        Cast && Cast->getCastKind() == CK_ToVoid)
      return; // `(void)res;`
    Inner = Outer;
    Outer = around(++Up);
  }
  if (!Outer) {
    C.Escapes = true;
    return;
  }
  if (const auto *Call = dyn_cast<CallExpr>(Outer)) {
    for (unsigned I = 0; I != Call->getNumArgs(); ++I)
      if (Call->getArg(I) == Inner) {
        const size_t Before = C.Releases.size();
        argument(Call, I, Ref, C);
        // A release whose answer is used is more than a deleter does.
        if (C.Releases.size() != Before)
          C.Rewritable &= isStatement(Up + 1);
        return;
      }
    C.Escapes = true;
    return;
  }
  if (isa<MemberExpr>(Outer))
    return; // `->` as before
  if (const auto *Unary = dyn_cast<UnaryOperator>(Outer)) {
    if (Unary->getOpcode() != UO_Deref && Unary->getOpcode() != UO_LNot)
      C.Escapes = true;
    return;
  }
  if (const auto *Test = dyn_cast<ImplicitCastExpr>(Outer);
      Test && Test->getCastKind() == CK_PointerToBoolean) {
    const Stmt *Asker = around(Up + 1);
    const auto *Logic = dyn_cast_or_null<BinaryOperator>(Asker);
    const auto *Not = dyn_cast_or_null<UnaryOperator>(Asker);
    const auto *Either = dyn_cast_or_null<ConditionalOperator>(Asker);
    if (!(Asker && (isa<IfStmt, WhileStmt, ForStmt, DoStmt>(Asker) ||
                    (Logic && Logic->isLogicalOp()) ||
                    (Not && Not->getOpcode() == UO_LNot) ||
                    (Either && Either->getCond() == Test))))
      C.Gets.push_back(Ref);
    return;
  }
  if (const auto *Compare = dyn_cast<BinaryOperator>(Outer)) {
    if (Compare->isComparisonOp())
      C.Gets.push_back(Ref);
    else
      C.Escapes = true; // stored, or counted with
    return;
  }
  if (isa<ArraySubscriptExpr>(Outer)) {
    C.Gets.push_back(Ref);
    return;
  }
  C.Escapes = true; // returned, thrown, kept in something
}

void ManualReleaseCheck::Finder::callee(const FunctionDecl &Callee) {
  const spec::Function *Spec = U.specOf(Callee);
  Obscure |= Callee.hasAttr<ReturnsTwiceAttr>() || U.jumpsOut(Callee) ||
             U.mayJumpOut(Callee) || U.endsParts(Callee) ||
             (Spec && llvm::any_of(Spec->Releases, [](const spec::Release &R) {
                return R.Within;
              }));
}

void ManualReleaseCheck::Finder::walk(const Stmt *S) {
  if (!S)
    return;
  if (const auto *Lambda = dyn_cast<LambdaExpr>(S)) {
    for (const LambdaCapture &Each : Lambda->captures())
      if (Each.capturesVariable())
        if (const auto *V = dyn_cast<VarDecl>(Each.getCapturedVar()))
          if (auto At = All.find(V); At != All.end())
            At->second.Escapes = true;
    return;
  }
  if (isa<GotoStmt, IndirectGotoStmt, GCCAsmStmt>(S))
    Obscure = true;
  if (const auto *Switch = dyn_cast<SwitchStmt>(S); Switch && Switch->getBody())
    Obscure |=
        llvm::any_of(Switch->getBody()->children(), [](const Stmt *Child) {
          return isa_and_nonnull<DeclStmt>(Child);
        });
  if (const auto *Call = dyn_cast<CallExpr>(S))
    if (const FunctionDecl *Callee = Call->getDirectCallee())
      callee(*Callee);
  if (const auto *Decls = dyn_cast<DeclStmt>(S))
    declared(Decls);
  if (const auto *Ref = dyn_cast<DeclRefExpr>(S)) {
    if (const auto *V = dyn_cast<VarDecl>(Ref->getDecl()))
      if (auto At = All.find(V); At != All.end())
        use(Ref, At->second);
    return;
  }
  Path.push_back(S);
  for (const Stmt *Child : S->children())
    walk(Child);
  Path.pop_back();
}

/// True if something in this file ends by its scope already.
static bool hasScopesThatEndThings(flow::Unit &U) {
  struct Look {
    static bool isGuard(QualType T) {
      const CXXRecordDecl *Record = T->getAsCXXRecordDecl();
      return Record && Record->hasDefinition() &&
             !Record->hasTrivialDestructor();
    }
    static bool declares(const Stmt *S) {
      if (!S)
        return false;
      if (const auto *Decls = dyn_cast<DeclStmt>(S))
        for (const Decl *D : Decls->decls())
          if (const auto *V = dyn_cast<VarDecl>(D); V && isGuard(V->getType()))
            return true;
      return llvm::any_of(S->children(), declares);
    }
  };
  return llvm::any_of(U.functions(), [](const FunctionDecl *F) {
    return isa<CXXDestructorDecl>(F) || Look::declares(F->getBody());
  });
}

void ManualReleaseCheck::check(flow::Unit &U) {
  if (Wanted == Style::Auto && !hasScopesThatEndThings(U))
    return;
  for (const FunctionDecl *F : U.eventfulFunctions()) {
    const flow::FunctionResult &Found = U.result(*F);
    noteDegraded(*F, Found);
    // An instance's edits are those of its template, which has others.
    if (Found.Degraded || F->isTemplateInstantiation())
      continue;
    Finder Uses(U, *F);
    for (const auto &[V, C] : Uses.All) {
      const bool Leaks =
          llvm::any_of(Found.Leaks, [&, &C = C](const flow::Leak &L) {
            return llvm::is_contained(C.Acquires, L.Acquire);
          });
      if (!C.Escapes && !Leaks && !C.Acquires.empty() && !C.Releases.empty())
        say(U, *F, C);
    }
  }
}

/// The type \p T points to, as a person writes it.
static std::string pointeeName(QualType T, const ASTContext &Context) {
  PrintingPolicy Policy(Context.getLangOpts());
  Policy.SuppressTagKeyword = true;
  return T->getPointeeType().getAsString(Policy);
}

/// True if `&Name` means \p F and nothing else.
static bool isOnlyOne(const FunctionDecl &F) {
  const auto Named =
      F.getDeclContext()->getRedeclContext()->lookup(F.getDeclName());
  return llvm::all_of(Named, [&](const NamedDecl *D) {
    return D->getCanonicalDecl() == F.getCanonicalDecl();
  });
}

void ManualReleaseCheck::say(flow::Unit &U, const FunctionDecl &F,
                             const Candidate &C) {
  const std::string Releaser =
      C.Releaser ? C.Releaser->getQualifiedNameAsString() : std::string();
  auto Diag = diag(place(C.Acquires.front()->getBeginLoc()),
                   "%0 is released by hand on every path; hold it in a "
                   "'std::unique_ptr', so that every later path releases it, "
                   "too")
              << C.Var;
  if (!C.Rewritable || !C.Releaser || !isOnlyOne(*C.Releaser))
    return;
  // A pointer that was released keeps its value, a smart pointer does not.
  const flow::Reads Later(F, U.context());
  if (llvm::any_of(C.Releases, [&](const CallExpr *Call) {
        return Later.after(*Call, *C.Var);
      }))
    return;
  const SourceManager &SM = U.context().getSourceManager();
  const LangOptions &Lang = U.context().getLangOpts();
  auto Behind = [&](SourceLocation End) {
    return Lexer::getLocForEndOfToken(End, 0, SM, Lang);
  };
  const VarDecl &V = *C.Var;
  const std::string Head =
      "std::unique_ptr<" + pointeeName(V.getType(), U.context()) +
      ", decltype(&" + Releaser + ")> " + V.getNameAsString() + "(";
  if (const Expr *Init = V.getInit()) {
    Diag << FixItHint::CreateReplacement(
                CharSourceRange::getCharRange(V.getBeginLoc(),
                                              Init->getBeginLoc()),
                Head)
         << FixItHint::CreateInsertion(Behind(Init->getEndLoc()),
                                       ", &" + Releaser + ")");
  } else {
    Diag << FixItHint::CreateReplacement(
        CharSourceRange::getCharRange(V.getBeginLoc(), Behind(V.getLocation())),
        Head + "nullptr, &" + Releaser + ")");
  }
  for (const BinaryOperator *S : C.Assigns)
    Diag << FixItHint::CreateReplacement(
                CharSourceRange::getCharRange(S->getBeginLoc(),
                                              S->getRHS()->getBeginLoc()),
                V.getNameAsString() + ".reset(")
         << FixItHint::CreateInsertion(Behind(S->getEndLoc()), ")");
  for (const CallExpr *Call : C.Releases)
    Diag << FixItHint::CreateReplacement(Call->getSourceRange(),
                                         V.getNameAsString() + ".reset()");
  for (const DeclRefExpr *Ref : C.Gets)
    Diag << FixItHint::CreateInsertion(Behind(Ref->getEndLoc()), ".get()");
  Diag << Inserter.createIncludeInsertion(SM.getFileID(V.getLocation()),
                                          "<memory>");
}

} // namespace leash::checks
