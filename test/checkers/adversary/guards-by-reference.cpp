// RUN: %check %s
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Guards over a variable that is filled later.

#include <libpq-fe.h>
struct Err {};
class G {
  PGresult **p;

public:
  explicit G(PGresult **r) : p(r) {}
  ~G() { PQclear(*p); }
};
class H {
  PGresult *&p;

public:
  explicit H(PGresult *&r) : p(r) {}
  ~H() { PQclear(p); }
};
int watch_a(PGconn *c) {
  PGresult *r = nullptr;
  G g(&r);
  r = PQexec(c, "x");
  if (PQntuples(r) == 0)
    throw Err();
  return 1;
}
int watch_b(PGconn *c) {
  PGresult *r = nullptr;
  H g(r);
  r = PQexec(c, "x");
  if (PQntuples(r) == 0)
    throw Err();
  return 1;
}
int watch_d(PGconn *c) {
  PGresult *r = PQexec(c, "x");
  G g(&r);
  if (PQntuples(r) == 0)
    throw Err();
  return 1;
}
int watch_e(PGconn *c) {
  PGresult *r = PQexec(c, "x");
  H g(r);
  if (PQntuples(r) == 0)
    throw Err();
  return 1;
}
