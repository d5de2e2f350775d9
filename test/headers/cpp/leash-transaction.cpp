// RUN: %check %s -- -I%leash_source/runtime/include -I/usr/include/postgresql
// RUN: %check --prefix=STRICT %s --config='{CheckOptions: {leash-unfinished-transaction.StrictLostWork: true}}' -- -I%leash_source/runtime/include -I/usr/include/postgresql
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Our own guard rolls back, too.

#include <leash/pool.h>
#include <leash/transaction.h>
#include <stdexcept>

void discarded(leash::Pool &pool) {
  pool.begin();
  // CHECK: :[[@LINE-1]]:3: warning: the transaction from 'begin' is rolled back at the end of this statement
  // STRICT: :[[@LINE-2]]:3: warning: the transaction from 'begin' is rolled back at the end of this statement
  pool.acquire().exec("DELETE FROM orders");
}

void no_warning_committed(leash::Pool &pool, int id) {
  leash::Transaction tx(pool.acquire());
  tx.exec("DELETE FROM orders WHERE id = $1", id);
  if (id < 0)
    throw std::invalid_argument("id");
  tx.commit();
}

void forgotten(leash::Pool &pool, int id) {
  leash::Transaction tx(pool.acquire());
  // STRICT: :[[@LINE-1]]:22: warning: the transaction begun here on 'tx' is rolled back by the end of its scope on a path without an error
  tx.exec("DELETE FROM orders WHERE id = $1", id);
}

bool forgotten_from_the_pool(leash::Pool &pool, int id) {
  auto tx = pool.begin();
  // STRICT: :[[@LINE-1]]:13: warning: the transaction begun here on 'tx' is rolled back by the end of its scope on a path without an error
  tx.exec("DELETE FROM orders WHERE id = $1", id);
  if (id == 0)
    return true;
  tx.commit();
  return true;
}

int no_warning_query(leash::Pool &pool) {
  auto tx = pool.begin();
  return tx.exec("SELECT 1").rows();
}
