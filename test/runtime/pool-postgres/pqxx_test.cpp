// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The pool over libpqxx.
#include "leash/pqxx_policy.h"

#include <optional>

#include <gtest/gtest.h>
#if defined(__SANITIZE_ADDRESS__)
#include <sanitizer/lsan_interface.h>
#endif

#include "server_test.h"

namespace leash {
namespace {

using namespace std::chrono_literals;

class PqxxPoolTest : public ServerTest {
protected:
  static PoolConfig one() {
    PoolConfig config;
    config.max_conns = 1;
    config.ping_after = 0s;
    return config;
  }
};

TEST_F(PqxxPoolTest, lends_connections_for_transactions) {
  PqxxPool pool(conninfo(), one());
  for (int i = 0; i != 2; ++i) {
    const auto lease = pool.acquire();
    pqxx::work work(*lease.get());
    EXPECT_EQ(work.exec1("SELECT 1")[0].as<int>(), 1);
    work.commit();
  }
  EXPECT_EQ(pool.stat().new_conns_count, 1);
}

TEST_F(PqxxPoolTest, a_transaction_object_left_open_is_a_dirty_return) {
  // The pool closes the connection before the transaction object is gone.
  PqxxPool::Hooks hooks;
  std::optional<pqxx::work> work;
  hooks.before_close = [&](pqxx::connection *) { work.reset(); };
  PqxxPool pool(conninfo(), one(), hooks);
  {
    const auto lease = pool.acquire();
    work.emplace(*lease.get());
  }
  EXPECT_EQ(pool.stat().dirty_return_count, 1);
  EXPECT_TRUE(pool.close(30s).complete);
}

TEST_F(PqxxPoolTest, a_lost_connection_is_replaced) {
  PqxxPool pool(conninfo(), one());
  {
    const auto lease = pool.acquire();
    pqxx::nontransaction session(*lease.get());
#if defined(__SANITIZE_ADDRESS__)
    // libpqxx 6.4 does not free the result of a statement that fails so.
    const __lsan::ScopedDisabler leaks;
#endif
    EXPECT_THROW(session.exec("SELECT pg_terminate_backend(pg_backend_pid())"),
                 std::exception);
  }
  const auto lease = pool.acquire();
  EXPECT_EQ(pqxx::nontransaction(*lease.get()).exec1("SELECT 1")[0].as<int>(),
            1);
  EXPECT_EQ(pool.stat().broken_destroy_count, 1);
}

TEST_F(PqxxPoolTest, a_wrong_address_is_a_connect_error) {
  PqxxPool pool("host=/nonexistent", one());
  EXPECT_THROW(pool.acquire(), ConnectError);
}

} // namespace
} // namespace leash
