// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// leash-discarded-guard: a lease, a transaction or a scope guard that is made
// and ended in the same statement.

#ifndef LEASH_CHECKERS_CHECKS_DISCARDEDGUARDCHECK_H
#define LEASH_CHECKERS_CHECKS_DISCARDEDGUARDCHECK_H

#include "Guards.h"
#include "LeashCheck.h"

namespace leash::checks {

/// Reports temporaries of guard types of which nothing is used, and
/// declarations that look like a guard and make none.
///
/// For the user-facing documentation see docs/checks/leash-discarded-guard.md.
class DiscardedGuardCheck : public LeashCheck {
public:
  using LeashCheck::LeashCheck;
  bool
  isLanguageVersionSupported(const clang::LangOptions &Lang) const override {
    return Lang.CPlusPlus;
  }

protected:
  void check(flow::Unit &U) override;
  bool concerns(flow::Unit &U) override {
    return U.mentionsAcquires() || mentionsGuards(U);
  }
  llvm::StringRef subject() const override { return "discarded guards"; }

private:
  /// Where an expression stands whose value nobody takes.
  enum class Place { Statement, Cast, Condition };

  void statements(const clang::Stmt *S);
  void discarded(const clang::Expr *E, Place Where);
  void condition(const clang::Expr *E);
  void chains(const clang::Expr *E, const clang::Stmt *Of);
  void declaration(const clang::DeclStmt *S);
  void say(const clang::Expr *Made, const Guard &What, Place Where);
  bool firstAt(clang::SourceLocation At);

  Guards *Known = nullptr; ///< of the unit that is looked at
  llvm::DenseSet<clang::SourceLocation> Said;
  llvm::DenseSet<const clang::Stmt *> Probes; ///< `try { acquire(); } catch`
};

} // namespace leash::checks

#endif
