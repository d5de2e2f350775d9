// RUN: %check %s
// RUN: %check --prefix=STRICT %s --config='{CheckOptions: {leash-unfinished-transaction.StrictLostWork: true}}'
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Poco's session has begin, commit and rollback, and a guard that rolls back;
// the end of a session does that, too.

#include <Poco/Data/Session.h>
#include <Poco/Data/SessionPool.h>
#include <Poco/Data/Statement.h>
#include <Poco/Data/Transaction.h>
#include <stdexcept>

using namespace Poco::Data::Keywords;
using Poco::Data::Session;
using Poco::Data::Statement;
using Poco::Data::Transaction;

bool early_return(Session &session, int n) {
  session.begin();
  // CHECK: :[[@LINE-1]]:3: warning: the transaction begun here on 'session' is not finished on every path
  // STRICT: :[[@LINE-2]]:3: warning: the transaction begun here on 'session' is not finished on every path
  if (n < 0)
    return false;
  session << "DELETE FROM orders", now;
  session.commit();
  return true;
}

bool no_warning_finished(Session &session, int n) {
  session.begin();
  if (n < 0) {
    session.rollback();
    return false;
  }
  session << "DELETE FROM orders", now;
  session.commit();
  return true;
}

void thrown(Session &session, int n) {
  session.begin();
  // CHECK: :[[@LINE-1]]:3: warning: the transaction begun here on 'session' is not finished on every path
  // STRICT: :[[@LINE-2]]:3: warning: the transaction begun here on 'session' is not finished on every path
  if (n < 0)
    throw std::invalid_argument("n");
  session << "DELETE FROM orders WHERE id = ?", use(n), now;
  session.commit();
}

void no_warning_caught(Session &session, int n) {
  session.begin();
  try {
    if (n < 0)
      throw std::invalid_argument("n");
    session << "DELETE FROM orders WHERE id = ?", use(n), now;
    session.commit();
  } catch (...) {
    session.rollback();
    throw;
  }
}

// Given back to its pool, a session rolls back.
bool no_warning_pooled(Poco::Data::SessionPool &pool, int n) {
  Session session(pool.get());
  session.begin();
  if (n < 0)
    return false;
  session << "DELETE FROM orders", now;
  session.commit();
  return true;
}

bool text(Session &session, int n) {
  session << "BEGIN", now;
  // CHECK: :[[@LINE-1]]:3: warning: the transaction begun here on 'session'
  // STRICT: :[[@LINE-2]]:3: warning: the transaction begun here on 'session'
  if (n < 0)
    return false;
  session << "COMMIT", now;
  return true;
}

bool no_warning_text(Session &session, int n) {
  session << "BEGIN", now;
  if (n < 0) {
    session << "ROLLBACK", now;
    return false;
  }
  session << "COMMIT", now;
  return true;
}

void discarded(Session &session) {
  Transaction{session};
  // CHECK: :[[@LINE-1]]:3: warning: the transaction from 'Transaction' is rolled back at the end of this statement
  // STRICT: :[[@LINE-2]]:3: warning: the transaction from 'Transaction' is rolled back at the end of this statement
  session << "DELETE FROM orders", now;
}

void discarded_session(Poco::Data::SessionPool &pool) {
  pool.get();
  // CHECK: :[[@LINE-1]]:3: warning: the connection from 'get' is closed at the end of this statement
  // STRICT: :[[@LINE-2]]:3: warning: the connection from 'get' is closed at the end of this statement
}

bool no_warning_guard(Session &session, int n) {
  Transaction transaction(session);
  session << "DELETE FROM orders", now;
  if (n < 0)
    return false;
  transaction.commit();
  return true;
}

// What was done is lost without a word.
void forgotten(Session &session) {
  Transaction transaction(session);
  // STRICT: :[[@LINE-1]]:15: warning: the transaction begun here{{.*}} is rolled back by the end of its scope on a path without an error
  session << "DELETE FROM orders", now;
}
