// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Tells a forked child from the process that opened a pool.
#pragma once

namespace leash::pool {

// How many forks lie between the first caller's process and this one. Costs a
// load; after a fork, threads and locks of the parent cannot be relied on.
unsigned fork_generation() noexcept;

} // namespace leash::pool
