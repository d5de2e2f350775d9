// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Names for the places that can hold a resource, to a depth of two.

#ifndef LEASH_CHECKERS_FLOW_ACCESSPATH_H
#define LEASH_CHECKERS_FLOW_ACCESSPATH_H

#include <cstdint>
#include <string>
#include <tuple>

namespace clang {
class Expr;
class FieldDecl;
class VarDecl;
} // namespace clang

namespace leash::flow {

struct Condition;

/// A place in the analysed function: `v`, `v.f`, `this->f`, `*v`, the value
/// or a field of a temporary, the value or a field of what is returned. A
/// remembered condition is named the same way, so that one map keeps all
/// facts.
struct AccessPath {
  enum Kind : uint8_t { None, Variable, Pointee, This, Temporary, Return, Cond };

  Kind Root = None;
  const void *Base = nullptr; ///< VarDecl, Expr or Condition; null for others
  const clang::FieldDecl *Field = nullptr;

  static AccessPath variable(const clang::VarDecl *V,
                             const clang::FieldDecl *F = nullptr) {
    return {Variable, V, F};
  }
  static AccessPath pointee(const clang::VarDecl *V) {
    return {Pointee, V, nullptr};
  }
  static AccessPath thisField(const clang::FieldDecl *F) {
    return {This, nullptr, F};
  }
  static AccessPath temporary(const clang::Expr *E,
                              const clang::FieldDecl *F = nullptr) {
    return {Temporary, E, F};
  }
  static AccessPath returned(const clang::FieldDecl *F = nullptr) {
    return {Return, nullptr, F};
  }
  static AccessPath condition(const Condition *C) { return {Cond, C, nullptr}; }

  explicit operator bool() const { return Root != None; }
  const clang::VarDecl *var() const {
    return Root == Variable || Root == Pointee
               ? static_cast<const clang::VarDecl *>(Base)
               : nullptr;
  }
  const clang::Expr *temp() const {
    return Root == Temporary ? static_cast<const clang::Expr *>(Base) : nullptr;
  }
  const Condition *cond() const {
    return Root == Cond ? static_cast<const Condition *>(Base) : nullptr;
  }
  /// This object's field: `(*p).f` is `p->f`.
  AccessPath field(const clang::FieldDecl *F) const {
    return {Root == Pointee ? Variable : Root, Base, F};
  }
  /// True if this is \p Other, or a field of it.
  bool within(const AccessPath &Other) const {
    return Root == Other.Root && Base == Other.Base &&
           (!Other.Field || Field == Other.Field);
  }
  /// The same place below another root: `a.f` rebased on `b` is `b.f`.
  AccessPath rebased(const AccessPath &NewRoot) const {
    return {NewRoot.Root, NewRoot.Base, NewRoot.Field ? NewRoot.Field : Field};
  }

  friend bool operator==(const AccessPath &A, const AccessPath &B) {
    return A.Root == B.Root && A.Base == B.Base && A.Field == B.Field;
  }
  friend bool operator<(const AccessPath &A, const AccessPath &B) {
    return std::tie(A.Root, A.Base, A.Field) <
           std::tie(B.Root, B.Base, B.Field);
  }

  /// As a person writes it: `res`, `s.res`, `ctx->res`, `*out`; empty for
  /// what has no name.
  std::string spelling() const;
};

} // namespace leash::flow

#endif
