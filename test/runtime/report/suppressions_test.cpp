// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// What a suppressions file may say, and what it then hides.
#include "report/suppressions.h"

#include "temporary_directory.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

using namespace leash::report;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Optional;

namespace {

Lease taken_by(const std::string &function, const std::string &file = "",
               const std::string &module = "") {
  Lease lease;
  lease.pool = "orders";
  Frame frame;
  frame.function = function;
  frame.file = file;
  frame.module = module;
  lease.acquired = {Frame(), frame};
  return lease;
}

bool held(const Suppressions &suppressions, const Lease &lease,
          Reason reason = Reason::inactive) {
  return suppressions.matches(Event::held, reason, lease);
}

TEST(Pattern, occurs_anywhere) {
  EXPECT_TRUE(pattern_matches("load", "orders::load(int)"));
  EXPECT_FALSE(pattern_matches("store", "orders::load(int)"));
}

TEST(Pattern, anchors_tie_to_the_ends) {
  EXPECT_TRUE(pattern_matches("^orders", "orders::load"));
  EXPECT_FALSE(pattern_matches("^load", "orders::load"));
  EXPECT_TRUE(pattern_matches("load$", "orders::load"));
  EXPECT_FALSE(pattern_matches("orders$", "orders::load"));
  EXPECT_TRUE(pattern_matches("^a$", "a"));
  EXPECT_FALSE(pattern_matches("^a$", "aa"));
}

TEST(Pattern, star_is_any_text) {
  EXPECT_TRUE(pattern_matches("or*lo*d", "orders::load"));
  EXPECT_FALSE(pattern_matches("lo*or", "orders::load"));
  EXPECT_TRUE(pattern_matches("^o*d$", "orders::load"));
  EXPECT_FALSE(pattern_matches("^o*s$", "orders::load"));
  EXPECT_TRUE(pattern_matches("*", ""));
  EXPECT_TRUE(pattern_matches("a*ab$", "aab"));
  EXPECT_FALSE(pattern_matches("^ab*ba$", "aba"));
}

TEST(Suppressions, match_function_file_and_module) {
  for (const char *pattern :
       {"leak:orders::load", "leak:src/orders.cpp", "leak:libvendor.so"}) {
    Suppressions suppressions;
    ASSERT_EQ(suppressions.add(pattern, "test"), std::nullopt);
    EXPECT_TRUE(held(suppressions,
                     taken_by("orders::load(int)", "/home/a/src/orders.cpp",
                              "/usr/lib/libvendor.so.3")))
        << pattern;
    EXPECT_FALSE(held(suppressions, taken_by("main", "main.cpp", "/bin/a")))
        << pattern;
  }
}

TEST(Suppressions, kinds_hide_their_own_reports_only) {
  const Lease lease = taken_by("load");
  const auto hidden = [&lease](const char *line, Event event, Reason reason) {
    Suppressions suppressions;
    EXPECT_EQ(suppressions.add(line, "test"), std::nullopt);
    return suppressions.matches(event, reason, lease);
  };
  EXPECT_TRUE(hidden("held:load", Event::held, Reason::inactive));
  EXPECT_FALSE(hidden("held:load", Event::leaked_at_exit, Reason::none));
  EXPECT_TRUE(hidden("idle_in_transaction:load", Event::held,
                     Reason::idle_in_transaction));
  EXPECT_FALSE(
      hidden("idle_in_transaction:load", Event::held, Reason::inactive));
  EXPECT_TRUE(hidden("exit:load", Event::leaked_at_exit, Reason::none));
  EXPECT_FALSE(hidden("exit:load", Event::held, Reason::inactive));
  EXPECT_TRUE(hidden("dirty:load", Event::dirty_return, Reason::busy));
  EXPECT_TRUE(hidden("dirty:load", Event::double_release, Reason::none));
  EXPECT_FALSE(hidden("dirty:load", Event::held, Reason::inactive));
  for (const Event event :
       {Event::held, Event::dirty_return, Event::leaked_at_exit})
    EXPECT_TRUE(hidden("leak:load", event, Reason::none));
}

TEST(Suppressions, pool_hides_by_name) {
  Suppressions suppressions;
  ASSERT_EQ(suppressions.add("pool:^orders$", "test"), std::nullopt);
  Lease lease = taken_by("load");
  EXPECT_TRUE(held(suppressions, lease));
  lease.pool = "orders-2";
  EXPECT_FALSE(held(suppressions, lease));
}

TEST(Suppressions, comments_blanks_and_line_ends) {
  Suppressions suppressions;
  ASSERT_EQ(suppressions.add("# known\r\n\n  leak : load \r\n", "test"),
            std::nullopt);
  EXPECT_TRUE(held(suppressions, taken_by("load")));
}

TEST(Suppressions, unused_ones_are_told_with_their_place) {
  Suppressions suppressions;
  ASSERT_EQ(suppressions.add("leak:load\n\nexit:store\n", "known.txt"),
            std::nullopt);
  EXPECT_TRUE(held(suppressions, taken_by("load")));
  EXPECT_THAT(suppressions.unused(), ElementsAre("known.txt:3: exit:store"));
}

TEST(Suppressions, malformed_line_is_an_error_with_file_and_line) {
  const std::pair<const char *, const char *> cases[] = {
      {"leak:a\nnonsense\n", "f:2: a suppression is written kind:pattern"},
      {"leak:\n", "f:1: the pattern is missing"},
      {"leek:a\n", "f:1: unknown kind 'leek'"}};
  for (const auto &[text, message] : cases) {
    Suppressions suppressions;
    EXPECT_THAT(suppressions.add(text, "f"), Optional(HasSubstr(message)));
    EXPECT_TRUE(suppressions.empty());
  }
}

TEST(Suppressions, file_is_read) {
  const TemporaryDirectory directory;
  const std::string file = directory.write("known.txt", "leak:load\n");
  Suppressions suppressions;
  EXPECT_EQ(suppressions.add_file(file), std::nullopt);
  EXPECT_THAT(suppressions.unused(), ElementsAre(file + ":1: leak:load"));
}

TEST(Suppressions, missing_file_is_an_error) {
  Suppressions suppressions;
  EXPECT_THAT(suppressions.add_file("/nowhere/known.txt"),
              Optional(HasSubstr("/nowhere/known.txt")));
}

TEST(Suppressions, nothing_is_hidden_without_any) {
  const Suppressions suppressions;
  EXPECT_FALSE(held(suppressions, taken_by("load")));
  EXPECT_THAT(suppressions.unused(), IsEmpty());
}

} // namespace
