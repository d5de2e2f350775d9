// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Acquires from a module that is closed and another loaded in its place. The
// frames of the two differ, so that rules for the one mislead in the other.
#include "leash/leash.h"

#include <cstring>

static volatile char sink;

__attribute__((noinline)) static leash_lease take(leash_pool pool) {
  volatile char bytes[LEASH_MODULE * 1000];
  bytes[0] = 1;
  leash_acquire_info info{};
  info.size = sizeof info;
  const leash_lease lease = leash_acquire(pool, &info);
  sink = bytes[0];
  return lease;
}

extern "C" leash_lease leash_test_acquire(leash_pool pool);
extern "C" leash_lease leash_test_acquire(leash_pool pool) {
  volatile char bytes[LEASH_MODULE * 3000];
  bytes[0] = 1;
  const leash_lease lease = take(pool);
  sink = bytes[0];
  return lease;
}
