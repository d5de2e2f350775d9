// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// A piece of C or C++ and the engine's answers about it, for unit tests.

#ifndef LEASH_TEST_UNIT_FLOW_CODE_H
#define LEASH_TEST_UNIT_FLOW_CODE_H

#include "flow/Unit.h"

#include "clang/Frontend/ASTUnit.h"
#include <memory>
#include <string>
#include <vector>

namespace leash::flow::test {

enum class Dialect { Cxx, CxxWithoutExceptions, C };

/// Parses on construction, below declarations of some of the client libraries'
/// functions and a few of the standard library's classes.
class Code {
public:
  explicit Code(llvm::StringRef Text, Settings Bounds = {},
                Dialect Language = Dialect::Cxx);
  /// The same below nothing.
  static Code bare(llvm::StringRef Text, Dialect Language = Dialect::Cxx) {
    return Code(Text, {}, Language, /*Header=*/false);
  }

  Unit &unit() { return *U; }
  bool hasErrors() const;

  /// The function of that name, the definition if there is one. Fails the
  /// test and ends the program if there is none: so do all of these.
  const clang::FunctionDecl &fn(llvm::StringRef Name);
  const clang::CXXRecordDecl &record(llvm::StringRef Name);
  const clang::FieldDecl *field(llvm::StringRef Record, llvm::StringRef Name);
  const clang::VarDecl *global(llvm::StringRef Name);
  /// A parameter or local variable of \p Function.
  const clang::VarDecl *var(llvm::StringRef Function, llvm::StringRef Name);
  const clang::ParmVarDecl *param(llvm::StringRef Function, unsigned Index);

  /// The comment at the end of the line of \p At: `// text`.
  std::string mark(clang::SourceLocation At);

  // Answers in words, to be compared as a whole.
  /// "moved returning nonzero in ctx->res, *out"
  std::vector<std::string> summary(llvm::StringRef Function,
                                   std::optional<AccessPath> Input,
                                   const std::vector<Unit::Given> &Known = {});
  /// The same for parameter 0's value.
  std::vector<std::string> summary(llvm::StringRef Function);
  /// "pg-result or null in return", "nothing returning 0"
  std::vector<std::string> productions(llvm::StringRef Function);
  /// "res of PQexec: return at 'mark'"
  std::vector<std::string> leaks(llvm::StringRef Function);
  const FunctionResult &result(llvm::StringRef Function) {
    return U->result(fn(Function));
  }
  /// "no", "unknown", "yes: int, Error", "yes: any"
  std::string throws(llvm::StringRef Function);
  std::vector<std::string> eventful();

private:
  Code(llvm::StringRef Text, Settings Bounds, Dialect Language, bool Header);

  spec::Model Known;
  std::unique_ptr<clang::ASTUnit> AST;
  std::unique_ptr<Unit> U;
};

/// "5", "0..", "nonzero", "..-1"; "" for what is unknown.
std::string describe(const Value &V);
/// The name of an enumerator.
const char *describe(Loss L);
const char *describe(Confidence C);
const char *describe(Milestone::Kind K);

} // namespace leash::flow::test

#endif
