// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// A tracker that only writes down what it is told.
#pragma once

#include <string>
#include <vector>

// The calls since the last `clear`, as "acquire pool 1 lease 2", in order.
// For tests with one thread.
std::vector<std::string> &calls();
