// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// What LEASH_OPTIONS accepts, and what it says to what it does not.
#include "report/options.h"

#include "temporary_directory.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

using namespace leash::report;
using testing::HasSubstr;
using testing::Optional;

namespace {

TEST(Options, sets_every_kind_of_value) {
  Options options;
  EXPECT_EQ(parse_options("threshold=250ms:txn_idle=1.5s:stack=site:depth=8:"
                          "log=/var/log/leash.%p:format=json:exitcode=23:"
                          "suppressions=known.txt:current_stack=0:"
                          "statements=0:metrics=unix:/run/leash.sock:"
                          "at_exit=0:enabled=0:slots=100:own='a::B c':help=1",
                          options),
            std::nullopt);
  EXPECT_EQ(options.threshold, 250'000'000U);
  EXPECT_EQ(options.txn_idle, 1'500'000'000U);
  EXPECT_EQ(options.stack, StackMode::site);
  EXPECT_EQ(options.depth, 8U);
  EXPECT_EQ(options.log, "/var/log/leash.%p");
  EXPECT_EQ(options.format, Format::json);
  EXPECT_EQ(options.exitcode, 23);
  EXPECT_EQ(options.suppressions, "known.txt");
  EXPECT_FALSE(options.current_stack);
  EXPECT_FALSE(options.statements);
  EXPECT_EQ(options.metrics, "/run/leash.sock");
  EXPECT_FALSE(options.at_exit);
  EXPECT_FALSE(options.enabled);
  EXPECT_EQ(options.slots, 100U);
  EXPECT_EQ(options.own, "a::B c");
  EXPECT_TRUE(options.help);
}

TEST(Options, empty_text_changes_nothing) {
  Options options;
  EXPECT_EQ(parse_options(" :, \n", options), std::nullopt);
  EXPECT_EQ(options.threshold, Options().threshold);
}

TEST(Options, later_values_win) {
  Options options;
  EXPECT_EQ(parse_options("depth=3 depth=5", options), std::nullopt);
  EXPECT_EQ(options.depth, 5U);
}

TEST(Options, quotes_hold_separators) {
  Options options;
  EXPECT_EQ(parse_options(R"(log='/a:b, c':suppressions="it's")", options),
            std::nullopt);
  EXPECT_EQ(options.log, "/a:b, c");
  EXPECT_EQ(options.suppressions, "it's");
}

TEST(Options, unclosed_quote_is_an_error) {
  Options options;
  EXPECT_THAT(parse_options("log='/a", options), Optional(HasSubstr("'log'")));
}

TEST(Options, unknown_name_is_an_error_that_guesses) {
  Options options;
  EXPECT_THAT(
      parse_options("treshold=5s", options),
      Optional(std::string("LEASH_OPTIONS: unknown option 'treshold'; did you "
                           "mean 'threshold'?")));
}

TEST(Options, unknown_name_without_a_guess_points_to_help) {
  Options options;
  EXPECT_THAT(parse_options("wobble=1", options),
              Optional(HasSubstr("help=1 lists them")));
}

TEST(Options, error_changes_nothing) {
  Options options;
  EXPECT_NE(parse_options("depth=3:format=xml", options), std::nullopt);
  EXPECT_EQ(options.depth, Options().depth);
}

TEST(Options, error_names_option_value_and_what_fits) {
  Options options;
  EXPECT_THAT(parse_options("format=xml", options, "leash_set_option"),
              Optional(std::string("leash_set_option: option 'format' cannot "
                                   "be 'xml': it takes text or json")));
}

TEST(Options, name_without_value_is_an_error) {
  Options options;
  EXPECT_THAT(parse_options("threshold", options),
              Optional(HasSubstr("needs a value")));
}

TEST(Options, numbers_out_of_range_are_errors) {
  for (const char *text : {"depth=0", "depth=65", "exitcode=256", "depth=-1",
                           "depth=4x", "slots=1", "threshold=1e30h"}) {
    Options options;
    EXPECT_NE(parse_options(text, options), std::nullopt) << text;
  }
}

TEST(Options, metrics_must_be_a_unix_socket) {
  Options options;
  EXPECT_THAT(parse_options("metrics=tcp", options),
              Optional(HasSubstr("unix:PATH")));
  EXPECT_NE(parse_options("metrics=unix:", options), std::nullopt);
}

TEST(Options, include_reads_a_file_with_comments) {
  const TemporaryDirectory directory;
  const std::string file = directory.write(
      "leash.options", "# ours\nthreshold=1s # short\n\ndepth=4:format=json\n");
  Options options;
  EXPECT_EQ(parse_options("include='" + file + "':depth=5", options),
            std::nullopt);
  EXPECT_EQ(options.threshold, 1'000'000'000U);
  EXPECT_EQ(options.format, Format::json);
  EXPECT_EQ(options.depth, 5U);
}

TEST(Options, error_in_an_included_file_has_file_and_line) {
  const TemporaryDirectory directory;
  const std::string file =
      directory.write("leash.options", "depth=4\n\nthreshold=5\n");
  Options options;
  EXPECT_THAT(parse_options("include=" + file, options),
              Optional(HasSubstr(file + ":3: option 'threshold'")));
  EXPECT_EQ(options.depth, Options().depth);
}

TEST(Options, file_that_includes_itself_ends_in_an_error) {
  const TemporaryDirectory directory;
  const std::string path = directory.path() + "/loop";
  directory.write("loop", "include=" + path + "\n");
  Options options;
  EXPECT_THAT(parse_options("include=" + path, options),
              Optional(HasSubstr("nested too deeply")));
}

TEST(Options, missing_included_file_is_an_error) {
  Options options;
  EXPECT_THAT(parse_options("include=/nowhere/at/all", options),
              Optional(HasSubstr("cannot read '/nowhere/at/all'")));
}

// The table says the defaults once more, for people.
TEST(Options, listed_defaults_are_the_defaults) {
  Options options;
  options.threshold = options.txn_idle = 1;
  options.depth = options.slots = 1;
  const std::string help = options_help();
  EXPECT_THAT(help, HasSubstr("threshold"));
  std::string defaults;
  for (std::size_t at = 0;
       (at = help.find("(default: ", at)) != std::string::npos; ++at) {
    const std::size_t line = help.rfind('\n', help.rfind('\n', at) - 1) + 1;
    const std::size_t name = help.find_first_not_of(' ', line);
    const std::size_t from = at + 10;
    const std::string value = help.substr(from, help.find(')', from) - from);
    if (value != "none")
      defaults +=
          help.substr(name, help.find('\n', name) - name) + "='" + value + "':";
  }
  ASSERT_EQ(parse_options(defaults, options), std::nullopt);
  const Options initial;
  EXPECT_EQ(options.threshold, initial.threshold);
  EXPECT_EQ(options.txn_idle, initial.txn_idle);
  EXPECT_EQ(options.stack, initial.stack);
  EXPECT_EQ(options.depth, initial.depth);
  EXPECT_EQ(options.log, initial.log);
  EXPECT_EQ(options.format, initial.format);
  EXPECT_EQ(options.exitcode, initial.exitcode);
  EXPECT_EQ(options.current_stack, initial.current_stack);
  EXPECT_EQ(options.statements, initial.statements);
  EXPECT_EQ(options.at_exit, initial.at_exit);
  EXPECT_EQ(options.enabled, initial.enabled);
  EXPECT_EQ(options.slots, initial.slots);
  EXPECT_EQ(options.help, initial.help);
}

TEST(Options, markdown_lists_what_help_lists) {
  EXPECT_THAT(options_markdown(), HasSubstr("| `txn_idle` | `2s` |"));
}

TEST(Options, page_has_the_table) {
  std::ifstream file(LEASH_SOURCE_DIR "/docs/runtime-options.md");
  const std::string page{std::istreambuf_iterator<char>(file), {}};
  EXPECT_THAT(page, HasSubstr(options_markdown()));
}

TEST(Duration, takes_all_units) {
  EXPECT_EQ(parse_duration("7ns"), 7U);
  EXPECT_EQ(parse_duration("7us"), 7'000U);
  EXPECT_EQ(parse_duration("7ms"), 7'000'000U);
  EXPECT_EQ(parse_duration("7s"), 7'000'000'000U);
  EXPECT_EQ(parse_duration("7m"), 420'000'000'000U);
  EXPECT_EQ(parse_duration("7h"), 25'200'000'000'000U);
  EXPECT_EQ(parse_duration("0.5ms"), 500'000U);
}

TEST(Duration, zero_needs_no_unit) { EXPECT_EQ(parse_duration("0"), 0U); }

TEST(Duration, plain_number_is_none) {
  for (const char *text : {"5", "", "s", "-1s", "5 s", "5d", "1e3ms", "nan",
                           "0.1ns", "5000000000h"})
    EXPECT_EQ(parse_duration(text), std::nullopt) << text;
}

TEST(PoolOptions, sets_what_is_given_only) {
  PoolOptions options;
  EXPECT_EQ(parse_pool_options("threshold=1s:max=7", options), std::nullopt);
  EXPECT_EQ(options.threshold, 1'000'000'000U);
  EXPECT_EQ(options.txn_idle, std::nullopt);
  EXPECT_EQ(options.max, 7U);
}

TEST(PoolOptions, refuses_options_of_the_process) {
  PoolOptions options;
  EXPECT_THAT(parse_pool_options("max=7:depth=3", options),
              Optional(HasSubstr("unknown option 'depth'")));
  EXPECT_EQ(options.max, std::nullopt);
}

} // namespace
