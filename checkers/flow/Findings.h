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

/// What became of a transaction that ought to have been finished.
enum class Fault : uint8_t {
  LeftOpen,      ///< nobody ends it
  ReturnedDirty, ///< its connection went back to a pool with it
  CommittedHalf, ///< the end of a scope commits, on the way out of an error
  LostWork,      ///< the end of a scope rolls back what nobody committed
};

/// How control left the place where the transaction could be finished.
enum class Way : uint8_t {
  Return,
  Exception,
  Jump,
  BegunAgain, ///< the same begin is reached anew
  GivenBack,  ///< the connection is released
  ScopeEnd,
};

/// A transaction that some path does not finish.
struct Unfinished {
  const clang::Expr *Begin = nullptr;
  std::string On;   ///< the connection as spelled; empty if it has no name
  std::string Text; ///< what began it: "BEGIN", or the callee
  Fault What = Fault::LeftOpen;
  Way How = Way::Return;
  clang::SourceLocation Where; ///< where it was left
  std::vector<Milestone> Path; ///< oldest first
  std::vector<clang::SourceLocation> EndedAt; ///< on other paths
  bool Committed = false; ///< one of those commits
  bool Shared = false;    ///< a caller can reach the connection
  bool Borrowed = false;  ///< a local pointer from elsewhere reaches it
  bool Kept = false;      ///< the object under construction has the connection
  Confidence Sureness = Confidence::High;
};

/// Something that is used after its end.
struct StaleUse {
  enum Thing : uint8_t {
    Handle,
    Owner,     ///< a smart pointer that holds nothing any more
    Dependent, ///< what the released handle was needed for
    Text,      ///< what the handle lent
  };
  enum Way : uint8_t {
    Used,
    ReleasedAgain,
    ReleasedByScope, ///< again, by the guard that still holds it
    Returned,
  };
  Thing What = Handle;
  Way How = Used;
  const clang::Expr *Acquire = nullptr; ///< or the call that lent; may be null
  spec::KindId Kind = spec::AnyKind;    ///< of the handle; may be unknown
  std::string Holder;                   ///< as spelled; may be empty
  std::string By;                       ///< what ended it, as named there
  clang::SourceLocation EndedAt;
  clang::SourceLocation Where;          ///< of the use
  std::vector<Milestone> Path;          ///< from the end to the use
  Confidence Sureness = Confidence::High;
};

/// An acquire that is in a member of the function's own object when it returns.
struct Kept {
  const clang::Expr *Acquire = nullptr;
  spec::KindId Kind = spec::AnyKind;
  std::string Callee; ///< the function that acquired
  const clang::FieldDecl *Field = nullptr;
};

/// A call that waits while something is held that others wait for.
struct HeldCall {
  const clang::Expr *At = nullptr; ///< the call in this function
  std::string Callee;              ///< its name
  Pause Wait;                      ///< itself, or what it leads to
  const clang::Expr *Taken = nullptr; ///< what is held: its acquire or begin
  std::string TakenBy;                ///< the acquire's or begin's callee
  std::string Holder;                 ///< as spelled; may be empty
  bool Transaction = false;           ///< and not a lease
  bool ByObject = false;              ///< the holder is an object that keeps it
  std::string Pool;                   ///< of a lease, as spelled
  std::vector<Milestone> Path;        ///< from there to the call
  Confidence Sureness = Confidence::High;
};

/// What an object that a function makes or returns keeps until its end.
struct Leased {
  AccessPath At; ///< the result, or a field of the function's own object
  const Connection *Pool = nullptr; ///< in the function's terms
  bool Transaction = false;
  friend bool operator==(const Leased &A, const Leased &B) {
    return A.At == B.At && A.Pool == B.Pool && A.Transaction == B.Transaction;
  }
};

/// Everything learnt from one function's body.
struct FunctionResult {
  std::vector<Leak> Leaks;
  std::vector<StaleUse> StaleUses;
  std::vector<Production> Productions;
  std::vector<Unfinished> Transactions;
  std::vector<Kept> Keeps; ///< one for each acquire and member
  std::vector<HeldCall> HeldCalls;
  std::vector<Leased> Leases; ///< whichever way the function returns
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
  bool StrictLostWork = false; ///< or rolled back by a guard that was forgotten
  bool StaleUses = false;    ///< handles used after their release
  bool HeldCalls = false;    ///< calls made while something is held
};

} // namespace leash::flow

#endif
