// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// One step of the walk by unwind tables.
#pragma once

#include "track/cfi_table.h"
#include "track/stack_word.h"

#include <cstdint>

namespace leash::track {

struct Registers {
  std::uintptr_t pc = 0, sp = 0, fp = 0;
  bool exact = false;

  std::uintptr_t key() const noexcept {
    return exact ? CfiTable::exact_key(pc) : pc;
  }
};

enum class Step : std::uint8_t { ok, end, lost };

// To the caller, by a packed rule. Reads between the registers' stack pointer
// and `stack_end` only: what points elsewhere is lost.
__attribute__((always_inline)) inline Step
step(Registers &at, std::uint64_t rule, std::uintptr_t stack_end) noexcept {
  const auto readable = [&](std::uintptr_t address) {
    return address >= at.sp && address < stack_end && address % 8 == 0;
  };
  const std::uintptr_t base = rule & PackedRule::base_rbp ? at.fp : at.sp;
  std::uintptr_t cfa =
      base + static_cast<std::uintptr_t>(PackedRule::offset(rule));
  std::uintptr_t return_at = cfa - 8;
  const bool rare = (rule & PackedRule::rare) != 0;
  if (rare) {
    if (rule & PackedRule::end)
      return Step::end;
    if (rule & PackedRule::unsupported)
      return Step::lost;
    if (rule & PackedRule::deref) {
      if (!readable(cfa))
        return Step::lost;
      cfa = stack_word(cfa);
      return_at = cfa - 8;
    }
    if (const std::uintptr_t offset = PackedRule::return_offset(rule))
      return_at = at.sp + offset;
  }
  if (cfa <= at.sp || cfa > stack_end || !readable(return_at))
    return Step::lost;
  std::uintptr_t fp = at.fp;
  if (const CfiRule::Saved saved = PackedRule::rbp(rule);
      saved != CfiRule::Saved::no) {
    const std::uintptr_t from = saved == CfiRule::Saved::at_cfa   ? cfa
                                : saved == CfiRule::Saved::at_rbp ? at.fp
                                                                  : at.sp;
    const std::uintptr_t address =
        from + static_cast<std::uintptr_t>(PackedRule::rbp_offset(rule));
    if (!readable(address))
      return Step::lost;
    fp = stack_word(address);
  }
  at.pc = stack_word(return_at);
  at.sp = cfa;
  at.fp = fp;
  at.exact = rare && (rule & PackedRule::signal) != 0;
  return at.pc == 0 ? Step::end : Step::ok;
}

} // namespace leash::track
