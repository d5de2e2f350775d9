// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Takes the pool's own keys out of a libpq connection string.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace leash::pool {

struct SplitConninfo {
  std::vector<std::pair<std::string, std::string>> own; // decoded, in order
  std::string rest; // for libpq; what libpq would refuse is left in it
};

// Both spellings: "postgresql://host/db?key=value" with percent-encoding, and
// "host=.. key='a value'" with quotes and backslashes. Own keys are those that
// begin with "pool_". See PostgreSQL's manual, "Connection Strings".
SplitConninfo split_conninfo(std::string_view conninfo);

} // namespace leash::pool
