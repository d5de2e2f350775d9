// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Has this process's reports written to a file, and reads them.
#pragma once

#include "leash/leash.h"
#include "report/json.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <unistd.h>
#include <vector>

namespace leash::test {

class LogFile {
public:
  LogFile() {
    std::string pattern =
        (std::filesystem::temp_directory_path() / "leash-log-XXXXXX").string();
    close(mkstemp(pattern.data()));
    path = pattern;
    leash_set_option(("format=json:log=" + path).c_str());
  }
  ~LogFile() {
    leash_set_option("format=text:log=stderr");
    std::filesystem::remove(path);
  }
  LogFile(const LogFile &) = delete;
  LogFile &operator=(const LogFile &) = delete;

  std::vector<report::Record> records() const {
    std::vector<report::Record> out;
    std::ifstream in(path);
    for (std::string line, why; std::getline(in, line);)
      if (const auto record = report::record_from_json(line, why))
        out.push_back(*record);
    return out;
  }
  std::vector<report::Record> of(report::Event event) const {
    std::vector<report::Record> out;
    for (const report::Record &record : records())
      if (record.event == event)
        out.push_back(record);
    return out;
  }

  // The first of a lease only: the watchdog may add more while a test is slow.
  std::vector<report::Record> first_reports() const {
    std::vector<report::Record> out;
    for (const report::Record &record : of(report::Event::held))
      if (record.tier == 1)
        out.push_back(record);
    return out;
  }

private:
  std::string path;
};

} // namespace leash::test
