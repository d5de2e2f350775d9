// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Version of the run-time half.
namespace leash { extern const char symbolize_part[]; const char symbolize_part[] = "symbolize"; }
