// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// What differs between the LLVM releases Leash is built for. No other file
// asks for the release.

#ifndef LEASH_CHECKERS_MODULE_COMPAT_H
#define LEASH_CHECKERS_MODULE_COMPAT_H

#include "llvm/Config/llvm-config.h"

#if LLVM_VERSION_MAJOR < 19 || LLVM_VERSION_MAJOR > 22
#error "Leash is written for LLVM 19 to 22"
#endif

// The registry moved into ClangTidyModule.h.
#if LLVM_VERSION_MAJOR >= 22
#include "clang-tidy/ClangTidyModule.h"
#else
#include "clang-tidy/ClangTidyModuleRegistry.h"
#endif
#include "clang/AST/ASTContext.h"

namespace leash {

inline clang::QualType typeOf(const clang::RecordDecl &Record,
                              const clang::ASTContext &Context) {
#if LLVM_VERSION_MAJOR >= 22
  return Context.getCanonicalTagType(&Record);
#else
  return Context.getRecordType(&Record);
#endif
}

} // namespace leash

#endif
