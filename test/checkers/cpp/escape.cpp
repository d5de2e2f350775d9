// RUN: %check %s
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Ownership that leaves the function: someone else's duty from there on.

#include <cpp/mock_std.h>
#include <libpq-fe.h>
#include <sqlite3.h>

struct Error {};
struct Row {
  PGresult *Res;
  int Count;
};
struct Node {
  PGresult *Res;
  Node *Next;
};
PGconn *GlobalConn;
static PGresult *LastResult;
thread_local PGconn *ThreadConn;
namespace app {
inline PGconn *Shared;
}
struct Registry {
  static PGconn *Main;
  std::vector<PGconn *> Idle;
  PGconn *Slots[4];
  PGconn *&slot(int i) { return Slots[i]; }
  Registry &operator<<(PGconn *c) {
    Idle.push_back(c);
    return *this;
  }
};
void submit(std::function<void()> f);
void keep(PGresult *res, int tag) {
  LastResult = res;
  (void)tag;
}

// by return

PGconn *no_warning_returned(const char *info) {
  PGconn *conn = PQconnectdb(info);
  return conn;
}

PGconn *no_warning_returned_or_finished(const char *info) {
  PGconn *conn = PQconnectdb(info);
  if (PQstatus(conn) != CONNECTION_OK) {
    PQfinish(conn);
    return nullptr;
  }
  return conn;
}

Row no_warning_returned_in_struct(PGconn *c) {
  PGresult *res = PQexec(c, "SELECT 1");
  return Row{res, PQntuples(res)};
}

Row no_warning_returned_in_filled_struct(PGconn *c) {
  Row row;
  row.Res = PQexec(c, "SELECT 1");
  row.Count = PQntuples(row.Res);
  return row;
}

std::pair<PGresult *, int> no_warning_returned_in_pair(PGconn *c) {
  PGresult *res = PQexec(c, "SELECT 1");
  return {res, PQntuples(res)};
}

auto no_warning_returned_by_make_pair(PGconn *c) {
  PGresult *res = PQexec(c, "SELECT 1");
  return std::make_pair(res, 1);
}

std::tuple<PGresult *, int> no_warning_returned_in_tuple(PGconn *c) {
  PGresult *res = PQexec(c, "SELECT 1");
  return std::make_tuple(res, 1);
}

std::optional<PGresult *> no_warning_returned_in_optional(PGconn *c) {
  PGresult *res = PQexec(c, "SELECT 1");
  if (!res)
    return std::nullopt;
  return res;
}

// by parameter

bool no_warning_given_by_reference(const char *info, PGconn *&out) {
  out = PQconnectdb(info);
  return PQstatus(out) == CONNECTION_OK;
}

bool no_warning_given_by_reference_after_check(const char *info, PGconn *&out) {
  PGconn *conn = PQconnectdb(info);
  if (PQstatus(conn) != CONNECTION_OK) {
    PQfinish(conn);
    return false;
  }
  out = conn;
  return true;
}

void no_warning_given_by_pointer(PGconn *c, PGresult **out) {
  *out = PQexec(c, "SELECT 1");
}

void no_warning_given_in_referenced_struct(PGconn *c, Row &row) {
  row.Res = PQexec(c, "SELECT 1");
}

void no_warning_reference_alias_of_parameter(PGconn *c, Row &row) {
  PGresult *&slot = row.Res;
  slot = PQexec(c, "SELECT 1");
}

void no_warning_given_before_a_throw(PGconn *c, PGresult *&out) {
  out = PQexec(c, "SELECT 1");
  if (PQntuples(out) == 0)
    throw Error();
}

int no_warning_database_opened_by_reference(const char *path, sqlite3 *&db) {
  return sqlite3_open(path, &db);
}

// to storage that outlives the call

void no_warning_stored_in_global(const char *info) {
  GlobalConn = PQconnectdb(info);
}

void no_warning_stored_in_namespace_variable(const char *info) {
  PGconn *conn = PQconnectdb(info);
  app::Shared = conn;
}

void no_warning_stored_in_thread_local(const char *info) {
  if (!ThreadConn)
    ThreadConn = PQconnectdb(info);
}

PGconn *no_warning_stored_in_function_static(const char *info) {
  static PGconn *conn = PQconnectdb(info);
  return conn;
}

void no_warning_stored_in_static_member(const char *info) {
  Registry::Main = PQconnectdb(info);
}

void no_warning_stored_in_array_member(const char *info, Registry &r) {
  r.Slots[1] = PQconnectdb(info);
}

void no_warning_stored_through_accessor(const char *info, Registry &r) {
  r.slot(2) = PQconnectdb(info);
}

void no_warning_stored_by_local_helper(PGconn *c) {
  PGresult *res = PQexec(c, "SELECT 1");
  keep(res, 1);
}

void no_warning_linked_into_list(PGconn *c, Node *&head) {
  Node *node = new Node{PQexec(c, "SELECT 1"), head};
  head = node;
}

Node *no_warning_returned_in_new_object(PGconn *c) {
  Node *node = new Node();
  node->Res = PQexec(c, "SELECT 1");
  return node;
}

