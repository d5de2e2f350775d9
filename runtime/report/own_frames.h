// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Which frames of a stack are the program's, and which are machinery.
#pragma once

#include "report/record.h"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace leash::report {

// "a::f" of "int a::f<b::c>(d) const": no return type, no parameters. All of
// it if it is no function of C++.
[[nodiscard]] std::string_view qualified_name(std::string_view function);

// Patterns of option `own`, separated by spaces or commas.
[[nodiscard]] std::vector<std::string> own_patterns(std::string_view text);

// Sets `own` of the frames that are Leash's, the C++ library's, or in a
// function whose qualified name begins with one of `patterns`; see
// pattern_matches for * and $.
void mark_own(Stack &stack, std::span<const std::string> patterns);

// The part that says where: from the first frame that is not `own` to main, or
// to the last before those that start a thread. All of it if nothing is left.
[[nodiscard]] std::span<const Frame> user_frames(std::span<const Frame> stack);

// What a thread does now: from the call into the C library it is in, or from
// the caller of the tracker if it is in that, to where user_frames ends.
[[nodiscard]] std::span<const Frame>
current_frames(std::span<const Frame> stack);

// Is it in the C++ standard library? Of no interest in between, either.
[[nodiscard]] bool is_standard(const Frame &frame);
// Is it in the C library?
[[nodiscard]] bool is_libc(const Frame &frame);

} // namespace leash::report
