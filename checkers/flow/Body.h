// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// One function body made ready for simulation: its CFG, and what the walk
// asks of the syntax around an expression.

#ifndef LEASH_CHECKERS_FLOW_BODY_H
#define LEASH_CHECKERS_FLOW_BODY_H

#include "clang/AST/StmtCXX.h"
#include "clang/Analysis/CFG.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/FoldingSet.h"
#include "llvm/ADT/SmallVector.h"
#include <memory>
#include <optional>

namespace clang {
class ASTContext;
class FunctionDecl;
class LambdaExpr;
} // namespace clang

namespace leash::flow {

class Connections;
class Texts;
class Unit;

/// A condition without side effects, up to spelling: two branches on the same
/// condition with nothing changed between them go the same way. All comparisons
/// of the same two sides are one condition, so that `i < n` settles `i == n`.
struct Condition : llvm::FoldingSetNode {
  llvm::FoldingSetNodeID Id;
  llvm::SmallVector<const clang::ValueDecl *, 4> Mentions;
  /// Those of them whose pointee it reads.
  llvm::SmallVector<const clang::ValueDecl *, 2> Through;
  bool Local = true;    ///< mentions only local variables
  bool Calls = false;   ///< asks a client library about a handle's state
  unsigned Uses = 0;    ///< branches of this function on it
  void Profile(llvm::FoldingSetNodeID &Into) const { Into = Id; }
};

/// A condition, or the difference of the two sides of a comparison, and the
/// signs it may have if the expression is true.
struct ConditionUse {
  const Condition *Of = nullptr;
  uint8_t WhenTrue = 0;
};

/// What becomes of the value of an expression.
enum class Consumer : uint8_t {
  Discarded, ///< nothing
  Tested,    ///< only a branch or comparison looks at it
  Used,      ///< an assignment, call, return or the like takes it
};

/// Strips what does not change which resource an expression denotes:
/// parentheses, casts, temporaries' wrappers, `std::move`.
const clang::Expr *strip(const clang::Expr *E);

/// The variable that \p E, stripped, names; or null.
const clang::VarDecl *variableOf(const clang::Expr *E);

/// True if one of \p Words is in \p Name, in capitals or not.
bool hasWord(llvm::StringRef Name, llvm::ArrayRef<llvm::StringRef> Words);

/// `log_error`, `Tracer`: what writes something down for people.
bool soundsLikeLog(llvm::StringRef Name);

/// False if \p S can have no constant value, told without evaluating it.
bool mayBeConstant(const clang::Stmt *S, const clang::ASTContext &Context);

class Body {
public:
  ~Body();
  /// Null if clang cannot build a CFG for \p F.
  static std::unique_ptr<Body> build(const clang::FunctionDecl &F, Unit &U);

  const clang::FunctionDecl &function() const { return F; }
  const clang::CFG &cfg() const { return *Graph; }
  const clang::Stmt *parent(const clang::Stmt *S) const {
    return Parents.lookup(S);
  }

  Consumer consumerOf(const clang::Expr *E) const;
  /// The statement at whose end the temporaries of \p S die.
  const clang::Stmt *fullStatement(const clang::Stmt *S) const;
  /// The innermost `try` whose block (not handler) contains \p S, or null.
  const clang::CXXTryStmt *enclosingTry(const clang::Stmt *S) const;
  /// True if \p V is declared inside the block of \p T.
  bool declaredIn(const clang::VarDecl *V, const clang::CXXTryStmt *T) const;
  const clang::CFGBlock *handlerBlock(const clang::CXXCatchStmt *C) const {
    return Handlers.lookup(C);
  }
  bool isLoopHead(const clang::CFGBlock &B) const {
    return LoopHeads.contains(B.getBlockID());
  }

  /// The truth of the condition at the end of \p B, if it is constant.
  std::optional<bool> fixedTruth(const clang::CFGBlock &B) const {
    const auto At = FixedTruths.find(B.getBlockID());
    return At == FixedTruths.end() ? std::nullopt : std::optional(At->second);
  }

