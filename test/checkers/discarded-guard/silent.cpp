// RUN: %check %s --config='{CheckOptions: {leash.Catalogue: "%inputs/cpp/guards.yaml"}}'
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Guards that are held or used, and values that are none.

#include <cpp/mock_guards.h>
#include <libpq-fe.h>

void work(db::connection &);
void use(db::transaction);
void use_lease(const db::lease &);

void no_warning_when_held(db::connection &conn, db::pool &pool,
                          db::pool &second, db::pool &third) {
  db::transaction tr(conn);
  db::lease lease = pool.acquire();
  auto other = second.acquire();
  const db::lease &bound = third.acquire();
  auto guard = gsl::finally([&] { work(conn); });
  tr.commit();
}

void no_warning_when_held_by_the_condition(db::pool &pool) {
  if (auto lease = pool.try_acquire(10))
    lease.exec("SELECT 1");
  if (auto lease = pool.acquire(); lease)
    lease.exec("SELECT 1");
  while (db::lease lease = pool.try_acquire(1))
    lease.exec("SELECT 1");
}

bool no_warning_when_only_asked(db::pool &pool) {
  if (!pool.try_acquire(10))
    return false;
  return static_cast<bool>(pool.try_acquire(10));
}

void no_warning_when_used_in_a_chain(db::pool &pool) {
  pool.acquire().exec("DELETE FROM orders");
  pool.acquire()->exec("DELETE FROM orders");
  pool.share()->exec("SELECT 1");
  db::connection("host=db").exec("SELECT 1");
}

void no_warning_when_committed_in_the_chain(db::connection &conn) {
  start_transaction(conn).commit();
  db::transaction(conn, "t").rollback();
}

void no_warning_when_the_chain_only_reads(db::connection &conn, const char *sql) {
  db::result rows = db::transaction(conn, "t").exec("SELECT 1");
  start_transaction(conn).exec("SHOW search_path");
  start_transaction(conn).exec(sql);
}

void no_warning_when_the_chain_commits_by_itself(db::connection &conn) {
  db::new_transaction(conn)->exec("INSERT INTO orders VALUES (1)");
}

db::lease no_warning_when_returned(db::pool &pool) { return pool.acquire(); }

void no_warning_when_handed_on(db::connection &conn, db::pool &pool) {
  use(db::transaction(conn));
  use_lease(pool.acquire());
  std::vector<db::lease> many;
  many.push_back(pool.acquire());
}

void no_warning_when_assigned(db::pool &pool) {
  db::lease lease;
  lease = pool.acquire();
}

class holder {
  db::lease Lease;

public:
  explicit holder(db::pool &pool) : Lease(pool.acquire()) {}
  void renew(db::pool &pool) { Lease = pool.acquire(); }
};

void no_warning_for_a_reference(db::pool &pool) { pool.idle(); }

void no_warning_for_a_borrowed_lease_that_is_meant(db::pool &pool) {
  (void)pool.acquire();
  static_cast<void>(pool.share());
}

void no_warning_when_somebody_else_may_hold_it(db::pool &pool) {
  pool.share();
}

void no_warning_for_results(db::connection &conn) {
  conn.exec("SET a = 1");
  std::unique_ptr<PGresult, decltype(&PQclear)>(nullptr, &PQclear);
}

void no_warning_for_an_entry_of_a_registry() { db::registered::add("QPSQL"); }

void no_warning_when_nothing_is_evaluated(db::pool &pool) {
  using type = decltype(pool.acquire());
  static_assert(sizeof(pool.acquire()) > 0, "");
}

#define EXPECT_THROW(Statement)                                                \
  do {                                                                         \
    try {                                                                      \
      Statement;                                                               \
    } catch (...) {                                                            \
    }                                                                          \
  } while (false)
void no_warning_in_a_macro(db::pool &pool) { EXPECT_THROW(pool.acquire()); }

void fail(const char *);
void no_warning_when_the_question_is_whether_it_throws(db::pool &pool) {
  try {
    pool.acquire();
    fail("must have thrown");
  } catch (const std::exception &) {
  }
}

db::transaction declared_outside();
void no_warning_for_a_declared_function() {
  extern db::transaction elsewhere();
  elsewhere();  // NOLINT(leash-discarded-guard): the test is of the line above
}

void no_warning_on_the_heap(db::connection &conn) {
  auto *tr = new db::transaction(conn);
  tr->commit();
  delete tr;
}

int no_warning_for_the_value_of_a_statement_expression(db::pool &pool) {
  db::lease lease = ({ pool.acquire(); });
  return 1;
}

void no_warning_for_an_empty_variable() {
  db::lease(empty);
  db::lease plain;
}

struct plain {
  ~plain();
};
plain make_plain();
void no_warning_for_another_class() { make_plain(); }
