// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Reads a PGresult.
#include "leash/result.h"

#include <charconv>
#include <stdexcept>

namespace leash {

ExecStatusType Result::status() const noexcept { return PQresultStatus(get()); }

int Result::rows() const noexcept { return PQntuples(get()); }

int Result::columns() const noexcept { return PQnfields(get()); }

int Result::column(const char *name) const noexcept {
  return PQfnumber(get(), name);
}

std::string_view Result::value(int row, int column) const {
  if (null(row, column))
    return {};
  return {PQgetvalue(get(), row, column),
          static_cast<std::size_t>(PQgetlength(get(), row, column))};
}

bool Result::null(int row, int column) const {
  // libpq would answer a number out of range with a message on stderr.
  if (row < 0 || row >= rows() || column < 0 || column >= columns())
    throw std::out_of_range("no such row or column in a result");
  return PQgetisnull(get(), row, column) != 0;
}

std::string_view Result::command() const noexcept {
  return result_ ? PQcmdStatus(get()) : "";
}

std::size_t Result::affected_rows() const noexcept {
  std::size_t count = 0;
  if (result_) {
    const std::string_view text = PQcmdTuples(get());
    std::from_chars(text.data(), text.data() + text.size(), count);
  }
  return count;
}

} // namespace leash
