// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// A lease in memory: what every acquire writes, and what few touch.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>

namespace leash::track {

struct ThreadState;

inline constexpr unsigned slot_frames = 16; // in the slot itself
inline constexpr unsigned max_frames = 64;
inline constexpr unsigned begin_frames = 16;
inline constexpr std::size_t statement_bytes = 200;

using Frame = std::atomic<std::uintptr_t>;

// All words are atomic, stored with release and loaded with acquire order,
// which costs nothing on x86: `generation` then works as a sequence lock. Who
// reads a slot loads it first and again at last; if it was odd and did not
// change, what was read in between belongs together.
struct alignas(64) Slot {
  std::atomic<std::uint32_t> generation{0}; // odd: held
  std::atomic<std::uint32_t> next{0};       // free slots: index + 1
  std::atomic<std::uint64_t> acquired{0};   // when; orders acquires, too
  std::atomic<std::uint64_t> resource{0};
  std::atomic<ThreadState *> owner{nullptr};
  std::atomic<std::uint32_t> owner_generation{0};
  std::atomic<std::uint32_t> pool{0}; // index
  std::atomic<std::uint32_t> site{0}; // index
  std::atomic<std::uint32_t> backend_pid{0};
  std::atomic<std::uint8_t> kind{0};
  std::atomic<std::uint8_t> frame_count{0};

  // What changes while it is held.
  alignas(64) std::atomic<std::uint64_t> last_used{0}; // 0: never
  std::atomic<std::uint64_t> executing_since{0};       // 0: no statement runs
  std::atomic<std::uint64_t> transaction_since{0};     // 0: none open
  std::atomic<std::uint64_t> expected_hold{0};
  std::atomic<std::uint32_t> statements{0};
  // The generation that the watchdog reported: its release is told, too.
  std::atomic<std::uint32_t> reported{0};
  std::atomic<std::uint8_t> transaction{0}; // leash_transaction_state
  std::atomic<bool> inherited{false};       // the parent's, in a forked child
  std::atomic<bool> returned{false};        // the watchdog will free it
  // The watchdog's alone.
  std::atomic<std::uint8_t> tier{0};
  std::atomic<std::uint8_t> reason{0};

  alignas(64) Frame frames[slot_frames];
};
static_assert(sizeof(Slot) == 256);

// The part that an acquire leaves alone. `writing` is odd while the text or the
// BEGIN's stack is replaced.
struct alignas(64) ColdSlot {
  std::atomic<std::uint32_t> writing{0};
  std::atomic<std::uint32_t> begin_count{0};
  std::atomic<std::uint32_t> statement_of{0}; // the generation it is from
  std::atomic<std::uint64_t> held{0};         // ns; of one that is `returned`
  std::atomic<std::uint64_t> statement[statement_bytes / 8 + 1];
  Frame begin[begin_frames];
  Frame more[max_frames - slot_frames];
};

} // namespace leash::track
