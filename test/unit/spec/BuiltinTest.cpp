// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The built-in catalogue: a few rows of each library as its documentation
// states them, and what has to hold for every row.

#include "spec/Catalogue.h"
#include "spec/Sources.h"

#include "llvm/Support/MemoryBuffer.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include <chrono>

using namespace leash::spec;

namespace {

class BuiltinTest : public testing::Test {
protected:
  void SetUp() override { addBuiltinCatalogue(M); }

  const Acquire &acquire(llvm::StringRef Name, unsigned Index = 0) {
    static const Acquire None;
    const Function *F = M.findFunction(Name);
    if (!F || F->Acquires.size() <= Index) {
      ADD_FAILURE() << Name.str() << " acquires nothing";
      return None;
    }
    return F->Acquires[Index];
  }

  std::string kindOf(llvm::StringRef Name, unsigned Index = 0) {
    KindId Kind = acquire(Name, Index).Kind;
    return Kind == AnyKind ? "" : M.kind(Kind).Name;
  }

  Model M;
};

TEST_F(BuiltinTest, EveryKindHasANounAndAReleaseThatReleases) {
  for (const Kind &K : M.kinds()) {
    EXPECT_FALSE(K.Noun.empty()) << K.Name;
    if (K.Release == "delete")
      continue;
    const Function *Release = M.findFunction(K.Release);
    ASSERT_TRUE(Release) << K.Name;
    EXPECT_FALSE(Release->Releases.empty()) << K.Name;
  }
}

TEST_F(BuiltinTest, EveryKindIsAcquiredBySomething) {
  std::vector<bool> Acquired(M.kinds().size());
  for (const Function &F : M.functions())
    for (const Acquire &A : F.Acquires)
      Acquired[A.Kind] = true;
  for (size_t I = 0; I != Acquired.size(); ++I)
    EXPECT_TRUE(Acquired[I]) << M.kinds()[I].Name;
}

TEST_F(BuiltinTest, EveryFunctionNamesItsLibraryAndAKnownKind) {
  EXPECT_GT(M.functions().size(), 200u);
  for (const Function &F : M.functions()) {
    EXPECT_FALSE(F.Library.empty()) << F.Name;
    EXPECT_EQ(M.findFunction(F.Name), &F);
    for (const Acquire &A : F.Acquires)
      EXPECT_LT(A.Kind, M.kinds().size()) << F.Name;
  }
}

TEST_F(BuiltinTest, EveryAcquiringFunctionIsInThePrefilter) {
  std::set<std::string> Ids(M.acquireNames().begin(),
                            M.acquireNames().end());
  for (const Function &F : M.functions())
    if (!F.Acquires.empty())
      EXPECT_TRUE(Ids.count(F.Name)) << F.Name;
}

TEST_F(BuiltinTest, Libpq) {
  for (const char *Name : {"PQconnectdb", "PQconnectdbParams", "PQsetdbLogin",
                           "PQconnectStart", "PQconnectStartParams"})
    EXPECT_EQ(kindOf(Name), "pg-connection") << Name;
  for (const char *Name :
       {"PQexec", "PQexecParams", "PQprepare", "PQexecPrepared", "PQgetResult",
        "PQfn", "PQdescribePrepared", "PQdescribePortal", "PQcopyResult",
        "PQmakeEmptyPGresult", "PQclosePrepared", "PQchangePassword"})
    EXPECT_EQ(kindOf(Name), "pg-result") << Name;
  EXPECT_EQ(kindOf("PQnotifies"), "pg-notify");
  EXPECT_EQ(kindOf("PQgetCancel"), "pg-cancel");
  EXPECT_EQ(kindOf("PQconninfo"), "pg-options");
  EXPECT_EQ(kindOf("PQescapeLiteral"), "pg-text");

  const Acquire &Row = acquire("PQgetCopyData");
  EXPECT_EQ(Row.From.Where, Slot::Pointee);
  EXPECT_EQ(Row.From.Index, 1);
  EXPECT_EQ(Row.When, Outcome::Positive);
  EXPECT_FALSE(Row.MayBeNull);

  const Acquire &Message = acquire("PQconninfoParse", 1);
  EXPECT_EQ(Message.From.Index, 1);
  EXPECT_EQ(Message.When, Outcome::Zero);

  EXPECT_TRUE(M.findFunction("PQstatus")->Pure);
  EXPECT_EQ(M.findFunction("PQstatus")->AnswerForNull, 1);
  EXPECT_EQ(M.findFunction("PQresultStatus")->AnswerForNull, 7);
  EXPECT_TRUE(M.findFunction("PQsendQuery")->Acquires.empty());
  EXPECT_TRUE(M.findFunction("lo_open")->Acquires.empty());
}

TEST_F(BuiltinTest, Sqlite) {
  const Acquire &Open = acquire("sqlite3_open_v2");
  EXPECT_EQ(Open.From.Where, Slot::Pointee);
  EXPECT_EQ(Open.From.Index, 1);
  EXPECT_EQ(Open.When, Outcome::Always);
  EXPECT_TRUE(Open.MayBeNull);

  EXPECT_EQ(acquire("sqlite3_prepare_v2").From.Index, 3);
  EXPECT_EQ(acquire("sqlite3_prepare_v3").From.Index, 4);
  EXPECT_EQ(acquire("sqlite3_prepare_v2").When, Outcome::Zero);
  EXPECT_TRUE(acquire("sqlite3_prepare_v2").MayBeNull);
  EXPECT_EQ(acquire("sqlite3_exec").When, Outcome::NonZero);
  EXPECT_EQ(kindOf("sqlite3_get_table", 0), "sqlite-table");
  EXPECT_EQ(kindOf("sqlite3_get_table", 1), "sqlite-message");

  const Function *Bind = M.findFunction("sqlite3_bind_text");
  ASSERT_EQ(Bind->Releases.size(), 1u);
  EXPECT_TRUE(Bind->Releases[0].Transfer);
  EXPECT_EQ(Bind->Releases[0].Of.Index, 2);
  EXPECT_EQ(Bind->Releases[0].OnlyIfNonNullArgument, 4);

  const Function *Finish = M.findFunction("sqlite3_str_finish");
  EXPECT_EQ(Finish->Releases.size(), 1u);
  EXPECT_EQ(kindOf("sqlite3_str_finish"), "sqlite-text");
  EXPECT_EQ(M.findFunction("sqlite3_realloc")->Releases[0].When,
            Outcome::NonZero);
  EXPECT_TRUE(M.findFunction("sqlite3_realloc")->Acquires.empty());
}

TEST_F(BuiltinTest, Mysql) {
  EXPECT_EQ(acquire("mysql_init").OnlyIfNullArgument, 0);
  EXPECT_EQ(M.findFunction("mysql_real_connect")->ReturnsArgument, 0);
  EXPECT_TRUE(M.findFunction("mysql_real_connect")->Acquires.empty());
  for (const char *Name :
       {"mysql_store_result", "mysql_use_result", "mysql_list_dbs",
        "mysql_stmt_result_metadata", "mysql_store_result_start"})
    EXPECT_EQ(kindOf(Name), "mysql-result") << Name;
  EXPECT_TRUE(M.findFunction("mysql_stmt_free_result")->Releases.empty());
  EXPECT_EQ(M.findFunction("mysql_stmt_close_cont")->Releases[0].Of.Index, 1);
}

TEST_F(BuiltinTest, WaysOut) {
  EXPECT_EQ(M.findFunction("longjmp")->Then, Continuation::Jumps);
  EXPECT_EQ(M.findFunction("pg_re_throw")->Then, Continuation::Jumps);
  EXPECT_EQ(M.findFunction("exit")->Then, Continuation::Exits);
  EXPECT_EQ(M.findFunction("PQfinish")->Then, Continuation::Returns);
}

TEST_F(BuiltinTest, OwnersAndGuards) {
  ASSERT_TRUE(M.findOwnerClass("std::unique_ptr"));
  EXPECT_THAT(M.findOwnerClass("std::unique_ptr")->Give,
              testing::ElementsAre("release"));
  ASSERT_TRUE(M.findOwnerClass("std::shared_ptr"));
  EXPECT_TRUE(M.findOwnerClass("std::shared_ptr")->Give.empty());
  ASSERT_TRUE(M.findScopeGuard("gsl::finally"));
  ASSERT_TRUE(M.findScopeGuard("absl::Cleanup"));
  EXPECT_THAT(M.findScopeGuard("absl::Cleanup")->Dismiss,
              testing::ElementsAre("Cancel"));
}

// The tables are what the file says, row by row.
TEST_F(BuiltinTest, TheTablesAreTheDataFile) {
  const std::string Path = LEASH_SOURCE_DIR "/checkers/spec/catalogue.yaml";
  auto Buffer = llvm::MemoryBuffer::getFile(Path);
  ASSERT_TRUE(bool(Buffer)) << Path;
  Model FromFile;
  std::vector<Problem> Problems;
  ASSERT_TRUE(addYaml(FromFile, (*Buffer)->getBuffer(), Path, Problems));

  ASSERT_EQ(FromFile.kinds().size(), M.kinds().size());
  for (size_t I = 0; I != M.kinds().size(); ++I) {
    EXPECT_EQ(FromFile.kinds()[I].Name, M.kinds()[I].Name);
    EXPECT_EQ(FromFile.kinds()[I].Noun, M.kinds()[I].Noun);
    EXPECT_EQ(FromFile.kinds()[I].Type, M.kinds()[I].Type);
    EXPECT_EQ(FromFile.kinds()[I].Release, M.kinds()[I].Release);
  }
  auto Same = [](const Place &A, const Place &B) {
    return A.Where == B.Where && A.Index == B.Index;
  };
  EXPECT_GT(FromFile.functions().size(), 800u);
  for (const Function &A : FromFile.functions()) {
    SCOPED_TRACE(A.Name);
    const Function *Found = M.findFunction(A.Name);
    ASSERT_TRUE(Found);
    const Function &B = *Found;
    EXPECT_EQ(A.Library, B.Library);
    EXPECT_EQ(A.ReturnsArgument, B.ReturnsArgument);
    EXPECT_EQ(A.Pure, B.Pure);
    EXPECT_EQ(A.AnswerForNull, B.AnswerForNull);
    EXPECT_EQ(A.Then, B.Then);
    ASSERT_EQ(A.Acquires.size(), B.Acquires.size());
    for (size_t J = 0; J != A.Acquires.size(); ++J) {
      EXPECT_EQ(A.Acquires[J].Kind, B.Acquires[J].Kind);
      EXPECT_TRUE(Same(A.Acquires[J].From, B.Acquires[J].From));
      EXPECT_EQ(A.Acquires[J].When, B.Acquires[J].When);
      EXPECT_EQ(A.Acquires[J].MayBeNull, B.Acquires[J].MayBeNull);
      EXPECT_EQ(A.Acquires[J].OnlyIfNullArgument,
                B.Acquires[J].OnlyIfNullArgument);
    }
    ASSERT_EQ(A.Releases.size(), B.Releases.size());
    for (size_t J = 0; J != A.Releases.size(); ++J) {
      EXPECT_TRUE(Same(A.Releases[J].Of, B.Releases[J].Of));
      EXPECT_EQ(A.Releases[J].Transfer, B.Releases[J].Transfer);
      EXPECT_EQ(A.Releases[J].When, B.Releases[J].When);
      EXPECT_EQ(A.Releases[J].OnlyIfNonNullArgument,
                B.Releases[J].OnlyIfNonNullArgument);
    }
  }
}

// It runs for each translation unit. The bound is far above what it takes, so
// that a busy machine or a sanitizer does not fail it.
TEST(BuiltinSpeedTest, FillsAModelInUnderFiveMilliseconds) {
  auto Best = std::chrono::nanoseconds::max();
  for (int I = 0; I != 20; ++I) {
    auto Start = std::chrono::steady_clock::now();
    Model M;
    addBuiltinCatalogue(M);
    Best = std::min<std::chrono::nanoseconds>(
        Best, std::chrono::steady_clock::now() - Start);
  }
  RecordProperty("microseconds", static_cast<int>(Best.count() / 1000));
  EXPECT_LT(Best, std::chrono::milliseconds(5));
}

} // namespace
