// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// leash-blocking-while-held: a call that waits for something other than the
// database while others wait for what is held.

#ifndef LEASH_CHECKERS_CHECKS_BLOCKINGWHILEHELDCHECK_H
#define LEASH_CHECKERS_CHECKS_BLOCKINGWHILEHELDCHECK_H

#include "LeashCheck.h"

namespace leash::checks {

/// Reports calls that sleep, wait for the network, a process, a thread or a
/// person while a connection of a pool is held or a transaction is open.
///
/// For the user-facing documentation see
/// docs/checks/leash-blocking-while-held.md.
class BlockingWhileHeldCheck : public LeashCheck {
public:
  BlockingWhileHeldCheck(llvm::StringRef Name,
                         clang::tidy::ClangTidyContext *Context,
                         AnalysisPool &Pool);

protected:
  void check(flow::Unit &U) override;
  bool concerns(flow::Unit &U) override {
    return (U.mentionsLeases() || U.mentionsTransactions()) &&
           U.mentionsBlocking();
  }
  llvm::StringRef subject() const override {
    return "calls that wait while something is held";
  }

private:
  void say(const flow::HeldCall &Found);
};

} // namespace leash::checks

#endif
