// RUN: %check %s
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Ownership that moves in and out of unique_ptr.

#include <cpp/mock_std.h>
#include <libpq-fe.h>
#include <mysql.h>
#include <sqlite3.h>

struct Clear {
  void operator()(PGresult *r) const noexcept { PQclear(r); }
};
struct Finalize {
  void operator()(sqlite3_stmt *s) const noexcept { sqlite3_finalize(s); }
};
using Result = std::unique_ptr<PGresult, Clear>;
void sink(Result res);
void sinkByReference(Result &&res);
void borrow(const Result &res);
void borrowRaw(const PGresult *res);
void adopt(PGresult *res);
void drop(PGresult *res) { PQclear(res); }

// release()

void leaks_when_release_is_discarded(PGconn *c) {
  Result res(PQexec(c, "SELECT 1"));
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'PQexec' is n{{ot|ever}} released
  res.release();
}

void leaks_when_released_on_one_path(PGconn *c) {
  Result res(PQexec(c, "SELECT 1"));
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'PQexec' is n{{ot|ever}} released
  if (PQntuples(res.get()) > 0)
    res.release();
}

void leaks_when_released_pointer_is_dropped(PGconn *c) {
  Result res(PQexec(c, "SELECT 1"));
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'PQexec' is n{{ot|ever}} released
  PGresult *raw = res.release();
  borrowRaw(raw);
}

void leaks_when_released_pointer_returns_early(PGconn *c) {
  Result res(PQexec(c, "SELECT 1"));
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'PQexec' is n{{ot|ever}} released
  PGresult *raw = res.release();
  if (PQntuples(raw) == 0)
    return;
  PQclear(raw);
}

void leaks_when_released_into_a_borrower(PGconn *c) {
  Result res(PQexec(c, "SELECT 1"));
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'PQexec' is n{{ot|ever}} released
  PQntuples(res.release());
}

void leaks_statement_when_release_is_discarded(sqlite3 *db) {
  sqlite3_stmt *raw = nullptr;
  sqlite3_prepare_v2(db, "SELECT 1", -1, &raw, nullptr);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'sqlite3_prepare_v2' is n{{ot|ever}} released
  std::unique_ptr<sqlite3_stmt, Finalize> stmt(raw);
  stmt.release();
}

void no_warning_released_pointer_is_cleared(PGconn *c) {
  Result res(PQexec(c, "SELECT 1"));
  PQclear(res.release());
}

void no_warning_released_pointer_goes_to_helper(PGconn *c) {
  Result res(PQexec(c, "SELECT 1"));
  drop(res.release());
}

PGresult *no_warning_released_pointer_is_returned(PGconn *c) {
  Result res(PQexec(c, "SELECT 1"));
  if (PQntuples(res.get()) == 0)
    return nullptr;
  return res.release();
}

void no_warning_released_pointer_is_adopted(PGconn *c) {
  Result res(PQexec(c, "SELECT 1"));
  adopt(res.release());
}

void no_warning_released_into_another_owner(PGconn *c) {
  Result first(PQexec(c, "SELECT 1"));
  Result second(first.release());
}

void no_warning_released_to_out_parameter(PGconn *c, PGresult **out) {
  Result res(PQexec(c, "SELECT 1"));
  *out = res.release();
}

void no_warning_release_of_empty_owner(PGconn *c) {
  Result res(PQexec(c, "SELECT 1"));
  res.reset();
  res.release();
}

// reset()

void no_warning_reset_closes_the_old_one(PGconn *c) {
  Result res(PQexec(c, "SELECT 1"));
  res.reset(PQexec(c, "SELECT 2"));
}

void no_warning_reset_in_loop(PGconn *c, int n) {
  Result res;
  for (int i = 0; i < n; ++i) {
    res.reset(PQexec(c, "SELECT 1"));
    if (PQntuples(res.get()) == 0)
      break;
  }
}

void no_warning_reset_to_null(PGconn *c) {
  Result res(PQexec(c, "SELECT 1"));
  res.reset();
  res = nullptr;
}

void no_warning_reset_takes_raw_pointer(PGconn *c) {
  PGresult *raw = PQexec(c, "SELECT 1");
  Result res;
  res.reset(raw);
  if (!res)
    return;
}

void no_warning_statement_slot_reset(sqlite3 *db) {
  std::unique_ptr<sqlite3_stmt, Finalize> stmt;
  sqlite3_stmt *raw = nullptr;
  if (sqlite3_prepare_v2(db, "SELECT 1", -1, &raw, nullptr) == SQLITE_OK)
    stmt.reset(raw);
}

// get()

void leaks_copy_of_nothing_owned(PGconn *c) {
  Result res(PQexec(c, "SELECT 1"));
  PGresult *other = PQcopyResult(res.get(), PG_COPYRES_TUPLES);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'other' from 'PQcopyResult' is not released on every path
  borrowRaw(other);
}

