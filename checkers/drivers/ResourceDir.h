// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Where a drop-in finds Clang's own headers when it lies outside an LLVM
// installation, beside which Clang looks for them.

#ifndef LEASH_CHECKERS_DRIVERS_RESOURCEDIR_H
#define LEASH_CHECKERS_DRIVERS_RESOURCEDIR_H

#include "clang/Basic/Version.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"

namespace leash::drivers {

/// True if Clang's headers lie beside the running program, as they do in an
/// LLVM installation. \p MainAddress is that of any function of the program.
inline bool hasHeadersBeside(const char *Argv0, void *MainAddress) {
  namespace path = llvm::sys::path;
  std::string Program = llvm::sys::fs::getMainExecutable(Argv0, MainAddress);
  llvm::SmallString<256> Path(path::parent_path(path::parent_path(Program)));
  path::append(Path, "lib", "clang", CLANG_VERSION_MAJOR_STRING, "include");
  return llvm::sys::fs::is_directory(Path);
}

} // namespace leash::drivers

#endif
