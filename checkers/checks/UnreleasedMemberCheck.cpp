// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Finds through the engine, decides by the options, says.

#include "UnreleasedMemberCheck.h"

using namespace clang;

namespace leash::checks {

void UnreleasedMemberCheck::check(flow::Unit &U) {
  for (const FunctionDecl *F : U.eventfulFunctions()) {
    const flow::FunctionResult &Found = U.result(*F);
    noteDegraded(*F, Found);
  }
}

} // namespace leash::checks
