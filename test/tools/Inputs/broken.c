// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// A file that does not parse.

#include "no-such-header.h"
