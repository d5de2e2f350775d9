// RUN: %check %s
// RUN: %check --prefix=STRICT %s --config='{CheckOptions: {leash-unfinished-transaction.StrictLostWork: true}}'
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// SOCI: a session of a pool goes back to it as it is, in a transaction or not;
// one of its own is closed. soci::transaction rolls back.

#include <soci/soci.h>
#include <stdexcept>
#include <string>

bool given_back_in_it(soci::connection_pool &pool, int n) {
  soci::session sql(pool);
  sql.begin();
  // CHECK: :[[@LINE-1]]:3: warning: the transaction begun here on 'sql' is still open when the connection goes back to its pool
  // STRICT: :[[@LINE-2]]:3: warning: the transaction begun here on 'sql' is still open when the connection goes back to its pool
  if (n < 0)
    return false;
  sql << "DELETE FROM orders WHERE id = :id", soci::use(n);
  sql.commit();
  return true;
}

bool no_warning_rolled_back(soci::connection_pool &pool, int n) {
  soci::session sql(pool);
  sql.begin();
  try {
    if (n < 0) {
      sql.rollback();
      return false;
    }
    sql << "DELETE FROM orders WHERE id = :id", soci::use(n);
    sql.commit();
  } catch (...) {
    sql.rollback();
    throw;
  }
  return true;
}

// Closed at the end of its scope, and the transaction with it.
bool no_warning_its_own_session(const std::string &text, int n) {
  soci::session sql(text);
  sql.begin();
  if (n < 0)
    return false;
  sql << "DELETE FROM orders WHERE id = :id", soci::use(n);
  sql.commit();
  return true;
}

bool no_warning_opened_by_itself(const std::string &text, int n) {
  soci::session sql;
  sql.open(text);
  sql.begin();
  if (n < 0)
    return false;
  sql.commit();
  return true;
}

bool by_number(soci::connection_pool &pool, int n) {
  const std::size_t pos = pool.lease();
  soci::session &sql = pool.at(pos);
  sql << "BEGIN";
  // CHECK: :[[@LINE-1]]:3: warning: the transaction begun here
  // STRICT: :[[@LINE-2]]:3: warning: the transaction begun here
  if (n >= 0)
    sql << "COMMIT";
  pool.give_back(pos);
  return n >= 0;
}

bool on_anothers(soci::session &sql, int n) {
  sql.begin();
  // CHECK: :[[@LINE-1]]:3: warning: the transaction begun here on 'sql' is not finished on every path
  // STRICT: :[[@LINE-2]]:3: warning: the transaction begun here on 'sql' is not finished on every path
  if (n < 0)
    return false;
  sql.commit();
  return true;
}

void no_warning_guard(soci::connection_pool &pool, int n) {
  soci::session sql(pool);
  soci::transaction tr(sql);
  sql << "DELETE FROM orders WHERE id = :id", soci::use(n);
  if (n < 0)
    throw std::invalid_argument("n");
  tr.commit();
}

void discarded(soci::session &sql) {
  soci::transaction{sql};
  // CHECK: :[[@LINE-1]]:3: warning: the transaction from 'transaction' is rolled back at the end of this statement
  // STRICT: :[[@LINE-2]]:3: warning: the transaction from 'transaction' is rolled back at the end of this statement
  sql << "DELETE FROM orders";
}

void discarded_sessions(soci::connection_pool &pool, const std::string &text) {
  soci::session{pool};
  // CHECK: :[[@LINE-1]]:3: warning: the lease from 'session' is given back at the end of this statement
  // STRICT: :[[@LINE-2]]:3: warning: the lease from 'session' is given back at the end of this statement
  soci::session{text};
  // CHECK: :[[@LINE-1]]:3: warning: the connection from 'session' is closed at the end of this statement
  // STRICT: :[[@LINE-2]]:3: warning: the connection from 'session' is closed at the end of this statement
}

int forgotten(soci::session &sql) {
  soci::transaction tr(sql);
  // STRICT: :[[@LINE-1]]:21: warning: the transaction begun here{{.*}} is rolled back by the end of its scope on a path without an error
  sql << "DELETE FROM orders";
  return 1;
}
