// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The pool over SQLite.
#include "leash/sqlite3_policy.h"

#include <gtest/gtest.h>

namespace leash {
namespace {

using namespace std::chrono_literals;

constexpr char shared_memory[] = "file:leash?mode=memory&cache=shared";

PoolConfig two() {
  PoolConfig config;
  config.max_conns = 2;
  config.system = "sqlite";
  return config;
}

int exec(Sqlite3Pool &pool, const char *sql) {
  const auto lease = pool.acquire(30s);
  return sqlite3_exec(lease.get(), sql, nullptr, nullptr, nullptr);
}

TEST(Sqlite3Pool, lends_connections_to_one_database) {
  Sqlite3Pool pool(shared_memory, two());
  const auto keep = pool.acquire();
  EXPECT_EQ(exec(pool, "CREATE TABLE t (a); INSERT INTO t VALUES (1)"),
            SQLITE_OK);
  EXPECT_EQ(exec(pool, "SELECT a FROM t"), SQLITE_OK);
  EXPECT_EQ(pool.stat().new_conns_count, 2);
}

TEST(Sqlite3Pool, an_open_transaction_is_a_dirty_return) {
  Sqlite3Pool pool(shared_memory, two());
  EXPECT_EQ(exec(pool, "BEGIN"), SQLITE_OK);
  EXPECT_EQ(exec(pool, "BEGIN"), SQLITE_OK); // not the same connection
  EXPECT_EQ(pool.stat().dirty_return_count, 2);
}

TEST(Sqlite3Pool, a_statement_under_way_is_a_dirty_return) {
  Sqlite3Pool pool(shared_memory, two());
  auto lease = pool.acquire();
  sqlite3_stmt *statement = nullptr;
  ASSERT_EQ(
      sqlite3_prepare_v2(lease.get(), "SELECT 1", -1, &statement, nullptr),
      SQLITE_OK);
  ASSERT_EQ(sqlite3_step(statement), SQLITE_ROW);
  lease.release();
  EXPECT_EQ(pool.stat().dirty_return_count, 1);
  EXPECT_TRUE(pool.close(30s).complete);
  sqlite3_finalize(statement);
}

TEST(Sqlite3Pool, a_file_that_cannot_be_opened_is_a_connect_error) {
  Sqlite3Pool pool("/nonexistent/folder/file", two());
  EXPECT_THROW(pool.acquire(), ConnectError);
}

} // namespace
} // namespace leash
