// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// A GoogleTest listener: fails the very test that leaks a connection, a result
// or a transaction, and shows where it was acquired.
#pragma once

#include "leash/leash.h"

#include <gtest/gtest.h>

#include <chrono>
#include <cstdint>
#include <cstdio>
#include <string>
#include <thread>
#include <unistd.h>
#include <unordered_set>
#include <vector>

// C++17, header only: it is compiled against the program's own GoogleTest.
// Call leash::testing::install() before RUN_ALL_TESTS(), or link
// Leash::gtest_main in the place of GTest::gtest_main.
//
// A test fails if what was acquired while it ran, by any thread, is still held
// when its fixture is gone, or if it leaves a transaction open on a connection
// it did not acquire. What SetUpTestSuite acquires may be held until
// TearDownTestSuite has run; what an Environment acquires, for ever. What a
// test makes for the rest of the program belongs between leash_ignore_begin()
// and leash_ignore_end(). A forked child checks nothing.
namespace leash::testing {

struct ListenerOptions {
  // Other threads have this long after the end of a test to give back what
  // they hold. Only a test that seems to leak waits.
  std::chrono::milliseconds grace{200};
};

class LeakListener : public ::testing::EmptyTestEventListener {
public:
  explicit LeakListener(ListenerOptions options = {}) : options(options) {}

  // True if the run-time library is there. Without it nothing is checked.
  static bool active() { return leash_v1_for_each && leash_v1_sequence; }

  void OnTestSuiteStart(const ::testing::TestSuite &) override {
    suite.begin();
    blamed.clear();
  }
  void OnTestStart(const ::testing::TestInfo &) override { test.begin(); }

  void OnTestEnd(const ::testing::TestInfo &info) override {
    for (const Leak &leak : leaks_since(test)) {
      blamed.insert(leak.lease);
      ADD_FAILURE_AT(info.file(), info.line())
          << "this test " << describe(leak);
    }
  }
  void OnTestSuiteEnd(const ::testing::TestSuite &info) override {
    for (const Leak &leak : leaks_since(suite))
      if (blamed.count(leak.lease) == 0)
        ADD_FAILURE() << "the set-up of test suite " << info.name() << " "
                      << describe(leak);
  }

private:
  // What was so before.
  struct Start {
    pid_t process = 0;
    std::uint64_t sequence = 0;
    std::unordered_set<leash_lease> in_transaction;

    void begin() {
      process = getpid();
      sequence = leash_sequence();
      in_transaction.clear();
      leash_for_each(
          [](void *self, const leash_lease_view *view) {
            if (is_open(*view))
              static_cast<Start *>(self)->in_transaction.insert(view->lease);
          },
          this);
    }
  };

  struct Leak {
    leash_lease lease = 0;
    bool acquired = false; // else only its transaction is left open
    bool open = false;
    leash_kind kind = LEASH_CONNECTION;
    std::string pool;
    std::uint64_t held = 0;
    std::uint64_t statements = 0;
    std::vector<std::uintptr_t> frames;
  };

  static bool is_open(const leash_lease_view &view) {
    return view.transaction == LEASH_TXN_OPEN ||
           view.transaction == LEASH_TXN_FAILED;
  }

  static std::vector<Leak> held_since(const Start &start) {
    struct Context {
      const Start &start;
      std::vector<Leak> leaks;
    } context{start, {}};
    leash_for_each(
        [](void *self, const leash_lease_view *view) {
          auto &into = *static_cast<Context *>(self);
          const bool acquired = view->sequence > into.start.sequence;
          const bool opened = is_open(*view) &&
                              into.start.in_transaction.count(view->lease) == 0;
          if (!acquired && !opened)
            return;
          Leak leak;
          leak.lease = view->lease;
          leak.acquired = acquired;
          leak.open = is_open(*view);
          leak.kind = view->kind;
          leak.pool = view->pool_name ? view->pool_name : "";
          leak.held = view->held;
          leak.statements = view->statements;
          leak.frames.assign(view->frames, view->frames + view->frame_count);
          into.leaks.push_back(std::move(leak));
        },
        &context);
    return std::move(context.leaks);
  }

  std::vector<Leak> leaks_since(const Start &start) const {
    if (start.process != getpid())
      return {};
    const auto end = std::chrono::steady_clock::now() + options.grace;
    std::vector<Leak> leaks = held_since(start);
    while (!leaks.empty() && std::chrono::steady_clock::now() < end) {
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
      leaks = held_since(start);
    }
    return leaks;
  }

  static const char *name(leash_kind kind) {
    switch (kind) {
    case LEASH_RESULT:
      return "result";
    case LEASH_STATEMENT:
      return "statement";
    case LEASH_TRANSACTION:
      return "transaction";
    case LEASH_CONNECTION:
    case LEASH_PRIVATE:
      break;
    }
    return "connection";
  }

  static std::string describe(const Leak &leak) {
    std::string out =
        leak.acquired ? "leaked a " : "left a transaction open on a ";
    out += name(leak.kind);
    if (!leak.pool.empty())
      out += " of pool '" + leak.pool + "'";
    if (leak.acquired)
      out += ", still held at its end";
    if (leak.acquired && leak.open)
      out += " with a transaction open";
    out += ", after " + std::to_string(leak.statements) +
           (leak.statements == 1 ? " statement" : " statements") + " and " +
           std::to_string(leak.held / 1'000'000) + " ms";
    const std::size_t size =
        leash_format_stack(leak.frames.data(), leak.frames.size(), nullptr, 0);
    if (size > 0) {
      std::string stack(size + 1, '\0');
      leash_format_stack(leak.frames.data(), leak.frames.size(), stack.data(),
                         stack.size());
      stack.resize(size);
      // From here on it is how GoogleTest runs any test.
      for (const char *inside :
           {" testing::Test::Run()", "testing::internal::Handle"})
        if (const std::size_t at = stack.find(inside); at != std::string::npos)
          stack.resize(stack.rfind('\n', at) + 1);
      out += "; acquired by\n" + stack;
    }
    return out;
  }

  ListenerOptions options;
  Start suite;
  Start test;
  std::unordered_set<leash_lease> blamed; // in this suite
};

// Adds the listener to GoogleTest's, which owns it; a second call does nothing.
// Says on stderr, once, if the run-time library is not there.
inline void install(ListenerOptions options = {}) {
  static bool installed = false;
  if (installed)
    return;
  installed = true;
  if (!LeakListener::active()) {
    std::fputs("leash: the run-time library is not linked or preloaded; no "
               "test is checked for leaks\n",
               stderr);
    return;
  }
  ::testing::UnitTest::GetInstance()->listeners().Append(
      new LeakListener(options));
}

} // namespace leash::testing
