// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Checks that are off by default: a glob such as `leash-*` leaves them so.

#ifndef LEASH_CHECKERS_CHECKS_ONREQUEST_H
#define LEASH_CHECKERS_CHECKS_ONREQUEST_H

#include "LeashCheck.h"

namespace leash::checks {

/// A check that runs only if `Checks` names it in full, or if its option
/// `Enabled` is true; with `Enabled: false` it never runs.
class OnRequestCheck : public LeashCheck {
public:
  OnRequestCheck(llvm::StringRef Name, clang::tidy::ClangTidyContext *Context,
                 AnalysisPool &Pool);
  void storeOptions(clang::tidy::ClangTidyOptions::OptionMap &Opts) override;

protected:
  bool concerns(flow::Unit &U) override {
    return Requested && LeashCheck::concerns(U);
  }
  bool isRequested() const { return Requested; }

private:
  const bool Requested;
};

} // namespace leash::checks

#endif
