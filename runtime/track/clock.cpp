// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Finds out how fast the time-stamp counter runs.
#include "track/clock.h"

#include <fcntl.h>
#include <string>
#include <string_view>
#include <unistd.h>
#if defined(__x86_64__)
#include <cpuid.h>
#endif

namespace leash::track {
namespace {

#if defined(__x86_64__)
// The name of the kernel's clock source.
bool is_clock_source(std::string_view wanted) noexcept {
  const int fd =
      open("/sys/devices/system/clocksource/clocksource0/current_clocksource",
           O_RDONLY | O_CLOEXEC);
  if (fd < 0)
    return false;
  char name[32] = {};
  const ssize_t length = read(fd, name, sizeof name);
  close(fd);
  return length > 0 &&
         std::string_view(name, static_cast<std::size_t>(length))
                 .substr(0, wanted.size() + 1) == std::string(wanted) + '\n';
}

// The rate does not change, whatever the processor sleeps or hurries.
bool invariant_counter() noexcept {
  unsigned eax = 0, ebx = 0, ecx = 0, edx = 0;
  return __get_cpuid(0x80000007, &eax, &ebx, &ecx, &edx) && (edx >> 8 & 1);
}

// kvm-clock is the counter and a page that scales it: a guest that is told of a
// constant rate keeps it wherever it is moved.
bool counter_is_trusted() noexcept {
  return is_clock_source("tsc") ||
         (is_clock_source("kvm-clock") && invariant_counter());
}

struct Pair {
  std::uint64_t ticks, time;
};

// At the last check.
Pair checked;

// The narrowest of a few readings: one that was not interrupted.
Pair read_both() noexcept {
  Pair best{};
  std::uint64_t narrowest = UINT64_MAX;
  for (int i = 0; i < 5; ++i) {
    const std::uint64_t before = __rdtsc();
    const std::uint64_t time = kernel_now();
    const std::uint64_t after = __rdtsc();
    if (after - before < narrowest) {
      narrowest = after - before;
      best = {before + (after - before) / 2, time};
    }
  }
  return best;
}
#endif

} // namespace

void Clock::calibrate() noexcept {
#if defined(__x86_64__)
  if (rate_.load(std::memory_order_relaxed) != 0 || !counter_is_trusted())
    return;
  const Pair first = read_both();
  Pair second;
  do
    second = read_both();
  while (second.time - first.time < 200'000);
  if (second.ticks <= first.ticks)
    return;
  base_ticks.store(second.ticks, std::memory_order_relaxed);
  base_time.store(second.time, std::memory_order_relaxed);
  checked = second;
  // The interval's ns << 32 fits: it would have to last seconds not to.
  rate_.store(((second.time - first.time) << 32) / (second.ticks - first.ticks),
              std::memory_order_release);
#endif
}

void Clock::check() noexcept {
#if defined(__x86_64__)
  const std::uint64_t rate = rate_.load(std::memory_order_relaxed);
  if (rate == 0)
    return;
  // Twice, since all readings of the first may have been interrupted.
  for (int attempt = 0; attempt < 2; ++attempt) {
    const Pair now = read_both();
    // A counter that was reset went back: no small number.
    if (agree(scale(now.ticks - checked.ticks, rate),
              now.time - checked.time)) {
      checked = now;
      return;
    }
  }
  const std::uint64_t then =
      base_time.load(std::memory_order_relaxed) +
      scale(checked.ticks - base_ticks.load(std::memory_order_relaxed), rate);
  behind.store(then - checked.time, std::memory_order_relaxed);
  rate_.store(0, std::memory_order_release);
#endif
}

} // namespace leash::track
