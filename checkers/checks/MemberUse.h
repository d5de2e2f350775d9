// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// What the functions of a translation unit do to the handles in members.

#ifndef LEASH_CHECKERS_CHECKS_MEMBERUSE_H
#define LEASH_CHECKERS_CHECKS_MEMBERUSE_H

#include "../flow/Unit.h"
#include "clang/AST/ExprCXX.h"

namespace leash::checks {

/// Answers about members of classes, from one walk over the functions that the
/// file holds. Lives no longer than the unit.
class MemberUse {
public:
  explicit MemberUse(flow::Unit &U);

  enum class Answer : uint8_t { No, Unknown, Yes };
  /// Whether the end of an object of \p Field's class, or of a class derived
  /// from it in this file, releases what the member holds.
  Answer destructorReleases(const clang::FieldDecl &Field);
  /// True if the destructor of \p Class releases it on every path.
  bool alwaysReleasedBy(const clang::CXXRecordDecl &Class,
                        const clang::FieldDecl &Field);
  /// The functions, destructors aside, that release the member or give what
  /// it holds to somebody else.
  llvm::ArrayRef<const clang::FunctionDecl *>
  othersThatLetGo(const clang::FieldDecl &Field) const;
  /// True if the class is written in the main file, so that all its uses are.
  bool isSeenWhole(const clang::CXXRecordDecl &Class) const;
  /// True if a function out of sight may let go of it.
  bool mayBeLetGoElsewhere(const clang::FieldDecl &Field) const;
  /// The functions of this file that call \p F.
  llvm::ArrayRef<const clang::FunctionDecl *>
  callersOf(const clang::FunctionDecl &F) const;
  /// True if one object of the class may live as long as the process.
  bool livesForever(const clang::CXXRecordDecl &Class) const;
  /// True if \p F, a method, asks about its object's state, or has another
  /// function do so, before \p At.
  bool asksBefore(const clang::FunctionDecl &F, const clang::Expr *At);
  /// Copies that a class's own copy operations do not make.
  struct Copy {
    const clang::Expr *At;
    const clang::CXXRecordDecl *Class;
  };
  llvm::ArrayRef<Copy> memberwiseCopies() const { return Copies; }

private:
  struct Walk;
  Answer classReleases(const clang::CXXRecordDecl &Class,
                       const clang::FieldDecl &Field);
  bool leavesSight(const clang::FunctionDecl &F, unsigned Depth);

  flow::Unit &U;
  template <typename T>
  using FunctionsOf =
      llvm::DenseMap<const T *,
                     llvm::SmallVector<const clang::FunctionDecl *, 2>>;
  FunctionsOf<clang::FieldDecl> LetGo;
  FunctionsOf<clang::FunctionDecl> Callers;
  llvm::DenseSet<const clang::CXXRecordDecl *> Forever;
  std::vector<const clang::CXXRecordDecl *> Classes; ///< with bases
  std::vector<Copy> Copies;
};

/// The member of some object that \p E, or what it points to, is; or null.
const clang::FieldDecl *memberOf(const clang::Expr *E);

} // namespace leash::checks

#endif
