// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Transactions and savepoints by scope, against a server.
#include "leash/transaction.h"

#include <stdexcept>

#include <gtest/gtest.h>

#include "leash/errors.h"
#include "leash/pool.h"
#include "leash/savepoint.h"
#include "server_test.h"

namespace leash {
namespace {

using namespace std::chrono_literals;

class TransactionTest : public ServerTest {
protected:
  void SetUp() override {
    ServerTest::SetUp();
    if (IsSkipped())
      return;
    pool_ = std::make_unique<Pool>(conninfo("pool_max_conns=2"));
    pool_->exec("DROP TABLE IF EXISTS t; CREATE TABLE t (n int)");
  }
  std::string rows() {
    return std::string(
        pool_
            ->exec("SELECT coalesce(string_agg(n::text, ',' ORDER BY n), '') "
                   "FROM t")
            .value(0, 0));
  }

  std::unique_ptr<Pool> pool_;
};

TEST_F(TransactionTest, commit_keeps) {
  Transaction transaction = pool_->begin();
  transaction.exec("INSERT INTO t VALUES (1)");
  transaction.commit();
  EXPECT_FALSE(transaction.active());
  EXPECT_EQ(rows(), "1");
}

TEST_F(TransactionTest, the_end_of_the_scope_rolls_back) {
  {
    Transaction transaction = pool_->begin();
    transaction.exec("INSERT INTO t VALUES (1)");
  }
  EXPECT_EQ(rows(), "");
  EXPECT_EQ(pool_->stat().dirty_return_count, 0);
  EXPECT_EQ(pool_->stat().new_conns_count, 1);
}

TEST_F(TransactionTest, an_exception_rolls_back) {
  Lease lease = pool_->acquire();
  try {
    Transaction transaction(lease);
    transaction.exec("INSERT INTO t VALUES (1)");
    throw std::runtime_error("anything");
  } catch (const std::runtime_error &) {
  }
  EXPECT_EQ(PQtransactionStatus(lease.get()), PQTRANS_IDLE);
  EXPECT_EQ(rows(), "");
}

TEST_F(TransactionTest, rollback_undoes_and_may_be_repeated) {
  Transaction transaction = pool_->begin();
  transaction.exec("INSERT INTO t VALUES (1)");
  transaction.rollback();
  transaction.rollback();
  EXPECT_EQ(rows(), "");
}

TEST_F(TransactionTest, an_own_lease_goes_back_at_the_commit) {
  Transaction transaction = pool_->begin();
  EXPECT_EQ(pool_->stat().acquired_conns, 1);
  transaction.commit();
  EXPECT_EQ(pool_->stat().acquired_conns, 0);
}

TEST_F(TransactionTest, the_commit_of_a_failed_transaction_is_an_error) {
  Lease lease = pool_->acquire();
  Transaction transaction(lease);
  transaction.exec("INSERT INTO t VALUES (1)");
  EXPECT_THROW(transaction.exec("SELECT 1/0"), SqlError);
  EXPECT_THROW(transaction.commit(), CommitError);
  EXPECT_FALSE(transaction.active());
  EXPECT_EQ(PQtransactionStatus(lease.get()), PQTRANS_IDLE);
  EXPECT_EQ(rows(), "");
}

TEST_F(TransactionTest, a_commit_that_the_server_refuses_is_an_error) {
  pool_->exec("DROP TABLE IF EXISTS u; CREATE TABLE u (n int UNIQUE DEFERRABLE "
              "INITIALLY DEFERRED)");
  Transaction transaction = pool_->begin();
  transaction.exec("INSERT INTO u VALUES (1), (1)");
  try {
    transaction.commit();
    FAIL();
  } catch (const SqlError &error) {
    EXPECT_EQ(error.sqlstate(), "23505");
  }
  EXPECT_FALSE(transaction.active());
}

TEST_F(TransactionTest, a_second_commit_is_an_error) {
  Transaction transaction = pool_->begin();
  transaction.commit();
  EXPECT_THROW(transaction.commit(), PoolError);
}

TEST_F(TransactionTest, a_lost_connection_leaves_the_commit_unknown) {
  Transaction transaction = pool_->begin();
  pool_->exec("SELECT pg_terminate_backend($1::int)",
              PQbackendPID(transaction.get()));
  try {
    transaction.commit();
    FAIL();
  } catch (const SqlError &error) {
    // The server's last words, if they came in time.
    EXPECT_TRUE(error.sqlstate() == "57P01" || error.sqlstate().empty());
  }
  EXPECT_EQ(pool_->stat().broken_destroy_count, 1);
}

TEST_F(TransactionTest, a_transaction_that_ended_by_statement_is_left_alone) {
  Lease lease = pool_->acquire();
  {
    Transaction transaction(lease);
    transaction.exec("INSERT INTO t VALUES (1)");
    lease.exec("COMMIT");
    EXPECT_FALSE(transaction.active());
  }
  EXPECT_EQ(rows(), "1");
}

TEST_F(TransactionTest, a_busy_connection_comes_back_dirty) {
  {
    Transaction transaction = pool_->begin();
    PQsendQuery(transaction.get(), "SELECT pg_sleep(600)");
  }
  EXPECT_EQ(pool_->stat().dirty_return_count, 1);
}

TEST_F(TransactionTest, does_not_begin_in_another) {
  Lease lease = pool_->acquire();
  Transaction transaction(lease);
  EXPECT_THROW(Transaction again(lease), PoolError);
  EXPECT_TRUE(transaction.active());
}

TEST_F(TransactionTest, modes_reach_the_server) {
  TransactionOptions options;
  options.isolation = Isolation::serializable;
  options.access = Access::read_only;
  options.deferral = Deferral::deferrable;
  EXPECT_EQ(options.begin(),
            "BEGIN ISOLATION LEVEL SERIALIZABLE READ ONLY DEFERRABLE");
  Transaction transaction = pool_->begin(options);
  EXPECT_EQ(transaction.exec("SHOW transaction_isolation").value(0, 0),
            "serializable");
  EXPECT_EQ(transaction.exec("SHOW transaction_read_only").value(0, 0), "on");
  EXPECT_EQ(transaction.exec("SHOW transaction_deferrable").value(0, 0), "on");
}

TEST_F(TransactionTest, default_modes_are_left_to_the_session) {
  EXPECT_EQ(TransactionOptions().begin(), "BEGIN");
}

TEST_F(TransactionTest, in_transaction_commits_what_returns) {
  pool_->in_transaction([](Transaction &transaction) {
    transaction.exec("INSERT INTO t VALUES (1)");
  });
  EXPECT_EQ(rows(), "1");
}

TEST_F(TransactionTest, in_transaction_rolls_back_what_throws) {
  EXPECT_THROW(pool_->in_transaction([](Transaction &transaction) {
    transaction.exec("INSERT INTO t VALUES (1)");
    throw std::runtime_error("anything");
  }),
               std::runtime_error);
  EXPECT_EQ(rows(), "");
}

TEST_F(TransactionTest, a_savepoint_undoes_by_scope) {
  Transaction transaction = pool_->begin();
  transaction.exec("INSERT INTO t VALUES (1)");
  {
    Savepoint savepoint(transaction);
    savepoint.exec("INSERT INTO t VALUES (2)");
  }
  {
    Savepoint savepoint(transaction);
    savepoint.exec("INSERT INTO t VALUES (3)");
    savepoint.release();
  }
  transaction.commit();
  EXPECT_EQ(rows(), "1,3");
}

TEST_F(TransactionTest, a_savepoint_saves_a_failed_transaction) {
  Transaction transaction = pool_->begin();
  transaction.exec("INSERT INTO t VALUES (1)");
  {
    Savepoint savepoint(transaction);
    EXPECT_THROW(savepoint.exec("SELECT 1/0"), SqlError);
  }
  transaction.commit();
  EXPECT_EQ(rows(), "1");
}

TEST_F(TransactionTest, savepoints_nest) {
  Transaction transaction = pool_->begin();
  Savepoint outer(transaction);
  outer.exec("INSERT INTO t VALUES (1)");
  {
    Savepoint inner(transaction);
    inner.exec("INSERT INTO t VALUES (2)");
    inner.rollback();
  }
  outer.release();
  transaction.commit();
  EXPECT_EQ(rows(), "1");
}

TEST_F(TransactionTest, an_outer_savepoint_ends_those_within) {
  Transaction transaction = pool_->begin();
  {
    Savepoint outer(transaction);
    Savepoint inner(transaction);
    inner.exec("INSERT INTO t VALUES (1)");
    outer.release();
    EXPECT_THROW(inner.release(), PoolError);
  }
  transaction.commit();
  EXPECT_EQ(rows(), "1");
}

TEST_F(TransactionTest, a_savepoint_after_the_commit_does_nothing) {
  Transaction transaction = pool_->begin();
  {
    Savepoint savepoint(transaction);
    savepoint.exec("INSERT INTO t VALUES (1)");
    transaction.commit();
  }
  EXPECT_EQ(rows(), "1");
}

} // namespace
} // namespace leash
