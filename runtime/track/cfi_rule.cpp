// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Interprets .eh_frame: DWARF 5, section 6.4, with the changes of the Linux
// Standard Base, and what compilers for x86-64 emit of it.
#include "track/cfi_rule.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstring>

#if defined(__x86_64__)
// Of libgcc and of LLVM's libunwind, which know all modules and also code that
// was registered at run time. Not in their header.
extern "C" {
struct dwarf_eh_bases {
  void *text, *data, *function;
};
const void *_Unwind_Find_FDE(void *pc, dwarf_eh_bases *bases);
}
#endif

namespace leash::track {

std::uint64_t PackedRule::pack(const CfiRule &rule,
                               std::uint64_t epoch) noexcept {
  std::uint64_t word = used | epoch % epochs << epoch_shift;
  word |= rule.end ? end : 0;
  word |= rule.signal ? signal : 0;
  word |= rule.base == CfiRule::Base::rbp ? base_rbp : 0;
  word |= rule.deref ? deref : 0;
  word |= static_cast<std::uint64_t>(rule.rbp) << rbp_shift;
  word |= (static_cast<std::uint64_t>(rule.offset) & 0xffffff) << offset_shift;
  word |=
      static_cast<std::uint64_t>(static_cast<std::uint16_t>(rule.rbp_offset))
      << rbp_offset_shift;
  word |= std::uint64_t{rule.return_offset / 8u} << return_shift;
  const bool fits = offset(word) == rule.offset &&
                    rule.return_offset / 8 < 64 && rule.return_offset % 8 == 0;
  return rule.unsupported || !fits ? (word | unsupported) : word;
}

#if defined(__x86_64__)
namespace {

constexpr std::uint64_t reg_rbp = 6, reg_rsp = 7, reg_ra = 16;

// Bytes of the tables, which are mapped and trusted as the unwinder trusts
// them; still never read past the end of an entry.
class Reader {
public:
  Reader(const std::uint8_t *at, const std::uint8_t *end) : at(at), end_(end) {}

  bool more() const noexcept { return at < end_; }
  bool failed() const noexcept { return failed_; }
  const std::uint8_t *position() const noexcept { return at; }
  const std::uint8_t *end() const noexcept { return end_; }
  std::size_t left() const noexcept {
    return static_cast<std::size_t>(end_ - at);
  }

