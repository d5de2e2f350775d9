// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// What a function does to one input, and what it hands out.

#include "Code.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

using namespace leash::flow;
using leash::flow::test::Code;
using leash::flow::test::Dialect;
using testing::Contains;
using testing::Each;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::StartsWith;
using testing::UnorderedElementsAre;

namespace {

//===----------------------------------------------------------------------===//
// A pointer given by value
//===----------------------------------------------------------------------===//

TEST(SummaryTest, ReleasedAlways) {
  Code C("void f(PGresult *r) { ready(); PQclear(r); }");
  EXPECT_THAT(C.summary("f"), ElementsAre("released"));
}

TEST(SummaryTest, ReleasedThroughAnotherFunction) {
  Code C("void g(PGresult *r) { PQclear(r); }"
         "void f(PGresult *r) { PGresult *copy = r; g(copy); }");
  EXPECT_THAT(C.summary("f"), ElementsAre("released"));
}

TEST(SummaryTest, OnlyLookedAt) {
  Code C("int f(PGresult *r) { return PQntuples(r); }");
  EXPECT_THAT(C.summary("f"), ElementsAre("kept in r"));
  EXPECT_FALSE(C.unit()
                   .summary(C.fn("f"), AccessPath::variable(C.param("f", 0)))
                   .mayRelease());
}

TEST(SummaryTest, TheReturnValueTellsTheEndingsApart) {
  Code C("int f(PGresult *r) {"
         "  if (PQresultStatus(r) != 2) { PQclear(r); return 0; }"
         "  return 1; }");
  EXPECT_THAT(C.summary("f"), UnorderedElementsAre("released returning 0",
                                                   "kept returning 1 in r"));
}

TEST(SummaryTest, AComparisonReturnedTellsThemApart) {
  Code C("int f(PGresult *r) {"
         "  int rc = -1;"
         "  if (PQresultStatus(r) == 2) rc = 0; else PQclear(r);"
         "  if (rc < 0) ready();"
         "  return rc < 0; }");
  EXPECT_THAT(C.summary("f"), UnorderedElementsAre("released returning 1",
                                                   "kept returning 0 in r"));
}

TEST(SummaryTest, ACodeThatOnlyTheCallerLooksAtIsRemembered) {
  Code C("int f(PGresult *r) { int rc = -1;"
         "  if (PQresultStatus(r) == 2) rc = 0; else PQclear(r);"
         "  return rc; }"
         "bool g(PGresult *r) { int rc = -1;"
         "  if (PQresultStatus(r) == 2) rc = 0; else PQclear(r);"
         "  return rc < 0; }");
  EXPECT_THAT(C.summary("f"), UnorderedElementsAre("released returning -1",
                                                   "kept returning 0 in r"));
  EXPECT_THAT(C.summary("g"), UnorderedElementsAre("released returning 1",
                                                   "kept returning 0 in r"));
}

TEST(SummaryTest, AnEndingForNullIsToldApart) {
  Code C("void f(PGresult *r) { if (r) PQclear(r); }");
  EXPECT_THAT(C.summary("f"), UnorderedElementsAre("released", "null"));
}

TEST(SummaryTest, NullIsAnsweredWithItsOwnValue) {
  Code C("int f(PGresult *r) { if (!r) return -1; PQclear(r); return 0; }");
  EXPECT_THAT(C.summary("f"), UnorderedElementsAre("null returning -1",
                                                   "released returning 0"));
}

TEST(SummaryTest, Returned) {
  Code C("PGresult *f(PGresult *r) { ready(); return r; }");
  EXPECT_THAT(C.summary("f"),
              ElementsAre("kept returning nonzero in r, return"));
}

TEST(SummaryTest, CheckedAndReturned) {
  Code C("PGresult *f(PGresult *r) {"
         "  if (PQresultStatus(r) != 2) { PQclear(r); return 0; }"
         "  return r; }");
  EXPECT_THAT(C.summary("f"),
              UnorderedElementsAre("released returning 0",
                                   "kept returning nonzero in r, return"));
}

TEST(SummaryTest, MovedToAGlobal) {
  Code C("PGresult *last; void f(PGresult *r) { last = r; }");
  EXPECT_THAT(C.summary("f"), ElementsAre(StartsWith("moved")));
  EXPECT_TRUE(C.unit()
                  .summary(C.fn("f"), AccessPath::variable(C.param("f", 0)))
                  .mayRelease());
}

TEST(SummaryTest, MovedToAStaticLocal) {
  Code C("void f(PGresult *r) { static PGresult *last; last = r; }");
  EXPECT_THAT(C.summary("f"), ElementsAre(StartsWith("moved")));
}

TEST(SummaryTest, StoredWhereTheCallerSeesIt) {
  Code C("struct S { PGresult *res; };"
         "void out(PGresult *r, PGresult **to) { *to = r; }"
         "void member(PGresult *r, S *ctx) { ctx->res = r; }"
         "struct T { void set(PGresult *r) { kept = r; } PGresult *kept; };");
  EXPECT_THAT(C.summary("out"), ElementsAre("moved in *to, r"));
  EXPECT_THAT(C.summary("member"), ElementsAre("moved in ctx->res, r"));
  EXPECT_THAT(C.summary("set"), ElementsAre("moved in r, this->kept"));
}

TEST(SummaryTest, HandedToSomethingUnknownThatSoundsLikeRelease) {
  Code C(
      "void db_free(PGresult *r); void show(PGresult *r);"
      "void f(PGresult *r) { db_free(r); } void g(PGresult *r) { show(r); }");
  EXPECT_THAT(C.summary("f"), ElementsAre("moved"));
  EXPECT_THAT(C.summary("g"), ElementsAre("kept in r"));
}

TEST(SummaryTest, OverwritingTheParameterIsTheCalleesOwnAffair) {
  Code C("void f(PGresult *r) { r = 0; }");
  EXPECT_THAT(C.summary("f"), ElementsAre(StartsWith("kept")));
}

TEST(SummaryTest, WhatTheCalleeAcquiresItselfIsNotTheInput) {
  Code C("void f(PGconn *c) { PGresult *r = PQexec(c, \"\"); PQclear(r); }");
  EXPECT_THAT(C.summary("f"), ElementsAre("kept in c"));
}

TEST(SummaryTest, NoEndingsWhereItNeverReturns) {
  Code C("void f(PGresult *r) { exit(PQntuples(r)); }");
  EXPECT_THAT(C.summary("f"), IsEmpty());
  EXPECT_TRUE(
      C.unit().summary(C.fn("f"), AccessPath::variable(C.param("f", 0))).Known);
}

TEST(SummaryTest, CIsTheSame) {
  Code C("int f(PGresult *r) {"
         "  if (!r || PQresultStatus(r) != 2) goto fail;"
         "  return 1;"
         "fail:"
         "  PQclear(r);"
         "  return 0; }",
         {}, Dialect::C);
  EXPECT_THAT(C.summary("f"), Contains("released returning 0"));
  EXPECT_THAT(C.summary("f"), Contains("kept returning 1 in r"));
  EXPECT_THAT(C.summary("f"), Not(Contains("released returning 1")));
  EXPECT_THAT(C.summary("f"), Not(Contains("kept returning 0 in r")));
}

//===----------------------------------------------------------------------===//
// What the parameter leads to
//===----------------------------------------------------------------------===//

TEST(SummaryTest, ReleasedThroughAPointer) {
  Code C("void f(PGresult **r) { PQclear(*r); *r = 0; }");
  EXPECT_THAT(C.summary("f", AccessPath::pointee(C.param("f", 0))),
              ElementsAre("released"));
}

TEST(SummaryTest, ReleasedThroughAReference) {
  Code C("void f(PGresult *&r) { PQclear(r); r = nullptr; }");
  EXPECT_THAT(C.summary("f"), ElementsAre("released"));
}

TEST(SummaryTest, ReleasedInAStruct) {
  Code C("struct S { PGresult *res, *other; };"
         "void f(S *ctx) { PQclear(ctx->res); }");
  EXPECT_THAT(C.summary("f", AccessPath::variable(C.param("f", 0),
                                                  C.field("S", "res"))),
              ElementsAre("released"));
  EXPECT_THAT(C.summary("f", AccessPath::variable(C.param("f", 0),
                                                  C.field("S", "other"))),
              ElementsAre("kept in ctx->other"));
}

TEST(SummaryTest, ReleasedByADestructor) {
  Code C("struct S { ~S() { if (held) PQclear(held); } PGresult *held; };");
  EXPECT_THAT(C.summary("~S", AccessPath::thisField(C.field("S", "held"))),
              UnorderedElementsAre("released", "null"));
}

TEST(SummaryTest, KeptByAConstructor) {
  Code C("struct S { S(PGresult *r) : held(r) {} PGresult *held; };");
  EXPECT_THAT(C.summary("S::S"), ElementsAre(HasSubstr("this->held")));
}

//===----------------------------------------------------------------------===//
// Given values
//===----------------------------------------------------------------------===//

TEST(SummaryTest, KnownArgumentsLeaveOutTheOtherEndings) {
  Code C("void f(PGresult *r, int keep) { if (!keep) PQclear(r); }");
  const auto R = AccessPath::variable(C.param("f", 0));
  const auto *Keep = C.param("f", 1);
  EXPECT_THAT(C.summary("f", R), UnorderedElementsAre("released", "kept in r"));
  EXPECT_THAT(C.summary("f", R, {{Keep, Value::integer(1)}}),
              ElementsAre("kept in r"));
  EXPECT_THAT(C.summary("f", R, {{Keep, Value::integer(0)}}),
              ElementsAre("released"));
  EXPECT_THAT(C.summary("f", R, {{Keep, Value::signs(Value::NonZero)}}),
              ElementsAre("kept in r"));
}

TEST(SummaryTest, WithoutAnInputItSaysWhetherItReturnsOrThrows) {
  Code C("void f(int level) { if (level > 2) throw 1; }");
  const auto *Level = C.param("f", 0);
  EXPECT_THAT(C.summary("f", std::nullopt, {{Level, Value::integer(1)}}),
              ElementsAre("kept"));
  EXPECT_THAT(C.summary("f", std::nullopt, {{Level, Value::integer(3)}}),
              ElementsAre("kept throwing int"));
}

//===----------------------------------------------------------------------===//
// Exceptions
//===----------------------------------------------------------------------===//

TEST(SummaryTest, EndingsByExceptionAreToldApart) {
  Code C("void f(PGresult *r) { if (!r) throw 1; PQclear(r); }");
  EXPECT_THAT(C.summary("f"),
              UnorderedElementsAre("released", "null throwing int"));
}

TEST(SummaryTest, ReleasedBeforeTheThrow) {
  Code C("void f(PGresult *r) {"
         "  if (PQresultStatus(r) != 2) { PQclear(r); throw 1; } }");
  EXPECT_THAT(C.summary("f"),
              UnorderedElementsAre("released throwing int", "kept in r"));
}

TEST(SummaryTest, ACaughtExceptionIsNoEnding) {
  Code C("void f(PGresult *r) {"
         "  try { if (PQntuples(r)) throw 1; } catch (int) {}"
         "  PQclear(r); }");
  EXPECT_THAT(C.summary("f"), ElementsAre("released"));
}

TEST(SummaryTest, NoexceptHasNoEndingByException) {
  Code C("void f(PGresult *r) noexcept { if (!r) throw 1; PQclear(r); }");
  EXPECT_THAT(C.summary("f"), ElementsAre("released"));
}

//===----------------------------------------------------------------------===//
// Recursion and bounds
//===----------------------------------------------------------------------===//

TEST(SummaryTest, RecursionEndsAndMayRelease) {
  Code C("void f(PGresult *r, int n) {"
         "  if (n > 0) { f(r, n - 1); return; } PQclear(r); }");
  EXPECT_TRUE(C.unit()
                  .summary(C.fn("f"), AccessPath::variable(C.param("f", 0)))
                  .mayRelease());
}

TEST(SummaryTest, MutualRecursionEndsAndMayRelease) {
  Code C("void g(PGresult *r, int n);"
         "void f(PGresult *r, int n) { if (n) g(r, n - 1); else PQclear(r); }"
         "void g(PGresult *r, int n) { f(r, n); }");
  EXPECT_TRUE(C.unit()
                  .summary(C.fn("f"), AccessPath::variable(C.param("f", 0)))
                  .mayRelease());
}

TEST(SummaryTest, AFunctionWithoutABodyIsNotKnown) {
  Code C("void f(PGresult *r);");
  EXPECT_THAT(C.summary("f"), ElementsAre("not known"));
  EXPECT_TRUE(C.unit()
                  .summary(C.fn("f"), AccessPath::variable(C.param("f", 0)))
                  .mayRelease());
}

TEST(SummaryTest, IsComputedOnce) {
  Code C("void f(PGresult *r) { PQclear(r); }");
  const auto R = AccessPath::variable(C.param("f", 0));
  EXPECT_EQ(&C.unit().summary(C.fn("f"), R), &C.unit().summary(C.fn("f"), R));
}

TEST(SummaryTest, PastABoundNothingIsKnown) {
  Settings Tight;
  Tight.MaxConfigurations = 1;
  Code C("void f(PGresult *r) {"
         "  if (PQntuples(r)) PQclear(r);"
         "  ready(); }",
         Tight);
  EXPECT_THAT(C.summary("f"), Contains("not known"));
  EXPECT_TRUE(C.unit()
                  .summary(C.fn("f"), AccessPath::variable(C.param("f", 0)))
                  .mayRelease());
}

//===----------------------------------------------------------------------===//
// Productions
//===----------------------------------------------------------------------===//

TEST(ProductionTest, FreshByReturn) {
  Code C("PGresult *f(PGconn *c) { return PQexec(c, \"\"); }"
         "PGresult *g(PGconn *c) {"
         "  PGresult *r = PQexec(c, \"\"); if (!r) exit(1); return r; }");
  EXPECT_THAT(C.productions("f"), ElementsAre("pg-result or null in return"));
  EXPECT_THAT(C.productions("g"),
              ElementsAre("pg-result in return returning nonzero"));
}

TEST(ProductionTest, ReleasedOnFailure) {
  Code C("PGresult *f(PGconn *c) {"
         "  PGresult *r = PQexec(c, \"\");"
         "  if (PQresultStatus(r) != 2) { PQclear(r); return 0; }"
         "  return r; }");
  EXPECT_THAT(C.productions("f"), UnorderedElementsAre(StartsWith("pg-result"),
                                                       "nothing returning 0"));
}

TEST(ProductionTest, ThroughLayers) {
  Code C("PGresult *f(PGconn *c) { return PQexec(c, \"\"); }"
         "PGresult *g(PGconn *c) { return f(c); }"
         "PGresult *h(PGconn *c) { PGresult *r = g(c); ready(); return r; }");
  EXPECT_THAT(C.productions("h"), ElementsAre("pg-result or null in return"));
}

TEST(ProductionTest, ByOutParameter) {
  Code C("void f(PGconn *c, PGresult **out) { *out = PQexec(c, \"\"); }"
         "int g(sqlite3 **db) { return sqlite3_open(\"a\", db); }"
         "int h(sqlite3 *db, sqlite3_stmt **s) {"
         "  return sqlite3_prepare_v2(db, \"\", -1, s, 0); }"
         "void i(PGconn *c, PGresult *&out) { out = PQexec(c, \"\"); }");
  EXPECT_THAT(C.productions("f"), ElementsAre(HasSubstr("pg-result")));
  EXPECT_THAT(C.productions("f"), ElementsAre(HasSubstr("in *out")));
  EXPECT_THAT(C.productions("g"), ElementsAre(HasSubstr("in *db")));
  EXPECT_THAT(C.productions("h"),
              UnorderedElementsAre(HasSubstr("in *s returning 0"),
                                   "nothing returning nonzero"));
  EXPECT_THAT(C.productions("i"), ElementsAre(HasSubstr("in out")));
}

TEST(ProductionTest, TheReturnCodeTellsThemApart) {
  Code C("int f(sqlite3 *db, sqlite3_stmt **s) {"
         "  int rc = sqlite3_prepare_v2(db, \"\", -1, s, 0); return rc; }"
         "bool g(PGconn *c, PGresult **out) {"
         "  bool ok = false; PGresult *r = PQexec(c, \"\");"
         "  if (PQresultStatus(r) == 2) { *out = r; ok = true; }"
         "  else PQclear(r); return ok; }");
  EXPECT_THAT(C.productions("f"),
              UnorderedElementsAre(HasSubstr("in *s returning 0"),
                                   "nothing returning nonzero"));
  EXPECT_THAT(C.productions("g"),
              UnorderedElementsAre(HasSubstr("in *out returning 1"),
                                   "nothing returning 0"));
}

TEST(ProductionTest, InAFieldOfAnArgumentAndOfTheResult) {
  Code C("struct S { PGresult *res; };"
         "void f(S *ctx, PGconn *c) { ctx->res = PQexec(c, \"\"); }"
         "S g(PGconn *c) { S s; s.res = PQexec(c, \"\"); return s; }");
  EXPECT_THAT(C.productions("f"), ElementsAre(HasSubstr("in ctx->res")));
  EXPECT_THAT(C.productions("g"), ElementsAre(HasSubstr("in return.res")));
}

TEST(ProductionTest, TwoAtOnce) {
  Code C("PGresult *f(PGconn *c, PGresult **out) {"
         "  *out = PQexec(c, \"a\"); return PQexec(c, \"b\"); }");
  EXPECT_THAT(
      C.productions("f"),
      Contains(testing::AllOf(HasSubstr("in *out"), HasSubstr("in return"))));
}

TEST(ProductionTest, ACachedHandleIsNoProduction) {
  Code C("PGconn *shared;"
         "PGconn *global() { if (!shared) shared = PQconnectdb(\"\");"
         "  return shared; }"
         "PGconn *local() { static PGconn *c = PQconnectdb(\"\"); return c; }"
         "PGconn *stored() { PGconn *c = PQconnectdb(\"\"); shared = c;"
         "  return c; }"
         "struct S { PGconn *get() { if (!c) c = PQconnectdb(\"\"); return c; }"
         "  PGconn *c; };");
  for (const char *Name : {"global", "local", "stored", "get"})
    EXPECT_THAT(C.productions(Name), Each(StartsWith("nothing"))) << Name;
}

TEST(ProductionTest, WhatIsReleasedOrLentIsNone) {
  Code C("void f(PGconn *c) { PQclear(PQexec(c, \"\")); }"
         "PGresult *same(PGresult *r) { return r; }"
         "int g(PGconn *c) { PGresult *r = PQexec(c, \"\");"
         "  int n = PQntuples(r); PQclear(r); return n; }");
  EXPECT_THAT(C.productions("f"), Each(StartsWith("nothing")));
  EXPECT_THAT(C.productions("g"), Each(StartsWith("nothing")));
  EXPECT_THAT(C.productions("same"), IsEmpty()); // holds no event at all
}

TEST(ProductionTest, RecursionEnds) {
  Code C("PGresult *f(PGconn *c, int n) {"
         "  PGresult *r = PQexec(c, \"\");"
         "  if (r || n == 0) return r;"
         "  return f(c, n - 1); }");
  EXPECT_THAT(C.productions("f"), Contains(HasSubstr("pg-result")));
}

TEST(ProductionTest, ADeepChainOfWrappersEnds) {
  std::string Text = "PGresult *f0(PGconn *c) { return PQexec(c, \"\"); }\n";
  for (int I = 1; I != 60; ++I)
    Text += "PGresult *f" + std::to_string(I) + "(PGconn *c) { return f" +
            std::to_string(I - 1) + "(c); }\n";
  Code C(Text);
  // From the outside in: past the bound, nothing is said.
  EXPECT_THAT(C.productions("f59"), Not(IsEmpty()));
  EXPECT_THAT(C.productions("f5"), ElementsAre("pg-result or null in return"));
}

} // namespace
