// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Settings, bounds and what does not parse: the engine ends, says when it
// left something out, and does not fall over.

#include "Code.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

using namespace leash::flow;
using leash::flow::test::Code;
using leash::flow::test::Dialect;
using testing::ElementsAre;
using testing::IsEmpty;

namespace {

//===----------------------------------------------------------------------===//
// StrictExceptions
//===----------------------------------------------------------------------===//

constexpr char UnknownCallee[] = R"(
void elsewhere();
void f(PGconn *c) {
  PGresult *res = PQexec(c, "");
  elsewhere(); // may throw
  PQclear(res);
}
)";

TEST(StrictExceptionsTest, AnUnknownCalleeThrowsOnlyIfAskedFor) {
  EXPECT_THAT(Code(UnknownCallee).leaks("f"), IsEmpty());
  Settings Strict;
  Strict.StrictExceptions = true;
  EXPECT_THAT(Code(UnknownCallee, Strict).leaks("f"),
              ElementsAre("res of PQexec: exception at 'may throw'"));
}

TEST(StrictExceptionsTest, NeverInC) {
  Settings Strict;
  Strict.StrictExceptions = true;
  EXPECT_THAT(Code(UnknownCallee, Strict, Dialect::C).leaks("f"), IsEmpty());
  EXPECT_THAT(
      Code(UnknownCallee, Strict, Dialect::CxxWithoutExceptions).leaks("f"),
      IsEmpty());
}

TEST(StrictExceptionsTest, NoexceptAndGuardsAreStillRight) {
  Settings Strict;
  Strict.StrictExceptions = true;
  Code C(R"(
void never() noexcept;
void elsewhere();
struct Clear { void operator()(PGresult *r) noexcept { PQclear(r); } };
void f(PGconn *c) {
  PGresult *res = PQexec(c, "");
  never();
  PQclear(res);
}
void g(PGconn *c) {
  std::unique_ptr<PGresult, Clear> res(PQexec(c, ""));
  elsewhere();
}
void h(PGconn *c) {
  PGresult *res = PQexec(c, "");
  try { elsewhere(); } catch (...) { PQclear(res); throw; }
  PQclear(res);
}
)",
         Strict);
  EXPECT_THAT(C.leaks("f"), IsEmpty());
  EXPECT_THAT(C.leaks("g"), IsEmpty());
  EXPECT_THAT(C.leaks("h"), IsEmpty());
}

TEST(StrictExceptionsTest, ACallThroughAPointerMayThrowToo) {
  const char Text[] = "void f(PGconn *c, void (*g)()) {"
                      "  PGresult *res = PQexec(c, \"\"); g(); PQclear(res); }";
  EXPECT_THAT(Code(Text).leaks("f"), IsEmpty());
  Settings Strict;
  Strict.StrictExceptions = true;
  EXPECT_EQ(Code(Text, Strict).leaks("f").size(), 1u);
}

//===----------------------------------------------------------------------===//
// Bounds
//===----------------------------------------------------------------------===//

constexpr char ManyStates[] = R"(
void f(PGconn *c, int a, int b) {
  PGresult *one = 0, *two = 0;
  if (a) one = PQexec(c, "a");
  if (b) two = PQexec(c, "b");
  ready();
  if (a) PQclear(one);
  if (b) PQclear(two);
}
void g(PGconn *c, int a, int b) {
  PGresult *one = 0, *two = 0;
  if (a) one = PQexec(c, "a");
  if (b) two = PQexec(c, "b");
  ready();
  if (a) PQclear(one);
}
)";

TEST(BoundsTest, ByDefaultSmallFunctionsAreFollowedInFull) {
  Code C(ManyStates);
  EXPECT_FALSE(C.result("f").Degraded);
  EXPECT_THAT(C.result("f").Leaks, IsEmpty());
  EXPECT_FALSE(C.result("g").Degraded);
  ASSERT_EQ(C.result("g").Leaks.size(), 1u);
  EXPECT_EQ(C.result("g").Leaks[0].Sureness, Confidence::High);
}

TEST(BoundsTest, FewConfigurationsDegradeAndSaySo) {
  Settings Tight;
  Tight.MaxConfigurations = 1;
  Code C(ManyStates, Tight);
  EXPECT_TRUE(C.result("f").Degraded);
  EXPECT_THAT(C.result("f").Leaks, IsEmpty()); // fewer findings, not wrong ones
  EXPECT_TRUE(C.result("g").Degraded);
  for (const Leak &L : C.result("g").Leaks)
    EXPECT_EQ(L.Sureness, Confidence::Low);
}