  template <class Value> Value fixed() noexcept {
    Value value{};
    if (left() < sizeof value) {
      fail();
      return value;
    }
    std::memcpy(&value, at, sizeof value);
    at += sizeof value;
    return value;
  }
  std::uint8_t byte() noexcept { return fixed<std::uint8_t>(); }
  std::uint64_t unsigned_leb() noexcept {
    std::uint64_t value = 0;
    for (unsigned shift = 0; more(); shift += 7) {
      const std::uint8_t part = byte();
      if (shift < 64)
        value |= std::uint64_t{part & 0x7fu} << shift;
      if (!(part & 0x80))
        return value;
    }
    fail();
    return 0;
  }
  std::int64_t signed_leb() noexcept {
    std::uint64_t value = 0;
    for (unsigned shift = 0; more();) {
      const std::uint8_t part = byte();
      if (shift < 64)
        value |= std::uint64_t{part & 0x7fu} << shift;
      shift += 7;
      if (part & 0x80)
        continue;
      if (shift < 64 && part & 0x40)
        value |= ~std::uint64_t{0} << shift;
      return static_cast<std::int64_t>(value);
    }
    fail();
    return 0;
  }
  Reader take(std::uint64_t size) noexcept {
    if (size > left())
      fail();
    const std::uint8_t *begin = at;
    at += std::min<std::uint64_t>(size, left());
    return {begin, at};
  }
  // A pointer of which only the size matters.
  void skip_encoded(std::uint8_t encoding) noexcept {
    constexpr std::uint8_t aligned = 0x50, omit = 0xff;
    if (encoding == omit)
      return;
    if (encoding == aligned)
      return fail();
    switch (encoding & 0x0f) {
    case 0x01: // uleb128
    case 0x09: // sleb128
      unsigned_leb();
      return;
    case 0x02:
    case 0x0a:
      take(2);
      return;
    case 0x03:
    case 0x0b:
      take(4);
      return;
    default:
      take(8);
    }
  }
  void fail() noexcept {
    failed_ = true;
    at = end_;
  }

private:
  const std::uint8_t *at;
  const std::uint8_t *end_;
  bool failed_ = false;
};

struct Cie {
  std::uint64_t code_align = 1;
  std::int64_t data_align = 1;
  std::uint64_t return_register = reg_ra;
  std::uint8_t pointer_encoding = 0;
  bool has_augmentation = false, signal = false;
  Reader program{nullptr, nullptr};
};

Reader entry(const std::uint8_t *at) noexcept {
  std::uint32_t length;
  std::memcpy(&length, at, sizeof length);
  // 0xffffffff opens the 64-bit form, which nobody emits here.
  if (length == 0xffffffff)
    length = 0;
  return {at + 4, at + 4 + length};
}

bool read_cie(const std::uint8_t *at, Cie &cie) noexcept {
  Reader in = entry(at);
  in.fixed<std::uint32_t>(); // its id
  const std::uint8_t version = in.byte();
  const auto *augmentation = in.position();
  while (in.more() && in.byte() != 0) {
  }
  cie.code_align = in.unsigned_leb();
  cie.data_align = in.signed_leb();
  cie.return_register = version == 1 ? in.byte() : in.unsigned_leb();
  if (*augmentation == 'z') {
    cie.has_augmentation = true;
    Reader data = in.take(in.unsigned_leb());
    for (const auto *letter = augmentation + 1; *letter; ++letter) {
      if (*letter == 'R')
        cie.pointer_encoding = data.byte();
      else if (*letter == 'L')
        data.byte();
      else if (*letter == 'P')
        data.skip_encoded(data.byte());
      else if (*letter == 'S')
        cie.signal = true;
      else
        return false;
    }
  } else if (*augmentation != 0) {
    return false;
  }
  cie.program = {in.position(), in.end()};
  return !in.failed();
}

// Where a register of the caller is.
struct Location {
  enum class Kind : std::uint8_t { same, undefined, at_cfa, expression, other };
  Kind kind = Kind::same;
  std::int64_t offset = 0;
  Reader expression{nullptr, nullptr};
};

struct Row {
  std::uint64_t cfa_register = reg_rsp;
  std::int64_t cfa_offset = 0;
  bool cfa_is_expression = false;
  Reader cfa_expression{nullptr, nullptr};
  Location rbp, ra;

  Location *location(std::uint64_t reg, std::uint64_t ra_register) noexcept {
    return reg == reg_rbp ? &rbp : reg == ra_register ? &ra : nullptr;
  }
};

// Runs the instructions up to the row of `target`.
class Machine {
public:
  Machine(const Cie &cie, std::uintptr_t begin, std::uintptr_t target)
      : cie(cie), at(begin), target(target) {}

  bool run() noexcept {
    if (!run(cie.program, false))
      return false;
    initial = row;
    return true;
  }
  bool run(Reader program) noexcept { return run(program, true); }

