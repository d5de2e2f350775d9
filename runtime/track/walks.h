// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The three ways to walk a stack.
#pragma once

#include "track/capture.h"
#include "track/thread_state.h"

#include <optional>

namespace leash::track {

Captured walk_unwinder(const WalkStart &start, Frame *out, unsigned depth,
                       unsigned skip) noexcept;

// No value if the walk met something it does not understand, or left the
// thread's stack. Reads nothing outside of that.
std::optional<Captured> walk_cfi(const WalkStart &start,
                                 const ThreadState &thread, Frame *out,
                                 unsigned depth, unsigned skip) noexcept;

// Ends where the chain does; whether that is right is for others to say.
Captured walk_frame_pointers(const WalkStart &start, const ThreadState &thread,
                             Frame *out, unsigned depth,
                             unsigned skip) noexcept;

} // namespace leash::track
