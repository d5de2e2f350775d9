// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// What the simulation reports of a function: each way to lose a resource, with
// its place, its path and how sure it is.

#include "Code.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

using namespace leash::flow;
using leash::flow::test::Code;
using leash::flow::test::describe;
using leash::flow::test::Dialect;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

namespace {

std::vector<std::string> path(Code &C, const Leak &L) {
  std::vector<std::string> Words;
  for (const Milestone &M : L.Path)
    Words.push_back(std::string(describe(M.What)) + " at '" + C.mark(M.At) +
                    "'");
  return Words;
}

std::vector<std::string> releases(Code &C, const Leak &L) {
  std::vector<std::string> Words;
  for (clang::SourceLocation At : L.ReleasedAt)
    Words.push_back(C.mark(At));
  return Words;
}

//===----------------------------------------------------------------------===//
// One leak in full
//===----------------------------------------------------------------------===//

TEST(LeakTest, AnEarlyReturnInFull) {
  Code C(R"(
int f(PGconn *c, int verbose) {
  if (verbose)
    ready();
  PGresult *res = PQexec(c, ""); // acquire
  if (PQresultStatus(res) != 2) // check
    return -1; // early
  int n = PQntuples(res);
  PQclear(res); // clear
  return n;
}
)");
  const FunctionResult &R = C.result("f");
  EXPECT_FALSE(R.Degraded);
  ASSERT_EQ(R.Leaks.size(), 1u);
  const Leak &L = R.Leaks[0];
  ASSERT_TRUE(L.Acquire);
  EXPECT_EQ(C.mark(L.Acquire->getBeginLoc()), "acquire");
  EXPECT_EQ(C.unit().model().kind(L.Kind).Name, "pg-result");
  EXPECT_EQ(L.Holder, "res");
  EXPECT_EQ(L.Callee, "PQexec");
  EXPECT_EQ(L.How, Loss::Return);
  EXPECT_EQ(C.mark(L.Where), "early");
  // Only what lies between the acquire and the loss.
  EXPECT_THAT(path(C, L), ElementsAre("true at 'check'"));
  EXPECT_THAT(releases(C, L), ElementsAre("clear"));
  EXPECT_EQ(L.Sureness, Confidence::High);
}

TEST(LeakTest, TheEndOfTheFunctionIsItsBrace) {
  Code C(R"(
void f(PGconn *c) {
  PGresult *res = PQexec(c, "");
  PQntuples(res);
} // end
)");
  EXPECT_THAT(C.leaks("f"), ElementsAre("res of PQexec: return at 'end'"));
  EXPECT_THAT(C.result("f").Leaks[0].ReleasedAt, IsEmpty());
  EXPECT_THAT(C.result("f").Leaks[0].Path, IsEmpty());
}

TEST(LeakTest, IsSimulatedOnce) {
  Code C("void f(PGconn *c) { PQexec(c, \"\"); }");
  EXPECT_EQ(&C.result("f"), &C.result("f"));
}

TEST(LeakTest, AFunctionWithoutABodyHasNoResult) {
  Code C("void f(PGconn *c);");
  EXPECT_THAT(C.result("f").Leaks, IsEmpty());
  EXPECT_THAT(C.result("f").Productions, IsEmpty());
  EXPECT_FALSE(C.result("f").Degraded);
}

TEST(LeakTest, OnePerAcquireHoweverManyWaysOut) {
  Code C(R"(
int f(PGconn *c, int i) {
  PGresult *res = PQexec(c, "");
  if (i == 1) return 1;
  if (i == 2) return 2;
  PQclear(res);
  return 0;
}
)");
  EXPECT_EQ(C.result("f").Leaks.size(), 1u);
}

TEST(LeakTest, OneForEachAcquire) {
  Code C(R"(
void f(PGconn *c) {
  PGresult *a = PQexec(c, "a");
  PGresult *b = PQexec(c, "b");
} // end
)");
  EXPECT_THAT(C.leaks("f"),
              UnorderedElementsAre("a of PQexec: return at 'end'",
                                   "b of PQexec: return at 'end'"));
}

//===----------------------------------------------------------------------===//
// Ways to lose
//===----------------------------------------------------------------------===//

TEST(LossTest, Discarded) {
  Code C(R"(
void f(PGconn *c) {
  PQexec(c, "delete"); // here
}
void g(PGconn *c) {
  if (PQresultStatus(PQexec(c, "")) != 2) // here
    ready();
}
)");
  EXPECT_THAT(C.leaks("f"),
              ElementsAre("nothing of PQexec: discarded at 'here'"));
  EXPECT_THAT(C.leaks("g"),
              ElementsAre("nothing of PQexec: discarded at 'here'"));
  EXPECT_EQ(C.result("f").Leaks[0].Holder, "");
}

TEST(LossTest, Overwritten) {
  Code C(R"(
void f(PGconn *c) {
  PGresult *res = PQexec(c, "a"); // first
  res = PQexec(c, "b"); // second
  PQclear(res); // clear
}
)");
  EXPECT_THAT(C.leaks("f"),
              ElementsAre("res of PQexec: overwritten at 'second'"));
  EXPECT_EQ(C.mark(C.result("f").Leaks[0].Acquire->getBeginLoc()), "first");
}

TEST(LossTest, ScopeEndInALoop) {
  Code C(R"(
void f(PGconn *c, int n) {
  for (int i = 0; i < n; ++i) {
    PGresult *res = PQexec(c, ""); // acquire
    if (PQntuples(res) == 0) // empty
      continue;
    PQclear(res); // clear
  }
}
)");
  ASSERT_EQ(C.result("f").Leaks.size(), 1u);
  const Leak &L = C.result("f").Leaks[0];
  EXPECT_THAT(L.How, testing::AnyOf(Loss::ScopeEnd, Loss::Return));
  EXPECT_EQ(path(C, L).front(), "true at 'empty'");
  EXPECT_THAT(releases(C, L), ElementsAre("clear"));
}

TEST(LossTest, ScopeEndWhereTheLoopHasNoOtherWayOut) {
  Code C(R"(
void f(PGconn *c) {
  for (;;) {
    PGresult *res = PQexec(c, ""); // acquire
    PQntuples(res);
  }
}
)");
  EXPECT_THAT(C.leaks("f"),
              ElementsAre("res of PQexec: scope end at 'acquire'"));
}

TEST(LossTest, HolderFreed) {
  Code C(R"(
struct S { PGresult *res; };
void f(PGconn *c) {
  S *ctx = (S *)malloc(sizeof(S));
  ctx->res = PQexec(c, "");
  free(ctx); // freed
}
)");
  EXPECT_THAT(C.leaks("f"),
              ElementsAre("ctx->res of PQexec: holder freed at 'freed'"));
}

TEST(LossTest, Exception) {
  Code C(R"(
void check(int n) { if (n < 0) throw 1; }
void f(PGconn *c) {
  PGresult *res = PQexec(c, "");
  check(PQntuples(res)); // throws
  PQclear(res); // clear
}
)");
  EXPECT_THAT(C.leaks("f"),
              ElementsAre("res of PQexec: exception at 'throws'"));
  EXPECT_THAT(releases(C, C.result("f").Leaks[0]), ElementsAre("clear"));
}

TEST(LossTest, ExceptionOutOfATryBlockOnly) {
  Code C(R"(
void f(PGconn *c) {
  try {
    PGresult *res = PQexec(c, "");
    if (PQntuples(res)) throw 1; // throws
    PQclear(res);
  } catch (int) {
  }
}
void g(PGconn *c) {
  PGresult *res = PQexec(c, "");
  try {
    if (PQntuples(res)) throw 1;
  } catch (int) {
  }
  PQclear(res);
}
)");
  EXPECT_THAT(C.leaks("f"),
              ElementsAre("res of PQexec: exception at 'throws'"));
  EXPECT_THAT(C.leaks("g"), IsEmpty());
}

TEST(LossTest, Jump) {
  Code C(R"(
long where[32];
void fail() { longjmp(where, 1); }
void f(PGconn *c) {
  PGresult *res = PQexec(c, "");
  if (!res) exit(1);
  if (PQntuples(res) == 0)
    fail(); // jumps
  PQclear(res);
}
)",
         {}, Dialect::C);
  EXPECT_THAT(C.leaks("f"), ElementsAre("res of PQexec: jump at 'jumps'"));
}

