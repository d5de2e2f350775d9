// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The recipe works, and its page shows the code that is tested. libpq's part is
// played by the functions below: no server is needed.
#include "hand_written_pool.h"

#include "recording_leash.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>

using testing::ElementsAre;
using testing::HasSubstr;

namespace {

PGTransactionStatusType state = PQTRANS_IDLE;
ConnStatusType status = CONNECTION_OK;
int open_connections = 0;

std::string read(const std::string &path) {
  std::ifstream file(LEASH_SOURCE_DIR "/" + path);
  EXPECT_TRUE(file) << path;
  return {std::istreambuf_iterator<char>(file), {}};
}

} // namespace

struct pg_conn {};
PGconn *PQconnectdb(const char *) {
  ++open_connections;
  return new pg_conn;
}
void PQfinish(PGconn *connection) {
  --open_connections;
  delete connection;
}
ConnStatusType PQstatus(const PGconn *) { return status; }
int PQbackendPID(const PGconn *) { return 4242; }
PGTransactionStatusType PQtransactionStatus(const PGconn *) { return state; }
PGresult *PQexec(PGconn *, const char *) { return nullptr; }

namespace {

using namespace std::chrono_literals;

class Recipe : public testing::Test {
protected:
  void SetUp() override {
    state = PQTRANS_IDLE;
    status = CONNECTION_OK;
    calls().clear();
  }
};

TEST_F(Recipe, tells_the_tracker_all_of_a_lease) {
  {
    HandWrittenPool pool("", 1);
    PGconn *const connection = pool.take(0ms);
    pool.exec(connection, "select 1");
    pool.give_back(connection);
  }
  EXPECT_THAT(calls(),
              ElementsAre("register orders postgresql max 1", "wait",
                          "waited 7 outcome 0", "acquire pool 1 resource",
                          "statement select 1", "end 0", "release",
                          "unregister"));
  EXPECT_EQ(open_connections, 0);
}

TEST_F(Recipe, dirty_connection_is_reported_and_closed) {
  HandWrittenPool pool("", 1);
  PGconn *const connection = pool.take(0ms);
  state = PQTRANS_INTRANS;
  calls().clear();
  pool.give_back(connection);
  EXPECT_THAT(calls(), ElementsAre("dirty 1", "release"));
  EXPECT_EQ(open_connections, 0);
}

TEST_F(Recipe, exhaustion_names_the_holders) {
  HandWrittenPool pool("", 1);
  PGconn *const connection = pool.take(0ms);
  calls().clear();
  try {
    pool.take(1ms);
    ADD_FAILURE() << "took a second of one";
  } catch (const std::runtime_error &error) {
    EXPECT_THAT(error.what(), HasSubstr("held by main"));
  }
  EXPECT_THAT(calls(), ElementsAre("wait", "waited 7 outcome 1", "exhausted"));
  pool.give_back(connection);
}

TEST_F(Recipe, failed_connect_ends_the_wait) {
  HandWrittenPool pool("", 1);
  status = CONNECTION_BAD;
  calls().clear();
  EXPECT_THROW(pool.take(0ms), std::runtime_error);
  EXPECT_THAT(calls(), ElementsAre("wait", "waited 7 outcome 3"));
  EXPECT_EQ(open_connections, 0);
}

// Without the indentation, which the page does not have.
std::string flattened(const std::string &text) {
  std::string out;
  bool at_start = true;
  for (const char c : text) {
    if (c == '\n')
      at_start = true;
    else if (c != ' ')
      at_start = false;
    if (c != ' ' || !at_start)
      out += c;
  }
  return out;
}

TEST_F(Recipe, page_quotes_the_tested_code) {
  const std::string page = read("docs/integrations/hand-written-pool.md");
  const std::string code =
      flattened(read("test/runtime/adapters/hand_written_pool.h"));
  int quotes = 0;
  constexpr std::string_view fence = "```cpp\n";
  for (std::size_t at = 0; (at = page.find(fence, at)) != std::string::npos;) {
    at += fence.size();
    const std::size_t end = page.find("```", at);
    const std::string quote = flattened(page.substr(at, end - at));
    EXPECT_THAT(code, HasSubstr(quote));
    ++quotes;
    at = end;
  }
  EXPECT_EQ(quotes, 5);
}

} // namespace
