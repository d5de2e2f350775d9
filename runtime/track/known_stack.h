// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// A stack that a thread was in before, recognised without a walk.
#pragma once

#include "track/capture.h"

#include <array>
#include <cstdint>

namespace leash::track {

// A walk is a function of the registers it starts with, of the rules for the
// addresses it meets, and of the words it loads. If all of these are as they
// were, so is its result; and whether they are takes loads that need not wait
// for each other. Of frame pointers only those count that the walk went by:
// elsewhere the register holds whatever the function likes.
//
// Used by one thread, whose stack the words are in.
class KnownStack {
public:
  // What else the result depends on, in two words.
  struct How {
    std::uint64_t pool = 0; // handle
    std::uint64_t walk = 0; // 0: of no walk that is remembered

    bool operator==(const How &other) const noexcept {
      return pool == other.pool && walk == other.walk;
    }
    unsigned depth() const noexcept { return walk >> 8 & 0xff; }
    unsigned skip() const noexcept { return walk >> 16 & 0xff; }
    Method method() const noexcept {
      return static_cast<Method>(walk >> 24 & 0xff);
    }
    std::uint64_t epoch() const noexcept { return walk >> 32; }
  };
  static How how(std::uint64_t pool, std::uint8_t kind, unsigned depth,
                 unsigned skip) noexcept {
    if (depth > slot_frames || skip > 8)
      return {pool, 0};
    return {pool, kind | depth << 8 | skip << 16 |
                      static_cast<std::uint64_t>(current_method()) << 24 |
                      modules_epoch() << 32};
  }

  // Would the walk find what it found before? For the sanitizers see
  // stack_word().
  __attribute__((no_sanitize("address", "thread"))) bool
  matches(const WalkStart &start, const How &now) const noexcept {
    if (pc != start.pc || sp != start.sp || !(how_ == now) ||
        (by_fp && fp != start.fp))
      return false;
    Pair differ{};
    for (unsigned i = 0; i < pairs; ++i)
      differ |= *reinterpret_cast<const Pair *>(at[i]) ^ value[i];
    std::uintptr_t differs = differ[0] | differ[1];
    for (unsigned i = pairs; i < words; ++i)
      differs |= *reinterpret_cast<const std::uintptr_t *>(at[i]) ^ value[i][0];
    return differs == 0;
  }
  std::uint32_t site() const noexcept { return site_; }
  std::uint8_t count() const noexcept { return count_; }

  // It did not match, and the walk found `captured`, of that site. Remembers
  // this stack instead, unless others come in between all the time.
  void miss(const WalkStart &start, const ThreadState &thread, const How &now,
            const Captured &captured, std::uint32_t site) noexcept {
    if (now.walk != 0 && misses++ % 8 == 0)
      remember(start, thread, now, captured, site);
  }

private:
  // Two words of the stack next to each other: a frame's record.
  using Pair [[gnu::vector_size(16), gnu::aligned(8), gnu::may_alias]] =
      std::uintptr_t;

  void remember(const WalkStart &start, const ThreadState &thread,
                const How &now, const Captured &captured,
                std::uint32_t site) noexcept;
  bool follow_frame_pointers(const ThreadState &thread,
                             Captured &seen) noexcept;
  bool follow_cfi(const ThreadState &thread, Captured &seen) noexcept;
  bool add(std::uintptr_t address) noexcept;
  void load() noexcept;

  std::uintptr_t pc = 0, sp = 0, fp = 0;
  How how_;
  std::uint32_t site_ = 0;
  std::uint32_t misses = 0;
  std::uint8_t count_ = 0;
  std::uint8_t pairs = 0, words = 0; // the pairs first, then single words
  bool by_fp = false;
  std::array<std::uintptr_t, 2 * slot_frames> at{};
  Pair value[2 * slot_frames] = {};
};

} // namespace leash::track