TEST(LossTest, AnExitIsNoLoss) {
  Code C(R"(
void usage() { exit(1); }
void f(PGconn *c) {
  PGresult *res = PQexec(c, "");
  if (PQntuples(res) == 0)
    usage();
  PQclear(res);
}
)");
  EXPECT_THAT(C.leaks("f"), IsEmpty());
}

TEST(LossTest, AConstructorThatThrows) {
  Code C(R"(
void check(int n) { if (n < 0) throw 1; }
struct S {
  S(PGconn *c) : res(PQexec(c, "")) {
    check(PQntuples(res)); // throws
  }
  ~S() { PQclear(res); }
  PGresult *res;
};
)");
  EXPECT_THAT(C.leaks("S::S"),
              ElementsAre("res of PQexec: exception at 'throws'"));
}

//===----------------------------------------------------------------------===//
// Milestones
//===----------------------------------------------------------------------===//

TEST(MilestoneTest, BranchesInOrder) {
  Code C(R"(
int f(PGconn *c, int a, int b) {
  PGresult *res = PQexec(c, "");
  if (a) // first
    ready();
  if (b) // second
    return 1; // out
  PQclear(res);
  return 0;
}
)");
  const Leak &L = C.result("f").Leaks.at(0);
  const auto Path = path(C, L);
  ASSERT_EQ(Path.size(), 2u);
  EXPECT_THAT(Path[0], testing::EndsWith("at 'first'"));
  EXPECT_EQ(Path[1], "true at 'second'");
}

