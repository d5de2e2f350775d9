// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Whether a local variable is still read after some place of its function.

#ifndef LEASH_CHECKERS_FLOW_READS_H
#define LEASH_CHECKERS_FLOW_READS_H

#include "clang/Analysis/CFG.h"
#include <memory>

namespace clang {
class ASTContext;
class FunctionDecl;
} // namespace clang

namespace leash::flow {

/// Lives no longer than the AST.
class Reads {
public:
  Reads(const clang::FunctionDecl &F, clang::ASTContext &Context);
  /// True if some path from behind the expression \p At reads the local \p V
  /// before it assigns or declares it, or if that cannot be told.
  bool after(const clang::Expr &At, const clang::VarDecl &V) const;

private:
  std::unique_ptr<clang::CFG> Graph;
};

} // namespace leash::flow

#endif
