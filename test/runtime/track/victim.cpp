// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Runs the victim.
#include "victim.h"
#include "report/json.h"

#include <gtest/gtest.h>

#include <chrono>
#include <csignal>
#include <cstdlib>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

namespace leash::test {
namespace {

std::string read(const std::string &path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

} // namespace

Ended run_victim(const std::string &mode, const std::string &options,
                 const std::vector<std::string> &environment,
                 const std::function<void()> &when_stopped) {
  std::string directory =
      (std::filesystem::temp_directory_path() / "leash-victim-XXXXXX").string();
  if (!mkdtemp(directory.data()))
    return {};
  const std::string log = directory + "/log", error = directory + "/stderr";
  // The first of a name counts.
  std::vector<std::string> variables = environment;
  const std::string usual[] = {
      "LEASH_OPTIONS=format=json:log=" + log +
          (options.empty() ? "" : ":" + options),
      // A victim of the sanitizers' builds ends as it says itself.
      "ASAN_OPTIONS=detect_leaks=0:detect_stack_use_after_return=1",
      "UBSAN_OPTIONS=halt_on_error=1:print_stacktrace=1",
      "TSAN_OPTIONS=die_after_fork=0", "PATH=/usr/bin:/bin"};
  variables.insert(variables.end(), std::begin(usual), std::end(usual));
  std::vector<char *> raw;
  for (std::string &variable : variables)
    raw.push_back(variable.data());
  raw.push_back(nullptr);

  Ended ended;
  ended.pid = fork();
  if (ended.pid == 0) {
    const int fd = open(error.c_str(), O_CREAT | O_WRONLY | O_APPEND, 0600);
    dup2(fd, STDERR_FILENO);
    const int null = open("/dev/null", O_RDWR);
    dup2(null, STDIN_FILENO);
    dup2(null, STDOUT_FILENO);
    execle(LEASH_VICTIM, "victim", mode.c_str(), nullptr, raw.data());
    _exit(127);
  }
  const auto until = std::chrono::steady_clock::now() + std::chrono::minutes(1);
  for (;;) {
    int status = 0;
    if (waitpid(ended.pid, &status, WNOHANG | WUNTRACED) == ended.pid) {
      if (WIFSTOPPED(status)) {
        if (when_stopped)
          when_stopped();
        kill(ended.pid, SIGCONT);
        continue;
      }
      ended.status =
          WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
      break;
    }
    if (std::chrono::steady_clock::now() > until) {
      kill(ended.pid, SIGKILL);
      waitpid(ended.pid, nullptr, 0);
      break;
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
  }
  ended.standard_error = read(error);
  std::istringstream lines(read(log));
  for (std::string line; std::getline(lines, line);) {
    std::string why;
    if (const auto record = report::record_from_json(line, why))
      ended.records.push_back(*record);
    else
      ADD_FAILURE() << why << ": " << line;
  }
  std::filesystem::remove_all(directory);
  return ended;
}

} // namespace leash::test
