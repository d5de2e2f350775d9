// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// A finding in a header follows the header filter, and is told once.
//
// RUN: %clang_tidy -checks=-*,leash-* --config={} -header-filter=.* %s -- -std=c11 -I%inputs 2>&1 | FileCheck %s --check-prefix=SHOWN --implicit-check-not=warning:
// RUN: %clang_tidy -checks=-*,leash-* --config='{HeaderFilterRegex: "leaky"}' %s -- -std=c11 -I%inputs 2>&1 | FileCheck %s --check-prefix=SHOWN --implicit-check-not=warning:
// RUN: %clang_tidy -checks=-*,leash-* --config={} -header-filter=no-such-header %s -- -std=c11 -I%inputs 2>&1 | FileCheck %s --check-prefix=HIDDEN --implicit-check-not=warning:

// SHOWN: leaky.h:[[#]]:[[#]]: warning: 'res' from 'PQexec' is not released on every path
// HIDDEN: {{[Ss]}}uppressed 1 warning{{.*}}non-user code
#include "Inputs/leaky.h"
