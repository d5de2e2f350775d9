// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Walks another thread's stack, in that thread.
#include "track/current_stack.h"
#include "track/cfi_walk.h"
#include "track/slot.h"
#include "track/stack_word.h"
#include "track/thread_state.h"

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <fcntl.h>
#include <sys/syscall.h>
#include <ucontext.h>
#include <unistd.h>

namespace leash::track {
namespace {

// The one request. The asking thread makes it `asked`; the handler takes it
// and answers; a request that was given up is not answered any more.
enum class State : std::uint32_t { idle, asked, answering, answered };

struct Request {
  std::atomic<State> state{State::idle};
  std::atomic<std::int32_t> tid{0};
  std::atomic<unsigned> count{0};
  std::atomic<std::uintptr_t> unknown{0}; // the key of a rule to learn; or 0
  Frame frames[max_frames];
};
Request request;
int signal_number = 0; // 0: not chosen; -1: none is free

Registers registers_of(const void *context) noexcept {
  const auto &machine = static_cast<const ucontext_t *>(context)->uc_mcontext;
#if defined(__x86_64__)
  return {static_cast<std::uintptr_t>(machine.gregs[REG_RIP]),
          static_cast<std::uintptr_t>(machine.gregs[REG_RSP]),
          static_cast<std::uintptr_t>(machine.gregs[REG_RBP]), true};
#elif defined(__aarch64__)
  return {machine.pc, machine.sp, machine.regs[29], true};
#endif
}

// Nothing but loads, stores and steps by rules that are known: what is not, the
// asking thread learns, and asks again.
void walk(Registers at) noexcept {
  unsigned count = 0;
  request.unknown.store(0);
  const ThreadState *thread = this_thread_if_any();
  request.frames[count++].store(at.pc);
  if (thread && at.sp >= thread->stack_begin && at.sp < thread->stack_end) {
#if defined(__x86_64__)
    const std::uint64_t epoch = CfiTable::epoch();
    while (count < max_frames) {
      const CfiTable::Entry *entry = CfiTable::find(at.key(), epoch);
      if (!entry)
        request.unknown.store(at.key());
      if (!entry || step(at, entry->rule.load(), thread->stack_end) != Step::ok)
        break;
      request.frames[count++].store(at.pc);
    }
#else
    while (count < max_frames && at.fp >= at.sp && at.fp % 16 == 0 &&
           at.fp + 16 <= thread->stack_end) {
      request.frames[count++].store(stack_word(at.fp + 8));
      at.sp = at.fp + 16;
      at.fp = stack_word(at.fp);
    }
#endif
  }
  request.count.store(count);
}

void handle(int, siginfo_t *info, void *context) noexcept {
  const int saved = errno;
  State expected = State::asked;
  if (info->si_code == SI_TKILL && request.tid.load() == gettid() &&
      request.state.compare_exchange_strong(expected, State::answering)) {
    walk(registers_of(context));
    request.state.store(State::answered);
  }
  errno = saved;
}

// The last real-time signal that nobody handles.
int choose_signal() noexcept {
  for (int number = SIGRTMAX - 1; number > SIGRTMIN; --number) {
    struct sigaction old {};
    if (sigaction(number, nullptr, &old) != 0 || old.sa_handler != SIG_DFL)
      continue;
    struct sigaction ours {};
    ours.sa_sigaction = handle;
    ours.sa_flags = SA_SIGINFO | SA_RESTART | SA_ONSTACK;
    sigfillset(&ours.sa_mask);
    if (sigaction(number, &ours, nullptr) == 0)
      return number;
  }
  return -1;
}

// The program may have put its own handler there since.
bool still_ours() noexcept {
  struct sigaction now {};
  return sigaction(signal_number, nullptr, &now) == 0 &&
         (now.sa_flags & SA_SIGINFO) && now.sa_sigaction == handle;
}

// A signal that stays pending would kill what the thread may exec.
bool blocks_signal(std::int32_t tid) noexcept {
  char path[64];
  std::snprintf(path, sizeof path, "/proc/self/task/%d/status", tid);
  const int fd = open(path, O_RDONLY | O_CLOEXEC);
  if (fd < 0)
    return true;
  char text[4096];
  const ssize_t length = read(fd, text, sizeof text - 1);
  close(fd);
  text[std::max<ssize_t>(length, 0)] = '\0';
  const char *mask = std::strstr(text, "SigBlk:");
  return !mask ||
         (std::strtoull(mask + 7, nullptr, 16) >> (signal_number - 1) & 1);
}

bool ask(std::int32_t tid) noexcept {
  request.tid.store(tid);
  request.state.store(State::asked);
  if (syscall(SYS_tgkill, getpid(), tid, signal_number) != 0) {
    request.state.store(State::idle);
    return false;
  }
  for (int waited_us = 0;;) {
    if (request.state.load() == State::answered)
      return true;
    State expected = State::asked;
    if (waited_us > 50'000 &&
        request.state.compare_exchange_strong(expected, State::idle))
      return false;
    // Someone who is answering needs microseconds.
    const timespec pause{0, waited_us < 1000 ? 20'000 : 500'000};
    nanosleep(&pause, nullptr);
    waited_us += waited_us < 1000 ? 70 : 550;
  }
}

} // namespace

unsigned capture_thread(std::int32_t tid,
                        std::span<std::uintptr_t> frames) noexcept {
  if (tid <= 0 || frames.empty() || tid == gettid())
    return 0;
  if (signal_number == 0)
    signal_number = choose_signal();
  if (signal_number < 0 || !still_ours() || blocks_signal(tid))
    return 0;
  unsigned count = 0;
  for (unsigned round = 0; round < max_frames; ++round) {
    if (!ask(tid))
      break;
    count = std::min<unsigned>(request.count.load(),
                               static_cast<unsigned>(frames.size()));
    for (unsigned i = 0; i < count; ++i)
      frames[i] = request.frames[i].load();
    const std::uintptr_t unknown = request.unknown.load();
    request.state.store(State::idle);
    if (unknown == 0)
      break;
    if (!CfiTable::learn(unknown))
      break;
  }
  return count;
}

void forget_request() noexcept { request.state.store(State::idle); }

} // namespace leash::track