TEST(BoundsTest, WhatIsFoundPastABoundIsOfLowConfidence) {
  Settings Tight;
  Tight.MaxConfigurations = 1;
  Code C(R"(
void f(PGconn *c, int a) {
  PQexec(c, "lost"); // lost
  PGresult *one = 0;
  if (a) one = PQexec(c, "a");
  ready();
  if (a) PQclear(one);
}
)",
         Tight);
  EXPECT_TRUE(C.result("f").Degraded);
  EXPECT_THAT(C.leaks("f"),
              ElementsAre("nothing of PQexec: discarded at 'lost'"));
  EXPECT_EQ(C.result("f").Leaks[0].Sureness, Confidence::Low);
}

/// \p N branches that tell nothing of each other, then one that leaks.
std::string manyBranches(unsigned N, bool Leaks) {
  std::string Text = "int f(PGconn *c, int *v) {\n"
                     "  PGresult *res = PQexec(c, \"\");\n"
                     "  int n = 0;\n";
  for (unsigned I = 0; I != N; ++I)
    Text += "  if (v[" + std::to_string(I) + "] > " + std::to_string(I % 7) +
            ") n += " + std::to_string(I) + ";\n";
  if (Leaks)
    Text += "  if (n == 3) return n; // leaks\n";
  return Text + "  PQclear(res);\n  return n;\n}\n";
}

TEST(BoundsTest, AFunctionOfThousandsOfBranchesEndsAndIsRight) {
  Code Clean(manyBranches(4000, /*Leaks=*/false));
  EXPECT_THAT(Clean.leaks("f"), IsEmpty());
  EXPECT_FALSE(Clean.result("f").Degraded);
  Code Leaks(manyBranches(4000, /*Leaks=*/true));
  EXPECT_THAT(Leaks.leaks("f"),
              ElementsAre("res of PQexec: return at 'leaks'"));
  EXPECT_FALSE(Leaks.result("f").Degraded);
}

TEST(BoundsTest, ThousandsOfCorrelatedFlagsEnd) {
  std::string Text = "int f(PGconn *c, int *v) {\n";
  constexpr int Count = 400;
  for (int I = 0; I != Count; ++I)
    Text += "  int a" + std::to_string(I) + " = v[" + std::to_string(I) +
            "]; PGresult *r" + std::to_string(I) + " = 0;\n  if (a" +
            std::to_string(I) + ") r" + std::to_string(I) +
            " = PQexec(c, \"\");\n";
  for (int I = 0; I != Count; ++I)
    Text += "  if (a" + std::to_string(I) + ") PQclear(r" + std::to_string(I) +
            ");\n";
  Text += "  return 0;\n}\n";
  Code C(Text);
  EXPECT_TRUE(C.result("f").Degraded); // 2^400 states cannot be kept apart
  for (const Leak &L : C.result("f").Leaks)
    EXPECT_EQ(L.Sureness, Confidence::Low);
}

TEST(BoundsTest, StepsRunOutAndItSaysSo) {
  Settings Tight;
  Tight.MaxStepsPerBlock = 0;
  Code C(manyBranches(3000, /*Leaks=*/true), Tight);
  EXPECT_TRUE(C.result("f").Degraded);
  for (const Leak &L : C.result("f").Leaks)
    EXPECT_EQ(L.Sureness, Confidence::Low);
}

TEST(BoundsTest, NoBoundIsTooSmallToBeSafe) {
  for (unsigned Configurations : {1u, 2u, 3u})
    for (unsigned Steps : {0u, 1u}) {
      Settings Tight;
      Tight.MaxConfigurations = Configurations;
      Tight.MaxStepsPerBlock = Steps;
      Code C(std::string(ManyStates) + R"(
void loop(PGconn *c, int n) {
  while (n--) {
    PGresult *res = PQexec(c, "");
    if (!res) continue;
    try { if (PQntuples(res)) throw 1; } catch (int) { break; }
    PQclear(res);
  }
}
)",
             Tight);
      for (const char *Name : {"f", "g", "loop"})
        for (const Leak &L : C.result(Name).Leaks)
          EXPECT_TRUE(!C.result(Name).Degraded ||
                      L.Sureness == Confidence::Low);
      EXPECT_TRUE(Configurations > 1 || C.result("g").Degraded);
    }
}

TEST(BoundsTest, DeepNestingEnds) {
  std::string Text = "void f(PGconn *c, int *v) {\n"
                     "  PGresult *res = PQexec(c, \"\");\n";
  constexpr int Depth = 150;
  for (int I = 0; I != Depth; ++I)
    Text += "while (v[" + std::to_string(I) + "]--) {\n";
  Text += "if (PQntuples(res)) return; // leaks\n";
  Text += std::string(Depth, '}') + "\n  PQclear(res);\n}\n";
  Code C(Text);
  EXPECT_THAT(C.leaks("f"), ElementsAre("res of PQexec: return at 'leaks'"));
}

