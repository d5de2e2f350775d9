// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The headers most of the checks' sources share, for precompilation only: no
// source may rely on it. RecursiveASTVisitor.h stays out, it is slower from a
// precompiled header than as text.

#ifndef LEASH_CHECKERS_MODULE_PRECOMPILED_H
#define LEASH_CHECKERS_MODULE_PRECOMPILED_H

#include "clang-tidy/ClangTidyCheck.h"
#include "clang/AST/ASTContext.h"
#include "clang/ASTMatchers/ASTMatchFinder.h"
#include "clang/Analysis/CFG.h"
#include "clang/Lex/Lexer.h"

#endif
