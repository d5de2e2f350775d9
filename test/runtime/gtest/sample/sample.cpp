// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Tests of which those named leaks_ must fail, and no other.
#include "leash/leash.h"

#include <gtest/gtest.h>

#include <sys/wait.h>
#include <thread>
#include <unistd.h>

namespace {

leash_lease take(leash_kind kind = LEASH_CONNECTION, leash_pool pool = 1) {
  leash_acquire_info info{};
  info.size = sizeof info;
  info.kind = kind;
  return leash_acquire(pool, &info);
}

TEST(Sample, clean) { leash_release(take()); }
TEST(Sample, leaks_connection) { take(); }
TEST(Sample, clean_after_a_leak) {}
TEST(Sample, leaks_result) { take(LEASH_RESULT, 0); }
TEST(Sample, leaks_transaction) { take(LEASH_TRANSACTION, 0); }
TEST(Sample, leaks_though_skipped) {
  take();
  GTEST_SKIP();
}
TEST(Sample, leaks_in_another_thread) {
  std::thread([] { take(); }).join();
}
TEST(Sample, clean_if_another_thread_is_a_little_late) {
  const leash_lease lease = take();
  std::thread([lease] {
    usleep(20'000);
    leash_release(lease);
  }).detach();
}
TEST(Sample, clean_if_ignored) {
  leash_ignore_begin();
  take();
  leash_ignore_end();
}

class Fixture : public testing::Test {
protected:
  ~Fixture() override { leash_release(lease); }
  leash_lease lease = take();
};
TEST_F(Fixture, clean_as_its_destructor_releases) {}

class Suite : public testing::Test {
protected:
  static void SetUpTestSuite() { shared = take(); }
  static void TearDownTestSuite() { leash_release(shared); }
  static leash_lease shared;
};
leash_lease Suite::shared = 0;
TEST_F(Suite, clean_while_the_suite_holds) {}
TEST_F(Suite, clean_transaction_on_a_shared_connection) {
  leash_transaction(shared, LEASH_TXN_OPEN);
  leash_transaction(shared, LEASH_TXN_IDLE);
}
TEST_F(Suite, leaks_transaction_on_a_shared_connection) {
  leash_transaction(shared, LEASH_TXN_OPEN);
}
TEST_F(Suite, clean_while_an_older_transaction_is_open) {}

class LeakySuite : public testing::Test {
protected:
  static void SetUpTestSuite() { take(); }
};
TEST_F(LeakySuite, clean_in_a_suite_that_leaks) {}

class Forever : public testing::Environment {
  void SetUp() override { take(); }
};
const auto *const environment = testing::AddGlobalTestEnvironment(new Forever);

class Deaths : public testing::TestWithParam<const char *> {
protected:
  void SetUp() override { GTEST_FLAG_SET(death_test_style, GetParam()); }
};
TEST_P(Deaths, clean_if_only_the_child_leaks) {
  EXPECT_DEATH(
      {
        take();
        abort();
      },
      "");
  EXPECT_EXIT(
      {
        take();
        _exit(3);
      },
      testing::ExitedWithCode(3), "");
}
TEST_P(Deaths, clean_if_the_parent_holds_meanwhile) {
  const leash_lease lease = take();
  EXPECT_DEATH(abort(), "");
  leash_release(lease);
}
TEST_P(Deaths, leaks_in_the_parent) {
  take();
  EXPECT_DEATH(abort(), "");
}
INSTANTIATE_TEST_SUITE_P(All, Deaths, testing::Values("fast", "threadsafe"),
                         [](const auto &info) {
                           return std::string(info.param);
                         });

// A child that goes on as the parent would must not fail there.
TEST(Forks, clean_in_parent_and_child) {
  const leash_lease lease = take();
  const pid_t child = fork();
  if (child == 0) {
    take();
    return; // the rest of GoogleTest runs in the child; see the test below
  }
  int status = 0;
  waitpid(child, &status, 0);
  leash_release(lease);
  EXPECT_TRUE(WIFEXITED(status));
  EXPECT_EQ(WEXITSTATUS(status), 0);
}

} // namespace
