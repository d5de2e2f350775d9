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
  /// The body that runs, as Unit::definition() has it; there is a callee.
  const clang::FunctionDecl *definition(Unit &U) const {
    if (Construct)
      return U.definition(*Callee);
    const auto *Call = llvm::dyn_cast<clang::CallExpr>(E);
    return Call ? U.definition(*Call) : nullptr;
  }
};

/// What connections are called on both sides of a call.
class Simulation::Renaming {
public:
  Renaming(Simulation &S, const CallSite &Call, const clang::FunctionDecl &Def);
  /// Null if the other side has no name for it.
  const Connection *toCallee(const Connection *On) const;
  const Connection *toCaller(const Connection *On) const;

private:
  struct Binding {
    const Connection *Callee, *Caller;
  };
  bool isGlobal(const Connection &On) const;

  ConnectionTable &Table;
  llvm::SmallVector<Binding, 4> Bindings;
  const clang::VarDecl *Made = nullptr; ///< the variable a constructor makes
  const bool Closure;
};

inline bool listed(const llvm::SmallVectorImpl<std::string> &Names,
                   llvm::StringRef Name) {
  return llvm::is_contained(Names, Name);
}

/// True if \p Method ends what an object of \p Type holds.
inline bool endsIt(const spec::ScopeType &Type, llvm::StringRef Method) {
  return listed(Type.Commits, Method) || listed(Type.RollsBack, Method) ||
         listed(Type.Releases, Method) || listed(Type.ReturnsDirty, Method);
}

/// True for a parameter through which the callee cannot release or keep.
bool isConstPointee(clang::QualType T);

} // namespace leash::flow

#endif
