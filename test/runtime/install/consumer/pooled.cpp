// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// A pool whose server is not there.
#include <leash/errors.h>
#include <leash/pool.h>
#include <leash/savepoint.h>

#include <cstdio>

int main() {
  leash::Pool pool("host=/nonexistent pool_max_conns=2 pool_name=consumer");
  try {
    auto lease = pool.acquire(std::chrono::seconds(5));
    leash::Transaction transaction(lease);
    leash::Savepoint savepoint(transaction);
  } catch (const leash::AcquireError &error) {
    std::printf("refused: %s\n", error.what());
    return leash_sequence() > 0 ? 0 : 3; // the tracker is there
  }
  return 1;
}
