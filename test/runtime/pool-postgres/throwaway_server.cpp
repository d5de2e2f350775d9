// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// initdb, pg_ctl start, pg_ctl stop.
#include "throwaway_server.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <stdexcept>

#include <unistd.h>

namespace leash {
namespace {

namespace fs = std::filesystem;

std::string newest_bin() {
  std::string newest;
  int version = 0;
  std::error_code error;
  for (const auto &entry :
       fs::directory_iterator("/usr/lib/postgresql", error)) {
    const int own = std::atoi(entry.path().filename().c_str());
    if (own > version && fs::exists(entry.path() / "bin/initdb")) {
      version = own;
      newest = entry.path() / "bin";
    }
  }
  return newest;
}

} // namespace

ThrowawayServer &ThrowawayServer::get() {
  static ThrowawayServer server;
  return server;
}

ThrowawayServer::ThrowawayServer() : bin_(newest_bin()), owner_(getpid()) {
  if (!available())
    return;
  std::string folder = fs::temp_directory_path() / "leash-XXXXXX";
  if (!mkdtemp(folder.data()))
    throw std::runtime_error("no folder for the server");
  folder_ = folder;
  fs::permissions(folder_, fs::perms::all); // for the other user
  // In a session of its own, where no interrupt from a terminal reaches it.
  const std::string stop =
      line("pg_ctl -D " + folder_ + "/data -m immediate stop");
  watcher_ = popen(("exec setsid sh -c 'read _; " + stop + "; rm -rf " +
                    folder_ + "' >/dev/null 2>&1")
                       .c_str(),
                   "we");
  if (!run("initdb -D " + folder_ + "/data -U leash -A trust"))
    throw std::runtime_error("initdb failed");
  start();
}

ThrowawayServer::~ThrowawayServer() {
  // A forked child that exits leaves it to the parent.
  if (!available() || getpid() != owner_)
    return;
  kill();
  std::error_code ignored;
  fs::remove_all(folder_, ignored);
  if (watcher_)
    pclose(watcher_);
}

std::string ThrowawayServer::conninfo() const {
  return "host=" + folder_ + " user=leash dbname=postgres";
}

void ThrowawayServer::run_sql(const std::string &sql,
                              const std::string &file) const {
  // The file's folder need not be readable for the other user.
  const std::string line = "(printf %s '" + sql + "'; cat '" + file + "') | " +
                           bin_ + "/psql -qX -v ON_ERROR_STOP=1 '" +
                           conninfo() + "'";
  if (std::system(line.c_str()) != 0)
    throw std::runtime_error("cannot run " + file);
}

void ThrowawayServer::start() {
  if (running_)
    return;
  running_ = run("pg_ctl -D " + folder_ + "/data -l " + folder_ +
                 "/data/log -w -o \"-c listen_addresses= "
                 "-c unix_socket_directories=" +
                 folder_ + " -c fsync=off -c max_connections=40\" start");
  if (!running_)
    throw std::runtime_error("the server did not start");
}

void ThrowawayServer::kill() {
  if (running_)
    run("pg_ctl -D " + folder_ + "/data -m immediate -w stop");
  running_ = false;
}

void ThrowawayServer::signal(int number) const {
  pid_t postmaster = 0;
  std::ifstream(folder_ + "/data/postmaster.pid") >> postmaster;
  if (postmaster <= 0)
    throw std::runtime_error("the server does not run");
  ::kill(postmaster, number);
  // Each of its processes leads a session of its own.
  for (const auto &entry : fs::directory_iterator("/proc")) {
    const pid_t pid = std::atoi(entry.path().filename().c_str());
    std::ifstream status(entry.path() / "status");
    pid_t parent = 0;
    for (std::string key; pid > 0 && parent == 0 && status >> key;)
      if (key == "PPid:")
        status >> parent;
    if (pid > 0 && parent == postmaster)
      ::kill(pid, number);
  }
}

bool ThrowawayServer::run(const std::string &command) const {
  return std::system(line(command).c_str()) == 0;
}

std::string ThrowawayServer::line(const std::string &command) const {
  const std::string as_other = geteuid() == 0 ? "runuser -u postgres -- " : "";
  return "cd / && " + as_other + bin_ + "/" + command +
         " </dev/null >/dev/null 2>&1";
}

} // namespace leash
