// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// What a pool does at the least: a lock, and the newest first.
#pragma once

#include <cstddef>
#include <mutex>
#include <vector>

namespace leash::bench {

class PlainPool {
public:
  explicit PlainPool(std::size_t size) : resources(size) {
    for (int &resource : resources)
      idle.push_back(&resource);
  }
  // Null if all are lent.
  __attribute__((noinline)) int *borrow() {
    const std::lock_guard lock(mutex);
    if (idle.empty())
      return nullptr;
    int *resource = idle.back();
    idle.pop_back();
    return resource;
  }
  __attribute__((noinline)) void give_back(int *resource) {
    const std::lock_guard lock(mutex);
    idle.push_back(resource);
  }

private:
  std::vector<int> resources;
  std::mutex mutex;
  std::vector<int *> idle;
};

} // namespace leash::bench
