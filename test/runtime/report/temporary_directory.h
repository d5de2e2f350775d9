// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// A directory for one test, removed with all that is in it.
#pragma once

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

class TemporaryDirectory {
public:
  TemporaryDirectory() {
    std::string pattern =
        (std::filesystem::temp_directory_path() / "leash-test-XXXXXX").string();
    if (!mkdtemp(pattern.data()))
      throw std::filesystem::filesystem_error(
          "mkdtemp", std::error_code(errno, std::generic_category()));
    name = pattern;
  }
  ~TemporaryDirectory() {
    std::error_code ignored;
    std::filesystem::remove_all(name, ignored);
  }
  TemporaryDirectory(const TemporaryDirectory &) = delete;
  TemporaryDirectory &operator=(const TemporaryDirectory &) = delete;

  const std::string &path() const { return name; }

  // Returns the file's path.
  std::string write(const std::string &file, const std::string &text) const {
    const std::string whole = name + "/" + file;
    std::ofstream(whole, std::ios::binary) << text;
    return whole;
  }
  std::string read(const std::string &file) const {
    std::ifstream in(name + "/" + file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
  }

private:
  std::string name;
};
