// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// A user's catalogue: what it may say, and what each malformed entry answers.

#include "spec/Sources.h"

#include "llvm/ADT/Twine.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include <cstdio>
#include <fstream>
#include <iterator>

using namespace leash::spec;
using testing::HasSubstr;

namespace {

constexpr char Valid[] = R"(
libraries:
  - name: mypool
    title: My pool
    header: mypool.h
    prefixes: [pool_]
    kinds:
      - { name: pool-connection, noun: connection, type: Conn, release: pool_put }
    functions:
      - name: pool_get
        acquires: { kind: pool-connection }
      - { name: pool_put, releases: { of: argument 1 } }
      - name: pool_try
        acquires: { kind: pool-connection, from: pointee 2, when: zero, may-be-null: false, only-if-null: 3 }
      - name: pool_adopt
        transfers: { of: argument 1, when: nonzero, only-if-non-null: 2 }
      - names: [pool_size, pool_free_count]
        pure: true
        answer-for-null: -1
      - { name: pool_self, returns-argument: 0 }
      - { name: pool_die, then: exits }
      - { name: pool_throw, then: jumps }
      - name: "my::Pool::exchange"
        acquires: [{ kind: pool-connection }, { kind: pool-connection, from: pointee 1 }]
        releases: [{ of: argument 0 }, { of: receiver }]
      - { name: "my::Conn::begin", begins: { of: receiver, when: nonzero } }
      - { name: conn_end, ends: { of: argument 0 } }
      - name: conn_autocommit
        begins: { of: argument 0, only-if: { argument: 1, equals: 0 } }
        commits: { of: argument 0, only-if: { argument: 1, equals: 1 } }
      - { name: conn_run, executes: { text: 1, on: argument 0 } }
    borrows: [pool_ping]
owner-classes:
  - { name: "my::Owner", take: [reset], give: [release], peek: [get, operator->], exchange: [swap] }
scope-guards:
  - { name: "my::defer", dismiss: [cancel] }
scope-types:
  - { name: "my::Work", role: transaction, at-scope-end: commits, begins: true, on: argument 1, commits: [commit], rolls-back: [abort, undo] }
  - { name: "my::Lease", role: lease, at-scope-end: returns-dirty, releases: [close] }
)";

struct Read {
  Model M;
  std::vector<Problem> Problems;
  bool Good;

  explicit Read(llvm::StringRef Text, bool WithBuiltin = false) {
    if (WithBuiltin)
      addBuiltinCatalogue(M);
    Good = addYaml(M, Text, "user.yaml", Problems);
  }
};

/// One malformed text answers one problem, and adds nothing.
void expectProblem(const std::string &Text, unsigned Line,
                   const std::string &Key, const std::string &Message) {
  SCOPED_TRACE(Text);
  Read R(Text);
  EXPECT_FALSE(R.Good);
  ASSERT_EQ(R.Problems.size(), 1u);
  const Problem &P = R.Problems.front();
  EXPECT_EQ(P.File, "user.yaml");
  EXPECT_EQ(P.Line, Line);
  EXPECT_EQ(P.Key, Key);
  EXPECT_THAT(P.Message, HasSubstr(Message));
  EXPECT_TRUE(R.M.functions().empty());
  EXPECT_TRUE(R.M.kinds().empty());
  EXPECT_TRUE(R.M.acquireNames().empty());
}

/// A file with one library, whose function row 6 is \p Row.
std::string withFunction(const std::string &Row) {
  return "libraries:\n"
         "  - name: l\n"
         "    kinds:\n"
         "      - { name: k, noun: n, release: put }\n"
         "    functions:\n"
         "      - " +
         Row +
         "\n"
         "      - { name: put, releases: { of: argument 0 } }\n";
}

