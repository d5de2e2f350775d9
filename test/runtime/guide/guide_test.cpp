// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Every snippet of docs/runtime-guide.md is part of a file that is built or
// run, and its report is one that is written.
#include "throwaway_server.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <regex>
#include <sstream>
#include <string>
#include <vector>

#include <sys/wait.h>

namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

const std::string source = LEASH_SOURCE_DIR;

std::string read(const fs::path &path) {
  std::ifstream file(path);
  EXPECT_TRUE(file) << path;
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

struct Block {
  std::string language, text;
};

std::vector<Block> blocks() {
  std::vector<Block> found;
  std::istringstream page(read(source + "/docs/runtime-guide.md"));
  std::string line;
  bool inside = false;
  while (std::getline(page, line)) {
    if (line.starts_with("```")) {
      inside = !inside;
      if (inside)
        found.push_back({line.substr(3), ""});
    } else if (inside) {
      found.back().text += line + "\n";
    }
  }
  EXPECT_FALSE(inside) << "a block is not closed";
  return found;
}

struct Ended {
  int status = -1;
  std::string out; // of both streams
};

class Guide : public testing::Test {
protected:
  void SetUp() override {
    leash::ThrowawayServer &server = leash::ThrowawayServer::get();
    if (!server.available())
      GTEST_SKIP() << "PostgreSQL's server is not installed";
    std::string pattern = fs::temp_directory_path() / "leash-guide-XXXXXX";
    ASSERT_TRUE(mkdtemp(pattern.data()));
    folder = pattern;
    for (const char *name :
         {"orders", "settings", "orders-test"})
      fs::create_symlink(fs::path(PROGRAMS) / name, fs::path(folder) / name);
  }
  void TearDown() override { fs::remove_all(folder); }

  // In a folder with the programs, with a server.
  Ended run(const std::string &command) const {
    // "host=.. user=.. dbname=.."
    std::istringstream keys(leash::ThrowawayServer::get().conninfo());
    std::string key, host, user, database;
    while (keys >> key) {
      const std::string value = key.substr(key.find('=') + 1);
      (key[0] == 'h' ? host : key[0] == 'u' ? user : database) = value;
    }
    const std::string line = "cd " + folder + " && export PGHOST=" + host +
                             " PGUSER=" + user + " PGDATABASE=" + database +
                             " LEASH_LIBRARY=" LIBRARY "; " + command + " 2>&1";
    Ended ended;
    FILE *pipe = popen(line.c_str(), "r");
    char buffer[4096];
    while (pipe && fgets(buffer, sizeof buffer, pipe))
      ended.out += buffer;
    if (pipe)
      ended.status = WEXITSTATUS(pclose(pipe));
    return ended;
  }

  std::string folder;
};

TEST(GuidePage, quotes_what_is_built_and_run) {
  std::string sources =
      read(source + "/test/runtime/install/consumer/CMakeLists.txt");
  for (const auto &entry :
       fs::directory_iterator(source + "/docs/examples/guide"))
    sources += read(entry.path());
  const std::vector<Block> all = blocks();
  EXPECT_GT(all.size(), 10u);
  for (const Block &block : all) {
    if (block.language == "text")
      continue;
    EXPECT_THAT(sources, HasSubstr(block.text)) << block.language;
  }
}

TEST_F(Guide, commands_do_what_they_should) {
  const Ended ended = run("sh " + source + "/docs/examples/guide/commands.sh");
  EXPECT_EQ(ended.status, 0) << ended.out;
}

// Numbers, durations, addresses and folders differ from run to run, and what
// the C library's frame shows from machine to machine. A sanitizer has a frame
// of its own around it.
std::string normal(std::string text) {
  for (const auto &[pattern, to] :
       std::vector<std::pair<std::string, std::string>>{
           {"#0 (clock_)?nanosleep[^\n]*", "#0 nanosleep"},
           {"\n *#1 ___interceptor_[^\n]*", ""},
           {"stack [0-9a-f]{16}", "stack S"},
           {"0x[0-9a-f]+", "X"},
           {" [^ \n]*/([a-z_]+\\.(cpp|h)):", " $1:"},
           {"[0-9]+(\\.[0-9]+)? (ms|us|s)\\b", "T"},
           {"[0-9]+", "N"}})
    text = std::regex_replace(text, std::regex(pattern), to);
  return text;
}

TEST_F(Guide, report_is_a_real_one) {
  const Ended ended = run("LEASH_OPTIONS=threshold=500ms:txn_idle=250ms "
                          "./orders");
  ASSERT_EQ(ended.status, 0);
  for (const Block &block : blocks()) {
    if (block.language == "text") {
      EXPECT_THAT(normal(ended.out), HasSubstr(normal(block.text)))
          << ended.out;
    }
  }
}

TEST_F(Guide, corrected_function_is_not_reported) {
  const Ended ended = run("LEASH_OPTIONS=threshold=500ms:txn_idle=250ms "
                          "./orders fixed");
  EXPECT_EQ(ended.status, 0);
  EXPECT_EQ(ended.out, "");
}

TEST_F(Guide, settings_are_taken) {
  const Ended ended = run("./settings");
  EXPECT_EQ(ended.status, 0) << ended.out;
  EXPECT_THAT(ended.out, HasSubstr("leash_pool_connections_held"));
}

TEST_F(Guide, listener_fails_the_test_that_leaks) {
  const Ended ended = run("./orders-test");
  EXPECT_EQ(ended.status, 1) << ended.out;
  EXPECT_THAT(ended.out, HasSubstr("this test leaked a connection"));
}

} // namespace
