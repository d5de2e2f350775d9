// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// A shift of the service: six things that go wrong while it runs.

#ifndef ORDERS_SHIFT_H
#define ORDERS_SHIFT_H

#include <chrono>
#include <string>

namespace orders {

/// Does each task of a shift, leaking or corrected, with a heading on stdout
/// and a pause of `quiet` after it, in which nobody calls. `task` names one;
/// empty is all. Returns false if there is no such task.
bool shift(const std::string &conninfo, bool fixed, const std::string &task,
           std::chrono::milliseconds quiet);

} // namespace orders

#endif
