// RUN: %check %s --checks='-*,leash-unbounded-acquire'
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// No warning where the file sets the time-out, whatever sets it.

#include <mysql.h>

void limit(MYSQL *m, unsigned seconds) {
  mysql_options(m, MYSQL_OPT_CONNECT_TIMEOUT, &seconds);
}

void connect(MYSQL *m) {
  limit(m, 5);
  mysql_real_connect(m, "db", "app", "", "orders", 0, nullptr, 0);
}
