// RUN: %check %s
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// A data-access class over libpq, as services have them: right and wrong.

#include <cpp/mock_std.h>
#include <libpq-fe.h>

class DbError : public std::runtime_error {
public:
  explicit DbError(const char *text) : std::runtime_error(text) {}
};

struct User {
  int Id;
  std::string Name;
};

int toInt(const char *text) {
  int n = 0;
  for (; *text; ++text) {
    if (*text < '0' || *text > '9')
      throw DbError("not a number");
    n = n * 10 + (*text - '0');
  }
  return n;
}

class UserDao {
  PGconn *Conn;
  std::mutex Lock;

  PGresult *query(const char *sql, const char *arg) {
    const char *values[] = {arg};
    PGresult *res =
        PQexecParams(Conn, sql, 1, nullptr, values, nullptr, nullptr, 0);
    if (PQresultStatus(res) != PGRES_TUPLES_OK) {
      PQclear(res);
      throw DbError(PQerrorMessage(Conn));
    }
    return res;
  }

public:
  explicit UserDao(PGconn *conn) : Conn(conn) {}

  User leaks_when_row_is_missing(const char *id) {
    std::lock_guard<std::mutex> hold(Lock);
    PGresult *res = query("SELECT id, name FROM users WHERE id = $1", id);
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'res' from '{{.*}}query' is not released on every path
    if (PQntuples(res) == 0)
      throw DbError("no such user");
    User user{toInt(PQgetvalue(res, 0, 0)), PQgetvalue(res, 0, 1)};
    PQclear(res);
    return user;
  }

  std::vector<User> leaks_when_a_number_is_malformed(const char *team) {
    std::vector<User> users;
    PGresult *res = query("SELECT id, name FROM users WHERE team = $1", team);
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'res' from '{{.*}}query' is not released on every path
    for (int i = 0; i < PQntuples(res); ++i)
      users.push_back(
          User{toInt(PQgetvalue(res, i, 0)), PQgetvalue(res, i, 1)});
    PQclear(res);
    return users;
  }

  bool leaks_when_name_is_taken(const char *name) {
    PGresult *begin = PQexec(Conn, "BEGIN");
    if (PQresultStatus(begin) != PGRES_COMMAND_OK) {
      PQclear(begin);
      return false;
    }
    PQclear(begin);
    PGresult *found = PQexecParams(Conn, "SELECT 1 FROM users", 0, nullptr,
                                   // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'found' from 'PQexecParams' is not released on every path
                                   nullptr, nullptr, nullptr, 0);
    if (PQntuples(found) > 0) {
      PQclear(PQexec(Conn, "ROLLBACK"));
      return false;
    }
    PQclear(found);
    PQexec(Conn, "COMMIT");
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: result of 'PQexec' is never released
    return name != nullptr;
  }

  User no_warning_row_is_missing(const char *id) {
    std::lock_guard<std::mutex> hold(Lock);
    PGresult *res = query("SELECT id, name FROM users WHERE id = $1", id);
    if (PQntuples(res) == 0) {
      PQclear(res);
      throw DbError("no such user");
    }
    User user;
    try {
      user.Id = toInt(PQgetvalue(res, 0, 0));
      user.Name = PQgetvalue(res, 0, 1);
    } catch (...) {
      PQclear(res);
      throw;
    }
    PQclear(res);
    return user;
  }

  std::vector<User> no_warning_malformed_number(const char *team) {
    struct Clear {
      void operator()(PGresult *r) const { PQclear(r); }
    };
    std::unique_ptr<PGresult, Clear> res(
        query("SELECT id, name FROM users WHERE team = $1", team));
    std::vector<User> users;
    for (int i = 0; i < PQntuples(res.get()); ++i)
      users.push_back(User{toInt(PQgetvalue(res.get(), i, 0)),
                           PQgetvalue(res.get(), i, 1)});
    return users;
  }

  bool leaves_transaction_when_name_is_taken(const char *name) {
    bool ok = false;
    // CHECK: :[[@LINE+1]]:{{[0-9]+}}: warning: the transaction begun here on 'Conn' is not finished
    PGresult *res = PQexec(Conn, "BEGIN");
    if (PQresultStatus(res) != PGRES_COMMAND_OK)
      goto out;
    PQclear(res);
    res = PQexec(Conn, "SELECT 1 FROM users");
    if (PQresultStatus(res) != PGRES_TUPLES_OK || PQntuples(res) > 0)
      goto out;
    PQclear(res);
    res = PQexec(Conn, "COMMIT");
    ok = PQresultStatus(res) == PGRES_COMMAND_OK && name != nullptr;
  out:
    PQclear(res);
    return ok;
  }

  int no_warning_counted(const char *id) {
    PGresult *res = query("SELECT count(*) FROM users WHERE id = $1", id);
    int n = PQntuples(res);
    PQclear(res);
    return n;
  }
};
