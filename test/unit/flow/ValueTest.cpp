// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Abstract values: intervals, signs, and what is known of pointers.

#include "flow/Value.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include <vector>

using namespace leash::flow;

namespace {

constexpr int64_t Lowest = std::numeric_limits<int64_t>::min();
constexpr int64_t Highest = std::numeric_limits<int64_t>::max();

Value between(int64_t Low, int64_t High) {
  Value V;
  V.narrowTo(Low, High);
  return V;
}

bool contains(Value V, int64_t N) { return V.narrowTo(N, N); }

uint8_t signOf(int64_t N) {
  return N < 0 ? Value::Negative : N > 0 ? Value::Positive : Value::Zero;
}

/// Every value with bounds of at most three, open ones, and with or without
/// zero.
std::vector<Value> samples() {
  const int64_t Bounds[] = {Lowest, -3, -2, -1, 0, 1, 2, 3, Highest};
  std::vector<Value> All;
  for (int64_t Low : Bounds)
    for (int64_t High : Bounds) {
      Value V;
      if (Low > High || !V.narrowTo(Low, High))
        continue;
      All.push_back(V);
      if (V.narrow(Value::NonZero))
        All.push_back(V);
    }
  return All;
}

constexpr int64_t Numbers[] = {Lowest, -5, -4, -3, -2, -1,     0,
                               1,      2,  3,  4,  5,  Highest};

TEST(ValueTest, UnknownIsAnything) {
  const Value V = Value::unknown();
  EXPECT_TRUE(V.isUnknown());
  EXPECT_EQ(V.signMask(), Value::Any);
  EXPECT_FALSE(V.isZero());
  EXPECT_FALSE(V.isNonZero());
  EXPECT_FALSE(V.exact());
  EXPECT_FALSE(V.isHandle());
  EXPECT_FALSE(V.isFresh());
  EXPECT_FALSE(V.target());
  for (int64_t N : Numbers)
    EXPECT_TRUE(contains(V, N)) << N;
}

TEST(ValueTest, AnIntegerIsExact) {
  for (int64_t N : Numbers) {
    const Value V = Value::integer(N);
    EXPECT_EQ(V.exact(), N);
    EXPECT_EQ(V.least(), N);
    EXPECT_EQ(V.greatest(), N);
    EXPECT_EQ(V.isZero(), N == 0);
    EXPECT_EQ(V.isNonZero(), N != 0);
    EXPECT_EQ(V.signMask(), signOf(N));
    EXPECT_FALSE(V.isUnknown());
  }
}

TEST(ValueTest, SignsAreKept) {
  for (uint8_t S = 1; S <= Value::Any; ++S)
    EXPECT_EQ(Value::signs(S).signMask(), S) << unsigned(S);
  EXPECT_TRUE(Value::signs(Value::Any).isUnknown());
  EXPECT_TRUE(Value::signs(Value::Zero).isZero());
  EXPECT_TRUE(Value::signs(Value::NonZero).isNonZero());
  EXPECT_EQ(Value::signs(Value::Zero), Value::integer(0));
}

TEST(ValueTest, NarrowingKeepsExactlyTheSignsAskedFor) {
  for (const Value &V : samples())
    for (uint8_t S = 0; S <= Value::Any; ++S) {
      Value W = V;
      const bool Some = W.narrow(S);
      EXPECT_EQ(Some, (V.signMask() & S) != 0);
      if (Some)
        for (int64_t N : Numbers)
          EXPECT_EQ(contains(W, N), contains(V, N) && (signOf(N) & S)) << N;
    }
}

TEST(ValueTest, NarrowingToAnIntervalIntersects) {
  for (const Value &V : samples())
    for (int64_t Low : Numbers)
      for (int64_t High : Numbers) {
        Value W = V;
        if (Low > High || !W.narrowTo(Low, High))
          continue;
        for (int64_t N : Numbers)
          EXPECT_EQ(contains(W, N), contains(V, N) && Low <= N && N <= High);
      }
  EXPECT_FALSE(between(1, 3).narrowTo(4, 9));
  EXPECT_FALSE(Value::signs(Value::NonZero).narrowTo(0, 0));
  Value V = Value::signs(Value::NonZero);
  ASSERT_TRUE(V.narrowTo(0, 5));
  EXPECT_EQ(V, between(1, 5));
}

TEST(ValueTest, ExcludingLosesOnlyWhatIsExcluded) {
  for (const Value &V : samples())
    for (int64_t Out : {-3, -2, -1, 0, 1, 2, 3}) {
      Value W = V;
      const bool Some = W.exclude(Out);
      EXPECT_EQ(Some, V.exact() != Out);
      if (Some)
        for (int64_t N : Numbers)
          if (N != Out)
            EXPECT_EQ(contains(W, N), contains(V, N)) << N << " less " << Out;
    }
}

TEST(ValueTest, ExcludingMovesABoundAndRemembersZero) {
  Value V = between(0, 1); // a flag
  ASSERT_TRUE(V.exclude(0));
  EXPECT_EQ(V.exact(), 1);
  V = between(-2, 7);
  ASSERT_TRUE(V.exclude(7));
  EXPECT_EQ(V.greatest(), 6);
  ASSERT_TRUE(V.exclude(0));
  EXPECT_TRUE(V.isNonZero());
  EXPECT_FALSE(Value::compatible(V, Value::integer(0)));
  ASSERT_TRUE(V.exclude(3)); // inside: an interval cannot tell
  EXPECT_TRUE(contains(V, 3));
}

TEST(ValueTest, PlusShiftsTheBoundsThatAreKnown) {
  EXPECT_EQ(Value::integer(2).plus(1), Value::integer(3));
  EXPECT_EQ(between(1, 4).plus(-1), between(0, 3));
  EXPECT_EQ(between(0, Highest).plus(1), between(1, Highest));
  EXPECT_EQ(between(Lowest, 0).plus(1), between(Lowest, 1));
  EXPECT_TRUE(Value::unknown().plus(5).isUnknown());
  // Not zero before says nothing of one more.
  EXPECT_TRUE(Value::signs(Value::NonZero).plus(1).isUnknown());
}

TEST(ValueTest, JoinHoldsOfBoth) {
  for (const Value &A : samples())
    for (const Value &B : samples())
      for (bool Widen : {false, true}) {
        const Value J = Value::join(A, B, Widen);
        for (int64_t N : Numbers)
          if (contains(A, N) || contains(B, N))
            EXPECT_TRUE(contains(J, N)) << N;
      }
}

TEST(ValueTest, JoinOfTheSameIsTheSame) {
  for (const Value &A : samples())
    for (bool Widen : {false, true})
      EXPECT_EQ(Value::join(A, A, Widen), A);
}

TEST(ValueTest, JoinWithoutWideningIsTheHull) {
  EXPECT_EQ(Value::join(Value::integer(1), Value::integer(4), false),
            between(1, 4));
  Value Around = Value::join(Value::integer(-1), Value::integer(1), false);
  EXPECT_EQ(Around.least(), -1);
  EXPECT_EQ(Around.greatest(), 1);
  EXPECT_TRUE(Around.isNonZero());
  EXPECT_FALSE(
      Value::join(Around, Value::integer(0), /*Widen=*/false).isNonZero());
  EXPECT_TRUE(
      Value::join(Value::integer(1), Value::unknown(), false).isUnknown());
}

TEST(ValueTest, WideningGivesUpOnlyTheBoundThatMoves) {
  // A counter from zero: two turns and it settles.
  Value Counter = Value::integer(0);
  Counter = Value::join(Counter, Counter.plus(1), /*Widen=*/true);
  EXPECT_EQ(Counter, between(0, Highest));
  EXPECT_EQ(Value::join(Counter, Counter.plus(1), true), Counter);
  Value Down = Value::integer(9);
  Down = Value::join(Down, Down.plus(-1), /*Widen=*/true);
  EXPECT_EQ(Down.least(), Lowest);
  EXPECT_EQ(Down.greatest(), 9);
  Down = Value::join(Down, Down.plus(-1), /*Widen=*/true);
  EXPECT_EQ(Down, between(Lowest, 9)); // past zero, too
  EXPECT_EQ(Value::join(Down, Down.plus(-1), true), Down);
  EXPECT_EQ(Value::join(between(0, 9), between(3, 4), true), between(0, 9));
}

TEST(ValueTest, WideningEnds) {
  for (Value V : samples()) {
    unsigned Turns = 0;
    for (int64_t N : {-4, 4, -5, 5, 0, -3, 3}) {
      const Value Next = Value::join(V, Value::integer(N), /*Widen=*/true);
      Turns += !(Next == V);
      V = Next;
    }
    EXPECT_LE(Turns, 3u); // each bound, and zero
  }
}

TEST(ValueTest, CompatibleMeansANumberInCommon) {
  for (const Value &A : samples())
    for (const Value &B : samples()) {
      bool Common = false;
      for (int64_t N : Numbers)
        Common |= contains(A, N) && contains(B, N);
      EXPECT_EQ(Value::compatible(A, B), Common);
      EXPECT_EQ(Value::compatible(A, B), Value::compatible(B, A));
    }
}

TEST(ValueTest, AddressesArePointersThatAreNotNull) {
  const int Object = 0;
  const AccessPath P{AccessPath::Variable, &Object, nullptr};
  const Value Address = Value::addressOf(P);
  EXPECT_TRUE(Address.isNonZero());
  EXPECT_EQ(Address.target(), P);
  EXPECT_FALSE(Value::compatible(Address, Value::integer(0)));

  Value Pointer = Value::pointerTo(P);
  EXPECT_FALSE(Pointer.isNonZero());
  EXPECT_FALSE(Pointer.isUnknown());
  EXPECT_EQ(Pointer.target(), P);
  ASSERT_TRUE(Pointer.narrow(Value::NonZero));
  EXPECT_EQ(Pointer, Address);
}

TEST(ValueTest, JoinKeepsOnlyACommonTarget) {
  const int One = 0, Other = 0;
  const Value A = Value::addressOf({AccessPath::Variable, &One, nullptr});
  const Value B = Value::addressOf({AccessPath::Variable, &Other, nullptr});
  EXPECT_EQ(Value::join(A, A, false).target(), A.target());
  const Value Both = Value::join(A, B, false);
  EXPECT_FALSE(Both.target());
  EXPECT_TRUE(Both.isNonZero());
  EXPECT_FALSE(Value::join(A, Value::integer(0), false).target());
}

TEST(ValueTest, FreshMemoryMayBeNullAndIsFreshOnlyIfBothAre) {
  const Value Memory = Value::freshMemory();
  EXPECT_TRUE(Memory.isFresh());
  EXPECT_FALSE(Memory.isNonZero());
  EXPECT_TRUE(Value::join(Memory, Memory, false).isFresh());
  EXPECT_FALSE(Value::join(Memory, Value::unknown(), false).isFresh());
}

TEST(ValueTest, AHandleNamesItsObligation) {
  const Value V = Value::handle(3);
  EXPECT_TRUE(V.isHandle());
  EXPECT_EQ(V.handleIndex(), 3u);
  EXPECT_FALSE(V.isUnknown());
  EXPECT_FALSE(V == Value::handle(4));
}

TEST(ValueTest, OrderAgreesWithEquality) {
  for (const Value &A : samples())
    for (const Value &B : samples()) {
      EXPECT_EQ(A == B, !(A < B) && !(B < A));
      EXPECT_FALSE(A < B && B < A);
    }
}

} // namespace
