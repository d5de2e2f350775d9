// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Which types end something when their scope ends: known from the catalogue,
// or recognised by what their destructor does.

#ifndef LEASH_CHECKERS_CHECKS_GUARDS_H
#define LEASH_CHECKERS_CHECKS_GUARDS_H

#include "../flow/Unit.h"

namespace leash::checks {

/// What an object of some class stands for, and what its end does.
struct Guard {
  enum Kind : uint8_t { None, Lease, Connection, Transaction, ScopeGuard };
  Kind Is = None;
  spec::ScopeEnd AtEnd = spec::ScopeEnd::Releases;
  /// The catalogue's entry, if it is a library's class.
  const spec::ScopeType *Listed = nullptr;
  explicit operator bool() const { return Is != None; }
};

/// True for what a server has few of: a connection, or something a pool lends.
bool isLent(const spec::Kind &Kind);

/// Remembers its answers; lives no longer than the unit.
class Guards {
public:
  explicit Guards(flow::Unit &U) : U(U) {}

  /// Of an object of type \p T, or of what a smart pointer, an optional or the
  /// like of type \p T holds.
  Guard of(clang::QualType T);
  /// Of what \p Made, a constructor or a call, makes.
  Guard of(const clang::Expr &Made);
  Guard of(const clang::CXXRecordDecl &Record);

private:
  Guard compute(const clang::CXXRecordDecl &Record);
  Guard byArguments(const clang::CXXRecordDecl &Record);
  Guard byDestructor(const clang::CXXRecordDecl &Record);
  void gather(const clang::Stmt *S, unsigned Depth, Guard &Into);

  flow::Unit &U;
  llvm::DenseMap<const clang::CXXRecordDecl *, Guard> Known;
};

/// True if the unit mentions the unqualified name of one of the catalogue's
/// scope types or scope guards.
bool mentionsGuards(const flow::Unit &U);

} // namespace leash::checks

#endif
