// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// A PostgreSQL cluster made for the tests, on a unix socket of its own. Gone
// when the program ends, also if that is killed.
#pragma once

#include <csignal>
#include <cstdio>
#include <string>

#include <sys/types.h>

namespace leash {

class ThrowawayServer {
public:
  // The one of this program, started on the first call.
  static ThrowawayServer &get();
  ~ThrowawayServer();

  // False if PostgreSQL's server is not installed.
  bool available() const { return !bin_.empty(); }
  // For libpq, without keys of the pool.
  std::string conninfo() const;

  // Runs `sql`, then a file.
  void run_sql(const std::string &sql, const std::string &file) const;

  void start();
  // As a crash: no client is told.
  void kill();
  // All its processes are stopped: it accepts and says nothing.
  void freeze() { signal(SIGSTOP); }
  void thaw() { signal(SIGCONT); }

private:
  ThrowawayServer();
  // Runs a program of PostgreSQL's, as a user other than root. True if it
  // succeeds.
  bool run(const std::string &command) const;
  // The shell's line that does so, in silence.
  std::string line(const std::string &command) const;
  void signal(int number) const;

  std::string bin_;
  const pid_t owner_;
  std::string folder_;
  bool running_ = false;
  std::FILE *watcher_ = nullptr; // tidies up when this is closed
};

} // namespace leash