TEST(CatalogueTest, ReadsEveryKey) {
  Read R(Valid);
  for (const Problem &P : R.Problems)
    ADD_FAILURE() << describe(P);
  ASSERT_TRUE(R.Good);

  std::optional<KindId> Kind = R.M.findKind("pool-connection");
  ASSERT_TRUE(Kind);
  EXPECT_EQ(R.M.kind(*Kind).Noun, "connection");
  EXPECT_EQ(R.M.kind(*Kind).Type, "Conn");
  EXPECT_EQ(R.M.kind(*Kind).Release, "pool_put");
  EXPECT_EQ(R.M.findKindByType("Conn"), Kind);

  const Function *Get = R.M.findFunction("pool_get");
  ASSERT_TRUE(Get && Get->Acquires.size() == 1);
  EXPECT_EQ(Get->Library, "mypool");
  EXPECT_EQ(Get->Acquires[0].Kind, *Kind);
  EXPECT_EQ(Get->Acquires[0].From.Where, Slot::Result);
  EXPECT_EQ(Get->Acquires[0].When, Outcome::Always);
  EXPECT_TRUE(Get->Acquires[0].MayBeNull);

  const Function *Put = R.M.findFunction("pool_put");
  ASSERT_TRUE(Put && Put->Releases.size() == 1);
  EXPECT_EQ(Put->Releases[0].Of.Where, Slot::Argument);
  EXPECT_EQ(Put->Releases[0].Of.Index, 1);
  EXPECT_FALSE(Put->Releases[0].Transfer);

  const Function *Try = R.M.findFunction("pool_try");
  ASSERT_TRUE(Try && Try->Acquires.size() == 1);
  EXPECT_EQ(Try->Acquires[0].From.Where, Slot::Pointee);
  EXPECT_EQ(Try->Acquires[0].From.Index, 2);
  EXPECT_EQ(Try->Acquires[0].When, Outcome::Zero);
  EXPECT_FALSE(Try->Acquires[0].MayBeNull);
  EXPECT_EQ(Try->Acquires[0].OnlyIfNullArgument, 3);

  const Function *Adopt = R.M.findFunction("pool_adopt");
  ASSERT_TRUE(Adopt && Adopt->Releases.size() == 1);
  EXPECT_TRUE(Adopt->Releases[0].Transfer);
  EXPECT_EQ(Adopt->Releases[0].When, Outcome::NonZero);
  EXPECT_EQ(Adopt->Releases[0].OnlyIfNonNullArgument, 2);

  for (const char *Name : {"pool_size", "pool_free_count"}) {
    const Function *F = R.M.findFunction(Name);
    ASSERT_TRUE(F);
    EXPECT_TRUE(F->Pure);
    EXPECT_EQ(F->AnswerForNull, -1);
  }
  EXPECT_EQ(R.M.findFunction("pool_self")->ReturnsArgument, 0);
  EXPECT_EQ(R.M.findFunction("pool_die")->Then, Continuation::Exits);
  EXPECT_EQ(R.M.findFunction("pool_throw")->Then, Continuation::Jumps);

  const Function *Exchange = R.M.findFunction("my::Pool::exchange");
  ASSERT_TRUE(Exchange);
  EXPECT_EQ(Exchange->Acquires.size(), 2u);
  ASSERT_EQ(Exchange->Releases.size(), 2u);
  EXPECT_EQ(Exchange->Releases[1].Of.Where, Slot::Receiver);

  const Function *Ping = R.M.findFunction("pool_ping");
  ASSERT_TRUE(Ping);
  EXPECT_TRUE(Ping->Acquires.empty() && Ping->Releases.empty());
  EXPECT_TRUE(R.M.isLibraryName("pool_anything"));
  EXPECT_FALSE(R.M.isLibraryName("my::pool_anything"));

  const OwnerClass *Owner = R.M.findOwnerClass("my::Owner");
  ASSERT_TRUE(Owner);
  EXPECT_THAT(Owner->Take, testing::ElementsAre("reset"));
  EXPECT_THAT(Owner->Give, testing::ElementsAre("release"));
  EXPECT_THAT(Owner->Peek, testing::ElementsAre("get", "operator->"));
  EXPECT_THAT(Owner->Exchange, testing::ElementsAre("swap"));
  const ScopeGuard *Guard = R.M.findScopeGuard("my::defer");
  ASSERT_TRUE(Guard);
  EXPECT_THAT(Guard->Dismiss, testing::ElementsAre("cancel"));

  EXPECT_THAT(
      R.M.acquireNames(),
      testing::UnorderedElementsAre("pool_get", "pool_try",
                                    "my::Pool::exchange"));
}

TEST(CatalogueTest, ReadsKindsByArgumentPartsAndWhatIsThrown) {
  Read R("libraries:\n"
         "  - name: l\n"
         "    kinds:\n"
         "      - { name: whole, noun: n, release: put }\n"
         "      - { name: part, noun: n, release: put, part: true }\n"
         "      - { name: owned, noun: n, release: delete }\n"
         "    functions:\n"
         "      - name: get\n"
         "        throws: \"l::Error\"\n"
         "        acquires:\n"
         "          - { kind: whole, from: pointee 1, when: zero-or-one,"
         " only-if: { argument: 0, equals: 2 } }\n"
         "          - { kind: part, from: pointee 1, only-if: { argument: 0,"
         " equals: 3 } }\n"
         "      - { name: put, releases: { of: argument 0, only-if: { argument: "
         "1, equals: 1 } } }\n"
         "      - { name: end, releases: { within: argument 0 } }\n");
  for (const Problem &P : R.Problems)
    ADD_FAILURE() << describe(P);
  ASSERT_TRUE(R.Good);
  EXPECT_FALSE(R.M.kind(*R.M.findKind("whole")).Part);
  EXPECT_TRUE(R.M.kind(*R.M.findKind("part")).Part);
  EXPECT_EQ(R.M.kind(*R.M.findKind("owned")).Release, "delete");
  const Function *Get = R.M.findFunction("get");
  EXPECT_EQ(Get->Throws, "l::Error");
  ASSERT_EQ(Get->Acquires.size(), 2u);
  EXPECT_EQ(Get->Acquires[0].When, Outcome::ZeroOrOne);
  ASSERT_TRUE(Get->Acquires[1].OnlyIf);
  EXPECT_EQ(Get->Acquires[1].OnlyIf->Index, 0);
  EXPECT_EQ(Get->Acquires[1].OnlyIf->Value, 3);
  ASSERT_TRUE(R.M.findFunction("put")->Releases[0].OnlyIf);
  EXPECT_FALSE(R.M.findFunction("put")->Releases[0].Within);
  EXPECT_TRUE(R.M.findFunction("end")->Releases[0].Within);
}

