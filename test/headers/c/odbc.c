// RUN: %check %s
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Leaks and their cures against unixODBC's header: the kind of a handle is an
// argument, success is 0 or 1, and a connection's statements end with it.

#include <sql.h>
#include <sqlext.h>
#include <stdio.h>

int statement(SQLHDBC dbc, SQLCHAR *text) {
  SQLHSTMT stmt;
  if (!SQL_SUCCEEDED(SQLAllocHandle(SQL_HANDLE_STMT, dbc, &stmt)))
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'stmt' from 'SQLAllocHandle' is not released on every path; call 'SQLFreeHandle'
    return -1;
  if (!SQL_SUCCEEDED(SQLExecDirect(stmt, text, SQL_NTS)))
    return -1;
  SQLFreeHandle(SQL_HANDLE_STMT, stmt);
  return 0;
}

int no_warning_statement(SQLHDBC dbc, SQLCHAR *text) {
  SQLHSTMT stmt;
  if (!SQL_SUCCEEDED(SQLAllocHandle(SQL_HANDLE_STMT, dbc, &stmt)))
    return -1;
  const SQLRETURN rc = SQLExecDirect(stmt, text, SQL_NTS);
  SQLFreeHandle(SQL_HANDLE_STMT, stmt);
  return SQL_SUCCEEDED(rc) ? 0 : -1;
}

int no_warning_with_info(SQLHDBC dbc) {
  SQLHSTMT stmt;
  SQLRETURN rc = SQLAllocHandle(SQL_HANDLE_STMT, dbc, &stmt);
  if (rc != SQL_SUCCESS && rc != SQL_SUCCESS_WITH_INFO)
    return -1;
  SQLFreeHandle(SQL_HANDLE_STMT, stmt);
  return 0;
}

int no_warning_taken_only_without_info(SQLHDBC dbc) {
  SQLHSTMT stmt;
  SQLRETURN rc = SQLAllocHandle(SQL_HANDLE_STMT, dbc, &stmt);
  if (rc != SQL_SUCCESS)
    return -1;
  SQLFreeHandle(SQL_HANDLE_STMT, stmt);
  return 0;
}

int environment(void) {
  SQLHENV env;
  SQLHDBC dbc;
  if (SQLAllocHandle(SQL_HANDLE_ENV, SQL_NULL_HANDLE, &env) < 0)
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'env' from 'SQLAllocHandle' is not released on every path; call 'SQLFreeHandle'
    return -1;
  SQLSetEnvAttr(env, SQL_ATTR_ODBC_VERSION, (SQLPOINTER)SQL_OV_ODBC3, 0);
  if (SQLAllocHandle(SQL_HANDLE_DBC, env, &dbc) < 0)
    return -1;
  SQLFreeHandle(SQL_HANDLE_DBC, dbc);
  SQLFreeHandle(SQL_HANDLE_ENV, env);
  return 0;
}

int failed_connection(SQLHENV env, SQLCHAR *text) {
  SQLHDBC dbc;
  if (!SQL_SUCCEEDED(SQLAllocHandle(SQL_HANDLE_DBC, env, &dbc)))
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'dbc' from 'SQLAllocHandle' is not released on every path; call 'SQLFreeHandle'
    return -1;
  if (!SQL_SUCCEEDED(SQLDriverConnect(dbc, NULL, text, SQL_NTS, NULL, 0, NULL,
                                      SQL_DRIVER_NOPROMPT)))
    return -1;
  SQLDisconnect(dbc);
  SQLFreeHandle(SQL_HANDLE_DBC, dbc);
  return 0;
}

