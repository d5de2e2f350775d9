// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// What is known about a value: the interval it is in, or the variable whose
// address it is.

#ifndef LEASH_CHECKERS_FLOW_VALUE_H
#define LEASH_CHECKERS_FLOW_VALUE_H

#include "AccessPath.h"
#include <algorithm>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <tuple>

namespace leash::flow {

struct BeginOutcome;

/// An abstract value: an interval, perhaps without zero. A pointer is zero
/// when it is null and otherwise some other number.
class Value {
public:
  enum Sign : uint8_t { Negative = 1, Zero = 2, Positive = 4 };
  static constexpr uint8_t NonZero = Negative | Positive;
  static constexpr uint8_t Any = Negative | Zero | Positive;

  static Value unknown() { return Value(); }
  static Value signs(uint8_t S) {
    Value V;
    V.narrow(S);
    return V;
  }
  static Value integer(int64_t I) {
    Value V;
    V.Min = V.Max = I;
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
    V.NotZero = true;
    V.Target = P;
    return V;
  }
  /// A pointer to \p P, or null.
  static Value pointerTo(AccessPath P) {
    Value V;
    V.Target = P;
    return V;
  }
  /// A pointer to memory that nothing else knows yet.
  static Value freshMemory() {
    Value V;
    V.Fresh = true;
    return V;
  }

  /// A text; \p T outlives the value.
  static Value text(const std::string *T) {
    Value V;
    V.Text = T;
    return V;
  }
  /// The same value, which also tells whether a transaction was begun.
  Value telling(const BeginOutcome *O) const {
    Value V = *this;
    V.Begun = O;
    return V;
  }

  /// What is known of the number or pointer alone.
  Value plain() const {
    Value V = *this;
    V.Text = nullptr;
    V.Begun = nullptr;
    return V;
  }

  bool isUnknown() const { return *this == Value(); }
  bool isHandle() const { return Handle != NoHandle; }
  unsigned handleIndex() const { return Handle; }
  const AccessPath &target() const { return Target; }
  bool isFresh() const { return Fresh; }
  const std::string *knownText() const { return Text; }
  const BeginOutcome *outcome() const { return Begun; }
  bool isZero() const { return Min == 0 && Max == 0; }
  bool isNonZero() const { return !(signMask() & Zero); }
  std::optional<int64_t> exact() const {
    return Min == Max ? std::optional(Min) : std::nullopt;
  }
  int64_t least() const { return Min; }
  int64_t greatest() const { return Max; }
  uint8_t signMask() const {
    return (Min < 0 ? Negative : 0) |
           (Min <= 0 && Max >= 0 && !NotZero ? Zero : 0) |
           (Max > 0 ? Positive : 0);
  }

  /// Narrows to the signs \p S; false if nothing remains.
  bool narrow(uint8_t S) {
    if (!(S & Negative))
      Min = std::max<int64_t>(Min, S & Zero ? 0 : 1);
    if (!(S & Positive))
      Max = std::min<int64_t>(Max, S & Zero ? 0 : -1);
    if (!(S & Zero))
      NotZero = true;
    return tidy();
  }
  /// Narrows to [\p Low, \p High]; false if nothing remains.
  bool narrowTo(int64_t Low, int64_t High) {
    Min = std::max(Min, Low);
    Max = std::min(Max, High);
    return tidy();
  }
  /// Narrows to what \p Other describes, too; false if nothing remains.
  bool meet(const Value &Other) {
    if (isUnknown()) {
      *this = Other;
      return true;
    }
    NotZero |= Other.NotZero;
    return narrowTo(Other.Min, Other.Max);
  }
  /// Narrows to all but \p I, as far as an interval can tell.
  bool exclude(int64_t I) {
    if (I == 0)
      NotZero = true;
    if (Min == I && Max == I)
      return false;
    if (Min == I)
      ++Min;
    if (Max == I)
      --Max;
    return tidy();
  }
  /// The value \p By later, as after `++`.
  Value plus(int64_t By) const {
    Value V;
    if ((Min != Lowest && __builtin_add_overflow(Min, By, &V.Min)) ||
        (Max != Highest && __builtin_add_overflow(Max, By, &V.Max)))
      return unknown();
    return V;
  }
  /// What holds of both. To \p Widen is to give up a bound that \p New moves,
  /// so that a loop's counter settles after two turns.
  static Value join(const Value &Old, const Value &New, bool Widen) {
    Value V;
    V.Min = New.Min >= Old.Min ? Old.Min : Widen ? Lowest : New.Min;
    V.Max = New.Max <= Old.Max ? Old.Max : Widen ? Highest : New.Max;
    V.NotZero = Old.isNonZero() && New.isNonZero();
    if (Old.Target == New.Target)
      V.Target = Old.Target;
    V.Fresh = Old.Fresh && New.Fresh;
    V.Text = Old.Text == New.Text ? Old.Text : nullptr;
    V.Begun = Old.Begun == New.Begun ? Old.Begun : nullptr;
    V.tidy();
    return V;
  }
  /// True if some number is described by both.
  static bool compatible(const Value &A, const Value &B) {
    Value V = A;
    V.NotZero |= B.NotZero;
    return V.narrowTo(B.Min, B.Max);
  }
  friend bool operator==(const Value &A, const Value &B) {
    return A.Min == B.Min && A.Max == B.Max && A.NotZero == B.NotZero &&
           A.Target == B.Target && A.Handle == B.Handle &&
           A.Fresh == B.Fresh && A.Text == B.Text && A.Begun == B.Begun;
  }
  friend bool operator<(const Value &A, const Value &B) {
    return std::tie(A.Min, A.Max, A.NotZero, A.Fresh, A.Target, A.Text,
                    A.Begun) < std::tie(B.Min, B.Max, B.NotZero, B.Fresh,
                                        B.Target, B.Text, B.Begun);
  }

private:
  static constexpr unsigned NoHandle = ~0u;
  static constexpr int64_t Lowest = std::numeric_limits<int64_t>::min();
  static constexpr int64_t Highest = std::numeric_limits<int64_t>::max();

  bool tidy() {
    if (NotZero && Min == 0)
      Min = 1;
    if (NotZero && Max == 0)
      Max = -1;
    if (Min > 0 || Max < 0)
      NotZero = false; // the interval says so
    return Min <= Max;
  }

  int64_t Min = Lowest, Max = Highest;
  bool NotZero = false;
  bool Fresh = false;
  unsigned Handle = NoHandle;
  AccessPath Target;
  const std::string *Text = nullptr;
  const BeginOutcome *Begun = nullptr;
};

} // namespace leash::flow

#endif
