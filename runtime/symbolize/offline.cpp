// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Modules from files, each in a Dwfl of its own.
#include "symbolize/offline.h"

#include "symbolize/debug_files.h"
#include "symbolize/module_frames.h"

#include <string_view>
#include <unistd.h>
#include <unordered_map>
#include <vector>

namespace leash::symbolize {
namespace {

struct EndDwfl {
  void operator()(Dwfl *dwfl) const { dwfl_end(dwfl); }
};

struct Module {
  std::unique_ptr<Dwfl, EndDwfl> dwfl;
  Dwfl_Module *module = nullptr;
  ModuleFrames frames;
};

} // namespace

struct OfflineResolver::State {
  explicit State(std::string debug_path) : directories(std::move(debug_path)) {}

  std::string directories;
  char *path = directories.data();
  Dwfl_Callbacks callbacks = offline_callbacks(&path);
  std::unordered_map<std::string, Module> modules; // by path and build-id

  // Of another build if `id` says so.
  bool open(Module &out, const std::string &file, const std::string &id) {
    if (file.empty() || access(file.c_str(), R_OK) != 0)
      return false;
    out.dwfl.reset(dwfl_begin(&callbacks));
    if (!out.dwfl)
      return false;
    out.module =
        dwfl_report_offline(out.dwfl.get(), file.c_str(), file.c_str(), -1);
    dwfl_report_end(out.dwfl.get(), nullptr, nullptr);
    GElf_Addr bias = 0;
    if (!out.module || !dwfl_module_getelf(out.module, &bias) ||
        (!id.empty() && build_id(out.module) != id)) {
      out.module = nullptr;
      return false;
    }
    prepare(out.module, &path);
    return true;
  }

  Module &find(const report::Frame &frame) {
    const auto [entry, fresh] =
        modules.try_emplace(frame.module + '\n' + frame.build_id);
    Module &out = entry->second;
    if (!fresh || open(out, frame.module, frame.build_id) ||
        frame.build_id.size() < 3)
      return out;
    std::string_view rest = directories;
    while (!rest.empty()) {
      const std::string root(rest.substr(0, rest.find(':')));
      rest.remove_prefix(std::min(rest.size(), root.size() + 1));
      const std::string base = root + "/.build-id/" +
                               frame.build_id.substr(0, 2) + "/" +
                               frame.build_id.substr(2);
      if (open(out, base + ".debug", frame.build_id) ||
          open(out, base, frame.build_id))
        break;
    }
    return out;
  }
};

OfflineResolver::OfflineResolver(std::string debug_path)
    : state(std::make_unique<State>(std::move(debug_path))) {}
OfflineResolver::~OfflineResolver() = default;

report::Stack OfflineResolver::resolve(const report::Frame &frame) {
  Module &found = state->find(frame);
  GElf_Addr bias = 0;
  if (!found.module || !dwfl_module_getelf(found.module, &bias))
    return {frame};
  report::Stack out =
      found.frames.at(found.module, frame.module, frame.offset + bias);
  for (report::Frame &each : out) {
    each.pc = frame.pc;
    each.offset = frame.offset;
    each.build_id = frame.build_id.empty() ? each.build_id : frame.build_id;
  }
  if (out.size() == 1 && out[0].function.empty())
    return {frame};
  return out;
}

report::Stack OfflineResolver::resolve(const report::Stack &stack) {
  report::Stack out;
  for (const report::Frame &frame : stack) {
    if (frame.line != 0 || frame.offset == 0) {
      out.push_back(frame);
      continue;
    }
    report::Stack frames = resolve(frame);
    out.insert(out.end(), frames.begin(), frames.end());
  }
  return out;
}

} // namespace leash::symbolize
