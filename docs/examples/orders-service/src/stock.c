// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The stock figures. The first function leaks on two of its three ways out.

#include "stock.h"

#include <mysql.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int query_stock(MYSQL *db, const char *article) {
  char escaped[201];
  char sql[300];
  if (strlen(article) > 100)
    return -1;
  mysql_real_escape_string(db, escaped, article,
                           (unsigned long)strlen(article));
  snprintf(sql, sizeof sql, "SELECT pieces FROM stock WHERE article = '%s'",
           escaped);
  return mysql_query(db, sql);
}

// 8. What mysql_init made must be closed when mysql_real_connect fails, and an
//    empty result must be freed like any other.
long stock_of(const char *host, const char *article) {
  MYSQL *db = mysql_init(NULL);
  if (!mysql_real_connect(db, host, "stock", NULL, "stock", 0, NULL, 0)) {
    fprintf(stderr, "stock: %s\n", mysql_error(db));
    return -1;
  }
  long pieces = -1;
  if (query_stock(db, article) == 0) {
    MYSQL_RES *rows = mysql_store_result(db);
    if (rows != NULL) {
      MYSQL_ROW row = mysql_fetch_row(rows);
      if (row == NULL) {
        mysql_close(db);
        return 0;
      }
      pieces = row[0] != NULL ? atol(row[0]) : 0;
      mysql_free_result(rows);
    }
  }
  mysql_close(db);
  return pieces;
}

long stock_of_fixed(const char *host, const char *article) {
  long pieces = -1;
  MYSQL *db = mysql_init(NULL);
  if (mysql_real_connect(db, host, "stock", NULL, "stock", 0, NULL, 0)) {
    if (query_stock(db, article) == 0) {
      MYSQL_RES *rows = mysql_store_result(db);
      if (rows != NULL) {
        MYSQL_ROW row = mysql_fetch_row(rows);
        pieces = row != NULL && row[0] != NULL ? atol(row[0]) : 0;
        mysql_free_result(rows);
      }
    }
  } else {
    fprintf(stderr, "stock: %s\n", mysql_error(db));
  }
  mysql_close(db);
  return pieces;
}
