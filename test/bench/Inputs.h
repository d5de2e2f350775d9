// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The source files the benchmarks measure, written by size and shape.

#ifndef LEASH_TEST_BENCH_INPUTS_H
#define LEASH_TEST_BENCH_INPUTS_H

#include <string>
#include <vector>

namespace leash::bench {

/// One source file: a name whose ending tells the language, and its text.
struct Input {
  std::string Name;
  std::string Text;
  /// Findings a run with the check must report at least, so that a check that
  /// did not run cannot look cheap.
  unsigned LeaksAtLeast = 0;
};

/// C++ with many standard headers and no database. With \p ClientHeader it
/// includes libpq's header and calls nothing from it.
Input withoutDatabase(unsigned Functions, bool ClientHeader);

/// The same in C, with libpq's header among the others.
Input withoutDatabaseInC(unsigned Functions);

/// A file in which every function calls libpq, and some leak.
Input databaseInC(unsigned Functions);
Input databaseInCxx(unsigned Functions);

/// The shapes that a function of many branches comes in.
enum class Shape {
  EarlyReturns, ///< `if (..) { PQclear(res); return N; }`, again and again
  IfElse,       ///< branches that join again and change nothing
  Flags,        ///< branches on flags that earlier branches set
  Ladders,      ///< chains of else-if, a release in each arm
  Switch,       ///< one switch, a release in each case
  Gotos,        ///< `if (..) goto out;`, one clean-up at the end
  Acquires,     ///< a result of its own for every fourth branch
  OpenResults,  ///< results taken under conditions, all released at the end
  Loops,        ///< loops with `continue` and `break`
  HeldTogether, ///< as many results open at once as there are branches
};

std::vector<Shape> allShapes();
const char *name(Shape S);

/// A C file with one function of \p Branches branches.
Input branches(Shape S, unsigned Branches);

/// A C file of \p Functions functions that call libpq, some through one
/// another.
Input functions(unsigned Functions);

} // namespace leash::bench

#endif
