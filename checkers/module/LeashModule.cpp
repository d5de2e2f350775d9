// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Registers the checks with clang-tidy under the name `leash-module`.

#include "checks/UnreleasedAcquireCheck.h"
#include "module/Compat.h"

namespace leash {
namespace {

class LeashModule : public clang::tidy::ClangTidyModule {
public:
  void addCheckFactories(
      clang::tidy::ClangTidyCheckFactories &Factories) override {
    Factories.registerCheck<checks::UnreleasedAcquireCheck>(
        "leash-unreleased-acquire");
  }
};

const clang::tidy::ClangTidyModuleRegistry::Add<LeashModule>
    Registration("leash-module", "Finds database connections, results and "
                                 "transactions that are not given back.");

} // namespace
} // namespace leash
