// RUN: %check %s -- -I%inputs/wt
// RUN: %check %s -- -isystem %inputs/wt
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The end of a Wt::Dbo transaction commits it, unless an exception is on its
// way.

#include <Wt/Dbo/Transaction.h>
#include <stdexcept>

namespace dbo = Wt::Dbo;

bool half(dbo::Session &session, long from, long to) {
  dbo::Transaction transaction(session);
  // CHECK: :[[@LINE-1]]:20: warning: the transaction begun here on 'transaction' is committed by the end of its scope on a path that gives up; roll it back there
  session.execute("UPDATE accounts SET cents = cents - 100 WHERE id = ?").bind(from);
  if (to == from)
    return false;
  session.execute("UPDATE accounts SET cents = cents + 100 WHERE id = ?").bind(to);
  return true;
}

bool no_warning_rolled_back(dbo::Session &session, long from, long to) {
  dbo::Transaction transaction(session);
  session.execute("UPDATE accounts SET cents = cents - 100 WHERE id = ?").bind(from);
  if (to == from) {
    transaction.rollback();
    return false;
  }
  session.execute("UPDATE accounts SET cents = cents + 100 WHERE id = ?").bind(to);
  return true;
}

// Where others commit by hand, a path that does not is meant to do nothing.
void before_the_commit(dbo::Session &session, long id) {
  dbo::Transaction transaction{session};
  // CHECK: :[[@LINE-1]]:20: warning: the transaction begun here on 'transaction' is committed by the end of its scope on a path that gives up
  session.execute("DELETE FROM lines WHERE id = ?").bind(id);
  if (id < 0)
    return;
  session.execute("DELETE FROM orders WHERE id = ?").bind(id);
  transaction.commit();
}

void no_warning_by_exception(dbo::Session &session, long id) {
  dbo::Transaction transaction(session);
  session.execute("DELETE FROM lines WHERE id = ?").bind(id);
  if (id < 0)
    throw std::invalid_argument("id");
  session.execute("DELETE FROM orders WHERE id = ?").bind(id);
}

void no_warning_committed_by_the_end(dbo::Session &session) {
  dbo::Transaction transaction(session);
  session.execute("DELETE FROM lines");
}

bool no_warning_nothing_done(dbo::Session &session, long id) {
  if (id < 0)
    return false;
  dbo::Transaction transaction(session);
  session.execute("DELETE FROM lines WHERE id = ?").bind(id);
  return transaction.commit();
}

void discarded(dbo::Session &session) {
  dbo::Transaction{session};
  // CHECK: :[[@LINE-1]]:3: warning: the transaction from 'Transaction' is committed at the end of this statement
  session.execute("DELETE FROM lines");
}
