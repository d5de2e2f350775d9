// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The frames at one address of one module, by its debug information.
#pragma once

#include "report/record.h"

#include <elfutils/libdwfl.h>

#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

namespace leash::symbolize {

// Belongs to one Dwfl: must be gone before it ends. Not thread-safe.
class ModuleFrames {
public:
  // `address` is that of the call, with the module's bias. Inlined calls first,
  // at least one frame; one without names if there is no debug information.
  // The frames' pc is left at 0.
  report::Stack at(Dwfl_Module *module, const std::string &path,
                   Dwarf_Addr address);
  // The modules may have changed.
  void forget() { units.clear(); }

private:
  struct Range {
    Dwarf_Addr begin, end; // without bias
    Dwarf_Die unit;
  };

  bool find_unit(Dwfl_Module *module, Dwarf_Addr address, Dwarf_Die &unit,
                 Dwarf_Addr &bias);
  const std::vector<Range> &index(Dwfl_Module *module);

  std::unordered_map<Dwfl_Module *, std::vector<Range>> units;
};

// Lower-case hexadecimal; empty if it has none.
[[nodiscard]] std::string build_id(Dwfl_Module *module);
// Of a C++ symbol; others as they are.
[[nodiscard]] std::string demangle(const char *symbol);

} // namespace leash::symbolize
