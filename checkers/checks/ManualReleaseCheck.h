// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// leash-manual-release: a handle that is released by hand on every path, and
// by no scope.

#ifndef LEASH_CHECKERS_CHECKS_MANUALRELEASECHECK_H
#define LEASH_CHECKERS_CHECKS_MANUALRELEASECHECK_H

#include "OnRequest.h"
#include "clang-tidy/utils/IncludeInserter.h"

namespace leash::checks {

/// Reports local pointers to what is acquired and, on every path, released by
/// hand, and offers to make them `std::unique_ptr`.
///
/// For the user-facing documentation see docs/checks/leash-manual-release.md.
class ManualReleaseCheck : public OnRequestCheck {
public:
  /// Which files are looked at.
  enum class Style {
    Auto,  ///< those that leave something to a destructor already
    Always ///< all
  };

  ManualReleaseCheck(llvm::StringRef Name,
                     clang::tidy::ClangTidyContext *Context,
                     AnalysisPool &Pool);
  bool
  isLanguageVersionSupported(const clang::LangOptions &Lang) const override {
    return Lang.CPlusPlus11;
  }
  void registerPPCallbacks(const clang::SourceManager &SM,
                           clang::Preprocessor *PP,
                           clang::Preprocessor *ModuleExpanderPP) override;
  void storeOptions(clang::tidy::ClangTidyOptions::OptionMap &Opts) override;

protected:
  void check(flow::Unit &U) override;
  llvm::StringRef subject() const override { return "manual releases"; }

private:
  struct Candidate;
  class Finder;
  void say(flow::Unit &U, const clang::FunctionDecl &F, const Candidate &C);

  const Style Wanted;
  clang::tidy::utils::IncludeInserter Inserter;
};

} // namespace leash::checks

namespace clang::tidy {
template <> struct OptionEnumMapping<leash::checks::ManualReleaseCheck::Style> {
  static ArrayRef<
      std::pair<leash::checks::ManualReleaseCheck::Style, StringRef>>
  getEnumMapping();
};
} // namespace clang::tidy

#endif
