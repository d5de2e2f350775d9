// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Answers that rest on others still in progress, who jumps, what is written,
// and what throws without a `throw` in sight.

#include "Code.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

using namespace leash::flow;
using leash::flow::test::Code;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

namespace {

//===----------------------------------------------------------------------===//
// Progress
//===----------------------------------------------------------------------===//

TEST(ProgressTest, WhatRestsOnAnUnfinishedAnswerIsForgottenWithIt) {
  Progress P;
  Remembered<int> Outer, Inner, Other;
  P.begin(Outer);
  P.begin(Inner);
  P.use(Outer);
  P.end(Inner);
  P.begin(Other);
  P.end(Other);
  EXPECT_TRUE(Inner.asked());
  P.end(Outer);
  EXPECT_TRUE(Outer.asked());
  EXPECT_TRUE(Other.asked());
  EXPECT_FALSE(Inner.asked());
}

TEST(ProgressTest, RestingIsInherited) {
  Progress P;
  Remembered<int> Outer, Middle, Inner;
  P.begin(Outer);
  P.begin(Inner);
  P.use(Outer);
  P.end(Inner);
  P.begin(Middle);
  P.use(Inner);
  P.end(Middle);
  P.end(Outer);
  EXPECT_FALSE(Middle.asked());
}

TEST(ProgressTest, ACycleWithinIsFinalByItself) {
  Progress P;
  Remembered<int> Outer, Head, Inner;
  P.begin(Outer);
  P.begin(Head);
  P.begin(Inner);
  P.use(Head);
  P.end(Inner);
  P.end(Head);
  EXPECT_TRUE(Head.asked());
  EXPECT_FALSE(Inner.asked());
  P.end(Outer);
  EXPECT_TRUE(Head.asked());
}

//===----------------------------------------------------------------------===//
// Summaries
//===----------------------------------------------------------------------===//

TEST(RecursionTest, ALoopOfCallsThatOnlyLooksKeeps) {
  Code C("void f(PGresult *r, int n) { if (n < PQntuples(r)) f(r, n + 1); }");
  EXPECT_THAT(C.summary("f"), ElementsAre("kept in r"));
}

TEST(RecursionTest, TheEndOfTheRecursionDecides) {
  Code C("void f(PGresult *r, int n) {"
         "  if (n > 0) { f(r, n - 1); return; } PQclear(r); }");
  EXPECT_THAT(C.summary("f"), ElementsAre("released"));
}

TEST(RecursionTest, MutualRecursionIsJudgedFromEitherEnd) {
  const char Text[] =
      "void g(PGresult *r, int n);"
      "void f(PGresult *r, int n) { if (n) g(r, n - 1); else PQclear(r); }"
      "void g(PGresult *r, int n) { f(r, n); }";
  Code C(Text);
  EXPECT_THAT(C.summary("f"), ElementsAre("released"));
  EXPECT_THAT(C.summary("g"), ElementsAre("released"));
  Code D(Text);
  EXPECT_THAT(D.summary("g"), ElementsAre("released"));
  EXPECT_THAT(D.summary("f"), ElementsAre("released"));
}

TEST(RecursionTest, OfACycleWithinACycleNothingIsSaidThatIsWrong) {
  Code C("void b(PGresult *r, int n); void c(PGresult *r, int n);"
         "void a(PGresult *r, int n) { b(r, n); }"
         "void b(PGresult *r, int n) { c(r, n); }"
         "void c(PGresult *r, int n) {"
         "  if (n > 5) b(r, n - 1); else if (n) a(r, n - 1);"
         "  else PQclear(r); }");
  for (const char *Name : {"a", "b", "c"})
    EXPECT_TRUE(C.unit()
                    .summary(C.fn(Name), AccessPath::variable(C.param(Name, 0)))
                    .mayRelease())
        << Name;
}

TEST(RecursionTest, WhatIsReturnedMayCount) {
  Code C("int g(PGresult *r, int n);"
         "int f(PGresult *r, int n) {"
         "  if (n >= PQntuples(r)) return 0; return g(r, n + 1); }"
         "int g(PGresult *r, int n) { return 1 + f(r, n); }");
  EXPECT_THAT(C.summary("g"), ElementsAre("kept in r"));
  EXPECT_THAT(C.summary("f"),
              UnorderedElementsAre("kept returning 0 in r", "kept in r"));
}

TEST(RecursionTest, WhatIsGivenMayCount) {
  Code C("void g(PGresult *r, int n);"
         "void f(PGresult *r, int n) { if (n < PQntuples(r)) g(r, n + 1); }"
         "void g(PGresult *r, int n) { f(r, n + 1); }"
         "void h(PGresult *r) { f(r, 0); }");
  EXPECT_THAT(C.summary("h"), ElementsAre("kept in r"));
}

TEST(RecursionTest, AClimbThatNeverEndsIsNoEnding) {
  Code C("void f(PGresult *r) { f(r); }");
  EXPECT_THAT(C.summary("f"), IsEmpty());
}

TEST(RecursionTest, EverybodyCallingEverybodyEnds) {
  std::string Text;
  constexpr int Count = 12;
  for (int I = 0; I != Count; ++I)
    Text += "void f" + std::to_string(I) + "(PGresult *r, int n);\n";
  for (int I = 0; I != Count; ++I) {
    Text += "void f" + std::to_string(I) + "(PGresult *r, int n) {\n";
    for (int J = 0; J != Count; ++J)
      Text += "  if (n == " + std::to_string(J) + ") f" + std::to_string(J) +
              "(r, n - 1);\n";
    Text += "}\n";
  }
  Code C(Text);
  for (int I = 0; I != Count; ++I) {
    const std::string Name = "f" + std::to_string(I);
    EXPECT_FALSE(C.summary(Name).empty()) << Name;
  }
}

TEST(RecursionTest, PastTheDepthAReleaseIsPossible) {
  std::string Text = "void f0(PGresult *r) { PQclear(r); }\n";
  for (int I = 1; I != 60; ++I)
    Text += "void f" + std::to_string(I) + "(PGresult *r) { f" +
            std::to_string(I - 1) + "(r); }\n";
  Code C(Text);
  EXPECT_THAT(C.summary("f59"), ElementsAre("moved"));
  // What lay beyond that bound is within another's.
  EXPECT_THAT(C.summary("f20"), ElementsAre("released"));
  EXPECT_THAT(C.summary("f40"), ElementsAre("released"));
}

TEST(RecursionTest, WhatAnUnfinishedOneHandsOutIsAskedAgain) {
  Code C("PGresult *g(PGconn *c, int n);"
         "PGresult *f(PGconn *c, int n) {"
         "  if (n) { g(c, n - 1); return nullptr; }"
         "  return PQexec(c, \"\"); }"
         "PGresult *g(PGconn *c, int n) {"
         "  f(c, n); return nullptr; // lost\n"
         "}");
  EXPECT_THAT(C.productions("f"), Contains(HasSubstr("pg-result")));
  EXPECT_THAT(C.leaks("g"), ElementsAre(HasSubstr("discarded at 'lost'")));
}

//===----------------------------------------------------------------------===//
// Who jumps
//===----------------------------------------------------------------------===//

TEST(JumpTest, WrappersOfAJumpJump) {
  Code C("long where[32];"
         "void first() { longjmp(where, 1); }"
         "void second(int i) { if (i) first(); else { ready(); first(); } }"
         "void third() { second(2); }"
         "void usage() { exit(1); }"
         "void restarts() { setjmp(where); for (;;) if (ready()) first(); }");
  EXPECT_TRUE(C.unit().neverReturns(C.fn("restarts")));
  EXPECT_FALSE(C.unit().jumpsOut(C.fn("restarts")));
  EXPECT_TRUE(C.unit().jumpsOut(C.fn("second")));
  EXPECT_TRUE(C.unit().jumpsOut(C.fn("third")));
  EXPECT_FALSE(C.unit().jumpsOut(C.fn("usage")));
}

TEST(JumpTest, OnlyAPlainConditionIsAMayBe) {
  Code C("long where[32];"
         "void first() { longjmp(where, 1); }"
         "void plain(int i) { ready(); if (i) { ready(); first(); } }"
         "void otherwise(int i) { if (i) ready(); else longjmp(where, 1); }"
         "void always() { first(); }"
         "void returns(int i) { if (i) { return; first(); } }"
         "void never(int i) { if (0) first(); }"
         "void exits(int i) { if (i) exit(1); }"
         "void looped(int i) { while (i--) if (ready()) first(); }"
         "void comes_back(int i) { if (setjmp(where)) return;"
         "  if (i) longjmp(where, 1); }");
  Unit &U = C.unit();
  EXPECT_TRUE(U.mayJumpOut(C.fn("plain")));
  EXPECT_TRUE(U.mayJumpOut(C.fn("otherwise")));
  for (const char *Name : {"always", "returns", "never", "exits", "looped",
                           "comes_back", "longjmp"})
    EXPECT_FALSE(U.mayJumpOut(C.fn(Name))) << Name;
}

//===----------------------------------------------------------------------===//
// What is written
//===----------------------------------------------------------------------===//

TEST(WritesTest, ConstructorsAndDestructorsAreLookedInto) {
  Code C("int made, gone, member, temporary;"
         "struct In { ~In() { gone = 1; } };"
         "struct Out { Out() : i(++member) { made = 1; } int i; In in; };"
         "struct Temp { Temp() {} ~Temp() { temporary = 1; } };"
         "void f() { Out o; }"
         "void g() { In in; }"
         "void h() { Temp(); }"
         "void k(In *in) { delete in; }");
  auto Writes = [&](const char *F, const char *Global) {
    return C.unit().mayWrite(C.fn(F), C.global(Global));
  };
  EXPECT_TRUE(Writes("f", "made"));
  EXPECT_TRUE(Writes("f", "member"));
  EXPECT_TRUE(Writes("g", "gone"));
  EXPECT_TRUE(Writes("k", "gone"));
  EXPECT_TRUE(Writes("h", "temporary"));
  EXPECT_FALSE(Writes("g", "made"));
}

TEST(WritesTest, AReferencePassedIsWritten) {
  Code C("int passed, looked;"
         "void set(int &to) { to = 1; } void look(const int &at) {}"
         "void f() { set(passed); look(looked); }");
  EXPECT_TRUE(C.unit().mayWrite(C.fn("f"), C.global("passed")));
  EXPECT_FALSE(C.unit().mayWrite(C.fn("f"), C.global("looked")));
}

TEST(WritesTest, WhatIsElsewhereMayWriteWhatItSees) {
  Code C("int visible; static int hidden; void elsewhere();"
         "void set() { visible = 1; hidden = 1; }"
         "void f() { elsewhere(); }"
         "void g() { PQclear(0); ready; }"
         "void h(void (*p)()) { p(); }");
  EXPECT_TRUE(C.unit().mayWrite(C.fn("f"), C.global("visible")));
  EXPECT_FALSE(C.unit().mayWrite(C.fn("f"), C.global("hidden")));
  EXPECT_FALSE(C.unit().mayWrite(C.fn("g"), C.global("visible")));
  EXPECT_TRUE(C.unit().mayWrite(C.fn("h"), C.global("visible")));
}

TEST(WritesTest, CyclesAndDepthsAreNoLimit) {
  std::string Text = "static int deep; void f0() { deep = 1; }\n";
  for (int I = 1; I != 100; ++I)
    Text += "void f" + std::to_string(I) + "() { f" + std::to_string(I - 1) +
            "(); }\n";
  Text += "static int cyclic; void b(); void a() { b(); }"
          "void b() { a(); cyclic = 1; }";
  Code C(Text);
  EXPECT_TRUE(C.unit().mayWrite(C.fn("f99"), C.global("deep")));
  EXPECT_TRUE(C.unit().mayWrite(C.fn("a"), C.global("cyclic")));
  EXPECT_TRUE(C.unit().mayWrite(C.fn("b"), C.global("cyclic")));
  EXPECT_FALSE(C.unit().mayWrite(C.fn("a"), C.global("deep")));
}

TEST(WritesTest, PastTheBoundAnythingMayBeWritten) {
  std::string Text = "static int other; void f0() {}\n";
  for (int I = 1; I != 400; ++I)
    Text += "void f" + std::to_string(I) + "() { f" + std::to_string(I - 1) +
            "(); }\n";
  Code C(Text);
  EXPECT_TRUE(C.unit().mayWrite(C.fn("f399"), C.global("other")));
  EXPECT_FALSE(C.unit().mayWrite(C.fn("f100"), C.global("other")));
}

//===----------------------------------------------------------------------===//
// What throws
//===----------------------------------------------------------------------===//

TEST(ThrowsTest, InitialisersAndArgumentsByDefault) {
  Code C("int thrower() { throw 1; }"
         "struct Member { int i = thrower(); Member() {} };"
         "struct Base { Base() { throw 1; } };"
         "struct Derived : Base {}; struct Has { Base b; };"
         "struct Inherits : Base { using Base::Base; };"
         "void argument(int i = thrower()) {}"
         "void member() { Member m; } void derived() { Derived d; }"
         "void has() { Has h; } void calls() { argument(); }"
         "void inherits() { Inherits i; }");
  for (const char *Name : {"member", "derived", "has", "calls", "inherits"})
    EXPECT_EQ(C.throws(Name), "yes: int") << Name;
  EXPECT_EQ(C.throws("argument"), "no");
}

TEST(ThrowsTest, DestructorsThatSaySo) {
  Code C("struct Loud { ~Loud() noexcept(false) { throw 1; } };"
         "struct Quiet { ~Quiet() { throw 1; } };"
         "void loud() { Loud l; } void quiet() { Quiet q; }"
         "void deleted(Loud *l) { delete l; } void temporary() { Loud(); }");
  EXPECT_EQ(C.throws("loud"), "yes: int");
  EXPECT_EQ(C.throws("deleted"), "yes: int");
  EXPECT_EQ(C.throws("temporary"), "yes: int");
  EXPECT_EQ(C.throws("quiet"), "no");
}

TEST(ThrowsTest, AThrowThatIsCaughtDoesNotHideTheUnknown) {
  Code C("void mere();"
         "void before() { try { mere(); throw 1; } catch (int) {} }"
         "void after() { try { throw 1; mere(); } catch (int) {} }"
         "void all() { try { mere(); throw 1; } catch (...) {} }");
  EXPECT_EQ(C.throws("before"), "unknown");
  EXPECT_EQ(C.throws("after"), "unknown");
  EXPECT_EQ(C.throws("all"), "no");
}

TEST(ThrowsTest, MutualRecursionIsJudgedFromEitherEnd) {
  Code C("void b(int); void a(int i) { b(i); throw 1; }"
         "void b(int i) { if (i) a(i - 1); }");
  EXPECT_EQ(C.throws("a"), "yes: int");
  EXPECT_EQ(C.throws("b"), "yes: int");
}

TEST(ThrowsTest, AnOverrideMayThrow) {
  Code C("struct S { virtual void v(); virtual void n() noexcept; };"
         "void S::v() {} void S::n() {}"
         "void may(S &s) { s.v(); } void may_not(S &s) { s.n(); }"
         "void local() { S s; s.v(); }");
  EXPECT_EQ(C.throws("may"), "unknown");
  EXPECT_EQ(C.throws("may_not"), "no");
  EXPECT_EQ(C.throws("local"), "no");
}

//===----------------------------------------------------------------------===//
// Whose body runs
//===----------------------------------------------------------------------===//

TEST(OverrideTest, NeverReturningIsNotInherited) {
  Code C("struct S { virtual void leave(); virtual void last() final; };"
         "void S::leave() { exit(1); } void S::last() { exit(1); }");
  EXPECT_FALSE(C.unit().neverReturns(C.fn("S::leave")));
  EXPECT_TRUE(C.unit().neverReturns(C.fn("S::last")));
}

//===----------------------------------------------------------------------===//
// The ends of the integers
//===----------------------------------------------------------------------===//

TEST(ValueTest, WhatCountsPastTheGreatestIsNotKnown) {
  constexpr int64_t Greatest = std::numeric_limits<int64_t>::max();
  constexpr int64_t Least = std::numeric_limits<int64_t>::min();
  Value V = Value::unknown();
  V.narrowTo(Greatest - 1, Greatest - 1);
  EXPECT_EQ(V.plus(1), Value::integer(Greatest));
  EXPECT_TRUE(V.plus(2).isUnknown());
  EXPECT_TRUE(Value::integer(Least + 1).plus(-2).isUnknown());
}

TEST(ValueTest, TheLeastHasNoNegative) {
  Code C("void f(PGconn *c) { long long n = -9223372036854775807LL - 1;"
         "  PGresult *r = PQexec(c, \"\"); if (-n == 1) ready();"
         "  PQclear(r); }");
  EXPECT_THAT(C.leaks("f"), IsEmpty());
}

} // namespace
