// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// One run of clang-tidy over one input, and what it cost.

#ifndef LEASH_TEST_BENCH_TIDY_H
#define LEASH_TEST_BENCH_TIDY_H

#include "Inputs.h"

#include <string>

namespace leash::bench {

/// Nothing at all, so that clang-tidy parses and does not even walk the AST; a
/// check that has nothing to do, so that it parses and walks; or ours.
enum class Checks { None, Idle, Leash };

struct Cost {
  /// Seconds of processor time, user and system; or instructions.
  double Amount = 0;
  unsigned Findings = 0;
  std::string Error; ///< empty if the run can be believed
};

/// Runs clang-tidy in this process: no start-up, no output.
Cost tidyInProcess(const Input &In, Checks Which);

/// Runs the drop-in clang-tidy of this build as a program of its own.
Cost tidyAsProgram(const Input &In, Checks Which);

/// The same under valgrind, which counts instructions: slow, and the same
/// figure however busy the machine is.
Cost countInstructions(const Input &In, Checks Which);

} // namespace leash::bench

#endif
