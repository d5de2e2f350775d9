// RUN: %check %s -- -I/usr/include/postgresql
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The real libpq header with containers, callables and threads.

#include <deque>
#include <functional>
#include <future>
#include <libpq-fe.h>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <queue>
#include <string>
#include <thread>
#include <tuple>
#include <unordered_map>
#include <utility>
#include <vector>

struct Clear {
  void operator()(PGresult *r) const noexcept { PQclear(r); }
};
using Result = std::unique_ptr<PGresult, Clear>;

class Pool {
  std::mutex Lock;
  std::vector<PGconn *> Idle;
  std::deque<PGconn *> Ready;
  std::queue<PGconn *> Queue;
  std::map<std::string, PGconn *> ByName;
  std::unordered_map<int, PGconn *> ById;

public:
  void no_warning_push_back(const char *info) {
    PGconn *conn = PQconnectdb(info);
    std::lock_guard<std::mutex> hold(Lock);
    Idle.push_back(conn);
  }
  void no_warning_emplace_back(const char *info) {
    Idle.emplace_back(PQconnectdb(info));
  }
  void no_warning_push_front(const char *info) {
    PGconn *conn = PQconnectdb(info);
    Ready.push_front(conn);
  }
  void no_warning_push(const char *info) {
    PGconn *conn = PQconnectdb(info);
    Queue.push(conn);
  }
  void no_warning_subscript(const char *info) {
    PGconn *conn = PQconnectdb(info);
    ByName["main"] = conn;
    ById[7] = PQconnectdb(info);
  }
  void no_warning_emplace(const char *info) {
    ByName.emplace("other", PQconnectdb(info));
  }
  void no_warning_insert(const char *info) {
    PGconn *conn = PQconnectdb(info);
    ById.insert({1, conn});
  }
  void no_warning_insert_or_assign(const char *info) {
    PGconn *conn = PQconnectdb(info);
    ById.insert_or_assign(2, conn);
  }
  bool leaks_when_refused(const char *info) {
    PGconn *conn = PQconnectdb(info);
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'conn' from 'PQconnectdb' is not released on every path
    std::lock_guard<std::mutex> hold(Lock);
    if (Idle.size() >= 8)
      return false;
    Idle.push_back(conn);
    return true;
  }
};

void no_warning_vector_of_owners(PGconn *c) {
  std::vector<Result> all;
  all.push_back(Result(PQexec(c, "SELECT 1")));
  all.emplace_back(PQexec(c, "SELECT 2"));
  Result third(PQexec(c, "SELECT 3"));
  all.push_back(std::move(third));
}

void no_warning_optional_owner(PGconn *c) {
  std::optional<Result> res;
  res.emplace(PQexec(c, "SELECT 1"));
  res = Result(PQexec(c, "SELECT 2"));
}

void no_warning_map_of_owners(PGconn *c) {
  std::map<int, Result> all;
  all[1] = Result(PQexec(c, "SELECT 1"));
  all[2].reset(PQexec(c, "SELECT 2"));
}

void no_warning_local_vector_cleared(PGconn *c) {
  std::vector<PGresult *> all;
  all.push_back(PQexec(c, "SELECT 1"));
  for (PGresult *res : all)
    PQclear(res);
}

std::pair<PGresult *, int> no_warning_pair(PGconn *c) {
  PGresult *res = PQexec(c, "SELECT 1");
  return std::make_pair(res, PQntuples(res));
}

std::tuple<PGresult *, int> no_warning_tuple(PGconn *c) {
  PGresult *res = PQexec(c, "SELECT 1");
  return {res, PQntuples(res)};
}

std::optional<PGresult *> no_warning_optional(PGconn *c) {
  PGresult *res = PQexec(c, "SELECT 1");
  if (!res)
    return std::nullopt;
  return res;
}

void no_warning_thread(PGconn *c) {
  PGresult *res = PQexec(c, "SELECT 1");
  std::thread([res] { PQclear(res); }).detach();
}

void no_warning_thread_argument(PGconn *c) {
  PGresult *res = PQexec(c, "SELECT 1");
  std::thread worker(PQclear, res);
  worker.join();
}

void no_warning_async(PGconn *c) {
  PGresult *res = PQexec(c, "SELECT 1");
  std::async(std::launch::async, [res] { PQclear(res); }).get();
}

void no_warning_function(PGconn *c) {
  PGresult *res = PQexec(c, "SELECT 1");
  std::function<void()> done = [res] { PQclear(res); };
  done();
}

void no_warning_bind(PGconn *c) {
  PGresult *res = PQexec(c, "SELECT 1");
  auto done = std::bind(PQclear, res);
  done();
}

void no_warning_structured_binding(PGconn *c) {
  auto [res, count] = no_warning_pair(c);
  (void)count;
  PQclear(res);
}

int leaks_in_range_for(PGconn *c, const std::vector<std::string> &queries) {
  int rows = 0;
  for (const std::string &query : queries) {
    PGresult *res = PQexec(c, query.c_str());
    // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'res' from 'PQexec' is not released on every path
    if (PQresultStatus(res) != PGRES_TUPLES_OK)
      continue;
    rows += PQntuples(res);
    PQclear(res);
  }
  return rows;
}

int leaks_beside_a_container(PGconn *c, std::vector<std::string> &names) {
  PGresult *res = PQexec(c, "SELECT name FROM t");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'res' from 'PQexec' is not released on every path
  for (int i = 0; i < PQntuples(res); ++i)
    names.push_back(PQgetvalue(res, i, 0));
  return static_cast<int>(names.size());
}

void leaks_under_a_function_that_only_reads(PGconn *c) {
  PGresult *res = PQexec(c, "SELECT 1");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'PQexec' is n{{ot|ever}} released
  auto rows = [res] { return PQntuples(res); };
  rows();
}
