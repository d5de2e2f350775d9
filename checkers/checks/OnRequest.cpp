// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Tells a check named in full from one that a glob swept in.

#include "OnRequest.h"

using namespace clang;

namespace leash::checks {

static constexpr llvm::StringLiteral OptionEnabled = "Enabled";

static bool isNamedInFull(StringRef Checks, StringRef Name) {
  llvm::SmallVector<StringRef, 16> Globs;
  Checks.split(Globs, ',');
  bool Named = false;
  for (StringRef Some : Globs) {
    llvm::SmallVector<StringRef, 4> Lines; // a configuration may be of lines
    Some.split(Lines, '\n');
    for (StringRef Glob : Lines) {
      Glob = Glob.trim();
      if (Glob == Name)
        Named = true;
      else if (Glob.consume_front("-") && Glob.trim() == Name)
        Named = false;
    }
  }
  return Named;
}

OnRequestCheck::OnRequestCheck(StringRef Name, tidy::ClangTidyContext *Context,
                               AnalysisPool &Pool)
    : LeashCheck(Name, Context, Pool),
      Requested(Options.get(
          OptionEnabled,
          isNamedInFull(Context->getOptions().Checks.value_or(""), Name))) {}

void OnRequestCheck::storeOptions(tidy::ClangTidyOptions::OptionMap &Opts) {
  LeashCheck::storeOptions(Opts);
  Options.store(Opts, OptionEnabled, Requested);
}

} // namespace leash::checks
