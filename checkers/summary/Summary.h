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
  friend bool operator==(const Produced &A, const Produced &B) {
    return A.Kind == B.Kind && A.At == B.At && A.MayBeNull == B.MayBeNull;
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

/// Whether an exception can leave a function.
struct ThrowSummary {
  enum Answer : uint8_t { No, Unknown, Yes };
  Answer May = No;
  /// The types thrown, when May is Yes and all are known; empty: any.
  llvm::SmallVector<clang::QualType, 2> Types;
  /// When May is Yes: something else that is called may throw, too, or not.
  bool AndUnknown = false;
};

} // namespace leash::flow

#endif
