// RUN: %check %s --config='{CheckOptions: {leash.Catalogue: "%inputs/cpp/guards.yaml"}}'
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Leases and transactions of libraries, made and ended in one statement.

#include <cpp/mock_guards.h>

void work(db::connection &);

void transaction_made_in_braces(db::connection &conn) {
  db::transaction{conn};
  // CHECK: :[[@LINE-1]]:3: warning: the transaction from 'transaction' is rolled back at the end of this statement; hold it in a variable [leash-discarded-guard]
  work(conn);
}

void transaction_made_with_two_arguments(db::connection &conn) {
  db::transaction(conn, "orders");
  // CHECK: :[[@LINE-1]]:3: warning: the transaction from 'transaction' is rolled back
  work(conn);
}

void transaction_from_a_function(db::connection &conn) {
  start_transaction(conn);
  // CHECK: :[[@LINE-1]]:3: warning: the transaction from 'start_transaction' is rolled back
  work(conn);
}

void transaction_whose_end_commits(db::connection &conn) {
  db::new_transaction(conn);
  // CHECK: :[[@LINE-1]]:3: warning: the transaction from 'new_transaction' is committed at the end of this statement
  work(conn);
}

void cast_to_void_makes_it_no_better(db::connection &conn) {
  (void)start_transaction(conn);
  // CHECK: :[[@LINE-1]]:9: warning: the transaction from 'start_transaction' is rolled back
  static_cast<void>(db::transaction{conn});
  // CHECK: :[[@LINE-1]]:21: warning: the transaction from 'transaction' is rolled back
}

void lease_from_the_pool(db::pool &pool) {
  pool.acquire();
  // CHECK: :[[@LINE-1]]:3: warning: the lease from 'acquire' is given back at the end of this statement; hold it in a variable
}

void lease_made_in_place(db::pool &pool) {
  db::lease{pool};
  // CHECK: :[[@LINE-1]]:3: warning: the lease from 'lease' is given back
}

void optional_lease(db::pool &pool) {
  pool.poll();
  // CHECK: :[[@LINE-1]]:3: warning: the lease from 'poll' is given back
}

void connection_made_in_place() {
  db::connection{"host=db"};
  // CHECK: :[[@LINE-1]]:3: warning: the connection from 'connection' is closed
}

void condition_that_keeps_nothing(db::pool &pool, db::connection &conn) {
  if (pool.acquire()) {
    // CHECK: :[[@LINE-1]]:7: warning: the lease from 'acquire' is given back at the end of this condition; hold it in a variable
    work(conn);
  }
  while (pool.try_acquire(10))
    // CHECK: :[[@LINE-1]]:10: warning: the lease from 'try_acquire' is given back at the end of this condition
    work(conn);
}

void comma(db::pool &pool, db::connection &conn) {
  pool.acquire(), work(conn);
  // CHECK: :[[@LINE-1]]:3: warning: the lease from 'acquire' is given back
}

void in_one_arm(db::pool &pool, bool fast) {
  if (fast)
    pool.try_acquire(1);
    // CHECK: :[[@LINE-1]]:5: warning: the lease from 'try_acquire' is given back
  else
    pool.acquire();
    // CHECK: :[[@LINE-1]]:5: warning: the lease from 'acquire' is given back
  fast ? pool.try_acquire(1) : pool.acquire();
  // CHECK: :[[@LINE-1]]:10: warning: the lease from 'try_acquire'
  // CHECK: :[[@LINE-2]]:32: warning: the lease from 'acquire'
}

void in_a_lambda(db::pool &pool) {
  auto warm = [&] { pool.acquire(); };
  // CHECK: :[[@LINE-1]]:21: warning: the lease from 'acquire' is given back
  warm();
}

template <class Pool> void in_a_template(Pool &pool) {
  pool.acquire();
  // CHECK: :[[@LINE-1]]:3: warning: the lease from 'acquire' is given back
}
template void in_a_template(db::pool &);

void function_declared_in_place_of_a_transaction() {
  db::transaction tr();
  // CHECK: :[[@LINE-1]]:19: warning: this declares a function 'tr' and makes no transaction; write its arguments in braces
}

db::connection &current();
void function_of_a_function() {
  db::lease held(db::pool(*)());
  // CHECK: :[[@LINE-1]]:13: warning: this declares a function 'held' and makes no lease
}

db::pool pool("host=db");
void variable_declared_in_place_of_a_lease() {
  db::lease(pool);
  // CHECK: :[[@LINE-1]]:13: warning: this declares a new variable 'pool' and does nothing with one of that name; give the lease a name
}

void written_and_rolled_back(db::connection &conn) {
  db::transaction(conn, "t").exec("INSERT INTO orders VALUES (1)");
  // CHECK: :[[@LINE-1]]:3: warning: the transaction is rolled back at the end of this statement, with what it wrote; hold it in a variable and commit it
  db::result gone = start_transaction(conn).exec("  update orders SET a = 1");
  // CHECK: :[[@LINE-1]]:21: warning: the transaction is rolled back at the end of this statement
}

class derived_transaction : public db::transaction {
public:
  using db::transaction::transaction;
};
void derived_class(db::connection &conn) {
  derived_transaction{conn};
  // CHECK: :[[@LINE-1]]:3: warning: the transaction from 'derived_transaction' is rolled back
}

void guard_from_a_factory(db::connection &conn) {
  gsl::finally([&] { work(conn); });
  // CHECK: :[[@LINE-1]]:3: warning: the guard from 'finally' runs at the end of this statement; hold it in a variable
}
