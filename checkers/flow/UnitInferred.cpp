// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// What functions of other files acquire, concluded from how this file treats
// their results: if it releases them, they are its to release.
//
// After D. Engler et al., "Bugs as Deviant Behavior", SOSP 2001.

#include "Unit.h"
#include "llvm/ADT/StringExtras.h"

using namespace clang;

namespace leash::flow {
namespace {

using Blocks = llvm::SmallVector<const Stmt *, 8>;

/// One function's dealings with what others return to it.
class Dealings {
public:
  struct Acquired {
    const FunctionDecl *From;
    const VarDecl *Into;
    Blocks At;
  };
  struct Released {
    const VarDecl *What;
    /// The innermost block that is not entered by asking if it is null.
    const Stmt *In;
  };
  std::vector<Acquired> Acquires;
  std::vector<Released> Releases;
  llvm::SmallVector<const FunctionDecl *, 2> ReleasedAtOnce;
  llvm::SmallPtrSet<const VarDecl *, 8> Escaped;

  Dealings(llvm::function_ref<bool(const FunctionDecl &)> IsCandidate,
           llvm::function_ref<bool(const Expr &, unsigned)> IsRelease,
           llvm::function_ref<bool(const FunctionDecl &)> OnlyBorrows)
      : IsCandidate(IsCandidate), IsRelease(IsRelease),
        OnlyBorrows(OnlyBorrows) {}

  void walk(const Stmt *S);

private:
  struct Block {
    const Stmt *S;
    llvm::SmallPtrSet<const VarDecl *, 2> Asked;
  };
  llvm::function_ref<bool(const FunctionDecl &)> IsCandidate;
  llvm::function_ref<bool(const Expr &, unsigned)> IsRelease;
  llvm::function_ref<bool(const FunctionDecl &)> OnlyBorrows;
  std::vector<Block> Open;

