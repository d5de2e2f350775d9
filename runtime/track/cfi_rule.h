// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// How to step from one frame to its caller, in one word.
#pragma once

#include <cstdint>
#include <optional>

namespace leash::track {

// What the unwind tables say for one address of x86-64 code, as far as walking
// needs it: where the canonical frame address (CFA, the caller's stack pointer)
// is, and where the caller's rbp and the return address were saved.
struct CfiRule {
  enum class Base : std::uint8_t { rsp, rbp };
  enum class Saved : std::uint8_t { no, at_cfa, at_rbp, at_rsp };

  bool end = false;         // the outermost frame, or no table
  bool unsupported = false; // the unwinder is needed
  bool signal = false;      // of a signal: the caller's address is exact
  Base base = Base::rsp;
  bool deref = false;      // the CFA is stored at base + offset
  std::int32_t offset = 0; // CFA = base + offset
  Saved rbp = Saved::no;
  std::int16_t rbp_offset = 0;
  // Of the return address from rsp, if it is not just below the CFA; else 0.
  std::uint16_t return_offset = 0;
};

// From the process's unwind tables. `exact`: `pc` is an instruction, not a
// return address. Slow, and may take the loader's lock.
CfiRule find_rule(std::uintptr_t pc, bool exact) noexcept;

// A rule in a word, with a number that tells of which generation of modules it
// is. Never 0.
class PackedRule {
public:
  static constexpr std::uint64_t used = 1, end = 2, unsupported = 4, signal = 8,
                                 base_rbp = 16, deref = 32;
  static constexpr unsigned rbp_shift = 6;         // 2 bits: CfiRule::Saved
  static constexpr unsigned offset_shift = 8;      // 24 bits, signed
  static constexpr unsigned rbp_offset_shift = 32; // 16 bits, signed
  static constexpr unsigned return_shift = 48; // 6 bits, in units of 8 bytes
  static constexpr unsigned epoch_shift = 54;  // 10 bits
  static constexpr std::uint64_t epochs = 1024;
  static constexpr std::uint64_t epoch_mask = (epochs - 1) << epoch_shift;
  // Rules without any of these are the common ones.
  static constexpr std::uint64_t rare =
      end | unsupported | signal | deref | std::uint64_t{63} << return_shift;

  static std::uint64_t pack(const CfiRule &rule, std::uint64_t epoch) noexcept;

  static std::intptr_t offset(std::uint64_t word) noexcept {
    return static_cast<std::int64_t>(word << 32) >> 40;
  }
  static std::intptr_t rbp_offset(std::uint64_t word) noexcept {
    return static_cast<std::int64_t>(word << 16) >> 48;
  }
  static CfiRule::Saved rbp(std::uint64_t word) noexcept {
    return static_cast<CfiRule::Saved>(word >> rbp_shift & 3);
  }
  static std::uintptr_t return_offset(std::uint64_t word) noexcept {
    return (word >> return_shift & 63) * 8;
  }
};

} // namespace leash::track
