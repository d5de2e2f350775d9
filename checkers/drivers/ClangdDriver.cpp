// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Drop-in clangd: the stock program, with Leash's checks linked in, since
// clangd can load no plugin.

#include "ResourceDir.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/raw_ostream.h"
#include <memory>
#include <vector>

// LLVM's packages hold clangd's archives and not its headers; these are the
// three names used here, as the archives spell them.
namespace clang::clangd {

int clangdMain(int Argc, char *Argv[]);

class SymbolIndex {
public:
  virtual ~SymbolIndex();
};

namespace remote {

/// Stands in for clangd's client of a remote index, and with it for gRPC.
std::unique_ptr<SymbolIndex> getClient(llvm::StringRef Address,
                                       llvm::StringRef /*ProjectRoot*/) {
  llvm::errs() << "leash-clangd: no remote index support, so the index at "
               << Address << " is not used\n";
  return nullptr;
}

} // namespace remote
} // namespace clang::clangd

int main(int Argc, char **Argv) {
  std::vector<char *> Args(Argv, Argv + Argc);
  // An option given twice is an error to clangd, so a user's own stays alone.
  bool IsChosen = false;
  for (llvm::StringRef Arg : llvm::ArrayRef(Args).drop_front(Argc > 0))
    IsChosen |= Arg.ltrim('-').starts_with("resource-dir");
  static char ResourceDir[] = "--resource-dir=" LEASH_RESOURCE_DIR;
  if (Argc > 0 && !IsChosen &&
      !leash::drivers::hasHeadersBeside(Argv[0],
                                        reinterpret_cast<void *>(&main)))
    Args.insert(Args.begin() + 1, ResourceDir);
  Args.push_back(nullptr);
  return clang::clangd::clangdMain(static_cast<int>(Args.size() - 1),
                                   Args.data());
}
