// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Version of the run-time half.
namespace leash { extern const char pool_part[]; const char pool_part[] = "pool"; }