TEST(CatalogueTest, RefusesAReleaseOfSomethingAndWithinSomething) {
  expectProblem(
      withFunction(
          "{ name: f, releases: { of: argument 0, within: argument 0 } }"),
      6, "within", "give either of or within");
}

TEST(CatalogueTest, RefusesTwoKindsOfOnePlaceThatNothingTellsApart) {
  expectProblem(withFunction("{ name: f, acquires: [{ kind: k }, { kind: k, "
                             "only-if: { argument: 0, equals: 1 } }] }"),
                6, "from", "two acquires from the same place");
}

TEST(CatalogueTest, NamesKindsOfTheBuiltinCatalogue) {
  Read R("libraries:\n"
         "  - name: mine\n"
         "    functions:\n"
         "      - { name: checked_exec, acquires: { kind: pg-result } }\n",
         /*WithBuiltin=*/true);
  ASSERT_TRUE(R.Good);
  const Function *F = R.M.findFunction("checked_exec");
  ASSERT_TRUE(F && F->Acquires.size() == 1);
  EXPECT_EQ(R.M.kind(F->Acquires[0].Kind).Name, "pg-result");
}

TEST(CatalogueTest, NewKindsFollowTheBuiltinOnes) {
  Read R("libraries:\n"
         "  - name: mine\n"
         "    kinds:\n"
         "      - { name: pg-result, noun: answer }\n"
         "      - { name: fresh, noun: thing, release: thing_free }\n"
         "    functions:\n"
         "      - { name: thing_new, acquires: { kind: fresh } }\n"
         "      - { name: thing_free, releases: { of: argument 0 } }\n",
         /*WithBuiltin=*/true);
  for (const Problem &P : R.Problems)
    ADD_FAILURE() << describe(P);
  ASSERT_TRUE(R.Good);
  const Function *F = R.M.findFunction("thing_new");
  EXPECT_EQ(R.M.kind(F->Acquires[0].Kind).Name, "fresh");
  const Kind &Result = R.M.kind(*R.M.findKind("pg-result"));
  EXPECT_EQ(Result.Noun, "answer");
  EXPECT_EQ(Result.Release, "PQclear");
}

TEST(CatalogueTest, InsteadDiscardsWhatWasKnown) {
  Read R("libraries:\n"
         "  - name: mine\n"
         "    functions:\n"
         "      - { name: PQgetCopyData, instead: true }\n"
         "      - { name: sqlite3_str_finish, releases: { of: argument 0 } }\n",
         /*WithBuiltin=*/true);
  ASSERT_TRUE(R.Good);
  EXPECT_TRUE(R.M.findFunction("PQgetCopyData")->Acquires.empty());
  EXPECT_EQ(R.M.findFunction("sqlite3_str_finish")->Acquires.size(), 1u);
}

TEST(CatalogueTest, MalformedYamlNamesTheLine) {
  Read R("libraries:\n  - name: [unclosed\n");
  EXPECT_FALSE(R.Good);
  ASSERT_FALSE(R.Problems.empty());
  EXPECT_THAT(R.Problems[0].Message, HasSubstr("not valid YAML"));
  EXPECT_NE(R.Problems[0].Line, 0u);
}

TEST(CatalogueTest, OtherMalformedDocuments) {
  expectProblem("", 0, "", "holds no entries");
  expectProblem("# nothing but a comment\n", 0, "", "holds no entries");
  expectProblem("- a\n- b\n", 1, "", "expected a mapping, not a list");
  expectProblem("just text\n", 1, "", "expected a mapping, not a plain value");
  expectProblem("libraries: []\n---\nlibraries: []\n", 3, "",
                "only one YAML document");
  expectProblem("libraries: &here []\n", 1, "", "anchors");
  expectProblem("libraries: !!seq []\n", 1, "", "tags");
  expectProblem("libraries: []\nlibraries: []\n", 2, "libraries",
                "given twice");
  expectProblem("? [a]\n: b\n", 1, "", "a key must be a plain word");
}

