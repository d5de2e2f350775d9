// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Ends the process with one clear line when the plugin is loaded into a
// clang-tidy of another LLVM release, which would otherwise list the checks
// and then report nothing.

#include "llvm/Config/llvm-config.h"
#include <cstdio>
#include <cstdlib>
#include <unistd.h>

// Declared here, and weak, rather than taken from llvm-c/Core.h: a host that
// lacks it must get a message and not the dynamic linker's.
extern "C" __attribute__((weak)) void
LLVMGetVersion(unsigned *Major, unsigned *Minor, unsigned *Patch);

namespace {

// The first priority a program may use: before any registration, and before
// anything else of ours calls into the host.
__attribute__((constructor(101))) void checkHostRelease() {
  unsigned Major = 0, Minor = 0, Patch = 0;
  if (LLVMGetVersion)
    LLVMGetVersion(&Major, &Minor, &Patch);
  if (Major == LLVM_VERSION_MAJOR && Minor == LLVM_VERSION_MINOR)
    return;
  if (Major == 0)
    std::fprintf(stderr,
                 "leash: this plugin is built for LLVM %d.%d, and the program "
                 "that loads it does not tell its release; use clang-tidy-%d\n",
                 LLVM_VERSION_MAJOR, LLVM_VERSION_MINOR, LLVM_VERSION_MAJOR);
  else
    std::fprintf(stderr,
                 "leash: this plugin is built for LLVM %d.%d, and the "
                 "clang-tidy that loads it is LLVM %u.%u; use clang-tidy-%d or "
                 "load leash-tidy-%u.so\n",
                 LLVM_VERSION_MAJOR, LLVM_VERSION_MINOR, Major, Minor,
                 LLVM_VERSION_MAJOR, Major);
  // Not exit(): the host's static destructors have seen a half-loaded plugin.
  std::fflush(nullptr);
  _exit(2);
}

} // namespace