TEST(MilestoneTest, CasesAndHandlers) {
  Code C(R"(
int f(PGconn *c, int i) {
  PGresult *res = PQexec(c, "");
  switch (i) {
  case 1: // one
    return 1; // out
  default:
    break;
  }
  PQclear(res);
  return 0;
}
int g(PGconn *c) {
  PGresult *res = PQexec(c, "");
  try {
    if (PQntuples(res)) // some
      throw 1;
  } catch (int) { // handler
    return 1; // out
  }
  PQclear(res);
  return 0;
}
)");
  EXPECT_THAT(C.leaks("f"), ElementsAre("res of PQexec: return at 'out'"));
  EXPECT_THAT(path(C, C.result("f").Leaks[0]), ElementsAre("case at 'one'"));
  EXPECT_THAT(C.leaks("g"), ElementsAre("res of PQexec: return at 'out'"));
  EXPECT_THAT(path(C, C.result("g").Leaks[0]),
              ElementsAre("true at 'some'", "caught at 'handler'"));
}

//===----------------------------------------------------------------------===//
// Names and sureness
//===----------------------------------------------------------------------===//

TEST(LeakTest, HoldersAreNamedAsWritten) {
  Code C(R"(
struct S { PGresult *res; };
void f(PGconn *c) {
  S s;
  s.res = PQexec(c, "");
} // end
)");
  EXPECT_THAT(C.leaks("f"), ElementsAre("s.res of PQexec: return at 'end'"));
}

TEST(LeakTest, AWrapperIsTheCallee) {
  Code C(R"(
PGresult *run(PGconn *c) { return PQexec(c, ""); }
int open_it(sqlite3 **db) { return sqlite3_open("a", db); }
void f(PGconn *c) {
  PGresult *res = run(c);
} // end
void g() {
  sqlite3 *db;
  open_it(&db);
} // end
void h(PGconn *c) {
  run(c); // here
}
)");
  EXPECT_THAT(C.leaks("run"), IsEmpty());
  EXPECT_THAT(C.leaks("open_it"), IsEmpty());
  EXPECT_THAT(C.leaks("f"), ElementsAre("res of run: return at 'end'"));
  EXPECT_THAT(C.leaks("g"), ElementsAre("db of open_it: return at 'end'"));
  EXPECT_THAT(C.leaks("h"), ElementsAre("nothing of run: discarded at 'here'"));
  EXPECT_EQ(C.unit().model().kind(C.result("g").Leaks[0].Kind).Name,
            "sqlite-connection");
}

