// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// What a body answers about the syntax around an expression.

#include "Code.h"

#include "clang/AST/RecursiveASTVisitor.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

using namespace leash::flow;
using namespace clang;
using leash::flow::test::Code;

namespace {

/// Calls of \p Callee in \p F, in order.
std::vector<const CallExpr *> calls(const FunctionDecl &F, StringRef Callee) {
  struct Finder : RecursiveASTVisitor<Finder> {
    StringRef Callee;
    std::vector<const CallExpr *> Found;
    bool VisitCallExpr(CallExpr *E) {
      if (const FunctionDecl *D = E->getDirectCallee();
          D && D->getDeclName().isIdentifier() && D->getName() == Callee)
        Found.push_back(E);
      return true;
    }
  } Find;
  Find.Callee = Callee;
  Find.TraverseDecl(const_cast<FunctionDecl *>(&F));
  return Find.Found;
}

struct Built {
  Code C;
  std::unique_ptr<Body> B;
  explicit Built(llvm::StringRef Text) : C(Text) {
    B = Body::build(C.fn("f"), C.unit());
    EXPECT_TRUE(B);
  }
  Consumer consumer(unsigned I) {
    return B->consumerOf(calls(C.fn("f"), "PQexec").at(I));
  }
  const VarDecl *var(StringRef Name) { return C.var("f", Name); }
};

TEST(BodyTest, ADeclarationHasNone) {
  Code C("void f();");
  EXPECT_FALSE(Body::build(C.fn("f"), C.unit()));
}

TEST(BodyTest, WhoTakesAValue) {
  Built T("PGresult *f(PGconn *c, int n) {"
          "  PQexec(c, \"\");"                         // 0
          "  (void)PQexec(c, \"\");"                   // 1
          "  PQexec(c, \"\"), ready();"                // 2
          "  if (PQexec(c, \"\")) ready();"            // 3
          "  if (!PQexec(c, \"\")) ready();"           // 4
          "  if (PQexec(c, \"\") == nullptr) ready();" // 5
          "  while (PQexec(c, \"\") && n) --n;"        // 6
          "  PGresult *r = PQexec(c, \"\");"           // 7
          "  r = (PQexec(c, \"\"));"                   // 8
          "  PQclear(PQexec(c, \"\"));"                // 9
          "  r = n ? PQexec(c, \"\") : nullptr;"       // 10
          "  PQexec(c, \"\") ? ready() : 0;"           // 11
          "  if (n) PQexec(c, \"\");"                  // 12
          "  return PQexec(c, \"\"); }");              // 13
  for (unsigned I : {0, 1, 2, 12})
    EXPECT_EQ(T.consumer(I), Consumer::Discarded) << I;
  for (unsigned I : {3, 4, 5, 6, 11})
    EXPECT_EQ(T.consumer(I), Consumer::Tested) << I;
  for (unsigned I : {7, 8, 9, 10, 13})
    EXPECT_EQ(T.consumer(I), Consumer::Used) << I;
}

TEST(BodyTest, EnclosingTry) {
  Built T("void f(PGconn *c) {"
          "  PQexec(c, \"\");"
          "  try { PQexec(c, \"\");"
          "    try { PQexec(c, \"\"); } catch (int) { PQexec(c, \"\"); }"
          "  } catch (...) { PQexec(c, \"\"); } }");
  const auto Calls = calls(T.C.fn("f"), "PQexec");
  ASSERT_EQ(Calls.size(), 5u);
  const CXXTryStmt *Outer = T.B->enclosingTry(Calls[1]);
  const CXXTryStmt *Inner = T.B->enclosingTry(Calls[2]);
  EXPECT_EQ(T.B->enclosingTry(Calls[0]), nullptr);
  ASSERT_TRUE(Outer);
  ASSERT_TRUE(Inner);
  EXPECT_NE(Outer, Inner);
  EXPECT_EQ(T.B->enclosingTry(Inner), Outer);
  EXPECT_EQ(T.B->enclosingTry(Calls[3]), Outer); // a handler is outside
  EXPECT_EQ(T.B->enclosingTry(Calls[4]), nullptr);
  EXPECT_TRUE(T.B->handlerBlock(Inner->getHandler(0)));
  EXPECT_TRUE(T.B->handlerBlock(Outer->getHandler(0)));
}

TEST(BodyTest, DeclaredInATry) {
  Built T("void f(PGconn *c) { int before;"
          "  try { int outer; try { int inner; } catch (int) {} ready(); }"
          "  catch (int) { int handler; } }");
  const auto Calls = calls(T.C.fn("f"), "ready");
  ASSERT_EQ(Calls.size(), 1u);
  const CXXTryStmt *Try = T.B->enclosingTry(Calls[0]);
  ASSERT_TRUE(Try);
  EXPECT_FALSE(T.B->declaredIn(T.var("before"), Try));
  EXPECT_TRUE(T.B->declaredIn(T.var("outer"), Try));
  EXPECT_TRUE(T.B->declaredIn(T.var("inner"), Try));
  EXPECT_FALSE(T.B->declaredIn(T.var("handler"), Try));
}

TEST(BodyTest, LoopHeads) {
  Built Loop("void f(int n) { while (n) --n; do { ++n; } while (n < 3);"
             "  for (;;) { if (n) break; } }");
  unsigned Heads = 0;
  for (const CFGBlock *Block : Loop.B->cfg())
    Heads += Loop.B->isLoopHead(*Block);
  EXPECT_EQ(Heads, 3u);

  Built Back("void f(int n) { again: if (--n) goto again; }");
  Heads = 0;
  for (const CFGBlock *Block : Back.B->cfg())
    Heads += Back.B->isLoopHead(*Block);
  EXPECT_EQ(Heads, 1u);

  Built Straight("void f(int n) { if (n) ready(); else exit(1);"
                 "  n = n ? 1 : 2; if (n > 1 && ready()) return; }");
  for (const CFGBlock *Block : Straight.B->cfg())
    EXPECT_FALSE(Straight.B->isLoopHead(*Block));
}

TEST(BodyTest, AliasesAndConditions) {
  Built T("void take(int *); void f(int asked) {"
          "  int plain = 0, kept = 0, lent = 0, bound = 0, captured = 0,"
          "      copied = 0;"
          "  int *alias = &kept; take(&lent); int &name = bound;"
          "  auto g = [&captured, copied] { ++captured; };"
          "  if (asked) ready(); }");
  EXPECT_FALSE(T.B->isAliased(T.var("plain")));
  EXPECT_TRUE(T.B->isAliased(T.var("kept")));
  EXPECT_FALSE(T.B->isAliased(T.var("lent"))); // seen at the call
  EXPECT_TRUE(T.B->isAliased(T.var("bound")));
  EXPECT_TRUE(T.B->isAliased(T.var("captured")));
  EXPECT_FALSE(T.B->isAliased(T.var("copied")));
  EXPECT_TRUE(T.B->inCondition(T.var("asked")));
  EXPECT_FALSE(T.B->inCondition(T.var("plain")));
}

TEST(BodyTest, ClosuresAndReferents) {
  Built T("void f(int n) {"
          "  auto lambda = [] {}; std::function<void()> wrapped = [] {};"
          "  int other = 0; int &name = n; }");
  EXPECT_TRUE(T.B->closureOf(T.var("lambda")));
  EXPECT_TRUE(T.B->closureOf(T.var("wrapped")));
  EXPECT_FALSE(T.B->closureOf(T.var("other")));
  EXPECT_TRUE(T.B->referent(T.var("name")));
  EXPECT_FALSE(T.B->referent(T.var("other")));
}

TEST(BodyTest, TheSameConditionTwiceIsOne) {
  Built T("void f(int a, int b, const PGresult *r) {"
          "  if (a > b) ready(); if ((a > b)) ready(); if (!(a > b)) ready();"
          "  if (b > a) ready(); if (PQntuples(r) > 1) ready();"
          "  if (PQntuples(r) > 1) ready(); if (a++) ready();"
          "  if (ready()) exit(1); }");
  struct Conditions : RecursiveASTVisitor<Conditions> {
    std::vector<const Expr *> Found;
    bool VisitIfStmt(IfStmt *S) {
      Found.push_back(S->getCond());
      return true;
    }
  } Find;
  Find.TraverseDecl(const_cast<FunctionDecl *>(&T.C.fn("f")));
  ASSERT_EQ(Find.Found.size(), 8u);
  std::vector<ConditionUse> Uses;
  for (const Expr *E : Find.Found)
    Uses.push_back(T.B->condition(E));
  ASSERT_TRUE(Uses[0].Of);
  EXPECT_EQ(Uses[0].Of, Uses[1].Of);
  EXPECT_EQ(Uses[0].Of, Uses[2].Of);
  EXPECT_EQ(Uses[0].WhenTrue, Uses[1].WhenTrue);
  EXPECT_EQ(Uses[0].WhenTrue | Uses[2].WhenTrue, Value::Any);
  EXPECT_EQ(Uses[0].WhenTrue & Uses[2].WhenTrue, 0);
  EXPECT_EQ(Uses[0].Of->Uses, 4u);
  EXPECT_TRUE(Uses[0].Of->Local);
  EXPECT_FALSE(Uses[0].Of->Calls);
  EXPECT_EQ(Uses[0].Of, Uses[3].Of); // the same two sides
  EXPECT_EQ(Uses[0].WhenTrue | Uses[3].WhenTrue, Value::NonZero);
  EXPECT_EQ(Uses[0].WhenTrue & Uses[3].WhenTrue, 0);
  ASSERT_TRUE(Uses[4].Of); // a pure question of the library's
  EXPECT_EQ(Uses[4].Of, Uses[5].Of);
  EXPECT_TRUE(Uses[4].Of->Calls);
  EXPECT_FALSE(Uses[6].Of); // has an effect
  EXPECT_FALSE(Uses[7].Of); // may have one
}

TEST(BodyTest, SetjmpIsNoticed) {
  EXPECT_TRUE(Built("long b[32]; void f() { if (setjmp(b)) ready(); }")
                  .B->callsSetjmp());
  EXPECT_FALSE(Built("void f() { ready(); }").B->callsSetjmp());
}

TEST(BodyTest, StrippingKeepsTheResource) {
  Built T("void f(PGconn *c) { void *p = (void *)((PQexec(c, \"\"))); }");
  const Expr *Init = T.var("p")->getInit();
  EXPECT_EQ(strip(Init), calls(T.C.fn("f"), "PQexec").at(0));
  EXPECT_EQ(strip(nullptr), nullptr);
}

} // namespace
