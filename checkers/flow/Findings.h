// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// What the engine tells a check about a function. No wording here.

#ifndef LEASH_CHECKERS_FLOW_FINDINGS_H
#define LEASH_CHECKERS_FLOW_FINDINGS_H

#include "../spec/Model.h"
#include "../summary/Summary.h"
#include "clang/AST/Expr.h"
#include "clang/Basic/SourceLocation.h"
#include <string>
#include <vector>

namespace leash::flow {

/// How the last holder of an obligation let go of it.
enum class Loss : uint8_t {
  Discarded,   ///< nothing ever held it
  Overwritten, ///< its last holder took another value
  ScopeEnd,    ///< its last holder is declared anew, as in a loop's next turn
  HolderFreed, ///< the memory that held it was freed
  Return,      ///< the function returned
  Exception,   ///< an exception left the function or the holder's scope
  Jump,        ///< a jump like longjmp left the function
};

enum class Confidence : uint8_t { Low, Medium, High };

/// A branch or other step on the way from the acquire to the loss.
struct Milestone {
  enum Kind : uint8_t { True, False, Case, Caught };
  Kind What;
  clang::SourceLocation At;
};

/// An acquire that some path does not release.
struct Leak {
  const clang::Expr *Acquire = nullptr;
  spec::KindId Kind = spec::AnyKind;
  std::string Holder; ///< as spelled; empty if nothing held it
  std::string Callee; ///< the function that acquired
  Loss How = Loss::Return;
  clang::SourceLocation Where;   ///< of the loss
  std::vector<Milestone> Path;   ///< oldest first
  std::vector<clang::SourceLocation> ReleasedAt; ///< on other paths
  Confidence Sureness = Confidence::High;
};

/// An acquire that is in a member of the function's own object when it returns.
struct Kept {
  const clang::Expr *Acquire = nullptr;
  spec::KindId Kind = spec::AnyKind;
  std::string Callee; ///< the function that acquired
  const clang::FieldDecl *Field = nullptr;
};

/// Everything learnt from one function's body.
struct FunctionResult {
  std::vector<Leak> Leaks;
  std::vector<Production> Productions;
  std::vector<Kept> Keeps; ///< one for each acquire and member
  /// True if a bound was hit: some paths were joined or left out.
  bool Degraded = false;
};

/// The engine's bounds and policies, from the check's options.
struct Settings {
  unsigned MaxConfigurations = 48; ///< per block, before joining starts
  unsigned MaxStepsPerBlock = 96;  ///< times blocks = steps per function
  bool StrictExceptions = false;   ///< a callee nothing is known of may throw
  // What to look for beside leaks; each costs a little.
  bool Transactions = false; ///< begun and neither committed nor rolled back
  bool StaleUses = false;    ///< handles used after their release
  bool HeldCalls = false;    ///< calls made while something is held
};

} // namespace leash::flow

#endif