void no_warning_static_handle(PGconn *c) {
  static PGresult *cached = nullptr;
  if (cached)
    PQclear(cached);
  cached = PQexec(c, "SELECT 1");
}

// to containers

void no_warning_pushed(const char *info, Registry &r) {
  PGconn *conn = PQconnectdb(info);
  r.Idle.push_back(conn);
}

void no_warning_pushed_directly(const char *info, Registry &r) {
  r.Idle.push_back(PQconnectdb(info));
}

void no_warning_emplaced(const char *info, Registry &r) {
  r.Idle.emplace_back(PQconnectdb(info));
}

void no_warning_pushed_in_struct(PGconn *c, std::vector<Row> &rows) {
  PGresult *res = PQexec(c, "SELECT 1");
  rows.push_back(Row{res, 0});
}

void no_warning_assigned_to_map(PGconn *c, std::map<int, PGresult *> &m) {
  m[1] = PQexec(c, "SELECT 1");
  PGresult *res = PQexec(c, "SELECT 2");
  m[2] = res;
}

void no_warning_inserted_in_map(PGconn *c, std::map<int, PGresult *> &m) {
  PGresult *a = PQexec(c, "SELECT 1");
  m.emplace(1, a);
  PGresult *b = PQexec(c, "SELECT 2");
  m.insert({2, b});
  PGresult *d = PQexec(c, "SELECT 3");
  m.insert_or_assign(3, d);
}

void no_warning_kept_in_local_vector_and_cleared(PGconn *c, int n) {
  std::vector<PGresult *> all;
  for (int i = 0; i < n; ++i)
    all.push_back(PQexec(c, "SELECT 1"));
  for (PGresult *res : all)
    PQclear(res);
}

void no_warning_shifted_into_registry(const char *info, Registry &r) {
  PGconn *conn = PQconnectdb(info);
  r << conn;
}

void no_warning_kept_in_optional_parameter(PGconn *c,
                                           std::optional<PGresult *> &out) {
  out.emplace(PQexec(c, "SELECT 1"));
}

// to other threads

void no_warning_given_to_thread(PGconn *c) {
  PGresult *res = PQexec(c, "SELECT 1");
  std::thread worker([res] { PQclear(res); });
  worker.detach();
}

void no_warning_given_to_thread_as_argument(PGconn *c) {
  PGresult *res = PQexec(c, "SELECT 1");
  std::thread worker([](PGresult *r) { PQclear(r); }, res);
  worker.join();
}

void no_warning_given_to_async(PGconn *c) {
  PGresult *res = PQexec(c, "SELECT 1");
  auto done = std::async([res] { PQclear(res); });
  done.get();
}

void no_warning_given_to_queue(PGconn *c) {
  PGresult *res = PQexec(c, "SELECT 1");
  submit([res] { PQclear(res); });
}

// not left at all

void leaks_in_local_struct(PGconn *c) {
  Row row;
  row.Res = PQexec(c, "SELECT 1");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'row.Res' from 'PQexec' is not released on every path
  row.Count = PQntuples(row.Res);
}

void leaks_in_local_aggregate(PGconn *c) {
  Row row{PQexec(c, "SELECT 1"), 1};
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'PQexec' is n{{ot|ever}} released
  PQntuples(row.Res);
}

bool leaks_when_out_parameter_is_set_on_one_path(const char *info,
                                                 PGconn *&out) {
  PGconn *conn = PQconnectdb(info);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'conn' from 'PQconnectdb' is not released on every path
  if (PQstatus(conn) != CONNECTION_OK)
    return false;
  out = conn;
  return true;
}

PGconn *leaks_when_returned_on_one_path(const char *info) {
  PGconn *conn = PQconnectdb(info);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'conn' from 'PQconnectdb' is not released on every path
  if (PQstatus(conn) != CONNECTION_OK)
    return nullptr;
  return conn;
}

void leaks_when_stored_on_one_path(const char *info, bool keepIt) {
  PGconn *conn = PQconnectdb(info);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'conn' from 'PQconnectdb' is not released on every path
  if (keepIt)
    GlobalConn = conn;
}

void leaks_when_thrown_before_it_is_stored(const char *info, Registry &r) {
  PGconn *conn = PQconnectdb(info);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'conn' from 'PQconnectdb' is not released on every path
  if (PQstatus(conn) != CONNECTION_OK)
    throw Error();
  r.Idle.push_back(conn);
}

void leaks_with_deleted_object(PGconn *c) {
  Row *row = new Row();
  row->Res = PQexec(c, "SELECT 1");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'row->Res' from 'PQexec' is not released on every path
  row->Count = PQntuples(row->Res);
  delete row;
}

int leaks_when_only_a_count_is_returned(PGconn *c) {
  PGresult *res = PQexec(c, "SELECT 1");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'res' from 'PQexec' is not released on every path
  return PQntuples(res);
}

void leaks_when_by_value_parameter_is_filled(PGconn *c, PGresult *out) {
  out = PQexec(c, "SELECT 1");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'out' from 'PQexec' is not released on every path
}

void leaks_behind_local_reference(PGconn *c) {
  PGresult *res = nullptr;
  PGresult *&alias = res;
  alias = PQexec(c, "SELECT 1");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'PQexec' is n{{ot|ever}} released
  PQntuples(res);
}