TEST(CatalogueTest, DeepNestingIsAProblem) {
  std::string Deep = "libraries: ";
  for (int I = 0; I != 200; ++I)
    Deep += "[";
  for (int I = 0; I != 200; ++I)
    Deep += "]";
  expectProblem(Deep + "\n", 1, "", "nested too deeply");
}

TEST(CatalogueTest, UnknownKeysNameTheExpectedOnes) {
  expectProblem("library: []\n", 1, "library", "expected libraries");
  expectProblem("libraries:\n  - name: l\n    kind: []\n", 3, "kind",
                "unknown key in a library");
  expectProblem("libraries:\n  - name: l\n    kinds:\n      - { name: k, "
                "nuon: n, noun: n, release: put }\n",
                4, "nuon", "unknown key in a kind");
  expectProblem(withFunction("{ name: f, aquires: { kind: k } }"), 6, "aquires",
                "unknown key in a function");
  expectProblem(withFunction("{ name: f, acquires: { kind: k, form: x } }"), 6,
                "form", "unknown key in acquires");
  expectProblem(withFunction("{ name: f, releases: { argument: 0 } }"), 6,
                "argument", "expected of, within, when, only-if, ends-dependents or "
                "may-refuse");
  expectProblem(withFunction("{ name: f, releases: { of: argument 0, "
                             "only-if-non-null: 1 } }"),
                6, "only-if-non-null", "unknown key in releases");
  expectProblem("owner-classes:\n  - { name: a, takes: [reset] }\n", 2, "takes",
                "unknown key in an owner class");
  expectProblem("scope-guards:\n  - { name: a, cancel: [x] }\n", 2, "cancel",
                "unknown key in a scope guard");
}

TEST(CatalogueTest, MissingKeys) {
  expectProblem("libraries:\n  - title: t\n", 2, "name", "required");
  expectProblem("libraries:\n  - name: l\n    kinds:\n      - { noun: n, "
                "release: f }\n",
                4, "name", "required");
  expectProblem(withFunction("{ pure: true }"), 6, "name", "required");
  expectProblem(withFunction("{ name: f, acquires: { from: result } }"), 6,
                "kind", "required");
  expectProblem("owner-classes:\n  - { take: [reset] }\n", 2, "name",
                "required");
  expectProblem("scope-guards:\n  - { dismiss: [x] }\n", 2, "name", "required");

  Read NoNoun("libraries:\n  - name: l\n    kinds:\n      - { name: k }\n");
  ASSERT_EQ(NoNoun.Problems.size(), 2u);
  EXPECT_EQ(NoNoun.Problems[0].Key, "noun");
  EXPECT_EQ(NoNoun.Problems[1].Key, "release");
}

TEST(CatalogueTest, WrongTypes) {
  expectProblem("libraries: yes\n", 1, "libraries",
                "expected a list, not a plain value");
  expectProblem("libraries:\n  - l\n", 2, "libraries", "expected a mapping");
  expectProblem("libraries:\n  - name: [l]\n", 2, "name",
                "expected a plain value, not a list");
  expectProblem("libraries:\n  - name: l\n    prefixes: pool_\n", 3, "prefixes",
                "expected a list");
  expectProblem("libraries:\n  - name: l\n    functions:\n", 3, "functions",
                "expected a list, not nothing");
  expectProblem(withFunction("{ name: f, acquires: k }"), 6, "acquires",
                "expected a mapping");
  expectProblem(withFunction("{ name: f, pure: yes }"), 6, "pure",
                "expected true or false, not 'yes'");
  expectProblem(withFunction("{ name: f, answer-for-null: bad }"), 6,
                "answer-for-null", "expected an integer");
  expectProblem(withFunction("{ name: f, then: throws }"), 6, "then",
                "expected returns, exits or jumps");
  expectProblem(withFunction("{ name: f, acquires: { kind: k, when: ok } }"), 6,
                "when", "expected always, zero");
  expectProblem(withFunction("{ name: \"\" }"), 6, "name", "must not be empty");
  expectProblem(withFunction("{ name: \"::f\" }"), 6, "name", "not a name");
  expectProblem(withFunction("{ name: \"f(int)\" }"), 6, "name", "not a name");
  expectProblem(withFunction("{ name: \"std::unique_ptr<int>::f\" }"), 6,
                "name", "not a name");
}