TEST(LeakTest, AssumingThatACalleeBorrowsIsLessSure) {
  Code C(R"(
void show(PGresult *r);
void look(const PGresult *r);
void count(PGresult *r) { PQntuples(r); }
void f(PGconn *c) { PGresult *res = PQexec(c, ""); show(res); }
void g(PGconn *c) { PGresult *res = PQexec(c, ""); look(res); }
void h(PGconn *c) { PGresult *res = PQexec(c, ""); count(res); }
)");
  ASSERT_EQ(C.result("f").Leaks.size(), 1u);
  EXPECT_EQ(C.result("f").Leaks[0].Sureness, Confidence::Medium);
  ASSERT_EQ(C.result("g").Leaks.size(), 1u);
  EXPECT_EQ(C.result("g").Leaks[0].Sureness, Confidence::High);
  ASSERT_EQ(C.result("h").Leaks.size(), 1u);
  EXPECT_EQ(C.result("h").Leaks[0].Sureness, Confidence::High);
}

TEST(LeakTest, MainMayLeaveToTheProcessWhatItNeverReleases) {
  EXPECT_THAT(Code("int main() { PGconn *c = PQconnectdb(\"\");"
                   "  PQstatus(c); return 0; }")
                  .leaks("main"),
              IsEmpty());
  EXPECT_EQ(Code("int main() { PGconn *c = PQconnectdb(\"\");"
                 "  if (PQstatus(c)) return 1; PQfinish(c); return 0; }")
                .leaks("main")
                .size(),
            1u);
}

//===----------------------------------------------------------------------===//
// What is no leak
//===----------------------------------------------------------------------===//

void expectSilence(const char *Text, Dialect Language = Dialect::Cxx) {
  SCOPED_TRACE(Text);
  Code C(Text, {}, Language);
  EXPECT_FALSE(C.hasErrors());
  EXPECT_THAT(C.leaks("f"), IsEmpty());
  EXPECT_FALSE(C.result("f").Degraded);
}

void expectOneLeak(const char *Text, Dialect Language = Dialect::Cxx) {
  SCOPED_TRACE(Text);
  Code C(Text, {}, Language);
  EXPECT_FALSE(C.hasErrors());
  EXPECT_EQ(C.leaks("f").size(), 1u);
}

TEST(SilenceTest, ReleasedByHand) {
  expectSilence("void f(PGconn *c) { PGresult *r = PQexec(c, \"\");"
                "  PQclear(r); }");
  expectSilence("void f(PGconn *c) { PQclear(PQexec(c, \"\")); }");
  expectSilence("int f(PGconn *c) { PGresult *r = PQexec(c, \"\");"
                "  int rc = -1; if (!r) goto out; rc = 0;"
                "out: PQclear(r); return rc; }",
                Dialect::C);
}

TEST(SilenceTest, CorrelatedFlagsNullsAndReturnCodes) {
  expectSilence("void f(PGconn *c, int want) { PGresult *r = 0;"
                "  if (want) r = PQexec(c, \"\"); ready();"
                "  if (want) PQclear(r); }");
  expectSilence("void f(PGconn *c, int want) { PGresult *r = 0;"
                "  if (want) r = PQexec(c, \"\");"
                "  if (r) PQclear(r); }");
  expectSilence("void f(sqlite3 *db) { sqlite3_stmt *s;"
                "  int rc = sqlite3_prepare_v2(db, \"\", -1, &s, 0);"
                "  if (rc) return; sqlite3_finalize(s); }");
  expectSilence("int f(PGconn *c) { char *row; int n;"
                "  while ((n = PQgetCopyData(c, &row, 0)) > 0) PQfreemem(row);"
                "  return n; }");
  expectOneLeak("void f(PGconn *c, int want) { PGresult *r = 0;"
                "  if (want) r = PQexec(c, \"\"); ready();"
                "  if (!want) PQclear(r); }");
}

TEST(SilenceTest, AFlagOfOnesOwn) {
  expectSilence("int f(PGconn *c) { int have = 0; PGresult *r;"
                "  if (ready()) { r = PQexec(c, \"\"); have = 1; }"
                "  if (have == 1) PQclear(r); return have; }");
  expectOneLeak("int f(PGconn *c) { int have = 0; PGresult *r;"
                "  if (ready()) { r = PQexec(c, \"\"); have = 1; }"
                "  if (have == 2) PQclear(r); return have; }");
}

