// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Drop-in clang-tidy: the stock program, with Leash's checks linked in.

#include "clang-tidy/tool/ClangTidyMain.h"
#include "clang/Basic/Version.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include <vector>

/// True if Clang will find its own headers beside this program, as it does in
/// an LLVM installation.
static bool hasHeadersBeside(const char *Argv0, void *MainAddress) {
  std::string Program = llvm::sys::fs::getMainExecutable(Argv0, MainAddress);
  namespace path = llvm::sys::path;
  llvm::SmallString<256> Path(path::parent_path(path::parent_path(Program)));
  path::append(Path, "lib", "clang", CLANG_VERSION_MAJOR_STRING, "include");
  return llvm::sys::fs::is_directory(Path);
}

int main(int Argc, const char **Argv) {
  std::vector<const char *> Args(Argv, Argv + Argc);
  // Before the user's words, since "--" ends the options; a -resource-dir of
  // theirs comes later on the compile command and wins.
  if (!hasHeadersBeside(Argv[0], reinterpret_cast<void *>(&main)) && Argc > 0)
    Args.insert(Args.begin() + 1,
                "--extra-arg-before=-resource-dir=" LEASH_RESOURCE_DIR);
  Args.push_back(nullptr);
  return clang::tidy::clangTidyMain(static_cast<int>(Args.size() - 1),
                                    Args.data());
}