TEST(CatalogueTest, PlacesAndIndices) {
  expectProblem(withFunction("{ name: f, acquires: { kind: k, from: 3 } }"), 6,
                "from", "expected 'result'");
  expectProblem(
      withFunction("{ name: f, acquires: { kind: k, from: pointee 64 } }"), 6,
      "from", "from 0 to 63, not '64'");
  expectProblem(
      withFunction("{ name: f, acquires: { kind: k, from: pointee -1 } }"), 6,
      "from", "from 0 to 63, not '-1'");
  expectProblem(withFunction("{ name: f, releases: { of: argument x } }"), 6,
                "of", "from 0 to 63");
  expectProblem(withFunction("{ name: f, releases: { of: result } }"), 6, "of",
                "cannot give back its result");
  expectProblem(withFunction("{ name: f, returns-argument: 400 }"), 6,
                "returns-argument", "from 0 to 63");
  expectProblem(
      withFunction("{ name: f, acquires: { kind: k, only-if-null: z } }"), 6,
      "only-if-null", "from 0 to 63");
}

TEST(CatalogueTest, Contradictions) {
  expectProblem(withFunction("{ name: f, names: [g] }"), 6, "names",
                "either name or names");
  expectProblem(withFunction("{ name: f, pure: true, acquires: { kind: k } }"),
                6, "pure", "is not pure");
  expectProblem(
      withFunction("{ name: f, acquires: [{ kind: k }, { kind: k }] }"), 6,
      "from", "two acquires");
  expectProblem(withFunction("{ name: f, releases: { of: argument 0 }, "
                             "transfers: { of: argument 0 } }"),
                6, "of", "two releases");
  expectProblem(withFunction("{ name: put }"), 7, "name",
                "'put' is already described on line 6");
  expectProblem(withFunction("{ name: f, acquires: { kind: other } }"), 6,
                "kind", "unknown kind 'other'");
  expectProblem("libraries:\n  - name: l\n  - name: l\n", 3, "name",
                "library 'l' is already described on line 2");
  expectProblem("libraries:\n"
                "  - name: l\n"
                "    kinds:\n"
                "      - { name: k, noun: n, release: put }\n"
                "      - { name: k, noun: n, release: put }\n"
                "    functions:\n"
                "      - { name: put, releases: { of: argument 0 } }\n",
                5, "name", "kind 'k' is already described on line 4");
  expectProblem("libraries:\n  - name: l\n    kinds:\n      - { name: k, "
                "noun: n, release: put }\n",
                4, "release", "no function entry of that name");
  expectProblem("owner-classes:\n  - { name: a }\n  - { name: a }\n", 3, "name",
                "already described on line 2");
  expectProblem("scope-guards:\n  - { name: a }\n  - { name: a }\n", 3, "name",
                "already described on line 2");
}

TEST(CatalogueTest, EveryProblemIsTold) {
  Read R(withFunction("{ name: f, aquires: 1, pure: maybe }"));
  ASSERT_EQ(R.Problems.size(), 2u);
  EXPECT_EQ(R.Problems[0].Key, "aquires");
  EXPECT_EQ(R.Problems[1].Key, "pure");
}

TEST(CatalogueTest, AMalformedFileLeavesTheModelAsItWas) {
  Read R("libraries:\n"
         "  - name: mine\n"
         "    functions:\n"
         "      - { name: good, acquires: { kind: pg-result } }\n"
         "      - { name: bad, acquires: { kind: nothing } }\n",
         /*WithBuiltin=*/true);
  EXPECT_FALSE(R.Good);
  EXPECT_EQ(R.M.findFunction("good"), nullptr);
}

TEST(CatalogueTest, DescribesAProblemInOneLine) {
  EXPECT_EQ(describe({"a.yaml", 3, "kind", "unknown"}),
            "a.yaml:3: 'kind': unknown");
  EXPECT_EQ(describe({"Pairs", 0, "", "empty"}), "Pairs: empty");
}

TEST(CatalogueTest, AMissingFileIsAProblem) {
  Model M;
  std::vector<Problem> Problems;
  EXPECT_FALSE(addYamlFile(M, "/nonexistent/leash.yaml", Problems));
  ASSERT_EQ(Problems.size(), 1u);
  EXPECT_EQ(Problems[0].File, "/nonexistent/leash.yaml");
  EXPECT_THAT(Problems[0].Message, HasSubstr("cannot read"));
  Problems.clear();
  EXPECT_FALSE(addYamlFile(M, "/", Problems));
  EXPECT_EQ(Problems.size(), 1u);
}

TEST(CatalogueTest, ReadsAFile) {
  std::string Path = testing::TempDir() + "leash-catalogue-test.yaml";
  std::ofstream(Path) << Valid;
  Model M;
  std::vector<Problem> Problems;
  EXPECT_TRUE(addYamlFile(M, Path, Problems));
  EXPECT_NE(M.findFunction("pool_get"), nullptr);
  std::remove(Path.c_str());
}

