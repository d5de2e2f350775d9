// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// leash-nested-acquire: a second connection of a pool for a path that holds
// one, so that as many at once as there are connections wait for ever.

#ifndef LEASH_CHECKERS_CHECKS_NESTEDACQUIRECHECK_H
#define LEASH_CHECKERS_CHECKS_NESTEDACQUIRECHECK_H

#include "LeashCheck.h"

namespace leash::checks {

/// Reports each acquire from a pool that may wait while another connection of
/// the same pool is held, here or in a function of the file that is called.
///
/// For the user-facing documentation see docs/checks/leash-nested-acquire.md.
class NestedAcquireCheck : public LeashCheck {
public:
  NestedAcquireCheck(llvm::StringRef Name,
                     clang::tidy::ClangTidyContext *Context,
                     AnalysisPool &Pool);

protected:
  void check(flow::Unit &U) override;
  bool concerns(flow::Unit &U) override { return U.mentionsLeases(); }
  llvm::StringRef subject() const override { return "nested acquires"; }

private:
  void say(const flow::HeldCall &Found);
};

} // namespace leash::checks

#endif