  Row row;

private:
  bool run(Reader in, bool advances) noexcept {
    while (in.more()) {
      const std::uint8_t code = in.byte();
      const std::uint8_t low = code & 0x3f;
      switch (code >> 6) {
      case 1: // advance_loc
        if (!advance(low, advances))
          return true;
        continue;
      case 2: // offset
        at_cfa(low, static_cast<std::int64_t>(in.unsigned_leb()));
        continue;
      case 3: // restore
        restore(low);
        continue;
      }
      switch (code) {
      case 0x00: // nop
        break;
      case 0x01: // set_loc: not with the tables' relative pointers
        return false;
      case 0x02:
        if (!advance(in.byte(), advances))
          return true;
        break;
      case 0x03:
        if (!advance(in.fixed<std::uint16_t>(), advances))
          return true;
        break;
      case 0x04:
        if (!advance(in.fixed<std::uint32_t>(), advances))
          return true;
        break;
      case 0x05: { // offset_extended
        const std::uint64_t reg = in.unsigned_leb();
        at_cfa(reg, static_cast<std::int64_t>(in.unsigned_leb()));
        break;
      }
      case 0x06: // restore_extended
        restore(in.unsigned_leb());
        break;
      case 0x07: // undefined
        set(in.unsigned_leb(), {Location::Kind::undefined});
        break;
      case 0x08: // same_value
        set(in.unsigned_leb(), {Location::Kind::same});
        break;
      case 0x09: // register
        set(in.unsigned_leb(), {Location::Kind::other});
        in.unsigned_leb();
        break;
      case 0x0a: // remember_state
        if (depth == saved.size())
          return false;
        saved[depth++] = row;
        break;
      case 0x0b: // restore_state
        if (depth == 0)
          return false;
        row = saved[--depth];
        break;
      case 0x0c: // def_cfa
        row.cfa_register = in.unsigned_leb();
        row.cfa_offset = static_cast<std::int64_t>(in.unsigned_leb());
        row.cfa_is_expression = false;
        break;
      case 0x0d: // def_cfa_register
        row.cfa_register = in.unsigned_leb();
        row.cfa_is_expression = false;
        break;
      case 0x0e: // def_cfa_offset
        row.cfa_offset = static_cast<std::int64_t>(in.unsigned_leb());
        break;
      case 0x0f: // def_cfa_expression
        row.cfa_is_expression = true;
        row.cfa_expression = in.take(in.unsigned_leb());
        break;
      case 0x10: { // expression
        const std::uint64_t reg = in.unsigned_leb();
        set(reg, {Location::Kind::expression, 0, in.take(in.unsigned_leb())});
        break;
      }
      case 0x11: { // offset_extended_sf
        const std::uint64_t reg = in.unsigned_leb();
        at_cfa(reg, in.signed_leb());
        break;
      }
      case 0x12: // def_cfa_sf
        row.cfa_register = in.unsigned_leb();
        row.cfa_offset = in.signed_leb() * cie.data_align;
        row.cfa_is_expression = false;
        break;
      case 0x13: // def_cfa_offset_sf
        row.cfa_offset = in.signed_leb() * cie.data_align;
        break;
      case 0x14: // val_offset
      case 0x15: // val_offset_sf
        set(in.unsigned_leb(), {Location::Kind::other});
        in.unsigned_leb();
        break;
      case 0x16: // val_expression
        set(in.unsigned_leb(), {Location::Kind::other});
        in.take(in.unsigned_leb());
        break;
      case 0x2e: // GNU_args_size
        in.unsigned_leb();
        break;
      default:
        return false;
      }
    }
    return !in.failed();
  }

  // False once the next row begins after the target.
  bool advance(std::uint64_t delta, bool advances) noexcept {
    at += delta * cie.code_align;
    return !advances || at <= target;
  }
  void set(std::uint64_t reg, const Location &where) noexcept {
    if (Location *location = row.location(reg, cie.return_register))
      *location = where;
  }
  void at_cfa(std::uint64_t reg, std::int64_t factored) noexcept {
    set(reg, {Location::Kind::at_cfa, factored * cie.data_align});
  }
  void restore(std::uint64_t reg) noexcept {
    if (Location *location = row.location(reg, cie.return_register))
      *location = *initial.location(reg, cie.return_register);
  }

