// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// leash-unreleased-member: a handle that a class keeps in a member and does
// not release.

#ifndef LEASH_CHECKERS_CHECKS_UNRELEASEDMEMBERCHECK_H
#define LEASH_CHECKERS_CHECKS_UNRELEASEDMEMBERCHECK_H

#include "Guards.h"
#include "LeashCheck.h"
#include "MemberUse.h"

namespace leash::checks {

/// Reports members that hold what their class acquired and no destructor
/// releases; if options say so, also those that a second call overwrites or
/// that a copy shares.
///
/// For the user-facing documentation see
/// docs/checks/leash-unreleased-member.md.
class UnreleasedMemberCheck : public LeashCheck {
public:
  UnreleasedMemberCheck(llvm::StringRef Name,
                        clang::tidy::ClangTidyContext *Context,
                        AnalysisPool &Pool);
  bool
  isLanguageVersionSupported(const clang::LangOptions &Lang) const override {
    return Lang.CPlusPlus;
  }
  void storeOptions(clang::tidy::ClangTidyOptions::OptionMap &Opts) override;

protected:
  void check(flow::Unit &U) override;
  llvm::StringRef subject() const override { return "unreleased members"; }

private:
  /// A member, and what its class's functions leave in it.
  struct Keeper {
    const clang::FieldDecl *Field = nullptr;
    std::vector<std::pair<const clang::FunctionDecl *, flow::Kept>> Keeps;
  };
  void judge(MemberUse &Uses, const Keeper &K);
  void judgeOverwrites(MemberUse &Uses, const Keeper &K);
  void copies(flow::Unit &U, MemberUse &Uses);
  bool firstAt(clang::SourceLocation At) { return Said.insert(At).second; }

  const bool Overwrites, Copies, CopyableClasses;
  llvm::DenseSet<clang::SourceLocation> Said;
};

} // namespace leash::checks

#endif
