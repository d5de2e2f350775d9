// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Version of the run-time half.
namespace leash { extern const char track_part[]; const char track_part[] = "track"; }
