// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// How libdwfl finds debug information: on this machine's disk only.
#pragma once

#include <elfutils/libdwfl.h>

namespace leash::symbolize {

// Callbacks for Dwfl: separate debug files by build-id and by debug link, and
// dwz's common files, under `*path` (as libdwfl's debuginfo_path; must outlive
// the Dwfl). Unlike libdwfl's own they ask no debuginfod server, whatever the
// environment says: a report must not wait for a network.
[[nodiscard]] Dwfl_Callbacks running_callbacks(char **path);
[[nodiscard]] Dwfl_Callbacks offline_callbacks(char **path);

// The callbacks' path, where `prepare` was called for the module's debug links
// to be looked for below it.
void prepare(Dwfl_Module *module, char **path);

} // namespace leash::symbolize
