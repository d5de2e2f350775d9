// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Takes the values out of SQL, so that a statement can be shown.
#pragma once

#include <cstddef>
#include <string_view>

namespace leash::report {

// Writes `sql` with every literal as ?, without comments, white space folded,
// into `out`, ending it with a null. What does not fit is cut at a character's
// boundary. Returns the length. Allocates nothing; any thread, any input.
std::size_t strip_literals(std::string_view sql, char *out,
                           std::size_t size) noexcept;

} // namespace leash::report
