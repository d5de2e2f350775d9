// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The running process through libdwfl.
#include "symbolize/symbolizer.h"

#include "symbolize/debug_files.h"
#include "symbolize/module_frames.h"

#include <link.h>
#include <unistd.h>
#include <unordered_map>

namespace leash::symbolize {
namespace {

struct Loaded {
  unsigned long long added = 0, removed = 0;
  bool operator==(const Loaded &) const = default;
};

// Counts dlopen and dlclose.
Loaded loaded_modules() {
  Loaded out;
  dl_iterate_phdr(
      [](dl_phdr_info *info, std::size_t, void *context) {
        *static_cast<Loaded *>(context) = {info->dlpi_adds, info->dlpi_subs};
        return 1;
      },
      &out);
  return out;
}

struct EndDwfl {
  void operator()(Dwfl *dwfl) const { dwfl_end(dwfl); }
};

} // namespace

struct Symbolizer::State {
  std::string directories = ":.debug:/usr/lib/debug";
  char *path = directories.data();
  Dwfl_Callbacks callbacks = running_callbacks(&path);
  std::unique_ptr<Dwfl, EndDwfl> dwfl;
  pid_t process = 0;
  Loaded loaded;
  ModuleFrames frames;
  std::unordered_map<std::uintptr_t, report::Stack> known;

  void refresh() {
    const Loaded now = loaded_modules();
    if (dwfl && now == loaded && process == getpid())
      return;
    known.clear();
    frames.forget();
    if (!dwfl || process != getpid())
      dwfl.reset(dwfl_begin(&callbacks));
    if (!dwfl)
      return;
    // Modules that are still there keep what was read of them.
    dwfl_report_begin(dwfl.get());
    dwfl_linux_proc_report(dwfl.get(), getpid());
    dwfl_report_end(dwfl.get(), nullptr, nullptr);
    loaded = now;
    process = getpid();
  }

  report::Stack look_up(std::uintptr_t address) {
    Dwfl_Module *module = dwfl ? dwfl_addrmodule(dwfl.get(), address) : nullptr;
    if (!module)
      return report::Stack(1);
    prepare(module, &path);
    const char *name = dwfl_module_info(module, nullptr, nullptr, nullptr,
                                        nullptr, nullptr, nullptr, nullptr);
    return frames.at(module, name ? name : "", address);
  }
};

Symbolizer::Symbolizer() : state(std::make_unique<State>()) {}
Symbolizer::~Symbolizer() = default;

report::Stack Symbolizer::resolve(std::span<const std::uintptr_t> pcs,
                                  bool first_is_exact) {
  state->refresh();
  report::Stack out;
  for (std::size_t i = 0; i < pcs.size(); ++i) {
    const bool exact = first_is_exact && i == 0;
    const std::uintptr_t address = exact || pcs[i] == 0 ? pcs[i] : pcs[i] - 1;
    const auto [entry, fresh] = state->known.try_emplace(address);
    if (fresh)
      entry->second = state->look_up(address);
    for (report::Frame frame : entry->second) {
      frame.pc = pcs[i];
      out.push_back(std::move(frame));
    }
  }
  return out;
}

void Symbolizer::trim() noexcept {
  state->known.clear();
  state->frames.forget();
  state->dwfl.reset();
}

} // namespace leash::symbolize
