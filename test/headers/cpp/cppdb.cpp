// RUN: %check %s
// RUN: %check --prefix=STRICT %s --config='{CheckOptions: {leash-unfinished-transaction.StrictLostWork: true}}'
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// CppDB: begin, commit and rollback of a session, or a guard that rolls back.

#include <cppdb/frontend.h>
#include <stdexcept>

bool early_return(cppdb::session &sql, int n) {
  sql.begin();
  // CHECK: :[[@LINE-1]]:3: warning: the transaction begun here on 'sql' is not finished on every path
  // STRICT: :[[@LINE-2]]:3: warning: the transaction begun here on 'sql' is not finished on every path
  if (n < 0)
    return false;
  sql << "DELETE FROM orders WHERE id = ?" << n << cppdb::exec;
  sql.commit();
  return true;
}

bool no_warning_finished(cppdb::session &sql, int n) {
  sql.begin();
  if (n < 0) {
    sql.rollback();
    return false;
  }
  try {
    sql << "DELETE FROM orders WHERE id = ?" << n << cppdb::exec;
    sql.commit();
  } catch (...) {
    sql.rollback();
    throw;
  }
  return true;
}

bool text(cppdb::session &sql, int n) {
  sql << "BEGIN" << cppdb::exec;
  // CHECK: :[[@LINE-1]]:3: warning: the transaction begun here on 'sql'
  // STRICT: :[[@LINE-2]]:3: warning: the transaction begun here on 'sql'
  if (n < 0)
    return false;
  sql << "COMMIT" << cppdb::exec;
  return true;
}

void discarded(cppdb::session &sql) {
  cppdb::transaction{sql};
  // CHECK: :[[@LINE-1]]:3: warning: the transaction from 'transaction' is rolled back at the end of this statement
  // STRICT: :[[@LINE-2]]:3: warning: the transaction from 'transaction' is rolled back at the end of this statement
  sql << "DELETE FROM orders" << cppdb::exec;
}

void no_warning_guard(cppdb::session &sql, int n) {
  cppdb::transaction guard(sql);
  sql << "DELETE FROM orders WHERE id = ?" << n << cppdb::exec;
  if (n < 0)
    throw std::invalid_argument("n");
  guard.commit();
}

int forgotten(cppdb::session &sql) {
  cppdb::transaction guard(sql);
  // STRICT: :[[@LINE-1]]:22: warning: the transaction begun here{{.*}} is rolled back by the end of its scope on a path without an error
  sql << "DELETE FROM orders" << cppdb::exec;
  return 1;
}