  void children(const Stmt *S) {
    for (const Stmt *Child : S->children())
      walk(Child);
  }
  /// A body without the block that it is itself.
  void within(const Stmt *S) {
    if (S && isa<CompoundStmt>(S))
      children(S);
    else
      walk(S);
  }
  void enter(const Stmt *S, const Expr *Condition) {
    if (!S)
      return;
    Open.push_back({S, {}});
    ask(Condition, Open.back());
    within(S);
    Open.pop_back();
  }
  /// `res`, `res != NULL`, `(res = next(c)) && more`: not `PQstatus(conn)`.
  static void ask(const Expr *E, Block &Into) {
    E = E ? E->IgnoreParenImpCasts() : nullptr;
    if (const auto *Not = dyn_cast_or_null<UnaryOperator>(E);
        Not && Not->getOpcode() == UO_LNot)
      return ask(Not->getSubExpr(), Into);
    if (const auto *Two = dyn_cast_or_null<BinaryOperator>(E)) {
      if (Two->getOpcode() == BO_Assign)
        return ask(Two->getLHS(), Into);
      if (Two->isLogicalOp() || Two->isEqualityOp()) {
        ask(Two->getLHS(), Into);
        ask(Two->getRHS(), Into);
      }
      return;
    }
    if (const VarDecl *V = localVariable(E))
      Into.Asked.insert(V);
  }
  static const VarDecl *localVariable(const Expr *E) {
    const VarDecl *V = variableOf(E);
    return V && V->hasLocalStorage() ? V : nullptr;
  }
  const FunctionDecl *candidate(const Expr *E) const {
    const auto *Call = E ? dyn_cast<CallExpr>(strip(E)) : nullptr;
    const FunctionDecl *F = Call ? Call->getDirectCallee() : nullptr;
    return F && IsCandidate(*F) ? F->getCanonicalDecl() : nullptr;
  }
  void store(const Expr *Value, const VarDecl *Into) {
    if (const FunctionDecl *From = candidate(Value)) {
      Acquired A{From, Into, {}};
      for (const Block &B : Open)
        A.At.push_back(B.S);
      if (Into)
        Acquires.push_back(std::move(A));
    } else if (const VarDecl *V = localVariable(Value)) {
      Escaped.insert(V);
    }
  }
  void pass(const Expr &To, const FunctionDecl *Callee,
            llvm::ArrayRef<const Expr *> Args) {
    for (unsigned I = 0; I != Args.size(); ++I) {
      const VarDecl *V = localVariable(Args[I]);
      const FunctionDecl *From = candidate(Args[I]);
      if ((V || From) && IsRelease(To, I)) {
        if (From)
          ReleasedAtOnce.push_back(From);
        else
          released(V);
      } else if (V && (!Callee || !OnlyBorrows(*Callee))) {
        Escaped.insert(V);
      }
    }
  }
  void released(const VarDecl *V) {
    for (const Block &B : llvm::reverse(Open))
      if (!B.Asked.contains(V))
        return Releases.push_back({V, B.S});
  }
};

void Dealings::walk(const Stmt *S) {
  if (!S || isa<LambdaExpr>(S))
    return;
  if (isa<CompoundStmt, CXXCatchStmt>(S)) {
    Open.push_back({S, {}});
    children(S);
    Open.pop_back();
    return;
  }
  if (const auto *If = dyn_cast<IfStmt>(S)) {
    walk(If->getInit());
    walk(If->getConditionVariableDeclStmt());
    walk(If->getCond());
    enter(If->getThen(), If->getCond());
    enter(If->getElse(), If->getCond());
    return;
  }
  if (const auto *Do = dyn_cast<DoStmt>(S);
      Do && !isa<CXXBoolLiteralExpr>(Do->getCond()->IgnoreImpCasts()) &&
      isa<IntegerLiteral>(Do->getCond()->IgnoreParenCasts())) {
    within(Do->getBody()); // a macro's do { } while (0)
    return;
  }
  if (isa<WhileStmt, ForStmt, DoStmt, CXXForRangeStmt, SwitchStmt>(S)) {
    Open.push_back({S, {}});
    for (const Stmt *Child : S->children())
      within(Child);
    Open.pop_back();
    return;
  }
  if (const auto *Declares = dyn_cast<DeclStmt>(S)) {
    for (const Decl *D : Declares->decls())
      if (const auto *V = dyn_cast<VarDecl>(D); V && V->hasInit())
        store(V->getInit(), V->hasLocalStorage() ? V : nullptr);
  } else if (const auto *Assign = dyn_cast<BinaryOperator>(S);
             Assign && Assign->getOpcode() == BO_Assign) {
    store(Assign->getRHS(), localVariable(Assign->getLHS()));
  } else if (const auto *Return = dyn_cast<ReturnStmt>(S)) {
    if (const VarDecl *V = localVariable(Return->getRetValue()))
      Escaped.insert(V);
  } else if (const auto *Call = dyn_cast<CallExpr>(S)) {
    pass(*Call, Call->getDirectCallee(),
         llvm::ArrayRef(Call->getArgs(), Call->getNumArgs()));
  } else if (const auto *Make = dyn_cast<CXXConstructExpr>(S);
             Make && !Make->getConstructor()->isCopyOrMoveConstructor()) {
    pass(*Make, Make->getConstructor(),
         llvm::ArrayRef(Make->getArgs(), Make->getNumArgs()));
  }
  children(S);
}

/// `get_connection`, `currentResult`: it may well return what others keep.
bool soundsLikeGetter(StringRef Name) {
  return hasWord(Name, {"get", "find", "lookup", "peek", "current", "shared",
                        "cached", "default", "instance", "borrow", "global"});
}

} // namespace

std::optional<spec::KindId> Unit::kindOf(QualType T) const {
  if (!T->isPointerType())
    return std::nullopt;
  QualType Of = T->getPointeeType();
  while (const auto *Named = Of->getAs<TypedefType>()) {
    if (auto Kind = Known.findKindByType(Named->getDecl()->getName()))
      return Kind;
    Of = Named->desugar();
  }
  const RecordDecl *Record = Of->getAsRecordDecl();
  return Record && Record->getIdentifier()
             ? Known.findKindByType(Record->getQualifiedNameAsString())
             : std::nullopt;
}

/// Could \p F, of which only the declaration is known, acquire what it returns?
bool Unit::mayAcquireElsewhere(const FunctionDecl &F) {
  if (!F.getReturnType()->isPointerType() || F.isOverloadedOperator() ||
      definition(F) || !isOwn(F))
    return false;
  const auto Kind = kindOf(F.getReturnType());
  // `check(PQexec(..))` returns what it is given.
  return Kind && !Known.kind(*Kind).Part &&
         llvm::none_of(F.parameters(), [&](const ParmVarDecl *P) {
           return kindOf(P->getType()) == Kind;
         });
}

void Unit::inferAcquires() {
  llvm::DenseMap<const FunctionDecl *, bool> Candidates;
  auto IsCandidate = [&](const FunctionDecl &F) {
    auto [At, New] = Candidates.try_emplace(F.getCanonicalDecl(), false);
    if (New) {
      const bool May = mayAcquireElsewhere(F);
      Candidates[F.getCanonicalDecl()] = May;
      return May;
    }
    return At->second;
  };
  auto IsRelease = [&](const Expr &To, unsigned Index) {
    if (isa<CXXConstructExpr>(To))
      return Index == 0 && ownerClass(To.getType());
    const FunctionDecl *F = cast<CallExpr>(To).getDirectCallee();
    if (!F)
      return false;
    if (const spec::Function *Spec = specOf(*F))
      return llvm::any_of(Spec->Releases, [&](const spec::Release &R) {
        return R.Of.Where == spec::Slot::Argument && R.Of.Index == Index;
      });
    if (!kindOf(cast<CallExpr>(To).getArg(Index)->getType()))
      return false;
    const auto At = CallGraph.find(F->getCanonicalDecl());
    return At != CallGraph.end()
               ? At->second.Releases
               : F->getIdentifier() &&
                     nameHint(F->getName()) == NameHint::Releases;
  };
  auto OnlyBorrows = [&](const FunctionDecl &F) { return !isOwn(F); };
  struct Treatment {
    unsigned Released = 0, Dropped = 0;
  };
  llvm::MapVector<const FunctionDecl *, Treatment> Seen;
  for (const FunctionDecl *F : InOrder) {
    if (llvm::none_of(CallGraph[F->getCanonicalDecl()].To,
                      [&](const FunctionDecl *To) { return IsCandidate(*To); }))
      continue;
    Dealings D(IsCandidate, IsRelease, OnlyBorrows);
    D.walk(F->getBody());
    llvm::MapVector<const FunctionDecl *, Treatment> Here;
    for (const FunctionDecl *From : D.ReleasedAtOnce)
      ++Here[From].Released;
    for (const Dealings::Acquired &A : D.Acquires) {
      bool Any = D.Escaped.contains(A.Into), Plainly = false;
      for (const Dealings::Released &R : D.Releases)
        if (R.What == A.Into) {
          Any = true;
          Plainly |= llvm::is_contained(A.At, R.In);
        }
      Here[A.From].Released += Plainly;
      Here[A.From].Dropped += !Any;
    }
    // A function that does so often is still one voice.
    for (const auto &[From, T] : Here) {
      Seen[From].Released += T.Released != 0;
      Seen[From].Dropped += T.Released == 0 && T.Dropped != 0;
    }
  }
  for (const auto &[F, T] : Seen) {
    spec::Acquire A;
    A.Kind = *kindOf(F->getReturnType());
    const bool Getter = F->getIdentifier() && soundsLikeGetter(F->getName());
    // Connections are kept and shared more often than what is read once.
    const unsigned Least =
        1 + T.Dropped * (Known.kind(A.Kind).Noun == "connection" ? 2 : 1);
    if (Getter ? T.Released < 2 || T.Dropped != 0 : T.Released < Least)
      continue;
    spec::Function Found;
    Found.Name = F->getQualifiedNameAsString();
    Found.Acquires.push_back(A);
    Inferred[F] = std::move(Found);
  }
}

const spec::Function *Unit::inferredAcquire(const FunctionDecl &F) {
  scanAll();
  const auto At = Inferred.find(F.getCanonicalDecl());
  return At == Inferred.end() ? nullptr : &At->second;
}

} // namespace leash::flow
