// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The clock of the tracker: monotonic nanoseconds, for durations only.
#pragma once

#include <atomic>
#include <cstdint>
#include <ctime>
#if defined(__x86_64__)
#include <x86intrin.h>
#endif

namespace leash::track {

// The kernel's clock; 20 to 28 ns a call where the processor's counter takes 8
// to 12.
inline std::uint64_t kernel_now() noexcept {
  timespec time{};
  clock_gettime(CLOCK_MONOTONIC, &time);
  return static_cast<std::uint64_t>(time.tv_sec) * 1'000'000'000 +
         static_cast<std::uint64_t>(time.tv_nsec);
}

// Reads the processor's time-stamp counter where the kernel itself trusts it,
// or where the hypervisor says that its rate is constant; clock_gettime
// elsewhere. Any thread, signal handlers too.
class Clock {
public:
  static std::uint64_t now() noexcept {
#if defined(__x86_64__)
    if (const std::uint64_t rate = rate_.load(std::memory_order_acquire))
      return counter_now(rate);
    return kernel_now() + behind.load(std::memory_order_relaxed);
#else
    return kernel_now();
#endif
  }

  // Measures the counter's rate, to about 0.1 %. Takes 0.2 ms. Once, before
  // the first lease: later times would not compare with earlier ones.
  static void calibrate() noexcept;

  // Compares the counter with the kernel's clock since the last call. If they
  // went apart (a machine that was suspended or restored), goes on by the
  // kernel's for good, without the gap. One thread at a time.
  static void check() noexcept;

  // Is the difference no more than the rate's error and that of two readings?
  static bool agree(std::uint64_t counter_passed,
                    std::uint64_t kernel_passed) noexcept {
    const std::uint64_t apart = counter_passed > kernel_passed
                                    ? counter_passed - kernel_passed
                                    : kernel_passed - counter_passed;
    return apart <= kernel_passed / 100 + 1'000'000;
  }

private:
#if defined(__x86_64__)
  static std::uint64_t counter_now(std::uint64_t rate) noexcept {
    return base_time.load(std::memory_order_relaxed) +
           scale(__rdtsc() - base_ticks.load(std::memory_order_relaxed), rate);
  }
#endif
  static std::uint64_t scale(std::uint64_t ticks, std::uint64_t rate) noexcept {
    __extension__ using Wide = unsigned __int128;
    return static_cast<std::uint64_t>(Wide{ticks} * rate >> 32);
  }

  static inline std::atomic<std::uint64_t> rate_{0}; // ns << 32 per tick
  static inline std::atomic<std::uint64_t> base_ticks{0};
  static inline std::atomic<std::uint64_t> base_time{0};
  // What is to be added to the kernel's time, where the counter was used once.
  static inline std::atomic<std::uint64_t> behind{0};
};

// From `earlier` to `later`; processors' counters may differ by a little.
inline std::uint64_t since(std::uint64_t earlier,
                           std::uint64_t later) noexcept {
  return later > earlier ? later - earlier : 0;
}

} // namespace leash::track