TEST(SilenceTest, HandedOn) {
  expectSilence("PGresult *f(PGconn *c) { return PQexec(c, \"\"); }");
  expectSilence("PGresult *last; void f(PGconn *c) {"
                "  PGresult *r = PQexec(c, \"\"); last = r; }");
  expectSilence(
      "void f(PGconn *c, PGresult **out) { *out = PQexec(c, \"\"); }");
  expectSilence("void put_back(PGconn *); void f() {"
                "  PGconn *c = PQconnectdb(\"\"); put_back(c); }");
  expectSilence("void f(std::vector<PGresult *> &all, PGconn *c) {"
                "  PGresult *r = PQexec(c, \"\"); all.push_back(r); }");
}

TEST(SilenceTest, Guards) {
  expectSilence("struct Clear { void operator()(PGresult *r) { PQclear(r); } };"
                "void check() { throw 1; }"
                "void f(PGconn *c) {"
                "  std::unique_ptr<PGresult, Clear> r(PQexec(c, \"\"));"
                "  if (PQntuples(r.get())) check(); }");
  expectSilence("struct Guard { PGresult *&r; ~Guard() { PQclear(r); } };"
                "void f(PGconn *c) {"
                "  PGresult *r = PQexec(c, \"\"); Guard g{r};"
                "  if (PQntuples(r)) throw 1; }");
  expectSilence("void clean(PGresult **r) { PQclear(*r); }"
                "int f(PGconn *c) {"
                "  __attribute__((cleanup(clean))) PGresult *r ="
                "      PQexec(c, \"\");"
                "  if (PQntuples(r)) return 1; return 0; }",
                Dialect::C);
  expectOneLeak("struct Clear { void operator()(PGresult *r) { PQclear(r); } };"
                "void f(PGconn *c) {"
                "  std::unique_ptr<PGresult, Clear> r(PQexec(c, \"\"));"
                "  r.release(); }");
}

TEST(SilenceTest, ThroughAConditionalHelper) {
  const std::string Helper =
      "int check(PGresult *r) { if (PQresultStatus(r) != 2) {"
      "  PQclear(r); return 0; } return 1; }";
  expectSilence((Helper + "int f(PGconn *c) { PGresult *r = PQexec(c, \"\");"
                          "  if (!check(r)) return -1; PQclear(r); return 0; }")
                    .c_str());
  expectOneLeak((Helper + "int f(PGconn *c) { PGresult *r = PQexec(c, \"\");"
                          "  if (!check(r)) return -1; return 0; }")
                    .c_str());
}

TEST(SilenceTest, FactsSurviveASwitch) {
  expectSilence("struct S { int want; };"
                "void f(PGconn *c, S *s, int n) { PGresult *r = 0; int k = 0;"
                "  if (s->want) r = PQexec(c, \"\");"
                "  switch (n) { case 1: k = 1; break; case 2: k = 2; break;"
                "  default: break; }"
                "  if (s->want) PQclear(r); }");
  expectSilence("enum E { A, B, D };"
                "void f(PGconn *c, E e) { PGresult *r = 0;"
                "  switch (e) { case A: r = PQexec(c, \"\"); break;"
                "  case B: break; case D: return; }"
                "  if (e == A) PQclear(r); }");
}

TEST(SilenceTest, ACalleesReturnCode) {
  const std::string Open =
      "int prepare(sqlite3 *db, sqlite3_stmt **s) {"
      "  int rc = sqlite3_prepare_v2(db, \"\", -1, s, 0); return rc; }";
  expectSilence((Open + "int f(sqlite3 *db) { sqlite3_stmt *s;"
                        "  if (prepare(db, &s) != 0) return 1;"
                        "  sqlite3_finalize(s); return 0; }")
                    .c_str());
  expectOneLeak((Open + "int f(sqlite3 *db) { sqlite3_stmt *s;"
                        "  if (prepare(db, &s) != 0) return 1;"
                        "  return 0; }")
                    .c_str());
}

TEST(SilenceTest, FlagsInAMask) {
  expectSilence("void f(PGconn *c, unsigned flags) { PGresult *r = 0;"
                "  if (flags & 4) r = PQexec(c, \"\"); ready();"
                "  if (flags & 4) PQclear(r); }");
}

