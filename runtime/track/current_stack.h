// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// What another thread is doing now.
#pragma once

#include <cstdint>
#include <span>

namespace leash::track {

// Interrupts a thread by a real-time signal and walks its stack there, which
// takes it 10 us. The first frame is the exact address of an instruction.
// Returns how many were stored: none if the thread is gone or blocks the
// signal, does not answer within 50 ms, or no signal is free. One call at a
// time. errno of that thread stays as it was.
unsigned capture_thread(std::int32_t tid,
                        std::span<std::uintptr_t> frames) noexcept;

// In a forked child: a request that another thread had made is void.
void forget_request() noexcept;

} // namespace leash::track
