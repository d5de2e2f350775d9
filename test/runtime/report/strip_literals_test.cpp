// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// No value of a statement may be seen.
#include "report/strip_literals.h"

#include <gtest/gtest.h>

#include <cstring>
#include <string>

namespace {

std::string strip(std::string_view sql, std::size_t size = 256) {
  std::string buffer(size, '#');
  const std::size_t length =
      leash::report::strip_literals(sql, buffer.data(), size);
  EXPECT_LT(length, size);
  EXPECT_EQ(buffer[length], '\0');
  return buffer.substr(0, length);
}

TEST(StripLiterals, keeps_what_holds_no_value) {
  EXPECT_EQ(strip("SELECT a.b1, \"Odd Name\" FROM t_2 WHERE x = $12"),
            "SELECT a.b1, \"Odd Name\" FROM t_2 WHERE x = $12");
}

TEST(StripLiterals, strings) {
  EXPECT_EQ(strip("SET x = 'secret', y = ''"), "SET x = ?, y = ?");
}

TEST(StripLiterals, doubled_quote_stays_inside) {
  EXPECT_EQ(strip("'it''s secret' || a"), "? || a");
}

TEST(StripLiterals, numbers) {
  EXPECT_EQ(strip("a=1 b=-2.5 c=.5 d=1e-9 e=0xFF f=1_000 g2=3"),
            "a=? b=-? c=? d=? e=? f=? g2=?");
}

TEST(StripLiterals, escape_strings) {
  EXPECT_EQ(strip(R"(E'it\'s \\' || e'x' || a)"), "? || ? || a");
}

TEST(StripLiterals, prefixed_strings) {
  EXPECT_EQ(strip("B'101' x'ff' N'name' U&'d\\0061t' U & a"), "? ? ? ? U & a");
}

TEST(StripLiterals, dollar_quotes) {
  EXPECT_EQ(strip("DO $$ secret $$; DO $tag$ a $$ b $tag$ x"), "DO ?; DO ? x");
}

TEST(StripLiterals, dollar_inside_an_identifier_quotes_nothing) {
  EXPECT_EQ(strip("a$b$c FROM d$b$e"), "a$b$c FROM d$b$e");
}

TEST(StripLiterals, comments_go) {
  EXPECT_EQ(strip("a -- pw=1\n b /* x /* y */ z */ c"), "a b c");
}

TEST(StripLiterals, comment_marks_inside_a_string_are_none) {
  EXPECT_EQ(strip("'--' a '/*' b"), "? a ? b");
}

TEST(StripLiterals, white_space_and_control_characters_fold) {
  EXPECT_EQ(strip("  a\n\t b\x01\x1b c  "), "a b c");
}

TEST(StripLiterals, unfinished_literals_show_nothing) {
  EXPECT_EQ(strip("a = 'secret"), "a = ?");
  EXPECT_EQ(strip("a = $x$secret"), "a = ?");
  EXPECT_EQ(strip("a = E'secret\\"), "a = ?");
  EXPECT_EQ(strip("a /* secret"), "a");
}

// Whether a backslash escapes is a setting of the server: either reading may
// put a value outside the quotes.
TEST(StripLiterals, ambiguous_backslash_ends_the_text) {
  EXPECT_EQ(strip(R"(a = 'it\'s secret', b)"), "a = ?");
  EXPECT_EQ(strip(R"(a = 'C:\', b = 'secret')"), "a = ?");
  EXPECT_EQ(strip(R"(a = 'C:\x', b)"), "a = ?, b");
}

TEST(StripLiterals, passwords_of_roles_and_connections) {
  EXPECT_EQ(strip("ALTER ROLE bob PASSWORD 'hunter2'"),
            "ALTER ROLE bob PASSWORD ?");
  EXPECT_EQ(strip("CREATE SUBSCRIPTION s CONNECTION 'password=hunter2'"),
            "CREATE SUBSCRIPTION s CONNECTION ?");
}

TEST(StripLiterals, cuts_between_characters) {
  const std::string four = "\xF0\x9F\x90\x95"; // U+1F415
  EXPECT_EQ(strip("ab" + four + four, 8), "ab" + four);
  EXPECT_EQ(strip("ab" + four + four, 7), "ab" + four);
  EXPECT_EQ(strip("ab" + four + four, 6), "ab");
  EXPECT_EQ(strip("abcdef", 4), "abc");
}

TEST(StripLiterals, smallest_buffers) {
  char one = '#';
  EXPECT_EQ(leash::report::strip_literals("abc", &one, 1), 0U);
  EXPECT_EQ(one, '\0');
  EXPECT_EQ(leash::report::strip_literals("abc", nullptr, 0), 0U);
}

// Whatever is between quotes, in whatever context, never comes out.
TEST(StripLiterals, any_prefix_of_a_statement_is_safe) {
  const std::string sql = "WITH q AS (SELECT E'\\'SECRET' -- SECRET\n, $a$ "
                          "SECRET $a$, U&'SECRET') INSERT 'SECRET''SECRET'";
  for (std::size_t end = 0; end <= sql.size(); ++end)
    EXPECT_EQ(strip(sql.substr(0, end)).find("SEC"), std::string::npos) << end;
}

} // namespace
