// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// What leaks in a system header is not the user's.
//
// RUN: %check %s -header-filter=.* -- -isystem%S/Inputs

#include <leaky.h>
