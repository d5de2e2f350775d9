// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Runs a program of tests, some of which leak, and looks at which failed.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <map>
#include <sys/wait.h>
#include <unistd.h>

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

namespace {

struct Outcome {
  int status = -1;
  std::string output;
  std::map<std::string, std::string> tests; // their failures' texts
};

Outcome run(const std::string &program, const std::string &arguments = "") {
  const std::string report =
      testing::TempDir() + "leash-gtest-" + std::to_string(getpid()) + ".json";
  std::remove(report.c_str());
  FILE *const pipe = popen(
      ("env -u GTEST_OUTPUT -u GTEST_FILTER TSAN_OPTIONS=\"$TSAN_OPTIONS "
       "die_after_fork=0\" " +
       program + " --gtest_output=json:" + report + " " + arguments + " 2>&1")
          .c_str(),
      "r");
  Outcome out;
  char buffer[4'096];
  while (pipe && std::fgets(buffer, sizeof buffer, pipe))
    out.output += buffer;
  const int status = pipe ? pclose(pipe) : -1;
  out.status = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  std::ifstream file(report);
  if (!file)
    return out;
  const auto json = nlohmann::json::parse(file);
  for (const auto &suite : json["testsuites"])
    for (const auto &test : suite["testsuite"]) {
      std::string &text = out.tests[suite["name"].get<std::string>() + "." +
                                    test["name"].get<std::string>()];
      for (const auto &failure :
           test.value("failures", nlohmann::json::array()))
        text += failure["failure"].get<std::string>();
    }
  std::remove(report.c_str());
  return out;
}

void expect_leaky_tests_failed(const Outcome &outcome) {
  int leaky = 0;
  for (const auto &[name, text] : outcome.tests) {
    if (name.ends_with("."))
      continue; // a suite's own entry
    const bool leaks = name.find(".leaks_") != std::string::npos;
    leaky += leaks;
    EXPECT_EQ(!text.empty(), leaks) << name << ": " << text;
  }
  EXPECT_EQ(leaky, 8);
  EXPECT_EQ(outcome.status, 1);
}

class Listener : public testing::Test {
protected:
  static void SetUpTestSuite() { outcome = run(LEASH_SAMPLE); }
  static std::string failure(const std::string &test) {
    const auto found = outcome.tests.find(test);
    return found == outcome.tests.end() ? "no such test" : found->second;
  }
  static Outcome outcome;
};
Outcome Listener::outcome;

TEST_F(Listener, fails_the_tests_that_leak_and_no_other) {
  expect_leaky_tests_failed(outcome);
}

TEST_F(Listener, says_what_leaked_and_from_where) {
  EXPECT_THAT(failure("Sample.leaks_connection"),
              AllOf(HasSubstr("sample.cpp:"),
                    HasSubstr("this test leaked a connection of pool 'orders', "
                              "still held at its end"),
                    HasSubstr("acquired by\n    #0 the stack, frames: 1")));
  EXPECT_THAT(failure("Sample.leaks_result"), HasSubstr("leaked a result"));
  EXPECT_THAT(failure("Sample.leaks_transaction"),
              HasSubstr("leaked a transaction"));
}

TEST_F(Listener, transaction_left_open_is_told_from_a_leak) {
  EXPECT_THAT(failure("Suite.leaks_transaction_on_a_shared_connection"),
              AllOf(HasSubstr("left a transaction open on a connection"),
                    Not(HasSubstr("leaked"))));
}

TEST_F(Listener, leak_of_a_set_up_fails_its_suite_once) {
  const std::string text = "the set-up of test suite LeakySuite leaked a";
  const std::size_t first = outcome.output.find(text);
  ASSERT_NE(first, std::string::npos) << outcome.output;
  EXPECT_EQ(outcome.output.find("the set-up of test suite", first + 1),
            std::string::npos);
}

TEST(ListenerAlone, clean_tests_succeed) {
  const Outcome outcome =
      run(LEASH_SAMPLE, "'--gtest_filter=*clean*-LeakySuite*'");
  EXPECT_EQ(outcome.status, 0) << outcome.output;
}

TEST(ListenerAlone, repeated_runs_judge_alike) {
  const Outcome outcome =
      run(LEASH_SAMPLE, "--gtest_repeat=3 '--gtest_filter=Sample.*' "
                        "--gtest_shuffle");
  std::size_t failures = 0;
  for (std::size_t at = 0;
       (at = outcome.output.find("this test leaked", at)) != std::string::npos;
       ++at)
    ++failures;
  EXPECT_EQ(failures, 3U * 5U) << outcome.output;
}

TEST(ListenerWithTracker, fails_the_tests_that_leak_and_no_other) {
  expect_leaky_tests_failed(run(LEASH_SAMPLE_TRACKED));
}

TEST(ListenerWithTracker, shows_the_acquire_and_nothing_of_googletest) {
  const Outcome outcome =
      run(LEASH_SAMPLE_TRACKED, "--gtest_filter=Sample.leaks_connection");
  const auto found = outcome.tests.find("Sample.leaks_connection");
  ASSERT_NE(found, outcome.tests.end()) << outcome.output;
  EXPECT_THAT(found->second, HasSubstr("#0 "));
  EXPECT_THAT(found->second, HasSubstr("take"));
  EXPECT_THAT(found->second, Not(HasSubstr("leash_acquire")));
  EXPECT_THAT(found->second, Not(HasSubstr("testing::Test::Run")));
}

TEST(ListenerWithoutLibrary, says_once_that_it_is_inert) {
  const Outcome outcome =
      run(LEASH_SAMPLE_INERT, "--gtest_repeat=2 '--gtest_filter=Sample.*'");
  EXPECT_EQ(outcome.status, 0) << outcome.output;
  const std::string text = "leash: the run-time library is not linked";
  const std::size_t first = outcome.output.find(text);
  EXPECT_NE(first, std::string::npos);
  EXPECT_EQ(outcome.output.find(text, first + 1), std::string::npos);
}

} // namespace
