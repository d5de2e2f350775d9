// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Places, obligations and configurations: naming, comparing and merging.

#include "flow/Configuration.h"
#include "Code.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

using namespace leash::flow;
using leash::flow::test::Code;
using testing::ElementsAre;
using testing::IsEmpty;

namespace {

/// Places that need no declarations behind them.
AccessPath place(unsigned I) {
  static const char Bases[128] = {};
  return {AccessPath::Variable, Bases + I, nullptr};
}

bool knows(const Configuration &C, const AccessPath &P) {
  return !C.fact(P).isUnknown();
}

Obligation obligation(unsigned Site, std::initializer_list<unsigned> Holders,
                      Status State = Status::Open) {
  Obligation O;
  O.Site = Site;
  O.State = State;
  for (unsigned I : Holders)
    O.addHolder(place(I));
  return O;
}

//===----------------------------------------------------------------------===//
// AccessPath
//===----------------------------------------------------------------------===//

TEST(AccessPathTest, SpelledAsAPersonWritesIt) {
  Code C("struct S { PGresult *res; };"
         "struct T { PGresult *held; };"
         "void f(S *ctx, S &ref, PGresult **out) { S s; PGresult *res; }");
  const auto *Res = C.field("S", "res");
  EXPECT_EQ(AccessPath::variable(C.var("f", "res")).spelling(), "res");
  EXPECT_EQ(AccessPath::variable(C.var("f", "s"), Res).spelling(), "s.res");
  EXPECT_EQ(AccessPath::variable(C.var("f", "ctx"), Res).spelling(),
            "ctx->res");
  EXPECT_EQ(AccessPath::variable(C.var("f", "ref"), Res).spelling(), "ref.res");
  EXPECT_EQ(AccessPath::pointee(C.var("f", "out")).spelling(), "*out");
  EXPECT_EQ(AccessPath::thisField(C.field("T", "held")).spelling(), "held");
  EXPECT_EQ(AccessPath::temporary(nullptr).spelling(), "");
  EXPECT_EQ(AccessPath::returned().spelling(), "");
  EXPECT_EQ(AccessPath::returned(Res).spelling(), "");
  EXPECT_EQ(AccessPath().spelling(), "");
}

TEST(AccessPathTest, NothingIsFalse) {
  EXPECT_FALSE(AccessPath());
  EXPECT_TRUE(place(0));
  EXPECT_TRUE(AccessPath::returned());
}

TEST(AccessPathTest, KindsWithOneBaseAreDifferentPlaces) {
  Code C("void f(PGresult **out) {}");
  const auto *V = C.var("f", "out");
  EXPECT_FALSE(AccessPath::variable(V) == AccessPath::pointee(V));
  EXPECT_TRUE(AccessPath::variable(V) < AccessPath::pointee(V) ||
              AccessPath::pointee(V) < AccessPath::variable(V));
  EXPECT_EQ(AccessPath::variable(V).var(), V);
  EXPECT_EQ(AccessPath::pointee(V).var(), V);
  EXPECT_EQ(AccessPath::returned().var(), nullptr);
  EXPECT_EQ(AccessPath::variable(V).temp(), nullptr);
  EXPECT_EQ(AccessPath::variable(V).cond(), nullptr);
}

TEST(AccessPathTest, AFieldIsWithinItsObjectOnly) {
  Code C("struct S { PGresult *a, *b; }; void f() { S s, t; }");
  const auto *S = C.var("f", "s"), *T = C.var("f", "t");
  const auto *A = C.field("S", "a"), *B = C.field("S", "b");
  const AccessPath Whole = AccessPath::variable(S);
  const AccessPath First = AccessPath::variable(S, A);
  EXPECT_TRUE(First.within(Whole));
  EXPECT_TRUE(Whole.within(Whole));
  EXPECT_TRUE(First.within(First));
  EXPECT_FALSE(Whole.within(First));
  EXPECT_FALSE(First.within(AccessPath::variable(S, B)));
  EXPECT_FALSE(First.within(AccessPath::variable(T)));
}

TEST(AccessPathTest, FieldsAndRebasing) {
  Code C("struct S { PGresult *a; }; void f(S *p) { S s, t; }");
  const auto *A = C.field("S", "a");
  const AccessPath S = AccessPath::variable(C.var("f", "s"));
  const AccessPath T = AccessPath::variable(C.var("f", "t"));
  EXPECT_EQ(S.field(A), AccessPath::variable(C.var("f", "s"), A));
  // (*p).a is p->a.
  EXPECT_EQ(AccessPath::pointee(C.var("f", "p")).field(A),
            AccessPath::variable(C.var("f", "p"), A));
  EXPECT_EQ(S.field(A).rebased(T), T.field(A));
  EXPECT_EQ(S.rebased(T), T);
  EXPECT_EQ(S.field(A).rebased(AccessPath::returned()),
            AccessPath::returned(A));
  EXPECT_EQ(S.rebased(AccessPath::thisField(A)), AccessPath::thisField(A));
}

//===----------------------------------------------------------------------===//
// Obligation
//===----------------------------------------------------------------------===//

TEST(ObligationTest, HoldersAreASortedSet) {
  Obligation A = obligation(0, {2, 0, 1, 0});
  EXPECT_THAT(A.Holders, ElementsAre(place(0), place(1), place(2)));
  EXPECT_EQ(A.Holders, obligation(0, {1, 2, 0}).Holders);
  EXPECT_TRUE(A.heldBy(place(1)));
  A.removeHolder(place(1));
  EXPECT_FALSE(A.heldBy(place(1)));
  A.removeHolder(place(9)); // holds nothing: nothing happens
  EXPECT_THAT(A.Holders, ElementsAre(place(0), place(2)));
}

TEST(ObligationTest, WhatIsTransferredIsNotLive) {
  EXPECT_TRUE(obligation(0, {0}, Status::Open).isLive());
  EXPECT_TRUE(obligation(0, {0}, Status::MaybeNull).isLive());
  EXPECT_FALSE(obligation(0, {0}, Status::Transferred).isLive());
}

//===----------------------------------------------------------------------===//
// Facts
//===----------------------------------------------------------------------===//

TEST(ConfigurationTest, FactsAreRememberedReplacedAndDropped) {
  Configuration C;
  EXPECT_FALSE(knows(C, place(0)));
  EXPECT_TRUE(C.fact(place(0)).isUnknown());
  C.setFact(place(0), Value::integer(1));
  C.setFact(place(1), Value::integer(2));
  EXPECT_EQ(C.fact(place(0)).exact(), 1);
  C.setFact(place(0), Value::integer(3));
  EXPECT_EQ(C.fact(place(0)).exact(), 3);
  EXPECT_EQ(C.fact(place(1)).exact(), 2);
  C.dropFact(place(0));
  EXPECT_FALSE(knows(C, place(0)));
  EXPECT_TRUE(knows(C, place(1)));
  C.setFact(place(1), Value::unknown()); // to know nothing is no fact
  EXPECT_FALSE(knows(C, place(1)));
}

TEST(ConfigurationTest, FactsAreDroppedByPredicate) {
  Configuration C;
  for (unsigned I = 0; I != 4; ++I)
    C.setFact(place(I), Value::integer(I + 1));
  C.dropFactsIf(
      [](const AccessPath &P) { return P == place(1) || P == place(2); });
  EXPECT_TRUE(knows(C, place(0)));
  EXPECT_FALSE(knows(C, place(1)));
  EXPECT_FALSE(knows(C, place(2)));
  EXPECT_TRUE(knows(C, place(3)));
}

TEST(ConfigurationTest, TheOldestFactGoesWhenThereAreTooMany) {
  constexpr unsigned Many = 100;
  Configuration C;
  for (unsigned I = 0; I != Many; ++I) {
    C.setFact(place(I), Value::integer(I + 1));
    C.setFact(place(0), Value::integer(7)); // said anew: young again
  }
  unsigned Kept = 0;
  for (unsigned I = 0; I != Many; ++I)
    Kept += knows(C, place(I));
  EXPECT_GE(Kept, 16u);
  EXPECT_LT(Kept, Many);
  EXPECT_TRUE(knows(C, place(0)));
  EXPECT_FALSE(knows(C, place(1)));
  for (unsigned I = Many - Kept + 1; I != Many; ++I)
    EXPECT_EQ(C.fact(place(I)).exact(), I + 1);
}

//===----------------------------------------------------------------------===//
// What is held
//===----------------------------------------------------------------------===//

TEST(ConfigurationTest, FindsAndRemovesWhatAPlaceHolds) {
  Configuration C;
  C.Held.push_back(obligation(0, {0, 1}));
  C.Held.push_back(obligation(1, {2}));
  ASSERT_TRUE(C.heldBy(place(1)));
  EXPECT_EQ(C.heldBy(place(1)), C.heldBy(place(0)));
  EXPECT_EQ(C.heldBy(place(2))->Site, 1u);
  EXPECT_EQ(C.indexOf(*C.heldBy(place(2))), 1u);
  EXPECT_FALSE(C.heldBy(place(3)));
  C.remove(*C.heldBy(place(0)));
  EXPECT_FALSE(C.heldBy(place(1)));
  const Configuration &Const = C;
  ASSERT_TRUE(Const.heldBy(place(2)));
  EXPECT_EQ(Const.indexOf(*Const.heldBy(place(2))), 0u);
}

TEST(ConfigurationTest, NormalFormSortsBySiteAndKeepsTheOrderOfEquals) {
  Configuration C;
  C.Held.push_back(obligation(3, {0}));
  C.Held.push_back(obligation(1, {1}));
  C.Held.push_back(obligation(3, {2}));
  C.Held.push_back(obligation(0, {3}));
  C.normalize();
  ASSERT_EQ(C.Held.size(), 4u);
  EXPECT_TRUE(C.Held[0].heldBy(place(3)));
  EXPECT_TRUE(C.Held[1].heldBy(place(1)));
  EXPECT_TRUE(C.Held[2].heldBy(place(0)));
  EXPECT_TRUE(C.Held[3].heldBy(place(2)));
}

TEST(ConfigurationTest, StateIsWhatIsHeldHowAndBehindWhichGuards) {
  Configuration Base;
  Base.Held.push_back(obligation(0, {0}));
  Base.Guards.push_back({place(5), place(0)});
  EXPECT_TRUE(Base.sameState(Base));

  Configuration Site = Base;
  Site.Held[0].Site = 1;
  EXPECT_FALSE(Base.sameState(Site));
  Configuration State = Base;
  State.Held[0].State = Status::MaybeNull;
  EXPECT_FALSE(Base.sameState(State));
  Configuration Holders = Base;
  Holders.Held[0].addHolder(place(1));
  EXPECT_FALSE(Base.sameState(Holders));
  Configuration Guard = Base;
  Guard.Guards.clear();
  EXPECT_FALSE(Base.sameState(Guard));
  Configuration More = Base;
  More.Held.push_back(obligation(1, {2}));
  EXPECT_FALSE(Base.sameState(More));
  EXPECT_FALSE(More.sameState(Base));
  Configuration Input = Base;
  Input.InputFate = Fate::Released;
  EXPECT_FALSE(Base.sameState(Input));
}

TEST(ConfigurationTest, FactsAndDoubtsAreNoPartOfTheState) {
  Configuration A;
  A.Held.push_back(obligation(0, {0, 1}));
  Configuration B;
  B.Held.push_back(obligation(0, {1, 0}));
  B.Held[0].Assumed = true;
  B.setFact(place(3), Value::integer(1));
  EXPECT_TRUE(A.sameState(B));
}

//===----------------------------------------------------------------------===//
// Merging
//===----------------------------------------------------------------------===//

TEST(ConfigurationTest, IntersectingKeepsWhatIsKnownInBoth) {
  Configuration A, B;
  A.setFact(place(0), Value::integer(1));
  A.setFact(place(1), Value::integer(1));
  A.setFact(place(2), Value::integer(1));
  B.setFact(place(0), Value::integer(1));
  B.setFact(place(1), Value::integer(5));
  B.setFact(place(3), Value::integer(1));
  EXPECT_TRUE(A.intersectFacts(B));
  EXPECT_EQ(A.fact(place(0)).exact(), 1);
  EXPECT_EQ(A.fact(place(1)).least(), 1);
  EXPECT_EQ(A.fact(place(1)).greatest(), 5);
  EXPECT_FALSE(knows(A, place(2)));
  EXPECT_FALSE(knows(A, place(3)));
  // All of that is known already.
  EXPECT_FALSE(A.intersectFacts(B));
}

TEST(ConfigurationTest, IntersectingWithWhatKnowsMoreLosesNothing) {
  Configuration A, B;
  A.setFact(place(0), Value::signs(Value::NonZero));
  B.setFact(place(0), Value::integer(4));
  B.setFact(place(1), Value::integer(1));
  EXPECT_FALSE(A.intersectFacts(B));
  EXPECT_TRUE(A.fact(place(0)).isNonZero());
}

TEST(ConfigurationTest, IntersectingAtALoopSettles) {
  Configuration Head;
  Head.setFact(place(0), Value::integer(0));
  unsigned Turns = 0;
  for (; Turns != 10; ++Turns) {
    Configuration Back = Head;
    Back.setFact(place(0), Head.fact(place(0)).plus(1));
    if (!Head.intersectFacts(Back, [](const AccessPath &) { return true; }))
      break;
  }
  EXPECT_LE(Turns, 2u);
  EXPECT_EQ(Head.fact(place(0)).least(), 0);
}

TEST(ConfigurationTest, OnlyWhatALoopCountsIsWidened) {
  Configuration Head, Back;
  Head.setFact(place(0), Value::integer(0));
  Head.setFact(place(1), Value::integer(0));
  Back.setFact(place(0), Value::integer(1));
  Back.setFact(place(1), Value::integer(1));
  EXPECT_TRUE(Head.intersectFacts(
      Back, [](const AccessPath &P) { return P == place(0); }));
  EXPECT_GT(Head.fact(place(0)).greatest(), 1);
  EXPECT_EQ(Head.fact(place(1)).least(), 0);
  EXPECT_EQ(Head.fact(place(1)).greatest(), 1);
}

TEST(ConfigurationTest, DoubtSpreadsInAMerge) {
  Configuration A, B;
  A.Held.push_back(obligation(0, {0}));
  B.Held.push_back(obligation(0, {0}));
  B.Held[0].Assumed = true;
  EXPECT_TRUE(A.intersectFacts(B));
  EXPECT_TRUE(A.Held[0].Assumed);
  EXPECT_FALSE(A.intersectFacts(B));

  B.Held[0].Assumed = false;
  EXPECT_FALSE(A.intersectFacts(B));
  EXPECT_TRUE(A.Held[0].Assumed);

  A.Held[0].Untouched = true; // only if it is on both sides
  EXPECT_TRUE(A.intersectFacts(B));
  EXPECT_FALSE(A.Held[0].Untouched);
}

TEST(ConfigurationTest, ForgettingKeepsOnlyWhatBothHold) {
  Configuration A, B;
  A.Held.push_back(obligation(0, {0}));
  A.Held.push_back(obligation(1, {1}));
  A.Held.push_back(obligation(2, {2}, Status::MaybeNull));
  B.Held.push_back(obligation(0, {0}));
  B.Held.push_back(obligation(1, {9}));
  B.Held.push_back(obligation(2, {2}, Status::Open));
  B.Held.push_back(obligation(3, {3}));
  B.Guards.push_back({place(5), place(0)});
  EXPECT_TRUE(A.forgetDifferences(B));
  ASSERT_EQ(A.Held.size(), 1u);
  EXPECT_EQ(A.Held[0].Site, 0u);
  // A guard of either may release: to assume it does finds less, not wrong.
  ASSERT_EQ(A.Guards.size(), 1u);
  EXPECT_FALSE(A.forgetDifferences(B));
  EXPECT_EQ(A.Guards.size(), 1u);
}

TEST(ConfigurationTest, ForgettingAgainstNothingEmptiesWhatIsHeld) {
  Configuration A;
  A.Held.push_back(obligation(0, {0}));
  EXPECT_TRUE(A.forgetDifferences(Configuration()));
  EXPECT_THAT(A.Held, IsEmpty());
  EXPECT_FALSE(A.forgetDifferences(Configuration()));
}

} // namespace
