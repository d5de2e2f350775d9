// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// A call as the simulation sees it: functions, methods, operators and
// constructors alike.

#ifndef LEASH_CHECKERS_FLOW_CALLSITE_H
#define LEASH_CHECKERS_FLOW_CALLSITE_H

#include "Simulation.h"

namespace leash::flow {

struct Simulation::CallSite {
  const clang::Expr *E = nullptr;
  const clang::FunctionDecl *Callee = nullptr; ///< null: through a pointer
  const clang::Expr *Receiver = nullptr; ///< a method's object, or null
  const clang::LambdaExpr *Closure = nullptr; ///< the callee, if it is a lambda
  llvm::SmallVector<const clang::Expr *, 6> Args;
  clang::QualType ResultType;
  bool Construct = false;

  explicit CallSite(const clang::CallExpr *E);
  explicit CallSite(const clang::CXXConstructExpr *E);
  /// The callee's unqualified name; a constructor's class; may be empty.
  llvm::StringRef name() const;
  const clang::Expr *at(const spec::Place &P) const;
};

inline bool listed(const llvm::SmallVectorImpl<std::string> &Names,
                   llvm::StringRef Name) {
  return llvm::is_contained(Names, Name);
}

/// True for a parameter through which the callee cannot release or keep.
bool isConstPointee(clang::QualType T);

} // namespace leash::flow

#endif
