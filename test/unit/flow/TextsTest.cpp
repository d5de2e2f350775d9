// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// What text an expression is.

#include "Code.h"

#include "flow/Texts.h"
#include "sql/Effects.h"
#include "clang/AST/RecursiveASTVisitor.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

using namespace leash::flow;
using namespace clang;
using leash::flow::test::Code;
using testing::ElementsAre;
using testing::UnorderedElementsAre;

namespace {

/// The texts of the only argument of the last call of `use` in `f`; `?` is a
/// part that is not known.
std::vector<std::string> texts(llvm::StringRef Body) {
  Code C(("void use(const char *); int snprintf(char *, unsigned long, const "
          "char *, ...); char *strcpy(char *, const char *); char *strcat(char "
          "*, const char *); void other(char *); const char *unknown();" +
          Body)
             .str());
  EXPECT_FALSE(C.hasErrors());
  struct Finder : RecursiveASTVisitor<Finder> {
    const Expr *Last = nullptr;
    bool VisitCallExpr(CallExpr *E) {
      if (const FunctionDecl *D = E->getDirectCallee();
          D && D->getDeclName().isIdentifier() && D->getName() == "use")
        Last = E->getArg(0);
      return true;
    }
  } Find;
  const FunctionDecl &F = C.fn("f");
  Find.TraverseDecl(const_cast<FunctionDecl *>(&F));
  const auto B = Body::build(F, C.unit());
  std::vector<std::string> All;
  for (std::string Text : B->texts().of(
           Find.Last, [](const ParmVarDecl *) { return nullptr; })) {
    for (char &Each : Text)
      if (Each == leash::sql::Hole)
        Each = '?';
    All.push_back(Text);
  }
  return All;
}

TEST(TextsTest, LiteralsAndConstants) {
  EXPECT_THAT(texts("void f() { use(\"BEGIN\"); }"), ElementsAre("BEGIN"));
  EXPECT_THAT(texts("void f() { use(R\"(BEGIN;)\"); }"), ElementsAre("BEGIN;"));
  EXPECT_THAT(texts("constexpr char B[] = \"BEGIN\"; void f() { use(B); }"),
              ElementsAre("BEGIN"));
  EXPECT_THAT(texts("static const char *B = \"BEGIN\"; void f() { use(B); }"),
              ElementsAre("BEGIN"));
  EXPECT_THAT(texts("const char *const T[] = {\"A\", \"B\"};"
                    "void f() { use(T[1]); }"),
              ElementsAre("B"));
  EXPECT_THAT(texts("static const char *b() { return \"B\"; }"
                    "void f() { use(b()); }"),
              ElementsAre("B"));
}

TEST(TextsTest, BothArmsOfAChoice) {
  EXPECT_THAT(texts("void f(bool b) { use(b ? \"A\" : \"B\"); }"),
              UnorderedElementsAre("A", "B"));
  EXPECT_THAT(texts("void f(bool b) { const char *s = \"A\";"
                    "if (b) s = \"B\"; use(s); }"),
              UnorderedElementsAre("A", "B"));
}

TEST(TextsTest, TheLastWriteThatAlwaysRunsCounts) {
  EXPECT_THAT(texts("void f() { char s[9]; strcpy(s, \"A\"); use(s);"
                    "strcpy(s, \"B\"); use(s); }"),
              ElementsAre("B"));
  EXPECT_THAT(texts("void f(int n) { const char *s = \"A\"; if (n) { s = \"B\";"
                    "if (n > 1) { use(s); } } }"),
              ElementsAre("B"));
  EXPECT_THAT(texts("void f(int n) { char s[9]; strcpy(s, \"A\");"
                    "while (n--) { other(s); } use(s); }"),
              UnorderedElementsAre("A", "?"));
}

TEST(TextsTest, PutTogether) {
  EXPECT_THAT(texts("void f(int n) { char s[9]; strcpy(s, \"A\");"
                    "strcat(s, \"B\"); use(s); }"),
              ElementsAre("AB"));
  EXPECT_THAT(texts("void f(int n) { char s[9]; strcpy(s, \"A\");"
                    "if (n) strcat(s, \"B\"); use(s); }"),
              ElementsAre("A?"));
  EXPECT_THAT(texts("void f(int n) { char s[99];"
                    "snprintf(s, sizeof s, \"A %s %5d %% %s\", \"B\", n,"
                    "unknown()); use(s); }"),
              ElementsAre("A B ? % ?"));
}

TEST(TextsTest, AnythingElseIsAHole) {
  EXPECT_THAT(texts("void f(const char *s) { use(s); }"), ElementsAre("?"));
  EXPECT_THAT(texts("void f() { use(unknown()); }"), ElementsAre("?"));
  EXPECT_THAT(texts("const char *s; void f() { use(s); }"), ElementsAre("?"));
}

} // namespace
