// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// What is reported of the example service: each fault by the line that took the
// connection, and nothing of what is corrected or merely long.
#include "report/json.h"
#include "report/own_frames.h"
#include "report/text.h"
#include "throwaway_server.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <future>
#include <string>
#include <vector>

#include <sys/wait.h>

namespace leash::report {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

// Where a marker comment stands: the function is the one to be named.
struct Place {
  std::string file;
  unsigned line = 0;
};

Place place_of(const std::string &marker) {
  for (const auto &entry :
       std::filesystem::directory_iterator(ORDERS_SOURCES "/src")) {
    std::ifstream file(entry.path());
    std::string line;
    for (unsigned number = 1; std::getline(file, line); ++number)
      if (line.ends_with("// acquired: " + marker))
        return {entry.path().filename(), number};
  }
  ADD_FAILURE() << "no line of the example is marked " << marker;
  return {};
}

struct Outcome {
  int status = -1;
  std::string out;
  std::vector<Record> records;

  std::vector<Record> of(Event event) const {
    std::vector<Record> found;
    for (const Record &record : records)
      if (record.event == event)
        found.push_back(record);
    return found;
  }
};

// A shift, in its own process, with a log of its own.
Outcome run(const std::string &arguments, const std::string &log) {
  Outcome run;
  const std::string file = std::filesystem::temp_directory_path() / log;
  std::filesystem::remove(file);
  const std::string command =
      "LEASH_OPTIONS=threshold=500ms:format=json:log=" + file +
      " " ORDERS_SERVICE " " + arguments + " 2>&1";
  FILE *pipe = popen(command.c_str(), "r");
  char buffer[4096];
  while (pipe && fgets(buffer, sizeof buffer, pipe))
    run.out += buffer;
  if (pipe)
    run.status = WEXITSTATUS(pclose(pipe));
  std::ifstream lines(file);
  std::string line, error;
  while (std::getline(lines, line)) {
    const auto record = record_from_json(line, error);
    EXPECT_TRUE(record) << error << " in " << line;
    if (record)
      run.records.push_back(*record);
  }
  std::filesystem::remove(file);
  return run;
}

class Shift : public testing::Test {
protected:
  static void SetUpTestSuite() {
    ThrowawayServer &server = ThrowawayServer::get();
    if (!server.available())
      return;
    // Each its own orders: both change them.
    for (const char *name : {"leaking", "fixed"})
      server.run_sql("CREATE SCHEMA " + std::string(name) +
                         "; SET search_path=" + name + ";",
                     ORDERS_SOURCES "/schema.sql");
    const auto arguments = [&](const std::string &name) {
      return "'" + server.conninfo() + " options=-csearch_path=" + name +
             "' shift";
    };
    const std::string pid = std::to_string(getpid());
    auto other = std::async(std::launch::async, [&] {
      return run("--fixed " + arguments("fixed"), "leash-fixed-" + pid);
    });
    leaking = run(arguments("leaking"), "leash-leaking-" + pid);
    fixed = other.get();
  }
  void SetUp() override {
    if (!ThrowawayServer::get().available())
      GTEST_SKIP() << "PostgreSQL's server is not installed";
  }

  // The reports of leases that were taken on the marked line.
  static std::vector<Record> at(const std::string &marker) {
    const Place place = place_of(marker);
    std::vector<Record> found;
    for (const Record &record : leaking.records)
      if (!record.leases.empty() && is_at(record.leases[0], place))
        found.push_back(record);
    return found;
  }
  static bool is_at(const Lease &lease, const Place &place) {
    const auto frames = user_frames(lease.acquired);
    return !frames.empty() && frames[0].file.ends_with("/" + place.file) &&
           frames[0].line == place.line;
  }
  // Of the first of them, which must be as told.
  static void expect(const std::string &marker, Event event, Reason reason,
                     const std::string &function) {
    const std::vector<Record> records = at(marker);
    const auto found =
        std::find_if(records.begin(), records.end(), [&](const Record &record) {
          return record.event == event && record.reason == reason;
        });
    ASSERT_NE(found, records.end()) << told();
    EXPECT_THAT(user_frames(found->leases[0].acquired)[0].function,
                HasSubstr(function));
  }
  static std::string told() {
    std::string text = leaking.out;
    for (const Record &record : leaking.records)
      text += to_text(record);
    return text;
  }

