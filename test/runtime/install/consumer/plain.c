// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Takes something and ends.
#include <leash/annotations.h>
#include <leash/leash.h>

int main(void) {
  static int connection;
  leash_pool_info pool = {.size = sizeof pool, .name = "plain", .max = 1};
  leash_acquire_info acquire = {.size = sizeof acquire,
                                .resource = &connection};
  leash_acquire(leash_pool_register(&pool), &acquire);
  return 0;
}
