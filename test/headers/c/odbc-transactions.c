// RUN: %check %s
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// ODBC begins a transaction by switching autocommit off, and ends it for one
// connection or for all of an environment.

#include <sql.h>
#include <sqlext.h>
#include <stddef.h>

int early_return(SQLHDBC dbc, SQLHSTMT stmt, SQLCHAR *text) {
  SQLSetConnectAttr(dbc, SQL_ATTR_AUTOCOMMIT, (SQLPOINTER)SQL_AUTOCOMMIT_OFF, 0);
  // CHECK: :[[@LINE-1]]:3: warning: the transaction begun here on 'dbc' is not finished on every path
  if (!SQL_SUCCEEDED(SQLExecDirect(stmt, text, SQL_NTS)))
    return -1;
  SQLEndTran(SQL_HANDLE_DBC, dbc, SQL_COMMIT);
  SQLSetConnectAttr(dbc, SQL_ATTR_AUTOCOMMIT, (SQLPOINTER)SQL_AUTOCOMMIT_ON, 0);
  return 0;
}

int no_warning_rolled_back(SQLHDBC dbc, SQLHSTMT stmt, SQLCHAR *text) {
  SQLSetConnectAttr(dbc, SQL_ATTR_AUTOCOMMIT, (SQLPOINTER)SQL_AUTOCOMMIT_OFF, SQL_IS_UINTEGER);
  const int ok = SQL_SUCCEEDED(SQLExecDirect(stmt, text, SQL_NTS));
  SQLEndTran(SQL_HANDLE_DBC, dbc, ok ? SQL_COMMIT : SQL_ROLLBACK);
  SQLSetConnectAttr(dbc, SQL_ATTR_AUTOCOMMIT, (SQLPOINTER)SQL_AUTOCOMMIT_ON, SQL_IS_UINTEGER);
  return ok;
}

int no_warning_of_the_environment(SQLHENV env, SQLHDBC dbc, SQLHSTMT stmt, SQLCHAR *text) {
  SQLSetConnectAttr(dbc, SQL_ATTR_AUTOCOMMIT, (SQLPOINTER)SQL_AUTOCOMMIT_OFF, 0);
  if (!SQL_SUCCEEDED(SQLExecDirect(stmt, text, SQL_NTS))) {
    SQLEndTran(SQL_HANDLE_ENV, env, SQL_ROLLBACK);
    return -1;
  }
  SQLEndTran(SQL_HANDLE_ENV, env, SQL_COMMIT);
  return 0;
}

int of_another_connection(SQLHDBC dbc, SQLHDBC other, SQLHSTMT stmt, SQLCHAR *text) {
  SQLSetConnectAttr(dbc, SQL_ATTR_AUTOCOMMIT, SQL_AUTOCOMMIT_OFF, 0);
  // CHECK: :[[@LINE-1]]:3: warning: the transaction begun here on 'dbc' is not finished on every path
  if (!SQL_SUCCEEDED(SQLExecDirect(stmt, text, SQL_NTS))) {
    SQLEndTran(SQL_HANDLE_DBC, other, SQL_ROLLBACK);
    return -1;
  }
  return SQLEndTran(SQL_HANDLE_DBC, dbc, SQL_COMMIT);
}

int no_warning_other_attributes(SQLHDBC dbc, SQLHSTMT stmt, SQLCHAR *text) {
  SQLSetConnectAttr(dbc, SQL_ATTR_LOGIN_TIMEOUT, (SQLPOINTER)0, 0);
  SQLSetConnectAttr(dbc, SQL_ATTR_AUTOCOMMIT, (SQLPOINTER)SQL_AUTOCOMMIT_ON, 0);
  if (!SQL_SUCCEEDED(SQLExecDirect(stmt, text, SQL_NTS)))
    return -1;
  return 0;
}

// Other functions commit what this one prepares for.
int no_warning_connect(SQLHDBC dbc, SQLCHAR *text) {
  if (!SQL_SUCCEEDED(SQLDriverConnect(dbc, NULL, text, SQL_NTS, NULL, 0, NULL, SQL_DRIVER_NOPROMPT)))
    return -1;
  SQLSetConnectAttr(dbc, SQL_ATTR_AUTOCOMMIT, (SQLPOINTER)SQL_AUTOCOMMIT_OFF, 0);
  return 0;
}

// What came before ODBC 3.
int old(SQLHENV env, SQLHDBC dbc, SQLHSTMT stmt, SQLCHAR *text) {
  SQLSetConnectOption(dbc, SQL_AUTOCOMMIT, SQL_AUTOCOMMIT_OFF);
  // CHECK: :[[@LINE-1]]:3: warning: the transaction begun here on 'dbc' is not finished on every path
  if (!SQL_SUCCEEDED(SQLExecDirect(stmt, text, SQL_NTS)))
    return -1;
  SQLTransact(env, dbc, SQL_COMMIT);
  return 0;
}

int no_warning_old(SQLHENV env, SQLHDBC dbc, SQLHSTMT stmt, SQLCHAR *text) {
  SQLSetConnectOption(dbc, SQL_AUTOCOMMIT, SQL_AUTOCOMMIT_OFF);
  if (!SQL_SUCCEEDED(SQLExecDirect(stmt, text, SQL_NTS))) {
    SQLTransact(env, dbc, SQL_ROLLBACK);
    return -1;
  }
  SQLTransact(env, SQL_NULL_HDBC, SQL_COMMIT);
  return 0;
}
