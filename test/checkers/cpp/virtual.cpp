// RUN: %check %s
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// A virtual function may be another one's, unless that can be excluded.

#include <libpq-fe.h>

struct Sink {
  virtual ~Sink() {}
  virtual void store(PGresult *) {}
  virtual void look(PGresult *) {}
  virtual void pure(PGresult *) = 0;
  virtual void close_result(PGresult *res) { PQclear(res); }
  virtual PGresult *run(PGconn *c) { return PQexec(c, "SELECT 1"); }
};
struct Closed final : Sink {
  void store(PGresult *) override {}
  void pure(PGresult *) override {}
};
struct Plain {
  virtual void store(PGresult *) {}
};

void no_warning_an_override_may_store_it(Sink &sink, PGconn *c) {
  PGresult *res = PQexec(c, "SELECT 1");
  sink.store(res);
}

void no_warning_the_pure_one_is_elsewhere(Sink *sink, PGconn *c) {
  PGresult *res = PQexec(c, "SELECT 1");
  sink->pure(res);
  PQclear(res);
}

void no_warning_the_base_releases(Sink *sink, PGconn *c) {
  PGresult *res = PQexec(c, "SELECT 1");
  sink->close_result(res);
}

void looked_at(Sink *sink, PGconn *c) {
  PGresult *res = PQexec(c, "SELECT 1");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'res' from 'PQexec' is not released
  sink->look(res);
}

void a_final_class_has_no_overrides(Closed &sink, PGconn *c) {
  PGresult *res = PQexec(c, "SELECT 1");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'res' from 'PQexec' is not released
  sink.store(res);
}

void an_object_is_of_its_own_class(PGconn *c) {
  Plain sink;
  PGresult *res = PQexec(c, "SELECT 1");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'res' from 'PQexec' is not released
  sink.store(res);
}

void a_qualified_call_is_not_virtual(Plain *sink, PGconn *c) {
  PGresult *res = PQexec(c, "SELECT 1");
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'res' from 'PQexec' is not released
  sink->Plain::store(res);
}

void what_the_base_hands_out_the_override_does(Sink *sink, PGconn *c) {
  PGresult *res = sink->run(c);
  // CHECK: :[[@LINE-1]]:{{[0-9]+}}: warning: 'res' from 'run' is not released
  PQntuples(res);
}
