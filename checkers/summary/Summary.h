// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// What a function does to what it is given, and what it hands out: computed
// by flow/ from the body, applied by flow/ at each call.

#ifndef LEASH_CHECKERS_SUMMARY_SUMMARY_H
#define LEASH_CHECKERS_SUMMARY_SUMMARY_H

#include "../flow/AccessPath.h"
#include "../flow/Value.h"
#include "../spec/Model.h"
#include "clang/AST/Type.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/SmallVector.h"
#include <string>
#include <vector>

namespace leash::flow {

/// What became of an input by the time the callee ended.
enum class Fate : uint8_t {
  Kept,     ///< still the caller's to release
  Released, ///< given back
  Moved,    ///< somebody else's; where, the holders say, if anywhere visible
  Null,     ///< this ending happens only if the input was null
};

/// One way a callee ends, seen from one of its inputs.
struct Ending {
  Fate Input = Fate::Kept;
  bool Thrown = false;
  clang::QualType ThrownType; ///< null when thrown by an unknown type
  bool Used = false; ///< it looked into the input on every such path
  Value Returned;
  /// Places in the callee's terms that hold the input at the end, or that still
  /// name it after its release.
  llvm::SmallVector<AccessPath, 2> Holders;
  friend bool operator==(const Ending &A, const Ending &B) {
    return A.Input == B.Input && A.Thrown == B.Thrown &&
           A.ThrownType == B.ThrownType && A.Returned == B.Returned &&
           A.Holders == B.Holders;
  }
};

struct Connection;

/// A call that keeps its caller waiting: for something other than the database,
/// or for a connection of a pool.
struct Pause {
  const clang::Expr *At = nullptr; ///< the call itself, however deep
  std::string Callee;
  const spec::Blocking *By = nullptr; ///< null: for a connection
  const Connection *Pool = nullptr;   ///< in the function's own terms
  friend bool operator==(const Pause &A, const Pause &B) {
    return A.At == B.At && A.By == B.By && A.Pool == B.Pool;
  }
};
using Pauses = llvm::SmallVector<Pause, 2>;

/// The endings of one function for one input.
struct Summary {
  bool Known = false; ///< false without a body or past a bound
  std::vector<Ending> Endings;
  /// False only if it is known that the input is the caller's ever after.
  bool mayRelease() const {
    return !Known || llvm::any_of(Endings, [](const Ending &E) {
      return E.Input == Fate::Released || E.Input == Fate::Moved;
    });
  }
};

/// Something a callee acquired and left where the caller can reach it.
struct Produced {
  spec::KindId Kind = spec::AnyKind;
  AccessPath At; ///< in the callee's terms: the return value, `*out`, `p->f`
  bool MayBeNull = false;
  const Connection *Pool = nullptr; ///< of a lease, in the callee's terms
  friend bool operator==(const Produced &A, const Produced &B) {
    return A.Kind == B.Kind && A.At == B.At && A.MayBeNull == B.MayBeNull &&
           A.Pool == B.Pool;
  }
};

/// One way a callee returns, seen from what it hands out.
struct Production {
  Value Returned;
  llvm::SmallVector<Produced, 1> Items;
  friend bool operator==(const Production &A, const Production &B) {
    return A.Returned == B.Returned && A.Items == B.Items;
  }
};

/// How a result tells whether a transaction was begun.
enum class OutcomeRule : uint8_t {
  Nothing, ///< it does not
  Zero,    ///< 0 means success
  NonZero, ///< true means success
  Handle,  ///< null means failure, anything else is to be asked further
  Object,  ///< the same of an object
  Status,  ///< the constants of its enumeration that say so mean success
  Guess,   ///< the shape of the code around has to tell
};

/// One way a callee ends, seen from the transactions of what it can reach.
struct TransactionEnding {
  /// Of the transaction that was open before: Released is ended, Moved is
  /// perhaps ended.
  Fate Input = Fate::Kept;
  bool Committed = false; ///< if it is ended
  bool Thrown = false;
  bool BeginFailed = false;
  clang::QualType ThrownType;
  Value Returned;
  struct Opening {
    const Connection *On = nullptr, *Also = nullptr; ///< in the callee's terms
    OutcomeRule Rule = OutcomeRule::Nothing; ///< what the result tells of it
    bool Assumed = false, Noted = false;
    friend bool operator==(const Opening &A, const Opening &B) {
      return A.On == B.On && A.Also == B.Also && A.Rule == B.Rule &&
             A.Assumed == B.Assumed && A.Noted == B.Noted;
    }
  };
  llvm::SmallVector<Opening, 1> Opened;
  friend bool operator==(const TransactionEnding &A,
                         const TransactionEnding &B) {
    return A.Input == B.Input && A.Committed == B.Committed &&
           A.Thrown == B.Thrown && A.BeginFailed == B.BeginFailed &&
           A.ThrownType == B.ThrownType && A.Returned == B.Returned &&
           A.Opened == B.Opened;
  }
};

struct TransactionSummary {
  bool Known = false; ///< false past a bound, or in a recursion
  std::vector<TransactionEnding> Endings;
  /// The connections whose transactions it may end, in the callee's terms;
  /// null among them: one that has no name.
  llvm::SmallVector<const Connection *, 2> Ends;
  /// It ends one for sure that it did not begin itself.
  bool EndsForOthers = false;
};

/// Whether an exception can leave a function.
struct ThrowSummary {
  enum Answer : uint8_t { No, Unknown, Yes };
  Answer May = No;
  /// The types thrown, when May is Yes and all are known; empty: any.
  llvm::SmallVector<clang::QualType, 2> Types;
  /// When May is Yes: something else that is called may throw, too, or not.
  bool AndUnknown = false;
  /// When May is Unknown: a handler around the call is likely there for it.
  bool Expected = false;
};

} // namespace leash::flow

#endif
