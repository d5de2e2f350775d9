// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Records, stacks and durations for people.
#pragma once

#include "report/record.h"

#include <cstdint>
#include <span>
#include <string>

namespace leash::report {

// Several lines; the first says what, which pool, how long and why.
[[nodiscard]] std::string to_text(const Record &record);
// What is known of one lease, its stacks included; lines start with `indent`.
[[nodiscard]] std::string to_text(const Lease &lease,
                                  const std::string &indent);

// "#0 function file:line", a line each, but for frames of the C++ library. A
// function's long name is shortened. A frame without a line shows
// module+offset and the build-id, for addr2line.
[[nodiscard]] std::string to_text(std::span<const Frame> stack,
                                  const std::string &indent);

// "250 ms", "12.3 s", "3 min 20 s".
[[nodiscard]] std::string format_duration(std::uint64_t ns);

} // namespace leash::report
