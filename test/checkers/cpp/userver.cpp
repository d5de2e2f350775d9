// RUN: %check %s -- -I%inputs/userver
// RUN: %check --prefix=STRICT %s --config='{CheckOptions: {leash-unfinished-transaction.StrictLostWork: true}}' -- -isystem %inputs/userver
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// userver: a transaction is an object that rolls back at the end of its scope.

#include <stdexcept>
#include <userver/storages/postgres/cluster.hpp>

namespace pg = userver::storages::postgres;

void discarded(const pg::ClusterPtr &cluster) {
  cluster->Begin(pg::Transaction::RW);
  // CHECK: :[[@LINE-1]]:3: warning: the transaction from 'Begin' is rolled back at the end of this statement
  // STRICT: :[[@LINE-2]]:3: warning: the transaction from 'Begin' is rolled back at the end of this statement
  cluster->Execute(pg::ClusterHostType::kMaster, "DELETE FROM orders");
}

void written_and_lost(pg::Cluster &cluster, long id) {
  cluster.Begin("drop_order", pg::Transaction::RW).Execute("DELETE FROM orders WHERE id = $1", id);
  // CHECK: :[[@LINE-1]]:3: warning: the transaction is rolled back at the end of this statement, with what it wrote
  // STRICT: :[[@LINE-2]]:3: warning: the transaction is rolled back at the end of this statement, with what it wrote
}

bool no_warning_given_up(const pg::ClusterPtr &cluster, long id) {
  auto trx = cluster->Begin(pg::ClusterHostType::kMaster, pg::Transaction::RW);
  if (trx.Execute("SELECT 1 FROM orders WHERE id = $1", id).IsEmpty())
    return false;
  trx.Execute("DELETE FROM orders WHERE id = $1", id);
  trx.Commit();
  return true;
}

void no_warning_thrown(const pg::ClusterPtr &cluster, long id) {
  pg::Transaction trx = cluster->Begin(pg::Transaction::RW);
  if (trx.Execute("DELETE FROM orders WHERE id = $1", id).RowsAffected() != 1)
    throw std::runtime_error("no such order");
  trx.Commit();
}

std::size_t forgotten(const pg::ClusterPtr &cluster, long id) {
  auto trx = cluster->Begin(pg::Transaction::RW);
  // STRICT: :[[@LINE-1]]:14: warning: the transaction begun here on 'trx' is rolled back by the end of its scope on a path without an error
  return trx.Execute("DELETE FROM orders WHERE id = $1", id).RowsAffected();
}

pg::Transaction no_warning_handed_out(const pg::ClusterPtr &cluster) {
  auto trx = cluster->Begin(pg::Transaction::RW);
  trx.Execute("SELECT 1");
  return trx;
}
