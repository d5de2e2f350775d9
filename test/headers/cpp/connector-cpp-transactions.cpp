// RUN: %check %s
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Connector/C++ has no guard: autocommit is switched off and on, or a
// statement begins by its text.

#include <cppconn/connection.h>
#include <cppconn/exception.h>
#include <cppconn/prepared_statement.h>
#include <cppconn/statement.h>
#include <memory>

bool early_return(sql::Connection *con, int id) {
  con->setAutoCommit(false);
  // CHECK: :[[@LINE-1]]:3: warning: the transaction begun here on 'con' is not finished on every path
  std::unique_ptr<sql::PreparedStatement> stmt(con->prepareStatement("DELETE FROM orders WHERE id = ?"));
  stmt->setInt(1, id);
  if (stmt->executeUpdate() == 0)
    return false;
  con->commit();
  con->setAutoCommit(true);
  return true;
}

bool no_warning_finished(sql::Connection *con, int id) {
  con->setAutoCommit(false);
  try {
    std::unique_ptr<sql::PreparedStatement> stmt(con->prepareStatement("DELETE FROM orders WHERE id = ?"));
    stmt->setInt(1, id);
    if (stmt->executeUpdate() == 0) {
      con->rollback();
      con->setAutoCommit(true);
      return false;
    }
    con->commit();
    con->setAutoCommit(true);
  } catch (sql::SQLException &) {
    con->rollback();
    con->setAutoCommit(true);
    throw;
  }
  return true;
}

// A statement stands for the connection it was made on.
void text(sql::Connection &con, int id) {
  std::unique_ptr<sql::Statement> stmt(con.createStatement());
  stmt->execute("START TRANSACTION");
  // CHECK: :[[@LINE-1]]:3: warning: the transaction begun here on 'con' is not finished on every path
  if (id < 0)
    return;
  con.commit();
}

void no_warning_text(sql::Connection &con) {
  std::unique_ptr<sql::Statement> stmt(con.createStatement());
  stmt->execute("START TRANSACTION");
  try {
    stmt->executeUpdate("DELETE FROM orders");
    con.commit();
  } catch (sql::SQLException &) {
    con.rollback();
    throw;
  }
}

void no_warning_by_two_statements(sql::Connection *con, int id) {
  std::unique_ptr<sql::Statement> begin(con->createStatement());
  begin->execute("START TRANSACTION");
  std::unique_ptr<sql::Statement> end(con->createStatement());
  if (id < 0)
    end->execute("ROLLBACK");
  else
    end->execute("COMMIT");
}
