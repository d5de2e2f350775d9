// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Registers the checks with clang-tidy under the name `leash-module`.

#include "checks/BlockingWhileHeldCheck.h"
#include "checks/DiscardedGuardCheck.h"
#include "checks/ManualReleaseCheck.h"
#include "checks/NestedAcquireCheck.h"
#include "checks/UnboundedAcquireCheck.h"
#include "checks/UnfinishedTransactionCheck.h"
#include "checks/UnreleasedAcquireCheck.h"
#include "checks/UnreleasedMemberCheck.h"
#include "checks/UseAfterReleaseCheck.h"
#include "module/Compat.h"

namespace leash {
namespace {

class LeashModule : public clang::tidy::ClangTidyModule {
public:
  void
  addCheckFactories(clang::tidy::ClangTidyCheckFactories &Factories) override {
    add<checks::DiscardedGuardCheck>(Factories, "leash-discarded-guard");
    add<checks::ManualReleaseCheck>(Factories, "leash-manual-release");
    add<checks::UnboundedAcquireCheck>(Factories, "leash-unbounded-acquire");
    add<checks::UnfinishedTransactionCheck>(Factories,
                                            "leash-unfinished-transaction");
    add<checks::UnreleasedAcquireCheck>(Factories, "leash-unreleased-acquire");
    add<checks::UnreleasedMemberCheck>(Factories, "leash-unreleased-member");
    add<checks::UseAfterReleaseCheck>(Factories, "leash-use-after-release");
    add<checks::BlockingWhileHeldCheck>(Factories, "leash-blocking-while-held");
    add<checks::NestedAcquireCheck>(Factories, "leash-nested-acquire");
  }

private:
  template <typename Check>
  void add(clang::tidy::ClangTidyCheckFactories &Factories,
           llvm::StringRef Name) {
    Factories.registerCheckFactory(
        Name, [Pool = Pool](llvm::StringRef Name,
                            clang::tidy::ClangTidyContext *Context) {
          return std::make_unique<Check>(Name, Context, *Pool);
        });
  }

  // Shared with the factories, which may outlive the module.
  std::shared_ptr<checks::AnalysisPool> Pool =
      std::make_shared<checks::AnalysisPool>();
};

const clang::tidy::ClangTidyModuleRegistry::Add<LeashModule>
    Registration("leash-module", "Finds database connections, results and "
                                 "transactions that are not given back.");

} // namespace
} // namespace leash
