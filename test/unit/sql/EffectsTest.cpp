// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Which statements of a text open, close or leave alone a transaction.

#include "sql/Effects.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include <random>
#include <string>

using namespace leash::sql;

namespace {

/// One letter an effect; `?` in \p Text is a hole.
std::string read(std::string Text, Dialect In = Dialect::Any) {
  for (char &C : Text)
    if (C == '?')
      C = Hole;
  std::string Letters;
  for (const Effect E : effects(Text, In))
    Letters += "-BCRSsrfoU"[static_cast<unsigned>(E)];
  return Letters;
}
constexpr Dialect PG = Dialect::PostgreSQL, Lite = Dialect::SQLite,
                  My = Dialect::MySQL;

TEST(EffectsTest, AnEmptyTextHasNone) {
  EXPECT_EQ(read(""), "");
  EXPECT_EQ(read(" ;\t;\n;"), "");
  EXPECT_EQ(read("-- nothing\n/* at all */"), "");
}

TEST(EffectsTest, WhatOpens) {
  for (const char *Text :
       {"BEGIN", "begin", "  Begin ;", "BEGIN WORK", "BEGIN TRANSACTION",
        "BEGIN ISOLATION LEVEL SERIALIZABLE, READ WRITE", "BEGIN READ ONLY",
        "BEGIN NOT DEFERRABLE", "BEGIN DEFERRED", "BEGIN IMMEDIATE TRANSACTION",
        "BEGIN EXCLUSIVE", "BEGIN CONCURRENT", "BEGIN TRAN",
        "START TRANSACTION", "start\n transaction\tread only",
        "START TRANSACTION WITH CONSISTENT SNAPSHOT"})
    EXPECT_EQ(read(Text), "B") << Text;
}

TEST(EffectsTest, WhatCommits) {
  for (const char *Text :
       {"COMMIT", "commit;", "COMMIT WORK", "COMMIT TRANSACTION", "END",
        "END;", "end transaction", "END WORK", "COMMIT AND NO CHAIN",
        "COMMIT RELEASE", "COMMIT NO RELEASE", "PREPARE TRANSACTION 'x'"})
    EXPECT_EQ(read(Text), "C") << Text;
}

TEST(EffectsTest, WhatRollsBack) {
  for (const char *Text :
       {"ROLLBACK", "rollback work", "ROLLBACK TRANSACTION", "ABORT",
        "ABORT TRANSACTION", "ROLLBACK AND NO CHAIN", "ROLLBACK TRAN name"})
    EXPECT_EQ(read(Text), "R") << Text;
}

TEST(EffectsTest, AChainBeginsTheNext) {
  EXPECT_EQ(read("COMMIT AND CHAIN"), "CB");
  EXPECT_EQ(read("ROLLBACK TRANSACTION AND CHAIN; SELECT 1"), "RB-");
  EXPECT_EQ(read("END AND CHAIN"), "CB");
}

TEST(EffectsTest, Savepoints) {
  EXPECT_EQ(read("SAVEPOINT a"), "S");
  EXPECT_EQ(read("RELEASE SAVEPOINT a; RELEASE a"), "ss");
  for (const char *Text :
       {"ROLLBACK TO a", "ROLLBACK TO SAVEPOINT a", "ROLLBACK WORK TO a",
        "ROLLBACK TRANSACTION TO SAVEPOINT a"})
    EXPECT_EQ(read(Text), "r") << Text;
}

TEST(EffectsTest, SecondPhasesAreOfOtherTransactions) {
  EXPECT_EQ(read("COMMIT PREPARED 'x'"), "-");
  EXPECT_EQ(read("ROLLBACK PREPARED 'x'"), "-");
}

TEST(EffectsTest, Autocommit) {
  for (const char *Text :
       {"SET autocommit=0", "set AUTOCOMMIT = OFF", "SET SESSION autocommit=0",
        "SET @@autocommit := 0", "SET @@session.autocommit = FALSE",
        "SET names utf8, autocommit = 0", "SET AUTOCOMMIT TO OFF",
        "SET IMPLICIT_TRANSACTIONS ON"})
    EXPECT_EQ(read(Text), "f") << Text;
  EXPECT_EQ(read("SET autocommit=1"), "o");
  EXPECT_EQ(read("SET IMPLICIT_TRANSACTIONS OFF"), "o");
  EXPECT_EQ(read("SET autocommit=?"), "U");
  EXPECT_EQ(read("SET search_path = a, b"), "-");
  EXPECT_EQ(read("SET TRANSACTION ISOLATION LEVEL SERIALIZABLE"), "-");
}

TEST(EffectsTest, SeveralStatements) {
  EXPECT_EQ(read("BEGIN; INSERT INTO t VALUES (1); COMMIT"), "B-C");
  EXPECT_EQ(read("begin;update t set a=1;update t set b=2;"), "B--");
  EXPECT_EQ(read("COMMIT; BEGIN"), "CB");
  EXPECT_EQ(read(";;BEGIN;;"), "B");
}

TEST(EffectsTest, Comments) {
  EXPECT_EQ(read("/* first */ BEGIN -- COMMIT"), "B");
  EXPECT_EQ(read("-- BEGIN\nCOMMIT"), "C");
  EXPECT_EQ(read("BE/**/GIN"), "-");
  EXPECT_EQ(read("/* a /* b */ COMMIT; */ BEGIN", PG), "B");
  EXPECT_EQ(read("/* a /* b */ COMMIT", Lite), "C");
  EXPECT_EQ(read("# a\nCOMMIT # b", My), "C");
  EXPECT_EQ(read("# a\nCOMMIT"), "C");
  EXPECT_EQ(read("SELECT a # b; COMMIT", PG), "-C");
  EXPECT_EQ(read("/*!40000 COMMIT */", My), "C");
  EXPECT_EQ(read("/* never closed BEGIN"), "");
}

TEST(EffectsTest, QuotedTextIsNoStatement) {
  EXPECT_EQ(read("SELECT '; COMMIT;'"), "-");
  EXPECT_EQ(read("SELECT 'it''s; COMMIT'; ROLLBACK"), "-R");
  EXPECT_EQ(read("SELECT \"a;COMMIT\" FROM t"), "-");
  EXPECT_EQ(read("SELECT `a;COMMIT` FROM t", My), "-");
  EXPECT_EQ(read("SELECT 'a\\'; COMMIT'", My), "-");
  EXPECT_EQ(read("SELECT E'a\\'; COMMIT'", PG), "-");
  EXPECT_EQ(read("SELECT 'a\\'; COMMIT", PG), "-C");
  EXPECT_EQ(read("SELECT 'never closed; COMMIT"), "-");
}

TEST(EffectsTest, DollarQuotes) {
  EXPECT_EQ(read("DO $$ BEGIN COMMIT; END $$"), "-");
  EXPECT_EQ(read("DO $body$ BEGIN; $$ END; $body$; COMMIT"), "-C");
  EXPECT_EQ(read("SELECT $1; COMMIT"), "-C");
  EXPECT_EQ(read("SELECT a$b$; COMMIT"), "-C");
  EXPECT_EQ(read("SELECT $never; COMMIT"), "-C");
}

TEST(EffectsTest, RoutinesHaveBodies) {
  EXPECT_EQ(read("CREATE FUNCTION f() RETURNS int AS $$ BEGIN RETURN 1; END; "
                 "$$ LANGUAGE plpgsql; COMMIT"),
            "-C");
  EXPECT_EQ(read("CREATE TRIGGER t AFTER INSERT ON a BEGIN "
                 "UPDATE b SET n = n + 1; DELETE FROM c; END; BEGIN"),
            "-B");
  EXPECT_EQ(read("CREATE PROCEDURE p() BEGIN IF a THEN COMMIT; END IF; "
                 "WHILE b DO SELECT CASE WHEN c THEN 1 END; END WHILE; "
                 "BEGIN SELECT 1; END; END; SELECT 1"),
            "--");
  EXPECT_EQ(read("CREATE PROCEDURE p() BEGIN CASE a WHEN 1 THEN COMMIT; "
                 "END CASE; END; ROLLBACK"),
            "-R");
  EXPECT_EQ(read("CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT 1; END"),
            "-");
  EXPECT_EQ(read("CREATE TABLE t (begin_date date); COMMIT"), "-C");
}

TEST(EffectsTest, ProceduralBlocks) {
  EXPECT_EQ(read("BEGIN pkg.run(:1); END;"), "-");
  EXPECT_EQ(read("BEGIN UPDATE t SET a = 1; COMMIT; END;"), "U");
  EXPECT_EQ(read("BEGIN TRY SELECT 1; END TRY BEGIN CATCH SELECT 2; END CATCH"),
            "-");
  EXPECT_EQ(read("BEGIN NOT ATOMIC SELECT 1; END; ROLLBACK"), "-R");
}

TEST(EffectsTest, MySqlCommitsImplicitly) {
  for (const char *Text : {"CREATE TABLE t (a int)", "DROP TABLE t",
                           "ALTER TABLE t ADD b int", "TRUNCATE t"}) {
    EXPECT_EQ(read(Text, My), "C") << Text;
    EXPECT_EQ(read(Text, PG), "-") << Text;
    EXPECT_EQ(read(Text), "-") << Text;
  }
  EXPECT_EQ(read("CREATE TEMPORARY TABLE t (a int)", My), "-");
  EXPECT_EQ(read("DROP TEMPORARY TABLE t", My), "-");
}

TEST(EffectsTest, WhatCannotBeTold) {
  EXPECT_EQ(read("XA START 'a'"), "U");
  EXPECT_EQ(read("CALL p()"), "U");
  EXPECT_EQ(read("CALL p()", PG), "-");
  EXPECT_EQ(read("EXECUTE s", My), "U");
}

TEST(EffectsTest, Holes) {
  EXPECT_EQ(read("?"), "U");
  EXPECT_EQ(read("? INTO t"), "U");
  EXPECT_EQ(read("?MIT"), "U");
  EXPECT_EQ(read("COM?"), "U");
  EXPECT_EQ(read("BEGIN?"), "B");
  EXPECT_EQ(read("BEGIN ?"), "B");
  EXPECT_EQ(read("BEGIN; ?"), "BU");
  EXPECT_EQ(read("START ?"), "U");
  EXPECT_EQ(read("COMMIT ?"), "C");
  EXPECT_EQ(read("ROLLBACK ?"), "R");
  EXPECT_EQ(read("ROLLBACK TO ?"), "r");
  EXPECT_EQ(read("INSERT INTO ? VALUES (?, '?'); COMMIT"), "-C");
  EXPECT_EQ(read("SELECT?"), "-");
  EXPECT_EQ(read("?; COMMIT"), "UC");
}

TEST(EffectsTest, WhatIsNoSql) {
  for (const char *Text :
       {"BEGIN:VCALENDAR", "begin the beguine", "Commit message", "END OF FILE",
        "commit-id", "abort: no space", "endpoint", "beginning", "(BEGIN)",
        "'BEGIN'", "42", "-----BEGIN CERTIFICATE-----"})
    EXPECT_NE(read(Text), "B") << Text;
  EXPECT_EQ(read("Commit message"), "-");
  EXPECT_EQ(read("END OF FILE"), "-");
}

/// Whatever the text, it is read to its end, and a text of whole statements
/// reads as its parts do.
TEST(EffectsTest, RandomTexts) {
  const std::vector<std::string> Pieces = {
      "BEGIN",  "COMMIT", "ROLLBACK", "END", ";",    "'",   "\"", "$$", "$a$",
      "--",     "\n",     "/*",       "*/",  "?",    " ",   " ",  "TO", "CASE",
      "CREATE", "TRIGGER", "SET",     "=",   "\\",   "`",   "#",  "\xc3\xa4",
      "AND",    "CHAIN",  "AUTOCOMMIT", "0", "/*!4", "E'",  "IF", "NOT"};
  std::mt19937 Random(4711);
  for (unsigned Round = 0; Round != 20000; ++Round) {
    std::string Text;
    for (unsigned N = Random() % 12; N; --N)
      Text += Pieces[Random() % Pieces.size()];
    for (const Dialect In : {Dialect::Any, PG, Lite, My}) {
      const std::string Once = read(Text, In);
      ASSERT_EQ(read(Text, In), Once);
      ASSERT_LE(Once.size(), Text.size() + 1) << Text;
      ASSERT_EQ(read("SELECT 1;" + Text, In), "-" + Once) << Text;
    }
  }
}

TEST(EffectsTest, LongTextsTakeLinearTime) {
  std::string Text;
  for (unsigned I = 0; I != 200000; ++I)
    Text += "/*$'";
  EXPECT_EQ(read(Text), "");
  std::string Dollars(1000000, '$');
  read(Dollars);
}

} // namespace
