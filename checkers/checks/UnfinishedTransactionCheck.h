// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// leash-unfinished-transaction: a transaction that some path neither commits
// nor rolls back.

#ifndef LEASH_CHECKERS_CHECKS_UNFINISHEDTRANSACTIONCHECK_H
#define LEASH_CHECKERS_CHECKS_UNFINISHEDTRANSACTIONCHECK_H

#include "LeashCheck.h"

namespace leash::checks {

/// Reports each begin of a transaction, by SQL text or by a library's
/// functions, that some path leaves open, exceptions included; and what the
/// end of a scope does to one unasked.
///
/// For the user-facing documentation see
/// docs/checks/leash-unfinished-transaction.md.
class UnfinishedTransactionCheck : public LeashCheck {
public:
  UnfinishedTransactionCheck(llvm::StringRef Name,
                             clang::tidy::ClangTidyContext *Context,
                             AnalysisPool &Pool);
  void storeOptions(clang::tidy::ClangTidyOptions::OptionMap &Opts) override;

protected:
  void check(flow::Unit &U) override;
  bool concerns(flow::Unit &U) override { return U.mentionsTransactions(); }
  llvm::StringRef subject() const override {
    return "unfinished transactions";
  }

private:
  void say(const flow::Unfinished &T);

  const bool StrictLostWork;
};

} // namespace leash::checks

#endif
