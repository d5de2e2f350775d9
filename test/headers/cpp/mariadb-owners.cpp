// RUN: %check %s -- -I/usr/include/mariadb
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The real MariaDB header with the standard library's own owners.

#include <memory>
#include <mysql.h>
#include <stdexcept>
#include <string>
#include <vector>

struct FreeRows {
  void operator()(MYSQL_RES *r) const noexcept { mysql_free_result(r); }
};
struct Close {
  void operator()(MYSQL *m) const noexcept { mysql_close(m); }
};
using Rows = std::unique_ptr<MYSQL_RES, FreeRows>;
using Handle = std::unique_ptr<MYSQL, Close>;

void require(bool ok) {
  if (!ok)
    throw std::runtime_error("requirement failed");
}

MYSQL *leaks_handle_that_failed_to_connect(const std::string &host) {
  MYSQL *m = mysql_init(nullptr);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'm' from 'mysql_init' is not released on every path
  if (!m)
    return nullptr;
  if (!mysql_real_connect(m, host.c_str(), "u", "p", "d", 0, nullptr, 0))
    throw std::runtime_error(mysql_error(m));
  return m;
}

std::vector<std::string> leaks_rows_on_throw(MYSQL *m) {
  std::vector<std::string> names;
  MYSQL_RES *rows = mysql_store_result(m);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'rows' from 'mysql_store_result' is not released on every path
  if (!rows)
    return names;
  while (MYSQL_ROW row = mysql_fetch_row(rows)) {
    if (!row[0])
      throw std::runtime_error("null name");
    names.push_back(row[0]);
  }
  mysql_free_result(rows);
  return names;
}

bool leaks_statement_on_return(MYSQL *m, const std::string &sql) {
  MYSQL_STMT *stmt = mysql_stmt_init(m);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'stmt' from 'mysql_stmt_init' is not released on every path
  if (!stmt)
    return false;
  if (mysql_stmt_prepare(stmt, sql.data(), sql.size()) != 0)
    return false;
  mysql_stmt_close(stmt);
  return true;
}

class LeaksInConstructor {
  MYSQL *My;

public:
  explicit LeaksInConstructor(const std::string &host)
      : My(mysql_init(nullptr)) {
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'mysql_init' is n{{ot|ever}} released
    if (!mysql_real_connect(My, host.c_str(), "u", "p", "d", 0, nullptr, 0))
      throw std::runtime_error(mysql_error(My));
  }
  ~LeaksInConstructor() { mysql_close(My); }
};

class no_warning_member_is_owner {
  Handle My;

public:
  explicit no_warning_member_is_owner(const std::string &host)
      : My(mysql_init(nullptr)) {
    require(mysql_real_connect(My.get(), host.c_str(), "u", "p", "d", 0,
                               nullptr, 0) != nullptr);
  }
};

MYSQL *no_warning_closed_before_throw(const std::string &host) {
  MYSQL *m = mysql_init(nullptr);
  if (!m)
    throw std::bad_alloc();
  if (!mysql_real_connect(m, host.c_str(), "u", "p", "d", 0, nullptr, 0)) {
    std::string message = mysql_error(m);
    mysql_close(m);
    throw std::runtime_error(message);
  }
  return m;
}

std::vector<std::string> no_warning_owned_rows(MYSQL *m) {
  std::vector<std::string> names;
  Rows rows(mysql_store_result(m));
  if (!rows)
    return names;
  while (MYSQL_ROW row = mysql_fetch_row(rows.get())) {
    require(row[0] != nullptr);
    names.push_back(row[0]);
  }
  return names;
}

void no_warning_shared_handle(const std::string &host) {
  std::shared_ptr<MYSQL> m(mysql_init(nullptr), mysql_close);
  require(mysql_real_connect(m.get(), host.c_str(), "u", "p", "d", 0, nullptr,
                             0) != nullptr);
}

int no_warning_by_hand(MYSQL *m) {
  MYSQL_RES *rows = mysql_use_result(m);
  if (!rows)
    return -1;
  int n = 0;
  while (mysql_fetch_row(rows))
    ++n;
  mysql_free_result(rows);
  require(n > 0);
  return n;
}
