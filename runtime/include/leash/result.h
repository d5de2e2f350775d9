// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The result of a statement, freed by scope.
#ifndef LEASH_RESULT_H
#define LEASH_RESULT_H

#include <cstddef>
#include <memory>
#include <string_view>

#include <libpq-fe.h>

namespace leash {

/// Owns a PGresult. Independent of its connection; may be read by several
/// threads at once. Views into it end with it. An empty one (moved from) has
/// no rows and no columns.
class Result {
public:
  Result() noexcept = default;
  explicit Result(PGresult *result) noexcept : result_(result) {}

  /// For libpq's own functions; still owned here.
  PGresult *get() const noexcept { return result_.get(); }
  explicit operator bool() const noexcept { return result_ != nullptr; }
  ExecStatusType status() const noexcept;

  int rows() const noexcept;
  int columns() const noexcept;
  /// The number of a column by its name, folded to lower case unless quoted, as
  /// in SQL; -1 if there is none.
  int column(const char *name) const noexcept;
  /// Text of a field; empty if null. Throws std::out_of_range.
  std::string_view value(int row, int column) const;
  bool null(int row, int column) const;
  /// As "UPDATE 3"; empty without one.
  std::string_view command() const noexcept;
  /// Rows that an INSERT, UPDATE, .. touched; 0 for others.
  std::size_t affected_rows() const noexcept;

private:
  struct Clear {
    void operator()(PGresult *result) const noexcept { PQclear(result); }
  };
  std::unique_ptr<PGresult, Clear> result_;
};

} // namespace leash
#endif
