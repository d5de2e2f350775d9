// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The export. The first class leaks its connection when it fails to open it.

#include "export.h"

#include <stdexcept>

namespace orders {

namespace {

long copy_out(PGconn *conn, std::FILE *out) {
  const Result start(PQexec(conn, "COPY orders TO STDOUT (FORMAT csv)"));
  if (PQresultStatus(start.get()) != PGRES_COPY_OUT)
    throw std::runtime_error(PQerrorMessage(conn));
  long lines = 0;
  char *buffer = nullptr;
  while (PQgetCopyData(conn, &buffer, 0) > 0) {
    std::fputs(buffer, out);
    PQfreemem(buffer);
    ++lines;
  }
  while (PGresult *res = PQgetResult(conn))
    PQclear(res);
  return lines;
}

} // namespace

// 6b. A constructor that throws: its own destructor does not run, so nothing
//     finishes the connection, which exists even though it failed.
Export::Export(const std::string &conninfo)
    : conn_(PQconnectdb(conninfo.c_str())) {
  if (PQstatus(conn_) != CONNECTION_OK)
    throw std::runtime_error(PQerrorMessage(conn_));
}

Export::~Export() { PQfinish(conn_); }

long Export::write(std::FILE *out) { return copy_out(conn_, out); }

ExportFixed::ExportFixed(const std::string &conninfo)
    : conn_(PQconnectdb(conninfo.c_str())) {
  if (PQstatus(conn_.get()) != CONNECTION_OK)
    throw std::runtime_error(PQerrorMessage(conn_.get()));
}

long ExportFixed::write(std::FILE *out) { return copy_out(conn_.get(), out); }

} // namespace orders