// What the documentation shows has to work.
TEST(CatalogueTest, TheDocumentationsExampleIsValid) {
  const std::string Path = LEASH_SOURCE_DIR "/docs/catalogue-schema.md";
  std::ifstream File(Path);
  ASSERT_TRUE(File) << Path;
  std::string Text((std::istreambuf_iterator<char>(File)), {});
  size_t Start = Text.find("```yaml\n");
  ASSERT_NE(Start, std::string::npos);
  Start += 8;
  Read R(Text.substr(Start, Text.find("```", Start) - Start),
         /*WithBuiltin=*/true);
  for (const Problem &P : R.Problems)
    ADD_FAILURE() << describe(P);
  EXPECT_TRUE(R.Good);
  EXPECT_TRUE(R.M.findFunction("app::must_query"));
}

// Whatever comes in, reading ends with an answer.
TEST(CatalogueTest, SurvivesEveryTruncationAndDamage) {
  const std::string Text = Valid;
  for (size_t Size = 0; Size <= Text.size(); ++Size)
    Read R(Text.substr(0, Size));
  for (size_t At = 0; At < Text.size(); ++At)
    for (char Damage :
         {'{', '}', '[', ']', '"', ':', '\n', '\t', '&', '\xff'}) {
      std::string Damaged = Text;
      Damaged[At] = Damage;
      Read R(Damaged);
      EXPECT_NE(R.Good, !R.Problems.empty());
    }
}

TEST(Transactions, AreWhatACallDoesToAConnection) {
  Read R(Valid);
  ASSERT_TRUE(R.Good);
  const Function *Begin = R.M.findFunction("my::Conn::begin");
  ASSERT_EQ(Begin->Transactions.size(), 1u);
  EXPECT_EQ(Begin->Transactions[0].What, TransactionEffect::Begins);
  EXPECT_EQ(Begin->Transactions[0].Of.Where, Slot::Receiver);
  EXPECT_EQ(Begin->Transactions[0].When, Outcome::NonZero);
  EXPECT_FALSE(Begin->Transactions[0].OnlyIf);
  EXPECT_FALSE(Begin->onlyBorrows());
  EXPECT_EQ(R.M.findFunction("conn_end")->Transactions[0].What,
            TransactionEffect::Ends);
}

TEST(Transactions, ASwitchDependsOnItsArgument) {
  Read R(Valid);
  const Function *F = R.M.findFunction("conn_autocommit");
  ASSERT_EQ(F->Transactions.size(), 2u);
  EXPECT_EQ(F->Transactions[0].What, TransactionEffect::Begins);
  ASSERT_TRUE(F->Transactions[0].OnlyIf);
  EXPECT_EQ(F->Transactions[0].OnlyIf->Index, 1u);
  EXPECT_EQ(F->Transactions[0].OnlyIf->Value, 0);
  EXPECT_EQ(F->Transactions[1].What, TransactionEffect::Commits);
  EXPECT_EQ(F->Transactions[1].OnlyIf->Value, 1);
}

TEST(Transactions, ASwitchMayDependOnTwoArguments) {
  Read R(withFunction("{ name: f, begins: { of: argument 0, only-if: [{ argument: "
                      "1, equals: 102 }, { argument: 2, equals: 0 }] } }"));
  ASSERT_TRUE(R.Good);
  const TransactionEffect &T = R.M.findFunction("f")->Transactions[0];
  ASSERT_TRUE(T.OnlyIf && T.AndIf);
  EXPECT_EQ(T.OnlyIf->Value, 102);
  EXPECT_EQ(T.AndIf->Index, 2);
  EXPECT_EQ(T.AndIf->Value, 0);
}

TEST(Transactions, MoreThanTwoArgumentsAreRefused) {
  expectProblem(withFunction("{ name: f, begins: { of: argument 0, only-if: [{ "
                             "argument: 1, equals: 1 }, { argument: 2, equals: 0 }, "
                             "{ argument: 3, equals: 0 }] } }"),
                6, "only-if", "expected no more than two");
}

TEST(Transactions, MayBeThoseOfAnyConnection) {
  Read R(withFunction("{ name: f, commits: { of: any }, executes: { text: 0, on: "
                      "any } }"));
  ASSERT_TRUE(R.Good);
  const Function *F = R.M.findFunction("f");
  EXPECT_EQ(F->Transactions[0].Of.Where, Slot::Any);
  EXPECT_EQ(F->Runs->On.Where, Slot::Any);
}

TEST(Transactions, NothingElseIsOfAny) {
  expectProblem(withFunction("{ name: f, releases: { of: any } }"), 6, "of",
                "expected 'result', 'receiver', 'argument N' or 'pointee N', not "
                "'any'");
}

TEST(Transactions, TextIsSentToAConnection) {
  Read R(Valid);
  const Function *F = R.M.findFunction("conn_run");
  ASSERT_TRUE(F->Runs);
  EXPECT_EQ(F->Runs->Text, 1u);
  EXPECT_EQ(F->Runs->On.Where, Slot::Argument);
  EXPECT_EQ(F->Runs->On.Index, 0u);
}

