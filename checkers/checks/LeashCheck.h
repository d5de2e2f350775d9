// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// What every check of the module has in common: options, the shared analysis,
// the notes along a path.

#ifndef LEASH_CHECKERS_CHECKS_LEASHCHECK_H
#define LEASH_CHECKERS_CHECKS_LEASHCHECK_H

#include "Analysis.h"
#include "clang-tidy/ClangTidyCheck.h"

namespace leash::checks {

/// A check that asks the engine. Each shared option is read as `CHECK.NAME`,
/// else as `leash.NAME`, which holds for all checks.
class LeashCheck : public clang::tidy::ClangTidyCheck {
public:
  LeashCheck(llvm::StringRef Name, clang::tidy::ClangTidyContext *Context,
             AnalysisPool &Pool);
  void registerMatchers(clang::ast_matchers::MatchFinder *Finder) final;
  void check(
      const clang::ast_matchers::MatchFinder::MatchResult &Result) final;
  void onEndOfTranslationUnit() override;
  void storeOptions(clang::tidy::ClangTidyOptions::OptionMap &Opts) override;

protected:
  /// Looks at a translation unit that parses.
  virtual void check(flow::Unit &U) = 0;
  /// False if there is nothing in \p U that the check could find: asked before
  /// anything is computed.
  virtual bool concerns(flow::Unit &U) {
    return U.mentionsAcquires() || U.mentionsReleases();
  }
  /// What the check looks for, for the message that a file does not parse.
  virtual llvm::StringRef subject() const = 0;

  /// To be called with what the engine found in \p F: remarks, once for all
  /// checks, that \p F has too many paths.
  void noteDegraded(const clang::FunctionDecl &F,
                    const flow::FunctionResult &Found);
  /// Notes for the last steps of a path.
  void notePath(llvm::ArrayRef<flow::Milestone> Path);
  /// In a macro a finding belongs where the macro is used: that is the line a
  /// person can change or mark.
  clang::SourceLocation place(clang::SourceLocation Loc) const;

  const spec::Model &known() const { return Shared->known(); }
  /// For a constructor: what the engine is to look for.
  flow::Settings &settings() { return Shared->settings(); }
  flow::Confidence minimumConfidence() const { return MinimumConfidence; }

private:
  template <typename T>
  T sharedOption(llvm::StringRef Option, T Default) const;
  void complain(const spec::Problem &P);
  void complainOfAll();

  OptionsView ForAll; ///< the options named `leash.NAME`
  AnalysisOptions Common;
  flow::Confidence MinimumConfidence;
  std::shared_ptr<Analysis> Shared;
  const clang::SourceManager *Sources = nullptr;
};

} // namespace leash::checks

namespace clang::tidy {
template <> struct OptionEnumMapping<leash::flow::Confidence> {
  static ArrayRef<std::pair<leash::flow::Confidence, StringRef>>
  getEnumMapping();
};
} // namespace clang::tidy

#endif
