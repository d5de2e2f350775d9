// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Clang's own headers are found without flags, also by a drop-in that lies
// outside an LLVM installation; a -resource-dir of the user's still counts.
//
// RUN: %check %s
// RUN: not %clang_tidy -checks=-*,leash-* --config={} %s -- -resource-dir=%S/Inputs -nostdinc 2>&1 | FileCheck %s --check-prefix=NONE
// NONE: error: 'stddef.h' file not found

#include <stddef.h>
#include <stdarg.h>
