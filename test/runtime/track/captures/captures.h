// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Stacks of many shapes, each ending in a call of `look`.
#pragma once

namespace leash::test {

using Look = void (*)();

struct Shape {
  const char *name;
  void (*run)(Look look);
};

struct Build {
  const char *name;
  const Shape *shapes;
  unsigned count;
};

} // namespace leash::test