TEST(SilenceTest, ACleanupLabel) {
  expectSilence("int f(PGconn *c) { PGresult *a = 0, *b = 0; int rc = -1;"
                "  a = PQexec(c, \"\"); if (!a) goto out;"
                "  b = PQexec(c, \"\"); if (!b) goto out; rc = 0;"
                "out: if (a) PQclear(a); if (b) PQclear(b); return rc; }",
                Dialect::C);
  expectOneLeak("int f(PGconn *c) { PGresult *a = 0, *b = 0; int rc = -1;"
                "  a = PQexec(c, \"\"); if (!a) goto out;"
                "  b = PQexec(c, \"\"); if (!b) return rc; rc = 0;"
                "out: if (a) PQclear(a); if (b) PQclear(b); return rc; }",
                Dialect::C);
}

TEST(SilenceTest, RetriesInALoop) {
  expectSilence("PGconn *f() { PGconn *c = 0;"
                "  for (int i = 0; i < 3; ++i) { c = PQconnectdb(\"\");"
                "    if (PQstatus(c) == 0) return c; PQfinish(c); c = 0; }"
                "  return 0; }");
  expectSilence("PGconn *f() { PGconn *c = 0; int tries = 0;"
                "  do { if (c) PQfinish(c); c = PQconnectdb(\"\"); }"
                "  while (PQstatus(c) != 0 && ++tries < 3); return c; }");
  expectOneLeak("PGconn *f() { PGconn *c = 0; int tries = 0;"
                "  do { c = PQconnectdb(\"\"); }"
                "  while (PQstatus(c) != 0 && ++tries < 3); return c; }");
}

TEST(SilenceTest, AFailedConnectOrOpenStillHolds) {
  expectSilence("MYSQL *f() { MYSQL *m = mysql_init(0); if (!m) return 0;"
                "  if (!mysql_real_connect(m, 0, 0, 0, 0, 0, 0, 0)) {"
                "    mysql_close(m); return 0; } return m; }");
  expectOneLeak("MYSQL *f() { MYSQL *m = mysql_init(0); if (!m) return 0;"
                "  if (!mysql_real_connect(m, 0, 0, 0, 0, 0, 0, 0))"
                "    return 0; return m; }");
  expectOneLeak("int f() { sqlite3 *db;"
                "  if (sqlite3_open(\"a\", &db) != 0) return 1;"
                "  sqlite3_close(db); return 0; }");
}

TEST(SilenceTest, OneOfTwoHandlesByComparison) {
  expectSilence("void f(PGconn *shared) {"
                "  PGconn *own = 0; PGconn *c = shared;"
                "  if (!c) c = own = PQconnectdb(\"\"); PQstatus(c);"
                "  if (own) PQfinish(own); }");
  expectSilence("void f(PGconn *shared) {"
                "  PGconn *c = shared ? shared : PQconnectdb(\"\");"
                "  PQstatus(c); if (c != shared) PQfinish(c); }");
}

TEST(SilenceTest, NewerSyntax) {
  expectSilence("void f(PGconn *c) {"
                "  if (PGresult *r = PQexec(c, \"\"); r) PQclear(r);"
                "  if (auto *r = PQexec(c, \"\")) PQclear(r); else ready(); }");
  expectSilence("struct P { PGresult *a; int b; };"
                "void f(PGconn *c) { auto [r, n] = P{PQexec(c, \"\"), 1};"
                "  PQclear(r); }");
  expectSilence("void f(PGconn *c) { PGresult *r = PQexec(c, \"\");"
                "  auto done = [&] { PQclear(r); };"
                "  if (PQntuples(r)) { done(); return; } done(); }");
}

TEST(SilenceTest, NoexceptEndsTheProgramInstead) {
  expectSilence("void thrower() { throw 1; }"
                "void f(PGconn *c) noexcept {"
                "  PGresult *r = PQexec(c, \"\"); thrower(); PQclear(r); }");
  expectOneLeak("void thrower() { throw 1; }"
                "void f(PGconn *c) try {"
                "  PGresult *r = PQexec(c, \"\"); thrower(); PQclear(r);"
                "} catch (...) {}");
}

TEST(SilenceTest, TheObjectItselfIsTheResource) {
  expectSilence("void f() { MYSQL m; mysql_init(&m); mysql_close(&m); }");
  expectOneLeak("int f() { MYSQL m; mysql_init(&m);"
                "  if (mysql_query(&m, \"\")) return 1;"
                "  mysql_close(&m); return 0; }");
}

} // namespace