void no_warning_get_only_lends(PGconn *c) {
  Result res(PQexec(c, "SELECT 1"));
  PGresult *raw = res.get();
  borrowRaw(raw);
}

// move, swap, exchange

void no_warning_moved_into_sink(PGconn *c) {
  Result res(PQexec(c, "SELECT 1"));
  sink(std::move(res));
}

void no_warning_temporary_into_sink(PGconn *c) {
  sink(Result(PQexec(c, "SELECT 1")));
}

void no_warning_moved_into_reference_sink(PGconn *c) {
  Result res(PQexec(c, "SELECT 1"));
  sinkByReference(std::move(res));
}

void no_warning_lent_by_reference(PGconn *c) {
  Result res(PQexec(c, "SELECT 1"));
  borrow(res);
}

void no_warning_moved_into_local(PGconn *c) {
  Result first(PQexec(c, "SELECT 1"));
  Result second = std::move(first);
  Result third;
  third = std::move(second);
}

Result no_warning_moved_into_return(PGconn *c) {
  Result res(PQexec(c, "SELECT 1"));
  if (!res)
    return nullptr;
  return res;
}

void no_warning_swapped(PGconn *c) {
  Result first(PQexec(c, "SELECT 1"));
  Result second(PQexec(c, "SELECT 2"));
  first.swap(second);
  std::swap(first, second);
}

void no_warning_swapped_raw_pointers(PGconn *c) {
  PGresult *a = PQexec(c, "SELECT 1");
  PGresult *b = PQexec(c, "SELECT 2");
  std::swap(a, b);
  PQclear(a);
  PQclear(b);
}

void no_warning_exchanged_raw_pointer(PGconn *c) {
  PGresult *a = PQexec(c, "SELECT 1");
  PGresult *b = std::exchange(a, nullptr);
  PQclear(b);
}

void no_warning_exchange_feeds_the_release(PGconn *c) {
  PGresult *res = PQexec(c, "SELECT 1");
  PQclear(std::exchange(res, PQexec(c, "SELECT 2")));
  PQclear(res);
}

void no_warning_moved_raw_pointer_is_a_copy(PGconn *c) {
  PGresult *a = PQexec(c, "SELECT 1");
  PGresult *b = std::move(a);
  PQclear(b);
}

void leaks_when_moved_raw_pointer_is_dropped(PGconn *c) {
  PGresult *a = PQexec(c, "SELECT 1");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'PQexec' is n{{ot|ever}} released
  PGresult *b = std::move(a);
  borrowRaw(b);
}

void leaks_when_exchanged_away(PGconn *c) {
  PGresult *res = PQexec(c, "SELECT 1");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'PQexec' is n{{ot|ever}} released
  std::exchange(res, nullptr);
  PQclear(res);
}

void leaks_after_swap_with_null(PGconn *c) {
  PGresult *a = PQexec(c, "SELECT 1");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'PQexec' is n{{ot|ever}} released
  PGresult *b = nullptr;
  std::swap(a, b);
  PQclear(a);
}

void leaks_replacement_assigned_by_exchange(PGconn *c) {
  PGresult *res = PQexec(c, "SELECT 1");
  PQclear(std::exchange(res, PQexec(c, "SELECT 2")));
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: {{.*}}'PQexec' is n{{ot|ever}} released
}

// containers of owners

void no_warning_owner_in_vector(PGconn *c, std::vector<Result> &all) {
  Result res(PQexec(c, "SELECT 1"));
  all.push_back(std::move(res));
  all.push_back(Result(PQexec(c, "SELECT 2")));
  all.emplace_back(PQexec(c, "SELECT 3"));
}

void no_warning_owner_in_optional(PGconn *c) {
  std::optional<Result> res;
  res = Result(PQexec(c, "SELECT 1"));
  res.emplace(PQexec(c, "SELECT 2"));
}

void no_warning_owner_in_map(PGconn *c, std::map<std::string, Result> &all) {
  all["a"] = Result(PQexec(c, "SELECT 1"));
  all.emplace("b", Result(PQexec(c, "SELECT 2")));
  all["c"].reset(PQexec(c, "SELECT 3"));
}

void no_warning_owner_in_pair(PGconn *c) {
  auto both = std::make_pair(Result(PQexec(c, "SELECT 1")), 1);
  (void)both;
}

void no_warning_owner_in_local_struct(PGconn *c) {
  struct Rows {
    Result Res;
    int Count;
  };
  Rows rows{Result(PQexec(c, "SELECT 1")), 0};
  rows.Count = PQntuples(rows.Res.get());
}

void no_warning_owner_captured_by_move(PGconn *c) {
  Result res(PQexec(c, "SELECT 1"));
  auto later = [held = std::move(res)] { return PQntuples(held.get()); };
  later();
}
