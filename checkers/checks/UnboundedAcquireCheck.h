// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// leash-unbounded-acquire: a call that waits for a connection without a limit.

#ifndef LEASH_CHECKERS_CHECKS_UNBOUNDEDACQUIRECHECK_H
#define LEASH_CHECKERS_CHECKS_UNBOUNDEDACQUIRECHECK_H

#include "OnRequest.h"

namespace leash::checks {

/// Reports calls that the catalogue lists as unbounded and that this file
/// gives no limit.
///
/// For the user-facing documentation see
/// docs/checks/leash-unbounded-acquire.md.
class UnboundedAcquireCheck : public OnRequestCheck {
public:
  using OnRequestCheck::OnRequestCheck;

protected:
  void check(flow::Unit &U) override;
  bool concerns(flow::Unit &) override { return isRequested(); }
  llvm::StringRef subject() const override { return "unbounded acquires"; }
};

} // namespace leash::checks

#endif
