// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Quick acquire/release pairs in an option's value.

#include "spec/Sources.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

using namespace leash::spec;
using testing::HasSubstr;

namespace {

struct Read {
  Model M;
  std::vector<Problem> Problems;
  bool Good;

  explicit Read(llvm::StringRef Value, bool WithBuiltin = false) {
    if (WithBuiltin)
      addBuiltinCatalogue(M);
    Good = addPairs(M, Value, "Pairs", Problems);
    EXPECT_NE(Good, !Problems.empty());
  }
};

void expectProblem(llvm::StringRef Value, const std::string &Row,
                   const std::string &Message) {
  SCOPED_TRACE(Value.str());
  Read R(Value);
  EXPECT_FALSE(R.Good);
  ASSERT_EQ(R.Problems.size(), 1u);
  EXPECT_EQ(R.Problems[0].File, "Pairs");
  EXPECT_EQ(R.Problems[0].Key, Row);
  EXPECT_THAT(R.Problems[0].Message, HasSubstr(Message));
  EXPECT_TRUE(R.M.functions().empty());
}

TEST(PairsTest, ABarePairIsResultAndFirstArgument) {
  Read R("pool_get/pool_put");
  ASSERT_TRUE(R.Good);
  const Function *Get = R.M.findFunction("pool_get");
  const Function *Put = R.M.findFunction("pool_put");
  ASSERT_TRUE(Get && Put);
  ASSERT_EQ(Get->Acquires.size(), 1u);
  EXPECT_EQ(Get->Acquires[0].From.Where, Slot::Result);
  EXPECT_EQ(Get->Acquires[0].When, Outcome::Always);
  EXPECT_TRUE(Get->Acquires[0].MayBeNull);
  ASSERT_EQ(Put->Releases.size(), 1u);
  EXPECT_EQ(Put->Releases[0].Of.Where, Slot::Argument);
  EXPECT_EQ(Put->Releases[0].Of.Index, 0);
  const Kind &K = R.M.kind(Get->Acquires[0].Kind);
  EXPECT_EQ(K.Noun, "resource");
  EXPECT_EQ(K.Release, "pool_put");
}

TEST(PairsTest, SuffixesNamePlacesAndSuccess) {
  Read R("pool_get/pool_put(1); my_open(*0)==0/my_close ;"
         "a::Db::open(this) > 0 / a::Db::close( this );"
         "x(*2)!=0/y;u(*1)<0/v;");
  ASSERT_TRUE(R.Good);
  EXPECT_EQ(R.M.findFunction("pool_put")->Releases[0].Of.Index, 1);

  const Acquire &Open = R.M.findFunction("my_open")->Acquires[0];
  EXPECT_EQ(Open.From.Where, Slot::Pointee);
  EXPECT_EQ(Open.From.Index, 0);
  EXPECT_EQ(Open.When, Outcome::Zero);

  const Acquire &Method = R.M.findFunction("a::Db::open")->Acquires[0];
  EXPECT_EQ(Method.From.Where, Slot::Receiver);
  EXPECT_EQ(Method.When, Outcome::Positive);
  EXPECT_EQ(R.M.findFunction("a::Db::close")->Releases[0].Of.Where,
            Slot::Receiver);

  EXPECT_EQ(R.M.findFunction("x")->Acquires[0].When, Outcome::NonZero);
  EXPECT_EQ(R.M.findFunction("u")->Acquires[0].When, Outcome::Negative);
}

TEST(PairsTest, AnEmptyValueAddsNothing) {
  for (const char *Value : {"", " ", ";", " ; ;"}) {
    Read R(Value);
    EXPECT_TRUE(R.Good);
    EXPECT_TRUE(R.M.functions().empty());
  }
}

TEST(PairsTest, AKnownReleaseKeepsItsKind) {
  Read R("checked_exec/PQclear", /*WithBuiltin=*/true);
  ASSERT_TRUE(R.Good);
  const Function *F = R.M.findFunction("checked_exec");
  EXPECT_EQ(R.M.kind(F->Acquires[0].Kind).Name, "pg-result");
}

TEST(PairsTest, TheFirstOfSeveralReleasesIsTheOneToAdvise) {
  Read R("get/put(1);get/discard");
  ASSERT_TRUE(R.Good);
  const Function *Get = R.M.findFunction("get");
  ASSERT_EQ(Get->Acquires.size(), 1u);
  EXPECT_EQ(R.M.kind(Get->Acquires[0].Kind).Release, "put");
  EXPECT_EQ(R.M.findFunction("discard")->Releases.size(), 1u);
}

TEST(PairsTest, SeveralAcquiresShareARelease) {
  Read R("get/put;try_get/put");
  ASSERT_TRUE(R.Good);
  EXPECT_EQ(R.M.findFunction("get")->Acquires[0].Kind,
            R.M.findFunction("try_get")->Acquires[0].Kind);
  EXPECT_EQ(R.M.findFunction("put")->Releases.size(), 1u);
}

TEST(PairsTest, AUsersPairWinsOverTheCatalogue) {
  Read R("PQexec/my_clear", /*WithBuiltin=*/true);
  ASSERT_TRUE(R.Good);
  const Function *F = R.M.findFunction("PQexec");
  ASSERT_EQ(F->Acquires.size(), 1u);
  EXPECT_EQ(R.M.kind(F->Acquires[0].Kind).Release, "my_clear");
}

TEST(PairsTest, MalformedPairs) {
  expectProblem("pool_get", "pool_get", "of the form acquire/release");
  expectProblem("a/b/c", "a/b/c", "of the form acquire/release");
  expectProblem("/b", "/b", "acquiring function's name");
  expectProblem("a/", "a/", "releasing function's name");
  expectProblem("a b/c", "a b/c", "acquiring function's name");
  expectProblem("::a/c", "::a/c", "acquiring function's name");
  expectProblem("a(x)/c", "a(x)/c", "an argument's index");
  expectProblem("a(64)/c", "a(64)/c", "an argument's index");
  expectProblem("a(*)/c", "a(*)/c", "an argument's index");
  expectProblem("a(*0/c", "a(*0/c", "acquiring function's name");
  expectProblem("a(*0)=0/c", "a(*0)=0/c", "the condition must be");
  expectProblem("a==1/c", "a==1/c", "the condition must be");
  expectProblem("a/a", "a/a", "its own release");
}

TEST(PairsTest, OneMalformedPairSpoilsTheOption) {
  Read R("good/put;bad");
  EXPECT_FALSE(R.Good);
  EXPECT_EQ(R.M.findFunction("good"), nullptr);
}

} // namespace
