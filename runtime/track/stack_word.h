// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Words of a stack, whatever a frame keeps there.
#pragma once

#include <cstdint>

namespace leash::track {

// A walk reads between the variables of the frames that it passes, which the
// sanitizers forbid. Not inlined where they instrument; elsewhere one load.
__attribute__((no_sanitize("address", "thread"))) inline std::uintptr_t
stack_word(std::uintptr_t address) noexcept {
  return *reinterpret_cast<const std::uintptr_t *>(address);
}

} // namespace leash::track
