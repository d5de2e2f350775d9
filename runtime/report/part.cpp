// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Version of the run-time half.
namespace leash { extern const char report_part[]; const char report_part[] = "report"; }