//===----------------------------------------------------------------------===//
// What does not parse
//===----------------------------------------------------------------------===//

/// Asks everything of every function.
void askEverything(Code &C) {
  for (const clang::FunctionDecl *F : C.unit().eventfulFunctions()) {
    C.unit().result(*F);
    C.unit().productions(*F);
    C.unit().throws(*F);
    C.unit().neverReturns(*F);
    for (const clang::ParmVarDecl *P : F->parameters()) {
      C.unit().summary(*F, AccessPath::variable(P));
      C.unit().summary(*F, AccessPath::pointee(P));
      C.unit().branchesOn(*F, *P);
    }
  }
}

TEST(BrokenCodeTest, WhatIsIntactIsStillLookedAt) {
  Code C(R"(
#include "missing.h"
void f(PGconn *c) {
  PQexec(c, ""); // lost
}
void broken(PGconn *c) { Unknown x = PQexec(c, ""); x.y(; }
)");
  EXPECT_TRUE(C.hasErrors());
  askEverything(C);
  EXPECT_THAT(C.leaks("f"),
              ElementsAre("nothing of PQexec: discarded at 'lost'"));
}

TEST(BrokenCodeTest, NothingFallsOver) {
  for (const char *Text : {
           "void f(PGconn *c) { PGresult *r = PQexec(c, ",
           "void f(PGconn *c) { PGresult *r = PQexec(c); PQclear(r, 1); }",
           "void f(PGconn *c) { if (PQexec(c, \"\") { return; }",
           "void f(Unknown *c) { PGresult *r = PQexec(c, \"\"); use(r) }",
           "struct S { Unknown u; S(PGconn *c) : r(PQexec(c, \"\")), q(1) {}"
           "  PGresult *r; };",
           "struct S : Missing { ~S() { PQclear(r); } PGresult *r; };"
           "void f(PGconn *c) { S s; s.r = PQexec(c, \"\"); }",
           "void f(PGconn *c) { PGresult *r = PQexec(c, \"\"); goto nowhere; }",
           "void f(PGconn *c) { switch (PQexec(c, \"\")) { case x: break; } }",
           "PGresult *f(PGconn *c) { return PQexec(c, undefined(1, 2)); }",
           "void f(PGconn *c) { auto g = [r = PQexec(c, \"\")] { r-> }; }",
           "void f(PGconn *c) { try { PQexec(c, \"\"); } catch (Missing &) {} "
           "}",
           "template <typename T> void f(T c) { PQexec(c, \"\"); T::x(; }"
           "void g(PGconn *c) { f(c); }",
           "void f(PGconn *c) { for (PGresult *r : PQexec(c, \"\")) {} }",
           "void f(PGconn *c) { PGresult r = *PQexec(c, \"\"); }",
           "void f(PGconn *c) { PGresult *r[-1] = { PQexec(c, \"\") }; }",
           "void f(PGconn *c) { while (PGresult *r = PQexec(c, \"\") }",
           "}}} void f(PGconn *c) { PQexec(c, \"\"); }",
           "void f(PGconn *c, PGconn *c) { PQexec(c, \"\"); }",
           "void f(PGconn *c) { PQexec(c, \"\"); } void f(PGconn *c) {"
           "  PQexec(c, \"\"); }",
       })
    for (Dialect Language : {Dialect::Cxx, Dialect::C}) {
      SCOPED_TRACE(Text);
      Settings Strict;
      Strict.StrictExceptions = true;
      Code C(Text, Strict, Language);
      EXPECT_TRUE(C.hasErrors());
      askEverything(C);
      EXPECT_LE(C.unit().eventfulFunctions().size(), C.unit().functionCount());
    }
}

TEST(BrokenCodeTest, CutAnywhereItEnds) {
  const std::string Whole = R"(
struct Guard { ~Guard() { PQclear(r); } PGresult *r; };
int f(PGconn *c, int n) {
  PGresult *res = PQexec(c, "a");
  for (int i = 0; i < n; ++i) {
    try {
      Guard g{PQexec(c, "b")};
      if (PQresultStatus(g.r) != 2 || !res) throw i;
      switch (n) { case 1: return 1; default: break; }
      auto later = [&] { PQclear(res); };
      later();
    } catch (int e) {
      res = n ? PQexec(c, "c") : nullptr;
    }
  }
  return 0;
}
)";
  for (size_t Length = 0; Length < Whole.size(); Length += 7) {
    Code C(llvm::StringRef(Whole).take_front(Length));
    askEverything(C);
    EXPECT_LE(C.unit().eventfulFunctions().size(), C.unit().functionCount())
        << Length;
  }
}

} // namespace
