// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// errno as it was, at the end of a scope.
#pragma once

#include <cerrno>

namespace leash::report {

// Calls may come between a failed system call and a look at errno. Only what
// makes system calls itself needs this.
class KeepErrno {
public:
  KeepErrno() noexcept : saved(errno) {}
  ~KeepErrno() { errno = saved; }
  KeepErrno(const KeepErrno &) = delete;
  KeepErrno &operator=(const KeepErrno &) = delete;

private:
  int saved;
};

} // namespace leash::report
