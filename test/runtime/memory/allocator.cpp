// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Stands in front of glibc's.
#include "allocator.h"

#include <atomic>
#include <cerrno>
#include <cstddef>

extern "C" {
void *__libc_malloc(std::size_t);
void *__libc_calloc(std::size_t, std::size_t);
void *__libc_realloc(void *, std::size_t);
void *__libc_memalign(std::size_t, std::size_t);
}

namespace leash::test {
namespace {

std::atomic<std::uint64_t> first{0}; // 0: none fails
std::atomic<bool> only_first{true};
std::atomic<std::uint64_t> count{0};
std::atomic<bool> failed{false};

bool fails() {
  const std::uint64_t n = first.load(std::memory_order_relaxed);
  if (n == 0)
    return false;
  const std::uint64_t now = count.fetch_add(1) + 1;
  if (now < n || (only_first && now > n))
    return false;
  failed = true;
  errno = ENOMEM;
  return true;
}

} // namespace

void fail_allocation(std::uint64_t n, Failing how) {
  count = 0;
  failed = false;
  only_first = how == Failing::one;
  first = n;
}

bool allocate_again() {
  first = 0;
  return failed;
}

} // namespace leash::test

using leash::test::fails;

extern "C" {

void *malloc(std::size_t size) {
  return fails() ? nullptr : __libc_malloc(size);
}
void *calloc(std::size_t number, std::size_t size) {
  return fails() ? nullptr : __libc_calloc(number, size);
}
void *realloc(void *old, std::size_t size) {
  return fails() ? nullptr : __libc_realloc(old, size);
}
void *memalign(std::size_t alignment, std::size_t size) {
  return fails() ? nullptr : __libc_memalign(alignment, size);
}
void *aligned_alloc(std::size_t alignment, std::size_t size) {
  return fails() ? nullptr : __libc_memalign(alignment, size);
}
int posix_memalign(void **out, std::size_t alignment, std::size_t size) {
  *out = fails() ? nullptr : __libc_memalign(alignment, size);
  return *out ? 0 : ENOMEM;
}

} // extern "C"
