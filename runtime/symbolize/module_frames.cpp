// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Walks DWARF scopes from the innermost inlined call to the function.
#include "symbolize/module_frames.h"

#include <dwarf.h>

#include <algorithm>
#include <cstdlib>
#include <cxxabi.h>
#include <memory>

namespace leash::symbolize {
namespace {

struct Free {
  void operator()(void *memory) const { std::free(memory); }
};

std::string function_name(Dwarf_Die &die);

// The namespaces, classes and function around a function, with "::" after each.
std::string qualifiers(Dwarf_Die die) {
  Dwarf_Attribute attribute;
  // Where it is declared, not where its code is.
  for (const unsigned reference : {DW_AT_abstract_origin, DW_AT_specification})
    if (Dwarf_Die target; dwarf_attr(&die, reference, &attribute) &&
                          dwarf_formref_die(&attribute, &target))
      die = target;
  Dwarf_Die *memory = nullptr;
  const int count = dwarf_getscopes_die(&die, &memory);
  const std::unique_ptr<Dwarf_Die, Free> scopes(memory);
  std::string out;
  for (int i = 1; i < count; ++i) {
    const int tag = dwarf_tag(&memory[i]);
    if (tag == DW_TAG_subprogram) // has its own around it
      return function_name(memory[i]) + "::" + out;
    if (tag != DW_TAG_namespace && tag != DW_TAG_class_type &&
        tag != DW_TAG_structure_type && tag != DW_TAG_union_type)
      continue;
    const char *name = dwarf_diename(&memory[i]);
    const char *nameless =
        tag == DW_TAG_namespace ? "(anonymous namespace)" : "{lambda}";
    out.insert(0, std::string(name ? name : nameless) + "::");
  }
  return out;
}

std::string function_name(Dwarf_Die &die) {
  Dwarf_Attribute attribute;
  for (const unsigned name : {DW_AT_linkage_name, DW_AT_MIPS_linkage_name})
    if (dwarf_attr_integrate(&die, name, &attribute))
      if (const char *text = dwarf_formstring(&attribute))
        return demangle(text);
  if (dwarf_attr_integrate(&die, DW_AT_name, &attribute))
    if (const char *text = dwarf_formstring(&attribute))
      return qualifiers(die) + text;
  return {};
}

unsigned number_of(Dwarf_Die &die, unsigned name) {
  Dwarf_Attribute attribute;
  Dwarf_Word value = 0;
  if (dwarf_attr(&die, name, &attribute))
    dwarf_formudata(&attribute, &value);
  return static_cast<unsigned>(value);
}

// Where `inlined` was called from.
void set_call_site(Dwarf_Die &inlined, Dwarf_Die &unit, report::Frame &frame) {
  Dwarf_Files *files = nullptr;
  std::size_t count = 0;
  const unsigned file = number_of(inlined, DW_AT_call_file);
  if (dwarf_getsrcfiles(&unit, &files, &count) == 0 && file < count)
    if (const char *text = dwarf_filesrc(files, file, nullptr, nullptr))
      frame.file = text;
  frame.line = number_of(inlined, DW_AT_call_line);
  frame.column = number_of(inlined, DW_AT_call_column);
}

void set_line(Dwarf_Die &unit, Dwarf_Addr address, report::Frame &frame) {
  Dwarf_Line *line = dwarf_getsrc_die(&unit, address);
  if (!line)
    return;
  if (const char *file = dwarf_linesrc(line, nullptr, nullptr))
    frame.file = file;
  int number = 0;
  if (dwarf_lineno(line, &number) == 0)
    frame.line = static_cast<unsigned>(number);
  if (dwarf_linecol(line, &number) == 0)
    frame.column = static_cast<unsigned>(number);
}

// With -gsplit-dwarf the unit's scopes are in a file of their own.
Dwarf_Die with_scopes(Dwarf_Die unit) {
  std::uint8_t type = 0;
  Dwarf_Die split{};
  if (dwarf_cu_info(unit.cu, nullptr, &type, nullptr, &split, nullptr, nullptr,
                    nullptr) == 0 &&
      type == DW_UT_skeleton && split.addr)
    return split;
  return unit;
}

// The function around `address` and the inlined calls in it, innermost last.
// Not dwarf_getscopes: it misses functions that Clang puts into a namespace.
void find_scopes(Dwarf_Die &parent, Dwarf_Addr address,
                 std::vector<Dwarf_Die> &out) {
  Dwarf_Die die;
  if (dwarf_child(&parent, &die) != 0)
    return;
  const std::size_t before = out.size();
  do {
    switch (dwarf_tag(&die)) {
    case DW_TAG_subprogram:
    case DW_TAG_inlined_subroutine:
      if (dwarf_haspc(&die, address) > 0) {
        out.push_back(die);
        find_scopes(die, address, out);
      }
      break;
    case DW_TAG_lexical_block:
      if (dwarf_haspc(&die, address) > 0)
        find_scopes(die, address, out);
      break;
    case DW_TAG_namespace:
    case DW_TAG_class_type:
    case DW_TAG_structure_type:
    case DW_TAG_union_type:
      find_scopes(die, address, out);
      break;
    default:
      break;
    }
  } while (out.size() == before && dwarf_siblingof(&die, &die) == 0);
}

void add_frames(Dwarf_Die &unit, Dwarf_Addr address, report::Stack &out) {
  report::Frame frame;
  set_line(unit, address, frame);
  Dwarf_Die whole = with_scopes(unit);
  std::vector<Dwarf_Die> scopes;
  find_scopes(whole, address, scopes);
  for (auto scope = scopes.rbegin(); scope != scopes.rend(); ++scope) {
    frame.function = function_name(*scope);
    frame.inlined = dwarf_tag(&*scope) == DW_TAG_inlined_subroutine;
    out.push_back(frame);
    if (!frame.inlined)
      return;
    frame = {};
    set_call_site(*scope, whole, frame);
  }
  // No function encloses it: assembly, or line tables only.
  if (out.empty() || out.back().inlined)
    out.push_back(frame);
}

} // namespace

std::string demangle(const char *symbol) {
  int status = 0;
  const std::unique_ptr<char, Free> name(
      abi::__cxa_demangle(symbol, nullptr, nullptr, &status));
  return status == 0 ? name.get() : symbol;
}

std::string build_id(Dwfl_Module *module) {
  const unsigned char *bytes = nullptr;
  GElf_Addr address = 0;
  const int size = dwfl_module_build_id(module, &bytes, &address);
  constexpr char digits[] = "0123456789abcdef";
  std::string out;
  for (int i = 0; i < size; ++i) {
    out += digits[bytes[i] >> 4];
    out += digits[bytes[i] & 15];
  }
  return out;
}

// Clang writes no .debug_aranges, without which libdwfl finds no unit.
const std::vector<ModuleFrames::Range> &
ModuleFrames::index(Dwfl_Module *module) {
  const auto [entry, fresh] = units.try_emplace(module);
  std::vector<Range> &ranges = entry->second;
  if (!fresh)
    return ranges;
  Dwarf_Die *unit = nullptr;
  Dwarf_Addr bias = 0;
  while ((unit = dwfl_module_nextcu(module, unit, &bias))) {
    Dwarf_Addr base = 0;
    Dwarf_Addr begin = 0;
    Dwarf_Addr end = 0;
    std::ptrdiff_t offset = 0;
    while ((offset = dwarf_ranges(unit, offset, &base, &begin, &end)) > 0)
      if (begin < end)
        ranges.push_back({begin, end, *unit});
  }
  std::sort(ranges.begin(), ranges.end(),
            [](const Range &a, const Range &b) { return a.begin < b.begin; });
  return ranges;
}

bool ModuleFrames::find_unit(Dwfl_Module *module, Dwarf_Addr address,
                             Dwarf_Die &unit, Dwarf_Addr &bias) {
  if (Dwarf_Die *found = dwfl_module_addrdie(module, address, &bias)) {
    unit = *found;
    return true;
  }
  if (!dwfl_module_getdwarf(module, &bias))
    return false;
  const std::vector<Range> &ranges = index(module);
  auto after = std::upper_bound(
      ranges.begin(), ranges.end(), address - bias,
      [](Dwarf_Addr pc, const Range &range) { return pc < range.begin; });
  if (after == ranges.begin() || (--after)->end <= address - bias)
    return false;
  unit = after->unit;
  return true;
}

report::Stack ModuleFrames::at(Dwfl_Module *module, const std::string &path,
                               Dwarf_Addr address) {
  report::Stack out;
  GElf_Addr elf_bias = 0;
  const bool readable = dwfl_module_getelf(module, &elf_bias) != nullptr;
  Dwarf_Die unit;
  Dwarf_Addr bias = 0;
  if (readable && find_unit(module, address, unit, bias))
    add_frames(unit, address - bias, out);
  if (out.empty())
    out.emplace_back();
  if (readable && out.back().function.empty())
    if (const char *symbol = dwfl_module_addrname(module, address))
      out.back().function = demangle(symbol);
  Dwarf_Addr start = 0;
  if (!readable)
    dwfl_module_info(module, nullptr, &start, nullptr, nullptr, nullptr,
                     nullptr, nullptr);
  const std::string id = build_id(module);
  for (report::Frame &frame : out) {
    frame.module = path;
    frame.build_id = id;
    frame.offset = address - (readable ? elf_bias : start);
  }
  return out;
}

} // namespace leash::symbolize
