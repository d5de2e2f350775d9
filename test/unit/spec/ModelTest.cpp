// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The model's look-ups, and how a later row adds to an earlier one.

#include "spec/Model.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

using namespace leash::spec;

namespace {

Function acquiring(const char *Name, KindId Kind, Place From = {}) {
  Function F;
  F.Name = Name;
  Acquire A;
  A.Kind = Kind;
  A.From = From;
  F.Acquires.push_back(A);
  return F;
}

Function releasing(const char *Name, Place Of) {
  Function F;
  F.Name = Name;
  Release R;
  R.Of = Of;
  F.Releases.push_back(R);
  return F;
}

TEST(ModelTest, AnUnknownNameIsNotFound) {
  Model M;
  EXPECT_EQ(M.findFunction("f"), nullptr);
  EXPECT_EQ(M.findKind("k"), std::nullopt);
  EXPECT_EQ(M.findKindByType("T"), std::nullopt);
  EXPECT_EQ(M.findOwnerClass("C"), nullptr);
  EXPECT_EQ(M.findScopeGuard("G"), nullptr);
  EXPECT_FALSE(M.isLibraryName("f"));
}

TEST(ModelTest, AKindIsFoundByNameAndByItsType) {
  Model M;
  KindId A = M.addKind({"a", "thing", "A", "a_free"});
  KindId B = M.addKind({"b", "thing", "B", "b_free"});
  EXPECT_NE(A, B);
  EXPECT_EQ(M.findKind("b"), B);
  EXPECT_EQ(M.findKindByType("A"), A);
  EXPECT_EQ(M.kind(B).Release, "b_free");
}

TEST(ModelTest, ATypeOfSeveralKindsNamesNone) {
  Model M;
  M.addKind({"a", "text", "char", "a_free"});
  M.addKind({"b", "text", "char", "b_free"});
  EXPECT_EQ(M.findKindByType("char"), std::nullopt);
}

TEST(ModelTest, AddingAKindAgainReplacesWhatItSays) {
  Model M;
  KindId A = M.addKind({"a", "thing", "A", "a_free"});
  EXPECT_EQ(M.addKind({"a", "", "A2", "a_put"}), A);
  EXPECT_EQ(M.kind(A).Noun, "thing");
  EXPECT_EQ(M.kind(A).Release, "a_put");
  EXPECT_EQ(M.findKindByType("A2"), A);
  EXPECT_EQ(M.findKindByType("A"), std::nullopt);
  EXPECT_EQ(M.kinds().size(), 1u);
}

TEST(ModelTest, ALaterAcquireReplacesThatOfTheSamePlace) {
  Model M;
  M.addFunction(acquiring("f", 1));
  M.addFunction(acquiring("f", 2, {Slot::Pointee, 0}));
  M.addFunction(acquiring("f", 3));
  const Function *F = M.findFunction("f");
  ASSERT_EQ(F->Acquires.size(), 2u);
  EXPECT_EQ(F->Acquires[0].Kind, 2);
  EXPECT_EQ(F->Acquires[1].Kind, 3);
  EXPECT_EQ(M.functions().size(), 1u);
}

TEST(ModelTest, ALaterReleaseReplacesThatOfTheSamePlace) {
  Model M;
  M.addFunction(releasing("f", {Slot::Argument, 0}));
  M.addFunction(releasing("f", {Slot::Argument, 1}));
  Function Third = releasing("f", {Slot::Argument, 0});
  Third.Releases[0].Transfer = true;
  M.addFunction(Third);
  const Function *F = M.findFunction("f");
  ASSERT_EQ(F->Releases.size(), 2u);
  EXPECT_EQ(F->Releases[0].Of.Index, 1);
  EXPECT_TRUE(F->Releases[1].Transfer);
}

TEST(ModelTest, MergingKeepsWhatTheLaterRowDoesNotMention) {
  Model M;
  Function First = acquiring("f", 1);
  First.Library = "lib";
  First.ReturnsArgument = 2;
  First.AnswerForNull = 7;
  First.Then = Continuation::Jumps;
  M.addFunction(First);
  M.addFunction(releasing("f", {Slot::Argument, 0}));
  const Function *F = M.findFunction("f");
  EXPECT_EQ(F->Library, "lib");
  EXPECT_EQ(F->Acquires.size(), 1u);
  EXPECT_EQ(F->Releases.size(), 1u);
  EXPECT_EQ(F->ReturnsArgument, 2);
  EXPECT_EQ(F->AnswerForNull, 7);
  EXPECT_EQ(F->Then, Continuation::Jumps);
}

TEST(ModelTest, APureFunctionThatAcquiresIsNoLongerPure) {
  Model M;
  Function Pure;
  Pure.Name = "f";
  Pure.Pure = true;
  M.addFunction(Pure);
  M.addFunction(acquiring("f", 1));
  EXPECT_FALSE(M.findFunction("f")->Pure);
}

TEST(ModelTest, ReplacingDiscardsWhatWasKnown) {
  Model M;
  M.addFunction(acquiring("f", 1));
  Function Plain;
  Plain.Name = "f";
  M.replaceFunction(Plain);
  EXPECT_TRUE(M.findFunction("f")->Acquires.empty());
  EXPECT_EQ(M.functions().size(), 1u);
}

TEST(ModelTest, AddressesOfFunctionsStay) {
  Model M;
  M.addFunction(acquiring("first", 1));
  const Function *First = M.findFunction("first");
  for (int I = 0; I != 3000; ++I)
    M.addFunction(acquiring(("f" + std::to_string(I)).c_str(), 1));
  EXPECT_EQ(M.findFunction("first"), First);
  EXPECT_EQ(First->Name, "first");
}

TEST(ModelTest, BorrowersShareAnEntryThatAnotherOfThatNameHides) {
  static constexpr std::string_view Names[] = {"lib_a", "lib_b", "lib_z"};
  Model M;
  M.addBorrowers("lib", Names);
  const Function *F = M.findFunction("lib_b");
  ASSERT_TRUE(F);
  EXPECT_EQ(F->Library, "lib");
  EXPECT_TRUE(F->Acquires.empty() && F->Releases.empty() && !F->Pure);
  for (std::string_view Name : Names)
    EXPECT_EQ(M.findFunction(Name), F);
  for (const char *Name : {"", "lib", "lib_", "lib_aa", "lib_c", "lib_zz", "z"})
    EXPECT_EQ(M.findFunction(Name), nullptr) << Name;
  EXPECT_TRUE(M.functions().empty());

  M.addFunction(acquiring("lib_b", 1));
  EXPECT_EQ(M.findFunction("lib_b")->Acquires.size(), 1u);
  EXPECT_EQ(M.findFunction("lib_a"), F);
}

TEST(ModelTest, AcquireNamesAreQualifiedAndUnique) {
  Model M;
  M.addFunction(acquiring("a::Pool::get", 1));
  M.addFunction(acquiring("b::Pool::get", 1));
  M.addFunction(acquiring("pool_get", 1));
  M.addFunction(acquiring("pool_get", 2));
  M.addFunction(releasing("pool_put", {Slot::Argument, 0}));
  EXPECT_THAT(M.acquireNames(),
              testing::UnorderedElementsAre("a::Pool::get", "b::Pool::get",
                                            "pool_get"));
}

TEST(ModelTest, OnlyUnqualifiedNamesBelongToALibrary) {
  Model M;
  M.addPrefix("libpq", "PQ");
  EXPECT_TRUE(M.isLibraryName("PQnewThing"));
  EXPECT_FALSE(M.isLibraryName("myPQ"));
  EXPECT_FALSE(M.isLibraryName("PQ::method"));
}

TEST(ModelTest, ALaterOwnerOrGuardReplacesTheEarlier) {
  Model M;
  M.addOwnerClass({"C", {"reset"}, {"release"}, {}, {}});
  M.addOwnerClass({"C", {"assign"}, {}, {}, {}});
  EXPECT_THAT(M.findOwnerClass("C")->Take, testing::ElementsAre("assign"));
  EXPECT_TRUE(M.findOwnerClass("C")->Give.empty());
  M.addScopeGuard({"G", {"dismiss"}});
  M.addScopeGuard({"G", {"cancel"}});
  EXPECT_THAT(M.findScopeGuard("G")->Dismiss, testing::ElementsAre("cancel"));
}

} // namespace
