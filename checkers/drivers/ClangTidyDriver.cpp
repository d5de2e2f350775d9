// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Drop-in clang-tidy: the stock program, with Leash's checks linked in.

#include "ResourceDir.h"
#include "clang-tidy/tool/ClangTidyMain.h"
#include <vector>

int main(int Argc, const char **Argv) {
  std::vector<const char *> Args(Argv, Argv + Argc);
  // Before the user's words, since "--" ends the options; a -resource-dir of
  // theirs comes later on the compile command and wins.
  if (Argc > 0 && !leash::drivers::hasHeadersBeside(
                      Argv[0], reinterpret_cast<void *>(&main)))
    Args.insert(Args.begin() + 1,
                "--extra-arg-before=-resource-dir=" LEASH_RESOURCE_DIR);
  Args.push_back(nullptr);
  return clang::tidy::clangTidyMain(static_cast<int>(Args.size() - 1),
                                    Args.data());
}
