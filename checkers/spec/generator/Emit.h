// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// What the generator makes of a catalogue.

#ifndef LEASH_CHECKERS_SPEC_GENERATOR_EMIT_H
#define LEASH_CHECKERS_SPEC_GENERATOR_EMIT_H

#include "spec/Catalogue.h"

namespace llvm {
class raw_ostream;
}

namespace leash::spec {

/// C++ source that defines builtin::tables().
void emitTables(const Catalogue &C, llvm::raw_ostream &OS);

/// The reference table of the documentation, in Markdown.
void emitDocs(const Catalogue &C, llvm::raw_ostream &OS);

/// C++ source that compiles against a library's own header exactly if every
/// function exists there and has the arguments the catalogue speaks of.
void emitHeaderCheck(const Catalogue &C, unsigned Library,
                     llvm::raw_ostream &OS);

/// The names of a library's functions, one on each line.
void emitNames(const Catalogue &C, unsigned Library, llvm::raw_ostream &OS);

} // namespace leash::spec

#endif
