// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The catalogue's schema: YAML text in, checked entries out. The generator
// makes tables and documentation of them, the plugin adds a user's to a model.

#ifndef LEASH_CHECKERS_SPEC_CATALOGUE_H
#define LEASH_CHECKERS_SPEC_CATALOGUE_H

#include "Model.h"

namespace leash::spec {

struct Catalogue {
  struct Library {
    std::string Name;
    std::string Title;
    std::string Header;  ///< what a program includes, e.g. "libpq-fe.h"
    std::string Package; ///< the Debian package that holds the header
    std::vector<std::string> Prefixes;
  };

  struct LibraryKind {
    Kind K;
    unsigned Library;
  };

  struct Entry {
    Function F; ///< kinds are those of the model that `read` was given
    unsigned Library;
    unsigned Line;
    std::string Header; ///< if it is not the library's
    std::string Since;  ///< the release that brought it, if not in the package
    std::string Note;
    bool Instead = false; ///< discard what an earlier source said
  };

  std::vector<Library> Libraries;
  std::vector<LibraryKind> Kinds;
  std::vector<Entry> Functions;
  std::vector<OwnerClass> Owners;
  std::vector<ScopeGuard> Guards;
  std::vector<ScopeType> ScopeTypes;
  std::vector<Unbounded> Waits;
  std::vector<Blocking> Blocks;

  /// Reads \p Text. \p Known is the model the entries will be added to: they
  /// may name its kinds, and new kinds get the ids that adding them in order
  /// gives. Nothing if any entry is malformed; each is then in \p Problems.
  static std::optional<Catalogue> read(llvm::StringRef Text,
                                       llvm::StringRef FileName,
                                       const Model &Known,
                                       std::vector<Problem> &Problems);

  /// Adds every entry to \p M, the model that `read` was given.
  void addTo(Model &M) const;
};

} // namespace leash::spec

#endif
