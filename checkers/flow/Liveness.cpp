// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Live variables, backwards over the blocks until nothing changes.

#include "Liveness.h"
#include "clang/AST/Expr.h"
#include "clang/AST/Stmt.h"

using namespace clang;

namespace leash::flow {

static const VarDecl *localNamed(const Stmt *S) {
  const auto *Ref = dyn_cast<DeclRefExpr>(S);
  const auto *V = Ref ? dyn_cast<VarDecl>(Ref->getDecl()) : nullptr;
  return V && V->hasLocalStorage() ? V->getCanonicalDecl() : nullptr;
}

void Liveness::number(const Stmt *S) {
  if (!S)
    return;
  if (const VarDecl *V = localNamed(S))
    Index.try_emplace(V, Index.size());
  for (const Stmt *Child : S->children())
    number(Child);
}

void Liveness::read(const Stmt *S, llvm::BitVector &Live) {
  if (!S)
    return;
  if (const VarDecl *V = localNamed(S))
    Live.set(Index.lookup(V));
  for (const Stmt *Child : S->children())
    read(Child, Live);
}

/// What is live before \p E, given what is live after it.
void Liveness::step(const CFGElement &E, llvm::BitVector &Live) {
  auto Overwrite = [&](const VarDecl *V) {
    if (const auto At = Index.find(V->getCanonicalDecl()); At != Index.end())
      Live.reset(At->second);
  };
  auto Keep = [&](const VarDecl *V) {
    if (const auto At = Index.find(V->getCanonicalDecl()); At != Index.end())
      Live.set(At->second);
  };
  if (const auto Destroyed = E.getAs<CFGAutomaticObjDtor>())
    return Keep(Destroyed->getVarDecl());
  if (const auto Cleaned = E.getAs<CFGCleanupFunction>())
    return Keep(Cleaned->getVarDecl());
  const auto Code = E.getAs<CFGStmt>();
  if (!Code)
    return;
  const Stmt *S = Code->getStmt();
  if (const auto *Assign = dyn_cast<BinaryOperator>(S);
      Assign && Assign->getOpcode() == BO_Assign)
    if (const VarDecl *V = localNamed(Assign->getLHS()->IgnoreParens())) {
      Overwrite(V);
      return read(Assign->getRHS(), Live);
    }
  if (const auto *Decls = dyn_cast<DeclStmt>(S))
    for (const Decl *D : Decls->decls())
      if (const auto *V = dyn_cast<VarDecl>(D))
        Overwrite(V);
  read(S, Live);
}

Liveness::Liveness(const CFG &Graph) {
  for (const CFGBlock *Block : Graph)
    for (const CFGElement &E : *Block)
      if (const auto S = E.getAs<CFGStmt>())
        number(S->getStmt());
  AtEntry.assign(Graph.getNumBlockIDs(), llvm::BitVector(Index.size()));
  // Blocks are numbered from the exit upwards: mostly in the right order.
  std::vector<const CFGBlock *> ById(Graph.getNumBlockIDs());
  for (const CFGBlock *Block : Graph)
    ById[Block->getBlockID()] = Block;
  for (bool Changed = true; Changed;) {
    Changed = false;
    for (const CFGBlock *Block : ById) {
      if (!Block)
        continue;
      llvm::BitVector Live(Index.size());
      for (const CFGBlock *Succ : Block->succs())
        if (Succ)
          Live |= AtEntry[Succ->getBlockID()];
      for (auto E = Block->rbegin(); E != Block->rend(); ++E)
        step(*E, Live);
      llvm::BitVector &Known = AtEntry[Block->getBlockID()];
      if (Live != Known) {
        Known = std::move(Live);
        Changed = true;
      }
    }
  }
}

bool Liveness::isLive(const VarDecl *V, const CFGBlock &B) const {
  const auto At = Index.find(V->getCanonicalDecl());
  return At != Index.end() && AtEntry[B.getBlockID()].test(At->second);
}

} // namespace leash::flow
