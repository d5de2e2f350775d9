// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// What the tests against a server begin with.
#pragma once

#include <chrono>
#include <string>
#include <thread>

#include <gtest/gtest.h>

#include "leash/deadline.h"
#include "throwaway_server.h"

namespace leash {

class ServerTest : public testing::Test {
protected:
  void SetUp() override {
    // A child that is forked by a death test finds the server running.
    if (!server().available())
      GTEST_SKIP() << "PostgreSQL's server is not installed";
    server().start();
  }
  static ThrowawayServer &server() { return ThrowawayServer::get(); }
  static std::string conninfo(const std::string &keys = "") {
    return server().conninfo() + " " + keys;
  }
  template <class Condition> static bool eventually(Condition condition) {
    const Deadline deadline(std::chrono::seconds(30));
    while (!condition()) {
      if (deadline.passed())
        return false;
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    return true;
  }
};

} // namespace leash
