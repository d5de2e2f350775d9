// RUN: %check %s
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Connector/C++ hands out what has to be deleted, and throws when the server
// says no.

#include <cppconn/driver.h>
#include <cppconn/exception.h>
#include <cppconn/prepared_statement.h>
#include <cppconn/resultset.h>
#include <cppconn/statement.h>
#include <memory>
#include <mysql_connection.h>
#include <mysql_driver.h>

int early_return(sql::Connection *con, int id) {
  sql::PreparedStatement *stmt = con->prepareStatement("SELECT a FROM t WHERE id = ?");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'stmt' from 'prepareStatement' is not released on every path; delete it before leaving or hold it in a guard
  if (id < 0)
    return -1;
  stmt->setInt(1, id);
  delete stmt;
  return 0;
}

int thrown(sql::Connection *con) {
  sql::Statement *stmt = con->createStatement();
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'stmt' from 'createStatement' is not released on every path; delete it before leaving or hold it in a guard
  int rows = stmt->executeUpdate("DELETE FROM t");
  delete stmt;
  return rows;
}

int no_warning_owned(sql::Connection *con) {
  std::unique_ptr<sql::Statement> stmt(con->createStatement());
  std::unique_ptr<sql::ResultSet> res(stmt->executeQuery("SELECT a FROM t"));
  int sum = 0;
  while (res->next())
    sum += res->getInt(1);
  return sum;
}

int no_warning_by_hand(sql::Connection *con) {
  sql::Statement *stmt = con->createStatement();
  int rows = -1;
  try {
    rows = stmt->executeUpdate("DELETE FROM t");
  } catch (sql::SQLException &) {
    rows = -2;
  }
  delete stmt;
  return rows;
}

bool result(sql::Statement *stmt) {
  sql::ResultSet *res = stmt->executeQuery("SELECT 1");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'res' from 'executeQuery' is not released on every path; delete it before leaving or hold it in a guard
  return res->rowsCount() != 0;
}

void discarded(sql::Statement *stmt) {
  stmt->executeQuery("SELECT 1");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: result of 'executeQuery' is never released; delete it or hold it in a guard
}

// The driver's own classes do what the interface says.
bool by_driver(sql::mysql::MySQL_Driver *driver) {
  sql::Connection *con = driver->connect("localhost", "u", "p");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'con' from 'connect' is not released on every path; delete it before leaving or hold it in a guard
  con->setSchema("shop");
  delete con;
  return true;
}

bool no_warning_closed_and_deleted() {
  sql::Driver *driver = get_driver_instance();
  std::unique_ptr<sql::Connection> con(driver->connect("localhost", "u", "p"));
  con->setSchema("shop");
  con->close();
  return true;
}

void closed_only(sql::Driver *driver) {
  sql::Connection *con = driver->connect("localhost", "u", "p");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'con' from 'connect' is not released on every path; delete it before leaving or hold it in a guard
  con->close();
}

class Repository {
  std::unique_ptr<sql::Connection> Con;
  sql::PreparedStatement *Find;

public:
  explicit Repository(sql::Driver &driver)
      : Con(driver.connect("localhost", "u", "p")),
        Find(Con->prepareStatement("SELECT a FROM t WHERE id = ?")) {}
  ~Repository() { delete Find; }
};
