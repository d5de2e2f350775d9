// RUN: %check %s -- -I%inputs/mongocxx
// RUN: %check %s -- -isystem %inputs/mongocxx -DLEASH_TEST_INLINE_ABI
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// mongocxx: transactions of a session, clients of a pool. What a namespace of
// a version is in between makes no difference.

#include <mongocxx/client_session.hpp>
#include <stdexcept>

bool early_return(mongocxx::client_session &session, mongocxx::collection &orders) {
  session.start_transaction();
  // CHECK: :[[@LINE-1]]:3: warning: the transaction begun here on 'session' is not finished on every path
  if (orders.count(session) == 0)
    return false;
  orders.insert_one(session, "{}");
  session.commit_transaction();
  return true;
}

bool no_warning_aborted(mongocxx::client_session &session, mongocxx::collection &orders) {
  session.start_transaction();
  if (orders.count(session) == 0) {
    session.abort_transaction();
    return false;
  }
  try {
    orders.insert_one(session, "{}");
    session.commit_transaction();
  } catch (const mongocxx::operation_exception &) {
    session.abort_transaction();
    throw;
  }
  return true;
}

void thrown(mongocxx::client_session *session, int n) {
  session->start_transaction();
  // CHECK: :[[@LINE-1]]:3: warning: the transaction begun here on 'session' is not finished on every path
  if (n < 0)
    throw std::invalid_argument("n");
  session->commit_transaction();
}

// A session that ends aborts.
bool no_warning_its_own_session(mongocxx::client &client, int n) {
  auto session = client.start_session();
  session.start_transaction();
  if (n < 0)
    return false;
  session.commit_transaction();
  return true;
}

void no_warning_callback(mongocxx::client_session &session, mongocxx::collection &orders) {
  session.with_transaction([&](mongocxx::client_session *s) { orders.insert_one(*s, "{}"); });
}

void discarded(mongocxx::pool &pool) {
  pool.acquire();
  // CHECK: :[[@LINE-1]]:3: warning: the lease from 'acquire' is given back at the end of this statement
}

void discarded_if_there_is_one(mongocxx::pool &pool) {
  pool.try_acquire();
  // CHECK: :[[@LINE-1]]:3: warning: the lease from 'try_acquire' is given back at the end of this statement
}

std::size_t no_warning_held(mongocxx::pool &pool) {
  auto client = pool.acquire();
  auto session = client->start_session();
  return (*client)["shop"]["orders"].count(session);
}
