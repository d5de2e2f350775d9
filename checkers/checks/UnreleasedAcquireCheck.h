// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// leash-unreleased-acquire: a connection, result, statement or the like that
// some path does not give back.

#ifndef LEASH_CHECKERS_CHECKS_UNRELEASEDACQUIRECHECK_H
#define LEASH_CHECKERS_CHECKS_UNRELEASEDACQUIRECHECK_H

#include "../flow/Findings.h"
#include "../spec/Sources.h"
#include "clang-tidy/ClangTidyCheck.h"

namespace leash::checks {

/// Reports each acquire of a catalogued resource that is not released, stored
/// or handed on along every path, exceptions included.
///
/// For the user-facing documentation see
/// docs/checks/leash-unreleased-acquire.md.
class UnreleasedAcquireCheck : public clang::tidy::ClangTidyCheck {
public:
  UnreleasedAcquireCheck(llvm::StringRef Name,
                         clang::tidy::ClangTidyContext *Context);
  void registerMatchers(clang::ast_matchers::MatchFinder *Finder) override;
  void
  check(const clang::ast_matchers::MatchFinder::MatchResult &Result) override;
  void storeOptions(clang::tidy::ClangTidyOptions::OptionMap &Opts) override;

private:
  void say(const flow::Leak &L, const clang::SourceManager &SM);
  void complain(const spec::Problem &P);

  const std::string Catalogue;
  const std::string Pairs;
  flow::Settings Bounds;
  const flow::Confidence MinimumConfidence;
  std::vector<spec::Problem> Problems;
  spec::Model Known;
};

} // namespace leash::checks

namespace clang::tidy {
template <> struct OptionEnumMapping<leash::flow::Confidence> {
  static ArrayRef<std::pair<leash::flow::Confidence, StringRef>>
  getEnumMapping();
};
} // namespace clang::tidy

#endif
