// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The sources a model is filled from: the built-in catalogue, a user's YAML
// file, CheckOptions rows, and marks on declarations.

#ifndef LEASH_CHECKERS_SPEC_SOURCES_H
#define LEASH_CHECKERS_SPEC_SOURCES_H

#include "Model.h"

namespace clang {
class FunctionDecl;
}

namespace leash::spec {

/// Adds the built-in catalogue (generated from catalogue.yaml at build time).
void addBuiltinCatalogue(Model &M);

/// Adds the entries of YAML text in the catalogue's own schema. Returns false
/// if any entry was malformed; each is in \p Problems with file, line and key,
/// and nothing of a malformed file is added.
bool addYaml(Model &M, llvm::StringRef Text, llvm::StringRef FileName,
             std::vector<Problem> &Problems);

/// Reads \p Path and calls addYaml.
bool addYamlFile(Model &M, llvm::StringRef Path,
                 std::vector<Problem> &Problems);

/// Adds quick pairs from an option's value: `acquire/release` separated by
/// `;`, where a name may end in `(N)` for argument N (zero-based), in `(*N)`
/// for an out-parameter and in `(this)` for the object a method is called on,
/// e.g. `pool_get/pool_put(1);my_open(*0)==0/my_close`. An acquire may then say
/// which result means success: `==0`, `!=0`, `>0` or `<0`; otherwise every
/// result does. Without a suffix: acquire = result, release = argument 0.
/// Returns false if any pair was malformed; nothing is added then.
bool addPairs(Model &M, llvm::StringRef Value, llvm::StringRef OptionName,
              std::vector<Problem> &Problems);

/// What marks in source say of \p FD: leash annotations
/// (`annotate("leash::acquire=KIND")` and so on, see leash/annotations.h),
/// `ownership_returns`, `ownership_takes`. Nothing if it bears no mark.
/// Kinds that a mark names and \p M lacks are added to \p M. Marks of every
/// declaration of the function count. A mark that cannot be understood (an
/// unknown word, an argument that the function does not have) is left out and
/// goes to \p Problems, if given, with the file and line of the mark.
std::optional<Function>
functionFromMarks(const clang::FunctionDecl &FD, Model &M,
                  std::vector<Problem> *Problems = nullptr);

} // namespace leash::spec

#endif