TEST(ScopeTypes, SayWhatTheEndOfTheirScopeDoes) {
  Read R(Valid);
  const ScopeType *T = R.M.findScopeType("my::Work");
  ASSERT_TRUE(T);
  EXPECT_EQ(T->Is, Role::Transaction);
  EXPECT_EQ(T->AtEnd, ScopeEnd::Commits);
  EXPECT_TRUE(T->Begins);
  EXPECT_EQ(T->On, 1u);
  EXPECT_THAT(T->Commits, testing::ElementsAre("commit"));
  EXPECT_THAT(T->RollsBack, testing::ElementsAre("abort", "undo"));
  EXPECT_THAT(R.M.findScopeType("my::Lease")->Releases,
              testing::ElementsAre("close"));
  EXPECT_FALSE(R.M.findScopeType("my::Conn"));
}

TEST(ScopeTypes, MayBeLentOnlyByAPoolAndReturnedDirty) {
  Read R("scope-types:\n  - { name: T, role: lease, at-scope-end: releases, "
         "returns-dirty: [drop], lent-by: \"my::Pool\" }\n");
  ASSERT_TRUE(R.Good);
  const ScopeType *T = R.M.findScopeType("T");
  EXPECT_EQ(T->LentBy, "my::Pool");
  EXPECT_THAT(T->ReturnsDirty, testing::ElementsAre("drop"));
}

TEST(ScopeTypes, MalformedOnesAreRefused) {
  auto Refuses = [](llvm::StringRef Keys) {
    Read R((llvm::Twine("scope-types:\n  - { name: T, role: lease, ") + Keys +
            " }\n")
               .str());
    EXPECT_FALSE(R.Good);
    return R.Problems.empty() ? std::string() : describe(R.Problems[0]);
  };
  EXPECT_THAT(Refuses("at-scope-end: explodes"),
              HasSubstr("'at-scope-end': expected releases"));
  EXPECT_THAT(Refuses("begins: true"), HasSubstr("'at-scope-end'"));
  EXPECT_THAT(Refuses("at-scope-end: commits, on: receiver"),
              HasSubstr("expected 'argument N'"));
  EXPECT_THAT(Refuses("at-scope-end: commits, ends: [x]"),
              HasSubstr("unknown key in a scope type"));
}

TEST(UnboundedCalls, SayWhatWouldLimitThem) {
  Read R(R"(
unbounded:
  - { names: [dial, redial], advice: say how long, text: 1, words: [timeout] }
  - { name: "my::Pool::take", advice: say how long, given: 0 }
  - { name: my_open, advice: set it, setter: { name: my_set, argument: 1, equals: 7 } }
)");
  ASSERT_TRUE(R.Good);
  const Unbounded *Redial = R.M.findUnbounded("redial");
  ASSERT_TRUE(Redial);
  EXPECT_EQ(Redial->Text, 1);
  EXPECT_THAT(Redial->Words, testing::ElementsAre("timeout"));
  EXPECT_EQ(R.M.findUnbounded("my::Pool::take")->Given, 0);
  const Unbounded *Open = R.M.findUnbounded("my_open");
  ASSERT_TRUE(Open);
  EXPECT_EQ(Open->Setter, "my_set");
  EXPECT_EQ(Open->SetterArgument.Index, 1);
  EXPECT_EQ(Open->SetterArgument.Value, 7);
  EXPECT_FALSE(R.M.findUnbounded("close"));
}

TEST(UnboundedCalls, MalformedOnesAreRefused) {
  auto Refuses = [](llvm::StringRef Keys) {
    Read R((llvm::Twine("unbounded:\n  - { ") + Keys + " }\n").str());
    EXPECT_FALSE(R.Good);
    return R.Problems.empty() ? std::string() : describe(R.Problems[0]);
  };
  EXPECT_THAT(Refuses("name: f"), HasSubstr("'advice'"));
  EXPECT_THAT(Refuses("advice: wait"), HasSubstr("'name'"));
  EXPECT_THAT(Refuses("name: f, advice: wait, text: 0"),
              HasSubstr("'text' and 'words' go together"));
  EXPECT_THAT(Refuses("name: f, advice: wait, limit: 3"),
              HasSubstr("unknown key in an unbounded call"));
  EXPECT_THAT(Refuses("name: f, advice: wait, setter: { name: g }"),
              HasSubstr("'argument'"));
}

