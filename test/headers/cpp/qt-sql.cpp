// RUN: %check %s -- -fPIC -isystem /usr/include/x86_64-linux-gnu/qt5 -isystem /usr/include/aarch64-linux-gnu/qt5
// RUN: %check %s -- -fPIC -I/usr/include/x86_64-linux-gnu/qt5 -I/usr/include/aarch64-linux-gnu/qt5
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Qt has no guard for a transaction, and its functions answer true or false.

#include <QtCore/QString>
#include <QtCore/QVariant>
#include <QtSql/QSqlDatabase>
#include <QtSql/QSqlError>
#include <QtSql/QSqlQuery>
#include <stdexcept>

bool early_return(QSqlDatabase &db, int id) {
  if (!db.transaction())
    // CHECK: :[[@LINE-1]]:8: warning: the transaction begun here on 'db' is not finished on every path
    return false;
  QSqlQuery query(db);
  query.prepare("DELETE FROM orders WHERE id = ?");
  query.addBindValue(id);
  if (!query.exec())
    return false;
  return db.commit();
}

bool no_warning_rolled_back(QSqlDatabase &db, int id) {
  if (!db.transaction())
    return false;
  QSqlQuery query(db);
  query.prepare("DELETE FROM orders WHERE id = ?");
  query.addBindValue(id);
  if (!query.exec()) {
    db.rollback();
    return false;
  }
  if (!db.commit()) {
    db.rollback();
    return false;
  }
  return true;
}

// The default connection by its name, each time anew.
bool by_name(int id) {
  QSqlDatabase::database().transaction();
  // CHECK: :[[@LINE-1]]:3: warning: the transaction begun here
  QSqlQuery query;
  query.prepare(QStringLiteral("DELETE FROM orders WHERE id = ?"));
  query.addBindValue(id);
  if (!query.exec())
    return false;
  return QSqlDatabase::database().commit();
}

bool no_warning_by_name(int id) {
  QSqlDatabase::database().transaction();
  QSqlQuery query;
  query.prepare(QStringLiteral("DELETE FROM orders WHERE id = ?"));
  query.addBindValue(id);
  if (!query.exec()) {
    QSqlDatabase::database().rollback();
    return false;
  }
  return QSqlDatabase::database().commit();
}

// A copy is the same connection, and its end ends nothing.
int copy(const QString &name) {
  QSqlDatabase db = QSqlDatabase::database(name);
  db.transaction();
  // CHECK: :[[@LINE-1]]:3: warning: the transaction begun here on
  QSqlQuery query(db);
  if (!query.exec("UPDATE t SET a = 1"))
    return -1;
  db.commit();
  return 0;
}

int no_warning_copy(const QString &name) {
  QSqlDatabase db = QSqlDatabase::database(name);
  db.transaction();
  QSqlQuery query(db);
  const bool ok = query.exec("UPDATE t SET a = 1");
  if (ok)
    db.commit();
  else
    db.rollback();
  return ok ? 0 : -1;
}

// As text.
bool text(QSqlDatabase db, int n) {
  QSqlQuery query(db);
  query.exec("BEGIN IMMEDIATE");
  // CHECK: :[[@LINE-1]]:3: warning: the transaction begun here on 'db'
  if (n < 0)
    return false;
  return query.exec("COMMIT");
}

bool no_warning_text(QSqlDatabase db, int n) {
  QSqlQuery begin(db);
  if (!begin.exec(QLatin1String("BEGIN")))
    return false;
  QSqlQuery query(db);
  query.exec(QString("UPDATE t SET a = %1").arg(n));
  QSqlQuery end("COMMIT", db);
  return end.isActive();
}

bool no_warning_text_and_call(QSqlDatabase db, int n) {
  QSqlQuery query("BEGIN", db);
  if (n < 0)
    return db.rollback();
  return db.commit();
}

class Repository {
  QSqlDatabase Db;

public:
  explicit Repository(const QString &name) : Db(QSqlDatabase::database(name)) {}

  void save(int n) {
    Db.transaction();
    // CHECK: :[[@LINE-1]]:5: warning: the transaction begun here on 'Db'
    if (n < 0)
      throw std::invalid_argument("n");
    Db.commit();
  }

  void no_warning_save(int n) {
    Db.transaction();
    try {
      if (n < 0)
        throw std::invalid_argument("n");
      Db.commit();
    } catch (...) {
      Db.rollback();
      throw;
    }
  }

  bool no_warning_begin() { return Db.transaction(); }
  bool no_warning_commit() { return Db.commit(); }
};

class Guard {
  QSqlDatabase Db;
  bool Done = false;

public:
  explicit Guard(const QSqlDatabase &db) : Db(db) { Db.transaction(); }
  ~Guard() {
    if (!Done)
      Db.rollback();
  }
  bool commit() { return Done = Db.commit(); }
};

bool no_warning_guard(QSqlDatabase &db, int n) {
  Guard guard(db);
  if (n < 0)
    return false;
  return guard.commit();
}

void discarded_guard(QSqlDatabase &db) {
  Guard{db};
  // CHECK: :[[@LINE-1]]:3: warning: the transaction from 'Guard' is rolled back at the end of this statement
  QSqlQuery query(db);
  query.exec("UPDATE t SET a = 1");
}
