// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Writes records, one write(2) each, through every way that can fail.
#include "report/sink.h"

#include "report/json.h"
#include "report/keep_errno.h"
#include "report/text.h"

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <climits>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <thread>
#include <unistd.h>

namespace leash::report {
namespace {

constexpr auto patience = std::chrono::seconds(2);

// SIGPIPE and SIGXFSZ are for the program, not for the log of a library: they
// are held off during a write, and one that the write raised is taken away.
class SignalShield {
public:
  SignalShield() noexcept {
    sigemptyset(&set);
    sigaddset(&set, SIGPIPE);
    sigaddset(&set, SIGXFSZ);
    sigset_t pending;
    sigpending(&pending);
    was_pending =
        sigismember(&pending, SIGPIPE) || sigismember(&pending, SIGXFSZ);
    pthread_sigmask(SIG_BLOCK, &set, &before);
  }
  ~SignalShield() {
    const timespec now{};
    while (!was_pending && sigtimedwait(&set, nullptr, &now) > 0) {
    }
    pthread_sigmask(SIG_SETMASK, &before, nullptr);
  }
  SignalShield(const SignalShield &) = delete;
  SignalShield &operator=(const SignalShield &) = delete;

private:
  sigset_t set;
  sigset_t before;
  bool was_pending;
};

bool is_socket(int fd) noexcept {
  struct stat status;
  return fstat(fd, &status) == 0 && S_ISSOCK(status.st_mode);
}

// With %p replaced by the process id.
std::string expand(const std::string &pattern) {
  std::string out;
  for (std::size_t i = 0; i < pattern.size(); ++i)
    if (pattern[i] == '%' && i + 1 < pattern.size() && pattern[i + 1] == 'p') {
      out += std::to_string(getpid());
      ++i;
    } else {
      out += pattern[i];
    }
  return out;
}

int open_log(const std::string &pattern) {
  return ::open(
      expand(pattern).c_str(),
      O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOCTTY | O_NONBLOCK, 0600);
}

// 0, or the error. `done` bytes were written either way.
int write_all(int fd, std::string_view text, std::chrono::seconds wait,
              std::size_t &done) noexcept {
  const auto deadline = std::chrono::steady_clock::now() + wait;
  struct stat status;
  if (fstat(fd, &status) != 0)
    return errno;
  const bool regular = S_ISREG(status.st_mode);
  while (done < text.size()) {
    std::size_t piece = text.size() - done;
    if (!regular) {
      pollfd ready{fd, POLLOUT, 0};
      const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(
          deadline - std::chrono::steady_clock::now());
      const int got = poll(&ready, 1, std::max<int>(0, int(left.count())));
      if (got < 0 && errno != EINTR)
        return errno;
      if (left.count() <= 0 && got <= 0)
        return ETIMEDOUT;
      if (got <= 0)
        continue;
      // A pipe that polls as ready has room for this much, and may block on
      // more.
      piece = std::min<std::size_t>(piece, PIPE_BUF);
    }
    const ssize_t wrote = ::write(fd, text.data() + done, piece);
    if (wrote > 0)
      done += static_cast<std::size_t>(wrote);
    else if (wrote == 0)
      return ENOSPC;
    else if (errno != EINTR && errno != EAGAIN)
      return errno;
  }
  return 0;
}

} // namespace

// A lock that a fork cannot leave locked: it holds the process that took it,
// and one held by another process is nobody's.
class Sink::Lock {
public:
  explicit Lock(Sink &sink) noexcept : sink(sink) {
    const pid_t self = getpid();
    const auto deadline = std::chrono::steady_clock::now() + patience * 2;
    while (true) {
      pid_t owner = sink.owner.load(std::memory_order_relaxed);
      if (owner != self && sink.owner.compare_exchange_weak(
                               owner, self, std::memory_order_acquire)) {
        locked = true;
        return;
      }
      if (std::chrono::steady_clock::now() > deadline)
        return;
      std::this_thread::sleep_for(std::chrono::microseconds(200));
    }
  }
  ~Lock() {
    if (locked)
      sink.owner.store(0, std::memory_order_release);
  }
  Lock(const Lock &) = delete;
  Lock &operator=(const Lock &) = delete;
  explicit operator bool() const noexcept { return locked; }

private:
  Sink &sink;
  bool locked = false;
};

Sink::~Sink() {
  if (owned)
    close(fd);
}

std::optional<std::string> Sink::open(const std::string &log, Format form) {
  const bool standard = log == "stderr" || log == "stdout";
  const int opened = standard ? (log == "stderr" ? 2 : 1) : open_log(log);
  if (opened < 0)
    return "option 'log': cannot write to '" + log +
           "': " + std::strerror(errno);
  const Lock lock(*this);
  if (!lock) {
    if (!standard)
      close(opened);
    return "option 'log': the log is stuck";
  }
  if (owned)
    close(fd);
  fd = opened;
  owned = !standard;
  was_socket = is_socket(fd);
  path = standard ? std::string() : log;
  format = form;
  opened_by = getpid();
  torn = false;
  return std::nullopt;
}

// A child of the process writes to its own file if the name has %p in it; a
// file that was deleted is made anew.
void Sink::reopen_if_needed() {
  if (!owned)
    return;
  struct stat status;
  const bool another_process =
      opened_by != getpid() && path.find("%p") != std::string::npos;
  const bool deleted = fstat(fd, &status) == 0 && status.st_nlink == 0;
  if (!another_process && !deleted)
    return;
  const int opened = open_log(path);
  if (opened < 0)
    return;
  close(fd);
  fd = opened;
  opened_by = getpid();
  torn = false;
}

bool Sink::write_locked(std::string_view text) noexcept {
  // A program that closed its stderr may have a database connection there now.
  if (!owned && !was_socket && is_socket(fd)) {
    last_error = EBADF;
    return false;
  }
  const SignalShield shield;
  std::size_t done = 0;
  // Whoever was stuck is waited for once, not for each record.
  const bool stuck = last_error == ETIMEDOUT;
  const int error =
      write_all(fd, text, stuck ? std::chrono::seconds(0) : patience, done);
  last_error = error;
  if (done > 0)
    torn = error != 0;
  return error == 0;
}

std::string Sink::render(const Record &record) const {
  return format == Format::json ? to_json(record) : to_text(record);
}

bool Sink::write(const Record &record) {
  const KeepErrno keep;
  const Lock lock(*this);
  bool whole = false;
  if (lock) {
    reopen_if_needed();
    std::string text = torn ? "\n" : "";
    const std::uint64_t lost = dropped_count - told;
    if (lost > 0) {
      Record notice;
      notice.time_us = record.time_us;
      notice.pid = record.pid;
      notice.process = record.process;
      notice.message = std::to_string(lost) +
                       (lost == 1 ? " report" : " reports") +
                       " could not be written: " + std::strerror(last_error);
      text += render(notice);
    }
    text += render(record);
    whole = write_locked(text);
    if (whole)
      told += lost;
  }
  ++(whole ? written_count : dropped_count);
  return whole;
}

void Sink::give_up() noexcept {
  last_error = ENOMEM;
  ++dropped_count;
}

bool Sink::write_text(std::string_view text) noexcept {
  const KeepErrno keep;
  const Lock lock(*this);
  bool whole = false;
  try {
    if (lock)
      reopen_if_needed();
    whole = lock && write_locked(text);
  } catch (...) { // out of memory
  }
  return whole;
}

} // namespace leash::report
