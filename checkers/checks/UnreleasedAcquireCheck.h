// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// leash-unreleased-acquire: a connection, result, statement or the like that
// some path does not give back.

#ifndef LEASH_CHECKERS_CHECKS_UNRELEASEDACQUIRECHECK_H
#define LEASH_CHECKERS_CHECKS_UNRELEASEDACQUIRECHECK_H

#include "LeashCheck.h"

namespace leash::checks {

/// Reports each acquire of a catalogued resource that is not released, stored
/// or handed on along every path, exceptions included.
///
/// For the user-facing documentation see
/// docs/checks/leash-unreleased-acquire.md.
class UnreleasedAcquireCheck : public LeashCheck {
public:
  using LeashCheck::LeashCheck;

protected:
  void check(flow::Unit &U) override;
  llvm::StringRef subject() const override { return "unreleased acquires"; }

private:
  void say(const flow::Leak &L);
};

} // namespace leash::checks

#endif
