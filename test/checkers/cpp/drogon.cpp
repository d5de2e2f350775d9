// RUN: %check %s -- -std=c++20 -I%inputs/drogon
// RUN: %check %s -- -std=c++20 -isystem %inputs/drogon
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The end of a Drogon transaction commits it, whatever the reason.

#include <drogon/orm/DbClient.h>
#include <stdexcept>

using namespace drogon::orm;

bool half(const DbClientPtr &client, long from, long to) {
  auto trans = client->newTransaction();
  // CHECK: :[[@LINE-1]]:16: warning: the transaction begun here on 'trans' is committed by the end of its scope on a path that gives up; roll it back there
  trans->execSqlSync("UPDATE accounts SET cents = cents - 100 WHERE id = $1", from);
  if (to == from)
    return false;
  trans->execSqlSync("UPDATE accounts SET cents = cents + 100 WHERE id = $1", to);
  return true;
}

bool no_warning_rolled_back(const DbClientPtr &client, long from, long to) {
  auto trans = client->newTransaction();
  trans->execSqlSync("UPDATE accounts SET cents = cents - 100 WHERE id = $1", from);
  if (to == from) {
    trans->rollback();
    return false;
  }
  trans->execSqlSync("UPDATE accounts SET cents = cents + 100 WHERE id = $1", to);
  return true;
}

void thrown(DbClient &client, long id) {
  const std::shared_ptr<Transaction> trans = client.newTransaction();
  // CHECK: :[[@LINE-1]]:46: warning: the transaction begun here on 'trans' is committed by the end of its scope on a path that gives up
  trans->execSqlSync("DELETE FROM lines WHERE id = $1", id);
  if (id < 0)
    throw std::invalid_argument("id");
  trans->execSqlSync("DELETE FROM orders WHERE id = $1", id);
}

void no_warning_thrown(DbClient &client, long id) {
  if (id < 0)
    throw std::invalid_argument("id");
  const std::shared_ptr<Transaction> trans = client.newTransaction();
  trans->execSqlSync("DELETE FROM lines WHERE id = $1", id);
  trans->execSqlSync("DELETE FROM orders WHERE id = $1", id);
}

// A statement that fails rolls back by itself, and throws.
bool no_warning_failed_statement(const DbClientPtr &client, long id) {
  auto trans = client->newTransaction();
  try {
    trans->execSqlSync("DELETE FROM lines WHERE id = $1", id);
    trans->execSqlSync("DELETE FROM orders WHERE id = $1", id);
  } catch (const DrogonDbException &) {
    return false;
  }
  return true;
}

std::shared_ptr<Transaction> no_warning_handed_out(const DbClientPtr &client) {
  auto trans = client->newTransaction();
  trans->execSqlSync("DELETE FROM lines");
  return trans;
}

// Shared for longer than the scope.
struct Job {
  std::shared_ptr<Transaction> Trans;
};
bool no_warning_kept(const DbClientPtr &client, Job &job, bool later) {
  auto trans = client->newTransaction();
  trans->execSqlSync("DELETE FROM lines");
  job.Trans = trans;
  if (later)
    return false;
  job.Trans->rollback();
  return true;
}

bool no_warning_moved(const DbClientPtr &client, std::shared_ptr<Transaction> &out, bool later) {
  auto trans = client->newTransaction();
  trans->execSqlSync("DELETE FROM lines");
  out = std::move(trans);
  return false;
}

bool no_warning_captured(const DbClientPtr &client, long id) {
  auto trans = client->newTransaction();
  trans->execSqlAsync(
      "DELETE FROM lines WHERE id = $1",
      [trans](const Result &) { trans->execSqlSync("DELETE FROM orders"); },
      [trans](const DrogonDbException &) {}, id);
  return false;
}

void discarded(const DbClientPtr &client) {
  client->newTransaction();
  // CHECK: :[[@LINE-1]]:3: warning: the transaction from 'newTransaction' is committed at the end of this statement
  client->execSqlSync("DELETE FROM lines");
}

// With a coroutine.
drogon::Task<> awaited(DbClientPtr client, long id) {
  auto trans = co_await client->newTransactionCoro();
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: the transaction begun here on 'trans' is committed by the end of its scope on a path that gives up
  co_await trans->execSqlCoro("DELETE FROM lines WHERE id = $1", id);
  if (id < 0)
    throw std::invalid_argument("id");
  co_await trans->execSqlCoro("DELETE FROM orders WHERE id = $1", id);
}

drogon::Task<> no_warning_awaited(DbClientPtr client, long id) {
  auto trans = co_await client->newTransactionCoro();
  co_await trans->execSqlCoro("DELETE FROM lines WHERE id = $1", id);
  if (id < 0) {
    trans->rollback();
    throw std::invalid_argument("id");
  }
  co_await trans->execSqlCoro("DELETE FROM orders WHERE id = $1", id);
}

drogon::Task<> discarded_awaited(DbClientPtr client) {
  co_await client->newTransactionCoro();
  // CHECK: :[[@LINE-1]]:3: warning: the transaction from 'newTransactionCoro' is committed at the end of this statement
  co_await client->execSqlCoro("DELETE FROM lines");
}
