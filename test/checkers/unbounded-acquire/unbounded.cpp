// RUN: %check %s --checks='-*,leash-unbounded-acquire'
// RUN: %check %s --config='{CheckOptions: {leash-unbounded-acquire.Enabled: true}}'
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Connections that are waited for without a limit.

#include <libpq-fe.h>
#include <mysql.h>

#define DATABASE "host=db dbname=orders"
static const char *const Info = "host=db user=app";
static const char InfoText[] = "host=db user=app";

void finish(PGconn *conn) { PQfinish(conn); }

void connection_strings() {
  finish(PQconnectdb("host=db dbname=orders"));
  // CHECK: :[[@LINE-1]]:10: warning: 'PQconnectdb' waits without a limit; put 'connect_timeout' into the connection string [leash-unbounded-acquire]
  finish(PQconnectdb("postgresql://db/orders"));
  // CHECK: :[[@LINE-1]]:10: warning: 'PQconnectdb' waits
  finish(PQconnectdb(DATABASE));
  // CHECK: :[[@LINE-1]]:10: warning: 'PQconnectdb' waits
  finish(PQconnectdb(DATABASE " user=app"));
  // CHECK: :[[@LINE-1]]:10: warning: 'PQconnectdb' waits
  finish(PQconnectdb(Info));
  // CHECK: :[[@LINE-1]]:10: warning: 'PQconnectdb' waits
  finish(PQconnectdb(InfoText));
  // CHECK: :[[@LINE-1]]:10: warning: 'PQconnectdb' waits
}

void parameters() {
  const char *keywords[] = {"host", "user", nullptr};
  const char *values[] = {"db", "app", nullptr};
  finish(PQconnectdbParams(keywords, values, 0));
  // CHECK: :[[@LINE-1]]:10: warning: 'PQconnectdbParams' waits without a limit; pass the keyword 'connect_timeout'
}

void mysql(MYSQL *m) {
  mysql_real_connect(m, "db", "app", "", "orders", 0, nullptr, 0);
  // CHECK: :[[@LINE-1]]:3: warning: 'mysql_real_connect' waits without a limit; set MYSQL_OPT_CONNECT_TIMEOUT with 'mysql_options' before
}

// What stays silent.

void no_warning_with_a_limit() {
  finish(PQconnectdb("host=db connect_timeout=5"));
  finish(PQconnectdb("postgresql://db/orders?connect_timeout=5"));
  const char *keywords[] = {"host", "connect_timeout", nullptr};
  const char *values[] = {"db", "5", nullptr};
  finish(PQconnectdbParams(keywords, values, 0));
}

void no_warning_when_not_known(const char *info, const char *const *words) {
  finish(PQconnectdb(info));
  finish(PQconnectdbParams(words, words, 0));
  finish(PQconnectdb("")); // from the environment
  finish(PQconnectdb("service=orders"));
  const char *filled[8] = {"host"};
  filled[1] = "connect_timeout";
  finish(PQconnectdbParams(filled, words, 0));
  const char *named[] = {"dbname", nullptr}; // may be a whole string
  finish(PQconnectdbParams(named, words, 1));
}
