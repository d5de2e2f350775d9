// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Runs the victim and collects what was reported.
#pragma once

#include "report/record.h"

#include <functional>
#include <string>
#include <sys/types.h>
#include <vector>

namespace leash::test {

struct Ended {
  int status = -1; // of the exit; 128 + N: by signal N; -1: hung
  pid_t pid = 0;
  std::string standard_error;
  std::vector<report::Record> records;

  std::vector<report::Record> of(report::Event event) const {
    std::vector<report::Record> out;
    for (const report::Record &record : records)
      if (record.event == event)
        out.push_back(record);
    return out;
  }
};

// In a process of its own, for 60 s at most. `options` are added to those that
// have records written as JSON. `environment` holds more "NAME=value".
// `when_stopped` is called when the process has stopped itself; it is continued
// afterwards.
Ended run_victim(const std::string &mode, const std::string &options = "",
                 const std::vector<std::string> &environment = {},
                 const std::function<void()> &when_stopped = {});

} // namespace leash::test
