// RUN: %check %s
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// What nobody knows to throw is taken to where a handler waits for it.

#include <cpp/mock_std.h>
#include <libpq-fe.h>
#include <sqlite3.h>

namespace std {
int stoi(const char *text);
} // namespace std

struct Failure {};
void work(PGconn *c);
void log_error(const char *text);
struct Logger {
  void write(const char *text);
};
class Order {
public:
  bool empty() const;
  void load(PGresult *r);
};

int lost_in_the_handler(PGconn *c) {
  PGresult *r = PQexec(c, "SELECT 1");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'r' from 'PQexec' is not released on every path
  try {
    work(c);
  } catch (const Failure &) {
    return -1;
  }
  PQclear(r);
  return 0;
}

int lost_with_the_try(PGconn *c, Order &o) {
  try {
    PGresult *r = PQexec(c, "SELECT 1");
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'r' from 'PQexec' is not released on every path
    o.load(r);
    PQclear(r);
  } catch (...) {
    log_error("no order");
    return -1;
  }
  return 0;
}

int a_number_that_is_none(PGconn *c) {
  PGresult *r = PQexec(c, "SELECT 1");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'r' from 'PQexec' is not released on every path
  int n = 0;
  try {
    n = std::stoi(PQgetvalue(r, 0, 0));
  } catch (...) {
    return -1;
  }
  PQclear(r);
  return n;
}

void transaction_left_open(sqlite3 *db, const std::function<void()> &f) {
  if (sqlite3_exec(db, "BEGIN", nullptr, nullptr, nullptr) != SQLITE_OK)
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: the transaction begun here on 'db' is not finished on every path
    return;
  try {
    f();
  } catch (...) {
    throw;
  }
  sqlite3_exec(db, "COMMIT", nullptr, nullptr, nullptr);
}

static void helper(PGconn *c) {
  log_error("begins");
  work(c);
}
int through_a_helper(PGconn *c) {
  PGresult *r = PQexec(c, "SELECT 1");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'r' from 'PQexec' is not released on every path
  try {
    helper(c);
  } catch (...) {
    return -1;
  }
  PQclear(r);
  return 0;
}

int no_warning_released_in_the_handler(PGconn *c) {
  PGresult *r = PQexec(c, "SELECT 1");
  try {
    work(c);
  } catch (...) {
    PQclear(r);
    throw;
  }
  PQclear(r);
  return 0;
}

int no_warning_released_after_the_handler(PGconn *c) {
  int rc = 0;
  PGresult *r = PQexec(c, "SELECT 1");
  try {
    work(c);
  } catch (const Failure &) {
    rc = -1;
  }
  PQclear(r);
  return rc;
}

// No handler here waits for anything.
int no_warning_without_a_handler(PGconn *c) {
  PGresult *r = PQexec(c, "SELECT 1");
  work(c);
  PQclear(r);
  return 0;
}

int no_warning_released_before(PGconn *c) {
  try {
    PGresult *r = PQexec(c, "SELECT 1");
    const int n = PQntuples(r);
    PQclear(r);
    work(c);
    return n;
  } catch (const Failure &) {
    return -1;
  }
}

// What logs, or only looks, is not what the handler is there for.
int no_warning_only_logs(PGconn *c, Logger &logger, const Order &o) {
  try {
    PGresult *r = PQexec(c, "SELECT 1");
    if (PQresultStatus(r) != PGRES_TUPLES_OK) {
      log_error("no result");
      logger.write(PQerrorMessage(c));
      PQclear(r);
      return -1;
    }
    const bool any = o.empty();
    PQclear(r);
    if (any)
      work(c);
  } catch (const Failure &) {
    return -1;
  }
  return 0;
}

static void give_up(PGconn *c, PGresult *r) {
  PQclear(r);
  work(c);
}
int no_warning_released_by_what_throws(PGconn *c) {
  PGresult *r = PQexec(c, "SELECT 1");
  try {
    give_up(c, r);
  } catch (...) {
    return -1;
  }
  return 0;
}

// The inner handler waits for it, not the outer one.
int no_warning_caught_inside(PGconn *c) {
  try {
    PGresult *r = PQexec(c, "SELECT 1");
    try {
      work(c);
    } catch (const Failure &) {
      log_error("no work");
    }
    PQclear(r);
  } catch (...) {
    return -1;
  }
  return 0;
}

// The program ends.
int main() {
  try {
    PGconn *c = PQconnectdb("");
    work(c);
    PQfinish(c);
  } catch (const Failure &) {
    return 1;
  }
  return 0;
}
