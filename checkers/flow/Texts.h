// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The text that an expression is, as far as the source tells.

#ifndef LEASH_CHECKERS_FLOW_TEXTS_H
#define LEASH_CHECKERS_FLOW_TEXTS_H

#include "Body.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include <string>

namespace leash::flow {

/// Literals, constants, concatenation, `?:`, formats, strings put together in
/// a local variable, and what any common string class makes of them. For one
/// body; keeps an index of it.
class Texts {
public:
  explicit Texts(const Body &B, Unit &U) : B(B), U(U) {}

  /// What \p E may be, each alternative once; sql::Hole stands in it for what
  /// is not known.
  using Alternatives = llvm::SmallVector<std::string, 2>;
  /// The text of a parameter in the call under analysis, or null.
  using Parameters =
      llvm::function_ref<const std::string *(const clang::ParmVarDecl *)>;
  Alternatives of(const clang::Expr *E, Parameters Known);

  /// True if \p T can be a text: characters, or a class of strings.
  static bool isText(clang::QualType T);

private:
  /// A statement that gives a local variable a text, or adds to it.
  struct Write {
    enum Kind : uint8_t { Assign, Append, Format, Clobber } What;
    const clang::Stmt *At;
    const clang::Expr *Text = nullptr; ///< the first operand of a Format
    llvm::ArrayRef<const clang::Expr *> Operands;
  };
  struct Question; // of(): what is known, how deep

  Alternatives read(const clang::Expr *E, const Question &Q);
  Alternatives readCall(const clang::CallExpr *E, const Question &Q);
  Alternatives readVariable(const clang::VarDecl *V, const clang::Expr *Use,
                            const Question &Q);
  Alternatives readLocal(const clang::VarDecl *V, const clang::Expr *Use,
                         const Question &Q);
  Alternatives format(const clang::Expr *Format,
                      llvm::ArrayRef<const clang::Expr *> Arguments,
                      const Question &Q);
  void index();
  void note(const clang::Stmt *S);
  void noteCall(const clang::CallExpr *Call);
  /// The nearest statement above \p S that may or may not run it.
  const clang::Stmt *branchOf(const clang::Stmt *S) const;

  const Body &B;
  Unit &U;
  bool Indexed = false;
  llvm::DenseMap<const clang::VarDecl *, llvm::SmallVector<Write, 2>> Writes;
};

} // namespace leash::flow

#endif