  const Cie &cie;
  std::uintptr_t at;
  std::uintptr_t target;
  Row initial;
  std::array<Row, 8> saved;
  std::size_t depth = 0;
};

// The expressions that occur: a register plus a number, perhaps dereferenced.
struct Simple {
  std::uint64_t reg = 0;
  std::int64_t offset = 0;
  bool deref = false;
};

std::optional<Simple> simple(Reader in) noexcept {
  constexpr std::uint8_t breg0 = 0x70, deref = 0x06, plus_uconst = 0x23;
  const std::uint8_t first = in.byte();
  if (first < breg0 || first > breg0 + 31)
    return std::nullopt;
  Simple out{std::uint64_t{first} - breg0, in.signed_leb()};
  while (in.more()) {
    const std::uint8_t code = in.byte();
    if (code == deref && !out.deref)
      out.deref = true;
    else if (code == plus_uconst && !out.deref)
      out.offset += static_cast<std::int64_t>(in.unsigned_leb());
    else
      return std::nullopt;
  }
  return in.failed() ? std::nullopt : std::optional(out);
}

bool set_base(std::uint64_t reg, CfiRule &rule) noexcept {
  rule.base = reg == reg_rbp ? CfiRule::Base::rbp : CfiRule::Base::rsp;
  return reg == reg_rbp || reg == reg_rsp;
}

bool translate_cfa(const Row &row, CfiRule &rule) noexcept {
  std::int64_t offset = row.cfa_offset;
  std::uint64_t reg = row.cfa_register;
  if (row.cfa_is_expression) {
    const auto expression = simple(row.cfa_expression);
    if (!expression)
      return false;
    offset = expression->offset;
    reg = expression->reg;
    rule.deref = expression->deref;
  }
  rule.offset = static_cast<std::int32_t>(offset);
  return rule.offset == offset && set_base(reg, rule);
}

bool translate_rbp(const Location &rbp, CfiRule &rule) noexcept {
  std::int64_t offset = rbp.offset;
  switch (rbp.kind) {
  case Location::Kind::same:
    return true;
  case Location::Kind::undefined:
    return true; // the outermost function's
  case Location::Kind::at_cfa:
    rule.rbp = CfiRule::Saved::at_cfa;
    break;
  case Location::Kind::expression: {
    const auto expression = simple(rbp.expression);
    if (!expression || expression->deref ||
        (expression->reg != reg_rbp && expression->reg != reg_rsp))
      return false;
    offset = expression->offset;
    rule.rbp = expression->reg == reg_rbp ? CfiRule::Saved::at_rbp
                                          : CfiRule::Saved::at_rsp;
    break;
  }
  case Location::Kind::other:
    return false;
  }
  rule.rbp_offset = static_cast<std::int16_t>(offset);
  return rule.rbp_offset == offset;
}

bool translate_return(const Location &ra, CfiRule &rule) noexcept {
  switch (ra.kind) {
  case Location::Kind::undefined:
    rule.end = true;
    return true;
  case Location::Kind::at_cfa:
    return ra.offset == -8;
  case Location::Kind::expression: {
    const auto expression = simple(ra.expression);
    if (!expression || expression->deref || expression->reg != reg_rsp ||
        expression->offset <= 0 || expression->offset >= 512)
      return false;
    rule.return_offset = static_cast<std::uint16_t>(expression->offset);
    return true;
  }
  default:
    return false;
  }
}

bool translate(const Row &row, CfiRule &rule) noexcept {
  return translate_return(row.ra, rule) &&
         (rule.end ||
          (translate_cfa(row, rule) && translate_rbp(row.rbp, rule)));
}

} // namespace

CfiRule find_rule(std::uintptr_t pc, bool exact) noexcept {
  CfiRule rule;
  const std::uintptr_t target = exact ? pc : pc - 1;
  dwarf_eh_bases bases{};
  const auto *fde = static_cast<const std::uint8_t *>(
      _Unwind_Find_FDE(reinterpret_cast<void *>(target), &bases));
  if (!fde) {
    rule.end = true;
    return rule;
  }
  Reader in = entry(fde);
  const auto *id = in.position();
  Cie cie;
  if (!read_cie(id - in.fixed<std::int32_t>(), cie)) {
    rule.unsupported = true;
    return rule;
  }
  rule.signal = cie.signal;
  in.skip_encoded(cie.pointer_encoding);
  in.skip_encoded(cie.pointer_encoding);
  if (cie.has_augmentation)
    in.take(in.unsigned_leb());
  Machine machine(cie, reinterpret_cast<std::uintptr_t>(bases.function),
                  target);
  rule.unsupported = in.failed() || !machine.run() ||
                     !machine.run({in.position(), in.end()}) ||
                     !translate(machine.row, rule);
  return rule;
}

#else

CfiRule find_rule(std::uintptr_t, bool) noexcept {
  CfiRule rule;
  rule.unsupported = true;
  return rule;
}

#endif

} // namespace leash::track
