// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Which local variables a block and what follows it may still read.

#ifndef LEASH_CHECKERS_FLOW_LIVENESS_H
#define LEASH_CHECKERS_FLOW_LIVENESS_H

#include "clang/Analysis/CFG.h"
#include "llvm/ADT/BitVector.h"
#include "llvm/ADT/DenseMap.h"
#include <vector>

namespace clang {
class VarDecl;
}

namespace leash::flow {

/// A variable is live where some path reads it before it is assigned anew. May
/// say so of one that is not, never the other way round.
class Liveness {
public:
  explicit Liveness(const clang::CFG &Graph);

  /// On entry to \p B. A variable that the graph does not mention is dead.
  bool isLive(const clang::VarDecl *V, const clang::CFGBlock &B) const;

private:
  unsigned indexOf(const clang::VarDecl *V);
  void step(const clang::CFGElement &E, llvm::BitVector &Live);
  void read(const clang::Stmt *S, llvm::BitVector &Live);
  void number(const clang::Stmt *S);

  llvm::DenseMap<const clang::VarDecl *, unsigned> Index;
  std::vector<llvm::BitVector> AtEntry; ///< by block number
};

} // namespace leash::flow

#endif
