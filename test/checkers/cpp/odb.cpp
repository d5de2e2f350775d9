// RUN: %check %s
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// ODB hands a transaction out as a pointer, which odb::transaction takes.

#include <odb/database.hxx>

void bare(odb::database &db) {
  db.begin();
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: result of 'begin' is never released; call 'odb::transaction::transaction'
  db.execute("DELETE FROM t");
}

bool kept(odb::pgsql::database &db, bool dry) {
  odb::transaction_impl *begun = db.begin();
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'begun' from 'begin' is not released on every path; call 'odb::transaction::transaction'
  if (dry)
    return false;
  odb::transaction t(begun);
  db.execute("DELETE FROM t");
  t.commit();
  return true;
}

void no_warning_wrapped(odb::database &db) {
  odb::transaction t(db.begin());
  db.execute("DELETE FROM t");
  t.commit();
}

void no_warning_wrapped_again(odb::database &db) {
  odb::transaction t(db.begin());
  t.commit();
  t.reset(db.begin());
  t.commit();
}