TEST(BlockingCalls, SayWhenTheyWait) {
  Read R(R"(
blocking:
  - { names: [nap, doze], what: sleeps, brief: { argument: 0, below: 10 } }
  - { name: "my::Socket::read", what: reads, unless: { argument: 2, bits: 64 } }
  - { name: my_gets, what: asks, only-if: { of: argument 1, is: [stdin, "0"] } }
  - { name: my_poll, what: waits, unless-beside: [my_socket] }
  - { parameter: "rpc::Context", what: calls }
)");
  ASSERT_TRUE(R.Good);
  const Blocking *Doze = R.M.findBlocking("doze");
  ASSERT_TRUE(Doze);
  EXPECT_EQ(Doze->What, "sleeps");
  ASSERT_TRUE(Doze->Brief);
  EXPECT_EQ(Doze->Brief->Index, 0);
  EXPECT_EQ(Doze->Brief->Limit, 10);
  EXPECT_EQ(R.M.findBlocking("my::Socket::read")->UnlessBits->Value, 64);
  const Blocking *Gets = R.M.findBlocking("my_gets");
  ASSERT_TRUE(Gets && Gets->OnlyIf);
  EXPECT_EQ(Gets->OnlyIf->Index, 1);
  EXPECT_THAT(Gets->OnlyIfIs, testing::ElementsAre("stdin", "0"));
  EXPECT_THAT(R.M.findBlocking("my_poll")->UnlessBeside,
              testing::ElementsAre("my_socket"));
  EXPECT_TRUE(R.M.findBlocking("rpc::Context")->ByParameter);
  EXPECT_FALSE(R.M.findBlocking("poll"));
}

TEST(BlockingCalls, MalformedOnesAreRefused) {
  auto Refuses = [](llvm::StringRef Keys) {
    Read R((llvm::Twine("blocking:\n  - { ") + Keys + " }\n").str());
    EXPECT_FALSE(R.Good);
    return R.Problems.empty() ? std::string() : describe(R.Problems[0]);
  };
  EXPECT_THAT(Refuses("name: f"), HasSubstr("'what'"));
  EXPECT_THAT(Refuses("what: waits"), HasSubstr("'name'"));
  EXPECT_THAT(Refuses("name: f, what: waits, brief: { argument: 0 }"),
              HasSubstr("'below'"));
  EXPECT_THAT(Refuses("name: f, what: waits, only-if: { of: argument 0, are: [x] }"),
              HasSubstr("unknown key in only-if"));
  EXPECT_THAT(Refuses("name: f, what: waits, long: true"),
              HasSubstr("unknown key in a blocking call"));
  EXPECT_THAT(Refuses("name: f, parameter: C, what: waits"),
              HasSubstr("give either parameter or names"));
  EXPECT_THAT(Refuses("names: [f, f], what: waits"),
              HasSubstr("already described"));
}

TEST(Leases, KnowTheirPoolAndWhetherItMakesWait) {
  Read R(R"(
libraries:
  - name: l
    kinds:
      - { name: conn, noun: connection, release: put, lease: true }
    functions:
      - { name: put, releases: { of: argument 0 } }
      - { name: get, acquires: { kind: conn, pool: argument 0 } }
      - { name: peek, acquires: { kind: conn, pool: argument 0, waits: false } }
      - { name: "my::Client::begin", leases: { pool: receiver, waits: false } }
scope-types:
  - { name: "my::Lease", role: lease, at-scope-end: releases, waits: false }
)");
  ASSERT_TRUE(R.Good);
  EXPECT_TRUE(R.M.findFunction("get")->Acquires[0].Waits);
  EXPECT_FALSE(R.M.findFunction("peek")->Acquires[0].Waits);
  const Function *Begin = R.M.findFunction("my::Client::begin");
  ASSERT_TRUE(Begin && Begin->Leases);
  EXPECT_EQ(Begin->Leases->Pool.Where, Slot::Receiver);
  EXPECT_FALSE(Begin->Leases->Waits);
  EXPECT_FALSE(R.M.findScopeType("my::Lease")->Waits);
  EXPECT_THAT(R.M.leaseNames(), testing::UnorderedElementsAre(
                                    "get", "peek", "my::Client::begin",
                                    "my::Lease"));
}

TEST(Transactions, MalformedOnesAreRefused) {
  auto Refuses = [](llvm::StringRef Keys) {
    Read R(
        (llvm::Twine(
             "libraries:\n  - name: l\n    functions:\n      - { name: f, ") +
         Keys + " }\n")
            .str());
    EXPECT_FALSE(R.Good);
    return R.Problems.empty() ? std::string() : describe(R.Problems[0]);
  };
  EXPECT_THAT(Refuses("begins: { when: zero }"), HasSubstr("'of'"));
  EXPECT_THAT(Refuses("begins: { of: receiver, only-if: { argument: 1 } }"),
              HasSubstr("'equals'"));
  EXPECT_THAT(Refuses("executes: { text: 1 }"), HasSubstr("'on'"));
  EXPECT_THAT(Refuses("commits: { of: receiver }, pure: true"),
              HasSubstr("not pure"));
}

} // namespace
