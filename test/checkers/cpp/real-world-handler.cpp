// RUN: %check %s
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Request handlers that take a connection, work, and give it back.

#include <cpp/mock_std.h>
#include <libpq-fe.h>
#include <mysql.h>

struct Request {
  const char *path() const noexcept;
  const char *parameter(const char *name) const noexcept;
};
struct Response {
  int Status = 200;
  std::string Body;
};
struct HttpError {
  int Status;
};
void logError(const char *text) noexcept;

const char *mustHave(const Request &request, const char *name) {
  const char *value = request.parameter(name);
  if (!value)
    throw HttpError{400};
  return value;
}

class Connection {
  PGconn *Conn;

public:
  explicit Connection(const char *info) : Conn(PQconnectdb(info)) {
    if (PQstatus(Conn) != CONNECTION_OK) {
      PQfinish(Conn);
      throw HttpError{503};
    }
  }
  Connection(const Connection &) = delete;
  Connection &operator=(const Connection &) = delete;
  ~Connection() { PQfinish(Conn); }
  operator PGconn *() const { return Conn; }
};

class Result {
  PGresult *Res = nullptr;

public:
  explicit Result(PGresult *res) : Res(res) {}
  Result(Result &&o) noexcept : Res(std::exchange(o.Res, nullptr)) {}
  ~Result() {
    if (Res)
      PQclear(Res);
  }
  bool ok() const { return PQresultStatus(Res) == PGRES_TUPLES_OK; }
  int rows() const { return PQntuples(Res); }
  const char *at(int r, int c) const { return PQgetvalue(Res, r, c); }
};

Response leaks_when_parameter_is_missing(const Request &request) {
  Response response;
  PGconn *conn = PQconnectdb("dbname=shop");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'conn' from 'PQconnectdb' is not released on every path
  if (PQstatus(conn) != CONNECTION_OK) {
    logError(PQerrorMessage(conn));
    PQfinish(conn);
    response.Status = 503;
    return response;
  }
  const char *id = mustHave(request, "id");
  const char *values[] = {id};
  PGresult *res = PQexecParams(conn, "SELECT * FROM orders WHERE id = $1", 1,
                               nullptr, values, nullptr, nullptr, 0);
  response.Status = PQntuples(res) > 0 ? 200 : 404;
  PQclear(res);
  PQfinish(conn);
  return response;
}

Response leaks_when_not_found(const Request &request) {
  Response response;
  const char *id = mustHave(request, "id");
  const char *values[] = {id};
  Connection conn("dbname=shop");
  PGresult *res = PQexecParams(conn, "SELECT * FROM orders WHERE id = $1", 1,
                               // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'res' from 'PQexecParams' is not released on every path
                               nullptr, values, nullptr, nullptr, 0);
  if (PQresultStatus(res) != PGRES_TUPLES_OK) {
    PQclear(res);
    response.Status = 500;
    return response;
  }
  if (PQntuples(res) == 0) {
    response.Status = 404;
    return response;
  }
  response.Body = PQgetvalue(res, 0, 0);
  PQclear(res);
  return response;
}

Response leaks_when_handler_is_generic(const Request &request) {
  Response response;
  try {
    PGconn *conn = PQconnectdb("dbname=shop");
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'conn' from 'PQconnectdb' is not released on every path
    mustHave(request, "token");
    PQfinish(conn);
  } catch (const HttpError &error) {
    response.Status = error.Status;
  }
  return response;
}

Response leaks_rows_on_empty_page(const Request &request, MYSQL *m) {
  Response response;
  const char *page = mustHave(request, "page");
  if (mysql_query(m, page) != 0) {
    response.Status = 500;
    return response;
  }
  MYSQL_RES *rows = mysql_store_result(m);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'rows' from 'mysql_store_result' is not released on every path
  if (!rows)
    return response;
  MYSQL_ROW row;
  while ((row = mysql_fetch_row(rows))) {
    if (!row[0])
      throw HttpError{500};
    response.Body += row[0];
  }
  mysql_free_result(rows);
  return response;
}

Response no_warning_parameter_is_missing(const Request &request) {
  Response response;
  const char *id = mustHave(request, "id");
  Connection conn("dbname=shop");
  const char *values[] = {id};
  Result res(PQexecParams(conn, "SELECT * FROM orders WHERE id = $1", 1,
                          nullptr, values, nullptr, nullptr, 0));
  if (!res.ok())
    throw HttpError{500};
  response.Status = res.rows() > 0 ? 200 : 404;
  return response;
}

Result load(PGconn *conn, const char *sql) {
  Result res(PQexec(conn, sql));
  if (!res.ok())
    throw HttpError{500};
  return res;
}

Response no_warning_result_from_helper(const Request &request) {
  Response response;
  Connection conn("dbname=shop");
  Result res = load(conn, mustHave(request, "sql"));
  for (int i = 0; i < res.rows(); ++i)
    response.Body += res.at(i, 0);
  return response;
}

Response no_warning_errors_become_statuses(const Request &request) {
  Response response;
  try {
    Connection conn("dbname=shop");
    Result res = load(conn, mustHave(request, "sql"));
    response.Body = res.at(0, 0);
  } catch (const HttpError &error) {
    response.Status = error.Status;
  } catch (const std::exception &error) {
    logError(error.what());
    response.Status = 500;
  }
  return response;
}

Response no_warning_by_hand(const Request &request) {
  Response response;
  PGconn *conn = nullptr;
  PGresult *res = nullptr;
  try {
    conn = PQconnectdb("dbname=shop");
    if (PQstatus(conn) != CONNECTION_OK)
      throw HttpError{503};
    res = PQexec(conn, mustHave(request, "sql"));
    if (PQresultStatus(res) != PGRES_TUPLES_OK)
      throw HttpError{500};
    response.Body = PQgetvalue(res, 0, 0);
  } catch (const HttpError &error) {
    response.Status = error.Status;
  }
  PQclear(res);
  PQfinish(conn);
  return response;
}

class Handler {
  std::map<std::string, std::function<Response(const Request &, PGconn *)>>
      Routes;

public:
  void install() {
    Routes["/health"] = [](const Request &, PGconn *conn) {
      Response response;
      PGresult *res = PQexec(conn, "SELECT 1");
      // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'res' from 'PQexec' is not released on every path
      if (PQresultStatus(res) != PGRES_TUPLES_OK) {
        response.Status = 503;
        return response;
      }
      PQclear(res);
      return response;
    };
    // no_warning_route
    Routes["/ready"] = [](const Request &, PGconn *conn) {
      Response response;
      Result res(PQexec(conn, "SELECT 1"));
      if (!res.ok())
        response.Status = 503;
      return response;
    };
  }
};
