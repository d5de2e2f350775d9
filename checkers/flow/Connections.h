// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Names for the connections that transactions run on.

#ifndef LEASH_CHECKERS_FLOW_CONNECTIONS_H
#define LEASH_CHECKERS_FLOW_CONNECTIONS_H

#include "Body.h"
#include <map>
#include <memory>
#include <string>

namespace clang {
class CXXConstructorDecl;
class FieldDecl;
class ParmVarDecl;
class VarDecl;
} // namespace clang

namespace leash::spec {
struct ScopeType;
}

namespace leash::flow {

/// A connection as one function names it: a variable, `this`, or what a call
/// such as `db()` returns, and the members and calls from there on. One object
/// for each name of a translation unit.
struct Connection {
  enum RootKind : uint8_t {
    Variable,
    This,
    Call,    ///< what a function without a connection of its own returns
    Implied, ///< the one that a function such as `db_exec("BEGIN")` knows
  };
  RootKind Root = Implied;
  const clang::VarDecl *Var = nullptr;
  std::string Id;       ///< unique
  std::string Suffix;   ///< of the Id, past the root
  std::string Spelling; ///< as a person writes it
  std::string Tail;     ///< of the spelling, past the root

  /// True if this is \p Of or reached through it.
  bool within(const Connection &Of) const;
};

class ConnectionTable {
public:
  const Connection *variable(const clang::VarDecl *V);
  const Connection *thisObject();
  const Connection *implied();
  const Connection *call(const std::string &Id, const std::string &Spelling);
  const Connection *member(const Connection *Of, const clang::FieldDecl *F);
  const Connection *extended(const Connection *Of, llvm::StringRef Id,
                             llvm::StringRef Spelling);
  /// \p C, whose root is \p Root's, below \p NewRoot instead.
  const Connection *rebased(const Connection *C, const Connection *Root,
                            const Connection *NewRoot);

private:
  const Connection *intern(Connection C);
  std::map<std::string, std::unique_ptr<Connection>> Known;
};

/// Finds the connection that an expression of one body denotes: sees through
/// local names for it, smart pointers and statements made on it.
class Connections {
public:
  Connections(const Body &B, Unit &U) : B(B), U(U) {}

  /// Null if it cannot be named.
  const Connection *of(const clang::Expr *E) { return of(E, 0); }
  const Connection *of(const clang::VarDecl *V) { return ofVariable(V, 0); }
  /// True if the two may be the same connection after all.
  bool mayBeSame(const Connection &L, const Connection &R);
  /// The member of its object that the constructor \p Ctor keeps \p P in.
  static const clang::FieldDecl *keptIn(const clang::CXXConstructorDecl &Ctor,
                                        const clang::ParmVarDecl &P);

private:
  struct Local {
    llvm::SmallVector<const clang::Expr *, 2> Values;
    bool Written = false; ///< in some other way
  };
  const Connection *of(const clang::Expr *E, unsigned Depth);
  const Connection *ofCall(const clang::CallExpr *E, unsigned Depth);
  const Connection *ofVariable(const clang::VarDecl *V, unsigned Depth);
  const Connection *ofMade(const clang::CXXConstructExpr &Make,
                           const spec::ScopeType &Type, unsigned Depth);
  const Connection *ofNeeded(const clang::CallExpr &Call, unsigned Depth);
  std::string arguments(llvm::ArrayRef<const clang::Expr *> Args,
                        unsigned Depth, bool &Known);
  void index(const clang::Stmt *S);
  void build();

  const Body &B;
  Unit &U;
  bool Indexed = false;
  llvm::DenseMap<const clang::VarDecl *, Local> Locals;
};

} // namespace leash::flow

#endif
