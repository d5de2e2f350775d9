// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// A leak in a header.

#ifndef LEASH_TEST_LEAKY_H
#define LEASH_TEST_LEAKY_H

#include <libpq-fe.h>

static inline int leaks_in_a_header(PGconn *c) {
  PGresult *res = PQexec(c, "SELECT 1");
  return PQntuples(res);
}

#endif
