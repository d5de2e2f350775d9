// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// What is known about a value: its sign, an exact number, or the variable
// whose address it is.

#ifndef LEASH_CHECKERS_FLOW_VALUE_H
#define LEASH_CHECKERS_FLOW_VALUE_H

#include "AccessPath.h"
#include <cstdint>
#include <optional>

namespace leash::flow {

/// An abstract value. A pointer is zero when it is null and otherwise has any
/// other sign.
class Value {
public:
  enum Sign : uint8_t { Negative = 1, Zero = 2, Positive = 4 };
  static constexpr uint8_t NonZero = Negative | Positive;
  static constexpr uint8_t Any = Negative | Zero | Positive;

  static Value unknown() { return Value(); }
  static Value signs(uint8_t S) {
    Value V;
    V.SignMask = S;
    if (S == Zero)
      V.Exact = 0;
    return V;
  }
  static Value integer(int64_t I) {
    Value V;
    V.SignMask = I < 0 ? Negative : I > 0 ? Positive : Zero;
    V.Exact = I;
    return V;
  }
  /// Obligation \p Index of the configuration it was read from.
  static Value handle(unsigned Index) {
    Value V;
    V.Handle = Index;
    return V;
  }
  static Value addressOf(AccessPath P) {
    Value V;
    V.SignMask = NonZero;
    V.Target = P;
    return V;
  }
  /// A pointer to memory that nothing else knows yet.
  static Value freshMemory() {
    Value V;
    V.Fresh = true;
    return V;
  }

  bool isUnknown() const {
    return SignMask == Any && !Exact && !Target && Handle == NoHandle && !Fresh;
  }
  bool isHandle() const { return Handle != NoHandle; }
  unsigned handleIndex() const { return Handle; }
  uint8_t signMask() const { return SignMask; }
  std::optional<int64_t> exact() const { return Exact; }
  const AccessPath &target() const { return Target; }
  bool isFresh() const { return Fresh; }
  bool isZero() const { return SignMask == Zero; }
  bool isNonZero() const { return SignMask && !(SignMask & Zero); }

  /// Narrows to \p S; false if nothing remains.
  bool narrow(uint8_t S) {
    SignMask &= S;
    if (SignMask == Zero)
      Exact = 0;
    return SignMask != 0;
  }
  /// Narrows to exactly \p I; false if it cannot be that.
  bool narrowTo(int64_t I) {
    if (Exact && *Exact != I)
      return false;
    Exact = I;
    return narrow(I < 0 ? Negative : I > 0 ? Positive : Zero);
  }
  /// What holds of both.
  static Value join(const Value &A, const Value &B) {
    Value V;
    V.SignMask = A.SignMask | B.SignMask;
    if (A.Exact && B.Exact && *A.Exact == *B.Exact)
      V.Exact = A.Exact;
    if (A.Target == B.Target)
      V.Target = A.Target;
    V.Fresh = A.Fresh && B.Fresh;
    return V;
  }
  /// True if some number is described by both.
  static bool compatible(const Value &A, const Value &B) {
    if (A.Exact && B.Exact)
      return *A.Exact == *B.Exact;
    return (A.SignMask & B.SignMask) != 0;
  }
  friend bool operator==(const Value &A, const Value &B) {
    return A.SignMask == B.SignMask && A.Exact == B.Exact &&
           A.Target == B.Target && A.Handle == B.Handle && A.Fresh == B.Fresh;
  }

private:
  static constexpr unsigned NoHandle = ~0u;
  uint8_t SignMask = Any;
  bool Fresh = false;
  unsigned Handle = NoHandle;
  std::optional<int64_t> Exact;
  AccessPath Target;
};

} // namespace leash::flow

#endif