  /// The variable that \p E, a constructor call, initialises; or null.
  const clang::VarDecl *initializedBy(const clang::Expr *E) const {
    return Initialized.lookup(E);
  }
  /// The lambda that the local variable \p V was initialised with, or null.
  const clang::LambdaExpr *closureOf(const clang::VarDecl *V) const {
    return Closures.lookup(V);
  }
  /// The initialiser of a local reference, to see through it; or null.
  const clang::Expr *referent(const clang::VarDecl *V) const;
  /// The variables declared in it that have a scope to end.
  llvm::ArrayRef<const clang::VarDecl *> locals() const { return Locals; }
  /// True if another name for \p V may write it: no fact about it is kept.
  bool isAliased(const clang::VarDecl *V) const { return Aliased.contains(V); }
  /// True if \p V is counted up or down somewhere.
  bool isCounter(const clang::VarDecl *V) const { return Counters.contains(V); }
  /// True if \p V is counted one by one wherever it is counted.
  bool stepsByOne(const clang::VarDecl *V) const {
    return isCounter(V) && !Striding.contains(V);
  }
  /// True if some branch of the function depends on \p D.
  bool inCondition(const clang::ValueDecl *D) const {
    return ConditionDecls.contains(D);
  }

  /// The condition \p E stands for, if it has no side effects; a null `Of`
  /// if not.
  ConditionUse condition(const clang::Expr *E);

  /// True if a jump may return into this function itself.
  bool callsSetjmp() const { return CallsSetjmp; }

  size_t blockCount() const { return Graph->getNumBlockIDs(); }

  // Made when first asked for.
  Texts &texts();
  Connections &connections() const;

private:
  Body(const clang::FunctionDecl &F, Unit &U);
  void noteUse(const clang::Expr *E);
  void noteCounter(const clang::Expr *E, bool Strides = false);
  /// Walks \p S once. \p Asked: a branch of the function depends on it.
  void index(const clang::Stmt *S, const clang::CXXTryStmt *Try, bool Asked);
  void child(const clang::Stmt *Child, const clang::Stmt *Of,
             const clang::CXXTryStmt *Try, bool Asked);
  void indexCall(const clang::CallExpr *Call, const clang::CXXTryStmt *Try,
                 bool Asked);
  void indexVariable(const clang::VarDecl *V, const clang::Stmt *S);
  bool profile(const clang::Expr *E, Condition &C) const;

  const clang::FunctionDecl &F;
  Unit &U;
  std::unique_ptr<clang::CFG> Graph;
  llvm::DenseMap<const clang::Stmt *, const clang::Stmt *> Parents;
  llvm::DenseMap<const clang::CXXCatchStmt *, const clang::CFGBlock *> Handlers;
  /// The statements that the CFG made of `T *a = f(), *b;`, one each.
  llvm::DenseMap<const clang::Stmt *, const clang::Stmt *> Synthetic;
  llvm::DenseSet<unsigned> LoopHeads;
  llvm::DenseMap<unsigned, bool> FixedTruths;
  llvm::DenseMap<const clang::Expr *, const clang::VarDecl *> Initialized;
  llvm::DenseMap<const clang::VarDecl *, const clang::LambdaExpr *> Closures;
  llvm::DenseMap<const clang::VarDecl *, const clang::Stmt *> Declarations;
  std::vector<const clang::VarDecl *> Locals; ///< with a destructor or cleanup
  llvm::DenseSet<const clang::VarDecl *> Aliased, Counters, Striding;
  llvm::DenseSet<const clang::ValueDecl *> ConditionDecls;
  llvm::DenseMap<const clang::CXXTryStmt *, const clang::CXXTryStmt *> OuterTry;
  llvm::FoldingSet<Condition> Conditions;
  std::vector<std::unique_ptr<Condition>> OwnedConditions;
  llvm::DenseMap<const clang::Expr *, ConditionUse> ConditionCache;
  std::unique_ptr<Texts> TextsHere;
  mutable std::unique_ptr<Connections> ConnectionsHere;
  bool HasTry = false;
  bool CallsSetjmp = false;
};

} // namespace leash::flow

#endif
