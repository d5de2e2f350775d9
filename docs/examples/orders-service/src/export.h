// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The export of all orders as CSV, over a connection of its own.

#ifndef ORDERS_EXPORT_H
#define ORDERS_EXPORT_H

#include "result.h"

#include <cstdio>
#include <string>

namespace orders {

class Export {
public:
  /// Throws std::runtime_error if the server cannot be reached.
  explicit Export(const std::string &conninfo);
  ~Export();
  Export(const Export &) = delete;
  Export &operator=(const Export &) = delete;

  /// Writes one line per order; how many.
  long write(std::FILE *out);

private:
  PGconn *conn_;
};

class ExportFixed {
public:
  /// Throws std::runtime_error if the server cannot be reached.
  explicit ExportFixed(const std::string &conninfo);

  /// Writes one line per order; how many.
  long write(std::FILE *out);

private:
  Connection conn_;
};

} // namespace orders

#endif
