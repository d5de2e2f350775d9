// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Marks on declarations, as the parser of this LLVM release keeps them.

#include "spec/Sources.h"

#include "clang/ASTMatchers/ASTMatchFinder.h"
#include "clang/ASTMatchers/ASTMatchers.h"
#include "clang/Frontend/ASTUnit.h"
#include "clang/Tooling/Tooling.h"
#include "llvm/Config/llvm-config.h"
#include "llvm/Support/MemoryBuffer.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

using namespace leash::spec;
using namespace clang::ast_matchers;
using testing::HasSubstr;

namespace {

std::string header() {
  auto Buffer = llvm::MemoryBuffer::getFile(
      LEASH_SOURCE_DIR "/runtime/include/leash/annotations.h");
  if (!Buffer) {
    ADD_FAILURE() << "cannot read leash/annotations.h";
    return "";
  }
  return (*Buffer)->getBuffer().str() + "\n#line 1 \"input.cpp\"\n";
}

/// The marks of the function `f` in \p Code.
struct Read {
  Model M;
  std::vector<Problem> Problems;
  std::unique_ptr<clang::ASTUnit> Unit;
  std::optional<Function> F;

  explicit Read(const std::string &Code, bool IsC = false) {
    addBuiltinCatalogue(M);
    Unit = clang::tooling::buildASTFromCodeWithArgs(
        header() + Code, {IsC ? "-std=c11" : "-std=c++17", "-Wno-everything"},
        IsC ? "input.c" : "input.cpp");
    // The first declaration: marks of later ones have to be found too.
    auto Found =
        match(functionDecl(hasName("f")).bind("f"), Unit->getASTContext());
    if (Found.empty()) {
      ADD_FAILURE() << "no function f in: " << Code;
      return;
    }
    F = functionFromMarks(*Found.front().getNodeAs<clang::FunctionDecl>("f"), M,
                          &Problems);
  }
};

void expectProblem(const std::string &Code, const std::string &Key,
                   const std::string &Message) {
  SCOPED_TRACE(Code);
  Read R(Code);
  EXPECT_FALSE(R.F);
  ASSERT_EQ(R.Problems.size(), 1u);
  EXPECT_THAT(R.Problems[0].File, HasSubstr("input.cpp"));
  EXPECT_EQ(R.Problems[0].Line, 1u);
  EXPECT_EQ(R.Problems[0].Key, Key);
  EXPECT_THAT(R.Problems[0].Message, HasSubstr(Message));
}

TEST(MarksTest, AFunctionWithoutMarksIsNotKnown) {
  EXPECT_FALSE(Read("int *f(int *p);").F);
  EXPECT_FALSE(Read("__attribute__((noreturn)) void f();").F);
  EXPECT_FALSE(Read("__attribute__((annotate(\"other\"))) int *f();").F);
}

TEST(MarksTest, AcquireByResult) {
  for (bool IsC : {false, true}) {
    Read R("typedef struct pg_result PGresult;"
           "LEASH_ACQUIRE(\"pg-result\") PGresult *f(const char *);",
           IsC);
    ASSERT_TRUE(R.F);
    EXPECT_EQ(R.F->Name, "f");
    ASSERT_EQ(R.F->Acquires.size(), 1u);
    EXPECT_EQ(R.F->Acquires[0].Kind, *R.M.findKind("pg-result"));
    EXPECT_EQ(R.F->Acquires[0].From.Where, Slot::Result);
    EXPECT_EQ(R.F->Acquires[0].When, Outcome::Always);
    EXPECT_TRUE(R.F->Acquires[0].MayBeNull);
  }
}

TEST(MarksTest, AMarkMayFollowTheDeclaration) {
  EXPECT_TRUE(Read("struct C; C *f() LEASH_ACQUIRE(\"mine\");").F);
}

TEST(MarksTest, AKindWithoutANameFollowsFromTheType) {
  Read R("typedef struct sqlite3_stmt sqlite3_stmt;"
         "LEASH_ACQUIRE(\"\") sqlite3_stmt *f();");
  ASSERT_TRUE(R.F);
  EXPECT_EQ(R.F->Acquires[0].Kind, *R.M.findKind("sqlite-statement"));
}

TEST(MarksTest, AnUnknownKindIsAdded) {
  Read R("struct Conn; LEASH_RELEASE(1) void pool_put(int, Conn *);"
         "LEASH_ACQUIRE(\"pool-connection\") Conn *f();");
  ASSERT_TRUE(R.F);
  const Kind &K = R.M.kind(R.F->Acquires[0].Kind);
  EXPECT_EQ(K.Name, "pool-connection");
  EXPECT_EQ(K.Type, "Conn");
  EXPECT_EQ(K.Release, "pool_put");
  EXPECT_EQ(R.M.findKind("pool-connection"), R.F->Acquires[0].Kind);
}

TEST(MarksTest, AKindWhoseReleaseIsNotInSightSaysSo) {
  Read R("struct Conn; LEASH_ACQUIRE(\"pool-connection\") Conn *f();");
  ASSERT_TRUE(R.F);
  EXPECT_EQ(R.M.kind(R.F->Acquires[0].Kind).Release, "its release function");
}

TEST(MarksTest, SuccessOfAnOutParameterFollowsFromTheResult) {
  auto When = [](const char *Result) {
    Read R(std::string("struct C; enum E { Ok };"
                       "LEASH_ACQUIRE_OUT(\"mine\", 1) ") +
           Result + " f(int, C **out);");
    EXPECT_TRUE(R.F && R.F->Acquires.size() == 1);
    EXPECT_EQ(R.F->Acquires[0].From.Where, Slot::Pointee);
    EXPECT_EQ(R.F->Acquires[0].From.Index, 1);
    return R.F->Acquires[0].When;
  };
  EXPECT_EQ(When("int"), Outcome::Zero);
  EXPECT_EQ(When("E"), Outcome::Zero);
  EXPECT_EQ(When("bool"), Outcome::NonZero);
  EXPECT_EQ(When("char *"), Outcome::NonZero);
  EXPECT_EQ(When("void"), Outcome::Always);
}

TEST(MarksTest, SuccessOfAnOutParameterMayBeSpelled) {
  Read R(
      "struct C; LEASH_ACQUIRE_OUT_WHEN(\"mine\", 0, positive) int f(C *&);");
  ASSERT_TRUE(R.F);
  EXPECT_EQ(R.F->Acquires[0].When, Outcome::Positive);
  EXPECT_EQ(R.M.kind(R.F->Acquires[0].Kind).Type, "C");
}

TEST(MarksTest, AnIndexMayBeAMacro) {
  Read R("struct C;\n#define WHICH 1\n"
         "LEASH_RELEASE(WHICH) void f(int, C *);");
  ASSERT_TRUE(R.F);
  EXPECT_EQ(R.F->Releases[0].Of.Index, 1);
}

TEST(MarksTest, ReleaseAndTransfer) {
  Read R("struct C; LEASH_RELEASE(0) LEASH_TRANSFER(1) void f(C *, C *);");
  ASSERT_TRUE(R.F);
  ASSERT_EQ(R.F->Releases.size(), 2u);
  for (const Release &Rel : R.F->Releases)
    EXPECT_EQ(Rel.Transfer, Rel.Of.Index == 1);
}

TEST(MarksTest, MethodsCountWithoutThis) {
  Read R("struct C; struct Pool { LEASH_RELEASE(0) void f(C *); };");
  ASSERT_TRUE(R.F);
  EXPECT_EQ(R.F->Name, "Pool::f");
  EXPECT_EQ(R.F->Releases[0].Of.Where, Slot::Argument);
  EXPECT_EQ(R.F->Releases[0].Of.Index, 0);
  Read This("struct H { LEASH_RELEASE(this) void f(); };");
  ASSERT_TRUE(This.F);
  EXPECT_EQ(This.F->Releases[0].Of.Where, Slot::Receiver);
}

TEST(MarksTest, BorrowAndJumps) {
  Read Borrow("struct C; LEASH_BORROW void f(C *);");
  ASSERT_TRUE(Borrow.F);
  EXPECT_TRUE(Borrow.F->Acquires.empty() && Borrow.F->Releases.empty());
  Read Jumps("LEASH_JUMPS void f();");
  ASSERT_TRUE(Jumps.F);
  EXPECT_EQ(Jumps.F->Then, Continuation::Jumps);
}

TEST(MarksTest, TransactionMarks) {
  Read Begins("struct C; LEASH_BEGINS_TRANSACTION(1) bool f(int, C *);");
  ASSERT_TRUE(Begins.F);
  ASSERT_EQ(Begins.F->Transactions.size(), 1u);
  EXPECT_EQ(Begins.F->Transactions[0].What, TransactionEffect::Begins);
  EXPECT_EQ(Begins.F->Transactions[0].Of.Where, Slot::Argument);
  EXPECT_EQ(Begins.F->Transactions[0].Of.Index, 1);
  EXPECT_EQ(Begins.F->Transactions[0].When, Outcome::NonZero);
  Read Ends("struct C; LEASH_ENDS_TRANSACTION(0) void f(C *);"
            "LEASH_ENDS_TRANSACTION(0) void f(C *);");
  ASSERT_TRUE(Ends.F);
  ASSERT_EQ(Ends.F->Transactions.size(), 1u);
  EXPECT_EQ(Ends.F->Transactions[0].What, TransactionEffect::Ends);
  EXPECT_TRUE(Ends.Problems.empty());
}

TEST(MarksTest, MarksOfEveryDeclarationCountOnce) {
  Read R("struct C; C *f(C *);"
         "LEASH_ACQUIRE(\"mine\") C *f(C *);"
         "LEASH_RELEASE(0) C *f(C *);"
         "C *f(C *c) { return c; }");
  ASSERT_TRUE(R.F);
  EXPECT_EQ(R.F->Acquires.size(), 1u);
  EXPECT_EQ(R.F->Releases.size(), 1u);
}

TEST(MarksTest, OwnershipAttributes) {
  Read Takes("struct C; __attribute__((ownership_takes(mine, 2))) "
             "void f(int, C *);");
  ASSERT_TRUE(Takes.F);
  EXPECT_EQ(Takes.F->Releases[0].Of.Index, 1);
  EXPECT_FALSE(Takes.F->Releases[0].Transfer);

  Read Holds("struct C; __attribute__((ownership_holds(mine, 1))) "
             "void f(C *);");
  ASSERT_TRUE(Holds.F);
  EXPECT_TRUE(Holds.F->Releases[0].Transfer);

  Read Returns("struct C;"
               "__attribute__((ownership_takes(mine, 1))) void put(C *);"
               "__attribute__((ownership_returns(mine))) C *f();");
  ASSERT_TRUE(Returns.F);
  const Kind &K = Returns.M.kind(Returns.F->Acquires[0].Kind);
  EXPECT_EQ(K.Name, "mine");
  EXPECT_EQ(K.Release, "put");

  Read Known("typedef struct pg_conn PGconn;"
             "__attribute__((ownership_returns(pg_connection))) PGconn *f();");
  ASSERT_TRUE(Known.F);
  EXPECT_EQ(Known.F->Acquires[0].Kind, *Known.M.findKind("pg-connection"));
}

TEST(MarksTest, MemoryIsNotAResource) {
  EXPECT_FALSE(
      Read("__attribute__((ownership_returns(malloc))) void *f(int);").F);
  EXPECT_FALSE(Read("__attribute__((malloc)) void *f(int);").F);
  EXPECT_TRUE(Read("typedef struct pg_conn PGconn;"
                   "__attribute__((ownership_returns(malloc))) PGconn *f();")
                  .F);
}

// Clang 19 refuses the arguments; 22 keeps them, though it warns.
TEST(MarksTest, ADeallocatorCountsWhereTheParserKeepsIt) {
  const std::string Prelude =
      "typedef struct pg_result PGresult; void PQclear(PGresult *);"
      "void mine(PGresult *);";
  Read Known(Prelude + "__attribute__((malloc(PQclear, 1))) PGresult *f();",
             /*IsC=*/true);
  EXPECT_EQ(Known.F.has_value(), LLVM_VERSION_MAJOR >= 22);
  if (Known.F)
    EXPECT_EQ(Known.F->Acquires[0].Kind, *Known.M.findKind("pg-result"));
  EXPECT_FALSE(
      Read(Prelude + "__attribute__((malloc(mine, 1))) PGresult *f();", true)
          .F);
}

TEST(MarksTest, GslOwner) {
  const std::string Prelude = "namespace gsl { template <class T> using owner "
                              "= T; } typedef struct pg_conn PGconn;";
  Read Result(Prelude + "gsl::owner<PGconn *> f();");
  ASSERT_TRUE(Result.F);
  EXPECT_EQ(Result.F->Acquires[0].Kind, *Result.M.findKind("pg-connection"));
  Read Param(Prelude + "void f(int, gsl::owner<PGconn *> c);");
  ASSERT_TRUE(Param.F);
  EXPECT_EQ(Param.F->Releases[0].Of.Index, 1);
  EXPECT_TRUE(Param.F->Releases[0].Transfer);
  EXPECT_FALSE(Read(Prelude + "gsl::owner<int *> f();").F);
}

TEST(MarksTest, MalformedMarksNameFileAndLine) {
  expectProblem("LEASH_DETAIL_MARK(\"aquire=x\") int *f();", "leash::aquire=x",
                "unknown mark");
  expectProblem("LEASH_RELEASE(1) void f(int *);", "leash::release=1",
                "has no argument 1; arguments are counted from 0");
  expectProblem("LEASH_RELEASE(x) void f(int *);", "leash::release=x",
                "expected an argument's index");
  expectProblem("LEASH_RELEASE(this) void f(int *);", "leash::release=this",
                "not called on an object");
  expectProblem("LEASH_ACQUIRE(\"k\") void f();", "leash::acquire=k",
                "returns nothing");
  expectProblem("LEASH_ACQUIRE_OUT(\"k\", 0) int f(int);",
                "leash::acquire_out=0=k", "neither a pointer nor a reference");
  expectProblem("LEASH_ACQUIRE_OUT_WHEN(\"k\", 0, ok) int f(int **);",
                "leash::acquire_out=0:ok=k", "expected always, zero");
}

TEST(MarksTest, ProblemsMayBeIgnored) {
  Read R("struct C; LEASH_RELEASE(0) LEASH_RELEASE(7) void f(C *);");
  ASSERT_TRUE(R.F);
  EXPECT_EQ(R.F->Releases.size(), 1u);
  EXPECT_EQ(R.Problems.size(), 1u);
}

} // namespace
