// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Walks the CFG from a place to the next uses of a variable.

#include "Reads.h"
#include "clang/AST/Expr.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallPtrSet.h"

using namespace clang;

namespace leash::flow {

Reads::Reads(const FunctionDecl &F, ASTContext &Context) {
  CFG::BuildOptions Options;
  Options.setAllAlwaysAdd();
  Options.AddEHEdges = true;
  Graph = CFG::buildCFG(&F, F.getBody(), &Context, Options);
}

/// The assignment whose left side is \p V, or null.
static const DeclRefExpr *assigned(const Stmt &S, const VarDecl &V) {
  const auto *Assign = dyn_cast<BinaryOperator>(&S);
  if (!Assign || Assign->getOpcode() != BO_Assign)
    return nullptr;
  const auto *To = dyn_cast<DeclRefExpr>(Assign->getLHS()->IgnoreParens());
  return To && To->getDecl() == &V ? To : nullptr;
}

bool Reads::after(const Expr &At, const VarDecl &V) const {
  if (!Graph)
    return true;
  // The left side of an assignment is an element of its own.
  llvm::SmallPtrSet<const Stmt *, 8> Written;
  const CFGBlock *Start = nullptr;
  size_t Behind = 0;
  for (const CFGBlock *B : *Graph)
    for (size_t I = 0; I != B->size(); ++I)
      if (const auto Element = (*B)[I].getAs<CFGStmt>()) {
        const Stmt *S = Element->getStmt();
        if (const DeclRefExpr *To = assigned(*S, V))
          Written.insert(To);
        if (S == &At) {
          Start = B;
          Behind = I + 1;
        }
      }
  if (!Start)
    return true;
  llvm::SmallPtrSet<const CFGBlock *, 16> Seen;
  llvm::SmallVector<std::pair<const CFGBlock *, size_t>, 16> Work{
      {Start, Behind}};
  while (!Work.empty()) {
    const auto [B, From] = Work.pop_back_val();
    bool Ends = false;
    for (size_t I = From; I != B->size() && !Ends; ++I) {
      const auto Element = (*B)[I].getAs<CFGStmt>();
      if (!Element)
        continue;
      const Stmt *S = Element->getStmt();
      if (const auto *Ref = dyn_cast<DeclRefExpr>(S)) {
        if (Ref->getDecl() == &V && !Written.contains(Ref))
          return true;
      } else if (const auto *Decls = dyn_cast<DeclStmt>(S)) {
        Ends = llvm::is_contained(Decls->decls(), &V);
      } else {
        Ends = assigned(*S, V);
      }
    }
    if (Ends)
      continue;
    for (const CFGBlock *Next : B->succs())
      if (Next && Seen.insert(Next).second)
        Work.emplace_back(Next, 0);
  }
  return false;
}

} // namespace leash::flow
