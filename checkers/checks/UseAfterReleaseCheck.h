// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// leash-use-after-release: a connection, result or statement, or what it lent,
// that is used after it was given back.

#ifndef LEASH_CHECKERS_CHECKS_USEAFTERRELEASECHECK_H
#define LEASH_CHECKERS_CHECKS_USEAFTERRELEASECHECK_H

#include "LeashCheck.h"

namespace leash::checks {

/// Reports each use of a handle after its release on some path, a second
/// release included, of what was opened on it, and of the texts it lent.
///
/// For the user-facing documentation see
/// docs/checks/leash-use-after-release.md.
class UseAfterReleaseCheck : public LeashCheck {
public:
  UseAfterReleaseCheck(llvm::StringRef Name,
                       clang::tidy::ClangTidyContext *Context,
                       AnalysisPool &Pool);

protected:
  void check(flow::Unit &U) override;
  bool concerns(flow::Unit &U) override { return U.mentionsReleases(); }
  llvm::StringRef subject() const override { return "uses after release"; }

private:
  void say(const flow::StaleUse &Use);
};

} // namespace leash::checks

#endif