  static inline Outcome leaking, fixed;
};

TEST_F(Shift, early_return_is_reported_where_it_acquired) {
  expect("early-return", Event::held, Reason::inactive, "orders::order_state");
}

TEST_F(Shift, exception_is_reported_where_it_acquired) {
  expect("exception", Event::held, Reason::inactive, "orders::refund_order");
}

TEST_F(Shift, transaction_left_open_is_reported_with_its_begin) {
  expect("transaction", Event::dirty_return, Reason::in_transaction,
         "orders::pay_order");
  const std::vector<Record> records = at("transaction");
  ASSERT_THAT(records, Not(IsEmpty()));
  const auto begun = user_frames(records[0].leases[0].begun);
  ASSERT_GE(begun.size(), 2u);
  EXPECT_THAT(begun[1].function, HasSubstr("orders::pay_order"));
}

TEST_F(Shift, owner_that_is_gone_is_reported_where_it_acquired) {
  expect("owner-gone", Event::held, Reason::owner_gone, "Preview::Preview");
}

TEST_F(Shift, nested_acquire_is_reported_with_all_holders) {
  expect("deadlock", Event::exhausted, Reason::none, "orders::ship_order");
  const std::vector<Record> records = leaking.of(Event::exhausted);
  ASSERT_THAT(records, Not(IsEmpty()));
  EXPECT_EQ(records[0].pool.name, "shipping");
  ASSERT_EQ(records[0].leases.size() + records[0].folded, 2u);
  for (const Lease &lease : records[0].leases)
    EXPECT_TRUE(is_at(lease, place_of("deadlock"))) << to_text(lease, "");
}

TEST_F(Shift, sleep_is_reported_with_what_the_thread_does) {
  expect("sleep", Event::held, Reason::inactive, "orders::await_payment");
  const std::vector<Record> records = at("sleep");
  ASSERT_THAT(records, Not(IsEmpty()));
  std::string now;
  for (const Frame &frame : records[0].leases[0].current)
    now += frame.function + "\n";
  EXPECT_THAT(now, HasSubstr("sleep"));
  EXPECT_THAT(now, HasSubstr("await_payment"));
}

TEST_F(Shift, what_is_kept_is_reported_at_exit) {
  std::vector<std::string> functions;
  for (const Record &record : leaking.of(Event::leaked_at_exit))
    functions.push_back(
        record.leases[0].acquired.empty()
            ? ""
            : user_frames(record.leases[0].acquired)[0].function);
  EXPECT_THAT(functions, testing::UnorderedElementsAre(
                             HasSubstr("order_state"),
                             HasSubstr("refund_order"), HasSubstr("Preview")))
      << told();
}

TEST_F(Shift, busy_query_is_not_reported) {
  EXPECT_THAT(leaking.out, HasSubstr("payments"));
  for (const Record &record : leaking.records)
    for (const Lease &lease : record.leases)
      for (const Frame &frame : lease.acquired)
        EXPECT_THAT(frame.function, Not(HasSubstr("turnover")))
            << to_text(record);
}

TEST_F(Shift, nothing_else_is_reported) {
  for (const Record &record : leaking.records) {
    bool known = false;
    for (const char *marker : {"early-return", "exception", "transaction",
                               "owner-gone", "deadlock", "sleep"})
      known |=
          !record.leases.empty() && is_at(record.leases[0], place_of(marker));
    EXPECT_TRUE(known) << to_text(record);
  }
}

TEST_F(Shift, no_report_of_what_is_corrected) {
  EXPECT_EQ(fixed.status, 0) << fixed.out;
  EXPECT_THAT(fixed.out, HasSubstr("payments"));
  for (const Record &record : fixed.records)
    ADD_FAILURE() << to_text(record);
}

} // namespace
} // namespace leash::report
