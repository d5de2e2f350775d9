// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// A file that does not parse is an error, never a clean file, and what can be
// read of it is checked all the same.
//
// RUN: not %clang_tidy -checks=-*,leash-* --config={} %s -- -std=c11 -I%inputs 2>&1 | FileCheck %s

#include <libpq-fe.h>
#include "no-such-header.h"
// CHECK: :[[@LINE-1]]:10: error: 'no-such-header.h' file not found [clang-diagnostic-error]
// CHECK: Found compiler error(s).
int f(PGconn *c) { return PQntuples(PQexec(c, "")); }
