// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// A test that leaks, with the listener that says so.
#include <leash/gtest.h>
#include <leash/pool.h>

#include <memory>

TEST(Orders, are_counted) {
  leash::Pool pool("pool_name=orders");
  auto *lease = new leash::Lease(pool.acquire()); // nobody deletes it
  EXPECT_EQ(lease->exec("SELECT 1").rows(), 1);
}

int main(int argc, char **argv) {
  testing::InitGoogleTest(&argc, argv);
  leash::testing::install();
  return RUN_ALL_TESTS();
}
