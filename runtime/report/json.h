// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// A record as one line of JSON, and back.
#pragma once

#include "report/record.h"

#include <optional>
#include <string>
#include <string_view>

namespace leash::report {

// Ends with a newline. Bytes that are not UTF-8 become U+FFFD.
[[nodiscard]] std::string to_json(const Record &record);
[[nodiscard]] std::string to_json(const Lease &lease);

// Members it does not know are skipped. No value: `error` says why, a schema
// version newer than this library's being one reason.
[[nodiscard]] std::optional<Record> record_from_json(std::string_view line,
                                                     std::string &error);

// Microseconds since the Unix epoch as "2026-01-31T23:59:59.000001Z", and back.
[[nodiscard]] std::string format_time(std::int64_t time_us);
[[nodiscard]] std::optional<std::int64_t> parse_time(std::string_view text);

} // namespace leash::report