int no_warning_everything(SQLCHAR *text) {
  SQLHENV env = SQL_NULL_HENV;
  SQLHDBC dbc = SQL_NULL_HDBC;
  SQLHSTMT stmt = SQL_NULL_HSTMT;
  int rc = -1;
  if (!SQL_SUCCEEDED(SQLAllocHandle(SQL_HANDLE_ENV, SQL_NULL_HANDLE, &env)))
    goto done;
  if (!SQL_SUCCEEDED(SQLAllocHandle(SQL_HANDLE_DBC, env, &dbc)))
    goto done;
  if (!SQL_SUCCEEDED(SQLConnect(dbc, text, SQL_NTS, NULL, 0, NULL, 0)))
    goto done;
  if (!SQL_SUCCEEDED(SQLAllocHandle(SQL_HANDLE_STMT, dbc, &stmt)))
    goto disconnect;
  rc = SQL_SUCCEEDED(SQLTables(stmt, NULL, 0, NULL, 0, NULL, 0, NULL, 0)) ? 0 : -1;
disconnect:
  if (stmt != SQL_NULL_HSTMT)
    SQLFreeHandle(SQL_HANDLE_STMT, stmt);
  SQLDisconnect(dbc);
done:
  if (dbc != SQL_NULL_HDBC)
    SQLFreeHandle(SQL_HANDLE_DBC, dbc);
  if (env != SQL_NULL_HENV)
    SQLFreeHandle(SQL_HANDLE_ENV, env);
  return rc;
}

// Its statements end with a connection; a helper may be what ends it.
static void hang_up(SQLHDBC dbc) {
  SQLDisconnect(dbc);
  SQLFreeHandle(SQL_HANDLE_DBC, dbc);
}

int no_warning_statement_of_a_connection(SQLHENV env, SQLCHAR *text, int twice) {
  SQLHDBC dbc;
  SQLHSTMT stmt;
  if (!SQL_SUCCEEDED(SQLAllocHandle(SQL_HANDLE_DBC, env, &dbc)))
    return -1;
  if (SQL_SUCCEEDED(SQLConnect(dbc, text, SQL_NTS, NULL, 0, NULL, 0)) &&
      SQL_SUCCEEDED(SQLAllocHandle(SQL_HANDLE_STMT, dbc, &stmt)))
    SQLExecute(stmt);
  if (twice) {
    SQLDisconnect(dbc);
    SQLFreeHandle(SQL_HANDLE_DBC, dbc);
  } else {
    hang_up(dbc);
  }
  return 0;
}

int another_connection_s_statement(SQLHDBC one, SQLHDBC other) {
  SQLHSTMT stmt;
  if (!SQL_SUCCEEDED(SQLAllocHandle(SQL_HANDLE_STMT, one, &stmt)))
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'stmt' from 'SQLAllocHandle' is not released on every path; call 'SQLFreeHandle'
    return -1;
  SQLDisconnect(other);
  return 0;
}

// What came before ODBC 3.
int old_statement(SQLHDBC dbc, SQLCHAR *text) {
  SQLHSTMT stmt;
  if (SQLAllocStmt(dbc, &stmt) != SQL_SUCCESS)
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'stmt' from 'SQLAllocStmt' is not released on every path; call 'SQLFreeHandle'
    return -1;
  SQLExecDirect(stmt, text, SQL_NTS);
  SQLFreeStmt(stmt, SQL_CLOSE);
  return 0;
}

int no_warning_old_statement(SQLHDBC dbc, SQLCHAR *text) {
  SQLHSTMT stmt;
  if (!SQL_SUCCEEDED(SQLAllocStmt(dbc, &stmt)))
    return -1;
  SQLExecDirect(stmt, text, SQL_NTS);
  SQLFreeStmt(stmt, SQL_DROP);
  return 0;
}

int no_warning_old_connection(void) {
  HENV env;
  HDBC dbc;
  if (!SQL_SUCCEEDED(SQLAllocEnv(&env)))
    return -1;
  if (SQL_SUCCEEDED(SQLAllocConnect(env, &dbc)))
    SQLFreeConnect(dbc);
  SQLFreeEnv(env);
  return 0;
}

// Of which kind is out of sight.
SQLRETURN no_warning_any_kind(SQLSMALLINT type, SQLHANDLE in) {
  SQLHANDLE out;
  SQLRETURN rc = SQLAllocHandle(type, in, &out);
  if (SQL_SUCCEEDED(rc))
    printf("%p\n", out);
  return rc;
}
