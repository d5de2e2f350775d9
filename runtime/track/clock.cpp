// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Finds out how fast the time-stamp counter runs.
#include "track/clock.h"

#include <cstring>
#include <fcntl.h>
#include <unistd.h>

namespace leash::track {
namespace {

#if defined(__x86_64__)
bool kernel_trusts_counter() noexcept {
  const int fd =
      open("/sys/devices/system/clocksource/clocksource0/current_clocksource",
           O_RDONLY | O_CLOEXEC);
  if (fd < 0)
    return false;
  char name[8] = {};
  const ssize_t length = read(fd, name, sizeof name - 1);
  close(fd);
  return length >= 4 && std::strncmp(name, "tsc\n", 4) == 0;
}

struct Pair {
  std::uint64_t ticks, time;
};

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
  if (rate_.load(std::memory_order_relaxed) != 0 || !kernel_trusts_counter())
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
  // The interval's ns << 32 fits: it would have to last seconds not to.
  rate_.store(((second.time - first.time) << 32) / (second.ticks - first.ticks),
              std::memory_order_relaxed);
#endif
}

} // namespace leash::track
